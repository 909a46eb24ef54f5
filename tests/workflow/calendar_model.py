"""What is due, said once more in plain words: a model so small that it can be believed.

It walks the days of the calendar one by one, and knows nothing of the app's tables or rules.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from lms.curriculum.outline import ProgramOutline, SectionOutline, TaskOutline, TopicOutline
from tests.cast import START
from tests.workflow.stepping import Stepping

Place = tuple[str, str]
DAY = timedelta(days=1)
TASKS = {"a1": "a", "a2": "a", "b1": "b", "b2": "b"}  # task → section
DAYS: dict[Place, int] = {("a", ""): 14, ("b", ""): 30, ("b", "b1"): 10}


def guide() -> ProgramOutline:
    """Two small sections, so that they are finished and opened again now and then."""

    def section(key: str) -> SectionOutline:
        tasks = tuple(
            TaskOutline(task, "Read", f"Task {task}", due_days=DAYS.get((key, task)))
            for task, home in TASKS.items() if home == key
        )  # fmt: skip
        return SectionOutline(key, key, DAYS[key, ""], topics=(TopicOutline("", "", tasks),))

    return ProgramOutline("calendar", "Calendar", sections=(section("a"), section("b")))


@dataclass
class Away:
    """A leave in the model."""

    first: date
    last: date | None
    told: list[tuple[datetime, date | None]]  # what was known of its end, since when

    def meets(self, first: date, last: date | None) -> bool:
        return first <= (self.last or date.max) and self.first <= (last or date.max)


class Model(Stepping):
    """What is due, said once more in plain words."""

    def __init__(self) -> None:
        super().__init__()
        self.base: dict[Place, tuple[date, datetime | date]] = {}  # and set when, or counted from
        self.due: dict[Place, date] = {}
        self.away, self.closed, self.ticked = list[Away](), set[date](), set[str]()
        self.asked: dict[Place, date] = {}
        self.active, self.start = True, START

    def is_open(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.closed

    def is_done(self, place: Place) -> bool:
        section, task = place
        return self.ticked >= ({task} if task else {t for t, s in TASKS.items() if s == section})

    def wanted(self, place: Place) -> date:
        """As many open days as before, not counting those of a leave that was not reckoned with."""
        day, since = self.base[place]
        while not self.is_open(day):
            day += DAY
        off = [
            (first, one.last) for one in self.away
            if one.last and (first := self.unreckoned(one, since)) <= one.last
        ]  # fmt: skip
        if not off or day < min(off)[0]:
            return day
        at, left = min(off)[0], 0
        while at <= day:
            left += self.is_open(at)
            at += DAY
        at = min(off)[0] - DAY
        while left:
            at += DAY
            left -= self.is_open(at) and not any(first <= at <= last for first, last in off)
        return at

    def unreckoned(self, one: Away, since: datetime | date) -> date:
        """The first day of a leave for which a date waits that was set then, or counted from."""
        if not isinstance(since, datetime):
            return max(one.first, since)
        first = max(one.first, self.start)
        known = [last for at, last in one.told if at <= since]
        if known:
            that_day = since.astimezone(ZoneInfo("America/Denver")).date()
            first = max(first, (known[-1] or that_day) + DAY)
        return first

    def fits(self, place: Place, day: date) -> bool:
        """Whether something can be due then."""
        within = not place[1] or day <= self.due[place[0], ""]
        return day >= self.start and self.is_open(day) and within

    def set_to(self, place: Place, day: date) -> None:
        self.base[place], self.due[place] = (day, self.now), day

    def follow(self) -> None:
        """Open dates follow the calendar; what is done or left keeps its own."""
        open_ones = [place for place in DAYS if self.active and not self.is_done(place)]
        self.due |= {place: self.wanted(place) for place in open_ones}
        self.asked = {p: day for p, day in self.asked.items() if p in open_ones}
