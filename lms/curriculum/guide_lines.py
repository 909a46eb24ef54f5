"""A guide's file as numbered lines, whatever bytes it holds.

Files come from many hands and machines: a byte-order mark and Windows line ends are tolerated,
for nobody can see them; what could break a page, a database or an export is refused here, once.
"""

import re
from pathlib import Path
from typing import NamedTuple

from lms.curriculum.guide_errors import FileFindings

LARGEST = 200_000  # bytes; twenty times the longest file of the real guide
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")

_BOM = b"\xef\xbb\xbf"


class Line(NamedTuple):
    """One line of a file with its number, without blanks at its end."""

    number: int
    text: str


def read_lines(path: Path, findings: FileFindings) -> list[Line]:
    """Return the lines of a file; none of them, and a fault noted, when it cannot be read."""
    data = _read_bytes(path, findings)
    if data is None:
        return []
    if not data.strip():
        findings.add(1, "the file is empty; write its front matter and text, or take it away")
        return []
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        findings.add(line, "this is not UTF-8 text; save the file with the encoding UTF-8")
        return []
    return [_line(*numbered, findings) for numbered in enumerate(text.split("\n"), start=1)]


def _read_bytes(path: Path, findings: FileFindings) -> bytes | None:
    """Return the bytes without mark and carriage returns; None when there is no such file."""
    try:
        if not path.is_file():  # asked first: opening a pipe would wait for ever
            findings.add(1, "there is no ordinary file of this name; put a text file here")
            return None
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, ValueError):
        findings.add(1, "this file cannot be opened; let the app read it")
        return None
    if len(data) > LARGEST:
        findings.add(1, f"this file is too large; write at most {LARGEST // 1000} kB a file")
        return None
    return data.removeprefix(_BOM).replace(b"\r\n", b"\n")


def _line(number: int, text: str, findings: FileFindings) -> Line:
    """Return one line, noting signs that cannot be seen and do harm further on."""
    sign = CONTROL.search(text)
    if sign:
        code = f"U+{ord(sign[0]):04X}"
        findings.add(number, f"a control character ({code}) stands in this line; take it out")
        text = CONTROL.sub(" ", text)
    return Line(number, text.rstrip())
