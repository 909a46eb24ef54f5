"""The shape of input: one base form, and the field for prose that the guard looks at."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.form import BaseForm
from wtforms.validators import AnyOf, InputRequired, Optional, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget, TextInput

from lms.base import events, prose
from lms.base.db import db
from lms.base.erasing import LABELS, Why
from lms.base.errors import Refusal

NUMBER = {"inputmode": "numeric", "autocomplete": "off"}
ONE_OF = "Choose one from the list."
REMINDER = "Leave out names, numbers and dates that could point to a client."


class AppForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Every form: protected against forgery, with a place for what a rule refuses."""

    refusal: Refusal | None = None  # what a rule said last
    changed = False  # whether anything was: else all was as the form wanted it already

    def refuse(self, refusal: Refusal) -> None:
        """Show a rule's answer beside its field, or above the form when it names none."""
        self.refusal = refusal
        field = self._fields.get(refusal.field or "")
        if field is None:
            self.form_errors.append(refusal.message)
        else:
            field.errors = [*field.errors, refusal.message]

    def carry_out(self, change: Callable[[], object]) -> int:
        """Do what the form asks for and commit it, or change nothing and let the form say why not.

        Returns 0, or the status of the page with the form in it: 422 for what is wrong in a field,
        else what the refusal says.
        """
        if not self.given():
            return 422
        try:
            change()
        except Refusal as refusal:
            db.session.rollback()
            self.refuse(refusal)
            return 422 if refusal.field else refusal.status
        self.changed = events.wrote()
        db.session.commit()
        return 0

    def insist(self, change: Callable[[], object]) -> None:
        """The same for a bare button, whose page shows no form: raises what the rule refused."""
        if self.carry_out(change):
            raise self.refusal or Refusal("Nothing was changed.")

    def given(self) -> bool:
        """Whether the request sent this form and everything in it is well formed."""
        return bool(self.validate_on_submit())


class GuardedForm(AppForm):
    """A form with prose: warnings are let through by a tick, never blocks."""

    cleared = BooleanField("I have checked: this identifies no client.")

    @property
    def warned(self) -> bool:
        """Whether to offer the tick: the guard found something that may be harmless."""
        fields: list[Any] = list(self._fields.values())
        return bool(self.cleared.data) or any(getattr(f, "warned", False) for f in fields)


class NumberField(IntegerField):
    """A hidden whole number that the database can hold; anything else is refused, not computed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validators=[Optional()], widget=HiddenInput(), **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Raises ValueError, which the form shows, for what is no such number."""
        if valuelist and valuelist[0] and not re.fullmatch(r"\d{1,9}", valuelist[0]):
            raise ValueError("This page is broken or old. Open it again.")
        super().process_formdata(valuelist)


class Number(IntegerField):
    """A whole number that has to be there; other input is told what to write."""

    def __init__(self, label: str, required: str, **kwargs: Any) -> None:
        super().__init__(label, [InputRequired(required)], render_kw=NUMBER, widget=TextInput(),
                         **kwargs)  # fmt: skip

    def process_formdata(self, valuelist: list[str]) -> None:
        """Raises ValueError, which the form shows, for what is no such number."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Write a whole number.") from error


class NumberOrNothing(IntegerField):
    """A whole number, or nothing; other input is told what to write."""

    def __init__(self, label: str = "", description: str = "", **kwargs: Any) -> None:
        super().__init__(label, [Optional(), *kwargs.pop("validators", ())],
                         description=description, render_kw=NUMBER, widget=TextInput(),
                         **kwargs)  # fmt: skip

    def process_formdata(self, valuelist: list[str]) -> None:
        """Raises ValueError, which the form shows, for what is no such number."""
        if valuelist and len(valuelist[0]) > 9:
            raise ValueError("This number is too large.")
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Write a whole number, or nothing.") from error


class Ticks(SelectMultipleField):
    """Several of a list, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class OneOf(SelectField):
    """A list with all of them as its first choice; what is not in it is refused."""

    def __init__(self, label: str, every: str, **kwargs: Any) -> None:
        super().__init__(label, choices=[], default="", **kwargs)
        self.offered = {"": every}

    def offer(self, names: Mapping[Any, str]) -> None:
        """What there is to choose from, by id or key."""
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


class Guarded(Field):
    """A field that the guard looks at. What is wrong is said beside it; the words are kept."""

    warned = False

    def post_validate(self, form: BaseForm, validation_stopped: bool) -> None:
        """The guard's answer, unless the field is wrong already."""
        if validation_stopped or not self.data:
            return
        try:
            prose.look_at(self.data, cleared=bool(form["cleared"].data))
        except prose.ClientIdentified as found:
            self.warned = not any(finding.blocks for finding in found.findings)
            raise ValidationError(found.message) from found
        except Refusal as refusal:
            raise ValidationError(refusal.message) from refusal


class LineField(Guarded, StringField):
    """A few words for others to read."""


class ProseField(Guarded, TextAreaField):
    """A text for others to read."""

    def __init__(self, label: str = "", *, required: str | bool = "", **kwargs: Any) -> None:
        kwargs.setdefault("description", REMINDER)
        kwargs.setdefault("render_kw", {"maxlength": 20000, "spellcheck": "true"})
        validators = [InputRequired(str(required))] if required else []
        super().__init__(label, validators, **kwargs)


class RemoveForm(AppForm):
    """Why a text is removed: a word from a list, for words of one's own could repeat it."""

    why = RadioField(
        "Why?", [AnyOf(list(Why), "Choose why: it stays in the record.")],
        choices={word: label[0].upper() + label[1:] for word, label in LABELS.items()},
        validate_choice=False,
    )  # fmt: skip

    @property
    def said(self) -> str:
        """What became of it."""
        if self.changed:
            return "The text is removed. What is left says who removed it, when and why."
        return "This was removed already. Nothing was changed."
