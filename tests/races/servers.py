"""The app as an office runs it: `preceptor serve`, in a process of its own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from config import ROOT
from tests.databases import SECRET
from tests.serving import HOST, free_port

PRECEPTOR = Path(sys.executable).with_name("preceptor")
LONGEST_START = 60  # seconds, on a busy machine
CHECKS = (("events", "verify"), ("progress", "check"))


class Server:
    """One server process on a database; it can be killed and started again."""

    def __init__(self, url: str, log: Path) -> None:
        self.url, self.log = url, log
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serve at a free port; comes back once it answers."""
        for _ in range(5):
            self.port = free_port()
            with self.log.open("ab") as log:
                self.process = subprocess.Popen(
                    [PRECEPTOR, "serve"], cwd=ROOT, stdout=log, stderr=log,
                    env=_environment(self.url, PORT=str(self.port)),
                )  # fmt: skip
            if self._answers():
                return
            self.kill()
        raise AssertionError(f"no server could be started: {self.log.read_text()}")

    def kill(self) -> None:
        """End it as a power cut would: kill -9, in the middle of whatever it does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def faults(self) -> list[str]:
        """What it logged as an error: a lock that never came, a page that failed."""
        lines = [line for line in self.log.read_text().splitlines() if line.startswith("{")]
        return [line for line in lines if json.loads(line)["level"] in ("ERROR", "CRITICAL")]

    def _answers(self) -> bool:
        assert self.process is not None
        late = time.monotonic() + LONGEST_START
        while self.process.poll() is None and time.monotonic() < late:
            if _is_well(self.port):
                return self.process.poll() is None
            time.sleep(0.03)
        return False


@contextmanager
def serving(url: str, folder: Path, number: int = 1) -> Iterator[list[Server]]:
    """So many servers on one database; their processes end with the block, whatever happens."""
    with ExitStack() as stack:
        found = [Server(url, folder / f"server-{place}.log") for place in range(number)]
        for server in found:
            stack.callback(server.kill)
        with ThreadPoolExecutor(number) as pool:
            list(pool.map(Server.start, found))
        yield found


def complaints(url: str) -> list[str]:
    """What the two checks of the command line say against the database as it is now."""
    running = [
        subprocess.Popen([PRECEPTOR, *words], cwd=ROOT, env=_environment(url), text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for words in CHECKS
    ]  # fmt: skip
    said = [one.communicate()[0] for one in running]
    return [text for text, one in zip(said, running, strict=True) if one.returncode]


def _environment(url: str, **more: str) -> dict[str, str]:
    given = {
        "DATABASE_URL": url, "HOST": HOST, "PRECEPTOR_SECRET_KEY": SECRET,
        "PRECEPTOR_SECURE_COOKIES": "false", "PRECEPTOR_LOG_LEVEL": "WARNING",
    }  # fmt: skip
    return os.environ | given | more


def _is_well(port: int) -> bool:
    line = HTTPConnection(HOST, port, timeout=10)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        line.close()
