"""What every file keeps to: ruff, mypy --strict, modules of readable size, messages in both languages.

These are tests and not steps of the Makefile, so that one command runs them on every system, Windows without make too.
"""

from __future__ import annotations

import ast
import re
import string
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BUILDER = ROOT / "builder"

# Aim at 250 lines; beyond 300 a module has a second job that wants a file of its own.
LONGEST_MODULE = 300

# What is committed; everything else in a working tree is made by a tool.
COMMITTED = (
    "*.*", ".*", "LICENSE", "Makefile", ".ci/*", ".github/**/*", "bench/**/*", "builder/**/*", "content/**/*",
    "docs/**/*", "requirements/*", "static/**/*", "templates/**/*", "tests/**/*",
)  # fmt: skip

# A folder of somebody's machine at the start of a path; `static/root/` and `https://a.cn/home/` are none.
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:home|root|Users|work|tmp/bash\w*)/[\w.]")


TOOLS = (["ruff", "check", "."], ["mypy", "--strict", "builder", "tests", "bench"])


@pytest.mark.parametrize("tool", TOOLS, ids=lambda t: t[0])
def test_a_tool_finds_nothing(tool: list[str]) -> None:
    run = subprocess.run(
        [sys.executable, "-m", *tool], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if run.returncode != 0:
        pytest.fail(run.stdout + run.stderr, pytrace=False)


def test_no_line_has_more_than_120_characters() -> None:
    """Characters, as editors number columns; a Chinese one is twice as wide, but no longer to read."""
    longer = [
        f"{file.relative_to(ROOT).as_posix()}:{number}"
        for top in (BUILDER, ROOT / "tests", ROOT / "bench")
        for file in sorted(top.rglob("*.py"))
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > 120
    ]
    assert not longer, "\n".join(longer)


def test_no_module_outgrows_its_file() -> None:
    lengths = {
        file.relative_to(ROOT).as_posix(): len(file.read_text(encoding="utf-8").splitlines())
        for file in BUILDER.rglob("*.py")
    }
    assert lengths
    assert not {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE}


def _messages() -> Iterator[tuple[str, Sequence[object]]]:
    """Every ``Message(code, zh, en, …)`` in the builder: where, and its first three arguments."""
    for file in sorted(BUILDER.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Message":
                said = [*node.args, *(k.value for k in node.keywords if k.arg in ("code", "zh", "en"))]
                values = [argument.value if isinstance(argument, ast.Constant) else None for argument in said[:3]]
                yield f"{file.relative_to(ROOT).as_posix()}:{node.lineno}", values


def test_every_message_has_a_code_of_its_own_and_speaks_both_languages() -> None:
    faults: list[str] = []
    codes: Counter[str] = Counter()
    for where, values in _messages():
        match values:
            case [str(code), str(zh), str(en)]:
                codes[code] += 1
                if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code):
                    faults.append(f"{where} code “{code}” is not kebab-case")
                if not re.search(r"[\u4e00-\u9fff]", zh) or not re.search("[A-Za-z]", en):
                    faults.append(f"{where} {code} lacks a language")
                if _filled(zh) != _filled(en):
                    faults.append(f"{where} {code} fills in different values: {_filled(zh)} and {_filled(en)}")
            case _:
                faults.append(f"{where} must be given its code and both texts as plain literals")
    assert codes
    faults += [f"the code “{code}” stands {count} times" for code, count in codes.items() if count > 1]
    assert not faults, "\n".join(faults)


def _filled(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_no_script_uses_what_the_oldest_browsers_cannot_read() -> None:
    for script in (ROOT / "static" / "js").glob("*.js"):
        assert not re.search(r"\(\?<[!=]", script.read_text(encoding="utf-8")), f"{script.name}: Safari 14, lookbehind"


def test_the_sentences_that_the_guide_quotes_are_those_of_the_program() -> None:
    """Who meets one of them searches the guide for its words."""
    guide = (ROOT / "docs" / "guide.zh.md").read_text(encoding="utf-8")
    quoted = re.findall(r"^\| [^|`]+ \| `(.+)` \|$", guide.split("\n## 7. ")[1], re.MULTILINE)
    forms = [_form(zh) for _, (_, zh, *_) in _messages() if isinstance(zh, str)]
    assert len(quoted) == 12
    for sentence in quoted:
        said = re.sub(r"^[^ ]+\(\w+\):", "", sentence.replace("\\|", "|"))
        assert any(form.fullmatch(said) for form in forms), sentence


def _form(text: str) -> re.Pattern[str]:
    """What a message looks like with anything filled in."""
    parts = string.Formatter().parse(text)
    return re.compile("".join(re.escape(said) + (".*" if name is not None else "") for said, name, _, _ in parts))


def test_no_table_of_the_documents_is_cut_by_an_empty_line() -> None:
    for document in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        cut = re.findall(r"\n\n(\|.{,80}).*\n(?!\|[ |:-]+\n)", document.read_text(encoding="utf-8"))
        assert not cut, f"{document.name}: {cut}"


def test_every_test_that_the_documents_name_is_there() -> None:
    for document in (ROOT / "docs").glob("*.md"):
        for name in re.findall(r"`(?:tests/)?((?:soak/|judge/)?test_\w+\.py)", document.read_text(encoding="utf-8")):
            assert (ROOT / "tests" / name).is_file(), f"{document.name} names {name}"


def test_no_committed_file_names_a_folder_of_somebodys_machine() -> None:
    files = sorted({file for pattern in COMMITTED for file in ROOT.glob(pattern) if file.is_file()})
    assert BUILDER / "__init__.py" in files
    found = [
        f"{file.relative_to(ROOT).as_posix()}: {match.group()}"
        for file in files
        if "__pycache__" not in file.parts and file.name != ".git"  # in a linked work tree it says where the first is
        for match in MACHINE_PATH.finditer(file.read_text(encoding="utf-8", errors="replace"))
    ]
    assert not found, "\n".join(found)


def test_a_folder_of_a_machine_is_told_from_an_address() -> None:
    for folder in ("home", "Users", "root"):
        assert MACHINE_PATH.search(f"file:///{folder}/anna")
    for other in ("static/root/x", "https://a.cn/home/x", "~/home/x", "/srv/www/site"):
        assert not MACHINE_PATH.search(other)


@pytest.mark.parametrize("name", ["run.lock", "test.lock"])
def test_a_lock_pins_every_package_by_hash_and_names_no_index(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE).strip())
    assert len(entries) > 10
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+==[^ ]+ (; [^\\]+)?\\\n +--hash=sha256:[0-9a-f]{64}", entry), entry
    assert "://" not in text
