"""The shape of what an office is set up with."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from lms.base.errors import Refusal
from lms.base.forms import AppForm, GuardedForm, NumberField, NumberOrNothing, ProseField
from lms.base.prose import ClientIdentified
from lms.curriculum import addresses
from lms.curriculum.outline import VERBS, SectionOutline
from lms.roster import local_tasks, supplies
from lms.roster.holidays import Offered
from lms.roster.local_tasks import Local, WrongTask
from lms.roster.offices import US_ZONES, Setup
from lms.roster.public_holidays import REGIONS
from lms.roster.supplies import Filling

ADDRESS = {"inputmode": "url", "maxlength": addresses.LONGEST, "autocomplete": "off"}


def _zones() -> dict[str, Any]:
    others = sorted(available_timezones() - set(US_ZONES))
    return {
        "United States": {name: name.replace("_", " ") for name in US_ZONES},
        "Everywhere": {name: name.replace("_", " ") for name in others},
    }


class OfficeForm(AppForm):
    """Name, clock, state and patience."""

    name = StringField("Name", [InputRequired("Give a name.")], render_kw={"maxlength": 200})
    time_zone = SelectField(
        "Time zone", choices=_zones(), description="An office’s day ends at its own midnight."
    )
    region = SelectField(
        "State", choices={"": "None"} | REGIONS,
        description="Whose public holidays can be taken over, beside the federal ones.",
    )  # fmt: skip
    escalate_days = NumberOrNothing("Working days until waiting work shows to training officers")

    def wanted(self) -> Setup:
        """What was chosen."""
        return Setup(self.name.data or "", self.time_zone.data, self.region.data or "",
                     self.escalate_days.data)  # fmt: skip


def office_form(usual: int, setup: Setup | None = None) -> OfficeForm:
    """The form of an office, or of a new one; `usual` is the patience of the whole system."""
    shown = vars(setup) if setup else {"time_zone": US_ZONES[0]}
    form = OfficeForm(data=shown)
    form.escalate_days.description = f"Empty: {usual}, as everywhere here."
    return form


class HolidayForm(AppForm):
    """A day of the office's own."""

    on = DateField("Day", [InputRequired("Say which day.")])
    name = StringField("What for", [InputRequired("Give a name.")], render_kw={"maxlength": 200})


