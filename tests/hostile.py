"""Strings that have broken out of pages, and a site that holds them in every field that takes a text.

Each string, were it ever taken for more than text, would call ``alert`` (see ``test_hostile``) or leave an element or
attribute behind that a page of ours never has. The site is made from the declared fields, so a new type, or a new field
of an old one, is attacked from its first day.
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

from PIL import Image

from builder.schema import REGISTRY, Field, Record, fields_of
from builder.settings import Footer, Settings
from tests.smallsite import FILES, SmallSite

# Each ends one thing that a text may stand in, and begins another.
MARKUP = (
    '"><img src=x onerror=alert(1)><script>alert(2)</script>',
    "'><svg onload=alert(3)></svg></title></textarea></style></noscript><script>alert(4)</script>",
    '" onmouseover="alert(5)" autofocus onfocus="alert(6)" x="',
    "' style='background:url(//evil.example/s)' onclick='alert(7)",
    '</script><script>alert(8)</script><!--<script>]]>--!><iframe srcdoc="<script>parent.alert(9)</script>">',
    "{{ 7 * 7 }}{% for x in ().__class__.__mro__ %}${alert(10)}<%= alert(11) %>`+alert(12)+`",
    "&lt;script&gt;alert(13)&lt;/script&gt;&#60;img src=x onerror=alert(14)&#62;\\u003cscript\\u003ealert(15)",
    "javascript:alert(16)//\\\"+alert(17)+\\'-alert(18)-'",
    "<a href=javascript:alert(19)>x</a><base href=//evil.example/><meta http-equiv=refresh content='0;//evil.example'>",
    "<link rel=stylesheet href=//evil.example/x.css><object data=//evil.example/x><embed src=//evil.example/x>",
    "]]><x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(20)</x:script><![CDATA[",
    "=cmd|'/c calc'!A1", "+HYPERLINK(\"//evil.example/\",1)", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)*cmd|'x'!A0",
    "＝1+1", "%0d%0aSet-Cookie:%20x=1",
)  # fmt: skip

# As Markdown: what the text must make of them, beside what the strings above become.
MARKDOWN = (
    "<img src=x onerror=alert(21)> <script>alert(22)</script> <details open ontoggle=alert(23)>\n\n",
    "<svg/onload=alert(24)>\n\n<!-- <script>alert(25)</script> -->\n\n",
    "`<script>alert(26)</script>` **<b onclick=alert(27)>** [&quot; onclick=alert(28)](https://a.example/?\"%20x)\n\n",
    "```\"><script>alert(29)</script>\n</code></pre><script>alert(30)</script>\n```\n\n",
    "[词](https://a.example/ '\"><script>alert(31)</script>')\n\n<https://a.example/\"onmouseover=alert(32)>\n\n",
    "![\"><script>alert(33)</script>](pic.png '\" onload=\"alert(34)')\n\n",
    "## \"><script>alert(35)</script>\n\n[^<script>]: 无\n\n说明[^1]\n\n[^1]: <script>alert(36)</script>\n\n",
    "[[case:case-0|\"><script>alert(37)</script>]] ::: note\n\n::: note \"><script>alert(38)</script>\n好。\n:::\n\n",
    "| <script>alert(39)</script> | \" onclick=alert(40) |\n| --- | :-: |\n| =1+1 | <td onclick=alert(41)> |\n\n",
    "词\n: <script>alert(42)</script>\n\n~~</s><script>alert(43)</script>~~\n\n",
)  # fmt: skip

# Addresses that lead to a program: every one must be refused, and none may reach a page.
RUNNING = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", " javascript:alert(1)",
    "\x01javascript:alert(1)",
    "&#106;avascript:alert(1)", "&#x6A;avascript&colon;alert(1)", "javascript&#58;alert(1)", "javascript&Tab;:alert(1)",
    "vbscript:msgbox(1)", "VBSCRIPT:x", "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml;base64,PHN2Zz4=",
    "DATA:text/html;base64,PHNjcmlwdD4=", "file:///etc/passwd", "blob:https://a.example/x", "about:blank",
    "livescript:x",
    "view-source:https://a.example/", "ms-word:ofe|u|https://evil.example/x.docm", "//evil.example/x",
    "\\\\evil.example\\x",
    "/\\evil.example/x", "\u200bjavascript:alert(1)",
)  # fmt: skip

VOCABULARIES = ("station", "organisation", "programme", "theme")


def value(spec: Field, number: int, depth: int = 0) -> Any:
    """What the field holds in the ``number``-th record: an attack where it takes a text, else something valid."""
    text = MARKUP[number % len(MARKUP)]
    match spec.shape:
        case "line":
            return "320500" if spec.attribute == "code" else text
        case "lines":
            return ["5"] if spec.attribute == "review_months" else [text, MARKUP[(number + 1) % len(MARKUP)]]
        case "prose":
            return "".join(MARKDOWN) + MARKUP[(number + 2) % len(MARKUP)].replace("`", "") + "\n"
        case "when":
            return "2020-09-28"
        case "choice" | "choices":
            found = spec.options[0][0] if spec.options else "k"
            return found if spec.shape == "choice" else [found]
        case "number":
            return "45" if spec.attribute == "low" else "46"
        case "url":
            return f"https://a.example/?q='&b=<{number}".replace("<", "%3C")
        case "ref" | "refs" if spec.required:
            return f"{spec.to}-0" if spec.shape == "ref" else [f"{spec.to}-0"]
        case "part" | "parts" if depth < 2 and spec.part is not None:
            held = part(spec.part, number, depth + 1)
            return held if spec.shape == "part" else [held]
        case _:
            return None


def part(cls: type[Any], number: int, depth: int = 0) -> dict[str, Any]:
    found = {spec.key: value(spec, number + place, depth) for place, spec in enumerate(fields_of(cls))}
    return {key: held for key, held in found.items() if held is not None}


LEFT_OUT = {
    "withdrawal",
    "status",
    "waivers",
    "undated",
    "star_step",
    "numeral_note",
    "denominator",
    "value_to",
    "total",
}


def record(cls: type[Record], number: int) -> dict[str, Any]:
    held = {key: v for key, v in part(cls, number).items() if key not in LEFT_OUT}
    return held | _own(cls.kind, number) | {"id": f"{cls.kind}-{number}"}


def _own(kind: str, number: int) -> dict[str, Any]:
    """What else must hold for a record of the type to be valid."""
    if kind == "figure":
        return {"words": "46个", "value": 46, "unit": "个", "qualifier": "exact", "measure": "count"}
    if kind == "chart":
        return {"entries": [{"label": MARKUP[0], "figure": "figure-0"}], "form": "table"}
    forms = ("wrong", "outdated", "restricted") if kind == "term" else ()  # not those that the glossary would find
    return {key: [{"text": f"<b onclick=alert({number})>{key}{number}", "note": MARKUP[number]}] for key in forms}


def hostile_site(root: Path, records: int) -> SmallSite:
    """A site with ``records`` records of every type; attacks in its settings, words, file names, static files."""
    kinds = {kind: cls for kind, cls in REGISTRY.items() if kind not in ("case", "page")}
    site = SmallSite(root, dict.fromkeys(FILES))
    settings = part(Settings, 0) | {
        "url": "https://example.cn/party/", "timezone": "Asia/Shanghai", "per_page": 2, "language": "zh-CN",
        "profile": "none", "intranet_hosts": ["oa.example"], "report_errors": "https://a.example/?u={url}",
        "open_data": "yes", "highlights": ["figure-0"], "footer": _footer(),
        "vocabularies": {name: {"k": {"zh": MARKUP[0], "en": MARKUP[1]}} for name in VOCABULARIES},
    }  # fmt: skip
    settings.pop("waivers")
    site.write("site.yaml", _yaml(settings))
    for cls in kinds.values():
        listed = [record(cls, number) for number in range(records)]
        site.write(f"content/data/{cls.folder}.yaml", _yaml(listed))
    for number in range(records):
        for kind, folder in (("case", "cases"), ("page", "pages")):
            held = record(REGISTRY[kind], number)
            body = held.pop("body")
            related = {"brands": ["brand-0"], "figures": ["figure-0"], "themes": ["k"]} if kind == "case" else {}
            head = _yaml(held | related)
            name = f"'onerror=alert({number}) &amp; $(id) `x`"  # what a file may be called everywhere
            site.write(f"content/{folder}/{name}.md", f"---\n{head}\n---\n{body}")
    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    for file in ("content/cases/pic.png", "content/pages/pic.png", "content/data/pic.png"):
        (root / file).write_bytes(picture.getvalue())
    site.write("static/img/' onload=alert(1) x=&.txt", "x")
    (root / "static/img/' onload=alert(1) x=&.png").write_bytes(picture.getvalue())
    site.write("static/root/'-alert(1)-'.txt", "x")
    words = _yaml({"skip": MARKUP[0], "nav": {"main": MARKUP[2], "search": MARKUP[4]}, "footer": {"feed": MARKUP[1]}})
    site.write("templates/words/zh-CN.yaml", words)
    return site


def _yaml(held: object) -> str:
    """``held`` as JSON, which is YAML."""
    return json.dumps(held, ensure_ascii=False, indent=1)


def _footer() -> dict[str, Any]:
    links = [{"title": MARKUP[n], "href": href} for n, href in enumerate(("https://a.example/?'x", "about.html"))]
    mark = {"picture": "img/' onload=alert(1) x=&.png", "href": "https://a.example/?q='"}
    links = [*links[:1], {"title": MARKUP[1], "href": "index.html#'onclick=alert(1)"}]
    return part(Footer, 3) | {"mark": mark, "links": links}
