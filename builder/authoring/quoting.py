"""A text as a value in our YAML: plain where it reads back as itself, in double quotes where it would not."""

from __future__ import annotations

import json
import re

from builder import characters, yamltext
from builder.problems import Place, Problem


def one_line(text: str) -> str:
    """``text`` on one line, without the characters that no page can hold."""
    clean = characters.replaced(text).replace(characters.GAP, " ")
    return re.sub(r"\s+", " ", clean).strip()


def quoted(text: str) -> str:
    """``text``, one line of it, written so that YAML reads exactly it."""
    problems: list[Problem] = []
    node = yamltext.parse(f"k: {text}", Place("", 1), problems.append)
    if isinstance(node, yamltext.Mapping) and not problems and not re.search(r"[#\"'{}]", text):
        values = [value.text for _, value in node.entries if isinstance(value, yamltext.Scalar) and value.plain]
        if values == [text]:
            return text
    return json.dumps(text, ensure_ascii=False)
