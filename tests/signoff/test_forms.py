"""The shape of what is written and decided: fields for each task, words kept, the guard beside."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from flask import Flask, g

from lms.base.errors import Refusal
from lms.progress.models import Meaning, Review
from lms.signoff import drafts, forms, queries
from lms.signoff.decisions import Statement
from lms.signoff.drafts import Writing
from lms.signoff.forms import SignOffForm, WritingForm
from tests.cast import Cast, actor
from tests.progress.playing import send

TODAY = date(2026, 3, 4)
KEY, TALK, SAW = "two-principles", "boundary-challenges", "close-out-observed"
PLAIN, COUNTED = "culture-as-ongoing-learning", "partners-in-three-cases"
BLOCKED, DOUBTFUL = "The client, A 123 456 789, agreed.", "I called 801-555-0142 for it."
WORDS = {"answer_0": "Dignity.", "answer_1": "Service."}


@contextmanager
def sent(app: Flask, **values: str) -> Iterator[None]:
    """Inside a request with these values, whose token the gate has looked at already."""
    names = {name.replace("__", "-"): value for name, value in values.items()}
    with app.test_request_context(method="POST", data=names):
        g.csrf_valid = True
        yield


def form_of(cast: Cast, key: str) -> WritingForm:
    """The form of a task's page."""
    found = queries.response(cast.work.id, key)
    version = found.version if found else 0
    return forms.writing_form(cast.work.tasks[key], queries.draft(found), version)


def shown(form: WritingForm) -> dict[str, object]:
    """The fields that a person fills in, with what stands in them."""
    return {
        field.short_name: field.data
        for field in form
        if field.short_name == "on" or field.short_name.startswith("answer")
    }


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        (KEY, ["answer_0", "answer_1"]),
        (PLAIN, ["answer_0"]),
        (TALK, ["on"]),
        (COUNTED, ["on"]),
        ("two-assessments", ["on"]),
        (SAW, ["answer_0", "answer_1", "answer_2", "on"]),
    ],
)
def test_each_task_has_its_fields(app: Flask, cast: Cast, key: str, fields: list[str]) -> None:
    with app.test_request_context():
        assert list(shown(form_of(cast, key))) == fields


def test_labels_are_the_questions(app: Flask, cast: Cast) -> None:
    with app.test_request_context():
        form, plain = form_of(cast, SAW), form_of(cast, PLAIN)
        talk = form_of(cast, TALK)
        task = cast.work.tasks[SAW]
        assert [form[f"answer_{n}"].label.text for n in range(3)] == list(task.prompts)
        assert form["on"].label.text == "When did you observe it?"
        assert talk["on"].label.text == "When did you talk about it?"
        assert plain["answer_0"].label.text == cast.work.tasks[PLAIN].title


def test_one_task_leaves_no_field_in_another(app: Flask, cast: Cast) -> None:
    with app.test_request_context():
        form_of(cast, SAW)
        assert list(shown(form_of(cast, KEY))) == ["answer_0", "answer_1"]


def test_a_page_shows_the_draft_and_its_version(app: Flask, cast: Cast) -> None:
    drafts.save_draft(actor(cast.learner), cast.work, KEY, Writing(("Dignity.", ""), 0))
    with app.test_request_context():
        form = form_of(cast, KEY)
        assert shown(form) == {"answer_0": "Dignity.", "answer_1": ""}
        assert form.version.data == 1


def test_what_was_typed_reaches_the_rule(app: Flask, cast: Cast) -> None:
    with sent(app, version="3", cleared="y", **WORDS):
        form = form_of(cast, KEY)
        assert form.given()
        assert form.writing() == Writing(["Dignity.", "Service."], 3, None, cleared=True)
    with sent(app, version="0", on="2026-03-03"):
        form = form_of(cast, TALK)
        assert form.given()
        assert form.writing() == Writing([], 0, date(2026, 3, 3))


def test_a_draft_may_be_incomplete(app: Flask, cast: Cast) -> None:
    with sent(app, version="0", answer_0="", on=""):
        form = form_of(cast, SAW)
        assert form.given()
        assert form.writing() == Writing(["", "", ""], 0)


