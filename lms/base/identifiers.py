"""What can hardly be anything but a person's number or birth date: the guard blocks it.

The formats are those that the agencies give out (USCIS, CBP, SSA, IRS); each line names what it
follows. All of them are identifiers under 45 CFR 164.514(b)(2)(i): dates finer than the year (C),
Social Security (G), records, plans and accounts (H, I, J), licenses and every other number of a
person (K, R).
"""

import re
from functools import partial

from lms.base.rule import Beside, Rule

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


def digits(found: str) -> str:
    """Only its digits."""
    return re.sub(r"\D", "", found)


def dialled(found: str) -> str:
    """A phone number's digits without the country code of the United States."""
    number = digits(found)
    return number[1:] if len(number) == 11 and number[0] == "1" else number


def private(found: str) -> bool:
    """Not a public line."""
    return dialled(found) not in HOTLINES


def _no_day(found: str) -> bool:
    """Whether the digits are not a day, as in file names: 20260115."""
    return not re.fullmatch(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[012]\d|3[01])", digits(found))


def _a_number(found: str) -> bool:
    """Not the article before a figure ("a 1000000 dollar grant"), not "Plan A 20260115"."""
    if found[1].isdigit() and len(digits(found)) != 8:
        return True
    article = found[0] == "a" and found[1:].lstrip()[0].isdigit() and not found[1].isdigit()
    return _no_day(found) and (len(digits(found)) == 9 or not article)


def no_scale(found: str) -> bool:
    """Not "1 2 3 4 5 6 7 8 9", which is for rating or for a list."""
    return digits(found) not in "12345678987654321"


def _a_record(found: str) -> bool:
    """A number of some length, not a year, a day or a form's name."""
    number = digits(found)
    return len(number) > 4 and _no_day(found)


# --- Parts of shapes ------------------------------------------------------------------------------

