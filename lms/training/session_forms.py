"""The shape of a session and of its attendance sheet, which is filled in on a phone."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TimeField,
)
from wtforms.validators import InputRequired, Optional

from lms.base.forms import AppForm, Number, NumberOrNothing
from lms.curriculum.courses import CourseRow
from lms.training import offering
from lms.training.attendance import WHOLE, Mark, Outcome
from lms.training.comers import Comer
from lms.training.models import CourseSession
from lms.training.offering import Repeats, Terms
from lms.training.series import MOST, Pattern

ONCE = ""
REPEATS = {
    ONCE: "Once", Pattern.WEEKLY: "Every week", Pattern.TWO_WEEKLY: "Every two weeks",
    Pattern.MONTHLY: "Every month, on the same weekday: the second Tuesday, say",
}  # fmt: skip
OUTCOMES = {Outcome.ATTENDED: "Attended", Outcome.PART: "Part", Outcome.NO_SHOW: "No-show"}
UNSAID = "unsaid"


class SessionForm(AppForm):
    """When, where, with whom, for how many."""

    unlisted = False  # whether more people could teach than the list of trainers has

    day = DateField("Day", [InputRequired("Say on which day.")])
    at = TimeField("Time", [InputRequired("Say at what time.")], ["%H:%M", "%H:%M:%S"])
    zone = SelectField("By whose clock", description="The time is meant on the wall there.")
    minutes = Number("How many minutes", "Say how long it takes.")
    place = StringField(
        "Place", description="An address or a room. Leave it empty when it is online only.",
        render_kw={"maxlength": offering.LONGEST_PLACE},
    )  # fmt: skip
    url = StringField(
        "Link to join", description="Only for a session that is online, or partly.",
        render_kw={"inputmode": "url", "maxlength": offering.LONGEST_URL, "autocomplete": "off"},
    )  # fmt: skip
    trainer_id = SelectField("Trainer", description="The trainer keeps the attendance, as you do.")
    trainer = StringField(
        "Or somebody from outside", description="A name, where the trainer does not work here.",
        render_kw={"maxlength": offering.LONGEST_NAME, "autocomplete": "off"},
    )  # fmt: skip
    seats = Number(
        "Seats", "Say how many can come.",
        description="Whoever signs up after that waits, and moves up by turn.",
    )  # fmt: skip
    closes_hours = Number(
        "Hours before the start until which people sign up and cancel",
        "Say until when people sign up.",
        description="After that they ask you; you can still put them on or take them off.",
    )
    for_all = BooleanField("People of other offices may come too")

    def terms(self) -> Terms:
        """What was typed, for the rule."""
        assert isinstance(self.day.data, date)
        assert isinstance(self.at.data, time)
        return Terms(
            self.day.data, self.at.data, self.zone.data, self.minutes.data or 0,
            self.seats.data or 0, self.place.data or "", self.url.data or "",
            int(self.trainer_id.data) if self.trainer_id.data else None, self.trainer.data or "",
            -1 if self.closes_hours.data is None else self.closes_hours.data,
            bool(self.for_all.data),
        )  # fmt: skip


class NewSessionForm(SessionForm):
    """A course, once or in a series."""

    course = SelectField("Course", [InputRequired("Choose a course.")])
    pattern = SelectField("How often", choices=REPEATS)
    number = NumberOrNothing("How many sessions in all", f"For a series: 2 to {MOST}.")

    def repeats(self) -> Repeats:
        """The series that was chosen, if any."""
        chosen = self.pattern.data
        return Repeats(Pattern(chosen), self.number.data or 0) if chosen else Repeats()


class CallOffForm(AppForm):
    """Which ones do not take place."""

    rest = BooleanField("And every later session of this series")


def fill(
    form: SessionForm, zones: Sequence[str], trainers: Mapping[int, str], *, unlisted: bool
) -> None:  # fmt: skip
    """What there is to choose from; `unlisted`: and more trainers than these."""
    form.unlisted = unlisted
    form.zone.choices = {name: name.replace("_", " ") for name in zones}
    form.trainer_id.choices = {"": "Nobody of this office"} | {
        str(key): name for key, name in trainers.items()
    }


def offer_courses(form: NewSessionForm, found: Sequence[CourseRow]) -> None:
    """The catalogue, by its columns."""
    columns: dict[str, Any] = {"": {"": "Choose a course"}}
    for one in found:
        columns.setdefault(one.column_title, {})[str(one.id)] = one.title
    form.course.choices = {"": "Choose a course"} | {
        title: listed for title, listed in columns.items() if title
    }


def shown(session: CourseSession) -> dict[str, Any]:
    """A session as its form shows it."""
    terms = vars(offering.terms_of(session))
    return terms | {"trainer_id": str(session.trainer_id or "")}


class SheetForm(AppForm):
    """Who was there: three fields for each person, added to it."""

    def lines(self, comers: Sequence[Comer]) -> list[tuple[Comer, Any, Any, Any]]:
        """Each person with their fields: what is said, how many minutes, what was shown before."""
        return [(one, *(self[f"{name}-{one.person_id}"] for name in ("said", "minutes", "was")))
                for one in comers]  # fmt: skip

    def marks(self, comers: Sequence[Comer], *, everyone: bool) -> dict[int, Mark | None]:
        """What this page says anew; what it left alone may have been said elsewhere meanwhile.

        `everyone`: whoever was left empty attended.
        """
        found: dict[int, Mark | None] = {}
        for one, said, minutes, was in self.lines(comers):
            outcome = said.data if said.data in OUTCOMES else ""
            part = minutes.data if outcome == Outcome.PART else None
            if everyone and not outcome and not was.data:
                found[one.person_id] = WHOLE
            elif _stated(outcome, part) != was.data:
                found[one.person_id] = Mark(Outcome(outcome), part) if outcome else None
        return found


def sheet_form(comers: Sequence[Comer]) -> SheetForm:
    """The sheet of these people, as it stands."""

    class Shape(SheetForm):
        """With their fields."""

    for one in comers:
        choices = {str(key): label for key, label in OUTCOMES.items()}
        choices |= {UNSAID: "Not said"} if one.outcome else {}
        key = one.person_id
        setattr(Shape, f"said-{key}", RadioField(
            one.name, [Optional()], choices=choices, default=one.outcome or None))  # fmt: skip
        setattr(Shape, f"minutes-{key}", NumberOrNothing(
            f"Minutes of {one.name}", default=one.minutes))  # fmt: skip
        setattr(Shape, f"was-{key}", HiddenField(default=_stated(one.outcome, one.minutes)))
    return Shape()


def _stated(outcome: str, minutes: int | None) -> str:
    """A line of the sheet in one word."""
    return f"{outcome} {minutes}" if minutes is not None else outcome
