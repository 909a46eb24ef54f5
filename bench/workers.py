"""Servers of their own for a measurement: production workers in processes of their own.

What a worker can answer, and how far its memory grows, says nothing when whoever asks and fills
the database shares its process.
"""

import http.client
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import waitress

from lms.app import create_app
from lms.serving import settle
from tests.databases import settings
from tests.serving import free_port

CLIENTS = 2  # for each worker: one asks while the other one's answer travels


class Worker(NamedTuple):
    """Where one listens, and which process it is."""

    port: int
    pid: int

    def megabytes(self, name: str) -> float:
        """VmRSS (now) or VmHWM (at most so far), in MB; only Linux tells."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1000 for line in lines if line.startswith(name))


@contextmanager
def workers(url: str, number: int) -> Iterator[list[Worker]]:
    """So many production workers on one database."""
    spawn = get_context("spawn")
    ports = [free_port() for _ in range(number)]
    running = [spawn.Process(target=serve, args=(url, port), daemon=True) for port in ports]
    for one in running:
        one.start()
    try:
        for port in ports:
            _wait_for(port)
        yield [Worker(port, one.pid or 0) for port, one in zip(ports, running, strict=True)]
    finally:
        for one in running:
            one.terminate()
            one.join()


def serve(url: str, port: int) -> None:
    """One worker, as in production."""
    app = create_app(settings(url, log_level="ERROR"))
    settle()
    waitress.serve(app, host="127.0.0.1", port=port, threads=4, _quiet=True)


def rate(found: Sequence[Worker], path: str, cookie: str, seconds: float) -> float:
    """How many requests a second all workers answer together."""
    counts = [0] * (CLIENTS * len(found))
    threads = [
        threading.Thread(
            target=_ask, args=(found[n % len(found)].port, path, cookie, seconds, counts, n)
        )
        for n in range(len(counts))
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sum(counts) / seconds


def get(port: int, path: str, cookie: str = "") -> bytes:
    """One whole answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    assert answer.status == 200, (path, answer.status)
    return answer.read()


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            get(port, "/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("a worker did not start")


def _ask(
    port: int, path: str, cookie: str, seconds: float, counts: list[int], place: int
) -> None:  # fmt: skip
    connection = http.client.HTTPConnection("127.0.0.1", port)
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        assert answer.status == 200
        answer.read()
        counts[place] += 1
