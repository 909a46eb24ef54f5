"""What a file is, told by its content: a PDF, a PNG or a JPEG that is whole, and nothing else.

Neither its name nor what the browser says of it counts: a program that was renamed is no
certificate. Each format is walked once along its own structure and nothing is unpacked, so a file
made to swell or to keep the server busy costs no more than its size. A file that is two things at
once is refused, as far as that shows without unpacking.
"""

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import NamedTuple
from zipfile import is_zipfile

from lms.base.errors import Refusal

FIELD = "file"
MOST_PIXELS = 250_000_000  # more than any camera makes: such a picture is made to swell
MOST_PARTS = 50_000  # of a picture: no camera makes as many
EDGE = 1024  # bytes within which a PDF has to begin and to end

EMPTY = "This file is empty. Choose the file again, or another one."
UNKNOWN = (
    "Only PDF, PNG and JPEG files are taken, and this is none of them, whatever its name says. "
    "Save or print it as a PDF, or take a picture of it, and choose that."
)
CUT_OFF = (
    "This file is not whole: a part of it is missing or damaged. Open it to see whether it is "
    "right, save it anew and choose it again."
)
TWO_THINGS = (
    "Something else is packed into this file. Print it to a new PDF, or take a picture of it, and "
    "choose that."
)
ACTIVE = (
    "This PDF holds a script or another file. Print it to a new PDF, which leaves that out, and "
    "choose that."
)
TOO_BIG_A_PICTURE = "This picture is larger than any page. Make it smaller and choose it again."


class Format(NamedTuple):
    """One kind of file that is taken."""

    ending: str
    mimetype: str
    begins: re.Pattern[bytes]
    whole: Callable[[bytes], bytes]  # gives what of it is kept


def recognized(content: bytes) -> tuple[str, bytes]:
    """The kind of a file, a key of FORMATS, and what of it is to be kept.

    Raises Refusal for everything else.
    """
    if not content:
        raise Refusal(EMPTY, FIELD)
    for kind, known in FORMATS.items():
        if known.begins.match(content):
            if is_zipfile(BytesIO(content)):
                raise Refusal(TWO_THINGS, FIELD)
            try:
                return kind, known.whole(content)
            except struct.error as error:
                raise Refusal(CUT_OFF, FIELD) from error
    raise Refusal(UNKNOWN, FIELD)


def _pdf(content: bytes) -> bytes:
    """From its head to its last %%EOF, with nothing behind that could be another file."""
    tail = content[-EDGE:]
    _, end, rest = tail.rpartition(b"%%EOF")
    if not end or b"startxref" not in content[-2 * EDGE :]:
        raise Refusal(CUT_OFF, FIELD)
    if rest.strip(b"\0\t\n\f\r \x1a"):
        raise Refusal(TWO_THINGS, FIELD)
    if any(ACTS.search(part) for part in _objects(content)):
        raise Refusal(ACTIVE, FIELD)
    return content


def _objects(content: bytes) -> Iterator[bytes]:
    """What stands between the streams: in packed bytes any short word turns up by chance."""
    at = 0
    while found := STREAM.search(content, at):
        end = content.find(b"endstream", found.end())
        if end < 0:
            break
        yield content[at : found.start()]
        at = end
    yield content[at:]


def _name(word: str) -> str:
    """The pattern of a PDF name, each letter of which may be written as its number."""
    return "".join(f"(?:{letter}|#(?i:{ord(letter):02x}))" for letter in word)


STREAM = re.compile(rb">>[\0\t\n\f\r ]{0,20}stream[\r\n]")
ACTIONS = "JavaScript", "JS", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia"
ACTS = re.compile(f"/(?:{'|'.join(map(_name, ACTIONS))})(?![A-Za-z0-9#])".encode())


def _png(content: bytes) -> bytes:
    """Chunk by chunk, each with its checksum, from the head to the end, which is the file's."""
    at, kinds = 8, [b""]
    while kinds[-1] != b"IEND":
        (length,) = struct.unpack_from(">I", content, at)
        kind, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack_from(">I", content, at + 8 + length)
        if zlib.crc32(kind + body) != checksum or len(kinds) > MOST_PARTS:
            raise Refusal(CUT_OFF, FIELD)
        if kind == b"IHDR":
            _measure(*struct.unpack_from(">II", body))
        kinds.append(kind)
        at += 12 + length
    if kinds[1] != b"IHDR" or b"IDAT" not in kinds:
        raise Refusal(CUT_OFF, FIELD)
    if at < len(content):
        raise Refusal(TWO_THINGS, FIELD)
    return content


def _jpeg(content: bytes) -> bytes:
    """Segment by segment to the end of the picture.

    What phones hang on behind (a short film, a second picture) is no evidence and is not kept.
    """
    at, seen = 2, set[str]()
    for _ in range(MOST_PARTS):
        found = MARKER.match(content, at)
        if found is None:
            break
        kind, at = found[1][0], found.end()
        if kind == 0xD9 and seen == {"size", "scan"}:
            return content[:at]
        (length,) = struct.unpack_from(">H", content, at)
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", content, at + 3)
            _measure(width, height)
            seen.add("size")
        at += length
        if kind == 0xDA:
            seen.add("scan")
            at = _after_scan(content, at)
    raise Refusal(CUT_OFF, FIELD)


MARKER = re.compile(rb"\xff{1,64}([^\xff])", re.DOTALL)  # any number of them may lead it in
IN_SCAN = re.compile(rb"\xff[^\xff\x00\xd0-\xd7]", re.DOTALL)


def _after_scan(content: bytes, at: int) -> int:
    """Where the packed picture ends: at the first marker that may not stand within it."""
    found = IN_SCAN.search(content, at)
    return found.start() if found else len(content)


def _measure(width: int, height: int) -> None:
    if not width or not height:
        raise Refusal(CUT_OFF, FIELD)
    if width * height > MOST_PIXELS:
        raise Refusal(TOO_BIG_A_PICTURE, FIELD)


FORMATS = {
    "pdf": Format(
        "pdf", "application/pdf", re.compile(rb"(?:\xef\xbb\xbf)?[\t\n\r ]{0,1000}%PDF-[12]\."),
        _pdf,
    ),
    "png": Format("png", "image/png", re.compile(rb"\x89PNG\r\n\x1a\n"), _png),
    "jpeg": Format("jpg", "image/jpeg", re.compile(rb"\xff\xd8\xff"), _jpeg),
}  # fmt: skip
