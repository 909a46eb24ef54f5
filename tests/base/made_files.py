"""Files made for the tests: whole ones, cut ones, and such as pretend to be something else."""

import io
import struct
import zipfile
import zlib


def pdf(extra: bytes = b"", body: bytes = b"") -> bytes:
    """One empty page; `extra` goes into the catalog, `body` is an object more."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R " + extra + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 72 72] >>",
        *([body] if body else []),
    ]
    made, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer << /Size %d /Root 1 0 R >>\n" % (len(parts) + 1)
    return made + b"startxref\n%d\n%%%%EOF\n" % start


def large_pdf(size: int) -> bytes:
    """A whole one of about so many bytes."""
    return pdf(body=b"<< /Length %d >>\nstream\n%s\nendstream" % (size, b"x" * size))


def chunk(kind: bytes, body: bytes) -> bytes:
    """A chunk of a PNG with its checksum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 1, height: int = 1, *more: bytes) -> bytes:
    """One gray pixel, whatever size it claims; `more` are chunks before the end."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + head + data + b"".join(more) + chunk(b"IEND", b"")


def segment(kind: int, body: bytes) -> bytes:
    """A segment of a JPEG."""
    return bytes([0xFF, kind]) + struct.pack(">H", len(body) + 2) + body


def jpeg(width: int = 8, height: int = 8, scan: bytes = b"\x12\xff\x00\xff\xd0\x34") -> bytes:
    """The structure of a picture in two scans, of no particular content."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0"
    scans = (segment(0xDA, b"\1\1\0\0\x3f\0") + scan) * 2
    exif = segment(0xE1, b"Exif\0\0\xff\xd8\xff\xd9")  # a small picture inside, as cameras put it
    tables = segment(0xDB, b"\0" + b"\1" * 64) + segment(0xC4, b"\0" + b"\0" * 16)
    return b"\xff\xd8" + exif + segment(0xC2, frame) + tables + scans + b"\xff\xd9"


def archive(size: int = 10) -> bytes:
    """A ZIP that swells a thousandfold."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("page.html", b"0" * size)
    return made.getvalue()


GOOD = {"pdf": pdf(), "png": png(), "jpeg": jpeg()}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PROGRAM = b"MZ\x90\0" + b"\0" * 60 + b"PE\0\0" + bytes(range(256)) * 8
WEB_PAGE = b"<!doctype html><script>alert(1)</script>"
