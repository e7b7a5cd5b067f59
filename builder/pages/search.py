"""The search page. Its results are found in the reader's browser.

What stands here works without that: ways to browse.
"""

from __future__ import annotations

from collections.abc import Iterator

from builder.pages import listings
from builder.pages.page import Draft, Page
from builder.pages.shell import MAIN, SEARCH, SITEMAP, nav_link, page
from builder.pages.view import View
from builder.schema import REGISTRY
from builder.wording import Words

TITLE = Words("搜索", "Search")


def drafts(view: View) -> Iterator[Draft]:
    """``search.html``, unless the site is built without search."""
    if view.search:
        yield Draft(SEARCH, search)


def search(view: View) -> Page:
    """The page itself, with the ways to browse."""
    kinds = [kind for kind in (*MAIN, *REGISTRY) if kind != "page" and view.cat.holds(kind)]
    sections = [nav_link(view, kind) for kind in dict.fromkeys(kinds)]
    own = {
        "browse": [*sections, {"key": "sitemap", "title": view.say(SITEMAP), "href": "sitemap.html"}],
        "themes": listings.links(view, "theme"),
        "kinds": {kind: view.say(cls.title) for kind, cls in REGISTRY.items()},
        "folder": "search/",
    }
    return page(view, SEARCH, "search.html", view.say(TITLE), own, kind="search", section="search")
