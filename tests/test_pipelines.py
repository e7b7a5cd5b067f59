"""The pipeline files say what people say:

Every command in them is a target of the Makefile or a module that is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from builder.cli import parser

ROOT = Path(__file__).parent.parent
FILES = (".github/workflows/site.yml", ".gitlab-ci.yml", ".ci/run")


def _commands(node: object) -> Iterator[str]:
    """Every line under a ``run`` or a ``script``, wherever it stands."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("run", "script"):
                for block in value if isinstance(value, list) else [value]:
                    yield from block.splitlines()
            else:
                yield from _commands(value)
    elif isinstance(node, list):
        for item in node:
            yield from _commands(item)


def _lines(name: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return text.splitlines() if name == ".ci/run" else list(_commands(yaml.safe_load(text)))


def _made(lines: list[str]) -> list[str]:
    return [target for line in lines for target in re.findall(r"(?:^|exec |\|\| )make (\w+)", line)]


@pytest.mark.parametrize("name", FILES)
def test_a_pipeline_calls_what_the_makefile_and_the_packages_offer(name: str) -> None:
    lines = _lines(name)
    made = set(_made(lines))
    offered = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert "test" in made
    assert made <= offered
    for line in lines:
        for module in re.findall(r"python -m (tests[\w.]+)", line):
            assert (ROOT / (module.replace(".", "/") + ".py")).is_file()
        for lock in re.findall(r"-r (\S+)", line):
            assert (ROOT / lock).is_file()


@pytest.mark.parametrize("name", FILES[:2])
def test_a_pipeline_tests_then_checks_then_builds_and_keeps_the_store(name: str) -> None:
    assert _made(_lines(name)) == ["test", "check", "site"]
    assert ".xianfeng/store" in (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FILES[:2])
def test_a_builder_that_has_passed_is_known_by_all_files_but_the_content(name: str) -> None:
    (line,) = (line for line in _lines(name) if "git ls-files" in line)
    assert re.findall(r"'(:.*?)'", line) == [":!content", ":!static/root", ":!site.yaml"]
    assert " -- . " in line, "a file that nobody has thought of counts as the builder's"


def test_a_site_is_built_where_its_builder_has_passed_now_or_before_and_nowhere_else() -> None:
    jobs = yaml.safe_load((ROOT / FILES[0]).read_text(encoding="utf-8"))["jobs"]
    before = "needs.builder.outputs.passed"
    assert jobs["test"]["if"] == f"{before} != 'true'" and jobs["test"]["needs"] == "builder"
    assert jobs["build"]["needs"] == ["builder", "test"]
    assert jobs["build"]["if"] == f"${{{{ !cancelled() && (needs.test.result == 'success' || {before} == 'true') }}}}"
    noted = [step for step in jobs["build"]["steps"] if "passed" in str(step)]
    assert [step["if"] for step in noted] == ["needs.test.result == 'success'"] * 2
    tested = ["cmp .cache/builder .cache/passed || make test", "mv .cache/builder .cache/passed"]
    assert _lines(FILES[1])[2:4] == tested
    assert "needs" not in (ROOT / FILES[1]).read_text(encoding="utf-8"), "the stages stand one after the other"


def test_the_pipelines_for_a_site_of_its_own_are_whole_and_call_what_there_is() -> None:
    found = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/hosting.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(found) == 2
    for text in found:
        lines = list(_commands(yaml.safe_load(text)))
        assert lines[0] == "python -m pip install -r requirements.txt"
        assert [parser("en").parse_args(line.split()[1:]).command for line in lines[1:]] == ["check", "build"]
        assert "--rehash" in lines[-1] and ".xianfeng/store" in text
