"""The filters of the team page, as they stand in its address: shareable, and good as a bookmark."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from lms.base.forms import AppForm
from lms.reports.asked import FINISHED, LEFT, ON_LEAVE, SORTS, Asked

FIRST = 2000  # no record is older
STATES = {
    "": "Any state",
    "returned": "Returned",
    "submitted": "Waiting for sign-off",
    "in-progress": "In progress",
    "not-started": "Not started",
    "done": "Done",
    "waived": "Waived",
    FINISHED: "All sections done",
    ON_LEAVE: "On leave",
    LEFT: "Left",
}
Choices = Sequence[tuple[str, str]]


class TeamForm(AppForm):
    """Whom to show, in which order, and as of which day."""

    class Meta:
        csrf = False  # looking changes nothing

    search = StringField("Find a person", [Optional(), Length(max=100)])
    program = SelectField("Guide", [Optional()])
    office = SelectField("Office", [Optional()])
    supervisor = SelectField("Supervisor", [Optional()])
    state = SelectField("Any section that is", [Optional()], choices=STATES)
    since = DateField("Started from", [Optional()])
    until = DateField("Started until", [Optional()])
    on = DateField("As it was on", [Optional()])
    sort = SelectField("Order", [Optional()], choices=SORTS)
    overdue = BooleanField("Overdue only")
    today = date.max

    def validate_on(self, field: DateField) -> None:
        """Nobody knows yet how a day to come will end."""
        if field.data and not date(FIRST, 1, 1) <= field.data <= self.today:
            raise ValidationError("Choose a day that has been, or leave it empty for now.")

    def asked(self, program_id: int, zones: Sequence[str]) -> Asked:
        """What is asked for; what is wrong in a field is left out, and said beside it.

        `program_id` is the guide to show when none was chosen.
        """
        good = {name: f.data for name, f in self._fields.items() if not f.errors and f.data}
        return Asked(
            int(good.get("program") or program_id), self.today,
            on=None if good.get("on") == self.today else good.get("on"), zones=tuple(zones),
            search=" ".join(good.get("search", "").split()),
            office_id=_number(good.get("office")), supervisor_id=_number(good.get("supervisor")),
            state=good.get("state", ""), overdue=bool(good.get("overdue")),
            since=good.get("since"), until=good.get("until"), sort=good.get("sort", "attention"),
        )  # fmt: skip

    def told(self) -> list[tuple[str, str]]:
        """The filters that are set, in words: a file or a sheet of paper says what it shows."""
        said = []
        for name, f in self._fields.items():
            if f.data and not f.errors and name != "sort":
                choices = dict(getattr(f, "choices", None) or ())
                said.append((f.label.text, str(choices.get(f.data, f.data))))
        return said


def team_form(args: Any, choices: Mapping[str, Choices], today: date) -> TeamForm:
    """The form filled from an address, and looked at; `choices` of the three selects."""
    form = TeamForm(formdata=args)
    form.today = today
    for name, listed in choices.items():
        form[name].choices = [*listed]
    form.validate()
    return form


def _number(text: str | None) -> int | None:
    return int(text) if text else None
