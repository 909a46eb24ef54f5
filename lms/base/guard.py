"""No client can be identified: what looks like a client's number, address or name in one text.

Reflections and log entries are about practice, never about a person. 45 CFR 400.27 limits what
may be disclosed about a refugee, 8 USC 1367 protects even the existence of a VAWA, T or U case,
and the 18 identifiers of 45 CFR 164.514(b)(2) are the ready-made list of what gives someone away.

What can hardly be anything else is blocked (`identifiers`); what a hotline or a course date also
looks like is a warning (`likely`), and the writer decides. Names are mostly beyond patterns: a page
that uses this guard still needs its reminder and its tick "no client can be identified". A finding
holds positions, never the matched text, so that it can be logged without repeating what must not
be kept.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from lms.base.folding import folded, misread, spaced
from lms.base.identifiers import BLOCKED, dialled
from lms.base.likely import LIKELY
from lms.base.rule import Finding, Rule

RULES: tuple[Rule, ...] = (*BLOCKED, *LIKELY)
_IN_NAMES = tuple(rule for rule in RULES if rule.name != "date")
_URL = re.compile(r"(?i)(?:https?://|\bwww\.|(?<=\w)\.(?:com|org|net|gov|edu|us|report)/)[^\s<>]+")


def check(
    text: str, allowed: Collection[str] = (), own: Sequence[Rule] = ()
) -> list[Finding]:  # fmt: skip
    """Return what would be blocked or warned about, in order of position, never overlapping.

    `own` are rules beside the general ones, as offices add them. A warning is dropped when the
    same phrase stands in one of the `allowed` texts, the app's own: whoever quotes a prompt or a
    resource names no client. A block is never dropped so.
    """
    plain, places = folded(text)
    known = frozenset[tuple[str, str]]().union(*map(_phrases, allowed))
    found = [
        it for it in _findings(plain, own)
        if it.blocks or not known or _phrase(it, plain) not in known
    ]  # fmt: skip
    return [_at(it, places) for it in _apart(found, len(plain))]


def check_name(name: str, own: Sequence[Rule] = ()) -> list[Finding]:
    """The same for the name of a file: `A012…_scan`, `client-dob.1988` and `MrsNkosi` are words.

    Looked at as it is and with a blank at each sign and each change of letters. A day in a file's
    name says when it was saved, so that dates that may be harmless are not asked about.
    """
    plain, places = folded(name)
    words, kept = spaced(plain, places)
    found = [_at(it, places) for it in _findings(plain, own, _IN_NAMES)]
    found += [_at(it, kept) for it in _findings(words, own, _IN_NAMES)]
    return _apart(found, len(name))


def _at(it: Finding, places: Sequence[int]) -> Finding:
    """The finding at its place in the text as it was typed."""
    return it._replace(start=places[it.start], end=places[it.end - 1] + 1)


def _findings(
    plain: str, own: Sequence[Rule] = (), rules: Sequence[Rule] = RULES
) -> Iterator[Finding]:  # fmt: skip
    """Everything that any rule sees, at its place in the folded text, overlaps and all."""
    read = misread(plain)
    without_urls = _URL.sub(lambda url: "\n" * len(url[0]), read)
    small, digits = read.lower(), sum(map(read.count, "0123456789"))
    for rule in rules:
        if rule.likely(small, digits):
            yield from rule.found(read if rule.in_urls else without_urls)
    for rule in own:  # whose letters may stand between digits: taken as they are, too
        for text in {plain, read}:
            yield from rule.found(text)


def _apart(findings: Collection[Finding], length: int) -> list[Finding]:
    """Of overlapping ones a block before a warning, the longer before the shorter."""
    taken = bytearray(length)
    kept = []
    for it in sorted(findings, key=lambda it: (not it.blocks, it.start - it.end, it.start)):
        if not any(taken[it.start : it.end]):
            taken[it.start : it.end] = b"\1" * (it.end - it.start)
            kept.append(it)
    return sorted(kept, key=lambda it: it.start)


@lru_cache(maxsize=4096)  # only ever holds the app's own texts
def _phrases(text: str) -> frozenset[tuple[str, str]]:
    """What one of the app's own texts would be warned about."""
    plain, _ = folded(text)
    return frozenset(_phrase(it, plain) for it in _findings(plain) if not it.blocks)


def _phrase(it: Finding, plain: str) -> tuple[str, str]:
    """What makes two phrases the same: a phone number's digits, otherwise its words."""
    found = plain[it.start : it.end]
    same = dialled(found) if it.name == "phone number" else " ".join(found.casefold().split())
    return it.name, same
