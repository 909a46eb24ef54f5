"""The shape of what is said about people: who they are, where they work, who leads them."""

from collections.abc import Iterable, Mapping
from datetime import date

from wtforms import BooleanField, DateField, EmailField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from lms.base.forms import AppForm, NumberField
from lms.people.models import JOB_ROLES, Office, Role

ZONES = {
    "America/New_York": "Eastern", "America/Chicago": "Central", "America/Denver": "Mountain",
    "America/Boise": "Mountain (Boise)", "America/Phoenix": "Arizona",
    "America/Los_Angeles": "Pacific", "America/Anchorage": "Alaska",
    "Pacific/Honolulu": "Hawaii", "America/Puerto_Rico": "Puerto Rico",
}  # fmt: skip
ROLES = {
    Role.TRAINING_OFFICER: "Training officer: keeps the roster, signs where nobody else does",
    Role.AUDITOR: "Auditor: reads records",
    Role.ADMINISTRATOR: "Administrator: all accounts and settings",
}
NO_SUPERVISOR = "Nobody: the training officer signs"


class WhoForm(AppForm):
    """Name, address and clock of a person."""

    name = StringField(
        "Name", [InputRequired("Give a name."), Length(max=1000)],
        render_kw={"maxlength": 200, "autocomplete": "off"},
    )  # fmt: skip
    email = EmailField(
        "E-mail", [InputRequired("Write the e-mail address they sign in with."), Length(max=1000)],
        render_kw={"maxlength": 254, "autocomplete": "off", "autocapitalize": "none"},
    )  # fmt: skip
    time_zone = SelectField("Time zone", description="Only if it is not the office’s.")

    def zone(self) -> str | None:
        """The zone that was chosen; None for the office's."""
        return self.time_zone.data or None


class PlaceForm(AppForm):
    """Where someone works, at what, under whom, from when."""

    office = SelectField("Office")
    job_role = SelectField("Job role", choices=JOB_ROLES)
    supervisor = SelectField("Supervisor")
    starts_on = DateField("From when", [InputRequired("Say from which day.")])

    def office_id(self) -> int:
        """The office that was chosen, once the form is well formed."""
        return int(self.office.data)

    def supervisor_id(self) -> int | None:
        """The supervisor that was chosen; None for nobody."""
        return int(self.supervisor.data) if self.supervisor.data else None

    def first_day(self) -> date:
        """The day that was given, once the form is well formed."""
        assert self.starts_on.data is not None
        return self.starts_on.data

    def offer(self, offices: Iterable[Office], supervisors: Mapping[str, str]) -> None:
        """Fill the lists with what this actor may choose."""
        self.office.choices = {str(office.id): office.name for office in offices}
        self.supervisor.choices = {"": NO_SUPERVISOR, **supervisors}


class AddForm(WhoForm, PlaceForm):
    """Someone new."""

    invite = BooleanField("Invite them now")


class LettingGoForm(AppForm):
    """Who takes over from someone who leaves, if anybody does."""

    supervisor = SelectField("Who takes over their people?")
    starts_on = DateField("From when", [InputRequired("Say from which day.")])

    def offer(self, supervisors: Mapping[str, str]) -> None:
        """Fill the list with what this actor may choose."""
        self.supervisor.choices = {"": NO_SUPERVISOR, **supervisors}


class RoleForm(AppForm):
    """An access role, for one office or all."""

    role = SelectField("Access role", choices={role.value: said for role, said in ROLES.items()})
    office = SelectField("For which office?", description="Administrators are so for all.")

    def offer(self, offices: Iterable[Office]) -> None:
        """Fill the list of offices."""
        self.office.choices = {"": "All offices"} | {str(one.id): one.name for one in offices}


class LinkForm(AppForm):
    """A new link; `after` is the newest that the page showed."""

    after = NumberField(default=0)


def offer_zones(form: WhoForm, present: str | None = None) -> None:
    """Fill the list of time zones; one in use that is not listed stays."""
    shown = {"": "The office’s", **ZONES}
    form.time_zone.choices = shown | (
        {present: present} if present and present not in shown else {}
    )