S, R = (
    r"[ ./_-]{0,3}",
    r"(?:[ ./_-]{1,3}|-\s{1,3})",
)  # separators inside: perhaps none, at least one
CELL = r"[ ./_\t|\r\n-]{0,4}"  # also the next cell or line of what was pasted
START = r"(?:(?<![0-9A-Za-zÀ-ӿ])|(?<=[a-z])(?=[A-Z]))"  # also without its blank: clientA012…
_9 = rf"\d{{3}}{S}\d{{3}}{S}\d{{3}}"
_9_CELLS = rf"\d{{3}}{CELL}\d{{3}}{CELL}\d{{3}}"
_7_8 = rf"\d{{7,8}}|\d{{1,2}}{R}\d{{3}}{R}\d{{3}}|\d{{3}}{R}\d{{3}}{R}\d{{1,2}}"
_LOOSE_7_8 = rf"(?:\d{{3}}{CELL}\d{{3}}{CELL}\d{{1,2}}|\d{{1,2}}{CELL}\d{{3}}{CELL}\d{{3}})"
_SPELLED = r"\d(?:(?: ?[ .-] ?)\d){6,8}"  # each digit by itself, as on a form with boxes
_JOINT = r"[#:=\s./_|(\[\"'-]{0,4}"
_OFFICE = r"(?i:EAC|WAC|LIN|SRC|NBC|MSC|IOE|VSC|TSC|NSC|CSC|PSC|YSC)"
_ANY_OFFICE = r"(?!(?i:tel|fax|cel|usa|the|and|for|now))(?:[A-Za-z]{3}-?|[A-Z]{3} )"
YEAR, DAY = r"(?:19|20)\d\d", r"\d{1,2}(?:st|nd|rd|th)?"
MONTH = (
    r"(?=[ADFJMNOSadfjmnos])(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
IN_LETTERS = rf"(?:(?<![0-9A-Za-z]){MONTH}[ -]{DAY}|{DAY}(?: of)?[ -]?{MONTH})"
DATE = (
    rf"\d{{1,2}} ?[/.-] ?\d{{1,2}} ?[/.-] ?(?:19|20)?\d\d"
    rf"|{YEAR} ?[/.-] ?\d{{1,2}} ?[/.-] ?\d{{1,2}}|{IN_LETTERS},?[ -]{YEAR}"
)
_ANY_DATE = (
    rf"(?=[0-9ADFJMNOSadfjmnos])(?:{DATE}|\d{{1,2}} ?[/.-] ?\d{{1,4}}"
    rf"|\d{{1,2}} \d{{1,2}} (?:19|20)?\d\d"
    rf"|\d{{8}}|\d{{6}}|{IN_LETTERS}|{MONTH},? {YEAR})"
)

# --- Words that give a number its meaning ---------------------------------------------------------

_ALIEN = Beside(
    "alien # num no file",
    r"(?=[Aa])(?:\bA[ -]?(?:[Nn]umber|NUMBER|[Nn]o\b|NO\b|[Ff]ile)|\b[Aa] ?#"
    r"|(?i:\balien(?![a-z])|\ba-(?:number|num|no|file)\b|\banumber|\bar ?#))",
)
_CARD = Beside("uscis card 551 766", r"(?i)\b(?:uscis\b|(?:green)?cards?\b|i-?(?:551|766)\b)")
_SSN = Beside("ssn social", r"(?i)\b(?:ssn\b|social security)")
_LAST_FOUR = Beside(
    "ssn social",
    r"(?i)\b(?:(?:ssn|social(?: security)?)\b.{0,25}\b(?:end(?:s|ing|ed)?|last (?:four|4))\b"
    r"|last (?:four|4)\b.{0,25}\b(?:ssn|social(?: security)?(?: number)?)\b)",
    before=70, after=0, between=r"[^.!?\n\d]{0,12}",
)  # fmt: skip
_ITIN = Beside("itin taxpayer", r"(?i)\b(?:itin|taxpayer)\b")
_I94 = Beside("94 admission", r"(?i)\bi-?94\b|\badmission number")
_SEVIS = Beside("sevis", r"(?i)\bsevis\b")
_PASSPORT = Beside(
    "passport travel visa", r"(?i)\b(?:passport|travel document|visa (?:number|no\b|#))"
)
# Numbers of which no general format exists: a state's, a health plan's, an agency's, WRAPS.
_RECORD = Beside(
    "id no num # uworks tevs wraps mrn medicaid ebt",
    r"(?i)\b(?:(?:case|client|participant|member|medicaid|medicare|snap|ebt|tanf|mrn|medical record"
    r"|health plan|policy|account|driver.?s? licen[cs]e|state id|hmis|warehouse) ?"
    r"(?:id\b|no\b|num\b|number\b|#)|uworks|tevs|wraps|mrn\b|medicaid\b|ebt\b)",
    after=0, between=r"[^!?\n]{0,12}",
)  # fmt: skip
_BIRTHS = "dob d. birth né fecha naissance nacid"
_BIRTH = (
    r"(?i)\b(?=[dbfn])(?:dob(?![a-z])|d\. ?o\. ?b\b|dates? of birth|birth ?-?da(?:te|y)|née? le\b"
    r"|fecha de nac|date de naissance|nacid[oa] el)(?:imiento)?"
)
# A day that a benefit begins with is about a group: "children born after September 30, 2023".
_BORN = r"(?i)(?<![A-Za-z0-9]-)\bborn\b(?! (?:after|before|since|between|on or))"

_INSTEAD = "Leave it out: write “the client” instead."
number = partial(Rule, advice=_INSTEAD)
birth = partial(Rule, "birth date", advice="Leave it out: write “an adult” instead.")

# fmt: off
BLOCKED = (
    # Seven to nine digits after an A; cards print the nine as 000-000-000 without it (USCIS).
    number("A-number", rf"{START}[Aa](?:{_JOINT}(?:{_9_CELLS}|{_7_8})|(?: ?#[: .-]{{0,2}})?"
                       rf"{_LOOSE_7_8})(?!\d)", plausible=_a_number, in_urls=True, needs=7),
    number("A-number", r"(?<=[A-Za-z])[Aa]\d{9}(?!\d)", needs=9),
    number("A-number", rf"{START}A[#: -]{{0,3}}{_SPELLED}(?![ .-]?\d)", plausible=no_scale,
           needs=7),
    number("A-number", rf"(?<!\d)(?:{_9_CELLS}|{_7_8})(?!\d)", _ALIEN, _no_day, needs=7),
    number("USCIS number", r"(?<!\d)(?<!\d-)\d{3} ?- ?\d{3} ?- ?\d{3}(?!-?\d)", needs=9),
    # Never 000, 666 or 900-999, no group all zeros (SSA); ITINs fill 900-999 in part (IRS).
    number("Social Security number", rf"(?<!\d)(?!000|666|9)\d{{3}}{R}(?!00)\d\d{R}(?!0000)"
                                     r"\d{4}(?!\d)", in_urls=True, needs=9),
    number("Social Security number", rf"(?<!\d)(?:{_9_CELLS}|\d{{3}}{CELL}\d\d{CELL}\d{{4}})(?!\d)",
           _SSN, needs=9),
    number("Social Security number", r"(?<![\w*])(?:[Xx*]{3}|\d{3})[ -]?[Xx*]{2}[ -]?\d{4}(?!\d)",
           needs=4),
    number("Social Security number", r"(?<!\d)\d{4}(?!\d)", _LAST_FOUR, needs=4),
    number("USCIS number", rf"(?<!\d){_9_CELLS}(?!\d)", _CARD, needs=9),
    number("ITIN", rf"(?<!\d)9\d\d{R}(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9]){R}\d{{4}}(?!\d)",
           in_urls=True, needs=9),
    number("ITIN", rf"(?<!\d)9\d\d{CELL}\d\d{CELL}\d{{4}}(?!\d)", _ITIN, needs=9),
    # All digits, or nine, a letter and a digit since May 2019 (CBP).
    number("I-94 number", rf"(?<![0-9+])(?:\d{{11}}|\d{{9}}[ -]?[A-Za-z]\d|{_9}{R}\d\d)"
                          r"(?!\d)", plausible=private, needs=10),
    number("I-94 number", rf"(?<![0-9+])\d(?:{S}\d){{8}}{S}[A-Za-z0-9]{S}\d(?!\d)", _I94, private,
           needs=10),
    # Three letters of an office and ten digits, once written EAC-10-123-45678 (USCIS).
    number("receipt number",
           rf"{_OFFICE}(?:[\s#:_./-]{{0,3}}\d{{10}}|[ #:-]{{0,3}}\d\d{R}\d{{3}}{R}"
                             r"\d{5})(?!\d)", in_urls=True, needs=10),
    number("receipt number", rf"{START}{_ANY_OFFICE}(?:\d{{10}}|\d\d[ -]\d{{3}}[ -]\d{{5}})(?!\d)",
           in_urls=True, needs=10),
    number("SEVIS number", rf"{START}(?:N[ -]?|n)\d{{10}}(?!\d)", in_urls=True, needs=10),
    number("SEVIS number", r"(?<!\d)\d{10}(?!\d)", _SEVIS, needs=10),
    number("passport number", r"(?<![0-9A-Za-z])(?:[A-Z]{1,3}[ -])?(?=(?:[A-Za-z]{0,6}\d){5})"
                              r"[A-Za-z0-9]{6,12}(?![0-9A-Za-z])", _PASSPORT, _no_day, needs=5),
    # Sixteen digits of a bank's or a benefit's card.
    number("card number", r"(?<!\d)\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}(?!\d)", needs=16),
    number("case or record number", r"(?<![0-9A-Za-z])(?:(?!(?i:id|no|num|mrn|ebt|tevs)\b)"
                                    r"[A-Za-z]{1,4}[ -]?)?\d[0-9A-Za-z./-]{3,18}(?![0-9A-Za-z])",
                                    _RECORD, _a_record, needs=5),
    # A year alone may stand, but not in a field copied from a form or right after "born in".
    birth(rf"(?<!\d)(?:{_ANY_DATE}|{YEAR})(?!\d)",
          Beside(_BIRTHS, _BIRTH, after=0, between=r"[^!?]{0,20}")),
    birth(rf"(?<!\d)(?:{_ANY_DATE})(?!\d)", Beside("born", _BORN, after=0,
                                                   between=r"[^.!?\n]{0,20}")),
    birth(rf"(?<!\d){YEAR}(?!\d)", Beside("born", _BORN, after=0,
                                          between=r"(?: in| on)?[ :]{1,3}")),
    birth(rf"(?<!\d)(?:{DATE})(?!\d)",
          Beside(f"{_BIRTHS} born", rf"{_BIRTH}|{_BORN[4:]}", before=0, between=r"[^.!?\n]{0,12}")),
)
