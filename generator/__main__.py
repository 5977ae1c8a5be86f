"""`python -m generator` is the command `policypress`."""

from generator.start import main

if __name__ == "__main__":  # the fork server of the build imports this module by another name
    main()
