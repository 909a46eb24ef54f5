"""The shape of a rating, of what is decided about readiness, and of an office's cycle."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import BooleanField, DateField, RadioField, SelectField, StringField
from wtforms.validators import AnyOf, InputRequired, Length, Optional

from lms.base import markdown, prose
from lms.base.forms import AppForm, GuardedForm, NumberField, OneOf, ProseField, Ticks
from lms.base.prose import Words
from lms.competencies.evidence import Line
from lms.competencies.models import Basis, Rating
from lms.competencies.rating import Judgement
from lms.competencies.team import Asked
from lms.curriculum.framework_outline import (
    STEPS,
    CompetencyOutline,
    FrameworkOutline,
    LevelOutline,
    Step,
)
from lms.people.signing import ProvenForm

BASES = {
    Basis.OBSERVED: "I saw it on the job", Basis.DEMONSTRATED: "It was shown in an exercise",
    Basis.DISCUSSED: "We talked about it", Basis.RECORD: "I looked at notes, plans or files",
    Basis.TEST: "A quiz, or what was read",
}  # fmt: skip
CHOOSE = "Choose the level that fits."


class RatingForm(ProvenForm):
    """How one competency of somebody stands; what a reader does not say is left out."""

    version = NumberField(default=0)
    level = RadioField("Which level fits?", [InputRequired(CHOOSE)], choices={})
    on = DateField("On which day was it judged?", [InputRequired("Say on which day.")])
    basis = Ticks("How do you know it?", choices={one.value: words for one, words in BASES.items()})
    behaviours = Ticks("What have you seen?")
    evidence = Ticks("What does it rest on?", validate_choice=False)  # the rule looks
    comment = ProseField("In a few words")

    def judgement(self, today: date) -> Judgement:
        """What was said, for the rule."""
        return Judgement(
            int(self.level.data or 0), self._data("on") or today, tuple(self._data("basis") or ()),
            tuple(map(int, self._data("behaviours") or ())),
            tuple(map(_number, self._data("evidence") or ())),
            Words(self.comment.data or "", bool(self.cleared.data)),
        )  # fmt: skip

    def offer(
        self, framework: FrameworkOutline, outline: CompetencyOutline, shown: Iterable[Line]
    ) -> None:
        """The levels, the behaviours and the evidence to choose from."""
        self.level.choices = {str(one.number): _meaning(one) for one in framework.levels}
        if "behaviours" in self:
            self.behaviours.choices = {str(n): one for n, one in enumerate(outline.behaviours)}
        if "evidence" in self:
            listed = {str(one.fact_id): _told(one) for one in shown}
            self.evidence.choices = listed
            if not listed and not self.evidence.data:
                del self.evidence

    def _data(self, name: str) -> Any:
        return self._fields[name].data if name in self._fields else None


class PaperForm(RatingForm):
    """A rating that stands on paper, and who made it."""

    rater = SelectField("Who made it?", [InputRequired("Choose who made it.")])


def rating_form(
    made: Rating | None, comment: str, *, by_self: bool, in_review: bool, today: date,
    sent: bool, kind: type[RatingForm] = RatingForm,
) -> RatingForm:  # fmt: skip
    """The form as the request `sent` it, or with what was said before (`made`, its `comment`)."""
    data: dict[str, Any] = {"on": today}
    if made is not None:
        data = {
            "version": made.version, "level": str(made.level), "on": made.on, "basis": made.basis,
            "behaviours": [str(one) for one in made.behaviours],
            "evidence": [str(one) for one in made.evidence], "comment": comment,
        }  # fmt: skip
    form = kind(data=data) if sent else kind(formdata=None, data=data)
    if by_self:
        for name in ("on", "basis", "behaviours", "evidence"):
            del form[name]
    if by_self or in_review:
        del form.password
    if not in_review:
        del form.version
    return form


def _number(word: str) -> int:
    """The line of the ledger that was ticked; what is none stands for one that never counted."""
    return int(word) if re.fullmatch(r"\d{1,9}", word) else 0


def _meaning(level: LevelOutline) -> str:
    words = " ".join(prose.plain(markdown.render(level.meaning)).split())
    return f"{level.title}: {words}"


def _told(line: Line) -> str:
    return f"{line.title} ({line.detail}, {line.on:%b} {line.on.day}, {line.on.year})"


class FinishForm(ProvenForm):
    """The supervisor signs a review."""


class ReplyForm(GuardedForm):
    """The person has read it, and may answer."""

    comment = ProseField("Your answer (optional)")

    def said(self) -> Words:
        """What was typed, for the rule."""
        return Words(self.comment.data or "", bool(self.cleared.data))


class DecisionForm(ProvenForm):
    """What is decided about an activity, and why."""

    seen = NumberField()  # the decision that the page showed; 0 for none
    reason = ProseField("Why?")

    def said(self) -> Words:
        """What was typed, for the rule."""
        return Words(self.reason.data or "", bool(self.cleared.data))


class GrantForm(DecisionForm):
    """A step, and why where not everything is there."""

    step = RadioField("What may this person do?", [AnyOf([*Step], "Choose a step.")],
                      choices={one.value: words for one, words in STEPS.items()},
                      validate_choice=False)  # fmt: skip
    knowing = BooleanField("I know that a safety condition is open, and grant it all the same.")


class CycleForm(AppForm):
    """After how many days an office holds its reviews."""

    days = StringField(
        "Days after the first day", [InputRequired("Write at least one day."), Length(max=100)],
        description="Whole numbers with commas between them, such as 30, 60, 90.",
        render_kw={"inputmode": "text", "autocomplete": "off"},
    )  # fmt: skip

    def numbers(self) -> list[int]:
        """What was written; a word that is no number counts as none and is refused by the rule."""
        words = (self.days.data or "").replace(",", " ").split()
        return [int(word) if word.isdecimal() and len(word) < 6 else 0 for word in words]


class TeamForm(AppForm):
    """Which people of the team are meant."""

    class Meta:
        """It changes nothing, and its address can be kept."""

        csrf = False

    search = StringField("Name", [Optional(), Length(max=100)], render_kw={"autocomplete": "off"})
    office = OneOf("Office", "All offices")

    def asked(self) -> Asked:
        """What is asked for; what is wrong in a field is left out, and said beside it."""
        good = {name: f.data for name, f in self._fields.items() if f.data and not f.errors}
        office = int(good["office"]) if "office" in good else None
        return Asked(" ".join(str(good.get("search", "")).split()), office)

    def filters(self) -> dict[str, str]:
        """What stands in the address, for links that keep it."""
        return {name: str(f.data) for name, f in self._fields.items() if f.data}

    def words(self) -> str:
        """The same in words: a file says what it shows."""
        said = [f"Name: {self.search.data}"] if self.search.data else []
        said += [f"Office: {self.office.name_chosen}"] if self.office.data else []
        return "; ".join(said)
