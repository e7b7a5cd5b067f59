"""The long tests: `make soak`. `make test` does not look in here (``norecursedirs`` in pyproject.toml)."""
