"""Questions written in Moodle's format: one way for each, and nothing lost."""

from decimal import Decimal
from fractions import Fraction

import pytest

from lms.quizzes.gift.reading import read_bank, read_question
from lms.quizzes.gift.writing import write_bank, write_question
from lms.quizzes.question import (
    FALSE,
    FULL,
    NONE,
    NOTHING,
    TRUE,
    Answer,
    Bank,
    Kind,
    Markup,
    Number,
    Pair,
    Question,
    Words,
)

X, YES, NO = Words("x"), Words("yes"), Words("no")
A, B = Answer(Words("a"), FULL), Answer(Words("b"))


def truth(true: Words, false: Words, *, right: bool) -> Question:
    """A question that is true or false."""
    weights = (FULL, NOTHING) if right else (NOTHING, FULL)
    answers = (Answer(Words(TRUE), weights[0], true), Answer(Words(FALSE), weights[1], false))
    return Question(Kind.TRUE_FALSE, X, answers=answers)


WRITTEN: dict[str, tuple[Question, str]] = {
    "choice": (
        Question(Kind.CHOICE, X, title="t", answers=(A, Answer(Words("b"), feedback=NO))),
        "::t::x {\n\t=a\n\t~b#no\n}",
    ),
    "several": (
        Question(
            Kind.CHOICE, X, several=True, feedback=YES,
            answers=(
                *(Answer(Words(n), Fraction(1, 3)) for n in "abc"), Answer(NO, Fraction(-1, 8)),
            ),
        ),
        "x {\n\t~%33.33333%a\n\t~%33.33333%b\n\t~%33.33333%c\n\t~%-12.5%no\n\t####yes\n}",
    ),
    "one of several": (
        Question(Kind.CHOICE, X, several=True, answers=(A, B)), "x {\n\t~%100%a\n\t~b\n}",
    ),
    "true": (truth(NONE, NONE, right=True), "x {TRUE}"),
    "true, wrong": (truth(NONE, NO, right=True), "x {TRUE#no}"),
    "true, right": (truth(YES, NONE, right=True), "x {TRUE##yes}"),
    "false, both": (truth(NO, YES, right=False), "x {FALSE#no#yes}"),
    "short": (Question(Kind.SHORT, X, answers=(A,)), "x {=a}"),
    "two forms": (
        Question(Kind.SHORT, X, answers=(A, Answer(Words("*"), NOTHING, NO))),
        "x {\n\t=a\n\t=%0%*#no\n}",
    ),
    "matching": (
        Question(Kind.MATCHING, X, pairs=(
            Pair(YES, "1"), Pair(NO, "2"), Pair(X, "1"), Pair(NONE, "3"),
        )),
        "x {\n\t=yes -> 1\n\t=no -> 2\n\t=x -> 1\n\t=-> 3\n}",
    ),
    "number": (Question(Kind.NUMERICAL, X, numbers=(Number(Decimal("3.10")),)), "x {#3.10}"),
    "number and tolerance": (
        Question(Kind.NUMERICAL, X, numbers=(Number(Decimal("1E+3"), Decimal("0.5")),)),
        "x {#1000:0.5}",
    ),
    "numbers": (
        Question(Kind.NUMERICAL, X, numbers=(
            Number(Decimal(-3)), Number(Decimal(-3), Decimal(1), Fraction(1, 2)),
            Number(None, weight=NOTHING, feedback=NO),
        )),
        "x {#\n\t=-3\n\t=%50%-3:1\n\t~#no\n}",
    ),
    "any other number": (
        Question(Kind.NUMERICAL, X, numbers=(
            Number(Decimal(3)), Number(None, weight=Fraction(1, 2)),
        )),
        "x {#\n\t=3\n\t=%50%*\n}",
    ),
    "no other number": (
        Question(Kind.NUMERICAL, X, numbers=(Number(None, weight=NOTHING), Number(Decimal(0)))),
        "x {#\n\t=%0%*\n\t=0\n}",
    ),
    "essay": (Question(Kind.ESSAY, X), "x {}"),
    "essay with feedback": (Question(Kind.ESSAY, X, feedback=YES), "x {####yes}"),
    "description": (Question(Kind.DESCRIPTION, X, title="t"), "::t::x"),
    "gap": (Question(Kind.SHORT, X, after=" y", answers=(A,)), "x {=a} y"),
    "gap before a stop": (Question(Kind.SHORT, X, after=".", answers=(A,)), "x {=a}."),
    "gap first": (
        Question(Kind.SHORT, Words("", Markup.HTML), after=" y", answers=(A,)),
        "[html]{=[moodle]a} y",
    ),
    "marks": (
        Question(
            Kind.DESCRIPTION, X, id="a]b\\", tags=("topic=c", "d e"), comments=("why", "", "how")
        ),
        "// why\n//\n// how\n// [id:a\\]b\\ ] [tag:topic=c] [tag:d e]\nx",
    ),
    "signs": (
        Question(Kind.DESCRIPTION, Words("~=#{}\\\n:a:\\n"), title="a::b=c"),
        "::a\\:\\:b\\=c::\\~\\=\\#\\{\\}\\\\\\n:a:\\\\n",
    ),
    "looks like a title": (Question(Kind.DESCRIPTION, Words("::a::b")), "\\::a::b"),
    "looks like a comment": (Question(Kind.DESCRIPTION, Words("// a")), "[moodle]// a"),
    "looks like a category": (
        Question(Kind.DESCRIPTION, Words("$Category: a", Markup.PLAIN)), "[plain]$Category: a",
    ),
    "looks like a markup": (Question(Kind.DESCRIPTION, Words("[html]a")), "[moodle][html]a"),
    "looks like a weight": (
        Question(Kind.CHOICE, X, answers=(Answer(Words("%50%"), FULL), B)),
        "x {\n\t=[moodle]%50%\n\t~b\n}",
    ),
    "markups": (
        Question(
            Kind.CHOICE, Words("x", Markup.HTML), feedback=Words("y", Markup.HTML),
            answers=(Answer(Words("a", Markup.HTML), FULL, YES), Answer(Words("b", Markup.PLAIN))),
        ),
        "[html]x {\n\t=a#[moodle]yes\n\t~[plain]b\n\t####y\n}",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRITTEN)
def test_a_question_is_written_in_one_way_and_reads_the_same(case: str) -> None:
    question, text = WRITTEN[case]
    assert write_question(question) == text
    assert read_question(text) == question


def test_a_bank() -> None:
    first = Question(Kind.ESSAY, X, category="a", comments=("about all",), id="x")
    second = Question(Kind.ESSAY, YES, category="a", comments=("about this",))
    third, last = Question(Kind.ESSAY, NO), Question(Kind.ESSAY, X, category="top/b")
    bank = Bank((first, second, third, last), ("below", ""))
    text = (
        "// about all\n\n$CATEGORY: a\n\n// [id:x]\nx {}\n\n// about this\nyes {}\n\n"
        "$CATEGORY: top\n\nno {}\n\n$CATEGORY: top/top/b\n\nx {}\n\n// below\n//\n"
    )
    assert write_bank(bank) == text
    assert read_bank(text, "a.gift") == bank
    assert write_bank(Bank()) == ""
    assert write_bank(Bank((), ("only this",))) == "// only this\n"


def test_a_range_becomes_its_middle() -> None:
    assert write_question(read_question("x{#1..2}")) == "x {#1.5:0.5}"
    assert write_question(read_question("x{#100..300}")) == "x {#200:100}"
