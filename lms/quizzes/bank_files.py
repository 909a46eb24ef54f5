"""The files of the banks in quizzes/: which there are, what is in them, and writing one anew."""

import os
import shutil
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple

from config import ROOT
from lms.curriculum.reading import BANK_ENDING, BANKS_FOLDER
from lms.quizzes.gift.errors import GiftError, GiftErrors, printable
from lms.quizzes.gift.reading import open_bank
from lms.quizzes.question import Bank

QUIZZES = ROOT / BANKS_FOLDER


class Opened(NamedTuple):
    """One file, read: its bank, or what is wrong with it."""

    path: Path
    bank: Bank | None
    errors: tuple[GiftError, ...]

    @property
    def name(self) -> str:
        """What it is called in output, whatever it is called on the disk."""
        return printable(self.path.as_posix())


def every_bank() -> list[Path]:
    """Every bank of the project."""
    return sorted(QUIZZES.glob(f"*{BANK_ENDING}"))


def open_file(path: Path) -> Opened:
    """A file, read as far as it can be."""
    try:
        return Opened(path, open_bank(path), ())
    except GiftErrors as errors:
        return Opened(path, None, errors.errors)


def replace_file(path: Path, data: bytes) -> None:
    """Let the file hold these bytes: all of them or, whatever happens, those from before."""
    target = path.resolve()  # of a link, what it leads to
    if target.read_bytes() == data:
        return
    with NamedTemporaryFile(
        dir=target.parent, prefix=".", suffix=BANK_ENDING, delete=False
    ) as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            shutil.copymode(target, file.name)
            Path(file.name).replace(target)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
