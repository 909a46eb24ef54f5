"""The shape of a record, of a request, and of what is decided about them."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import DateField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from lms.base.evidence import EvidenceField
from lms.base.forms import (
    AppForm,
    GuardedForm,
    NumberField,
    NumberOrNothing,
    ProseField,
    Ticks,
)
from lms.base.prose import Words
from lms.curriculum.courses import CourseRow
from lms.people.signing import ProvenForm
from lms.training import naming, records
from lms.training.decisions import Paper
from lms.training.models import CourseRecord, How
from lms.training.records import OWN_WAYS, Writing
from lms.training.requests import Wish
from lms.training.transcript import HOW

NONE = "A training that is not in the list"
STANDS_FOR = "No course of the list"
WAYS = {way.value: HOW[way] for way in OWN_WAYS}
WHAT = "What do you take from it for your work?"


class NameForm(GuardedForm):
    """What a training is: a course of the list, or one of one's own with who gives it."""

    course = SelectField("Course", [Optional()])
    title = StringField("What is it called?", [Length(max=naming.LONGEST_TITLE)])
    provider = StringField("Who gives it?", [Length(max=naming.LONGEST_PROVIDER)])

    def offer(self, courses: Sequence[CourseRow], none: str = NONE) -> None:
        """The courses to choose from."""
        self.course.choices = {"": none, **{str(one.id): one.title for one in courses}}

    @property
    def course_id(self) -> int | None:
        """The course that was chosen."""
        return int(self.course.data) if self.course.data else None


class NewForm(NameForm):
    """A record begun: of which training."""

    how = RadioField("How did you take it?", [InputRequired("Choose how it was taken.")],
                     choices=WAYS)  # fmt: skip

    def begun(self) -> tuple[int | None, str, str, str]:
        """Course, title, provider and way, for the rule."""
        return self.course_id, tidy(self.title.data), tidy(self.provider.data), self.how.data or ""


class RecordForm(GuardedForm):
    """Everything that a record says; what cannot be changed is left out."""

    way: str = How.OUTSIDE  # as it is, where the form does not say it

    version = NumberField(default=0)
    title = StringField("What is it called?", [Length(max=naming.LONGEST_TITLE)])
    how = RadioField("How did you take it?", [Optional()], choices=WAYS)
    provider = StringField("Who gave it?", [Length(max=naming.LONGEST_PROVIDER)])
    on = DateField("On which day did you complete it?", [Optional()])
    minutes = NumberOrNothing("How many minutes did it take?", "90 for an hour and a half.")
    reflection = ProseField(WHAT)
    entries = Ticks("Where you saw it at work: entries of your log that this record cites")

    def writing(self) -> Writing:
        """All that was typed, for the rule."""
        return Writing(
            title=tidy(self._value("title")), provider=tidy(self.provider.data),
            how=self._value("how") or self.way, on=self.on.data, minutes=self.minutes.data,
            reflection=self.reflection.data or "", version=self.version.data or 0,
            entries=self._entries(), cleared=bool(self.cleared.data),
        )  # fmt: skip

    def _value(self, name: str) -> Any:
        return self._fields[name].data if name in self._fields else ""

    def _entries(self) -> list[int] | None:
        """What was ticked; None where there was nothing to tick."""
        if "entries" not in self._fields:
            return None
        return [int(one) for one in self.entries.data or ()]


def record_form(
    record: CourseRecord, citable: Mapping[int, str], cited: Sequence[int], *, sent: bool
) -> RecordForm:  # fmt: skip
    """The form of a record as it is saved, or as the request `sent` it; `citable` are the log
    entries to choose from.
    """
    data = {name: getattr(record, name) for name in records.FACTS}
    data |= {"version": record.version, "reflection": records.reflection(record)}
    data["entries"] = [str(one) for one in cited]
    form = RecordForm(data=data) if sent else RecordForm(formdata=None, data=data)
    form.way = record.how
    if citable:
        form.entries.choices = {str(number): name for number, name in citable.items()}
    else:
        del form.entries
    if record.course_id or record.request_id:
        del form.title
    if record.request_id or not record.course_id:
        del form.how
    return form


class FilesForm(AppForm):
    """Evidence, apart from the text: a wrong word never loses a chosen file."""

    file = EvidenceField("Certificate or other evidence")


class RequestForm(NameForm):
    """A training outside that is asked for."""

    course = SelectField("Which course of the list does it stand for?", [Optional()])
    url = StringField("Link to its page", [Length(max=500)],
                      render_kw={"inputmode": "url", "autocomplete": "off"})  # fmt: skip
    on = DateField("On which day does it begin?", [InputRequired("Say on which day.")])
    minutes = NumberOrNothing("How many minutes does it take?")
    reason = ProseField("What is it good for?", required="Say what it is good for.")

    def wish(self) -> Wish:
        """What was typed, for the rule."""
        assert self.on.data is not None, "the form asks for it"
        return Wish(
            self.course_id, tidy(self.title.data), tidy(self.provider.data), self.on.data,
            (self.url.data or "").strip(), self.minutes.data,
            Words(self.reason.data or "", bool(self.cleared.data)),
        )  # fmt: skip

    def words(self) -> str:
        """What was typed."""
        return self.reason.data or ""


class ApproveForm(AppForm):
    """They may go."""

    def words(self) -> str:
        """Nothing is typed here."""
        return ""


class ConfirmForm(ProvenForm):
    """It was completed as stated; until when it is good, and an optional note."""

    valid_until = DateField(
        "Good until", [Optional()],
        description="What the certificate says, if it says something else. Empty: for good.",
    )  # fmt: skip
    note = ProseField("Note (optional)")

    def words(self) -> str:
        """What was typed."""
        return self.note.data or ""

    def said(self) -> Words:
        """The same for the rule."""
        return Words(self.words(), bool(self.cleared.data))


class PaperForm(NameForm, ConfirmForm):
    """What one of my people completed, written down and confirmed at once."""

    valid_until = DateField(
        "Good until", [Optional()],
        description="What the certificate says. Empty: as long as the course is usually good.",
    )  # fmt: skip
    how = RadioField("How was it taken?", [InputRequired("Choose how it was taken.")],
                     choices=WAYS)  # fmt: skip
    on = DateField("On which day was it completed?", [InputRequired("Say on which day.")])
    minutes = NumberOrNothing(
        "How many minutes did it take?", validators=[InputRequired(records.MINUTES)]
    )
    file = EvidenceField("Certificate or other evidence (optional)")

    def paper(self) -> Paper:
        """What was typed, for the rule."""
        writing = Writing(tidy(self.title.data), tidy(self.provider.data), self.how.data or "",
                          self.on.data, self.minutes.data)  # fmt: skip
        return Paper(self.course_id, writing, self.valid_until.data, self.said(),
                     self.file.checked)  # fmt: skip


def tidy(text: str | None) -> str:
    """A line without what stands around it."""
    return " ".join((text or "").split())
