"""Cases: example patients of a policy. `read` and `run` them, measure `coverage` of the logic, `suggest` more."""
