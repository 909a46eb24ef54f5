"""A PostgreSQL of the tests' own: the server named by TEST_DATABASE_URL, else a throw-away one.

Each test process starts its own: whoever writes in another database of the same server would
hold up what is to be forgotten, and no test expects that but the one for it.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import folders

URL = "TEST_DATABASE_URL"


def binaries() -> Path | None:
    """Where initdb and pg_ctl are; None on a machine without PostgreSQL."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    which = shutil.which("initdb")
    return Path(which).parent if which else None


@contextmanager
def server() -> Iterator[str]:
    """The URL of a server on which databases may be made (ends in /postgres)."""
    if given := os.environ.get(URL):
        yield given
        return
    folder = binaries()
    if folder is None:
        raise FileNotFoundError("no PostgreSQL: apt install postgresql, or set TEST_DATABASE_URL")
    with tempfile.TemporaryDirectory(prefix="pg", dir=folders.quick()) as home:
        yield from _throw_away(folder, Path(home))


def _throw_away(folder: Path, home: Path) -> Iterator[str]:
    """PostgreSQL refuses to run as root: another user keeps the cluster then."""
    user = (
        next((u for u in ("postgres", "nobody") if _exists(u)), None) if os.getuid() == 0 else None
    )
    if user:
        shutil.chown(home, user)
    data = home / "data"

    def run(program: str, *words: str) -> None:
        subprocess.run(
            [folder / program, *words], user=user, cwd=home, check=True, capture_output=True,
            env={"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8"},
        )  # fmt: skip

    run("initdb", "-D", str(data), "-U", "tests", "--auth=trust", "--encoding=UTF8", "--no-sync")
    options = (
        f"-c listen_addresses= -c unix_socket_directories={home} "
        "-c fsync=off -c autovacuum=off -c max_connections=300"
    )
    run("pg_ctl", "-D", str(data), "-o", options, "-w", "-l", str(home / "log"), "start")
    try:
        yield f"postgresql://tests@/postgres?host={home}"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True
