"""No client can be identified: what looks like a client's number, address or name in one text.

Reflections and log entries are about practice, never about a person. 45 CFR 400.27 limits what
may be disclosed about a refugee, 8 USC 1367 protects even the existence of a VAWA, T or U case,
and the 18 identifiers of 45 CFR 164.514(b)(2) are the ready-made list of what gives someone away.

What can hardly be anything else is blocked; what a hotline or a course date also looks like is a
warning, and the writer decides. Names are mostly beyond patterns: a page that uses this guard
still needs its reminder and its tick "no client can be identified". A finding holds positions,
never the matched text, so that it can be logged without repeating what must not be kept.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache


@dataclass(frozen=True)
class Finding:
    """One place in the writer's own text, and what to write there instead."""

    name: str
    blocks: bool
    start: int
    end: int
    advice: str


def check(text: str, allowed: Collection[str] = ()) -> list[Finding]:
    """Return what would be blocked or warned about, in order of position, never overlapping.

    A warning is dropped when the same phrase stands in one of the `allowed` texts, the app's own:
    whoever quotes a prompt or a resource names no client. A block is never dropped so.
    """
    folded, places = _folded(text)
    known = frozenset[tuple[str, str]]().union(*map(_phrases, allowed))
    found = [it for it in _findings(folded) if it.blocks or _phrase(it, folded) not in known]
    return [
        replace(it, start=places[it.start], end=places[it.end - 1] + 1)
        for it in _apart(found, len(folded))
    ]


# --- One spelling for every script and keyboard --------------------------------------------------

# Cyrillic and Greek keyboards type an A that looks the same; keycap emoji hide plain digits.
_ODD = {"А": "A", "а": "a", "Α": "A", "−": "-", "⁃": "-", "\u2028": "\n", "\u2029": "\n"}
_INVISIBLE = {"\u034f", "\u20e3", *map(chr, range(0xFE00, 0xFE10))}


class _Fold(dict[int, int | None]):
    """Character → plain character, or None for what is invisible; remembers what it has met."""

    def __missing__(self, code: int) -> int | None:
        plain = _plain(chr(code))
        value = ord(plain) if plain else None
        if len(self) < 4096:  # a text made of every known character must not fill the memory
            self[code] = value
        return value


def _plain(char: str) -> str:
    """Digits of every script to 0-9, dashes to -, spaces to one kind, full-width to ASCII."""
    kind = unicodedata.category(char)
    if kind == "Nd":
        return str(unicodedata.decimal(char))
    if kind == "Cf" or char in _INVISIBLE:  # zero-width, soft hyphen, direction marks
        return ""
    if kind in ("Pd", "Zs"):
        return "-" if kind == "Pd" else " "
    return chr(ord(char) - 0xFEE0) if "！" <= char <= "～" else _ODD.get(char, char)


_FOLD = _Fold()


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The text in plain spelling, and for each of its characters the place in the original."""
    if text.isascii():
        return text, range(len(text))
    folded = text.translate(_FOLD)
    return folded, [i for i, char in enumerate(text) if _FOLD[ord(char)] is not None]


_BEFORE, _AFTER = 40, 20  # how near, in characters, a word gives a number its meaning
_URL = re.compile(
    r"(?i)\b(?:https?://|www\.|[\w-]{1,63}\.(?:com|org|net|gov|edu|us|report)/)[^\s<>]+"
)


def _findings(folded: str) -> Iterator[Finding]:
    """Everything that any rule sees, at its place in the folded text, overlaps and all."""
    without_urls = _URL.sub(lambda url: "\n" * len(url[0]), folded)
    for rule in _RULES:
        for match in rule.shape.finditer(folded if rule.in_urls else without_urls):
            start, end = match.span()
            around = f"{folded[max(0, start - _BEFORE) : start]}\0{folded[end : end + _AFTER]}"
            if (not rule.beside or rule.beside.search(around)) and rule.plausible(match[0]):
                yield Finding(rule.name, rule.blocks, start, end, rule.advice)


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
    folded, _ = _folded(text)
    return frozenset(_phrase(it, folded) for it in _findings(folded) if not it.blocks)


def _phrase(it: Finding, folded: str) -> tuple[str, str]:
    """What makes two phrases the same: a phone number's digits, otherwise its words."""
    found = folded[it.start : it.end]
    same = _dialled(found) if it.name == "phone number" else " ".join(found.casefold().split())
    return it.name, same


