"""What may be a client's and may be harmless: the guard asks, and the writer decides.

A hotline, a course date and an author look like a client's phone, day and name. Streets and ZIP
codes (B in 45 CFR 164.514(b)(2)(i)), dates (C), phone and fax (D, E), e-mail (F), plates (L),
addresses on the web (N, O), ages over 89 (C). Status codes are many people's; beside someone they
tell that a case exists, which 8 USC 1367 protects.
"""

import re
from functools import partial

from lms.base.identifiers import (
    CELL,
    DATE,
    IN_LETTERS,
    MONTH,
    YEAR,
    S,
    no_scale,
    private,
)
from lms.base.rule import Beside, Rule

_NUMBERS = re.compile(r"\d+").findall


def _possible_day(found: str) -> bool:
    """10/12/26 is a date, 45/90/10 is not; a date with its month in letters always is."""
    parts = _NUMBERS(found)
    if len(parts) < 3:
        return True
    first, second = map(int, parts[1:] if len(parts[0]) > 2 else parts[:2])
    return 0 < min(first, second) <= 12 and max(first, second) <= 31


_SIDE = r"(?i:north|south|east|west|[nsew])\b\.?"
_ROAD = r"(?i:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln)"
_MORE = r"(?i:drive|dr|court|ct|circle|cir|place|pl|parkway|pkwy|highway|hwy|trail|way|apt)"
_END = r"(?![0-9A-Za-z])"
_WORD = r"(?!(?:min|minutes?|hours?|miles?|blocks?|days?|of|on|the|in|down|up)\b)[a-z]{2,20}"
_STREET = (
    rf"(?:{_SIDE} )?(?:[A-Z][\w'’.-]{{1,20}}|\d{{1,3}}(?:st|nd|rd|th))(?: [A-Z]\w{{1,20}})?"
    rf" (?:{_ROAD}|{_MORE}){_END}|(?:{_SIDE} )?{_WORD}(?: {_WORD})? {_ROAD}{_END}"
    rf"|{_SIDE},? \d{{1,5}} {_SIDE}"
)
_DOOR = r"\bapt\.? ?#? ?\d{1,5}[a-z]?\b|\bp\.? ?o\.? ?box \d{1,6}"
_STATE = (
    r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|PR|RI"
    r"|S[CD]|T[NX]|UT|V[AT]|W[AIVY])"
)
_TITLE = (
    r"(?:(?<![A-Za-z])(?:[Mm]rs?|[Mm][sx]|[Dd]r|Miss|Sra?|Mme|Señora?|Senora?)\b\.? {1,2}"
    r"|(?<![A-Za-z])M(?:rs?|s)\."
    r"|(?<![A-Za-z])(?:(?:MRS?|MS|DR|MISS)\. {1,2}|MRS? ))"
)
_NAME = r"[^\W\d_a-zß-öø-ÿ][\w'’-]{0,40}"
_ONES = (
    "client man mother father son daughter child boy girl wife husband brother sister participant "
    "refugee asylee parolee survivor he his her"
)
_ONE = (
    r"(?i)\b(?:client|woman|man|mother|father|son|daughter|child|boy|girl|wife|husband|brother"
    r"|sister|participant|refugee|asylee|parolee|survivor|he|she|his|her)\b"
)
_HERS = (
    r"(?i)\b(?:her|his|she (?:has|had|holds|is|was|got|came|entered|applied)"
    r"|he (?:has|had|holds|is|was|got|came|entered|applied)"
    r"|client(?:['’]s| has| had| holds| is| was| got| came| entered| applied)|family from)\b"
)
_PHONE = Beside(
    "call phone tel cell mobile text fax whatsapp viber signal",
    r"(?i)\b(?:call|phone|telephone|tel|cell|mobile|text|fax|whatsapp|viber|signal)\b",
    after=0, between=r"[^\n]*",
)  # fmt: skip
_CAME = Beside(
    "arriv entered paroled grant died passed date appointment hearing court",
    r"(?i)\b(?:arriv(?:ed|al)|entered|paroled|granted(?: asylum)?|asylum grant|died|passed away"
    r"|date of (?:entry|arrival|death|grant)"
    r"|(?:her|his|client['’]s) (?:appointment|hearing|court))\b",
    after=0, between=r"[^.!?\n]{0,20}",
)  # fmt: skip
_PLATE = Beside("plate", r"(?i)\b(?:licen[cs]e plate|plate (?:number|no|is)|plate[:#])", after=0,
                between=r"[^!?\n]{0,8}")  # fmt: skip
_ZIP = Beside("zip", r"(?i)\bzip\b", after=0, between=r"[^!?\n]{0,8}")
_NAMED = Beside(_ONES, _ONE, after=0, between=r"[^.!?\n]{0,20}")
_PERSON = Beside("her his he client family", _HERS, before=40, after=15, between=r"[^.!?\n]*")

