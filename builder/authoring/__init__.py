"""Authoring: a new site, a skeleton for a new record, a record taken down, schemas for editors.

Each function takes the site's folder and what was typed, reports what stands in the way, and otherwise changes files
and returns an ``Outcome``. None overwrites a file of the author's or changes a byte that it was not asked to change.
"""

from __future__ import annotations

from builder.authoring.editor import renew_schemas, write_schemas
from builder.authoring.outcome import Outcome
from builder.authoring.skeleton import new
from builder.authoring.starter import init
from builder.authoring.withdraw import withdraw

__all__ = ["Outcome", "init", "new", "renew_schemas", "withdraw", "write_schemas"]
