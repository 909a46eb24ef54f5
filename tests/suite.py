"""`make test`: lint, types, and every test, stopping at the first kind that fails.

With CI=true each test that needs a database runs on both, with more examples.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests import postgres

PYTHON = sys.executable
LINT = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("djlint", "--lint", "--quiet", "templates"),
    ("mypy",),
)


def main(only_lint: bool) -> int:
    """The exit code: 0 when all is well."""
    for words in LINT:
        print(f"— {' '.join(words)}", flush=True)
        if subprocess.call([PYTHON, "-m", *words]):
            return 1
    return 0 if only_lint else tests()


def tests() -> int:
    """Everything under tests/, on as many processes as there are cores."""
    started = time.monotonic()
    with _server() as environment:
        code = subprocess.call(
            [PYTHON, "-m", "pytest", "-q", "-n", "auto", "--dist", "worksteal"], env=environment
        )
    print(f"— {time.monotonic() - started:.0f} seconds", flush=True)
    return code


@contextmanager
def _server() -> Iterator[dict[str, str]]:
    """One PostgreSQL for all test processes; without one, the tests say what they skip."""
    try:
        with postgres.server() as url:
            yield os.environ | {postgres.URL: url}
    except FileNotFoundError:
        yield dict(os.environ)


if __name__ == "__main__":
    sys.exit(main("lint" in sys.argv[1:]))
