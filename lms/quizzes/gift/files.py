"""The text of a bank's file, whatever bytes it holds."""

from pathlib import Path

from lms.quizzes.gift.errors import Faults

LARGEST = 10_000_000  # bytes; a hundred times the longest bank of the project


def read_text(path: Path, faults: Faults) -> str:
    """Return the text of a file; raise GiftErrors when it cannot be read."""
    data = _read_bytes(path, faults)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        begin = data.rfind(b"\n", 0, error.start) + 1
        line = data.count(b"\n", 0, error.start) + 1
        column = len(data[begin : error.start].decode("utf-8")) + 1
        message = "this is not UTF-8 text"
        faults.add(line, column, message, "save the file with the encoding UTF-8")
    faults.check()
    return ""


def _read_bytes(path: Path, faults: Faults) -> bytes:
    data = b""
    try:
        if not path.is_file():  # asked first: opening a pipe would wait for ever
            faults.add(1, 1, "there is no ordinary file of this name", "put a text file here")
        else:
            with path.open("rb") as file:
                data = file.read(LARGEST + 1)
    except (OSError, ValueError):
        faults.add(1, 1, "this file cannot be opened", "let the app read it")
    if len(data) > LARGEST:
        faults.add(
            1, 1, "this file is too large", f"write at most {LARGEST // 1_000_000} MB a file"
        )
    faults.check()
    return data
