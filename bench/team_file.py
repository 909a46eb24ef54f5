"""The team as a file: how fast five thousand people leave, and what it costs the worker."""

import time

from bench.workers import get, workers

FILE = "/team.csv"


def speed(url: str, cookie: str, people: int, database: str, at_least: int) -> None:
    """Print how many people a second leave as CSV, and how far the worker grows by it."""
    with workers(url, 1) as (worker,):
        get(worker.port, "/team", cookie)
        before = worker.megabytes("VmRSS")
        started = time.perf_counter()
        body = get(worker.port, FILE, cookie)
        seconds = time.perf_counter() - started
        grown = worker.megabytes("VmHWM") - before
    lines = body.count(b"\r\n") - 1
    print(f"CSV of {people} people on {database}: {people / seconds:.0f} people a second "
          f"(at least {at_least}), {lines} lines, {len(body) / 1e6:.1f} MB; the worker grew by "
          f"{grown:.0f} MB (below 30)")  # fmt: skip
