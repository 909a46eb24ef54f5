"""Banks nobody thought of: any text is read or refused, and any valid bank survives its file."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lms.quizzes.gift.errors import GiftError
from lms.quizzes.gift.reading import GiftErrors, open_bank, read_bank, read_question
from lms.quizzes.gift.writing import write_bank, write_question
from lms.quizzes.question import Bank, Question
from tests.conftest import CI
from tests.quizzes.any_question import SHREDS, banks, questions


def read_or_refuse(text: str) -> None:
    """Read the text; what is refused is refused with a place, what is read can be written."""
    errors: tuple[GiftError, ...] = ()
    try:
        survives(read_bank(text, "a.gift"))
    except GiftErrors as refused:
        errors = refused.errors
        str(refused).encode()
    places = [(error.line, error.column) for error in errors]
    assert places == sorted(places)
    assert all(line >= 1 and column >= 1 for line, column in places)
    assert all(line <= text.count("\n") + 1 for line, _ in places)


def survives(bank: Bank) -> None:
    """Whether a bank is the same once it was written, and its file once that was read."""
    written = write_bank(bank)
    try:
        again = read_bank(written, "a.gift")
    except GiftErrors as refused:
        pytest.fail(f"{refused} in {written!r}")
    assert again == bank
    assert write_bank(again) == written


@given(banks())
@settings(max_examples=1000 if CI else 150)
def test_any_bank_survives_its_file(bank: Bank) -> None:
    survives(bank)


@given(questions())
@settings(max_examples=1000 if CI else 150)
def test_any_question_survives_by_itself(question: Question) -> None:
    written = write_question(question)
    assert read_question(written) == replace(question, category="")
    assert write_question(read_question(written)) == written


GIFT = [
    *SHREDS, "// ", "\n// [id:", "] ", "[tag:topic=", "review-by=2027-01-01", "\n\n", "x{", "}\n\n",
    "=a", "~b", "~%50%c", "#yes", "####all", "{T}", "{#1..2", "=3:0.1", "~#", "=a->b", "{}",
    "\n$CATEGORY: ", "a/b", "::t::", "%33.3%", "\x00", "\ud800", "\r\n", "1e5", "0", "-", "\ufeff",
]  # fmt: skip


@given(st.lists(st.sampled_from(GIFT) | st.text(max_size=3), max_size=40).map("".join))
@settings(max_examples=3000 if CI else 400)
@example("\x00")
@example("x{=a\\n#\\n}\\n")
@example("$CATEGORY: top/ top\n\nx{T}")
@example("$CATEGORY: a/ //b\n\nx{T}")
@example("// [i[tag:a]d:b]\nx{T}")
@example("{=a}\\n.")
@example("x{=a ~%100%b}")
def test_any_text_is_read_or_refused(text: str) -> None:
    read_or_refuse(text)
    read_or_refuse(f"x{{{text}}}")
    read_or_refuse(f"x{{=a{text} ~b}}\n\ny{{T}}")
    read_or_refuse(f"x{{#1{text}}}")
    read_or_refuse(f"x{{=a->b =c->d{text} =e->f}}")
    read_or_refuse(f"//{text}\nx{{T}}")


@given(st.text(max_size=60))
def test_any_text_of_one_question(text: str) -> None:
    try:
        question = read_question(text)
    except GiftErrors:
        return
    assert read_question(write_question(question)) == replace(question, category="")


@given(st.binary(max_size=300))
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = Path(tmp_path_factory.getbasetemp(), "any.gift")
    path.write_bytes(data)
    try:
        survives(open_bank(path))
    except GiftErrors as refused:
        files = {error.file for error in refused.errors}
    else:
        files = {path.as_posix()}
    assert files == {path.as_posix()}
