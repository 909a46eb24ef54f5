"""The shape of what is written and decided."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import DateField, IntegerField, RadioField, SubmitField
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import HiddenInput

from lms.base.forms import GuardedForm, ProseField
from lms.base.prose import Prose
from lms.curriculum.outline import TaskOutline
from lms.progress import reviews
from lms.progress.models import DISCUSSION, OBSERVATION, RESPONSE, Meaning, Review
from lms.signoff.rules import MISSING, MISSING_DAY, Writing, asks_day, prompts

MOST = 2**31 - 1  # what the database can hold
DAY_LABELS = {
    OBSERVATION: "When did you observe it?",
    DISCUSSION: "When did you talk about it?",
}
MEANINGS: dict[str, str] = {
    Meaning.REVIEWED: "I reviewed what was written",
    Meaning.DISCUSSED: "We discussed it",
    Meaning.OBSERVED: "I confirm that the observation took place",
}
USUAL = {
    RESPONSE: Meaning.REVIEWED,
    DISCUSSION: Meaning.DISCUSSED,
    OBSERVATION: Meaning.OBSERVED,
}


class WritingForm(GuardedForm):
    """One field per prompt of the task (added by `writing_form`), and the draft's version."""

    version = IntegerField(validators=[NumberRange(0, MOST)], widget=HiddenInput(), default=0)

    def writing(self) -> Writing:
        """What was typed, for the rule."""
        texts = [str(f.data or "") for name, f in self._fields.items() if name.startswith("answer")]
        day = self._fields["on"].data if "on" in self._fields else None
        return Writing(texts, self.version.data or 0, day, bool(self.cleared.data))


def writing_form(
    task: TaskOutline, draft: Mapping[int, Prose], version: int, *, sending: bool = False
) -> WritingForm:
    """The form of one task, filled with its draft; when `sending`, everything has to be there."""

    class TaskForm(WritingForm):
        pass

    data: dict[str, Any] = {"version": version}
    for position, prompt in enumerate(prompts(task)):
        setattr(TaskForm, f"answer_{position}", ProseField(prompt, required=sending and MISSING))
        data[f"answer_{position}"] = draft[position].text if position in draft else ""
    if asks_day(task):
        TaskForm.on = DateField(DAY_LABELS[reviews.kind_of(task)], _day(sending))
    return TaskForm(data=data)


def _day(sending: bool) -> list[InputRequired | Optional]:
    return [InputRequired(MISSING_DAY) if sending else Optional()]


class SignOffForm(GuardedForm):
    """What is attested: the meaning and the day."""

    meaning = RadioField("What you attest", choices=MEANINGS)
    on = DateField(
        "Date of the review, conversation or observation", [InputRequired("Say on which day.")]
    )
    note = ProseField("Note (optional)")
    submit = SubmitField("Sign off")

    def stated(self) -> tuple[Meaning, date, str]:
        """What was chosen, once the form is well formed."""
        assert self.on.data is not None
        return Meaning(self.meaning.data), self.on.data, self.note.data or ""


class ReturnForm(GuardedForm):
    """Why it comes back."""

    comment = ProseField("What should be looked at again?", required="Say what to look at again.")
    submit = SubmitField("Return")


DecisionForm = SignOffForm | ReturnForm


def sign_off_form(review: Review, today: date) -> SignOffForm:
    """The usual meaning and day of this kind of review, to be changed where they differ."""
    usual = {"meaning": USUAL.get(review.kind), "on": review.proposed_on or today}
    return SignOffForm(data=usual, prefix="sign")


def return_form() -> ReturnForm:
    """The form under the other decision of the page."""
    return ReturnForm(prefix="return")
