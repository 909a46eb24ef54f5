"""Banks in Moodle's format: what each kind of question is read as."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from lms.quizzes import labels
from lms.quizzes.gift.reading import open_bank, read_bank, read_question
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

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


def read(text: str) -> Question:
    """Read a file of one question."""
    (question,) = read_bank(text, "a.gift").questions
    return question


def worth(text: str) -> list[tuple[str, Fraction]]:
    """The answers of a question and what they are worth."""
    return [(answer.words.text, answer.weight) for answer in read(text).answers]


def test_a_choice() -> None:
    assert read("::Visas::Which one? {\n=I-94#Yes.\n~%50%EAD\n~I-9#No.#\n####All.\n}") == Question(
        Kind.CHOICE,
        Words("Which one?"),
        title="Visas",
        answers=(
            Answer(Words("I-94"), FULL, Words("Yes.")),
            Answer(Words("EAD"), HALF),
            Answer(Words("I-9"), NOTHING, Words("No.#")),
        ),
        feedback=Words("All."),
    )


def test_a_choice_without_a_right_one_lets_several_be_ticked() -> None:
    found = read("Which?{~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-50%d ~e}")
    assert found.several
    assert [answer.weight for answer in found.answers] == [THIRD] * 3 + [-HALF, NOTHING]


@pytest.mark.parametrize(
    ("written", "weight"),
    [
        ("50", HALF), ("100", FULL), ("33.3", THIRD), ("33.33", THIRD), ("33.3333333", THIRD),
        ("16.667", Fraction(1, 6)), ("16.66", Fraction(1, 6)), ("83.33333", Fraction(5, 6)),
        ("66.7", Fraction(2, 3)), ("14.28571", Fraction(1, 7)), ("12.5", Fraction(1, 8)),
        ("11.11111", Fraction(1, 9)), ("5", Fraction(1, 20)), ("0", NOTHING), ("050", HALF),
        ("-33.33333", -THIRD), ("-100", -FULL), ("50.", HALF), ("12.500", Fraction(1, 8)),
    ],
)  # fmt: skip
def test_weights_are_the_exact_ones_that_were_meant(written: str, weight: Fraction) -> None:
    assert worth(f"x{{=a ~%{written}%b ~c}}")[:2] == [("a", FULL), ("b", weight)]


@pytest.mark.parametrize("said", ["T", "TRUE", " T\n"])
def test_true(said: str) -> None:
    assert read(f"It is.{{{said}#wrong#right####all}}") == Question(
        Kind.TRUE_FALSE,
        Words("It is."),
        answers=(
            Answer(Words(TRUE), FULL, Words("right")),
            Answer(Words(FALSE), NOTHING, Words("wrong")),
        ),
        feedback=Words("all"),
    )


def test_false() -> None:
    true, false = read("It is.{FALSE#wrong}").answers
    assert true == Answer(Words(TRUE), NOTHING, Words("wrong"))
    assert false == Answer(Words(FALSE), FULL)


def test_a_short_answer() -> None:
    assert worth("Where?{=Boise =%50%boi* =%0%*#no}") == [
        ("Boise", FULL), ("boi*", HALF), ("*", NOTHING),
    ]  # fmt: skip
    assert worth(r"x{=\* =a\*b =c\\d}") == [(r"\*", FULL), (r"a\*b", FULL), (r"c\d", FULL)]
    assert read("x{=a}").kind is Kind.SHORT


def test_a_matching() -> None:
    found = read("Match.{=a->1\n= b -> 2\n=c->1\n=-> 3 ####all}")
    assert found.kind is Kind.MATCHING
    assert found.pairs == (
        Pair(Words("a"), "1"), Pair(Words("b"), "2"), Pair(Words("c"), "1"), Pair(NONE, "3"),
    )  # fmt: skip
    assert found.feedback == Words("all")


@pytest.mark.parametrize(
    ("written", "value", "tolerance"),
    [
        ("3", "3", "0"), ("3:0.1", "3", "0.1"), ("1..5", "3", "2"), ("-1..0", "-0.5", "0.5"),
        ("0.1..0.2", "0.15", "0.05"), (" 3 : 1 ", "3", "1"), (r"3\:1", "3", "1"), ("+3", "3", "0"),
        ("1e3", "1000", "0"), (".5", "0.5", "0"), ("5.", "5", "0"), ("=-2:1", "-2", "1"),
        ("5..5", "5", "0"),
    ],
)  # fmt: skip
def test_a_number(written: str, value: str, tolerance: str) -> None:
    found = read(f"How many?{{#{written}}}")
    assert found.kind is Kind.NUMERICAL
    assert found.numbers == (Number(Decimal(value), Decimal(tolerance)),)


def test_several_numbers() -> None:
    found = read("x{#=3:0.1 =%50%3:1#near ~#no}").numbers
    assert found == (
        Number(Decimal(3), Decimal("0.1")),
        Number(Decimal(3), Decimal(1), HALF, Words("near")),
        Number(None, weight=NOTHING, feedback=Words("no")),
    )
    assert read("x{#3 =%0%*#no}").numbers[1] == found[2]
    assert read("x{#3 ~*#no}").numbers[1] == found[2]


def test_an_essay_and_a_description() -> None:
    assert read("Tell. { }") == Question(Kind.ESSAY, Words("Tell."))
    assert read("Tell. {####Well.}").feedback == Words("Well.")
    assert read("::Read::Read this.") == Question(
        Kind.DESCRIPTION, Words("Read this."), title="Read"
    )


@pytest.mark.parametrize(
    ("written", "before", "after"),
    [
        ("It is {=in} Utah.", "It is", " Utah."),
        ("It is {~a =b}, is it?", "It is", ", is it?"),
        ("{T} it is", "", " it is"),
        ("It has {#4:1}\ncorners", "It has", " corners"),
        ("It is {=in} .  ", "It is", " ."),
    ],
)
def test_a_missing_word(written: str, before: str, after: str) -> None:
    found = read(written)
    assert (found.words.text, found.after, found.gap) == (before, after, True)


def test_what_has_no_markup_of_its_own_has_that_of_the_question() -> None:
    found = read("[html]<b>x</b>{=[plain]a#b ~c#[markdown]*d* ~[note]e####f}")
    assert found.words == Words("<b>x</b>", Markup.HTML)
    assert [answer.words for answer in found.answers] == [
        Words("a", Markup.PLAIN), Words("c", Markup.HTML), Words("[note]e", Markup.HTML),
    ]  # fmt: skip
    assert [answer.feedback for answer in found.answers] == [
        Words("b", Markup.HTML), Words("*d*", Markup.MARKDOWN), NONE,
    ]  # fmt: skip
    assert found.feedback == Words("f", Markup.HTML)
    assert read("[HTML]x{T}").words == Words("[HTML]x")


def test_escapes() -> None:
    assert read(r"\~\=\#\{\}\:\\n\na\b{T}").words.text == "~=#{}:\\n\na\\b"
    assert read(r"::a\:\:b \{::c\\\{d\}{T}") == read_question(r"::a\:\:b \{:: c\\\{d\} {TRUE}")
    assert read("1 + 1 = 2 ~ #{T}").words.text == "1 + 1 = 2 ~ #"


def test_lines_stay_lines_and_blanks_around_them_go() -> None:
    assert read("  a\t\n  // no\n b {\n = c\n\td\n}").words.text == "a\nb"
    assert worth("a{\n = c \n\td\n}") == [("c\nd", FULL)]
    assert read("::a\n b::c{T}").title == "a b"


def test_categories() -> None:
    text = (
        "a{T}\n\n$CATEGORY: $course$/top/Who we serve/A//B\n\nb{T}\n\n"
        "$CATEGORY: top/x / y\n// c\nc{T}\n\n$CATEGORY: $course$/top\nd{T}\n"
    )
    found = read_bank(text, "a.gift").questions
    assert [question.category for question in found] == ["", "Who we serve/A//B", "x/y", ""]
    assert [question.line for question in found] == [1, 5, 9, 12]


def test_ids_tags_and_comments() -> None:
    text = (
        "// about the file\n\n// [id:a b] see [tag:topic=refugees][tag:x\\]y] and [sic]\n"
        "//\nx{=a\n  // why [tag:confirm]\n// [tag:review-by=2028-02-29] [tag:source=8 CFR 208]\n}"
        "\n// below\n\n// end\n\n//end"
    )
    bank = read_bank(text, "a.gift")
    (question,) = bank.questions
    assert question.id == "a b"
    assert question.tags[:3] == ("topic=refugees", "x]y", "confirm")
    assert question.comments == ("about the file", "see and [sic]", "", "why", "below")
    assert bank.comments == ("end", "end")
    assert labels.topic(question) == "refugees"
    assert labels.source(question) == "8 CFR 208"
    assert labels.review_by(question) == date(2028, 2, 29)
    assert labels.confirm(question)


def test_two_tags_that_frame_a_third_make_none() -> None:
    assert read("// [i[tag:a]d:b]\nx{T}").comments == ("[i d:b]",)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("x{T}", True), ("// [tag:confirm]\nx{T}", False), ("// [tag:ungraded]\nx{T}", False),
        ("x{}", False), ("x", False), ("// [tag:free]\nx{=a}", True),
    ],
)  # fmt: skip
def test_what_counts(text: str, counts: bool) -> None:
    question = read(text)
    assert labels.counts(question) is counts
    assert (labels.source(question), labels.topic(question)) == ("", "")
    assert labels.review_by(question) is None


def test_a_file_from_windows(tmp_path: Path) -> None:
    path = tmp_path / "a.gift"
    path.write_bytes("\ufeffé{T}\r\n\r\nb{F}\r\n".encode())
    assert [question.words.text for question in open_bank(path).questions] == ["é", "b"]
    assert [question.line for question in open_bank(path).questions] == [1, 3]


def test_nothing_is_a_bank_too() -> None:
    assert read_bank("", "a.gift") == read_bank("\n \n\t\n", "a.gift") == Bank()


def test_what_moodle_exports() -> None:
    text = (
        "// question: 0  name: Switch category to $course$/top/Default for ICM\n"
        "$CATEGORY: $course$/top/Default for ICM\n\n\n"
        "// question: 12  name: Sum\n// [id:sum] [tag:math]\n"
        "::Sum::[html]<p>1 + 1 \\= ?<br></p>{#\n\t=%100%2:0#\n\t~#<p>No\\: 2</p>\n}\n\n\n"
        "// question: 13  name: Tick\n::Tick::[html]<p>Tick</p>{\n\t~%33.33333%<p>a</p>\n"
        "\t~%33.33333%<p>b</p>\n\t~%33.33333%<p>c</p>\n\t~<p>d</p>#<p>no</p>\n}\n\n\n"
    )
    number, tick = read_bank(text, "a.gift").questions
    assert number.comments[1:] == ("question: 12  name: Sum",)
    assert (number.id, number.tags, number.category) == ("sum", ("math",), "Default for ICM")
    assert number.words == Words("<p>1 + 1 = ?<br></p>", Markup.HTML)
    assert number.numbers == (
        Number(Decimal(2)),
        Number(None, weight=NOTHING, feedback=Words("<p>No: 2</p>", Markup.HTML)),
    )
    assert tick.several
    assert tick.answers[3].feedback == Words("<p>no</p>", Markup.HTML)
