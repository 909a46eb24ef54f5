"""How large a request may be: a form's worth, unless a door takes files.

Whatever is larger is refused before it is read, by a page that says how much the door takes.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from flask import g, request

from config import Settings

View = TypeVar("View", bound=Callable[..., Any])

FILES = "preceptor_files"
MB = 1024 * 1024
LARGEST_FILE = 2 * MB  # bytes; a file to be read, like a list of people
TOO_LARGE = "Files may have {} MB together. Choose smaller ones, or send them one by one."
AROUND = 64 * 1024  # bytes for the other fields of such a form


def takes_file(view: View) -> View:
    """A door that takes one file of up to LARGEST_FILE bytes, where others take a form's worth."""
    return _declare(view, lambda _settings: LARGEST_FILE)


def takes_evidence(view: View) -> View:
    """A door that takes evidence: files that have `evidence_mb` MB together."""
    return _declare(view, lambda settings: settings.evidence_mb * MB)


def widen(view: Callable[..., Any], settings: Settings) -> None:
    """Let this request be as large as its door declares; before anything reads the form."""
    if taken := getattr(view, FILES, None):
        g.file_bytes = taken(settings)
        request.max_content_length = max(g.file_bytes + AROUND, request.max_content_length or 0)


def fits(view: View, names: Iterable[str]) -> bool:
    """Whether files of these names belong to a door: those called `file`, where it takes any."""
    return all(hasattr(view, FILES) and one.rpartition("-")[2] == "file" for one in names)


def too_large() -> str | None:
    """What to tell whoever sent too much to a door that takes files; None at any other."""
    if "file_bytes" not in g:
        return None
    return TOO_LARGE.format(g.file_bytes // MB) + " Nothing was kept."


def largest(settings: Settings) -> int:
    """The most bytes that any door takes."""
    files = max(LARGEST_FILE, settings.evidence_mb * MB) + AROUND
    return max(settings.max_body_kb * 1024, files)


def _declare(view: View, taken: Callable[[Settings], int]) -> View:
    setattr(view, FILES, taken)
    return view
