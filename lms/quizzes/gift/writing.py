"""Writing questions in GIFT, in one way: what was read and written reads the same again.

The order of the lines is Moodle's own, so a bank that went there and came back can be compared
with what was sent.
"""

from collections.abc import Sequence
from dataclasses import replace

from lms.quizzes.gift.answers import FEEDBACK, RIGHT, WEIGHT, WRONG
from lms.quizzes.gift.blocks import write_category
from lms.quizzes.gift.comments import write_comment, write_comments
from lms.quizzes.gift.frame import write_frame, write_general, write_text
from lms.quizzes.gift.matching import write_pairs
from lms.quizzes.gift.numerical import write_numbers
from lms.quizzes.gift.signs import write_words
from lms.quizzes.gift.weights import write_weight
from lms.quizzes.question import FULL, NOTHING, Answer, Bank, Kind, Markup, Question


def write_bank(bank: Bank) -> str:
    """Return the text of a bank's file; empty for an empty one."""
    parts = []
    category = ""
    for place, question in enumerate(bank.questions):
        asked = question
        if question.category != category:
            category = question.category
            if place == 0 and question.comments:  # what the file begins with is about all of it
                parts.append(_comments(question.comments))
                asked = replace(question, comments=())
            parts.append(write_category(category))
        parts.append(write_question(asked))
    if bank.comments:
        parts.append(_comments(bank.comments))
    return "\n\n".join(parts) + "\n" if parts else ""


def write_question(question: Question) -> str:
    """Return the text of one question, with its comments and without its category."""
    text = write_text(question) if question.kind is Kind.DESCRIPTION else _asked(question)
    return "\n".join([*write_comments(question), text])


def _comments(comments: Sequence[str]) -> str:
    return "\n".join(map(write_comment, comments))


def _asked(question: Question) -> str:
    markup = question.words.markup
    general = write_general(question.feedback, markup)
    if question.kind is Kind.ESSAY:
        return write_frame(question, general)
    if question.kind is Kind.TRUE_FALSE:
        return write_frame(question, _true_false(question.answers, markup) + general)
    lines = _lines(question, markup)
    mark = FEEDBACK if question.kind is Kind.NUMERICAL else ""
    if len(lines) == 1 and not general and FEEDBACK not in lines[0]:
        return write_frame(question, mark + (lines[0].removeprefix(RIGHT) if mark else lines[0]))
    listed = "".join(f"\n\t{line}" for line in filter(None, [*lines, general]))
    return write_frame(question, f"{mark}{listed}\n")


def _true_false(answers: Sequence[Answer], inherited: Markup) -> str:
    """Return which is right, the feedback for whoever is wrong, and for whoever is right."""
    true, false = answers
    said, right, wrong = ("TRUE", true, false) if true.weight else ("FALSE", false, true)
    if wrong.feedback or right.feedback:
        said += FEEDBACK
    if wrong.feedback:
        said += write_words(wrong.feedback, inherited)
    if right.feedback:
        said += FEEDBACK + write_words(right.feedback, inherited)
    return said


def _lines(question: Question, inherited: Markup) -> list[str]:
    """Return the answers, each as a line."""
    if question.kind is Kind.NUMERICAL:
        return write_numbers(question.numbers, inherited)
    if question.kind is Kind.MATCHING:
        return write_pairs(question.pairs, inherited)
    sign = _choice if question.kind is Kind.CHOICE else _typed
    return [sign(answer, question) + _answer(answer, inherited) for answer in question.answers]


def _choice(answer: Answer, question: Question) -> str:
    if answer.weight == FULL and not question.several:
        return RIGHT
    return WRONG if answer.weight == NOTHING else f"{WRONG}{_weight(answer)}"


def _typed(answer: Answer, question: Question) -> str:  # noqa: ARG001 (as `_choice`)
    return RIGHT if answer.weight == FULL else f"{RIGHT}{_weight(answer)}"


def _weight(answer: Answer) -> str:
    return f"{WEIGHT}{write_weight(answer.weight)}{WEIGHT}"


def _answer(answer: Answer, inherited: Markup) -> str:
    words = write_words(answer.words, inherited, (WEIGHT,))
    if not answer.feedback:
        return words
    return f"{words}{FEEDBACK}{write_words(answer.feedback, inherited)}"
