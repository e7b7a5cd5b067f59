"""How far a run has come, for the person who waits: a bar on a terminal, a line now and then elsewhere.

Of what is over within a second a terminal shows nothing, a log not of what is over within ten: on a usual site the
closing line stands alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Protocol, TextIO, TypeVar

from builder.wording import Language, Words

Item = TypeVar("Item")

STEPS: Mapping[str, Words] = {
    "look": Words("比对", "look"),
    "read": Words("读取", "read"),
    "relate": Words("关联", "relate"),
    "check": Words("检查", "check"),
    "picture": Words("看图", "picture"),
    "protect": Words("隐私", "protect"),
    "plan": Words("规划", "plan"),
    "derive": Words("图片", "derive"),
    "render": Words("渲染", "render"),
    "export": Words("导出", "export"),
    "index": Words("检索", "index"),
    "publish": Words("发布", "publish"),
}

PATIENCE = 1.0  # seconds until the first bar
BETWEEN_BARS, BETWEEN_LINES = 0.1, 10.0  # seconds
CELLS = 24


class Progress(Protocol):
    """Told that ``done`` of ``total`` items of a step are done; ``over`` when the run is."""

    def __call__(self, step: str, done: int, total: int) -> None: ...

    def over(self) -> None: ...


class Unseen:
    """Nobody looks."""

    def __call__(self, step: str, done: int, total: int) -> None:
        pass

    def over(self) -> None:
        pass


@dataclass(slots=True)
class Shown:
    """Progress on ``stream``: drawn over again on a terminal, else added line by line."""

    stream: TextIO
    language: Language
    clock: Callable[[], float] = monotonic
    _last: float | None = None
    _drawn: int = 0  # columns of the bar that stands there

    def __call__(self, step: str, done: int, total: int) -> None:
        now, drawn_over = self.clock(), self.stream.isatty()
        if self._last is None:
            self._last = now + (PATIENCE - BETWEEN_BARS if drawn_over else 0)
        if now - self._last < (BETWEEN_BARS if drawn_over else BETWEEN_LINES):
            return
        self._last = now
        name = STEPS[step].in_(self.language)
        if not drawn_over:
            print(f"{name} {done}/{total}", file=self.stream, flush=True)
            return
        full = CELLS * done // max(total, 1)
        self.over()
        text = f"{name} {'█' * full}{'░' * (CELLS - full)} {done}/{total}"
        self._drawn = len(text) + len(name)  # a Chinese character takes two columns
        print(text, end="", file=self.stream, flush=True)

    def over(self) -> None:
        """Take the bar away, for what is said next."""
        if self._drawn:
            print("\r" + " " * self._drawn + "\r", end="", file=self.stream, flush=True)
        self._drawn = 0


def counted(progress: Progress, step: str, items: Iterable[Item], total: int) -> Iterator[Item]:
    """``items``, each told of when it has been taken."""
    for done, item in enumerate(items):
        progress(step, done, total)
        yield item
