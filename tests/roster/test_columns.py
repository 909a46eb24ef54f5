"""Which heading holds what, as HR systems name them, and what the officer may choose instead."""

import pytest

from lms.base.errors import Refusal
from lms.roster.columns import COLUMNS, check, guess, missing
from lms.roster.exporting import HEAD

NEEDED = {"name": "A", "email": "B", "job_title": "C", "office": "D", "starts_on": "E"}


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Full Name", "name"),
        ("employee_name", "name"),
        ("E-Mail Address", "email"),
        ("Work Email", "email"),
        ("Job Title", "job_title"),
        ("POSITION", "job_title"),
        ("Location", "office"),
        ("Manager Email", "supervisor_email"),
        ("Supervisor’s e-mail", "supervisor_email"),
        ("Hire Date", "starts_on"),
        ("Start date", "starts_on"),
        ("Program", "program"),
    ],
)
def test_usual_headings(heading: str, name: str) -> None:
    assert guess(["Employee ID", heading, "Salary"]) == {name: heading}


def test_our_own_export_is_matched_whole() -> None:
    found = guess(HEAD)
    assert list(found.values()) == HEAD
    assert missing(found) == []


def test_a_name_in_two_halves() -> None:
    found = guess(["Last Name", "First Name", "Email"])
    assert found == {"first_name": "First Name", "last_name": "Last Name", "email": "Email"}
    assert missing(found) == ["Job title", "Office", "Start date"]


def test_one_column_is_surer_than_two_halves() -> None:
    assert guess(["First Name", "Last Name", "Name"]) == {"name": "Name"}


def test_the_surest_heading_wins() -> None:
    assert guess(["Title", "Job Title"])["job_title"] == "Job Title"


def test_nothing_is_guessed_from_strange_headings() -> None:
    assert guess(["", "Column 2", "Manager"]) == {}
    assert missing({}) == ["Name", "Email", "Job title", "Office", "Start date"]


def test_half_a_name_is_missing() -> None:
    halves = {name: heading for name, heading in NEEDED.items() if name != "name"}
    assert missing(halves | {"first_name": "F"}) == ["Name"]
    assert missing(halves | {"first_name": "F", "last_name": "G"}) == []
    assert missing(NEEDED) == []


@pytest.mark.parametrize(
    ("matched", "field"),
    [
        ({"email": "Nowhere"}, "email"),
        ({"password": "A"}, "password"),
        ({"email": "A", "office": "A"}, "office"),
        ({"name": "A", "last_name": "B"}, "name"),
    ],
)
def test_what_cannot_be_chosen(matched: dict[str, str], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        check(matched, ["A", "B"])
    assert refused.value.field == field


def test_every_usual_heading_means_one_column() -> None:
    usual = [word for column in COLUMNS.values() for word in column.usual]
    assert len(usual) == len(set(usual))
    assert all(word.isalnum() and word == word.lower() for word in usual)
