"""The shape of what the roster is told."""

from collections.abc import Iterable

from wtforms import BooleanField, DateField, RadioField, SelectField
from wtforms.validators import InputRequired, Optional

from lms.base.forms import AppForm
from lms.curriculum.queries import Guide
from lms.progress.terms import Why

SURE = "I have checked: this first day is meant."


class EnrollForm(AppForm):
    """Which guide, from which day."""

    program = SelectField("Guide", [InputRequired("Choose a guide.")])
    start = DateField("First day", [InputRequired("Say on which day they start.")])
    sure = BooleanField(SURE)

    def offer(self, guides: Iterable[Guide]) -> "EnrollForm":
        """The guides to choose from."""
        self.program.choices = {one.key: one.title for one in guides}
        return self


WHY_LEFT: dict[str, str] = {
    Why.LEFT_OFFICE: "Left the office",
    Why.CHANGED_ROLE: "Changed to another job",
    Why.MISTAKE: "Was enrolled by mistake",
    Why.OTHER: "Another reason",
}


class WithdrawForm(AppForm):
    """Why somebody leaves a program: one word of a closed list."""

    why = RadioField("Why?", [InputRequired("Choose a reason.")], choices=WHY_LEFT)


class ReturnForm(AppForm):
    """From which day somebody takes a program up again."""

    start = DateField("First day", [InputRequired("Say on which day they start.")])
    sure = BooleanField(SURE)


class LeaveForm(AppForm):
    """From when to when. There is no field for why, and there never is."""

    starts_on = DateField("First day away", [InputRequired("Say from which day.")])
    ends_on = DateField(
        "Last day away", [Optional()], description="Leave it empty while the end is not known."
    )


class EndForm(AppForm):
    """Another last day of a leave."""

    ends_on = DateField(
        "Last day away", [Optional()], description="Leave it empty while the end is not known."
    )
