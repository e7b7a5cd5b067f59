"""What a page of the site may load and do: the one Content-Security-Policy, as a header and as a meta element.

Nothing inline, no eval, nothing from elsewhere. Every page carries the policy in a meta element, so that it holds on
hosts where no header can be set and from disk; where one can, the header says the same and adds what a meta element
cannot say: who may frame the page. Two policies at once are both kept to, so the two must agree.

From disk the standard leaves open what 'self' matches; ``file:`` says it outright. On the web no browser lets a page
load ``file:`` addresses, so nothing is opened by it, and the header goes without.
"""

from __future__ import annotations

_LOADED = ("script-src", "style-src", "img-src", "font-src", "media-src", "manifest-src", "form-action")
_FRAMES = "frame-ancestors 'self'"


def _policy(sources: str, *more: str) -> str:
    loaded = [f"{directive} {sources}" for directive in _LOADED]
    return "; ".join(["default-src 'none'", *loaded, "connect-src 'self'", "base-uri 'none'", *more])


META = _policy("'self' file:")
HEADER = _policy("'self'", _FRAMES)
