"""Programs that prepare a machine for the tests; each is run with ``python -m tests.tools.NAME``."""
