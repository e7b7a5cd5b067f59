"""``hosting``: what a server of the site is to be told."""

from __future__ import annotations

import sys

from builder.commands import GOOD, PROBLEMS, Context
from builder.hosting import Unfit, configuration
from builder.problems import Problem
from builder.siteconfig import read_site


def hosting(context: Context) -> int:
    """The configuration for a server or host, on standard output."""
    problems: list[Problem] = []
    site = read_site(context.args.root, problems.append)
    context.show(problems)
    if site is None:
        return PROBLEMS
    try:
        print(configuration(context.args.host, site.settings.url, context.args.folder, context.language), end="")
    except Unfit as unfit:
        print(unfit.text(context.language), file=sys.stderr)
        return PROBLEMS
    return GOOD
