"""Identifiers as people could write them: every kind × separators × scripts × surroundings."""

import unicodedata
from collections.abc import Callable
from random import Random
from typing import NamedTuple

from lms.base.identifiers import HOTLINES

# The zero of every script that has its own ten digits, as Python's Unicode knows them.
ZEROS = tuple(
    code for code in range(0x110000)
    if unicodedata.category(chr(code)) == "Nd" and unicodedata.decimal(chr(code)) == 0
)  # fmt: skip
RAISED, CIRCLED = "⁰¹²³⁴⁵⁶⁷⁸⁹", "⓪①②③④⑤⑥⑦⑧⑨"
BLANKS = (" ", "\u00a0", "\u2002", "\u2003", "\u2007", "\u2009", "\u202f", "\u3000", "\u205f")
DASHES = tuple(
    "-\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2796\u2e3a\ufe58\ufe63\uff0d\u02d7\u058a\u30fc"
)
DOTS = (".", "·", "•", "\u2024", "\uff0e", "\u30fb")
UNSEEN = ("", "", "", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u200f",
          "\u2069",
          "\u0332", "\u0336", "\u20e3", "\ufe0f")  # fmt: skip
LOOKS = {"A": "AАΑＡ𝐀Ⓐᴀ", "C": "CСＣ", "E": "EЕΕＥ", "I": "IІΙＩ", "O": "OОΟＯ", "S": "SЅＳ",
         "M": "MМΜＭ", "N": "NΝＮ", "a": "aаａ"}  # fmt: skip
AROUND = (
    ("", ""), ("I saw ", " today."), ("(", ")"), ("[", "]"), ("“", "”"), ("'", "'"), ("«", "»"),
    ("note:\n", "\nend"), ("| open | ", " | yes |"), ("x\t", "\ty"), ("- ", ""), ("* ", "."),
    ("1) ", ","), ("The client (", "), a father, came."), ("<", ">"), ("…", "…"), ("—", "—"),
    ("слово: ", " было"), ("العميل ", " هنا"), ("客户", "。"), ("😀", "😀"), ("see_", "_b"),
    ("Please look at ", "; it is open."), ("= ", " ="), ("\r\n", "\r\n"), ("> ", ""), ("“…", "?”"),
)  # fmt: skip
BROKEN = (
    "file_{}.pdf",
    "{}-scan.png",
    "intake{}.docx",
    "copyOf-{}.v2.jpeg",
    "{}",
    "My scan {} (2).pdf",
)


class Made(NamedTuple):
    """One text with an identifier in it, and where its digits and letters stand."""

    kind: str
    text: str
    start: int
    end: int


def number(rng: Random, size: int, first: str = "123456789") -> str:
    """So many digits."""
    return rng.choice(first) + "".join(rng.choice("0123456789") for _ in range(size - 1))


def joined(rng: Random, *sizes: int, joints: str = "~-", first: str = "123456789") -> str:
    """Groups of digits with one joint: ~ a blank, - a dash, . a dot, | none."""
    joint = rng.choice(joints).replace("|", "")
    return joint.join(number(rng, size, first if not place else "123456789")
                      for place, size in enumerate(sizes))  # fmt: skip


def _alien(rng: Random) -> str:
    head = rng.choice(("A", "A", "a", "A#", "A-", "A:", "A~", "A#~", "A/", "A("))
    sizes = rng.choice(((9,), (9,), (3, 3, 3), (3, 3, 3), (8,), (7,), (2, 3, 3)))
    joints = "~-." if head == "a" else "~-.|"
    digits = joined(rng, *sizes, joints=joints, first="345678")
    return head + digits


def _birth(rng: Random) -> str:
    word = rng.choice(("DOB~", "dob: ", "D.O.B. ", "date of birth~", "Birthday: ", "born on~",
                       "was born~", "Date~of~birth~-~"))  # fmt: skip
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1935, 2024)
    joint = rng.choice("/.-")
    return word + "^" + rng.choice((
        f"{month}{joint}{day}{joint}{year}", f"{year}{joint}{month}{joint}{day}",
        f"{month}{joint}{day}{joint}{year % 100:02}", f"July {day}, {year}", f"{day} May {year}",
    ))  # fmt: skip


def _word(words: tuple[str, ...], make: Callable[[Random], str]) -> Callable[[Random], str]:
    return lambda rng: f"{rng.choice(words)}^{make(rng)}"


def _phone(rng: Random) -> str:
    area, middle, last = (number(rng, size, "23456789") for size in (3, 3, 4))
    if area + middle + last in HOTLINES:
        return _phone(rng)
    return rng.choice((f"({area})~{middle}-{last}", f"{area}-{middle}-{last}",
                       f"1-{area}-{middle}-{last}",
                       f"{area}.{middle}.{last}", f"{area}~{middle}~{last}",
                       area + middle + last))  # fmt: skip


