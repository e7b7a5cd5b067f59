"""JSON-LD: what a page is about, in the words of schema.org, as plain data. ``layout.html`` writes it.

The one data block that stands inside a page; the filter that writes it escapes whatever could end its element. Persons
are described in none: their pages say where they stand, and no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from builder.pages.downloads import FORMATS, INDEX, offered, path
from builder.pages.moments import published
from builder.pages.view import Plain, View, path_of
from builder.schema import REGISTRY, Case, Placed, Record, Source, Station
from builder.wording import Words

TYPES = {  # types that schema.org has a word for; a case is an Article
    "region": "Place",
    "station": "Place",
    "organisation": "Organization",
    "brand": "Brand",
    "term": "DefinedTerm",
    "source": "CreativeWork",
    "document": "CreativeWork",
}
ABOUT = Words(
    "“{site}”收录的全部{title}，每个字段都有说明，提供 JSON、CSV、XLSX 三种格式。{notice}",
    "All {title} of “{site}” with a description of each field, as JSON, CSV and XLSX. {notice}",
)


def website(view: View) -> Plain:
    """The site as a whole, for the home page."""
    settings, host = view.site.settings, view.site.footer.host
    found: Plain = {"@type": "WebSite", "url": view.full(""), "name": settings.name, "inLanguage": settings.language}
    if settings.description:
        found["description"] = settings.description
    return found | ({"publisher": _publisher(view)} if host else {})


def trail(view: View, crumbs: Iterable[Plain]) -> Plain:
    """Where a page stands: its crumbs."""
    return {"@type": "BreadcrumbList", "itemListElement": _items(view, crumbs)}


def collection(view: View, site_path: str, title: str, links: Sequence[Plain]) -> Plain:
    """A list; ``links`` are what it shows, each with ``title`` and ``href``."""
    entries = {"@type": "ItemList", "numberOfItems": len(links), "itemListElement": _items(view, links)}
    return {"@type": "CollectionPage", "url": view.full(site_path), "name": title, "mainEntity": entries}


def _items(view: View, links: Iterable[Plain]) -> list[Plain]:
    return [
        {"@type": "ListItem", "position": place, "name": link["title"], "item": view.full(link["href"])}
        for place, link in enumerate(links, 1)
    ]


def overview(view: View, kind: str, site_path: str, title: str, links: Sequence[Plain]) -> list[Plain]:
    """The list of a type: what it shows and the files beside it. Nothing for persons."""
    if not REGISTRY[kind].public:
        return []
    return [collection(view, site_path, title, links), *([dataset(view, kind)] if offered(view, kind) else [])]


def dataset(view: View, kind: str) -> Plain:
    """The files of a type."""
    settings = view.site.settings
    title = view.say(REGISTRY[kind].plural)
    return {
        "@type": "Dataset",
        "name": f"{title} - {settings.name}",
        "description": view.say(ABOUT).format(site=settings.name, title=title, notice=settings.notice).strip(),
        "inLanguage": settings.language,
        "isAccessibleForFree": True,
        "url": f"{view.full(INDEX)}#data-{kind}",
        "creator": _publisher(view),
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": media, "contentUrl": view.full(path(kind, ending))}
            for ending, media in FORMATS.items()
        ],
    }


def catalogue(view: View, site_path: str, title: str, kinds: Iterable[str]) -> Plain:
    """All files, for the page of open data."""
    sets = [dataset(view, kind) for kind in kinds]
    return {"@type": "DataCatalog", "url": view.full(site_path), "name": title, "dataset": sets}


def of_record(view: View, record: Record, images: Sequence[str] = ()) -> list[Plain]:
    """A record in the type that schema.org has for it, if any. ``images``: the site paths of a case's pictures."""
    if isinstance(record, Case):
        return [_article(view, record, [view.full(path) for path in images])]
    if record.kind not in TYPES or not record.public:
        return []
    return [_filled(_thing(view, record) | {
        "alternateName": list(record.also_known_as),
        "description": record.summary,
        **({"slogan": getattr(record, "slogan", "")} if record.kind == "brand" else {}),
        **(_place(view, record) if TYPES[record.kind] == "Place" else {}),
        **(_work(record) if isinstance(record, Source) else {}),
    })]  # fmt: skip


def _thing(view: View, record: Record) -> Plain:
    return {"@type": TYPES.get(record.kind, "Thing"), "name": record.name, "url": view.full(path_of(record))}


def _place(view: View, record: Record) -> Plain:
    ref = record.region if isinstance(record, Placed) else getattr(record, "parent", None)
    above = view.cat.target(ref)
    return {
        "containedInPlace": _thing(view, above) if above else None,
        "address": record.address if isinstance(record, Station) else "",
        "telephone": record.telephone if isinstance(record, Station) else "",
    }


def _work(source: Source) -> Plain:
    return {
        "publisher": {"@type": "Organization", "name": source.publisher},
        "datePublished": source.date.iso if source.date else "",
        "sameAs": source.url,
    }


def _publisher(view: View) -> Plain:
    settings = view.site.settings
    return {"@type": "Organization", "name": view.site.footer.host or settings.name, "url": view.full("")}


def _article(view: View, case: Case, images: Sequence[str]) -> Plain:
    publisher = _publisher(view)
    refs = [case.region, *case.brands, *case.stations, *case.belts, *case.programmes]
    about = [record for ref in refs if (record := view.cat.target(ref))]
    sources = [record for ref in case.sources if isinstance(record := view.cat.target(ref), Source)]
    corrected = [c.date.iso for c in case.corrections if c.date]
    url = view.full(path_of(case))
    return _filled({
        "@type": "Article",
        "headline": case.name,
        "url": url,
        "mainEntityOfPage": url,
        "description": case.summary,
        "inLanguage": view.site.settings.language,
        "datePublished": published(view, case),
        "dateModified": max(corrected, default=""),
        "author": case.author or publisher["name"],  # as text: nobody says whether it is a person or an office
        "publisher": publisher,
        "image": images,
        "keywords": [view.theme(key) for key in case.themes],
        "wordCount": case.body.characters if case.body else None,
        "about": [_thing(view, record) for record in about],
        "isBasedOn": [_filled(_thing(view, source) | _work(source)) for source in sources],
    })  # fmt: skip


def _filled(found: Plain) -> Plain:
    return {key: value for key, value in found.items() if value not in (None, "", [])}
