"""The guard finds identifiers in every spelling, points at them, and leaves case work alone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.base.guard import check
from lms.base.identifiers import HOTLINES
from lms.base.rule import Finding

BLOCKED = {
    "A-number": (
        "A204881736", "a204881736", "A#204 881 736", "A-20 488 173", "A: 2048817", "A\t204881736",
        "A# 204-88173",
    ),
    "USCIS number": ("204-881-736", "204 – 881 – 736"),
    "Social Security number": ("417-32-5508", "417 32 5508", "417.32.5508"),
    "ITIN": ("941-78-3302", "900 52 1184"),
    "I-94 number": ("73018842956", "730188429C5", "730188429 56", "730 188 429 56"),
    "receipt number": ("IOE8830174425", "lin 2190044871", "SRC-21-900-44871", "QQZ2190044871"),
    "SEVIS number": ("N0037715204",),
    "birth date": ("born in 1987",),
}  # fmt: skip
# The identifier is what stands between the brackets.
IN_SENTENCES = {
    "A-number": (
        "Her alien number is [204881736].", "Alien Registration No.: [2048817]",
        "A-Number:\n[204 881 736]", "[204881736] is the A-number on the notice",
        "I opened client[A204881736] by mistake", "saved as scan_[A204881736].pdf",
        "Alien#[20488173]",
    ),
    "USCIS number": ("on the green card: [204881736]", "USCIS has [204 881 736] on file"),
    "Social Security number": ("His SSN was [417325508]", "social security card [417 325 508]"),
    "ITIN": ("applied for an ITIN, [941783302]",),
    "I-94 number": ("I-94 [73018842956], valid",),
    "passport number": (
        "passport no. [P4471902]", "passport [OA 4471902] expired", "[30114477] (passport)",
    ),
    "SEVIS number": ("SEVIS ID [0037715204]",),
    "birth date": (
        "DOB [7/19/88]", "D.O.B.: [1988-07-19]", "Date of birth [19.07.1988]", "dob [07 19 1988]",
        "She was born on [July 19th]", "born [19 July 1988] in a camp", "birthday is [7/19]",
        "Fecha de nacimiento: [19/07/1988]", "[7/19/1988] (DOB)", "DOB: [1988]",
        "he was born in [1988]",
    ),
}  # fmt: skip
WARNED = {
    "nine-digit number": ("204881736", "204 881 736"),
    "phone number": (
        "(385) 224-7190", "385.224.7190", "3852247190", "+1 385 224 7190", "+243 81 555 0143",
        "+963115550143",
    ),
    "e-mail address": ("n.haddad+home@mail.example", "ثريا@example.org"),
    "date": (
        "3/14/2026", "14.3.26", "2026-03-14", "March 14, 2026", "Mar. 14th 2026", "14 March 2026",
        "14-Mar-2026",
    ),
    "street address": (
        "742 Orchard Lane", "742 N. Orchard Hill Drive", "18 4th Ave", "742 orchard street",
        "355 East 2100 South", "Apt. 12B", "P.O. Box 551",
    ),
    "name with a title": ("Mr. Haddad", "Mrs Öztürk", "dr. Nwosu", "Ms. O’Brien", "Dr. نور"),
}  # fmt: skip
# What people write in a training log; none of it identifies a client.
CASE_WORK = """
I shadowed an intake with a family that had arrived the week before. | The interpreter joined by
phone after a ten-minute wait. | We talked about the difference between refugees, asylees and
parolees. | My supervisor explained how an I-94 shows the date of admission. | The client asked
what an A-number is and where it is printed on the card. | I learned that form I-589 is for asylum
and form I-765 for work permits. | ORR-eligible clients can enroll in Preferred Communities within
five years of arrival. | 45 CFR 400.27 and 400.28 say what may be shared and what must be kept. |
The confidentiality rule is 8 USC 1367, and VAWA has its own at 34 USC 12291(b)(2). | HIPAA lists
18 identifiers in 45 CFR 164.514(b)(2). | We keep award records for three years under 2 CFR
200.334. | A 90-day plan was reviewed, and two of its seven goals were closed. | I read policy
letter 16-01 and the documentation guide. | The caseload in our office is 25 to 30 clients per
specialist. | The session lasted 2 hours each way, with a 15 minute drive between visits. | She
scored 14 of 27 on the screening, so we followed the protocol. | The RHS-15 is a screening tool
with 15 questions. | I observed 3 home visits, 2 assessments and 1 case closure this month. | Call
988 in a suicidal crisis; text 741741 for the crisis text line. | The National Domestic Violence
Hotline is 800-799-7233 or 1-800-799-7233. | The trafficking hotline, 1-888-373-7888, answers
around the clock. | A client without a phone can call 211 from the front desk. | Budget for the
year is $1,250,000, of which 12.5% is for emergency housing. | The poverty line for a family of
four was $32,150. | Attendance rose from 120 to 145 between 2024 and 2025. | Many children born in
the camps have never been to school. | Of the clients in our program, 40% were born in 3 countries.
| US-born children are not enrolled but are counted in the household. | Eligibility covers children
born after September 30, 2023 as well. | The baby was born 3 weeks early, so the visit moved. |
Newborn care was explained with pictures. | Ask for the date of birth only once, and in private. |
The birth certificate was translated by a certified translator. | I practiced asking about dates of
birth when calendars differ. | Passport photos are taken at the pharmacy on the corner. | A lost
passport is reported to the police and to the embassy. | Passport offices in 84111 and 84115 are
open on Saturdays. | The green card comes in the mail after about 8 months. | Social Security cards
take two weeks, so plan the first job visit for day 20. | We visited the Social Security office
with 4 clients and 1 interpreter. | An ITIN is for taxpayers who cannot get a Social Security
number. | SEVIS is for students; our clients rarely have a record there. | USCIS changed its fees,
and case managers need the new table. | Version 2.10 of the consent form replaces version 2.9. |
The plan has sections 1.1, 1.2.3 and 4. | Our hours are 9-5, and the on-call line is staffed 24/7.
| The webinar runs 59:21 and the quiz has 20 questions. | A 2026-2027 work plan is being drafted. |
Plan A failed, so plan B 2 was used. | The grant has a 1000000 dollar ceiling. | I compared the
2019, 2020 and 2021 guidelines. | We walked three blocks down the road to the clinic. | Dr. and
nurse visits are scheduled by the health team. | MS Teams and MS Word are on every laptop. | I miss
fewer appointments since I use the shared calendar. | The training is at
https://www.example.org/learn/20250310470/part-2. | The slides are at
https://meet.example.com/j/73018842956?pwd=1. | Records live at
omb.example.gov/icr/202505-0970-008/doc/158338200. | I reflected on bias, on power and on what
silence can mean. | The family of 7 needs 3 bedrooms; the fair market rent is 1,480. | Ein Gespräch
über Geduld; une visite à domicile; una visita de seguimiento. | التقيت بعائلة من ٧ أفراد وتحدثنا
عن المدرسة. | 1) greet 2) explain 3) ask 4) listen 5) close | TANF, SNAP and RCA were explained;
RCA lasts 4 months now.
""".replace("\n", " ").split(" | ")
LOOK_ALIKES = (
    "000-12-3456 and 666-12-3456 and 417-00-5508 and 900-10-1234 are nobody's",
    "fax 3852247190, TEL 3852247190", "Option A: 385-224-7190", "one 12 345 678 901 two",
    "Plan_A_20260115.docx and Plan A 20260115", "columns\t115\t42\t2026",
)  # fmt: skip


def pairs(samples: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(name, text) for name, texts in samples.items() for text in texts]


def shown(text: str, finding: Finding) -> str:
    return text[finding.start : finding.end]


def names(text: str) -> list[str]:
    return [finding.name for finding in check(text)]


@pytest.mark.parametrize(("name", "text"), pairs(BLOCKED))
def test_identifiers_are_blocked(name: str, text: str) -> None:
    for sentence in (text, f"I saw {text} today.", f"({text})", f"note:\n{text}\n"):
        assert [(f.name, f.blocks) for f in check(sentence)] == [(name, True)], sentence


@pytest.mark.parametrize(("name", "sentence"), pairs(IN_SENTENCES))
def test_words_beside_a_number_give_it_its_meaning(name: str, sentence: str) -> None:
    text = re.sub(r"[\[\]]", "", sentence)
    (finding,) = check(text)
    assert (finding.name, finding.blocks) == (name, True)
    assert f"[{shown(text, finding)}]" in sentence


@pytest.mark.parametrize(("name", "text"), pairs(WARNED))
def test_what_may_be_harmless_is_a_warning(name: str, text: str) -> None:
    for sentence in (text, f"We used {text} twice", f"({text})"):
        assert [(f.name, f.blocks) for f in check(sentence)] == [(name, False)], sentence


@pytest.mark.parametrize("sentence", [*CASE_WORK, *LOOK_ALIKES])
def test_case_work_is_not_blocked(sentence: str) -> None:
    assert [f for f in check(sentence) if f.blocks] == []


def test_case_work_seldom_warns() -> None:
    assert sum(bool(check(sentence)) for sentence in CASE_WORK) <= 2 < 60 <= len(CASE_WORK)


@pytest.mark.parametrize("number", sorted(HOTLINES))
def test_public_hotlines_pass_in_every_spelling(number: str) -> None:
    a, b, c = number[:3], number[3:6], number[6:]
    spellings = [number, f"1{number}", f"{a}-{b}-{c}", f"1-{a}-{b}-{c}", f"({a}) {b}-{c}"]
    spellings += [f"{a}.{b}.{c}", f"+1 {a} {b} {c}", f"1 ({a}) {b}-{c}", f"{a}/{b}-{c}"]
    for spelling in spellings if len(number) > 3 else [number]:
        assert check(f"Call {spelling} now; phone: {spelling}.") == []
        assert len(check(f"Not {spelling} but 385-224-7190")) == 1


def test_the_apps_own_phrases_pass_when_quoted() -> None:
    own = ("The list was updated 1/27/2020 by Dr. Halloran.", "Desk: (385) 224-7190")
    quoted = "Dr. Halloran wrote on 1/27/2020, desk +1 385.224.7190"
    assert names(quoted) == ["name with a title", "date", "phone number"]
    assert check(quoted, own) == []
    assert [f.name for f in check("on 1/28/2020", own)] == ["date"]
    assert check("A204881736", ["a block stays: A204881736"])[0].blocks


def test_advice_says_what_it_looks_like_and_never_repeats_it() -> None:
    for name, text in pairs(BLOCKED) + pairs(WARNED):
        (finding,) = check(text)
        assert re.match(f"This looks like an? {name}\\. ", finding.advice)
        assert text not in repr(finding)
    advice = "This looks like an A-number. Leave it out: write “the client” instead."
    assert check("A204881736")[0].advice == advice


def test_a_block_wins_over_a_warning_and_the_longer_over_the_shorter() -> None:
    assert names("204881736") == ["nine-digit number"]
    assert names("alien 204881736") == ["A-number"]
    assert names("73018842956") == ["I-94 number"]
    assert names("DOB 7/19/1988") == ["birth date"]


def test_findings_come_in_the_order_of_the_text() -> None:
    text = "Mr. Haddad, A204881736, 7/19/2026, 417-32-5508, n@mail.example, 742 Orchard Lane"
    expected = "name with a title, A-number, date, Social Security number, e-mail address"
    assert names(text) == [*expected.split(", "), "street address"]


@pytest.mark.parametrize(
    "text",
    [
        "[А204881736] typed in Cyrillic", "[Ａ２０４８８１７３６] in full width",
        "رقم [A٢٠٤٨٨١٧٣٦] هنا", "संख्या [A२०४८८१७३६] यहाँ",
        "[A\u00a0204\u202f881\u2009736]", "\u200b[A2\u200b04\u200d881\u2060736]\u200b.",
        "😀😀 [417\u201132\u22125508] 😀", "\u202b[417\u00ad-32-5508]\u202c",
    ],
)  # fmt: skip
def test_positions_point_into_the_original_text(text: str) -> None:
    plain = re.sub(r"[\[\]]", "", text)
    (finding,) = check(plain)
    assert finding.blocks
    assert (finding.start, finding.end) == (text.index("["), text.index("]") - 1)


# --- Generated spellings -------------------------------------------------------------------------

ZEROS = [0x30, 0xFF10, 0x660, 0x6F0, 0x966, 0x9E6, 0x1040, 0x17E0, 0x1D7CE]  # scripts' own 0
BLANKS = [" ", "\u00a0", "\u2009", "\u202f", "\u3000"]
DASHES = list("-\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d")
INVISIBLE = ["", "", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u200f"]
AROUND = st.sampled_from(["", " ", "\n", "(", "“", " word ", "كلمة", "слово: ", "😀", ", ", "_"])


@st.composite
def spelled(draw: st.DrawFn, *groups: int, joint: list[str], first: str = "123456789") -> str:
    """Groups of digits in one script, joined in one manner, invisible characters in between."""
    zero, between = draw(st.sampled_from(ZEROS)), draw(st.sampled_from(joint))
    digits = draw(st.text(alphabet="123456789", min_size=sum(groups), max_size=sum(groups)))
    written = [chr(zero + int(digit)) for digit in draw(st.sampled_from(first)) + digits[1:]]
    ends = [sum(groups[: place + 1]) for place in range(len(groups))]
    gap = draw(st.sampled_from(INVISIBLE))
    return between.join(
        gap.join(written[end - size : end]) for end, size in zip(ends, groups, strict=True)
    )


SPELLINGS = {
    "A-number": st.tuples(
        st.sampled_from(["A", "a", "A#", "A-", "А", "Ａ"]),
        spelled(3, 3, 3, joint=["", ".", *BLANKS, *DASHES]),
    ).map("".join),
    "USCIS number": spelled(3, 3, 3, joint=[*DASHES, " – "]),
    "Social Security number": spelled(3, 2, 4, joint=[".", " – ", *BLANKS, *DASHES], first="1234"),
    "I-94 number": spelled(11, joint=[""], first="23456789"),
    "receipt number": st.tuples(
        st.sampled_from(["EAC", "wac", "Lin", "IOE", "ＭＳＣ"]),
        st.sampled_from(["", *BLANKS, *DASHES]),
        spelled(10, joint=[""]),
    ).map("".join),
}


@pytest.mark.parametrize("name", SPELLINGS)
@given(data=st.data(), before=AROUND, after=AROUND)
def test_every_spelling_is_blocked_whole(
    name: str, data: st.DataObject, before: str, after: str
) -> None:
    identifier = data.draw(SPELLINGS[name])
    text = before + identifier + after
    assert [(f.name, shown(text, f)) for f in check(text) if f.blocks] == [(name, identifier)]


@given(
    st.sampled_from(["alien ", "Alien no.: ", "A-number ", "A# is ", "USCIS ", "card: ", "SSN "]),
    spelled(3, 3, 3, joint=["", *BLANKS, *DASHES]),
)
def test_nine_digits_beside_their_word_are_blocked(word: str, digits: str) -> None:
    text = word + digits
    (finding,) = check(text)
    assert finding.blocks
    assert shown(text, finding) == digits


@given(
    st.sampled_from(["DOB ", "dob: ", "Date of birth – ", "born ", "Born on ", "birthdate is "]),
    spelled(1, 1, joint=["/", ".", *DASHES]),
    st.sampled_from(["1988", "88", "٢٠٠٤"]),
)
def test_every_spelling_of_a_birth_date_is_blocked(word: str, day: str, year: str) -> None:
    text = f"{word}{day}{day[-2]}{year}"
    assert [(f.name, f.blocks) for f in check(text)] == [("birth date", True)]


@given(st.text(max_size=300) | st.text("Aa1209 -./@+#:\n\u200b\u00a0٣bornDO()Mr", max_size=300))
def test_findings_never_overlap_and_lie_within_the_text(text: str) -> None:
    end = 0
    for finding in check(text):
        assert end <= finding.start < finding.end <= len(text)
        end = finding.end
