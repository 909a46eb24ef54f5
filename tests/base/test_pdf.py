"""A page as a PDF: ours, readable by a screen reader, and made of nothing that lies elsewhere."""

import re
import sys
import threading
import zlib
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from lms.base import formats, gate, pdf
from tests.base.file_doors import with_doors
from tests.cast import Cast
from tests.conftest import missing
from tests.serving import serving
from tests.visitor import Visitor

PAGE = '<html lang="en"><head><title>Training of Ana</title>{head}</head><body>{body}</body></html>'
Make = Callable[..., bytes]


@pytest.fixture
def make(app: Flask) -> Make:
    """A PDF of a page with this in its head and body."""
    if not pdf.available():
        missing("no PDF: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0")
    return lambda body="", head="": pdf.made(PAGE.format(body=body, head=head))


def inside(made: bytes) -> bytes:
    """Everything in a PDF, unpacked."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL)
    found = [made]
    for one in streams:
        try:
            found.append(zlib.decompress(one))
        except zlib.error:
            found.append(one)
    return b"\n".join(found)


def test_a_page_is_a_tagged_pdf_with_title_and_language(make: Make) -> None:
    made = inside(make("<h1>Training</h1><p>Mandated reporting, 90 minutes</p>"))
    assert formats.recognized(make())[0] == "pdf"
    for wanted in (b"pdfuaid:part", b"/Lang", b"/MarkInfo", b"/StructTreeRoot", b"/H1",
                   b"/DisplayDocTitle true"):  # fmt: skip
        assert wanted in made, wanted
    assert "Training of Ana".encode("utf-16-be").hex() in made.hex() or b"Training of Ana" in made


def test_a_whole_page_of_ours(make: Make, app: Flask, cast: Cast) -> None:
    """Without its menu and buttons."""
    made = pdf.made(Visitor(app, cast.learner).get("/onboarding").text)
    assert formats.recognized(made)[0] == "pdf"
    assert b"preceptor.invalid" not in inside(made)
    assert b"/URI" not in inside(made)


def test_what_is_no_use_on_paper_is_left_out(make: Make) -> None:
    body = '<p class="no-print">Press here</p><nav>Menu</nav><button>Go</button><p>Stays</p>'
    assert len(words(make(body))) == len(words(make("<p>Stays</p>")))


def words(made: bytes) -> list[bytes]:
    """The pieces of text that are drawn."""
    return re.findall(rb"T[jJ]\b", inside(made))


@pytest.fixture
def spied(app: Flask) -> Iterator[tuple[int, list[str]]]:
    """A server that notes who asks it for what."""
    asked: list[str] = []

    def note(path: str) -> str:
        asked.append(path)
        return "secret"

    with with_doors(app, log_level="ERROR") as other:
        other.add_url_rule("/spy/<path:path>", "spy", gate.public(note))
        with serving(other, threads=1) as port:
            yield port, asked


ELSEWHERE = (
    '<link rel="stylesheet" href="{0}">', '<link rel="attachment" href="{0}">',
    "<style>@import url({0}); @font-face {{ font-family: x; src: url({0}) }}</style>x",
    "<style>body {{ background: url({0}) }} p::before {{ content: url({0}) }}</style><p>x</p>",
    '<base href="{0}"><link rel="stylesheet" href="x.css"><p>x</p>',
    '<img src="{0}" alt="x">', '<img srcset="{0} 2x" alt="x">', '<object data="{0}"></object>',
    '<embed src="{0}">', '<a rel="attachment" href="{0}">x</a>',
    '<svg><image href="{0}" width="9" height="9"/><use href="{0}#x"/></svg>',
    '<iframe src="{0}"></iframe>',
)  # fmt: skip


def test_nothing_from_elsewhere_gets_in(
    make: Make, spied: tuple[int, list[str]], caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """No file of the server, no other machine, nothing in the logs; the page is made without."""
    port, asked = spied
    for one in ELSEWHERE:
        for address in (f"http://127.0.0.1:{port}/spy/x", "file:///etc/hostname", "/etc/hostname",
                        "../../../etc/hostname", "data:text/css,p{color:red}", "ftp://127.0.0.1/x",
                        f"//127.0.0.1:{port}/spy/x", "/assets/x/../../etc/hostname"):  # fmt: skip
            made = inside(make(one.format(address)))
            assert b"EmbeddedFile" not in made
            assert b"secret" not in made
    assert asked == []
    assert "spy" not in caplog.text
    assert capfd.readouterr().err == ""


def test_a_page_without_title_or_language_is_refused(make: Make) -> None:
    for page in ("<p>x</p>", '<html lang="en"><p>x</p>', "<title>x</title><p>x</p>"):
        with pytest.raises(ValueError, match="title and a language"):
            pdf.made(page)


def test_two_at_once(make: Make, app: Flask) -> None:
    found: list[bytes] = []

    def one() -> None:
        with app.app_context():
            found.append(pdf.made(PAGE.format(head="", body="<p>x</p>" * 50)))

    threads = [threading.Thread(target=one) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [formats.recognized(made)[0] for made in found] == ["pdf"] * 3


def test_a_browser_saves_it(make: Make, app: Flask) -> None:
    with with_doors(app) as other:
        page = PAGE.format(head="", body="x")
        view = gate.public(lambda: pdf.download("training-7.pdf", page))
        other.add_url_rule("/x.pdf", "pdf", view)
        answer = Visitor(other).get("/x.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="training-7.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("how", [None, "broken"])
def test_without_the_package_there_are_none(
    monkeypatch: pytest.MonkeyPatch, how: str | None
) -> None:
    """Nor without what it draws with: said by `available`, never a fault of a page."""
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    pdf.available.cache_clear()
    try:
        assert not pdf.available()
        with pytest.raises(RuntimeError, match="cannot be made"):
            pdf.made(PAGE)
    finally:
        pdf.available.cache_clear()
