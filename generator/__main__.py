"""`python -m generator` is the command `policypress`."""

from generator.cli.entry import main

if __name__ == "__main__":  # the fork server of the build imports this module by another name
    main()
