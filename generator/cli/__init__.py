"""The command line: commands parse and print, nothing else."""
