"""Answers typed on a phone: whoever knows it is right, however they write it.

Case managers come from many countries and keyboards: accents, digits and commas of theirs must not
cost a point, and a text made to hang the server must not do so.
"""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lms.quizzes import typed
from tests.quizzes.any_question import SAID

TEXTS = st.text(max_size=60) | SAID
FEW = st.text("aB.* é-", max_size=8)
BLANKS = st.sampled_from(["", " ", "\t", "\u00a0", "\u202f", "\u3000", "\n"])
LETTERS = st.text("abcdefghij", min_size=1, max_size=8)


# folding


@given(TEXTS)
@example("a. . ")
@example("ŉ")
def test_folding_twice_is_folding_once(text: str) -> None:
    assert typed.fold(typed.fold(text)) == typed.fold(text)


def test_no_sign_of_any_script_folds_anew() -> None:
    signs = [chr(code) for code in range(0x30000)]
    for sign in signs:
        if unicodedata.decomposition(sign) or unicodedata.category(sign)[0] in "PSZM":
            once = typed.fold(f"a{sign}b")
            assert typed.fold(once) == once, hex(ord(sign))


@given(LETTERS, st.text("\u0301\u0308\u0327\u0303\u200b\u00ad", max_size=3))
def test_accents_and_what_nobody_sees_do_not_matter(letters: str, marks: str) -> None:
    assert typed.fold(marks.join(letters) + marks) == letters


@given(st.text(st.characters(codec="latin-1"), max_size=40), BLANKS, BLANKS)
def test_case_accents_and_blanks_around_do_not_matter(text: str, before: str, after: str) -> None:
    wanted = typed.fold(text)
    assert typed.fold(f"{before}{text}{after}") == wanted
    assert typed.fold(unicodedata.normalize("NFD", text)) == wanted
    assert typed.fold(text.replace(" ", f" {after} ")) == wanted
    assert typed.fold(text.swapcase()) == wanted


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Asylum \u00a0 Seeker. ", "asylum seeker"),
        ("CERTIFICACIÓN", "certificacion"),
        ("Straße", "strasse"),
        ("ＯＲＲ", "orr"),
        ("time–bound", "time-bound"),
        ("time\u2011bound", "time-bound"),
        ("client’s", "client's"),
        ("client´s", "client's"),
        ("client`s", "client's"),
        ("“written”", '"written"'),
        ("U.S.", "u.s"),
        ("the end . .", "the end"),
        ("certıfıcatıon", "certification"),
        ("Łódź", "lodz"),
        ("hum\u00adility\u200b", "humility"),
        ("\u200fhumility\u200e", "humility"),
        ("٤٠١٫٢", "401.2"),
        (" ... ", ""),
    ],
)
def test_what_does_not_matter(text: str, folded: str) -> None:
    assert typed.fold(text) == folded


# accepted answers


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ("HUMILITY.", "humility"),
        ("Time – bound", "time – bound"),
        ("the 45 CFR 401.2", "*401.2"),
        ("401.2.", "*401.2"),
        ("eligibility letter", "*eligib*letter"),
        ("T", "T*"),
        ("T (time-bound)", "T* time*"),
        ("45 CFR 401.", "45 CFR 401.*"),
        ("45 CFR 401.2", "45 CFR 401.*"),
        ("U.S. citizen", "U.S.*"),
        ("a*b", "a\\*b"),
        ("so a*b it is", "*a\\*b*"),
        ("c\\d", "c\\d"),
        ("?", "*"),
        ("a", "a**"),
        ("ab", "*a*b*"),
    ],
)
def test_what_is_accepted(text: str, accepted: str) -> None:
    assert typed.matches(text, accepted)


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ("humble", "humility"),
        ("time bound", "time-bound"),
        ("aXb", "a\\*b"),
        ("45 CFR 4012", "45 CFR 401.*"),
        ("aba", "ab*ba"),  # the pieces may not overlap
        ("ab", "*b*a*"),
        ("competence", "*confidentiality*"),
        ("", "*"),
        (" . ", "*"),
        ("", ""),
        ("\u200b", "*"),
    ],
)
def test_what_is_not(text: str, accepted: str) -> None:
    assert not typed.matches(text, accepted)


@given(TEXTS, TEXTS.filter(lambda text: "*" not in text))
def test_without_a_star_it_is_the_same_or_it_is_not(text: str, accepted: str) -> None:
    same = typed.fold(text) == typed.fold(accepted) != ""
    assert typed.matches(text, accepted) == same


@given(SAID.filter(lambda text: typed.fold(text) != ""))
def test_every_answer_accepts_itself(text: str) -> None:
    assert typed.matches(text, text.replace("*", "\\*"))
    assert typed.matches(text, "*")


@given(st.text("ab", max_size=8), st.text("ab*", max_size=6))
def test_stars_are_what_a_regular_expression_says(text: str, accepted: str) -> None:
    pattern = ".*".join(re.escape(piece) for piece in accepted.split("*"))
    assert typed.matches(text, accepted) == bool(text and re.fullmatch(pattern, text))


@given(TEXTS, TEXTS)
def test_any_text_has_an_answer(text: str, accepted: str) -> None:
    assert isinstance(typed.matches(text, accepted), bool)


@given(LETTERS, LETTERS, FEW)
def test_whatever_stands_where_the_star_is_fits(before: str, after: str, between: str) -> None:
    assert typed.matches(f"{before}{between}{after}", f"{before}*{after}")


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ("a" * 50_000, "*a" * 10_000 + "b"),
        ("a" * 50_000, "*a" * 10_000 + "*b*"),
        ("ab" * 25_000, "*aba" * 5_000 + "*c"),
        ("a" * 50_000, "*" * 20_000),
        ("." * 50_000, "*."),
        ("\u0301" * 50_000, "a*"),
        (" " * 50_000 + "a", "* *"),
    ],
)
def test_a_text_made_to_hang_does_not(text: str, accepted: str) -> None:
    """No clock is looked at: what is not linear would take hours."""
    assert typed.matches(text, accepted) in (True, False)
    assert typed.number(text) is None
