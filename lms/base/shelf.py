"""The shelf: the folder in which evidence files lie, outside whatever the web server shows.

Each lies under 32 random letters and digits, so nothing a browser sent ever becomes a path. While
it is not certain whether a row of the database stands for a file, a mark lies under the same name
in `unsettled`. It is made first and taken away last: whoever is killed in between leaves a mark by
which the rest is found, and no row without its file.
"""

import errno
import logging
import os
import re
import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from tempfile import TemporaryFile

from lms.base.errors import Refusal

PLACE = re.compile(r"[0-9a-f]{32}")
RESERVE = 64 * 1024 * 1024  # bytes that files leave free: the database needs some to go on
log = logging.getLogger("preceptor.files")


class NoRoom(Refusal):
    """The disk is full, or cannot be written. Nothing of the file was kept."""

    status = 507

    def __init__(self) -> None:
        super().__init__(
            "There is no room for files on the server at the moment. Nothing was kept: tell your "
            "administrator, and add the file later."
        )


@dataclass(frozen=True)
class Shelf:
    """One folder; nobody but the server’s own user may look into it."""

    folder: Path

    def put(self, content: bytes) -> str:
        """Write a file to the disk, not settled yet; returns its place.

        When this returns it survives a power cut. Raises NoRoom, and leaves nothing then.
        """
        place = secrets.token_hex(16)
        try:
            self.unsettle(place)
            self._leave_room(len(content))
            _write(self.folder / place, content)
            _to_disk(self.folder)
        except OSError as error:
            with suppress(OSError):
                self.drop(place)
            why = errno.errorcode.get(error.errno or 0, type(error).__name__)
            log.error("a file could not be kept", extra={"cause": why})  # noqa: TRY400
            raise NoRoom from error
        return place

    def open(self, place: str) -> BufferedReader:
        """The file to read. Raises OSError when it is not there."""
        return self._path(place).open("rb")

    def has(self, place: str) -> bool:
        """Whether the file is there."""
        return self._path(place).is_file()

    def drop(self, place: str) -> None:
        """Delete a file, if it is there. Raises OSError when it cannot be deleted."""
        self._path(place).unlink(missing_ok=True)
        self.settle(place)

    def unsettle(self, place: str) -> None:
        """Mark a file whose fate hangs on a transaction. Raises OSError on a full disk."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._unsettled.mkdir(mode=0o700, exist_ok=True)
        with suppress(FileExistsError):
            _write(self._mark(place), b"")
            _to_disk(self._unsettled)

    def settle(self, place: str) -> None:
        """A row stands for this file, or it is gone: take the mark away."""
        self._mark(place).unlink(missing_ok=True)

    def unsettled(self, seconds: float) -> list[str]:
        """The places that were marked so many seconds ago, or longer. Raises OSError."""
        return _older(self._unsettled, seconds)

    def places(self, seconds: float = 0) -> list[str]:
        """The files written so many seconds ago, or longer. Raises OSError.

        What else lies in the folder is not ours.
        """
        return _older(self.folder, seconds)

    def _leave_room(self, size: int) -> None:
        if shutil.disk_usage(self.folder).free < RESERVE + size:
            raise OSError(errno.ENOSPC, "the rest of the disk is for the database")

    @property
    def _unsettled(self) -> Path:
        return self.folder / "unsettled"

    def _path(self, place: str) -> Path:
        if not PLACE.fullmatch(place):
            raise ValueError("no place on the shelf")
        return self.folder / place

    def _mark(self, place: str) -> Path:
        return self._unsettled / self._path(place).name


def _older(folder: Path, seconds: float) -> list[str]:
    """What lies there under names of ours; how old it is says the clock of the disk itself."""
    if not folder.exists():
        return []
    with TemporaryFile(dir=folder) as probe, os.scandir(folder) as entries:
        then = os.fstat(probe.fileno()).st_mtime - seconds
        ours = [one for one in entries if PLACE.fullmatch(one.name) and one.is_file()]
        return [one.name for one in ours if not seconds or one.stat().st_mtime <= then]


def _write(path: Path, content: bytes) -> None:
    """A new file, for its owner only. Raises FileExistsError where something lies already."""
    with open(path, "xb", opener=lambda name, how: os.open(name, how, 0o600)) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _to_disk(folder: Path) -> None:
    """What the folder lists survives a power cut too; Windows does so by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
