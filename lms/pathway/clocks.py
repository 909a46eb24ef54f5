"""The deadlines of the coordinated pathway, from an arrival and an intake. Pure: no database.

Two clocks of 30 days run beside each other and are easily mixed up: the case record counts from
intake, the assessment of everyone over 18 from arrival. Months are calendar months, each counted
from the first day anew, so that a short month never shortens those after it.
"""

import calendar
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from lms.base.errors import Refusal
from lms.base.filters import MONTHS, whole_day
from lms.pathway.duties import CM, EC, LABEL, LCT

BEGAN = date(2020, 1, 1)  # the day from which the rules hold
LAST_MONTH = 24
MOST_MONTHS = LAST_MONTH + 3  # with the longest extension
EARLIEST = date(2017, 10, 1)  # whoever came before had no month left when the rules began
REASSESSED = (6, 12, 18, 24)
DAYS = 30
YEARS_AHEAD = 2
ARRIVAL, INTAKE = "arrival", "intake"

ASK = "Ask your office whether it counts so."


@dataclass(frozen=True)
class Deadline:
    """One day by which something has to be done, who does it, and how the day was found."""

    key: str
    title: str
    due: date | None  # None: the rule has no date that follows from the two days
    counted_from: str  # "arrival", "intake", or what else starts it
    counted: str  # such as "30 days from intake"
    who: tuple[str, ...]  # job roles
    rule: str  # such as B.2
    explanation: str = ""
    assumed: str = ""  # what the rule leaves open, and how it is taken here


@dataclass(frozen=True)
class Reckoning:
    """What follows from two days: dated deadlines in order, rules without a date, and remarks."""

    arrival: date
    intake: date
    deadlines: tuple[Deadline, ...]
    undated: tuple[Deadline, ...]
    remarks: tuple[str, ...]


def reckon(arrival: date, intake: date, today: date) -> Reckoning:
    """Every deadline. `today` only tells a day to come from a year typed wrongly.

    Raises Refusal, naming `arrival` or `intake`, for days that cannot be meant.
    """
    check(arrival, intake, today)
    dated = sorted(_dated(arrival, intake), key=lambda one: one.due or date.max)
    return Reckoning(arrival, intake, tuple(dated), UNDATED, tuple(_remarks(arrival, intake)))


def check(arrival: date, intake: date, today: date) -> None:
    """Raises Refusal, naming the field, for days that cannot be meant."""
    if arrival < EARLIEST:
        raise Refusal(
            "Check the year of arrival. The pathway began on January 1, 2020 and covers "
            f"{MOST_MONTHS} months at most, so nobody who came before October 2017 is on it.",
            ARRIVAL,
        )
    latest = date(today.year + YEARS_AHEAD, 12, 31)
    for name, day in ((ARRIVAL, arrival), (INTAKE, intake)):
        if day > latest:
            raise Refusal(f"Check the year of {name}: it is after {latest.year}.", name)
    if intake < arrival:
        raise Refusal(
            "Intake lies before arrival. Check both days: the pathway begins when a client has "
            "arrived. For someone who came to Utah from another state, arrival is the day in the "
            "United States.", INTAKE,
        )  # fmt: skip
    if intake > months_after(arrival, MOST_MONTHS):
        raise Refusal(
            f"Intake is more than {MOST_MONTHS} months after arrival, and by then the pathway is "
            "over, with its longest extension. Check both years.", INTAKE,
        )  # fmt: skip


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later, or the last day of a month too short."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def as_json(found: Reckoning) -> dict[str, object]:
    """The same for programs: dates as YYYY-MM-DD, `due` null where a rule has no date."""

    def told(one: Deadline) -> dict[str, object]:
        return asdict(one) | {"due": one.due.isoformat() if one.due else None}

    return {
        "rules": LABEL,
        "arrival": found.arrival.isoformat(),
        "intake": found.intake.isoformat(),
        "deadlines": [told(one) for one in (*found.deadlines, *found.undated)],
        "remarks": list(found.remarks),
    }  # fmt: skip


