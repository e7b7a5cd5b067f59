"""The tests: one file per module, of the same name; helpers without the prefix ``test_``."""