_IF = "If it belongs to a client, leave it out."
may = partial(Rule, advice=_IF, blocks=False)
day = partial(Rule, "date", advice="If it is a client’s date, write only the year.", blocks=False)
nine = partial(
    may, "nine-digit number",
    advice=f"It can be an A-number or a Social Security number. {_IF}",
)  # fmt: skip
person = partial(may,
                 advice="If this is a client or a relative, write “the client” or “a relative”.",
                 needs=0)  # fmt: skip
protected = partial(
    may, "sign of a protected case", needs=0,
    advice="Nobody may know that such a case exists. If it is one person’s, leave it out.",
)  # fmt: skip

# fmt: off
LIKELY = (
    nine(r"(?<!\d)(?:\d{9}|\d{3} \d{3} \d{3})(?!\d)", needs=9),
    nine(r"(?<![\d.])\d(?:[ .-]\d){8}(?![ .-]?\d)", plausible=no_scale, needs=9),
    # Cells of a table that was pasted: three, two and four digits are hardly figures.
    nine(r"(?<!\d)(?!000|666)\d{3}(?: ?[\t|] ?| {4,12})\d\d(?: ?[\t|] ?| {4,12})(?!19|20)"
         r"\d{4}(?!\d)", needs=9),
    may("phone number", rf"(?<!\d)(?:\+?1{S})?\(?[2-9]\d\d\)?{CELL}[2-9]\d\d{CELL}\d{{4}}(?!\d)",
        plausible=private, needs=10),
    may("phone number", r"(?<![\d./)-])(?<![\d)] )[2-9]\d\d[ .-]\d{4}(?![\d-])", _PHONE, needs=7),
    may("phone number", r"(?<![\d./)-])0\d(?:[ .()-]{0,2}\d){7,11}(?!\d)", _PHONE, needs=9),
    may("phone number", r"\+(?:\d[ .()-]{0,2}){6,14}\d(?!\d)", plausible=private, needs=7),
    may("phone number", r"(?<![\d.])00[1-9](?:[ .()-]{0,2}\d){8,12}(?!\d)", needs=10),
    may("e-mail address", r"(?<![\w.%+-])[\w.%+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,190}\w", needs="@"),
    may("e-mail address", r"(?i)(?<![\w.])[\w.]{1,40} ?[(\[]at[)\]] ?[\w-]{1,40}"
                          r" ?(?:\.|[(\[]dot[)\]]) ?\w{2,20}", needs="at"),
    may("social-media name", r"(?<![\w.%+@-])@[A-Za-z_][\w.]{2,30}", needs="@"),
    may("social-media name", r"(?i)\b(?:facebook|fb|instagram|tiktok|twitter|x|linkedin|t|wa)\."
                             r"(?:com|me)/[\w.@/+-]{2,60}", in_urls=True, needs="/"),
    day(rf"(?<![0-9A-Za-z])(?:{DATE})(?!\d|\.\d)", plausible=_possible_day, needs=3),
    day(rf"(?<![\d/])(?:{IN_LETTERS}|\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?)(?![\d/])", _CAME),
    day(rf"(?<![0-9A-Za-z])(?=[A-Z]){MONTH}(?:,? {YEAR})?", _CAME, needs=0),
    may("street address", rf"(?<![0-9A-Za-z,$])\d{{1,5}} {{1,3}}(?:{_STREET})|(?i:{_DOOR})"),
    may("ZIP code", rf"(?<![0-9A-Za-z])(?:{_STATE},? \d{{5}}(?:-\d{{4}})?|\d{{5}}-\d{{4}})(?!-?\d)",
        needs=5),
    may("ZIP code", r"(?<![\w$-])\d{5}(?![\w-])", _ZIP, needs=5),
    may("license plate", r"(?<![0-9A-Za-z])(?=[A-Za-z -]{0,6}\d)[A-Z0-9]{2,4}[ -]?[A-Z0-9]{2,4}"
                         r"(?![0-9A-Za-z])", _PLATE),
    may("address of a device", r"(?<![\d.])[12]?\d?\d\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\d.])",
        needs=4),
    may("age over 89", r"(?<![\d.$])(?:9\d|1[01]\d)[ -]years?[ -]old\b"
                       r"|(?i:\baged?) (?:9\d|1[01]\d)\b(?! ?(?:days|%))",
        advice="If it is a client’s age, write “over 89”."),
    person("name with a title", rf"{_TITLE}{_NAME}"),
    person("name", rf"(?<![A-Za-z])(?i:named|name is|name was|whose name is) {_NAME}", _NAMED),
    person("name", r"(?<![A-Za-z])[A-Z]\. ?[A-Z]\.(?! ?[A-Z]\.)",
           Beside(_ONES, _ONE, after=0, between=r" ?[(:]?")),
    protected(r"(?<![\w-])(?:RE-?[1-9]|AS-?[1-8]|GA-?[6-8]|AM-?[1-8]|ST-?[06-9])(?![\w-])",
              _PERSON),
    protected(r"(?<![\w-])(?:[TU][ -]?(?:visa\b|nonimmigrant)|T-?[1-6](?![\w-])|VAWA\b)", _PERSON),
)
