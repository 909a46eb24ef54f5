"""What a report is narrowed down to: only by offices and supervisors that the reader sees."""

from typing import Any

from wtforms import DateField, SelectField
from wtforms.validators import Optional, ValidationError

from lms.base.forms import AppForm
from lms.progress.access import Visible
from lms.reports import scope
from lms.reports.reports import DATES, OFFICE, SUPERVISOR, Report
from lms.reports.scope import Choice

ONE_OF = "Choose one from the list."


class OneOf(SelectField):
    """A list with all of them as its first choice; what is not in it is refused."""

    def __init__(self, label: str, every: str, **kwargs: Any) -> None:
        super().__init__(label, choices=[], default="", **kwargs)
        self.offered = {"": every}

    def offer(self, names: dict[int, str]) -> None:
        """What there is to choose from, by id."""
        self.offered |= {str(key): name for key, name in names.items()}
        self.choices = self.offered

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002  # WTForms gives it
        """Raises ValidationError for what was not offered."""
        if (self.data or "") not in self.offered:
            raise ValidationError(ONE_OF)

    @property
    def offers(self) -> bool:
        """Whether there is anything to choose between, or something to be mended."""
        return len(self.offered) > 2 or bool(self.errors)

    @property
    def chosen(self) -> int | None:
        """The id, or None for all."""
        return int(self.data) if self.data else None

    @property
    def name_chosen(self) -> str:
        """What stands in the list for it."""
        return self.offered[self.data or ""]


class Day(DateField):
    """A day that may be left out."""

    offers = True


class ChoiceForm(AppForm):
    """The choices above a report. It only reads, so it needs no token."""

    class Meta:
        """Sent by address."""

        csrf = False

    office = OneOf("Office", "All offices")
    supervisor = OneOf("Supervisor", "All supervisors")
    since = Day("From", [Optional()], name="from")
    until = Day("Until", [Optional()])

    def validate_until(self, field: Day) -> None:
        """Raises ValidationError for days that run backwards."""
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError("Choose a day that is not before the first one.")

    def offer(self, report: Report, visible: Visible) -> None:
        """Leave what this report can be narrowed down by, and offer what the reader sees."""
        if OFFICE in report.asks:
            self.office.offer(scope.offices(visible))
        else:
            del self.office
        if SUPERVISOR in report.asks:
            self.supervisor.offer(scope.supervisors(visible))
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
