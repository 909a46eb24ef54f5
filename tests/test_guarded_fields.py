"""Every field into which a person types what others read is looked at by the guard.

Found by walking all forms: whoever adds one has to let the guard look, or to say here why not.
"""

import ast
import importlib
from collections.abc import Iterator

import pytest
from wtforms import FileField, Form, StringField, TextAreaField
from wtforms.fields import EmailField, PasswordField

from lms.base.forms import GuardedForm, ProseField
from tests.test_architecture import HOUSE, Module

# One-line fields, by form and name, and how each is looked at.
LINES = {
    "lms.roster.account_forms.WhoForm.name": "a colleague’s name: it has to be one",
    "lms.roster.office_forms.OfficeForm.name": "offices.one_line looks at it",
    "lms.roster.office_forms.HolidayForm.name": "offices.one_line looks at it",
    "lms.roster.office_forms.SlotForm.url": "supplies.checked_address looks at it",
    "lms.roster.identifier_forms.IdentifierForm.name": "offices.one_line looks at it",
    "lms.roster.identifier_forms.IdentifierForm.shape": "a shape of closed signs",
    "lms.training.session_forms.SessionForm.place": "offering.checked looks at it",
    "lms.training.session_forms.SessionForm.url": "offering.checked looks at it",
    "lms.training.session_forms.SessionForm.trainer": "offering.checked looks at it",
    "lms.training.record_forms.NameForm.title": "naming.check looks at it",
    "lms.training.record_forms.NameForm.provider": "naming.check looks at it",
    "lms.training.record_forms.RecordForm.title": "naming.check looks at it",
    "lms.training.record_forms.RecordForm.provider": "naming.check looks at it",
    "lms.training.record_forms.RequestForm.url": "addresses.checked_address looks at it",
    "lms.reports.forms.TeamForm.search": "a search box: in no table and no log",
    "lms.training.forms.TeamForm.search": "a search box: in no table and no log",
    "lms.competencies.forms.TeamForm.search": "a search box: in no table and no log",
    "lms.competencies.forms.CycleForm.days": "numbers: cycle.change refuses anything else",
    "lms.training.forms.OwnCourseForm.title": "own_courses looks at it",
}
AREAS = {
    "lms.quizzes.forms.BankForm.text": "publishing looks at each question",
    "lms.roster.identifier_forms.TryForm.text": "looked at and shown again, kept nowhere",
    "lms.shadowing.forms.RulesForm.own": "office_rules.own_activities looks at each line",
}
FILES = {
    "lms.quizzes.forms.BankForm.file": "its name is kept nowhere",
    "lms.roster.import_forms.UploadForm.file": "uploads.store looks at its name",
    "lms.training.record_forms.FilesForm.file": "file_names.cleaned looks at its name",
    "lms.training.record_forms.PaperForm.file": "file_names.cleaned looks at its name",
}


def modules() -> list[Module]:
    return [one for one in HOUSE if "Form" in one.text and "wtforms" in one.text]


def forms() -> Iterator[type[Form]]:
    """Every form that stands in a module."""
    for one in modules():
        for found in vars(importlib.import_module(one.name)).values():
            if isinstance(found, type) and issubclass(found, Form) and found.__module__ == one.name:
                yield found


def fields(*kinds: type) -> dict[str, type]:
    """The fields of these kinds, by where they stand."""
    found = {}
    for form in forms():
        for name in dir(form):
            kind = getattr(getattr(form, name), "field_class", None)
            if kind is not None and issubclass(kind, kinds) and name in vars(form):
                found[f"{form.__module__}.{form.__name__}.{name}"] = kind
    return found


def test_every_text_area_is_guarded() -> None:
    """And its form offers the tick that lets a warning through."""
    areas = fields(TextAreaField)
    assert {name for name, kind in areas.items() if not issubclass(kind, ProseField)} == {*AREAS}
    assert len(areas) > 5
    for form in forms():
        guarded = [
            name
            for name in vars(form)
            if getattr(getattr(form, name), "field_class", None) is ProseField
        ]
        assert not guarded or issubclass(form, GuardedForm), form


def test_every_line_and_file_is_decided_on() -> None:
    """Sign-in, passwords and addresses of colleagues are no texts for others."""
    apart = (TextAreaField, EmailField, PasswordField)
    lines = {name for name, kind in fields(StringField).items()
             if not issubclass(kind, apart) and kind is StringField}  # fmt: skip
    assert lines == {*LINES}
    assert fields(FileField).keys() == FILES.keys()


@pytest.mark.parametrize("one", modules(), ids=lambda one: one.name)
def test_no_field_is_made_unguarded_while_a_form_is_built(one: Module) -> None:
    """Forms over the tasks of a guide are made inside functions, where walking does not come."""
    calls = [node for node in ast.walk(one.tree) if isinstance(node, ast.Call)]
    inside = {
        id(call) for node in ast.walk(one.tree) if isinstance(node, ast.FunctionDef)
        for call in ast.walk(node)
    }  # fmt: skip
    made = [ast.unparse(call.func) for call in calls if id(call) in inside]
    assert "TextAreaField" not in made
    if one.name != "lms.roster.office_forms":  # a link of an own task, which checked_address sees
        assert "StringField" not in made