BLOCKED: dict[str, Callable[[Random], str]] = {
    "A-number": _alien,
    "A-number, in words": _word(
        ("alien no.~", "Alien number: ", "A-number~", "A#: ", "AR#~"),
        lambda rng: joined(rng, 3, 3, 3, joints="~-|"),
    ),
    "A-number, in cells": lambda rng: "A" + rng.choice("\t|\n").join(number(rng, 3) for _ in "123"),
    "USCIS number": lambda rng: joined(rng, 3, 3, 3, joints="-"),
    "USCIS number, in words": _word(
        ("USCIS~", "green card:~", "card "), lambda rng: joined(rng, 3, 3, 3, joints="~-|")
    ),
    "Social Security number": lambda rng: joined(rng, 3, 2, 4, joints="~-./_", first="1234578"),
    "Social Security number, in words": _word(
        ("SSN~", "ssn:", "Social Security:~", "SSN#"), lambda rng: number(rng, 9, "1234578")
    ),
    "ITIN": lambda rng: f"9{number(rng, 2)}-{rng.choice('57')}{number(rng, 1)}-{number(rng, 4)}",
    "I-94 number": lambda rng: rng.choice(
        (number(rng, 11, "23456789"), f"{number(rng, 9)}{rng.choice('ABCDEFGH')}{number(rng, 1)}")
    ),
    "I-94 number, in groups": _word(
        ("I-94:~", "i94 "), lambda rng: joined(rng, 3, 3, 3, 2, joints="~-.", first="23456789")
    ),
    "receipt number": lambda rng: (
        rng.choice(("EAC", "WAC", "LIN", "SRC", "NBC", "MSC", "IOE", "ioe", "Lin"))
        + rng.choice(("", "~", "-")) + number(rng, 10)
    ),
    "receipt number, in groups": lambda rng: f"WAC-{joined(rng, 2, 3, 5, joints='-~')}",
    "SEVIS number": lambda rng: "N" + rng.choice(("", "-", "~")) + "00" + number(rng, 8),
    "passport number": _word(
        ("passport~", "Passport no.: ", "travel document~"),
        lambda rng: rng.choice(("", "P", "OA", "AB~")) + number(rng, 7, "3456789"),
    ),
    "birth date": _birth,
    "card number": lambda rng: joined(rng, 4, 4, 4, 4, joints="~-|", first="3456"),
    "case or record number": _word(
        ("case number~", "Case no. ", "Medicaid ID:~", "UWORKS~", "client ID ", "WRAPS~",
         "case # "),
        lambda rng: rng.choice(("", "UT", "SL-")) + number(rng, 7, "3456789"),
    ),
}  # fmt: skip
WARNED: dict[str, Callable[[Random], str]] = {
    "nine-digit number": lambda rng: number(rng, 9, "23456789"),
    "phone number": _phone,
    "phone number, from abroad": lambda rng: f"+{number(rng, 3, '2469')}~{joined(rng, 2, 3, 4)}",
    "date": lambda rng: (
        f"{rng.randint(1, 12)}/{rng.randint(1, 28)}/{rng.choice(('', '20'))}{rng.randint(19, 26)}"
    ),
    "street address": lambda rng: (
        f"{rng.randint(10, 9999)}~{rng.choice(('Orchard', 'Maple', 'N. Hill'))}~"
        f"{rng.choice(('Street', 'Ave', 'Lane', 'Blvd'))}"
    ),
    "ZIP code": lambda rng: f"UT~84{number(rng, 3)}",
}  # fmt: skip


def disguised(rng: Random, plain: str) -> str:
    """The same in some script, with some blanks and dashes, and signs between that nobody sees."""
    zero = rng.choice(ZEROS) if rng.random() < 0.6 else 0x30
    digits = rng.choice((RAISED, CIRCLED)) if rng.random() < 0.04 else "".join(
        chr(zero + value) for value in range(10)
    )  # fmt: skip
    blank, dash, dot, unseen = (rng.choice(some) for some in (BLANKS, DASHES, DOTS, UNSEEN))
    odd = rng.random() < 0.3
    swap = {"~": blank, "-": dash, ".": dot, **{str(n): digits[n] for n in range(10)}}
    found = []
    for place, sign in enumerate(plain):
        if odd and sign in LOOKS and plain[:place].isupper() | (not place):
            found.append(rng.choice(LOOKS[sign]))
        else:
            found.append(swap.get(sign, sign))
        if sign.isdigit() and plain[place + 1 : place + 2].isdigit():
            found.append(unseen)
    return "".join(found)


def made(rng: Random, kinds: dict[str, Callable[[Random], str]]) -> Made:
    """One of some kind, disguised, in its surroundings."""
    kind = rng.choice([*kinds])
    word, _, identifier = disguised(rng, kinds[kind](rng)).rpartition("^")
    before, after = rng.choice(AROUND)
    text, start = before + word + identifier + after, len(before + word)
    return Made(kind, text, start, start + len(identifier))


def in_a_name(rng: Random) -> Made:
    """One that a file is named after; what is in words there may have lost its blanks."""
    kind = rng.choice(("A-number", "Social Security number", "receipt number", "I-94 number",
                       "SEVIS number",
                       "USCIS number"))  # fmt: skip
    identifier = BLOCKED[kind](rng).replace("~", rng.choice("_- ")).replace("/", "-")
    name = rng.choice(BROKEN)
    start, identifier = name.index("{"), identifier[0].upper() + identifier[1:]
    return Made(kind, name.format(identifier), start, start + len(identifier))
