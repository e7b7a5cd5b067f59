"""Strict YAML with positions; see ``reading``.

``nodes`` is the tree, ``tree`` makes it from the parser's events, ``faults`` says the parser's errors in our own words;
``plain`` reads plain front matter without the parser; ``folding`` joins texts over several lines; ``look``, ``mend``,
``values`` and ``edits`` find and mend the usual slips of a Chinese keyboard, ``slips`` words them.
"""

from builder.yamltext.nodes import Mapping, Node, Scalar, Sequence
from builder.yamltext.reading import parse

__all__ = ["Mapping", "Node", "Scalar", "Sequence", "parse"]