@pytest.mark.parametrize(
    ("key", "values"),
    [(KEY, {"version": "one"}), (KEY, {"version": "-1"}), (KEY, {"version": "1" * 20}),
     (KEY, {"version": "1" * 5000}), (TALK, {"on": "2026-02-30"}),
     (TALK, {"on": "yesterday"})],
)  # fmt: skip
def test_a_malformed_value_is_refused(
    app: Flask, cast: Cast, key: str, values: dict[str, str]
) -> None:
    with sent(app, **(WORDS | values)):
        form = form_of(cast, key)
        assert not form.given()
        assert set(form.errors) == set(values)


@pytest.mark.parametrize(
    ("text", "cleared", "passes", "offered"),
    [
        (BLOCKED, "", False, False),
        (BLOCKED, "y", False, True),
        (DOUBTFUL, "", False, True),
        (DOUBTFUL, "y", True, True),
        ("Dignity.", "", True, False),
    ],
)
def test_the_guard_speaks_beside_the_field(
    app: Flask, cast: Cast, text: str, cleared: str, passes: bool, offered: bool
) -> None:
    with sent(app, version="0", answer_0="Fine.", answer_1=text, cleared=cleared):
        form = form_of(cast, KEY)
        assert form.given() is passes
        assert set(form.errors) == (set() if passes else {"answer_1"})
        assert form.warned is offered
        assert form["answer_1"].data == text  # what was typed is kept


def signing() -> SignOffForm:
    """The form of a decision, in a spell in which the password was given already."""
    form = forms.sign_off_form(Review(kind="response"), TODAY)
    form.spare(password=False)
    return form


@pytest.mark.parametrize(
    ("key", "meaning", "on"),
    [
        (KEY, Meaning.REVIEWED, TODAY),
        (TALK, Meaning.DISCUSSED, date(2026, 3, 3)),
        ("two-assessments", Meaning.OBSERVED, date(2026, 3, 3)),
    ],
)
def test_the_usual_attestation_is_proposed(
    app: Flask, cast: Cast, key: str, meaning: Meaning, on: date
) -> None:
    review = send(actor(cast.learner), cast.work, key)
    with app.test_request_context():
        form = forms.sign_off_form(review, TODAY)
        assert (form.meaning.data, form.on.data) == (meaning, on)


def test_another_attestation_may_be_stated(app: Flask, cast: Cast) -> None:
    with sent(app, sign__meaning="discussed", sign__on="2026-02-27", sign__note="Briefly."):
        form = signing()
        assert form.given()
        assert form.stated() == Statement(Meaning.DISCUSSED, date(2026, 2, 27), "Briefly.")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"sign__meaning": "praised"}, "meaning"),
        ({"sign__meaning": ""}, "meaning"),
        ({"sign__on": ""}, "on"),
        ({"sign__on": "2026-13-01"}, "on"),
        ({"sign__note": BLOCKED}, "note"),
        ({"sign__note": DOUBTFUL}, "note"),
    ],
)
def test_a_wrong_attestation_is_refused(app: Flask, values: dict[str, str], field: str) -> None:
    with sent(app, **({"sign__meaning": "reviewed", "sign__on": "2026-03-04"} | values)):
        form = signing()
        assert not form.given()
        assert set(form.errors) == {field}


@pytest.mark.parametrize(
    ("comment", "passes"), [("Say more.", True), ("", False), (BLOCKED, False), (DOUBTFUL, False)]
)
def test_a_return_needs_a_comment(app: Flask, comment: str, passes: bool) -> None:
    with sent(app, return__comment=comment):
        form = forms.return_form()
        assert form.given() is passes
        assert set(form.errors) == (set() if passes else {"comment"})


def test_the_two_decisions_of_a_page_do_not_mix(app: Flask) -> None:
    with sent(app, return__comment="Say more.", return__cleared="y"):
        form = forms.sign_off_form(Review(kind="response"), TODAY)
        assert not form.given()
        assert form.cleared.data is False


def test_a_rules_answer_stands_beside_its_field_or_above(app: Flask, cast: Cast) -> None:
    with sent(app, version="0", **WORDS):
        form = form_of(cast, KEY)
        assert form.given()
        form.refuse(Refusal("Please answer this.", "answer_1"))
        form.refuse(Refusal("Saved elsewhere."))
        form.refuse(Refusal("No such field.", "elsewhere"))
        assert form["answer_1"].errors == ["Please answer this."]
        assert form.form_errors == ["Saved elsewhere.", "No such field."]
