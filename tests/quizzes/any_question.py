"""Questions nobody thought of, all of them valid: what a bank can hold, for Hypothesis."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from lms.curriculum.guide_lines import CONTROL
from lms.quizzes.gift.weights import KNOWN
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

# What means something to GIFT somewhere, and ends or begins a text in the worst of places.
SHREDS = [
    *"~=#{}:\\%[]/*$.-> \n\t", "::", "//", "####", "->", "..", "\\n", "\\\\", "[html]", "[moodle]",
    "[id:a]", "[tag:", "%50%", "$CATEGORY: a", "$category", "TRUE", "T",
    "top/", "\n\n", "é", "\xa0",
]  # fmt: skip
SIGNS = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]).filter(
    lambda sign: not CONTROL.match(sign)
)
LOOSE = st.lists(st.sampled_from(SHREDS) | st.text(SIGNS, max_size=4), max_size=8).map("".join)
TEXTS = LOOSE.map(lambda text: text.strip(" \t\n"))
SAID = TEXTS.filter(bool)
LINES = LOOSE.map(lambda text: " ".join(text.split()))
MARKUPS = st.sampled_from(Markup)
FEEDBACK = st.builds(Words, SAID, MARKUPS) | st.just(NONE)


def bare(text: str) -> bool:
    """Whether a comment or tag holds nothing that begins an id or a tag."""
    return "[id:" not in text and "[tag:" not in text


COMMENTS = st.lists(LINES.filter(bare), max_size=3).map(tuple)
IDS = st.just("") | LINES.filter(lambda text: 0 < len(text) <= 100 and bare(text))
LABELS = ["topic=refugees", "source=8 CFR 208.13", "review-by=2028-02-29", "confirm", "ungraded"]
TAGS = st.lists(
    st.sampled_from(LABELS) | LINES.filter(lambda text: bool(text) and bare(text) and free(text)),
    max_size=3,
    unique=True,
).map(tuple)


def free(tag: str) -> bool:
    """Whether a tag is Moodle's and none of the labels."""
    known = [label.partition("=")[0] for label in LABELS]
    return not set("<>`") & set(tag) and tag.partition("=")[0].strip().lower() not in known


NAMES = LINES.map(lambda text: " ".join(text.replace("/", " ").split())).filter(bool)
PATHS = (
    st.lists(NAMES | st.just("a//b"), max_size=3).map("/".join).filter(lambda path: path != "top")
)


def words(said: st.SearchStrategy[str] = SAID) -> st.SearchStrategy[Words]:
    """A text that says something, in any markup."""
    return st.builds(Words, said, MARKUPS)


WHOLES = [
    [FULL], [Fraction(1, 2)] * 2, [Fraction(1, 3)] * 3, [Fraction(1, 7)] * 7,
    [Fraction(1, 6), Fraction(5, 6)], [Fraction(1, 9)] * 9, [Fraction(1, 8)] * 8,
    [Fraction(2, 3), Fraction(1, 3)], [Fraction(9, 10), Fraction(1, 20), Fraction(1, 20)],
]  # fmt: skip
NOT_POSITIVE = st.sampled_from([weight for weight in KNOWN if weight <= 0])
NOT_FULL = st.sampled_from([weight for weight in KNOWN if weight < 1])


@st.composite
def answers(draw: st.DrawFn, weights: Sequence[Fraction], said: Any = SAID) -> tuple[Answer, ...]:
    """Different answers worth this much, in any order."""
    texts = draw(st.lists(said, min_size=len(weights), max_size=len(weights), unique=True))
    feedback = FEEDBACK if said is SAID else st.just(NONE) | words(said)
    return tuple(
        Answer(Words(text, draw(MARKUPS)), weight, draw(feedback))
        for text, weight in zip(texts, draw(st.permutations(weights)), strict=True)
    )


@st.composite
def choices(draw: st.DrawFn) -> dict[str, Any]:
    """One of several answers, or several of them."""
    if draw(st.booleans()):
        others = draw(st.lists(st.sampled_from(KNOWN), max_size=2))
        return {"answers": draw(answers([FULL, draw(NOT_FULL), *others]))}
    others = draw(st.lists(NOT_POSITIVE, min_size=1, max_size=2))
    weights = [*draw(st.sampled_from(WHOLES)), *others]
    return {"answers": draw(answers(weights)), "several": True}


