"""The steps of the pipeline: each takes what those before it made and adds its own.

Reading and rendering are pure, so their results are kept in the store by the digest of all they depend on. What is
between is made anew on every run, but for what a memory of the last one proves to be the same; a clean build is the
same steps with an empty store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import chain

from builder import checks, digests, fonts, images, pages, privacy, siteconfig
from builder.album import Album
from builder.assets import Assets, tell_of_taken
from builder.catalogue import Catalogue
from builder.contentfiles import lost_by
from builder.maker import Made
from builder.makings import Makings
from builder.manifest import Output
from builder.pages import official
from builder.pictures import Picture, shown_as_is
from builder.problems import Message, Place, Problem, Report
from builder.progress import counted
from builder.readfile import FileBytes, Fresh, reader
from builder.readings import Readings
from builder.relate import relate
from builder.render import renderer
from builder.run import Judged, Run
from builder.siteconfig import Site
from builder.spots import Finder, on_disk
from builder.spread import Processes, shared
from builder.supplies import supplies_of
from builder.templates import Theme
from builder.vocabularies import is_of
from builder.work import Work

NO_FONT = Message(
    "share-font",
    "没有安装分享图的字体，这次不生成分享图。安装：pip install {name}；网站不需要分享图，就在 site.yaml 里写“分享: 否”。",
    "The font of share pictures is not installed, so none are made. Install it: pip install {name}; or, where the site "
    "needs none, write “share: no” into site.yaml.",
    "warning",
)
HELD = 400_000_000  # bytes of pages and pictures that wait in memory to be published; the others wait in the store
PICTURES_AT_A_TIME = 2  # for one process; each holds a whole photo
GROUPS = 4  # of files of the index, likewise
MANY_FILES = 200  # of the index, from which on further processes are worth their start
MANY_PICTURES = 12  # from which on further processes are worth their start


def read(run: Run) -> None:
    """``site.yaml``, theme, static files, and every content file → records."""
    root, report = run.options.root, run.problems.append
    run.site = siteconfig.read_site(root, report)
    if run.site is None:
        return  # no step comes after this one
    run.theme, run.assets, run.files = supplies_of(run, run.site.settings.language)
    words, near = run.site.vocabularies, run.spread.inherits(len(run.files))
    run.lost += lost_by(run.problems)
    run.readings = Readings(run.keeper, root, words, run.trust, run.warm.reading, near=near)

    def spread(missing: Sequence[FileBytes]) -> Iterator[Fresh]:
        return counted(run.progress, "read", run.spread(Work(reader, (root, words), missing)), len(missing))

    for found in run.readings.read(run.files, spread):
        run.records += found.loaded.records
        run.known |= found.digests
        run.lost += found.loaded.lost
        run.problems += [problem for problem in found.loaded.problems if not is_of(problem, run.site.doubtful)]


def relate_(run: Run) -> None:
    """Records → catalogue."""
    site, options, before = run.site, run.options, len(run.problems)
    finder = Finder(on_disk(options.root))
    assert site is not None, "it was read"

    def anew() -> tuple[Catalogue, bool]:
        found = relate(
            site, run.records, options.today,
            drafts=options.drafts, report=lambda problem: run.problems.append(finder.placed(problem)),
            lost=run.lost, known=run.known,
        )  # fmt: skip
        return found, len(run.problems) == before

    asked = options.today, options.drafts, tuple(run.lost)
    run.catalogue = run.warm.related(site, run.records, run.known, asked, anew)


def check(run: Run) -> None:
    """What the records say against each other. Those that were judged by the same figures and terms and found sound are
    not judged again."""
    cat = run.catalogue
    standard, states = checks.Standard.of(cat), checks.states(cat)
    told = standard.digest()
    last = run.keeper.remembered("judged", Judged)
    before = last.records if last is not None and last.standard == told else {}
    sound = {key for key in cat.tables.shown if before.get(" ".join(key)) == states[" ".join(key)]}
    clear = checks.check(standard, run.problems.append, on_disk(run.options.root), sound, shared(run.spread))
    if clear != sound:
        judged = {" ".join(key): states[" ".join(key)] for key in clear}
        run.keeper.remember("judged", Judged(told, judged))


def picture(run: Run) -> None:
    """The facts of the pictures that are shown."""
    run.shown_by = pages.pictures_in(run.catalogue)
    run.album = Album(run.keeper, run.options.root, run.trust)
    run.pictures = run.album.look(run.shown_by, run.problems.append, avif=run.catalogue.site.settings.avif)


def protect(run: Run) -> None:
    """Personal data in texts, pictures and static files, unless it may be public."""
    pictures = {file: shown for file, shown in run.pictures.items() if shown is not None}
    static, read = run.assets.files(), on_disk(run.options.root)
    privacy.check(run.catalogue, pictures, run.shown_by, static, run.problems.append, read, run.keeper.result)


def plan(run: Run) -> None:
    """Catalogue → drafts of all pages, and which of them must be made."""
    site = run.catalogue.site
    names = {n: p for n, p in run.assets.names.items() if n.startswith(("css/", "js/", "icons/"))}
    media = dict(run.pictures) | _mark(site, run.assets, run.problems.append)
    own = run.assets.top()
    report, search = run.problems.append, run.options.search
    font = fonts.installed()
    if site.settings.share and not font:
        report(NO_FONT.at(site.place("share"), name=fonts.PACKAGE))
    view, drafts = pages.draft(
        run.catalogue, names, media, report, own, searchable=search, font=font,
        shows=cache(run.theme.names), read=on_disk(run.options.root), alike=run.album.alike,
    )  # fmt: skip
    world = digests.of_shown([site, names, search, font, run.theme.names("", pages.ON_CARDS)])
    run.makings = Makings(run.keeper, view, run.theme, world, last=run.warm.pages, drafted=run.warm.drafts)
    run.makings.sort(drafts)


def _mark(site: Site, assets: Assets, report: Report) -> dict[str, Picture | None]:
    """The picture of the mark of Party and government sites, one of the site's own static files."""
    file = official.mark_file(site.footer)
    place = site.places.get("footer.mark.picture")
    if not file or place is None:
        return {}
    path = assets.names.get(file.removeprefix("static/"), "")
    data = assets.outputs[path].read() if path else b""
    return {file: shown_as_is(file, path, data, place, report)}


