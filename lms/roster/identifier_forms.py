"""The shape of an office's identifiers, and of a text to try them on."""

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from lms.base import markdown, patterns
from lms.base.forms import AppForm
from lms.base.own_shapes import LONGEST_NAME

TOO_LONG = f"Try up to {markdown.LONGEST:,} characters."


class IdentifierForm(AppForm):
    """One shape, what it is, and what follows when somebody writes it."""

    name = StringField(
        "What it is", [InputRequired("Say what it is.")],
        description="As in “state case number”. Whoever writes one is told so.",
        render_kw={"maxlength": LONGEST_NAME, "autocomplete": "off"},
    )  # fmt: skip
    shape = StringField(
        "How it looks", [InputRequired("Write the shape.")],
        description="# is a digit, @ a letter, all else stands for itself: SL-####-##. A blank or "
        "a dash fits any separator, or none. Never write a real number here.",
        render_kw={"maxlength": patterns.LONGEST, "autocomplete": "off", "spellcheck": "false"},
    )  # fmt: skip
    does = RadioField(
        "When somebody writes one", default="block",
        choices={"block": "Stop it: it is never anything else",
                 "ask": "Ask: it may be something harmless"},
    )  # fmt: skip


class TryForm(AppForm):
    """A text to try. It is looked at and shown again; nothing of it is kept, nothing guards it."""

    text = TextAreaField(
        "A text", [InputRequired("Write a text to try."),
                   Length(max=markdown.LONGEST, message=TOO_LONG)],
        description="A made-up one. It is kept nowhere.",
        render_kw={"maxlength": markdown.LONGEST},
    )  # fmt: skip
