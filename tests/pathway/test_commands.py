"""`preceptor pathway clocks`: the same rules as the page, for people and for programs."""

import json
from contextlib import AbstractContextManager
from datetime import date

import pytest
import time_machine
from click.testing import CliRunner, Result

from lms.cli import preceptor
from lms.pathway import clocks
from tests.conftest import NOON


def no_app() -> AbstractContextManager[None]:
    """Nobody may ask for a database here."""
    raise AssertionError


def says(*words: str) -> Result:
    with time_machine.travel(NOON, tick=False):
        return CliRunner().invoke(preceptor, ["pathway", "clocks", *words], obj=no_app)


def test_as_json() -> None:
    said = says("--arrival", "2024-01-31", "--intake", "2024-02-10", "--json")
    assert (said.exit_code, said.stderr) == (0, "")
    told = json.loads(said.stdout)
    days = date(2024, 1, 31), date(2024, 2, 10)
    assert told == json.loads(json.dumps(clocks.as_json(clocks.reckon(*days, date(2026, 3, 4)))))
    assert (told["rules"], told["arrival"]) == ("Utah, effective January 1, 2020", "2024-01-31")
    by_key = {one["key"]: one for one in told["deadlines"]}
    assert by_key["case-record"]["due"] == "2024-03-11"
    assert by_key["case-record"]["who"] == ["case-manager"]
    assert by_key["follow-up-48-hours"]["due"] is None
    assert len(told["remarks"]) == 1


def test_in_plain_words() -> None:
    said = says("--arrival", "2024-01-31", "--intake", "2024-02-10")
    assert (said.exit_code, said.stderr) == (0, "")
    lines = said.stdout.splitlines()
    assert lines[0] == "Coordinated pathway (Utah, effective January 1, 2020)"
    assert "Fri, Mar 1, 2024: First assessment of everyone over 18" in lines
    assert "   Case manager and clinical therapist; 30 days from arrival (B.2)" in lines
    assert "No date: Final assessment" in lines


@pytest.mark.parametrize(
    ("arrival", "intake", "status", "message"),
    [
        ("2024-02-10", "2024-01-31", 1, "Error: --intake: Intake lies before arrival."),
        ("0001-01-01", "2024-01-31", 1, "Error: --arrival: Check the year of arrival."),
        ("2024-01-31", "9999-12-31", 1, "Error: --intake: Check the year of intake"),
        ("2024-02-30", "2024-03-01", 2, "Invalid value for '--arrival'"),
        ("31.1.2024", "2024-03-01", 2, "Invalid value for '--arrival'"),
        ("2024-01-31", "", 2, "Invalid value for '--intake'"),
        ("2024-01-31", "2024-1-31\x00", 2, "Invalid value for '--intake'"),
    ],
)
def test_wrong_days_end_with_one_clear_message(
    arrival: str, intake: str, status: int, message: str
) -> None:
    said = says("--arrival", arrival, "--intake", intake, "--json")
    assert (said.exit_code, said.stdout) == (status, "")
    assert message in said.stderr
    assert "Traceback" not in said.output


def test_both_days_are_needed() -> None:
    said = says("--arrival", "2024-01-31")
    assert said.exit_code == 2
    assert "Missing option '--intake'" in said.stderr
