"""What was typed when a sign-in ran out: sealed for one person, for half a day, without secrets."""

import base64
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from config import Settings
from lms.base import sealed
from lms.base.sealed import GOOD_FOR, Fields, Kept, seal, unseal

SECRET, OTHER = "one-secret-" * 4, "another-secret-" * 4
PATH = "/onboarding/1/tasks/two-principles/draft"
FIELDS: Fields = [
    ("version", "3"), ("answer_0", "Dignity,\r\nsince nobody earns it."), ("answer_1", ""),
    ("do_a", "y"), ("do_a", "n"),
]  # fmt: skip
SECOND = timedelta(seconds=1)


def test_the_same_person_gets_it_back() -> None:
    assert unseal(seal(7, PATH, FIELDS, SECRET), 7, SECRET) == Kept(PATH, FIELDS)


@pytest.mark.parametrize("person", [8, 0, -7, 77])
def test_another_person_gets_nothing(person: int) -> None:
    assert unseal(seal(7, PATH, FIELDS, SECRET), person, SECRET) is None


def test_nothing_of_it_can_be_read() -> None:
    text = seal(7, PATH, FIELDS, SECRET)
    inside = base64.urlsafe_b64decode(text)
    for word in ("Dignity", "two-principles", "answer_0"):
        assert word.encode() not in inside
        assert word not in text
    assert seal(7, PATH, FIELDS, SECRET) != text  # nor can two be compared


def test_another_secret_opens_nothing() -> None:
    text = seal(7, PATH, FIELDS, SECRET)
    assert unseal(text, 7, OTHER) is None
    plain = Fernet(base64.urlsafe_b64encode(SECRET.encode()[:32]))
    assert unseal(plain.encrypt(b"{}").decode(), 7, SECRET) is None


@pytest.mark.parametrize("place", [0, 5, 20, 60, -40, -5])
def test_what_was_tampered_with_is_nothing(place: int) -> None:
    text = seal(7, PATH, FIELDS, SECRET)
    other = "A" if text[place] != "A" else "B"
    changed = text[:place] + other + text[place:][1:]
    assert changed != text
    assert unseal(changed, 7, SECRET) is None


@pytest.mark.parametrize("text", ["", "x", "gAAAAA", "é", "\ud800", "=" * 200, "A" * 4000])
def test_what_was_never_sealed_is_nothing(text: str) -> None:
    assert unseal(text, 7, SECRET) is None


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_comes_back_as_it_was(name: str, value: str) -> None:
    fields = [(f"{name} as typed", value)]  # no password, which is kept nowhere
    assert unseal(seal(7, PATH, fields, SECRET), 7, SECRET) == Kept(PATH, fields)


@given(st.text(max_size=300))
def test_nothing_sent_as_sealed_is_a_fault(text: str) -> None:
    assert unseal(text, 7, SECRET) is None


def test_it_is_good_for_twelve_hours(noon: time_machine.Traveller) -> None:
    text = seal(7, PATH, FIELDS, SECRET)
    noon.shift(GOOD_FOR)
    assert unseal(text, 7, SECRET) is not None
    noon.shift(SECOND)
    assert unseal(text, 7, SECRET) is None


def test_one_from_the_future_is_nothing(noon: time_machine.Traveller) -> None:
    text = seal(7, PATH, FIELDS, SECRET)
    noon.shift(timedelta(hours=-1))
    assert unseal(text, 7, SECRET) is None


@pytest.mark.parametrize("prefix", ["", "sign-", "record-", "a-b-"])
@pytest.mark.parametrize("name", sealed.SECRETS)
def test_passwords_and_tokens_are_left_out(prefix: str, name: str) -> None:
    fields = [("note", "Well said."), (f"{prefix}{name}", "lantern-harbor")]
    kept = unseal(seal(7, PATH, fields, SECRET), 7, SECRET)
    assert kept == Kept(PATH, [("note", "Well said.")])


def test_every_password_field_of_the_app_is_among_the_secrets() -> None:
    """A new form with a password of another name would travel in a page."""
    from wtforms import Form, PasswordField
    from wtforms.fields.core import UnboundField

    from lms.people import forms as people
    from lms.signoff import forms as signoff

    found = {
        name
        for room in (people, signoff)
        for form in vars(room).values()
        if isinstance(form, type) and issubclass(form, Form)
        for name in dir(form)
        if isinstance(field := getattr(form, name), UnboundField)
        and issubclass(field.field_class, PasswordField)
    }
    assert found == {"password", "current", "again"}
    assert found < set(sealed.SECRETS)


@pytest.mark.parametrize(
    ("fields", "texts"),
    [
        (FIELDS, ["Dignity,\r\nsince nobody earns it."]),
        ([("version", "3"), ("do_a", "y"), ("meaning", "reviewed")], []),
        ([], []),
    ],
)
def test_what_the_person_wrote_is_told_from_the_rest(fields: Fields, texts: list[str]) -> None:
    assert Kept(PATH, fields).texts == texts


@pytest.mark.parametrize(
    "letter",
    ["a", "ы"],
)
def test_the_longest_answers_still_fit_into_the_sign_in(letter: str) -> None:
    """Two answers as long as they may be; the sealed form is sent once more, with the password."""
    most = Settings.model_fields["max_body_kb"].default * 1024
    fields = [(f"answer_{n}", letter * 20_000) for n in range(2)]
    assert len(urlencode(fields)) < most
    assert len(urlencode({"kept": seal(7, PATH, fields, SECRET)})) < most
