"""One reader under a fuzzer that sees which lines each input reaches: ``python -m tests.soak.fuzz READER RUNS``.

A process of its own, since the fuzzer ends it. What the reader raises, an input that takes longer than ten seconds (on
a machine that does much else) and more memory than ``MEMORY`` end it with another code than 0.
"""

from __future__ import annotations

import faulthandler
import resource
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

LONGEST = 1024  # bytes of an input
MEMORY = 1024  # MB of the whole process
SECONDS = 10  # of the wall; on an idle machine an input of this length takes a tenth of one

ROOT = Path(__file__).parents[2]
MARKS = (
    "**", "__", "~~", "[[", "]]", "](", "![", "[^1]", "[^1]: ", "::: note", ":::", "> ", "- ", "1. ", "```", "|---|",
    "<!--", "：", "，", "“", "”", "｜", "（", "---\\x0a", "- id: ", "名称: ", "日期: 2020-09", "&a ", "*a", "!!", "{", "}",
    "\\x00", "\\x09", "\\xef\\xbb\\xbf", "\\xe2\\x80\\xae",
    "{% include \\x22a\\x22 %}", "{{", "}}", "<svg", "xlink:href",
)  # fmt: skip


def _seeds(folder: Path, pictures: Iterable[bytes]) -> None:
    """Short pieces of what people write, and small pictures as phones write them, to begin with."""
    found = [*ROOT.glob("content/**/*.md"), *ROOT.glob("content/**/*.yaml"), *ROOT.glob("templates/**/*.html")]
    found += [*ROOT.glob("tests/fixtures/**/*.md"), *ROOT.glob("**/*.svg"), ROOT / "site.yaml"]
    for number, file in enumerate(sorted(found)[::3]):
        (folder / str(number)).write_bytes(file.read_bytes()[:LONGEST])
    for number, picture in enumerate(pictures):
        (folder / f"picture-{number}").write_bytes(picture[:LONGEST])


def _dictionary(file: Path) -> None:
    lines = []
    for mark in MARKS:
        data = mark if "\\x" in mark else "".join(f"\\x{byte:02x}" for byte in mark.encode())
        lines.append(f'"{data}"')
    file.write_text("\n".join(lines) + "\n", encoding="ascii")


def main() -> None:
    name, runs = sys.argv[1], int(sys.argv[2])
    import atheris

    with atheris.instrument_imports(include=["builder", "markdown_it", "mdit_py_plugins", "PIL"]):
        from tests.photos import photo, saved, with_place
        from tests.readers import READERS

        kinds = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "AVIF")  # Pillow loads a format when it is asked for
        pictures = [saved(photo(8, 8), kind, exif=with_place()) for kind in kinds]
    read, worst = READERS[name], [0.0]

    def one(data: bytes) -> None:
        faulthandler.dump_traceback_later(SECONDS, exit=True)  # the fuzzer's own alarm may ring after its end
        started = time.process_time()
        read(data)
        faulthandler.cancel_dump_traceback_later()
        seconds = time.process_time() - started
        if seconds > worst[0]:
            worst[0] = seconds
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(f"worst {seconds:.3f} CPU-s, {peak} MB", file=sys.stderr, flush=True)

    place = Path(tempfile.mkdtemp())
    (place / "seeds").mkdir()
    _seeds(place / "seeds", pictures)
    _dictionary(place / "marks")
    options = [
        f"-atheris_runs={runs}", f"-max_len={LONGEST}", "-timeout=86400", f"-rss_limit_mb={MEMORY}",
        f"-dict={place / 'marks'}", f"-artifact_prefix={place}/", "-print_final_stats=1", "-seed=1", "-verbosity=0",
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(place / "seeds")], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
