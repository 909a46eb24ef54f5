"""Texts made to hang or break the reader. In time that grows with the text alone.

No test looks at a clock: what is not linear would take hours here.
"""

import pytest

from lms.quizzes.gift.errors import MOST
from lms.quizzes.gift.reading import GiftErrors, read_bank
from lms.quizzes.gift.writing import write_bank

LENGTH = 50_000
SIGNS = [
    "{", "}", "\\", "~", "=", "#", ":", "/", "%", "[", "]", "9", "-", ">", "\n", "\r", "\0", " ",
    "\ud800", "::", "//", "####", "->", "..", "\\n", "{}", "{=", "=a", "~%", "%1%", "=a->b",
    "[html]", "// [id:", "// [id:a]\n", "// [tag:", "[id:", "[tag:a]", "\\]", "$CATEGORY: a\n",
    "$CATEGORY: a/", "x{\n\n", "}\n\n", "x}\n\n", "x{#1e9}\n\n", "x{=%\n\n", "//\n",
]  # fmt: skip
AROUND = [
    "{}",
    "x{{{}}}",
    "x{{#{}}}",
    "x{{=a ~{}}}",
    "// {}\nx{{T}}",
    "x{{=a->{}}}",
    "::{}::x{{T}}",
]


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("sign", SIGNS)
def test_a_flood_of_one_sign(sign: str, around: str) -> None:
    text = around.format(sign * (LENGTH // len(sign)))
    try:
        bank = read_bank(text, "a.gift")
    except GiftErrors as refused:
        errors = refused.errors
        str(refused).encode()
    else:
        errors = ()
        assert read_bank(write_bank(bank), "a.gift") == bank
    assert len(errors) <= MOST + 1
    assert all(len(str(error)) < 400 for error in errors)


@pytest.mark.parametrize(
    "number", ["1e999999999", "1e-999999999", "9" * LENGTH, "0." + "0" * LENGTH, "1e99..1e-99"]
)
def test_numbers_that_would_fill_the_memory_are_refused_and_not_computed(number: str) -> None:
    for text in (f"x{{#{number}}}", f"x{{#1:{number}}}", f"x{{=a ~%{number}%b}}"):
        with pytest.raises(GiftErrors):
            read_bank(text, "a.gift")


def test_many_tags_of_one_question() -> None:
    tags = " ".join(f"[tag:{n}]" for n in range(20_000))
    (question,) = read_bank(f"// {tags}\nx{{T}}", "a.gift").questions
    assert len(question.tags) == 20_000


def test_many_questions() -> None:
    text = "\n\n".join(f"// [id:{n}]\n::{n}::x{{=a#b ~c ~d####e}}" for n in range(5_000))
    bank = read_bank(text, "a.gift")
    assert len(bank.questions) == 5_000
    assert read_bank(write_bank(bank), "a.gift") == bank
