"""What the program is made of, and that building with it asks nobody for anything."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.smallsite import SmallSite
from tests.tools import supply

ROOT = Path(__file__).parent.parent


def test_the_list_of_licences_is_that_of_the_locks_and_each_is_known_and_accepted() -> None:
    assert (ROOT / supply.LIST).read_text(encoding="utf-8") == supply.licences(), "run `make sbom`"
    for component in supply.components(supply.RUN):
        assert supply.accepted(supply.licence_of(component.name)), (component.name, supply.licence_of(component.name))
    for component in supply.components(supply.TEST):
        assert supply.licence_of(component.name), f"state the licence of {component.name} in tests/tools/supply.py"
    assert supply.accepted("GPL-3.0-only OR MIT") and not supply.accepted("MIT AND GPL-3.0-only")
    assert not supply.accepted("")


def test_the_bill_of_materials_is_whole_and_the_same_each_time() -> None:
    bill = supply.bill()
    assert json.dumps(bill) == json.dumps(supply.bill())
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", bill["serialNumber"])
    listed = {one["bom-ref"]: one for one in bill["components"]}
    locked = {one.purl: one for one in supply.components(supply.TEST)}
    assert listed.keys() == locked.keys()
    required = {one["name"] for one in bill["components"] if one["scope"] == "required"}
    assert required == {one.name for one in supply.components(supply.RUN)}
    for ref, one in listed.items():
        assert {p["value"] for p in one["properties"] if p["name"].endswith("sha256")} == set(locked[ref].hashes)
        assert one["licenses"][0]["expression"] and locked[ref].hashes
    refs = {supply.SELF, *listed}
    edges = {one["ref"]: one["dependsOn"] for one in bill["dependencies"]}
    assert edges.keys() == refs and all(on in refs for wanted in edges.values() for on in wanted)
    reached, pending = set[str](), [supply.SELF]
    while pending:
        one_ref = pending.pop()
        if one_ref not in reached:
            reached.add(one_ref)
            pending += edges[one_ref]
    assert reached == refs, "nothing is there that nobody needs"


def test_each_lock_can_be_audited_as_it_stands() -> None:
    """As pip-audit -r wants it: every line a pinned requirement with its hashes, nothing editable, no address."""
    for lock in (supply.RUN, supply.TEST):
        for component in supply.components(lock):
            assert component.hashes and re.fullmatch(r"[0-9][0-9a-z.+!]*", component.version), component
        assert not re.search(r"^(?:-|https?:|git\+|file:)", lock.read_text(encoding="utf-8"), re.MULTILINE)


SPEAKERS = {"socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "tornado", "asyncio", "websockets"}


def test_only_the_preview_the_lock_and_the_check_of_links_know_the_network() -> None:
    knowing = set()
    for file in (ROOT / "builder").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            if any(name == one or name.startswith(f"{one}.") for name in names for one in SPEAKERS):
                knowing.add(file.relative_to(ROOT / "builder").parts[0])
    assert knowing == {"serve", "links", "lock.py"}  # the lock asks the system for this machine's name


# Put where every Python process looks first, those that a build starts included: it notes and refuses all that would
# speak to a network, sockets of the machine itself (pipes between processes) left out.
WATCH = '''
import os, sys
def watch(event, given):
    if event in ("socket.connect", "socket.sendto", "socket.bind") and isinstance(given[1], (str, bytes)):
        return
    if event in ("socket.connect", "socket.sendto", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname",
                 "socket.gethostbyaddr", "urllib.Request", "http.client.connect", "ftplib.connect", "smtplib.connect"):
        with open(os.environ["WATCH_LOG"], "a", encoding="utf-8") as log:
            log.write(f"{event} {given[1:]}\\n")
        raise PermissionError(event)
sys.addaudithook(watch)
'''


def cut_off() -> list[str]:
    """What starts a program without any network, where this system can; else nothing, and the watch stands alone."""
    for command in (["unshare", "-n"], ["unshare", "-rn"]):
        if sys.platform == "linux" and shutil.which("unshare"):
            tried = subprocess.run([*command, "true"], capture_output=True, check=False)
            if tried.returncode == 0:
                return command
    return []


def run_cut_off(folder: Path, *arguments: str) -> tuple[subprocess.CompletedProcess[str], str]:
    """A Python program without a network, and what of one it asked for."""
    (folder / "watch").mkdir()
    (folder / "watch/sitecustomize.py").write_text(WATCH, encoding="utf-8")
    log = folder / "asked.txt"
    path = os.pathsep.join([str(folder / "watch"), str(ROOT)])
    environment = {**os.environ, "PYTHONPATH": path, "WATCH_LOG": str(log), "PYTHONUTF8": "1"}
    command = [*cut_off(), sys.executable, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
    return done, log.read_text(encoding="utf-8") if log.exists() else ""


def test_a_build_needs_no_network_and_asks_for_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = SmallSite(tmp_path / "site")
    command = ["-m", "builder", "build", "--root", str(site.root), "--date", "2025-06-01", "--workers", "2"]
    done, asked = run_cut_off(tmp_path, *command)
    assert (done.returncode, asked) == (0, ""), done.stderr
    assert (site.root / "public/search.html").is_file()
    with capsys.disabled():
        print(f"\n[built with no network: {' '.join(cut_off()) or 'watched only'}]", file=sys.stderr)


DATAGRAM = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))"


@pytest.mark.parametrize(
    "speaking",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import urllib.request; urllib.request.urlopen('http://a.example/')",
        "import socket; socket.getaddrinfo('a.example', 80)",
        f"import subprocess, sys; sys.exit(subprocess.call([sys.executable, '-c', {DATAGRAM!r}]))",
    ],
)
def test_whoever_did_ask_would_be_seen(tmp_path: Path, speaking: str) -> None:
    done, asked = run_cut_off(tmp_path, "-c", speaking)
    assert done.returncode != 0 and "PermissionError" in done.stderr and asked


def test_nobody_is_told_to_install_from_an_index_what_is_on_none() -> None:
    """Whoever took the name there would have their program run."""
    files = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "builder").rglob("*.py")]
    told = r"pip install (?:-\S+ )*[\"']?xianfeng\b(?!\S* @)"
    assert [file.name for file in files if re.search(told, file.read_text(encoding="utf-8"))] == []