# Public lines that onboarding texts name all the time; none of them belongs to a client. In order:
# suicide (988, its former number, maternal mental health), partner and dating violence (with TTY,
# StrongHearts, VictimConnect), trafficking, RAINN, Childhelp, Trevor Project, runaways, SAMHSA
# (helpline, disasters), poison, ORR's call center, USCIS, Social Security, Medicare, Marketplace.
HOTLINES = frozenset((
    "988", "8002738255", "8338526262", "8007997233", "8007873224", "8663319474", "8447628483",
    "8554842846", "8883737888", "8006564673", "8004224453", "8664887386", "8007862929",
    "8006624357", "8009855990", "8002221222", "8002037001", "8003755283", "8007721213",
    "8006334227", "8003182596",
))  # fmt: skip


def _digits(found: str) -> str:
    return re.sub(r"\D", "", found)


def _dialled(found: str) -> str:
    """A phone number's digits without the country code of the United States."""
    digits = _digits(found)
    return digits[1:] if len(digits) == 11 and digits[0] == "1" else digits


def _private(found: str) -> bool:
    return _dialled(found) not in HOTLINES


def _no_day(found: str) -> bool:
    """Whether the digits are not a day, as in file names: 20260115."""
    return not re.fullmatch(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[012]\d|3[01])", _digits(found))


def _a_number(found: str) -> bool:
    """Not the article before a figure ("a 1000000 dollar grant"), not "Plan A 20260115"."""
    if found[1].isdigit():
        return True
    article = found[0] == "a" and found[1:].lstrip()[0].isdigit()
    return _no_day(found) and (len(_digits(found)) == 9 or not article)


def _possible_day(found: str) -> bool:
    """10/12/26 is a date, 45/90/10 is not; a date with its month in letters always is."""
    parts = [int(part) for part in re.findall(r"\d+", found)]
    first, second = parts[1:] if len(parts) == 3 and parts[0] > 31 else parts[:2]
    return len(parts) < 3 or (0 < min(first, second) <= 12 and max(first, second) <= 31)


# --- The shapes, and the words beside them -------------------------------------------------------
# Quantifiers are bounded and each step is decided by the next character, so that 20 kB of any text
# are read in linear time. In a word's pattern, NUL stands for the number itself.