def _dated(arrival: date, intake: date) -> Sequence[Deadline]:
    """In the order in which they stand when they fall on one day: the record before the meeting."""
    end, latest = months_after(arrival, LAST_MONTH), months_after(arrival, MOST_MONTHS)
    return (
        Deadline("case-record", "Case record complete in UWORKS", _days_after(intake), INTAKE,
                 f"{DAYS} days from intake", (CM,), "A.5", _record(arrival, intake)),
        Deadline("adult-assessment", "First assessment of everyone over 18", _days_after(arrival),
                 ARRIVAL, f"{DAYS} days from arrival", (CM, LCT), "B.2", _leap(arrival)),
        *(_again(arrival, months) for months in REASSESSED),
        Deadline("career-planner", "Connected to the Upward Mobility Career Planner",
                 months_after(arrival, 6), ARRIVAL, "6 months from arrival", (CM, EC), "D.5",
                 _clamped(arrival, 6),
                 "The rule says six months, and neither from which day nor who acts. Counted from "
                 f"arrival here, because it is meant for all who newly arrive. {ASK}"),
        Deadline("pathway-end", "The 24th month ends", end, ARRIVAL,
                 f"{LAST_MONTH} months from arrival", (CM, LCT), "E.4",
                 _joined(_clamped(arrival, LAST_MONTH), "Without an extension, case management "
                         "ends here, after a final assessment."),
                 "Counted to the same day of the month as the arrival. Some programs count the "
                 f"month of arrival as the first, and end earlier. {ASK}"),
        Deadline("extension-end", "The longest extension ends", latest, ARRIVAL,
                 f"{MOST_MONTHS} months from arrival", (CM, LCT), "E.4",
                 _joined(_clamped(arrival, MOST_MONTHS), "Only if therapist and case manager "
                         "agree that it is needed, one case at a time; three months are the most. "
                         "When they do not agree, the therapist’s supervisor and the agency’s "
                         "contact come in (E.5).")),
    )  # fmt: skip


def _again(arrival: date, months: int) -> Deadline:
    return Deadline(
        f"assessment-{months}", f"Assessment at {months} months", months_after(arrival, months),
        ARRIVAL, f"{months} months from arrival", (CM, LCT), "B.6", _clamped(arrival, months),
        "" if months > REASSESSED[0] else "The rule names the months and not the day they count "
        f"from. Counted from arrival here, as the first assessment and the 24 months are. {ASK}",
    )  # fmt: skip


UNDATED = (
    Deadline("follow-up-48-hours", "Follow-up on an appointment you could not come to", None,
             "appointment", "48 hours from each appointment", (CM,), "C.4",
             "It begins anew with every appointment that the case manager misses: ask the "
             "employment counselor, by e-mail or phone. Hours, so a weekend counts."),
    Deadline("final-assessment", "Final assessment", None, "closing", "before the case closes",
             (LCT, CM), "B.9",
             "No case closes before it, nor without the therapist’s recommendation that case "
             "management is no longer needed. Plan it before the 24th month ends."),
    Deadline("told-at-once", "Changes, progress, absence and closure told to the other two", None,
             "the event", "at once", (CM, EC, LCT), "E.1",
             "There is no number of days: it cannot wait."),
)  # fmt: skip


def _days_after(day: date) -> date:
    return day + timedelta(days=DAYS)


def _record(arrival: date, intake: date) -> str:
    """What A.5's second half, before the meeting, makes of its 30 days."""
    meeting = _days_after(arrival)
    if intake > meeting:
        second = ("The record also has to be complete before the assessment meeting, and that is "
                  "late already: do not wait for this day.")  # fmt: skip
    elif intake == arrival:
        second = ("The record also has to be complete before the assessment meeting, which is due "
                  "by the same day: the record comes first.")  # fmt: skip
    else:
        second = (f"But it has to be complete before the assessment meeting, which is due by "
                  f"{whole_day(meeting)}: in practice that day comes first.")  # fmt: skip
    return _joined(_leap(intake), second)


def _leap(start: date) -> str:
    """Days are counted one by one, a February 29 among them."""
    end = _days_after(start)
    leaps = [date(y, 2, 29) for y in {start.year, end.year} if calendar.isleap(y)]
    within = any(start < day <= end for day in leaps)
    return "February 29 is one of the 30 days." if within else ""


def _clamped(start: date, months: int) -> str:
    """Why a day is not the same day of the month as the first."""
    due = months_after(start, months)
    if due.day == start.day:
        return ""
    return (
        f"{MONTHS[start.month - 1]} {start.day} and {months} months: {MONTHS[due.month - 1]} "
        f"{due.year} has no {_ordinal(start.day)}, so its last day counts."
    )


def _remarks(arrival: date, intake: date) -> list[str]:
    """What is to be known about the two days together."""
    meeting, said = _days_after(arrival), []
    if intake > meeting:
        said.append(
            f"Intake was after the 30 days from arrival had passed ({whole_day(meeting)}): the "
            "assessment was due before you met. Arrange it at once, complete the record before "
            "it, and note why it is late."
        )
    elif intake > arrival:
        said.append(
            "Two clocks cross here. The 30 days for the case record run until "
            f"{whole_day(_days_after(intake))}, but the assessment is due by {whole_day(meeting)}, "
            "and the record has to be complete before it. So the earlier day counts for both."
        )
    if intake > months_after(arrival, LAST_MONTH):
        said.append("The 24th month had ended before intake: only an extension could be left.")
    if meeting < BEGAN:
        said.append("Days before January 1, 2020 are shown too, but these rules did not hold yet.")
    return said


def _ordinal(day: int) -> str:
    """For 29 to 31, the only days a month can lack."""
    return f"{day}st" if day == 31 else f"{day}th"


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))
