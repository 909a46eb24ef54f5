"""The shape of an entry, of what is decided about it, and of what an office asks.

Whoever writes sits in a car with a phone: radio lists under the thumb, no list deeper than one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lms.base.forms import AppForm, GuardedForm, LineField, NumberField, ProseField, Ticks
from lms.curriculum.outline import TaskOutline
from lms.people.signing import ProvenForm
from lms.shadowing import checks, serving
from lms.shadowing.activities import AGREED, FILES, MODES, PARTS
from lms.shadowing.entries import FACTS, Writing
from lms.shadowing.models import LogEntry
from lms.shadowing.office_rules import Asked
from lms.shadowing.prompts import prompts
from lms.shadowing.serving import Option, Place

NOBODY, SOMEONE = "", "other"
ALONE = "none"  # for no task
AGENCY = "The agency and the job, never a name: “nurse”, “Valley Health”."
YES_NO: Mapping[bool | None, str | None] = {True: "yes", False: "no", None: None}
Choices = dict[str, Any]


class EntryForm(GuardedForm):
    """What an entry says; the fields that depend on the office and the tasks are added to it."""

    version = NumberField(default=0)
    activity = RadioField("What was it?", [InputRequired("Choose what it was.")])
    part = RadioField("My part", [InputRequired("Choose what you did.")], choices=dict(PARTS))
    on = DateField("On which day?", [InputRequired("Say on which day.")])
    colleague = SelectField("Who was there with you?", [Optional()])
    agency = LineField("Or a partner agency", [Length(max=80)], description=AGENCY)
    agency_job = LineField("The colleague’s job there", [Length(max=80)])

    def writing(self, **more: Any) -> Writing:
        """What was typed, for the rule."""
        chosen = self.colleague.data or ""
        assert self.on.data is not None, "the form asks for it"
        return Writing(
            activity=self.activity.data or "", part=self.part.data or "", on=self.on.data,
            colleague_id=_number(chosen),
            agency=_tidy(self.agency.data), agency_job=_tidy(self.agency_job.data),
            cleared=bool(self.cleared.data), version=self.version.data or 0, **more,
        )  # fmt: skip


class QuickForm(EntryForm):
    """Three taps: what it was, my part, who was there. Today, unless said otherwise."""

    task = HiddenField()
    device_id = HiddenField(validators=[Optional(), Length(min=8, max=36)])
    beside = HiddenField()  # whom the third tap named

    def quick(self) -> Writing:
        """What was tapped; a task that was come from is the one it is for."""
        if (self.beside.data or "") != SOMEONE:
            self.colleague.data = self.beside.data or self.colleague.data
        where = serving.place(self.task.data or "")
        return self.writing(tasks=[where] if where else None)


class WholeForm(EntryForm):
    """Everything that is said before an entry is sent."""

    minutes = IntegerField("How many minutes?", [Optional(), NumberRange(1, 1440, "Write how many "
                           "minutes it took: a whole number, a day at most.")])  # fmt: skip
    mode = RadioField("How did you meet?", [Optional()], choices=MODES)
    interpreter = RadioField("Was an interpreter there?", [Optional()],
                             choices={"yes": "Yes", "no": "No"})  # fmt: skip
    agreed = RadioField("The client", [Optional()], choices=AGREED)

    def whole(self) -> Writing:
        """All that was typed, for the rule."""
        given = {"yes": True, "no": False}.get(self.interpreter.data or "")
        return self.writing(
            minutes=self.minutes.data, mode=self.mode.data or "", interpreter=given,
            file=self._value("file") or "", agreed=self.agreed.data or "",
            drafted=bool(self._value("drafted")), tasks=self._places(),
            texts={_place(f): str(f.data or "") for f in self.answers()},
        )  # fmt: skip

    def answers(self) -> list[ProseField]:
        """The fields for the prompts, in order."""
        return [f for name, f in self._fields.items() if name.startswith("text_")]

    def _value(self, name: str) -> Any:
        return self._fields[name].data if name in self._fields else None

    def _places(self) -> Sequence[Place] | None:
        """The tasks that were chosen; None where there was nothing to choose from."""
        if "tasks" not in self._fields:
            return None
        chosen = self._fields["tasks"].data or []
        listed = [chosen] if isinstance(chosen, str) else chosen
        return [where for where in map(serving.place, listed) if where]


def quick_form(asked: Asked, people: Mapping[int, str], **data: Any) -> QuickForm:
    """The form of a new entry."""
    form = QuickForm(data=data)
    _fill(form, asked, people)
    return form


@dataclass(frozen=True)
class Shape:
    """What the form of one entry asks: by the office, by the tasks it can serve and serves."""

    entry: LogEntry
    rules: Asked
    people: Mapping[int, str]
    options: Sequence[Option]
    linked: Sequence[Place]
    texts: Mapping[int, str]

    @property
    def tasks(self) -> list[TaskOutline]:
        """Those it is for, in the order in which it came to be: the first one's prompts count."""
        known = {one.place: one.task for one in self.options}
        return [known[where] for where in self.linked if where in known]