_S, _R = r"[ ./_-]{0,3}", r"[ ./_-]{1,3}"  # separators inside a number: perhaps none, at least one
_START = r"(?:(?<![0-9A-Za-zÀ-ӿ])|(?<=[a-z])(?=[A-Z]))"  # also without its blank: clientA012…
_9 = rf"\d{{3}}{_S}\d{{3}}{_S}\d{{3}}"
_7_8 = rf"\d{{7,8}}|\d{{1,2}}{_R}\d{{3}}{_R}\d{{3}}|\d{{3}}{_R}\d{{3}}{_R}\d{{1,2}}"
_LOOSE_7_8 = rf"(?:\d{{3}}{_S}\d{{3}}{_S}\d{{1,2}}|\d{{1,2}}{_S}\d{{3}}{_S}\d{{3}})"
_OFFICE = (
    r"(?:(?i:EAC|WAC|LIN|SRC|NBC|MSC|IOE|VSC|TSC|NSC|CSC|PSC|YSC)[\s#:-]{0,3}"
    r"|(?!(?i:tel|fax|cel|usa|the|and|for|now))(?:[A-Za-z]{3}-?|[A-Z]{3} ))"
)
_YEAR, _DAY = r"(?:19|20)\d\d", r"\d{1,2}(?:st|nd|rd|th)?"
_MONTH = (
    r"(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_IN_LETTERS = rf"(?:(?<![^\W_]){_MONTH}[ -]{_DAY}|{_DAY}(?: of)?[ -]?{_MONTH})"
_DATE = (
    rf"\d{{1,2}} ?[/.-] ?\d{{1,2}} ?[/.-] ?(?:19|20)?\d\d"
    rf"|{_YEAR}[/.-]\d{{1,2}}[/.-]\d{{1,2}}|{_IN_LETTERS},?[ -]{_YEAR}"
)
_ANY_DATE = (
    rf"{_DATE}|\d{{1,2}}/\d{{1,4}}|\d{{1,2}} \d{{1,2}} (?:19|20)?\d\d|\d{{8}}|\d{{6}}"
    rf"|{_IN_LETTERS}|{_MONTH},? {_YEAR}"
)
_SIDE = r"(?i:north|south|east|west|[nsew])\b\.?"
_ROAD = r"(?i:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln)\b"
_MORE = r"(?i:drive|dr|court|ct|circle|cir|place|pl|parkway|pkwy|highway|hwy|trail|way|apt)\b"
_WORD = r"(?!(?:min|minutes?|hours?|miles?|blocks?|days?|of|on|the|in|down|up)\b)[a-z]{2,20}"
_STREET = (
    rf"(?:{_SIDE} )?(?:[A-Z][\w'’.-]{{1,20}}|\d{{1,3}}(?:st|nd|rd|th))(?: [A-Z]\w{{1,20}})?"
    rf" (?:{_ROAD}|{_MORE})|(?:{_SIDE} )?{_WORD}(?: {_WORD})? {_ROAD}|{_SIDE},? \d{{1,5}} {_SIDE}"
)
_DOOR = r"\bapt\.? ?#? ?\d{1,5}[a-z]?\b|\bp\.? ?o\.? ?box \d{1,6}"
_TITLE = r"(?:\b(?:[Mm]rs?|[Mm][sx]|[Dd]r|Miss)\.?|\b(?:MRS?|MS|DR|MISS)\.)"

_ALIEN = (
    r"\bA[ -]?(?:[Nn]umber|NUMBER|[Nn]o\b|NO\b|[Ff]ile)|\b[Aa] ?#"
    r"|(?i:\balien(?![a-z])|\ba-(?:number|num|no|file)\b|\banumber|\bar ?#)"
)
_CARD = r"(?i)\buscis\b|\b(?:green)?cards?\b|\bi-?(?:551|766)\b"
_PASSPORT = r"(?i)\bpassport|\btravel document|\bvisa (?:number|no\b|#)"
_PHONE = r"(?i)\b(?:call|phone|telephone|tel|cell|mobile|text|fax|whatsapp)\b.*\0"
_BIRTH = r"\b(?=[db])(?:dob\b|d\. ?o\. ?b\b|dates? of birth|birth ?-?da(?:te|y)|de nacimiento)"
# A day that a benefit begins with is about a group: "children born after September 30, 2023".
_BORN = r"(?<![\w-])born\b(?! (?:after|before|since|between|on or))"

_IF = "If it belongs to a client, leave it out."
_WARNINGS = {
    "nine-digit number": f"It can be an A-number or a Social Security number. {_IF}",
    "phone number": _IF,
    "e-mail address": _IF,
    "date": "If it is a client’s date, write only the year.",
    "street address": _IF,
    "name with a title": "If this is a client or a relative, write “the client” or “a relative”.",
}


class _Rule:
    """One kind of identifier: its shape, and what a shape that is not enough needs besides."""

    def __init__(
        self,
        name: str,
        shape: str,
        beside: str = "",
        plausible: Callable[[str], bool] = bool,
        *,
        in_urls: bool = False,  # digits in a web address are a document's number, not a client's
    ) -> None:
        self.name, self.plausible, self.in_urls = name, plausible, in_urls
        self.shape = re.compile(shape)
        self.beside = re.compile(beside) if beside else None
        self.blocks = name not in _WARNINGS
        instead = "“an adult”" if name == "birth date" else "“the client”"
        advice = _WARNINGS.get(name, f"Leave it out: write {instead} instead.")
        self.advice = f"This looks like {'an' if name[0] in 'AIe' else 'a'} {name}. {advice}"


# All of these are identifiers under 45 CFR 164.514(b)(2)(i): streets (B), dates finer than the year
# (C), phone (D), e-mail (F), Social Security (G), every other number or code of a person (K, R).
# fmt: off
_RULES = (
    # Seven to nine digits after an A; cards print the nine as 000-000-000 without it (USCIS).
    _Rule("A-number", rf"{_START}[Aa](?:[#:\s.-]{{0,3}}(?:{_9}|{_7_8})|(?: ?#[: .-]{{0,2}})?"
                      rf"{_LOOSE_7_8})(?!\d)", plausible=_a_number, in_urls=True),
    _Rule("A-number", rf"(?<!\d)(?:{_9}|{_7_8})(?!\d)", _ALIEN, _no_day),
    _Rule("USCIS number", r"(?<![\d-])\d{3} ?- ?\d{3} ?- ?\d{3}(?![\d-])"),
    # Never 000, 666 or 900-999, no group all zeros (SSA); ITINs fill 900-999 in part (IRS).
    _Rule("Social Security number", rf"(?<!\d)(?!000|666|9)\d{{3}}{_R}(?!00)\d\d{_R}(?!0000)"
                                    r"\d{4}(?!\d)", in_urls=True),
    _Rule("Social Security number", rf"(?<!\d){_9}(?!\d)", r"(?i)\bssn\b|\bsocial security"),
    _Rule("USCIS number", rf"(?<!\d){_9}(?!\d)", _CARD),
    _Rule("ITIN", rf"(?<!\d)9\d\d{_R}(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9]){_R}\d{{4}}(?!\d)",
          in_urls=True),
    _Rule("ITIN", r"(?<!\d)9\d{8}(?!\d)", r"(?i)\bitin\b|\btaxpayer"),
    # All digits, or nine, a letter and a digit since May 2019 (CBP).
    _Rule("I-94 number", rf"(?<![0-9A-Za-z+])(?:\d{{11}}|\d{{9}}[ -]?[A-Za-z]\d|{_9}{_R}\d\d)"
                         r"(?![0-9A-Za-z])", plausible=_private),
    # Three letters of an office and ten digits, once written EAC-10-123-45678 (USCIS).
    _Rule("receipt number", rf"{_START}{_OFFICE}(?:\d{{10}}|\d\d[ -]\d{{3}}[ -]\d{{5}})(?!\d)",
          in_urls=True),
    _Rule("SEVIS number", rf"{_START}(?:N[ -]?|n)\d{{10}}(?!\d)", in_urls=True),
    _Rule("SEVIS number", r"(?<!\d)\d{10}(?!\d)", r"(?i)\bsevis\b"),
    _Rule("passport number", r"(?<![0-9A-Za-z])(?:[A-Za-z]{0,3}|[A-Z]{1,3}[ -])\d{6,9}"
                             r"[A-Za-z]?(?![0-9A-Za-z])", _PASSPORT, _no_day),
    # A year alone may stand, but not in a field copied from a form or right after "born in".
    _Rule("birth date", rf"(?<!\d)(?:{_ANY_DATE}|{_YEAR})(?!\d)",
          rf"(?i)(?:{_BIRTH})[^!?]{{0,20}}\0"),
    _Rule("birth date", rf"(?<!\d)(?:{_ANY_DATE})(?!\d)", rf"(?i){_BORN}[^.!?\n]{{0,20}}\0"),
    _Rule("birth date", rf"(?<!\d){_YEAR}(?!\d)", rf"(?i){_BORN}(?: in| on)?[ :]{{1,3}}\0"),
    _Rule("birth date", rf"(?<!\d)(?:{_DATE})(?!\d)",
          rf"(?i)\0[^.!?\n]{{0,12}}(?:{_BIRTH}|{_BORN})"),
    # What a hotline, a course date or an author also looks like.
    _Rule("nine-digit number", r"(?<!\d)(?:\d{9}|\d{3} \d{3} \d{3})(?!\d)"),
    _Rule("phone number", rf"(?<!\d)(?:\+?1{_S})?\(?[2-9]\d\d\)?{_S}[2-9]\d\d{_S}\d{{4}}(?!\d)",
          plausible=_private),
    _Rule("phone number", r"(?<![\d./)-])(?<![\d)] )[2-9]\d\d[ .-]\d{4}(?![\d-])", _PHONE),
    _Rule("phone number", r"\+(?:\d[ .()-]{0,2}){6,14}\d(?!\d)", plausible=_private),
    _Rule("e-mail address", r"(?<![\w.%+-])[\w.%+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,190}\w"),
    _Rule("date", rf"(?<![^\W_])(?:{_DATE})(?!\d|\.\d)", plausible=_possible_day),
    _Rule("street address", rf"(?<![\w,$])\d{{1,5}} {{1,3}}(?:{_STREET})|(?i:{_DOOR})"),
    _Rule("name with a title", rf"{_TITLE} [^\W\d_a-zß-öø-ÿ][\w'’-]{{0,40}}"),
)
