"""A certificate for the demo, as a PDF of one line: nobody's, and made here."""

FONT = b"<</Font<</F1 5 0 R>>>>"
END = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"


def certificate(title: str) -> bytes:
    """A page that says which course was completed; its letters are those of plain English."""
    said = title.encode("latin-1", "replace").replace(b"(", b"").replace(b")", b"")
    drawn = b"BT /F1 20 Tf 72 700 Td (Certificate of completion \\(demo\\)) Tj 0 -40 Td (" + (
        said + b") Tj ET"
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources %s>>" % FONT,
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    return _written(objects)


def _written(objects: list[bytes]) -> bytes:
    """The file around these objects: where each begins, and which is the first."""
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(objects) + 1, len(out)
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + END % (size, start)
