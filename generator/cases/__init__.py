"""Cases: example patients of a policy. `read` them, `run` them on each edition, see what they cover, `suggest` more."""
