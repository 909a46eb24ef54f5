"""The pathway’s clocks: month ends, leap days, crossing dates, days that cannot be meant."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.base.errors import Refusal
from lms.pathway import clocks, duties
from lms.pathway.clocks import Deadline, months_after, reckon

TODAY = date(2026, 3, 4)
ARRIVALS = st.dates(clocks.EARLIEST, date(2028, 12, 31))


def dues(arrival: date, intake: date | None = None) -> dict[str, date | None]:
    """Every dated deadline by its key."""
    return {one.key: one.due for one in reckon(arrival, intake or arrival, TODAY).deadlines}


def one(key: str, arrival: date, intake: date) -> Deadline:
    found = reckon(arrival, intake, TODAY)
    return next(line for line in (*found.deadlines, *found.undated) if line.key == key)


def told(arrival: date, intake: date) -> str:
    return " ".join(reckon(arrival, intake, TODAY).remarks)


def test_the_example_of_the_issue() -> None:
    assert dues(date(2024, 1, 31), date(2024, 2, 10)) == {
        "adult-assessment": date(2024, 3, 1),
        "case-record": date(2024, 3, 11),
        "assessment-6": date(2024, 7, 31),
        "career-planner": date(2024, 7, 31),
        "assessment-12": date(2025, 1, 31),
        "assessment-18": date(2025, 7, 31),
        "assessment-24": date(2026, 1, 31),
        "pathway-end": date(2026, 1, 31),
        "extension-end": date(2026, 4, 30),
    }


def test_the_two_clocks_count_from_different_days() -> None:
    arrival, intake = date(2025, 5, 1), date(2025, 5, 12)
    record, assessment = (
        one("case-record", arrival, intake),
        one("adult-assessment", arrival, intake),
    )
    assert (record.due, record.counted_from, record.rule) == (date(2025, 6, 11), "intake", "A.5")
    assert (assessment.due, assessment.counted_from) == (date(2025, 5, 31), "arrival")
    assert (record.who, assessment.who) == ((duties.CM,), (duties.CM, duties.LCT))


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        ("2025-08-31", 6, "2026-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2025-08-31", 12, "2026-08-31"),
        ("2025-08-31", 18, "2027-02-28"),
        ("2025-08-31", 27, "2027-11-30"),
        ("2024-02-29", 6, "2024-08-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 24, "2026-02-28"),
        ("2026-02-28", 24, "2028-02-28"),
        ("2024-12-01", 1, "2025-01-01"),
        ("2024-12-31", 2, "2025-02-28"),
    ],
)
def test_months_end_where_a_month_ends(day: str, months: int, due: str) -> None:
    assert months_after(date.fromisoformat(day), months) == date.fromisoformat(due)


def test_a_short_month_shortens_nothing_after_it() -> None:
    """August 31 and 6 months is February 28; 12 months is August 31 again, not the 28th."""
    found = dues(date(2025, 8, 31))
    assert (found["assessment-6"], found["assessment-12"]) == (date(2026, 2, 28), date(2026, 8, 31))


def test_a_month_too_short_is_explained() -> None:
    arrival = date(2025, 8, 31)
    short = one("assessment-6", arrival, arrival)
    assert short.explanation == "Aug 31 and 6 months: Feb 2026 has no 31st, so its last day counts."
    assert one("assessment-12", arrival, arrival).explanation == ""
    leap = one("assessment-12", date(2024, 2, 29), date(2024, 2, 29))
    assert leap.explanation == "Feb 29 and 12 months: Feb 2025 has no 29th, so its last day counts."


@pytest.mark.parametrize(
    ("arrival", "within"),
    [("2024-01-30", True), ("2024-02-28", True), ("2024-02-29", False), ("2024-01-29", False),
     ("2025-02-10", False), ("2023-12-31", False)],
)  # fmt: skip
def test_a_leap_day_within_the_thirty_is_said(arrival: str, within: bool) -> None:
    day = date.fromisoformat(arrival)
    said = "February 29" in one("adult-assessment", day, day).explanation
    assert said == within == (day < date(2024, 2, 29) <= day + timedelta(days=30))


def test_clocks_that_cross_are_explained() -> None:
    arrival, intake = date(2024, 1, 31), date(2024, 2, 10)
    assert "Two clocks cross" in told(arrival, intake)
    assert "by Mar 1, 2024: in practice that day comes first" in (
        one("case-record", arrival, intake).explanation
    )


def test_one_day_for_both_puts_the_record_first() -> None:
    day = date(2025, 5, 1)
    found = reckon(day, day, TODAY)
    assert [one.key for one in found.deadlines[:2]] == ["case-record", "adult-assessment"]
    assert "the record comes first" in found.deadlines[0].explanation
    assert found.remarks == ()


def test_an_intake_after_the_assessment_was_due() -> None:
    arrival = date(2025, 5, 1)
    assert "Two clocks cross" in told(arrival, arrival + timedelta(days=30)), "due on that day"
    late = arrival + timedelta(days=31)
    assert "the assessment was due before you met" in told(arrival, late)
    assert "late already" in one("case-record", arrival, late).explanation


def test_an_intake_in_the_time_of_an_extension() -> None:
    arrival = date(2023, 5, 1)
    assert "only an extension" not in told(arrival, date(2025, 5, 1))
    assert "only an extension could be left" in told(arrival, date(2025, 5, 2))


def test_days_before_the_rules_held() -> None:
    assert "did not hold yet" in told(date(2019, 11, 1), date(2019, 11, 1))
    assert "did not hold yet" not in told(date(2020, 1, 1), date(2020, 1, 1))


@pytest.mark.parametrize(
    ("arrival", "intake", "field", "said"),
    [
        ("2024-02-10", "2024-01-31", "intake", "Intake lies before arrival"),
        ("2017-09-30", "2017-10-30", "arrival", "Check the year of arrival"),
        ("0001-01-01", "0001-01-01", "arrival", "Check the year of arrival"),
        ("9999-12-31", "9999-12-31", "arrival", "after 2028"),
        ("2029-01-01", "2029-01-02", "arrival", "after 2028"),
        ("2028-12-31", "2029-01-01", "intake", "after 2028"),
        ("2024-01-31", "9999-12-31", "intake", "after 2028"),
        ("2022-01-31", "2024-05-01", "intake", "more than 27 months after"),
    ],
)
def test_days_that_cannot_be_meant(arrival: str, intake: str, field: str, said: str) -> None:
    with pytest.raises(Refusal, match=said) as refused:
        reckon(date.fromisoformat(arrival), date.fromisoformat(intake), TODAY)
    assert refused.value.field == field


def test_the_last_days_that_can_be_meant() -> None:
    reckon(date(2022, 1, 31), date(2024, 4, 30), TODAY)
    reckon(date(2017, 10, 1), date(2017, 10, 1), TODAY)
    assert dues(date(2028, 12, 31))["extension-end"] == date(2031, 3, 31)


def test_what_the_rules_leave_open_is_said() -> None:
    """Nobody takes for a rule what is only our reading of it."""
    found = reckon(TODAY, TODAY, TODAY)
    assumed = {line.key for line in found.deadlines if line.assumed}
    assert assumed == {"assessment-6", "career-planner", "pathway-end"}
    assert all("Ask your office" in line.assumed for line in found.deadlines if line.assumed)


def test_three_rules_have_no_date() -> None:
    undated = reckon(TODAY, TODAY, TODAY).undated
    assert [(one.rule, one.due) for one in undated] == [("C.4", None), ("B.9", None), ("E.1", None)]
    assert "48 hours" in undated[0].counted
    assert all(one.explanation for one in undated)


@given(arrival=ARRIVALS, wait=st.integers(0, 800))
def test_the_deadlines_stand_in_order(arrival: date, wait: int) -> None:
    intake = min(arrival + timedelta(days=wait), date(2028, 12, 31))
    found = reckon(arrival, intake, TODAY)
    days = [one.due for one in found.deadlines if one.due]
    assert days == sorted(days)
    assert len(days) == len(found.deadlines) == len({one.key for one in found.deadlines}) == 9
    again = [one for one in found.deadlines if one.rule == "B.6"]
    assert all(early.due < late.due for early, late in pairwise(again) if early.due and late.due)
    assert _dues(found.deadlines, "case-record") == intake + timedelta(days=30)
    assert _dues(found.deadlines, "adult-assessment") == arrival + timedelta(days=30)


def _dues(found: Sequence[Deadline], key: str) -> date | None:
    return next(one.due for one in found if one.key == key)


@given(day=ARRIVALS, months=st.integers(0, 60))
def test_a_month_is_a_calendar_month(day: date, months: int) -> None:
    """The month is always right; the day is never later, and earlier only at a month's end."""
    found = months_after(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found.day < day.day and (found + timedelta(days=1)).day == 1)


def test_who_acts_by_which_rule_is_known() -> None:
    """A deadline names roles and a rule that the page of duties knows too."""
    found = reckon(TODAY, TODAY, TODAY)
    for line in (*found.deadlines, *found.undated):
        for role in line.who:
            assert (line.rule, role) in {(d.rule, r) for d in duties.DUTIES for r in d.roles}
