"""A real nginx for a folder, with the configuration that ``xianfeng hosting nginx`` writes.

It runs as one process in the foreground, on a port of the loopback, with all it writes in a folder of the test.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from builder.hosting import configuration

MISSING = (
    "没有找到 nginx：请安装它（Debian 上是 nginx，macOS 上用 brew install nginx，Windows 上用 choco install nginx），"
    "或用环境变量 NGINX 写明它的路径。"
    " / No nginx found: install it (nginx on Debian, brew install nginx, choco install nginx) or set NGINX to its path."
)
# The rest of a configuration, as Debian's: the part under test is included at http. Paths in quotes, for Windows too.
MAIN = """
daemon off;
master_process off;
pid "{work}/pid";
error_log "{work}/error.log";
events {{ worker_connections 256; }}
http {{
    access_log off;
    {temporary}
    default_type application/octet-stream;
    types {{
        text/html html htm; text/css css; text/xml xml; application/javascript js; application/json json;
        image/png png; image/jpeg jpeg jpg; image/svg+xml svg svgz; image/webp webp; text/plain txt;
        application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx; application/zip zip;
    }}
    {part}
}}
"""
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
DEADLINE = 60


class NginxMissing(Exception):
    """No nginx to test with; the text is one line for people, in both languages."""


def find_nginx(environ: Mapping[str, str] = os.environ) -> Path:
    """The program named by ``$NGINX``, else the one on the PATH or where Debian puts it. Raises NginxMissing."""
    path = os.pathsep.join([environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"])
    found = shutil.which(environ.get("NGINX") or "nginx", path=path)
    if found is None:
        raise NginxMissing(MISSING)
    return Path(found)


@contextmanager
def nginx(folder: Path, address: str = "https://a.example/", edit: Callable[[str], str] = str) -> Iterator[str]:
    """Serve ``folder`` as the site of that address; gives the address of its top on the loopback. ``edit``: what is
    done to the configuration first."""
    port = free_port()
    with TemporaryDirectory(ignore_cleanup_errors=True) as name:
        work = Path(name)
        (work / "logs").mkdir()
        part, below = _on_port(edit(configuration("nginx", address, folder.as_posix(), "zh")), port)
        temporary = " ".join(f'{kind}_temp_path "{work.as_posix()}/{kind}";' for kind in TEMPORARY)
        whole = MAIN.format(work=work.as_posix(), temporary=temporary, part=part)
        (work / "nginx.conf").write_text(whole, encoding="utf-8")
        command = [str(find_nginx()), "-p", str(work), "-c", str(work / "nginx.conf"), "-e", str(work / "error.log")]
        with answering(command, port, work / "error.log"):
            yield f"http://127.0.0.1:{port}{below}"


def free_port() -> int:
    """A port of the loopback on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _on_port(text: str, port: int) -> tuple[str, str]:
    """The configuration listening on ``port`` alone, inside a server if it has none; and the path of the site."""
    listen = f"listen 127.0.0.1:{port};"
    if "\nserver {" in text:
        assert "listen 80;" in text and "listen [::]:80;" in text
        return text.replace("listen 80;", listen).replace("listen [::]:80;", ""), "/"
    maps, mark, locations = text.partition("\nlocation = ")
    below = locations.split("location ^~ ")[1].split(" ")[0]
    return f"{maps}\nserver {{\n{listen}\n{mark}{locations}\n}}\n", below


@contextmanager
def answering(command: Sequence[str], port: int, log: Path) -> Iterator[None]:
    """Run a server, from when it answers on; what it complains of is in the failure."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port, process, log)
            yield
        finally:
            process.terminate()
            process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + DEADLINE
    while True:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        said = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        assert process.poll() is None and time.monotonic() < deadline, f"{process.args!r} does not answer: {said}"
        time.sleep(0.02)
