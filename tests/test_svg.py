"""Which drawings may be published, and which are refused, with the line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from builder import svg
from builder.build import theme_home
from builder.problems import Problem
from tests.smallsite import CASE, SmallSite, codes

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'


def judged(text: str | bytes, name: str = "static/img/a.svg") -> list[Problem]:
    problems: list[Problem] = []
    sound = svg.check(name, text.encode() if isinstance(text, str) else text, problems.append)
    assert sound == (not problems)
    return problems


HOSTILE = [
    "<script>alert(1)</script>", "<script href='x.js'/>", "<s:script xmlns:s='http://www.w3.org/2000/svg'>x</s:script>",
    "<g onload='alert(1)'/>", "<g ONCLICK='alert(1)'/>", "<foreignObject><p/></foreignObject>",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>", "<a href='https://evil.example/'><g/></a>",
    "<x:iframe xmlns:x='http://www.w3.org/1999/xhtml' src='x'/>", "<use href='https://evil.example/x.svg#a'/>",
    "<use xlink:href='data:image/svg+xml;base64,PHN2Zz4='/>", "<image href='https://evil.example/pixel.png'/>",
    "<image xlink:href=' &#10;java&#9;script:alert(1)'/>", "<image href='//evil.example/x.png'/>",
    "<animate attributeName='href' values='javascript:alert(1)'/>", "<set attributeName='onload' to='alert(1)'/>",
    "<style>@import 'https://evil.example/x.css';</style>", "<style>a{background:url(https://evil.example/x)}</style>",
    "<style><![CDATA[a{fill:url('//evil.example/x#y')}]]></style>",
    "<style>a{fill:\\75 rl(https://evil.example/)}</style>",
    "<rect style='fill:url(https://evil.example/x#y)'/>", "<rect fill=\"url( 'https://evil.example/x#y')\"/>",
    "<g xml:base='https://evil.example/'/>", "<handler type='x'>alert(1)</handler>",
    "<listener xmlns='http://www.w3.org/2001/xml-events' event='load'/>", "<embed src='x'/>", "<video src='x'/>",
]  # fmt: skip


@pytest.mark.parametrize("inner", HOSTILE)
def test_whatever_runs_or_reaches_elsewhere_is_refused_by_line(inner: str) -> None:
    (problem, *_) = judged(f"{HEAD}\n  {inner}\n</svg>")
    assert problem.message.code == "svg-unsafe"
    assert (problem.place.file, problem.place.line) == ("static/img/a.svg", 2)


@pytest.mark.parametrize(
    "whole",
    [
        f'<?xml-stylesheet href="https://evil.example/x.xsl" type="text/xsl"?>{HEAD}</svg>',
        f'<!DOCTYPE svg [<!ENTITY x "<script>alert(1)</script>">]>{HEAD}&x;</svg>',
        f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>{HEAD}<text>&x;</text></svg>',
        '<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
        "<svg><script>alert(1)</script></svg>",
        f"{HEAD}<g>", "", "nothing", b"\x1f\x8b\x08", f"{HEAD}</svg>".encode("utf-16") + b"\x00",
        '<?xml version="1.0" encoding="x-user-defined"?>' + HEAD + "</svg>",
    ],
)  # fmt: skip
def test_what_is_no_plain_drawing_is_refused(whole: str | bytes) -> None:
    assert judged(whole)


def test_a_packed_one_is_refused_unseen_and_a_bomb_costs_nothing() -> None:
    assert codes(judged("", "static/a.SVGZ")) == ["svg-packed"]
    lol = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    assert judged(f'<!DOCTYPE svg [<!ENTITY a0 "ha">{lol}]>{HEAD}<text>&a9;</text></svg>')
    assert codes(judged(HEAD + "<g>" * 100_000 + "</g>" * 100_000 + "</svg>")) == ["svg-too-deep"]
    most = svg.DEEPEST - 1  # beside the svg itself
    assert judged(HEAD + "<g>" * most + "</g>" * most + "</svg>") == []


def test_what_drawing_programs_write_passes() -> None:
    drawn = f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<!-- drawn -->
{HEAD}
  <title>先锋</title><metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></metadata>
  <sodipodi:namedview xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" id="base"/>
  <style>.a{{fill:url(#g)}} @media (prefers-color-scheme: dark) {{ .a {{ fill: #fff }} }}</style>
  <defs><linearGradient id="g"><stop offset="0" stop-color="#a00"/></linearGradient>
  <filter id="f"><feGaussianBlur stdDeviation="2"/></filter></defs>
  <path class="a" d="M0 0h9v9z" filter="url(#f)"/><use xlink:href="#g"/>
  <image href="data:image/png;base64,iVBORw0KGgo="/><text x="1" y="2">字</text>
</svg>"""
    assert judged(drawn) == []
    for file in (theme_home() / "static").rglob("*.svg"):
        assert judged(file.read_bytes()) == []


def test_a_site_with_one_is_not_built_and_a_text_shows_none(tmp_path: Path) -> None:
    site = SmallSite(tmp_path)
    site.write("static/root/logo.svg", f"{HEAD}\n<script>alert(1)</script></svg>")
    site.write("content/cases/suzhou/a.svg", f"{HEAD}</svg>")
    run = site.build()
    assert run.published is None
    assert [str(p.place) for p in run.problems] == ["static/root/logo.svg:2:1"]
    shutil.rmtree(tmp_path / "static")
    site.edit(CASE, "## 背景", "![图](a.svg)\n\n## 背景")
    assert codes(site.build().problems) == ["image-format"]
