"""The command line: `python -m backend.cli --help`."""
