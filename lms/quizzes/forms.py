"""The shape of input: a quiz to fill in, a bank to upload, attempts to give.

A page says which answer was chosen by its place on that page. The places of the bank never leave
the server: in many banks the first answer is the right one.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    TextAreaField,
)
from wtforms.validators import AnyOf, Length, Optional

from lms.base.forms import (
    AppForm,
    GuardedForm,
    LineField,
    Number,
    NumberField,
    ProseField,
    Ticks,
)
from lms.quizzes import extra, typed, wording
from lms.quizzes.item import Item
from lms.quizzes.question import Kind
from lms.quizzes.scoring import MATCHED_NOTHING, Response
from lms.quizzes.taking import Writing

CHOOSE = "Choose …"


class TakingForm(GuardedForm):
    """The questions of an attempt; fields are added for each."""

    version = NumberField(default=0)
    anyway = BooleanField("Hand it in as it is, with questions left open.")

    def writing(self, items: Iterable[Item]) -> Writing:
        """What was answered, in the places of the bank."""
        answers = {one.position: self.answer(one) for one in items}
        return Writing(
            answers, self.version.data or 0, bool(self.cleared.data), bool(self.anyway.data)
        )

    def answer(self, one: Item) -> Response | None:
        """What was answered to one question; None where nothing was."""
        if one.question.kind is Kind.MATCHING:
            return self._matched(one)
        said = self[name(one.position)].data
        if one.question.kind in (Kind.CHOICE, Kind.TRUE_FALSE):
            places = said if one.question.several else [said] if (said or "").strip() else []
            return sorted(one.order[int(place)] for place in places) or None
        return (said or "").strip() or None

    def _matched(self, one: Item) -> Response | None:
        said = [self[name(one.position, place)].data for place in range(len(one.question.stems))]
        chosen = [one.order[int(place)] if place else MATCHED_NOTHING for place in said]
        return chosen if any(place != MATCHED_NOTHING for place in chosen) else None


def name(position: int, part: int | None = None) -> str:
    """The name of a question's field, or of one of its parts."""
    return f"question_{position}" + ("" if part is None else f"_{part}")


def taking_form(items: Sequence[Item], version: int = 0, *, sent: bool = False) -> TakingForm:
    """The form over these questions, with what was answered so far."""

    class QuestionsForm(TakingForm):
        pass

    data: dict[str, Any] = {"version": version}
    for one in items:
        for field_name, field, value in _fields(one):
            setattr(QuestionsForm, field_name, field)
            data[field_name] = value
    return QuestionsForm(data=data) if not sent else QuestionsForm()


def _fields(one: Item) -> Iterable[tuple[str, Any, Any]]:
    """Names, fields and what they hold."""
    label = f"Question {one.position + 1}"
    if one.question.kind is Kind.MATCHING:
        yield from _selects(one, label)
    elif one.question.kind in (Kind.CHOICE, Kind.TRUE_FALSE):
        yield name(one.position), *_choice(one, label)
    elif one.question.kind is Kind.ESSAY:
        yield name(one.position), ProseField(label, description=""), ""
    else:
        yield name(one.position), _line(one, label), one.response or ""


def _choice(one: Item, label: str) -> tuple[Any, Any]:
    """One of the answers, or several; each by its place on the page."""
    places = {str(place): str(place) for place in range(len(one.order))}
    response = [] if isinstance(one.response, str) else one.response or []
    given = [str(one.order.index(place)) for place in response if place in one.order]
    if one.question.several:
        return Ticks(label, choices=places), given
    valid = [Optional(), AnyOf([*places], "Choose one of the answers.")]
    field = RadioField(label, valid, choices=places, validate_choice=False)
    return field, given[0] if given else None


def _line(one: Item, label: str) -> LineField:
    most = Length(max=typed.LONGEST, message=f"Write at most {typed.LONGEST} characters.")
    look = {"autocomplete": "off", "maxlength": typed.LONGEST}
    if one.question.kind is Kind.NUMERICAL:
        look["inputmode"] = "decimal"
    return LineField(label, [most], render_kw=look)


def _selects(one: Item, label: str) -> Iterable[tuple[str, Any, Any]]:
    """One list for each text that is to be matched."""
    matches: dict[str, str] = {}
    for place, n in enumerate(one.order):
        match = one.question.pairs[n].match
        if match not in matches.values():
            matches[str(place)] = match
    of_match = {match: place for place, match in matches.items()}
    given = one.response if one.response and not isinstance(one.response, str) else ()
    for part, stem in enumerate(one.question.stems):
        n = given[part] if part < len(given) else MATCHED_NOTHING
        value = of_match[one.question.pairs[n].match] if n != MATCHED_NOTHING else ""
        said = f"{label}: {wording.plain(one.question.pairs[stem].words)}"
        field = SelectField(said, choices={"": CHOOSE} | matches, default="")
        yield name(one.position, part), field, value


class ExtraForm(AppForm):
    """How many attempts somebody gets beyond the quiz's own."""

    number = Number(
        "Attempts beyond the usual ones, in all", "Say how many.",
        description="0 takes back what is not used. To let somebody begin at once and no more, "
        "leave the number as it is.",
    )  # fmt: skip
    at_once = BooleanField("The next one can begin at once, without the wait.")
    reason = RadioField(
        "Why?", [AnyOf(list(extra.Reason), "Choose why: it stays in the record.")],
        choices={one.value: said for one, said in extra.WORDS.items()},
        validate_choice=False,
    )  # fmt: skip


class BankForm(AppForm):
    """A bank to look at and to publish: as a file, or as text that can be mended right there."""

    file = FileField("A file in GIFT", render_kw={"accept": ".gift,.txt,text/plain"})
    text = TextAreaField(
        "The questions", render_kw={"spellcheck": "false", "class": "bank-text", "wrap": "off"}
    )
    made_from = HiddenField()  # a digest of the bank that the text was made from
