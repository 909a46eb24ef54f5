"""One row, cell by cell: job titles, names, formulas."""

from datetime import date

import pytest

from lms.people import spelling
from lms.people.models import JOB_ROLES
from lms.roster import entries, job_titles
from lms.roster.columns import COLUMNS
from lms.roster.entries import Entry
from lms.roster.sheet import Row, Sheet

NAMES = [name for name in COLUMNS if name not in ("first_name", "last_name")]
GOOD = {
    "name": "Ana Lima", "email": "Ana.Lima@Example.org", "job_title": "Case Manager I",
    "office": "Boise", "supervisor_email": "", "starts_on": "3/4/2026", "program": "",
}  # fmt: skip


def line(**cells: str) -> entries.Line:
    """What is read off a good row with these cells instead."""
    row = Row(2, tuple((GOOD | cells)[name] for name in NAMES))
    (found,) = entries.lines(Sheet(tuple(NAMES), (row,)), {name: name for name in NAMES})
    return found


def troubles(**cells: str) -> dict[str, str]:
    found = line(**cells)
    assert (found.entry is None) == bool(found.troubles)
    return {trouble.column: trouble.why for trouble in found.troubles}


def test_a_good_row() -> None:
    assert line().entry == Entry(
        "Ana Lima", "ana.lima@example.org", "case-manager", "Boise", date(2026, 3, 4)
    )


def test_a_full_row() -> None:
    found = line(supervisor_email=" Boss@Example.org ", program=" icm-onboarding; other ;").entry
    assert found is not None
    assert found.supervisor == "boss@example.org"
    assert found.programs == ("icm-onboarding", "other")


def test_two_halves_of_a_name() -> None:
    heads = ("First", "Last", *NAMES[1:])
    row = Row(2, (" Ana ", "de  Lima", *(GOOD[name] for name in NAMES[1:])))
    matched = {"first_name": "First", "last_name": "Last"} | {name: name for name in NAMES[1:]}
    (found,) = entries.lines(Sheet(heads, (row,)), matched)
    assert found.entry
    assert found.entry.name == "Ana de Lima"


def test_all_that_is_wrong_is_said_at_once() -> None:
    said = troubles(name="", email="ana", job_title="Astronaut", office=" ", starts_on="soon")
    assert list(said) == ["Name", "Email", "Job title", "Office", "Start date"]
    assert said["Job title"].endswith(f"Use one of: {', '.join(JOB_ROLES.values())}.")


@pytest.mark.parametrize("name", ["name", "job_title", "office"])
@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", '\t=cmd|"/c calc"!A0', " =x"])
def test_formulas_are_refused(name: str, cell: str) -> None:
    assert troubles(**{name: cell})[COLUMNS[name].label] == spelling.FORMULA


def test_the_apostrophe_of_our_own_export_is_taken_off() -> None:
    found = line(name="'=cmd", email="'+ana@example.org").entry
    assert found is not None
    assert (found.name, found.email) == ("=cmd", "+ana@example.org")


@pytest.mark.parametrize("name", ["O’Brien, Łukasz", "'Aziz Al-Rashid", "李小龍", "می‌خواهم"])
def test_names_as_people_have_them(name: str) -> None:
    found = line(name=name).entry
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "name", ["x" * 201, "Ana\x07", "Ana\u202eamiL", "Ana\x1b[31m", "Ana\ue000", "x" * 100_000]
)
def test_names_that_cannot_be(name: str) -> None:
    assert "Name" in troubles(name=name)


@pytest.mark.parametrize("email", ["x" * 300 + "@example.org", "a@b", "a b@example.org", "@", "a@"])
def test_addresses_that_are_none(email: str) -> None:
    assert troubles(email=email, supervisor_email=email).keys() == {"Email", "Supervisor email"}


def test_a_row_with_more_cells_than_headings() -> None:
    row = Row(2, tuple(GOOD[name] for name in NAMES), too_long=True)
    (found,) = entries.lines(Sheet(tuple(NAMES), (row,)), {name: name for name in NAMES})
    assert [trouble.column for trouble in found.troubles] == [""]


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Case Manager", "case-manager"),
        ("case-manager", "case-manager"),
        ("Case manager III", "case-manager"),
        ("Sr. Case Manager", "case-manager"),
        ("Bilingual Case Manager, Level 2", "case-manager"),
        ("ICM Specialist", "icm-specialist"),
        ("LCSW", "clinical-therapist"),
        ("Therapist", "clinical-therapist"),
        ("Licensed Clinical Therapist", "clinical-therapist"),
        ("Employment Specialist", "employment-counselor"),
        ("SUPERVISOR", "supervisor"),
        ("Training officer", "training-officer"),
        ("Other staff", "other"),
    ],
)
def test_job_titles(title: str, role: str) -> None:
    assert job_titles.role_of(title) == role


@pytest.mark.parametrize("title", ["", "Astronaut", "Manager of cases", "III", "Senior"])
def test_titles_that_are_not_known(title: str) -> None:
    assert job_titles.role_of(title) is None