def whole_form(shape: Shape) -> WholeForm:
    """The form of an entry as it is saved."""

    class ThisForm(WholeForm):
        pass

    if checks.asks_file(shape.entry.activity, shape.tasks):
        ThisForm.file = RadioField("Which file?", [Optional()], choices=FILES)
    if any(task.drafted for task in shape.tasks):
        ThisForm.drafted = BooleanField(
            "I drafted a note where notes belong, and put nothing of it here."
        )
    if choices := {str(one.place): one.task.title for one in shape.options}:
        ThisForm.tasks = _tasks_field(choices, shares=shape.rules.shares)
    for one in prompts(next(iter(shape.tasks), None)):
        setattr(ThisForm, f"text_{one.position}", ProseField(one.text))
    form = ThisForm(data=_saved(shape))
    _fill(form, shape.rules, shape.people, shape.entry)
    return form


def _tasks_field(choices: Choices, *, shares: bool) -> Ticks | RadioField:
    if shares:
        return Ticks("Which tasks is it for?", choices=choices)
    alone = {ALONE: "None of them: only for my log"}
    return RadioField("Which task is it for?", [Optional()], choices={**choices, **alone})


def _saved(shape: Shape) -> dict[str, Any]:
    entry = shape.entry
    data: dict[str, Any] = {name: getattr(entry, name) for name in FACTS}
    data |= {f"text_{place}": text for place, text in shape.texts.items()}
    data["colleague"] = str(entry.colleague_id or NOBODY)
    data["interpreter"] = YES_NO.get(entry.interpreter)
    chosen = [str(one) for one in shape.linked]
    data["tasks"] = chosen if shape.rules.shares else next(iter(chosen), ALONE)
    data["version"] = entry.version
    return data


def _fill(
    form: EntryForm, asked: Asked, people: Mapping[int, str], entry: LogEntry | None = None
) -> None:
    """The lists of the office: what it logs, and who works there."""
    listed = dict(asked.activities)
    if entry is not None and entry.activity not in listed:
        listed[entry.activity] = asked.labels.get(entry.activity, entry.activity)
    form.activity.choices = listed
    known = {str(number): name for number, name in people.items()}
    form.colleague.choices = {NOBODY: "Choose a colleague", **known}


def _tidy(text: str | None) -> str:
    return " ".join((text or "").split())


def _number(chosen: str) -> int | None:
    """Whom the form names; what names nobody in any list is nobody's number."""
    if not chosen:
        return None
    return int(chosen) if chosen.isdecimal() and len(chosen) < 10 else 0


def _place(field: Any) -> int:
    return int(field.name.rpartition("_")[2])


class AcceptForm(ProvenForm):
    """It took place as stated; an optional note."""

    note = ProseField("Note (optional)")

    def words(self) -> str:
        """What was typed."""
        return self.note.data or ""


class RulesForm(AppForm):
    """What an office asks of its log."""

    shown = Ticks("Activities in your list", choices={})
    own = TextAreaField("Activities of your own, one a line", [Length(max=2000)],
                        description="Such as: School visit.")  # fmt: skip
    shares = BooleanField("One entry may count for several tasks")
    spread_days = IntegerField(
        "Days between the first and the last of several entries for one task",
        [Optional(), NumberRange(1, 365, "Write a number from 1 to 365, or leave it empty.")],
    )
    day_hours = IntegerField(
        "Most hours of one day",
        [Optional(), NumberRange(1, 24, "Write a number from 1 to 24, or leave it empty.")],
    )
    back_days = IntegerField(
        "How many days back an entry may be dated",
        [Optional(), NumberRange(0, 730, "Write a number up to 730, or leave it empty.")],
    )