class PublicHolidaysForm(AppForm):
    """Which public holidays the office takes over."""

    days = SelectMultipleField(
        "Days", widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def chosen(self, offered: Iterable[Offered]) -> dict[date, str]:
        """The days that were ticked, with their names."""
        ticked = set(self.days.data or ())
        return {one.on: one.name for one in offered if str(one.on) in ticked}


def public_holidays_form(offered: Sequence[Offered]) -> PublicHolidaysForm:
    """All of them can be ticked; those that are new are, unless the office opened on them."""
    new = [str(one.on) for one in offered if not one.known and not one.opened]
    form = PublicHolidaysForm(data={"days": new})
    form.days.choices = {str(one.on): one.name for one in offered}
    return form


class DueDaysForm(AppForm):
    """A number for each section, added by `due_days_form`."""

    def refuse(self, refusal: Refusal) -> None:
        """A rule names the section."""
        if refusal.field:
            refusal.field = f"days_{refusal.field}"
        super().refuse(refusal)

    def wanted(self) -> dict[str, int | None]:
        """Days by section key; None: as the guide suggests."""
        fields: dict[str, Any] = self._fields
        return {name[5:]: f.data for name, f in fields.items() if name.startswith("days_")}


def due_days_form(sections: Iterable[SectionOutline], own: dict[str, int]) -> DueDaysForm:
    """The form over the sections of a guide."""

    class SectionsForm(DueDaysForm):
        pass

    for one in sections:
        said = f"The guide suggests {one.due_days}." if one.due_days else "The guide gives no date."
        setattr(SectionsForm, f"days_{one.key}", NumberOrNothing(one.title, said))
    return SectionsForm(data={f"days_{key}": days for key, days in own.items()})


class SlotForm(GuardedForm):
    """What goes into a slot of the guide."""

    url = StringField("Link", description="The whole address, beginning with https://.",
                      render_kw=ADDRESS)  # fmt: skip
    note = ProseField(
        "Note", description="Where to find it, whom to ask. No client’s name or number.",
        render_kw={"maxlength": addresses.LONGEST},
    )  # fmt: skip
    owner = SelectField("Who keeps it up to date", coerce=int)
    review_on = DateField("Look at it again on", [Optional()])
    was = NumberField(default=0)

    def wanted(self) -> Filling:
        """What was typed."""
        return Filling(self.url.data or "", self.note.data or "", self.owner.data or None,
                       self.review_on.data)  # fmt: skip


def slot_form(slot: supplies.Slot, owners: Sequence[tuple[int, str]]) -> SlotForm:
    """The form of one slot, filled with what is there."""
    there, data = slot.supply, dict[str, Any]()
    if there:
        data = {"url": there.url, "note": there.note, "owner": there.owner_id or 0,
                "review_on": there.review_on, "was": there.id}  # fmt: skip
    form = SlotForm(data={"owner": 0} | data)
    form.owner.choices = [(0, "Nobody yet"), *owners]
    return form


PARTS = ("verb", "title", "url", "note", "how", "due_days", "key", "out")


class LocalTasksForm(GuardedForm):
    """The own tasks of an office, a row of fields for each; added by `local_tasks_form`."""

    rows = NumberField(default=0)
    was = NumberField(default=0)

    def row(self, place: int) -> dict[str, Any]:
        """The fields of one row by their part."""
        return {part: self[f"{part}_{place}"] for part in PARTS if f"{part}_{place}" in self}

    def listed(self) -> list[dict[str, Any]]:
        """All rows, in order."""
        return [row for place in range(local_tasks.MOST) if (row := self.row(place))]

    def kept(self) -> list[tuple[int, Local]]:
        """What stays or is new, each with its row; an empty row at the end is none."""
        rows = [(place, self.row(place)) for place in range(len(self.listed()))]
        return [
            (place, _local(row)) for place, row in rows
            if not row["out"].data and any(row[part].data for part in ("key", "title", "note"))
        ]  # fmt: skip

    def refuse(self, refusal: Refusal) -> None:
        """A rule names the task by its place among those that stay."""
        if isinstance(refusal, WrongTask):
            place = self.kept()[refusal.place][0]
            refusal.field = f"{refusal.field}_{place}"
            found = refusal.__cause__
            if isinstance(found, ClientIdentified) and not any(f.blocks for f in found.findings):
                self[refusal.field].warned = True
        super().refuse(refusal)


def local_tasks_form(tasks: Sequence[Local], rows: int, was: int) -> LocalTasksForm:
    """The form over these tasks, with empty rows up to `rows`; `was` is the edition shown."""

    class RowsForm(LocalTasksForm):
        pass

    rows, data = max(0, min(rows, local_tasks.MOST)), dict[str, Any]()
    for place in range(rows):
        for part, field in _fields().items():
            setattr(RowsForm, f"{part}_{place}", field)
        if place < len(tasks):
            one = tasks[place]
            how = "confirmed" if one.confirmed else "tick"
            data |= {f"{part}_{place}": value for part, value in vars(one).items()}
            data[f"how_{place}"] = how
    return RowsForm(data={"rows": rows, "was": was} | data)


def _fields() -> dict[str, Any]:
    title = {"maxlength": local_tasks.LONGEST_TITLE}
    return {
        "verb": SelectField("Kind", choices={verb: verb for verb in VERBS}, default="Read"),
        "title": ProseField("What there is to do", description="", widget=TextInput(),
                            render_kw=title),
        "url": StringField("Link (optional)", render_kw=ADDRESS),
        "note": ProseField("Note (optional)", render_kw={"maxlength": local_tasks.LONGEST_NOTE}),
        "how": SelectField("Done when", choices={
            "tick": "the learner ticks it", "confirmed": "the supervisor confirms it",
        }),
        "due_days": NumberOrNothing("Due so many days after the start (optional)"),
        "key": HiddenField(),
        "out": BooleanField("Take this task out"),
    }  # fmt: skip


def _local(row: dict[str, Any]) -> Local:
    return Local(
        row["verb"].data, row["title"].data or "", row["key"].data or "", row["note"].data or "",
        row["url"].data or "", row["how"].data == "confirmed", row["due_days"].data,
    )  # fmt: skip
