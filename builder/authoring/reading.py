"""All records of a site as they stand on disk, drafts and withdrawn ones included."""

from __future__ import annotations

from pathlib import Path

from builder import sources
from builder.contentfiles import content_files
from builder.load import read_file
from builder.problems import Report
from builder.schema import Record
from builder.siteconfig import Site


def read_records(root: Path, site: Site, report: Report) -> list[Record]:
    """Every record that can be read; the problems of the others are reported and hinder nothing."""
    found: list[Record] = []
    for file in content_files(root, report):
        data = sources.read_bytes(root, file, report)
        if data is not None:
            loaded = read_file(file, data, site.vocabularies)
            for problem in loaded.problems:
                report(problem)
            found += loaded.records
    return found
