"""Where the tests keep their databases: in memory where there is room, for none has to last."""

import os
import shutil
from pathlib import Path

MEMORY, ENOUGH = Path("/dev/shm"), 4 * 10**9  # bytes: a server and templates for each process


def quick() -> str | None:
    """A folder for throw-away databases; None for the usual one on the disk."""
    there = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    return str(MEMORY) if there and shutil.disk_usage(MEMORY).free > ENOUGH else None
