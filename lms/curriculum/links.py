"""Links in a guide: a task's title and address, and the rule that links lead to the web.

A link is what a newcomer clicks without a second thought, so an address that is not plain http
or https never gets past the loader, wherever it stands. Nor does one with a user name or password
in it: everybody who reads the page would have them.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from lms.curriculum.guide_errors import shorten

EXAMPLE = "[Title](https://example.org/page)"

# Where free Markdown can hide an address: [text](address), [name]: address, <scheme:address>.
# Every class excludes what its pattern begins with, so that reading stays linear.
_INLINE = re.compile(r"\]\([ \t]*([^\s)]*)")
_DEFINITION = re.compile(r"[ \t]*\[[^\[\]]+\]:[ \t]*(\S*)")
_ANGLED = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]*:[^\s<>]*)>")
_SIGNING_IN = re.compile(r"https?:/*[^\s/?#<>]*@", re.IGNORECASE)
_ODD_SIGN = re.compile(r'[\s<>"\\{}]')


SIGNS_IN = (
    "a link holds a user name or a password, which every reader would see; "
    "write it without what stands before the `@`"
)


class TaskText(NamedTuple):
    """A task's text, read: what it is called, where it leads, and what is wrong with it."""

    title: str
    url: str = ""
    faults: tuple[str, ...] = ()


def signs_in(text: str) -> bool:
    """Return whether a web address in the text, linked or bare, holds a user name or password."""
    return _SIGNING_IN.search(text) is not None


def address_fault(address: str) -> str:
    """Return what is wrong with a link's address, empty when it may be clicked."""
    if signs_in(address):
        return SIGNS_IN  # without repeating it
    try:
        parts = urlsplit(address)
        whole = bool(parts.hostname) and parts.port != 0  # reading a bad port raises
    except ValueError:
        whole = False
    if whole and parts.scheme in ("http", "https") and not _ODD_SIGN.search(address):
        return ""
    return (
        f"the link `{shorten(address)}` is not a web address; "
        "write it in full, beginning with https:// (or http://)"
    )


def stray_addresses(text: str) -> Iterator[str]:
    """Yield what is wrong with the links in one line of free Markdown."""
    definition = _DEFINITION.match(text)
    addresses = [definition[1]] if definition else []
    addresses += _INLINE.findall(text) + _ANGLED.findall(text)
    faults = [*map(address_fault, addresses), SIGNS_IN if signs_in(text) else ""]
    yield from dict.fromkeys(filter(None, faults))


def read_task_text(text: str) -> TaskText:
    """Return a task's title without link markup, its first link's address, and the faults.

    Plain words keep their square brackets. What Markdown would read in another way than this
    (an escape, a picture, a link by name, a link in a link) is a fault: nothing is guessed.
    """
    reader = _LinkReader(text)
    try:
        reader.read()
    except ValueError as fault:
        return TaskText(text.strip(), "", (str(fault),))
    title = "".join(reader.pieces).strip()
    faults = [address_fault(address) for address in reader.addresses]
    if not title:
        faults.append("the task's text is empty; write what there is to do")
    if re.search(r"https?://", title):
        faults.append(f"a bare address stands in the text; write it as {EXAMPLE}")
    url = reader.addresses[0] if reader.addresses else ""
    return TaskText(title, url, tuple(filter(None, faults)))


class _LinkReader:
    """One pass over a task's text, taking the links out of it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pieces: list[str] = []  # the text, sign by sign, without the links' markup
        self.addresses: list[str] = []
        self._opened: list[int] = []  # where in the pieces each open bracket stands
        self._last_link = -1  # where in the pieces the last link begins

    def read(self) -> None:
        """Fill the pieces and addresses; raise ValueError where the text is not understood."""
        at = 0
        while at < len(self.text):
            sign = self.text[at]
            self.pieces.append(sign)
            if sign == "[":
                self._opened.append(len(self.pieces) - 1)
            elif sign == "]":
                at = self._close(at)
            elif sign == "\\":
                raise ValueError("a backslash stands in the text; write the sign without it")
            at += 1
        if self._opened:
            raise ValueError(f"a `[` is never closed; write a link as {EXAMPLE}")

    def _close(self, at: int) -> int:
        """Take the bracket that closes there, with its address; return where that ends."""
        if not self._opened:
            raise ValueError(f"a `]` has no `[` before it; write a link as {EXAMPLE}")
        start = self._opened.pop()
        if self.text.startswith(("[", " (http"), at + 1):
            raise ValueError(f"this link cannot be read; write it as {EXAMPLE}")
        if not self.text.startswith("(", at + 1):
            return at
        if self._last_link > start or (start and self.pieces[start - 1] == "!"):
            raise ValueError(f"a picture or a link within a link; write only {EXAMPLE}")
        self.pieces[start] = self.pieces[-1] = ""  # the link's words stay, its brackets go
        self._last_link = start
        return self._take_address(at + 2)

    def _take_address(self, start: int) -> int:
        """Take the address that begins there, brackets in it may nest; return where it ends."""
        depth = 1
        for at in range(start, len(self.text)):
            sign = self.text[at]
            depth += (sign == "(") - (sign == ")")
            if depth == 0:
                self.addresses.append(self.text[start:at])
                return at
        raise ValueError(f"a link's `(` is never closed; write it as {EXAMPLE}")
