"""The shape of what is asked of training: requirements, courses of one's own, waivers, filters."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from lms.base.forms import (
    AppForm,
    GuardedForm,
    Number,
    NumberOrNothing,
    OneOf,
    ProseField,
    Ticks,
)
from lms.curriculum.attributes import JOB_ROLES as FOR_COURSES
from lms.curriculum.courses import CourseRow
from lms.curriculum.own_courses import OwnCourse
from lms.people.models import JOB_ROLES
from lms.training.queries import Moment
from lms.training.requirements import EVERYONE, Terms
from lms.training.team import COORDINATED, TEAM, Asked

COURSE_ROLES = {key: JOB_ROLES[key] for key in FOR_COURSES}


class RequireForm(AppForm):
    """A course that is asked of a job role, from a day on."""

    course = SelectField("Course", [InputRequired("Choose a course.")])
    job_role = SelectField("Of whom", choices={EVERYONE: "Everyone here", **JOB_ROLES})
    starts_on = DateField(
        "From", [InputRequired("Say from which day.")],
        description="What is asked anew may begin on a past day: who had the time is late at once.",
    )  # fmt: skip
    within_days = Number(
        "Days to complete it", "Write a number of days.",
        description="Counted from the first day in the post, or from the day above if it is later.",
    )  # fmt: skip
    valid_months = NumberOrNothing(
        "Good for how many months", "12 for a yearly course. Empty: once is enough."
    )

    def offer(self, courses: Sequence[CourseRow]) -> "RequireForm":
        """The courses to choose from."""
        self.course.choices = {"": "Choose a course", **{str(c.id): c.title for c in courses}}
        return self

    def terms(self) -> Terms:
        """What was written."""
        assert self.starts_on.data is not None, "the form asks for it"
        return Terms(self.starts_on.data, self.within_days.data or 0, self.valid_months.data)


class EndForm(AppForm):
    """From which day a course is asked no more."""

    ends = DateField("From which day on", [InputRequired("Say from which day.")])

    def day(self) -> date:
        """The first day without it."""
        assert self.ends.data is not None, "the form asks for it"
        return self.ends.data


class OwnCourseForm(GuardedForm):
    """A course of the office's own."""

    title = StringField("Name", [InputRequired("Give the course a name.")],
                        render_kw={"maxlength": 200})  # fmt: skip
    summary = ProseField("What one can do afterwards")
    roles = Ticks("For which jobs", choices=COURSE_ROLES, description="None ticked: for everyone.")
    minutes = NumberOrNothing("How many minutes it takes")
    renew_months = NumberOrNothing("Renewed after how many months", "Empty: once is enough.")

    def wanted(self) -> OwnCourse:
        """What was written."""
        return OwnCourse(
            self.title.data or "", self.summary.data or "", tuple(self.roles.data or ()),
            minutes=self.minutes.data, renew_months=self.renew_months.data,
        )  # fmt: skip


def own_course_form(course: CourseRow | None = None) -> OwnCourseForm:
    """The form of a new course, or of one as it is."""
    shown: Mapping[str, Any] = course._asdict() if course else {}
    return OwnCourseForm(data=shown)


class WaiveForm(GuardedForm):
    """Why somebody need not take a course."""

    reason = ProseField("Why?", required="Say why: it stays in the record.")


TEAMS = {COORDINATED: "Coordinated team: the three jobs", **JOB_ROLES}


class TeamForm(AppForm):
    """Whom to show, in which columns; it only looks, so it needs no token."""

    class Meta:
        """Sent by address."""

        csrf = False

    search = StringField("Find a person", [Optional(), Length(max=100)])
    office = OneOf("Office", "All offices")
    job = OneOf("Job", "All jobs")
    lacking = OneOf("Who lacks", "Any course or none")
    column = OneOf("Show", "All columns")
    on = DateField("As it was on", [Optional()])

    def offer(self, offices: Mapping[int, str], courses: Sequence[CourseRow]) -> "TeamForm":
        """What the reader can choose from."""
        self.courses = {one.id: one for one in courses}
        self.office.offer(offices)
        self.job.offer(TEAMS)
        self.lacking.offer({one.id: one.title for one in courses})
        self.column.offer({one.column_key: one.column_title for one in courses})
        return self

    def asked(self, moment: Moment) -> Asked:
        """What is asked for; what is wrong in a field is left out, and said beside it."""
        good = {name: f.data for name, f in self._fields.items() if not f.errors and f.data}
        job = good.get("job", "")
        return Asked(
            moment, search=" ".join(good.get("search", "").split()),
            office_id=int(good["office"]) if "office" in good else None,
            jobs=TEAM if job == COORDINATED else (job,) if job else (),
            lacking=self.courses[int(good["lacking"])] if "lacking" in good else None,
        )  # fmt: skip

    def filters(self) -> dict[str, str]:
        """What stands in the address, for links that keep it."""
        return {name: str(f.data) for name, f in self._fields.items() if f.data}

    def words(self) -> str:
        """The same in words: a file says what it shows."""
        told = [(f.label.text, f.name_chosen if isinstance(f, OneOf) else f.data)
                for f in (self.search, self.office, self.job, self.lacking) if f.data]  # fmt: skip
        return "; ".join(f"{label}: {said}" for label, said in told)
