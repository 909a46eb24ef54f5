"""The shape of what is written and decided."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, DateField, HiddenField, RadioField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from lms.base.forms import AppForm, GuardedForm, NumberField, ProseField
from lms.base.prose import Prose
from lms.curriculum.outline import TaskOutline
from lms.people.signing import ProvenForm
from lms.progress import reviews
from lms.progress.forms import ReasonForm, ReturnForm
from lms.progress.models import DISCUSSION, OBSERVATION, Meaning, Review
from lms.signoff.decisions import REASON, Statement, meanings_of
from lms.signoff.drafts import Writing, asks_day, prompts
from lms.signoff.rules import MISSING, MISSING_DAY

LENGTH = "A few sentences are plenty. Write more if it helps you; nobody counts."
DAY_LABELS = {
    OBSERVATION: "When did you observe it?",
    DISCUSSION: "When did you talk about it?",
}
MEANINGS: dict[str, str] = {
    Meaning.REVIEWED: "I reviewed what was written",
    Meaning.DISCUSSED: "We discussed it",
    Meaning.OBSERVED: "I confirm that the observation took place",
}


class WritingForm(GuardedForm):
    """One field per prompt of the task (added by `writing_form`), and the draft's version."""

    version = NumberField(default=0)
    choice = HiddenField()

    def writing(self) -> Writing:
        """What was typed, for the rule."""
        texts = [str(f.data or "") for f in self.answers()]
        day = self._fields["on"].data if "on" in self._fields else None
        choice = self.choice.data or ""
        return Writing(texts, self.version.data or 0, day, bool(self.cleared.data), choice)

    def answers(self) -> list[ProseField]:
        """The fields for the prompts, in order."""
        return [f for name, f in self._fields.items() if name.startswith("answer")]


def writing_form(
    task: TaskOutline, draft: Mapping[int, Prose], version: int, *, sending: bool = False
) -> WritingForm:
    """The form of one task, filled with its draft; when `sending`, everything has to be there."""

    class TaskForm(WritingForm):
        pass

    data: dict[str, Any] = {"version": version}
    for position, prompt in enumerate(prompts(task)):
        field = ProseField(prompt, required=sending and MISSING)
        setattr(TaskForm, f"answer_{position}", field)
        data[f"answer_{position}"] = draft[position].text if position in draft else ""
    if asks_day(task):
        later = "The day is kept when you send this." if prompts(task) else ""
        label = DAY_LABELS[reviews.kind_of(task)]
        TaskForm.on = DateField(label, _day(sending), description=later)
    return TaskForm(data=data)


def _day(sending: bool) -> list[InputRequired | Optional]:
    return [InputRequired(MISSING_DAY) if sending else Optional()]


class SigningForm(ProvenForm):
    """Whatever ends in a signature: its day too."""

    on = DateField(
        "Date of the review, conversation or observation", [InputRequired("Say on which day.")]
    )


class NotedForm(SigningForm):
    """One signature, with an optional note."""

    note = ProseField("Note (optional)")

    def words(self) -> str:
        """What was typed."""
        return self.note.data or ""

    def states(self, meaning: Meaning) -> Statement:
        """What is attested, once the form is well formed."""
        assert self.on.data is not None
        return Statement(meaning, self.on.data, self.words(), bool(self.cleared.data))


class SignOffForm(NotedForm):
    """What is attested: the meaning and the day."""

    meaning = RadioField("What you attest", choices=MEANINGS)

    def stated(self) -> Statement:
        """The same with the meaning that was chosen."""
        return self.states(Meaning(self.meaning.data))


class RecordForm(NotedForm):
    """What took place, told by the signer alone."""

    already = NumberField(default=0)


class WaiveForm(ReasonForm):
    """Why a task need not be done, and what waited for it when the page was made."""

    waiting = HiddenField()

    def seen(self) -> list[int]:
        """The attempts that were shown; what is no number was none of them."""
        listed = (self.waiting.data or "").split(",")
        return [int(one) for one in listed if one.isdecimal() and len(one) < 10]


class MoveForm(ReasonForm):
    """Another due date, and why."""

    was = DateField(validators=[Optional()], widget=HiddenInput())

    due_on = DateField("New date", [InputRequired("Say which day.")])


class AskForm(ReasonForm):
    """More time, until when and why."""

    due_on = DateField("Until which day?", [InputRequired("Say until which day.")])
    reason = ProseField("Why do you need more time?", required=REASON)


class GrantForm(AppForm):
    """More time is given: until the day asked for, or another one."""

    due_on = DateField("New date", [InputRequired("Say which day.")])

    def words(self) -> str:
        """Nothing is typed here."""
        return ""


class SeveralForm(SigningForm):
    """Several tasks of one person, one meaning, one day; a tick and a note for each."""

    meaning = RadioField(
        "What you attest, for all you tick", choices={
            "discussed": "We discussed them",
            "reviewed": "I reviewed what was written",
        },
    )  # fmt: skip

    def typed(self, items: Iterable[Any]) -> list[tuple[str, str]]:
        """Notes on tasks that are listed no longer, with the task: no word is lost."""
        listed = {f"note_{item.task.key}" for item in items}
        fields = ((name, f) for name, f in self._fields.items() if name.startswith("note_"))
        gone = [(name, str(f.data)) for name, f in fields if f.data and name not in listed]
        return [(self[f"do_{name[5:]}"].label.text, text) for name, text in gone]

    def chosen(self) -> list[tuple[str, Statement, int | None]]:
        """The tasks that were ticked: each with its statement, and the attempt that was shown."""
        assert self.on.data is not None
        meaning, cleared = Meaning(self.meaning.data), bool(self.cleared.data)
        keys = [name[3:] for name, f in self._fields.items() if name.startswith("do_") and f.data]
        return [
            (
                key,
                Statement(meaning, self.on.data, self[f"note_{key}"].data or "", cleared),
                self[f"seen_{key}"].data,
            )
            for key in keys
        ]


def several_form(tasks: Sequence[TaskOutline], seen: Mapping[str, int], today: date) -> SeveralForm:
    """The form over these tasks of one person; `seen` are the attempts shown, by task."""

    class TasksForm(SeveralForm):
        pass

    for task in tasks:
        setattr(TasksForm, f"do_{task.key}", BooleanField(task.title))
        setattr(TasksForm, f"note_{task.key}", ProseField("Note (optional)", description=""))
        field = NumberField()
        setattr(TasksForm, f"seen_{task.key}", field)
    shown = {f"seen_{key}": review_id for key, review_id in seen.items()}
    return TasksForm(data={"on": today, "meaning": Meaning.DISCUSSED} | shown)


DecisionForm = SignOffForm | ReturnForm | ReasonForm


def sign_off_form(review: Review, today: date) -> SignOffForm:
    """What can be attested, with the usual meaning and day chosen."""
    fitting = meanings_of(review)
    usual = {"meaning": fitting[0], "on": review.proposed_on or today}
    form = SignOffForm(data=usual, prefix="sign")
    form.meaning.choices = [(meaning, MEANINGS[meaning]) for meaning in fitting]
    return form


def return_form() -> ReturnForm:
    """The form under the other decision of the page."""
    return ReturnForm(prefix="return")
