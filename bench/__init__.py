"""How fast a site is built, measured beside Hugo on the same corpus: ``make bench``."""