@st.composite
def truths(draw: st.DrawFn) -> dict[str, Any]:
    """True or false."""
    weights = draw(st.permutations([FULL, NOTHING]))
    said = zip((TRUE, FALSE), weights, strict=True)
    return {"answers": tuple(Answer(Words(name), weight, draw(FEEDBACK)) for name, weight in said)}


# An arrow would make a matching of it; a star by itself lets everyone be right.
TYPED = SAID.filter(lambda text: "->" not in text and text != "*")


@st.composite
def typed(draw: st.DrawFn) -> dict[str, Any]:
    """Accepted answers."""
    weights = [FULL, *draw(st.lists(st.sampled_from(KNOWN), max_size=2))]
    return {"answers": draw(answers(weights, TYPED))}


PLACES = st.integers(0, 20)
DECIMALS = st.builds(
    lambda n, places: Decimal(n).scaleb(-places), st.integers(-(10**9), 10**9), PLACES
)


@st.composite
def numbers(draw: st.DrawFn) -> dict[str, Any]:
    """Numbers, and perhaps a feedback for all others."""
    values = draw(
        st.lists(st.tuples(DECIMALS, DECIMALS.map(abs)), min_size=1, max_size=3, unique=True)
    )
    weights = [FULL, *(draw(st.sampled_from(KNOWN)) for _ in values[1:])]
    listed = [
        Number(value, tolerance, weight, draw(FEEDBACK))
        for (value, tolerance), weight in zip(values, weights, strict=True)
    ]
    if draw(st.booleans()):
        listed.append(Number(None, weight=draw(NOT_FULL), feedback=draw(FEEDBACK)))
    return {"numbers": tuple(draw(st.permutations(listed)))}


SIDES = SAID.filter(lambda text: "->" not in text and not text.endswith("-"))


@st.composite
def pairs(draw: st.DrawFn) -> dict[str, Any]:
    """Three pairs or more, and perhaps some that mislead."""
    stems = draw(st.lists(SIDES, min_size=3, max_size=4, unique=True))
    matches = draw(st.lists(SIDES, min_size=2, max_size=6, unique=True))
    right, misleading = matches[:4], matches[4:]
    found = [
        Pair(Words(stem, draw(MARKUPS)), right[n % len(right)]) for n, stem in enumerate(stems)
    ]
    used = {pair.match for pair in found}
    found += [Pair(NONE, match) for match in misleading if match not in used]
    return {"pairs": tuple(draw(st.permutations(found)))}


ASKED: dict[Kind, st.SearchStrategy[dict[str, Any]]] = {
    Kind.CHOICE: choices(),
    Kind.TRUE_FALSE: truths(),
    Kind.SHORT: typed(),
    Kind.NUMERICAL: numbers(),
    Kind.MATCHING: pairs(),
    Kind.ESSAY: st.just({}),
    Kind.DESCRIPTION: st.just({}),
}
GAPPED = (Kind.CHOICE, Kind.TRUE_FALSE, Kind.SHORT, Kind.NUMERICAL)
AFTER = st.just("") | st.builds("{}{}".format, st.sampled_from(["", " "]), SAID)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """A question as a bank may hold it; its id may be taken in there."""
    kind = draw(st.sampled_from(Kind))
    after = draw(AFTER) if kind in GAPPED else ""
    return Question(
        kind,
        draw(words(TEXTS if after else SAID)),
        title=draw(LINES.filter(lambda title: len(title) <= 255)),
        id=draw(IDS),
        category=draw(PATHS),
        tags=draw(TAGS),
        after=after,
        feedback=NONE if kind is Kind.DESCRIPTION else draw(FEEDBACK),
        comments=draw(COMMENTS),
        **draw(ASKED[kind]),
    )


@st.composite
def banks(draw: st.DrawFn) -> Bank:
    """Some questions, each with its own id."""
    found: dict[str, Question] = {}
    for question in draw(st.lists(questions(), max_size=4)):
        taken = question.id in found
        found[question.id or str(len(found))] = replace(question, id="") if taken else question
    return Bank(tuple(found.values()), draw(COMMENTS))
