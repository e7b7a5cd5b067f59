"""A real Apache for a folder, with the ``.htaccess`` that ``xianfeng hosting apache`` writes.

The rest of its configuration is as sparing as that of rented space: it reads the file of the folder, takes from it what
``FileInfo`` allows, and lists folders. Started by root it serves as nobody, so the folder is copied to where all may
read.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from builder.hosting import configuration
from tests.nginxserver import answering, free_port

MISSING = (
    "没有找到 Apache：请安装它（Debian 上是 apache2，macOS 上用 brew install httpd），或用环境变量 APACHE 写明它的路径。"
    " / No Apache found: install it (apache2 on Debian, brew install httpd) or set APACHE to its path."
)
HOMES = ("/usr/lib/apache2/modules", "/usr/lib64/httpd/modules", "/usr/libexec/apache2", "lib/httpd/modules")
ENGINES = ("mpm_event", "mpm_worker", "mpm_prefork")  # one of them; where it is built in there is no file
MODULES = ("unixd", "authz_core", "dir", "mime", "alias", "rewrite", "filter", "deflate", "headers", "autoindex")
MAIN = """
ServerRoot "{work}"
DefaultRuntimeDir "{work}"
PidFile "{work}/pid"
ErrorLog "{work}/error.log"
Listen 127.0.0.1:{port}
ServerName 127.0.0.1
{modules}
User "#65534"
Group "#65534"
TypesConfig "{work}/mime.types"
DocumentRoot "{work}/www"
<Directory "{work}/www">
    AllowOverride FileInfo
    Options Indexes SymLinksIfOwnerMatch
    Require all granted
</Directory>
<Files ".ht*">
    Require all denied
</Files>
"""


class ApacheMissing(Exception):
    """No Apache to test with; the text is one line for people, in both languages."""


def find_apache(environ: Mapping[str, str] = os.environ) -> Path:
    """The program named by ``$APACHE``, else the one on the PATH or where systems put it. Raises ApacheMissing."""
    path = os.pathsep.join([environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"])
    names = [environ["APACHE"]] if environ.get("APACHE") else ["apache2", "httpd"]
    found = next(filter(None, (shutil.which(name, path=path) for name in names)), None)
    if found is None:
        raise ApacheMissing(MISSING)
    return Path(found)


@contextmanager
def apache(folder: Path, address: str = "https://a.example/") -> Iterator[str]:
    """Serve a copy of ``folder`` as the site of that address; gives the address of its top on the loopback."""
    port, below = free_port(), urlsplit(address).path
    with TemporaryDirectory(ignore_cleanup_errors=True) as name:
        work = Path(name)
        work.chmod(0o755)
        top = work / "www" / below.strip("/")
        top.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(folder, top, dirs_exist_ok=True)
        (top / ".htaccess").write_text(configuration("apache", address, "", "zh"), encoding="utf-8")
        (work / "mime.types").write_text("text/html html\nimage/png png\nimage/jpeg jpeg jpg\n", encoding="utf-8")
        program = find_apache()
        text = MAIN.format(work=work.as_posix(), port=port, modules=_modules(program))
        (work / "apache.conf").write_text(text, encoding="utf-8")
        command = [str(program), "-DFOREGROUND", "-f", str(work / "apache.conf"), "-E", str(work / "error.log")]
        with answering(command, port, work / "error.log"):
            yield f"http://127.0.0.1:{port}{below}"


def _modules(program: Path) -> str:
    """What of the modules lies in files; the others are built into the program."""
    homes = [Path(program.resolve().parent.parent, home) for home in HOMES]
    files = {file.stem: file for home in homes for file in home.glob("mod_*.so")}
    engine = next((name for name in ENGINES if f"mod_{name}" in files), None)
    wanted = [name for name in (engine, *MODULES) if name and f"mod_{name}" in files]
    return "\n".join(f'LoadModule {name}_module "{files[f"mod_{name}"]}"' for name in wanted)
