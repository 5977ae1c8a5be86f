"""Code sets: what is known offline about ICD-10-CM, the shapes of the other sets, a licensee's own descriptors."""
