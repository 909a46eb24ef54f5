"""The switch of the daily mail."""

from typing import Any

from wtforms import HiddenField

from lms.base.forms import AppForm

ON, OFF = "on", "off"
BROKEN = "This page is broken or old. Open it again; nothing was changed."


class SwitchForm(AppForm):
    """States what is wanted, not "the other way": sent twice, it changes nothing twice."""

    daily = HiddenField()

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """The field is not seen, so what is wrong with it is said above the form."""
        right = bool(super().validate(*args, **kwargs))
        if self.daily.data not in (ON, OFF):
            self.form_errors.append(BROKEN)
            return False
        return right
