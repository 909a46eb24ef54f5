"""`make test`: lint, types, and every test; whatever fails makes it fail.

The types are checked while the tests run: alone they would keep only one core busy. With CI=true
each test that needs a database runs on both, with more examples.
"""

import subprocess
import sys
import tempfile
import time

PYTHON = sys.executable
LINT = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("djlint", "--lint", "--quiet", "templates"),
)
TYPES = ("mypy",)


def main(only_lint: bool) -> int:
    """The exit code: 0 when all is well."""
    if not all(passes(words) for words in LINT):
        return 1
    if only_lint:
        return 0 if passes(TYPES) else 1
    started = time.monotonic()
    with tempfile.TemporaryFile("w+") as said:
        types = subprocess.Popen([PYTHON, "-m", *TYPES], stdout=said, stderr=said)
        failed = tests()
        failed = types.wait() or failed
        said.seek(0)
        print(f"— {' '.join(TYPES)}\n{said.read()}", end="")
    print(f"— {time.monotonic() - started:.0f} seconds", flush=True)
    return failed


def passes(words: tuple[str, ...]) -> bool:
    """Run one of the linters."""
    print(f"— {' '.join(words)}", flush=True)
    return not subprocess.call([PYTHON, "-m", *words])


def tests() -> int:
    """Everything under tests/, on as many processes as there are cores."""
    print("— pytest, and mypy beside it", flush=True)
    return subprocess.call([PYTHON, "-m", "pytest", "-q", "-n", "auto", "--dist", "worksteal"])


if __name__ == "__main__":
    sys.exit(main("lint" in sys.argv[1:]))
