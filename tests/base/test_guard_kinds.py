"""What sections 5 to 7 of the field's practice name besides numbers of a fixed format."""

import pytest

from lms.base.guard import check, check_name
from tests.base.test_guard import shown

# The identifier is what stands between ⟦ and ⟧.
STOPPED = {
    "A-number": (
        "⟦A204\t881\t736⟧", "| ⟦A204 | 881 | 736⟧ |", "⟦A 2 0 4 8 8 1 7 3 6⟧",
        "⟦А２０４８８１７３６⟧",
        "⟦A(204881736⟧)", "⟦A2O488I736⟧", "dossier⟦A204881736⟧", "№ ⟦A²⁰⁴⁸⁸¹⁷³⁶⟧",
        "⟦A二〇四八八一七三六⟧",
        "⟦A2\u03320\u03324\u03328\u03328\u03321\u03327\u03323\u03326⟧\u0332",
    ),
    "Social Security number": (
        "⟦417-32-\n5508⟧", "SSN: ⟦417\t32\t5508⟧", "⟦XXX-XX-5508⟧", "⟦***-**-5508⟧",
        "SSN ends in ⟦5508⟧", "the last four of her Social Security number: ⟦5508⟧",
    ),
    "I-94 number": ("I-94: ⟦730-188-429-56⟧", "number⟦73018842956⟧"),
    "receipt number": ("⟦IOE 09-881-74425⟧", "RECEIPT⟦IOE0988174425⟧", "⟦ІОЕ0988174425⟧"),
    "passport number": ("passport ⟦C01X00T47⟧", "travel document: ⟦AB123456789⟧"),
    "card number": ("EBT ⟦5077 0812 3456 7890⟧",),
    "case or record number": (
        "case number ⟦4471902⟧", "Medicaid ID: ⟦0300447190⟧", "UWORKS ⟦551902⟧",
        "WRAPS ⟦US-447190⟧",
        "client id ⟦88-44719⟧", "medical record number: ⟦UT44719⟧", "MRN ⟦447190⟧",
    ),
    "birth date": ("_DOB_⟦7/19/88⟧", "née le ⟦19/07/1988⟧", "fecha de nacimiento ⟦19-07-1988⟧"),
}  # fmt: skip
ASKED = {
    "nine-digit number": ("⟦417\t32\t5508⟧", "⟦4 1 7 3 2 5 5 0 8⟧"),
    "phone number": ("⟦385\t224\t7190⟧", "⟦0093 70 144 5678⟧", "WhatsApp ⟦0799 123 456⟧"),
    "e-mail address": ("⟦n.haddad [at] mail [dot] example⟧",),
    "social-media name": ("write to ⟦@amina_h88⟧", "⟦facebook.com/amina.h.88⟧"),
    "date": ("arrived ⟦March 14⟧", "she died on ⟦3/14⟧", "a family from Kabul, arrived ⟦March⟧",
             "her appointment is ⟦4/2⟧", "date of entry: ⟦May 2⟧"),
    "ZIP code": ("⟦UT 84115⟧", "⟦84115-2204⟧", "ZIP: ⟦84115⟧"),
    "license plate": ("license plate ⟦K44 ZRT⟧",),
    "address of a device": ("from ⟦192.168.14.7⟧",),
    "age over 89": ("the man is ⟦93 years old⟧", "a ⟦91-year-old⟧", "⟦aged 94⟧"),
    "name with a title": ("⟦Mr.Haddad⟧", "⟦Sra. Lima⟧", "⟦MRS HADDAD⟧"),
    "name": ("a client ⟦named Amina⟧", "client ⟦M.H.⟧ came"),
    "sign of a protected case": ("her code is ⟦RE8⟧", "She has a ⟦U visa⟧.", "his ⟦T-2⟧",
                                 "her ⟦VAWA⟧ petition"),
}  # fmt: skip
LET_THROUGH = (
    "RE1 and AS6 are codes of admission.", "What is a T visa? VAWA has a rule of its own.",
    "The client asked about the case number format.", "a program named Preferred Communities",
    "Steps of A: 1. 2. 3. 4. 5. 6. 7.", "https://example.org/born/1988-05-03/fa204881736",
    "Rate it: 1 2 3 4 5 6 7 8 9", "120 | 145 | 160", "115\t42\t2026", "the last four weeks of 2025",
    "Clients who arrived in 2024", "The training on March 14", "aged 34", "98% of 120",
    "version 2.10.1",
    "plate of food, room 204", "Offices in 84111 and 84115", "Medicaid covers 12 months in 2025",
    "passport photos for 12 people in 2025", "the case numbers of 2024 and 2025 rose to 1250",
)  # fmt: skip
NAMES = {
    "A204881736_scan.pdf": "A-number", "IMG-A204-881-736.jpg": "A-number",
    "intakeA204881736.docx": "A-number", "SSN417325508.pdf": "Social Security number",
    "ssn_417_32_5508.pdf": "Social Security number",
    "ssn.417.32.5508.pdf": "Social Security number",
    "i94_73018842956.png": "I-94 number", "receiptIOE0988174425.pdf": "receipt number",
    "passport-P4471902.jpg": "passport number", "dob19880719.pdf": "birth date",
    "clientDob_7-19-1988.pdf": "birth date", "Case-Number-4471902.pdf": "case or record number",
    "N0037715204.pdf": "SEVIS number", "medicaidID0300447190.pdf": "case or record number",
    "MrsNkosi-intake.docx": "name with a title", "Mr_Haddad.pdf": "name with a title",
    "385-224-7190.txt": "phone number", "204881736.pdf": "nine-digit number",
}  # fmt: skip
ORDINARY_NAMES = (
    "staff-2026-03-02.csv", "people_20260302_v2.csv", "HR export March 14, 2026.csv", "roster.csv",
    "CaseNotesTraining.docx", "I-589 guide (2).pdf", "45CFR400.27.pdf", "PlanA_20260115.docx", "",
    ".",
)  # fmt: skip


def samples(table: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(name, text) for name, texts in table.items() for text in texts]


@pytest.mark.parametrize(
    ("name", "marked", "blocks"),
    [(*one, True) for one in samples(STOPPED)] + [(*one, False) for one in samples(ASKED)],
)
def test_it_is_found_where_it_stands(name: str, marked: str, blocks: bool) -> None:
    before, _, rest = marked.partition("⟦")
    inside, _, after = rest.partition("⟧")
    text = before + inside + after
    assert [(it.name, shown(text, it), it.blocks) for it in check(text)] == [(name, inside, blocks)]


@pytest.mark.parametrize("text", LET_THROUGH)
def test_words_of_the_field_alone_say_nothing(text: str) -> None:
    assert check(text) == []


@pytest.mark.parametrize(("file", "name"), NAMES.items())
def test_the_name_of_a_file_is_read_as_words(file: str, name: str) -> None:
    found = check_name(file)
    assert name in [it.name for it in found]
    assert all(0 <= it.start < it.end <= len(file) for it in found)


@pytest.mark.parametrize("file", ORDINARY_NAMES)
def test_an_ordinary_name_is_let_through(file: str) -> None:
    assert check_name(file) == []
