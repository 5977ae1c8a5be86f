"""`python -m generator` is the command `policypress`."""

from generator.cli import main

main(prog_name="policypress")
