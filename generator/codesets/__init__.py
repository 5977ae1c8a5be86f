"""Code sets: ICD-10-CM available offline, the formats of the other code sets, and a licensee's own descriptors."""
