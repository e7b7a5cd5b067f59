"""An SVG file before it is published: nothing in it may run, load or lead elsewhere.

As the source of an ``<img>`` an SVG is tame; opened by its own address it is a page of the site, with scripts. So a
static SVG is read element by element, and refused with the line of what is wrong; it is never mended, since nobody has
seen what a mended file shows. Elements are those of a drawing and no others; of other namespaces only what editors
leave behind (Inkscape, RDF) may stand, which no browser runs.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from builder.problems import Message, Place, Report

UNSAFE = Message(
    "svg-unsafe",
    "这个 SVG 图片里有“{what}”，能运行程序或连到别处，不能发布。请用绘图软件另存为“纯 SVG”，或换成 PNG、WebP。",
    "This SVG holds “{what}”, which can run a program or reach elsewhere, and is not published. Save it as plain SVG "
    "in a drawing program, or as PNG or WebP.",
)
BROKEN = Message(
    "svg-broken",
    "这个 SVG 图片从这里开始读不懂，可能不完整。请重新导出。",
    "This SVG cannot be read from here on and may be incomplete. Export it again.",
)
TOO_DEEP = Message(
    "svg-too-deep",
    "这个 SVG 图片里的元素一层套一层，超过 {limit} 层，浏览器不一定能显示。请用绘图软件取消编组，或换成 PNG、WebP。",
    "The elements of this SVG are nested more than {limit} deep, which not every browser shows. Ungroup them in "
    "a drawing program, or save it as PNG or WebP.",
)
PACKED = Message(
    "svg-packed",
    "压缩过的 SVG（.svgz）看不到里面的内容，不能发布。请另存为 .svg。",
    "A packed SVG (.svgz) cannot be looked into and is not published. Save it as .svg.",
)

SVG, XLINK, XML = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace"
_RUNS = {"http://www.w3.org/1999/xhtml", "http://www.w3.org/1998/Math/MathML", "http://www.w3.org/2001/xml-events"}
_DRAWING = frozenset([
    "svg", "g", "defs", "symbol", "use", "title", "desc", "metadata", "switch", "view", "path", "rect", "circle",
    "ellipse", "line", "polyline", "polygon", "text", "tspan", "textPath", "image", "style", "linearGradient",
    "radialGradient",
    "stop", "clipPath", "mask", "pattern", "marker", "filter",
])  # fmt: skip
_OPENS = {"href", "src", "from", "to", "values", "by"}  # attributes that hold an address, or could be made to
_HARMLESS = re.compile(r"#|data:image/(?:png|jpeg|gif|webp)[;,]", re.IGNORECASE)
_REACHES = re.compile(r"url\(\s*['\"]?(?!\s*#)|@import|@font-face|expression\(|-moz-binding|javascript:", re.IGNORECASE)
_IGNORED = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]+")
_SHOWN = 40
DEEPEST = 100  # elements in each other; browsers give up at 256 and more


def check(file: str, data: bytes, report: Report) -> bool:
    """Whether the SVG may be published; what stands in the way is reported by line and column."""
    if file.lower().endswith(".svgz"):
        report(PACKED.at(Place(file)))
        return False
    return _Reading(file, report).read(data)


class _Reading:
    """One file, read by events: neither its depth nor its size builds anything."""

    def __init__(self, file: str, report: Report) -> None:
        self.file, self.report, self.sound, self.depth = file, report, True, 0
        self.in_style = self.deep = False
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.ProcessingInstructionHandler = lambda target, _: self.refuse(f"<?{target}")
        self.parser.EntityDeclHandler = lambda name, *_: self.refuse(f"<!ENTITY {name}")

    def read(self, data: bytes) -> bool:
        try:
            self.parser.Parse(data, True)
        except (expat.ExpatError, ValueError, LookupError) as error:  # the last two for encodings that it does not know
            place = Place(self.file, getattr(error, "lineno", 0), getattr(error, "offset", -1) + 1)
            self.report(BROKEN.at(place))
            self.sound = False
        return self.sound

    def place(self) -> Place:
        return Place(self.file, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)

    def refuse(self, what: str) -> None:
        shown = " ".join(what.split())
        self.report(UNSAFE.at(self.place(), what=shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"))
        self.sound = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        namespace, _, name = tag.rpartition(" ")
        self.depth += 1
        if self.depth > DEEPEST and not self.deep:
            self.deep, self.sound = True, False
            self.report(TOO_DEEP.at(self.place(), limit=DEEPEST))
        if self.depth == 1 and (namespace, name) != (SVG, "svg"):
            self.refuse(f"<{name}>")
        if namespace in _RUNS or (namespace in (SVG, "") and not (name in _DRAWING or name.startswith("fe"))):
            self.refuse(f"<{name}>")
        self.in_style = name == "style"
        for key, value in attributes.items():
            self.attribute(*key.rpartition(" ")[::2], value)

    def attribute(self, namespace: str, name: str, value: str) -> None:
        plain = _IGNORED.sub("", value)
        if name.lower().startswith("on") and namespace == "":
            self.refuse(f"{name}=")
        elif (namespace, name) == (XML, "base"):
            self.refuse("xml:base")
        elif name.lower() in _OPENS and namespace in ("", XLINK) and plain and not _HARMLESS.match(plain):
            self.refuse(f"{name}={value}")
        else:
            self.style(value)

    def style(self, text: str) -> None:
        reaches = _REACHES.search(text)
        if reaches:
            self.refuse(text[reaches.start() :])

    def text(self, text: str) -> None:
        if self.in_style:
            if "\\" in text:  # \\75 rl( is url( too, and no drawing program writes it
                self.refuse("\\")
            self.style(text)

    def end(self, _tag: str) -> None:
        self.depth -= 1
        self.in_style = False