def render_(run: Run) -> None:
    """Drafts → pages → bytes; what is known is taken from the store when somebody asks for it."""
    waiting = run.makings.waiting if run.ready is None else run.makings.shown()  # all at once, if nobody waits
    _made(run, "render", run.makings.make(waiting, run.spread, run.problems.append, not run.failed), len(waiting))
    if not run.failed:
        for path, asset in run.assets.outputs.items():
            run.outputs.expect(path, Output(asset.digest, asset.size), asset.read)


def export(run: Run) -> None:
    """The same for what programs read: open data, feeds, and last the map of all addresses. Nobody who looks at a page
    need wait for these."""
    if run.ready is not None and not run.failed:
        run.superseded = run.ready(run)
    count = len(run.makings.waiting)
    _made(run, "export", run.makings.make_rest(run.spread, run.problems.append, not run.failed), count)


def _made(run: Run, step: str, making: Iterator[Made], count: int) -> None:
    """Take what is made. Once there are problems pages are made for theirs only."""
    faults: dict[Place, Problem] = {}
    for made in counted(run.progress, step, making, count):
        run.go_on()
        if made.fault is not None:
            faults.setdefault(made.fault.place, made.fault)  # a slip in the layout is told once, not for each page
        elif made.data is not None and run.outputs.held < HELD:
            run.outputs.hold(made.path, made.data, made.output)
    run.problems += faults.values()
    if run.failed:
        return
    for path, told, key in run.makings.outputs():
        if path not in run.outputs:
            run.outputs.expect(path, told, partial(_fetched, run.makings, run.theme, path, key))


def _fetched(makings: Makings, theme: Theme, path: str, key: str) -> bytes:
    """The bytes of a page that was not rendered in this run; rendered after all if the store has lost them."""
    kept = makings.bytes_of(key)
    if kept is not None:
        return kept
    data = renderer(theme)(makings.again(path)).data
    assert data is not None, "what could be rendered once can be again"
    return data


def derive(run: Run) -> None:
    """Pictures → the files that pages show; what the store has of them stays there until somebody asks for it."""
    if run.failed:
        return
    album = run.album
    missing: list[Picture] = []
    for shown in filter(None, run.pictures.values()):
        told = album.files(shown)
        files = album.kept(shown) if told is None else None
        if told is not None:
            for path, output in told.items():
                run.outputs.expect(path, output, partial(album.fetch, shown, path))
        elif files is not None:
            _hold(run, album, shown, files)
        else:
            missing.append(shown)
    hands = Processes(run.options.workers)  # photos are read where they lie
    fresh = hands(Work(images.deriver, run.options.root, missing, PICTURES_AT_A_TIME, MANY_PICTURES))
    for shown, made in zip(missing, counted(run.progress, "derive", fresh, len(missing)), strict=True):
        if isinstance(made, bytes):
            _hold(run, album, shown, album.keep(shown, made))
        else:
            run.problems.append(made)
    album.remember()


def _hold(run: Run, album: Album, shown: Picture, files: Mapping[str, bytes]) -> None:
    """Hold the files of a picture, which a preview shows at once; when there are very many the store has them."""
    for path, data in files.items():
        told = run.outputs.hold(path, data)
        if run.outputs.held > HELD:
            run.outputs.expect(path, told, partial(album.fetch, shown, path))


def index(run: Run) -> None:
    """Pages → the index that search reads, itself a part of the output."""
    from builder import search  # its tables are for a run that comes so far

    if run.failed or not run.options.search:
        return
    shown = [(path, kept.record, kept.crumbs) for path, kept in run.pages.items() if kept.record]
    documents = search.documents(run.catalogue, shown, lambda path: run.outputs.told(path).digest)
    texts = search.Texts(run.outputs.__getitem__, run.keeper)
    known = run.keeper.remembered("index", dict[str, Output]) or {}
    run.go_on()
    hands = shared(run.spread)
    made = search.make(run.catalogue, documents, texts, hands)
    tell_of_taken(run.assets.top(), made, run.problems.append)
    run.go_on()
    kept = {path for path, file in made.items() if file.depends in known}
    for path in kept:
        run.outputs.expect(path, known[made[path].depends], made[path].make)
    fresh = search.groups(made, made.keys() - kept)
    many = 1 if len(made) - len(kept) >= MANY_FILES else len(fresh) + 1
    files = hands(Work(search.maker, made, fresh, GROUPS, many))
    for path, data in zip(chain.from_iterable(fresh), chain.from_iterable(files), strict=True):
        run.outputs.hold(path, data)
    search.examined(made, run.outputs.get, documents, texts, kept, run.problems.append)
    if not run.failed:  # else what failed would pass for what need not be looked at again
        run.keeper.remember("index", {file.depends: run.outputs.told(path) for path, file in made.items()})


STEPS: Mapping[str, Callable[[Run], None]] = {
    "read": read,
    "relate": relate_,
    "check": check,
    "picture": picture,
    "protect": protect,
    "plan": plan,
    "derive": derive,
    "render": render_,
    "export": export,
    "index": index,
}
