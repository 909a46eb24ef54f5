"""What lists and reports are narrowed down to, as it stands in their address.

Shareable, and good as a bookmark; only offices and supervisors whose people the reader sees.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from lms.base import events
from lms.base.forms import AppForm, OneOf
from lms.base.gate import FIRST_DAY
from lms.curriculum.queries import Guide
from lms.progress.access import Visible
from lms.progress.offices import OfficeRow
from lms.progress.offices import offices as offices_of
from lms.reports import queries
from lms.reports.asked import FINISHED, LEFT, ON_LEAVE, SORTS, STATES, Asked
from lms.reports.reports import DATES, OFFICE, SUPERVISOR, Report
from lms.reports.scope import Choice

CHOICES = {
    "": "Any state", **STATES, FINISHED: "All sections done", ON_LEAVE: "On leave", LEFT: "Left",
}  # fmt: skip
Choices = Sequence[tuple[str, str]]


def not_backwards(form: Any, field: DateField) -> None:
    """Raises ValidationError for days until one that lies before the first of them."""
    if field.data and form.since.data and field.data < form.since.data:
        raise ValidationError("Choose a day that is not before the first one.")


class TeamForm(AppForm):
    """Whom to show, in which order, and as of which day."""

    class Meta:
        csrf = False  # looking changes nothing

    search = StringField("Find a person", [Optional(), Length(max=100)])
    program = SelectField("Guide", [Optional()])
    office = SelectField("Office", [Optional()])
    supervisor = SelectField("Supervisor", [Optional()])
    state = SelectField("Any section that is", [Optional()], choices=CHOICES)
    since = DateField("Started from", [Optional()])
    until = DateField("Started until", [Optional(), not_backwards])
    on = DateField("As it was on", [Optional()])
    sort = SelectField("Order", [Optional()], choices=SORTS)
    overdue = BooleanField("Overdue only")
    today = date.max

    def validate_on(self, field: DateField) -> None:
        """Nobody knows yet how a day to come will end."""
        if field.data and not FIRST_DAY <= field.data <= self.today:
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


class Day(DateField):
    """A day that may be left out."""

    offers = True


class OneGuide(OneOf):
    """A guide; the first of them unless another is chosen."""

    def offer(self, names: Mapping[Any, str]) -> None:
        """What there is to choose from, by id."""
        first, *others = names
        self.choices = self.offered = {"": names[first], **{str(n): names[n] for n in others}}
        if self.data == str(first):  # as the team page's address has it
            self.data = ""

    @property
    def offers(self) -> bool:
        """Whether there is anything to choose between, or something to be mended."""
        return len(self.offered) > 1 or bool(self.errors)


class MonthsForm(AppForm):
    """Whose months to show: of one guide, in one office or all that the reader sees."""

    class Meta:
        """Sent by address."""

        csrf = False

    office = OneOf("Office", "All offices")
    program = OneGuide("Guide", "")

    def offer(self, offices: Sequence[OfficeRow], guides: Sequence[Guide]) -> None:
        """What the reader sees; one guide at least."""
        self.office.offer({one.id: one.name for one in offices})
        self.program.offer({one.program_id: one.title for one in guides})
        self.first = guides[0].program_id
        self.zones = sorted({one.time_zone for one in offices})

    def asked(self, today: date) -> Asked:
        """The same as the team page is asked, once it is known to be well formed."""
        program_id = self.program.chosen or self.first
        return Asked(program_id, today, zones=tuple(self.zones), office_id=self.office.chosen)


class ChoiceForm(AppForm):
    """The choices above a report. It only reads, so it needs no token."""

    class Meta:
        """Sent by address."""

        csrf = False

    office = OneOf("Office", "All offices")
    supervisor = OneOf("Supervisor", "All supervisors")
    since = Day("From", [Optional()], name="from")
    until = Day("Until", [Optional(), not_backwards])

    def offer(self, report: Report, visible: Visible) -> None:
        """Leave what this report can be narrowed down by, and offer what the reader sees."""
        if OFFICE in report.asks:
            self.office.offer({one.id: one.name for one in offices_of(visible)})
        else:
            del self.office
        if SUPERVISOR in report.asks:
            self.supervisor.offer(dict(queries.supervisors(visible, events.state())))
        else:
            del self.supervisor
        if DATES not in report.asks:
            del self.since, self.until

    def choice(self) -> Choice:
        """What was chosen, once it is known to be well formed."""
        told: dict[str, Any] = {}
        for name in ("office", "supervisor"):
            if name in self and self[name].chosen is not None:
                told |= {f"{name}_id": self[name].chosen, name: self[name].name_chosen}
        told |= {name: self[name].data for name in ("since", "until") if name in self}
        return Choice(**told)
