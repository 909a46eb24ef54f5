"""A page of ours as a PDF that a screen reader can follow (PDF/UA), where an office wants that.

Printing from the browser needs nothing and is always there. This needs WeasyPrint and the shared
libraries it draws with, which an office installs if it likes (docs/configuration.md). The words of
the page are set with a plain stylesheet for paper; whatever else the page names is left out: no
file of the server is read, and no other machine asked.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any

from flask import Response

from config import ROOT
from lms.base.errors import Refusal

KIND = "pdf/ua-1"
NOWHERE = "https://preceptor.invalid/"  # where addresses in a page lead: no machine can have it
WAIT = 20.0  # seconds
BUSY = (
    "Another PDF is being made, and takes long. Try again in a minute, or print the page: your "
    "device can make a PDF of it."
)
_one_at_a_time = Lock()  # drawing takes a core and much memory


class Busy(Refusal):
    """Someone else's PDF takes long."""

    status = 503


@cache
def available() -> bool:
    """Whether PDFs can be made here: the package is installed, and what it draws with is too."""
    try:
        import weasyprint  # noqa: F401  # it takes a second, and most offices have none
    except (ImportError, OSError):  # OSError: a shared library is missing
        return False
    for name in ("weasyprint", "fontTools"):  # what they say may hold what a page holds
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return True


def made(html: str) -> bytes:
    """A whole page as PDF/UA, with its title and language.

    Raises ValueError for a page without a title or a language, which a reader needs first,
    RuntimeError where PDFs cannot be made, and Busy (503).
    """
    if not available():
        raise RuntimeError("PDFs cannot be made here")
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    nothing = URLFetcher(allowed_protocols=())  # whatever a page wants besides its words
    with _alone():
        page = HTML(string=html, base_url=NOWHERE, url_fetcher=nothing, media_type="print")
        for link in page.etree_element.iter("a"):  # nobody could follow it without signing in
            link.attrib.pop("href", None)
        drawn = page.render(stylesheets=[_paper()], pdf_variant=KIND)
        if not drawn.metadata.title or not page.etree_element.get("lang"):
            raise ValueError("a page needs a title and a language")
        return bytes(drawn.write_pdf(pdf_variant=KIND))


def download(name: str, html: str) -> Response:
    """The answer that lets a browser save a page as a PDF; `name` is ours, never typed."""
    answer = Response(made(html), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@contextmanager
def _alone() -> Iterator[None]:
    if not _one_at_a_time.acquire(timeout=WAIT):
        raise Busy(BUSY)
    try:
        yield
    finally:
        _one_at_a_time.release()


@cache
def _paper() -> Any:
    from weasyprint import CSS

    return CSS(filename=ROOT / "static" / "css" / "paper.css")
