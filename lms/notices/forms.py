"""The switch of the daily mail."""

from wtforms import HiddenField
from wtforms.validators import AnyOf

from lms.base.forms import AppForm

ON, OFF = "on", "off"


class SwitchForm(AppForm):
    """States what is wanted, not "the other way": sent twice, it changes nothing twice."""

    daily = HiddenField(validators=[AnyOf((ON, OFF), "This page is broken or old. Open it again.")])
