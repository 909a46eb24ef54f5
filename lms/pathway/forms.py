"""The shape of what is asked: two days, of nobody in particular."""

from typing import Any

from wtforms import DateField
from wtforms.validators import InputRequired

from lms.base.forms import AppForm


class DayField(DateField):
    """A day; where it cannot be read, how to write it is said in plain words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Raises ValueError, which the form shows, for what is no day."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Write the day like 2024-01-31: year, month, day.") from error


def _day(label: str, missing: str, hint: str) -> Any:
    return DayField(label, [InputRequired(missing)], description=hint)


class ClocksForm(AppForm):
    """An arrival and an intake: sent, answered, and kept nowhere."""

    arrival = _day("Day of arrival", "Say on which day.", "In the United States, not in Utah.")
    intake = _day("Day of intake", "Say on which day.", "At your agency.")
