"""From a stage to its past: who did what at which moment. Pure, so that a day gives one past.

Everything lies on working days, in the daytime of the learner's office, before today. People do
first what is due first; whatever would have happened today or later has not happened yet.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from lms.curriculum.outline import ProgramOutline, TaskOutline
from lms.demo.answers import FIRST_TRY, Texts, begun, logged, reason, written
from lms.demo.branches import Branch
from lms.demo.own_tasks import OWN_TASKS
from lms.demo.seen import apart, course, seen, seen_for, was_on_paper
from lms.demo.stages import OF_SECTIONS, Away, Last, Learner, Seen, Verb
from lms.progress import due, standing

DECISIONS = (
    Verb.SIGN_OFF, Verb.GIVE_BACK, Verb.GRANT, Verb.DECLINE, Verb.RECORD, Verb.ACCEPT, Verb.RETURN,
    Verb.CONFIRM, Verb.MAKE_LINK, Verb.USE_LINK,
)  # fmt: skip
MORNING, AFTERNOON, EVENING, LATER = time(9, 0), time(14, 30), time(16, 55), time(16, 56)
TAIL = 3  # the working days that the last task walked needs until it is signed
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Deed:
    """One thing that someone did, or that was done about a learner."""

    at: datetime
    learner: Learner
    verb: Verb
    key: str = ""
    texts: Texts = ()
    part: str = ""
    number: int = 0
    starts_on: date | None = None  # the first day of someone who arrives, or is away
    ends_on: date | None = None  # the last day of a leave, where it is known
    seen: Seen | None = None  # what an entry of the log is about

    @property
    def day(self) -> date:
        """The date on the office's wall."""
        return self.at.astimezone(ZoneInfo(self.learner.office.zone)).date()


@dataclass(frozen=True)
class Step:
    """A deed whose moment is not worked out yet; `place` counts working days from the start."""

    place: int
    verb: Verb
    key: str
    texts: Texts = ()
    part: str = ""
    number: int = 0
    seen: Seen | None = None


def past(outline: ProgramOutline, learner: Learner, today: date,
         closed: Collection[date]) -> list[Deed]:  # fmt: skip
    """All that happened to a learner before `today`, in order."""
    start = open_day(today - timedelta(days=learner.days), closed)
    left = learner.gone or learner.quit
    end = open_day(today - timedelta(days=left), closed) if left else today
    away = _away(learner.away, today) if learner.away else None
    days = [day for day in _each(start, end) if due.is_working(day, closed) and not _in(day, away)]
    before = open_day(start - ONE_DAY, closed)
    steps = [
        *_walk(outline, learner, days), *_own(learner), *_last(outline, learner, len(days)),
        *_seen(outline, learner, len(days)),
    ]  # fmt: skip
    worked = _timed([step for step in steps if step.place < len(days)], learner, days)
    told = [
        Deed(at(before, time(15, 40), learner.office), learner, Verb.ARRIVE, starts_on=start),
        Deed(at(before, time(15, 50), learner.office), learner, Verb.ENROLL, starts_on=start),
        *worked, *_leave(learner, away, closed), *_partings(learner, today, closed),
    ]  # fmt: skip
    return sorted(told, key=lambda deed: deed.at)


def open_day(day: date, closed: Collection[date]) -> date:
    """`day`, or the last one before it on which the office was open."""
    while not due.is_working(day, closed):
        day -= ONE_DAY
    return day


def at(day: date, wall: time, office: Branch) -> datetime:
    """The moment at which the office's clock shows `wall`."""
    return datetime.combine(day, wall, ZoneInfo(office.zone)).astimezone(UTC)


def _partings(learner: Learner, today: date, closed: Collection[date]) -> Iterator[Deed]:
    """Who left, at the end of a working day: nothing else happens after it on that day."""
    for days, verb in (
        (learner.alone, Verb.LOSE_SUPERVISOR), (learner.gone, Verb.LEAVE), (learner.quit, Verb.QUIT)
    ):  # fmt: skip
        if days:
            last = open_day(today - timedelta(days=days), closed)
            yield Deed(at(last, EVENING, learner.office), learner, verb)


def _away(away: Away, today: date) -> tuple[date, date | None]:
    """First and last day of a leave: from a Monday to a Sunday where it has ended."""
    first = today - timedelta(days=away.back)
    if away.weeks is None:
        return first, None
    monday = first - timedelta(days=first.weekday())
    return monday, monday + timedelta(days=7 * away.weeks - 1)


def _in(day: date, away: tuple[date, date | None] | None) -> bool:
    return away is not None and away[0] <= day <= (away[1] or date.max)


def _leave(
    learner: Learner, away: tuple[date, date | None] | None, closed: Collection[date]
) -> Iterator[Deed]:
    """The office wrote a leave down at the end of the day before it began."""
    if away:
        told = at(open_day(away[0] - ONE_DAY, closed), LATER, learner.office)
        yield Deed(told, learner, Verb.GO_AWAY, starts_on=away[0], ends_on=away[1])


def _each(first: date, end: date) -> Iterator[date]:
    while first < end:
        yield first
        first += ONE_DAY


def _walk(outline: ProgramOutline, learner: Learner, days: Sequence[date]) -> Iterator[Step]:
    """The tasks taken one after another, at an even pace."""
    tasks = _walked(outline, learner)
    span = days[:-TAIL]
    if learner.walk_days is not None:
        end = days[0] + timedelta(days=learner.walk_days)
        span = [day for day in span if day <= end]
    for number, task in enumerate(tasks):
        place = number * len(span) // len(tasks)
        yield from _steps(task, learner, place, lag=1 + number % 2)


def _walked(outline: ProgramOutline, learner: Learner) -> list[TaskOutline]:
    """What is due first comes first; protocols are learned before section 5 is reached."""
    sections = outline.section_of

    def days(task: TaskOutline) -> int:
        section = sections[task.key].due_days
        return next((n for n in (task.due_days, section) if n is not None), 10_000)

    tasks = sorted(standing.for_role(outline, learner.job_role).values(), key=days)
    if learner.reach is not None:
        keys = [task.key for task in tasks]
        tasks = tasks[: keys.index(learner.reach) + 1 if learner.reach in keys else 0]
    passed = learner.left | {last.key for last in learner.last} | apart(learner)
    return [task for task in tasks if task.key not in passed]


def _steps(task: TaskOutline, learner: Learner, place: int, lag: int) -> Iterator[Step]:
    """What it takes to finish one task."""
    needs = standing.needs(task)
    if observed := [*_observed(task, learner, place, lag)]:
        yield from observed
        return
    if needs.tick:
        yield Step(place, Verb.TICK, task.key)
    for part, number in needs.pieces.items():
        yield Step(place, Verb.COUNT, task.key, part=part, number=number)
    if task.key == learner.came_back and needs.sign_offs:
        yield Step(place, Verb.SEND, task.key, written(task, learner.handle + FIRST_TRY))
        yield Step(place + 1, Verb.GIVE_BACK, task.key)
        place, lag = place + 2, 1
    for piece in range(max(needs.sign_offs, int(needs.response))):
        yield Step(place + piece, Verb.SEND, task.key, written(task, learner.handle))
        if needs.sign_offs:
            yield Step(place + piece + lag, Verb.SIGN_OFF, task.key)


def _observed(task: TaskOutline, learner: Learner, place: int, lag: int) -> Iterator[Step]:
    """What is logged for a task, or was confirmed on paper; nothing for all other tasks."""
    if was_on_paper(learner, task):
        for piece in range(task.count):
            yield Step(place + lag, Verb.RECORD, task.key, number=piece)
        return
    for number, one in enumerate(seen_for(learner, task)):
        yield from _entry(learner, one, task, place + number, lag)


def _entry(
    learner: Learner, one: Seen, task: TaskOutline | None, place: int, lag: int
) -> Iterator[Step]:
    """An entry of the log from its three taps to where it stands."""
    for days, verb, first in course(one, lag):
        texts = logged(task, learner.handle, one.name, first=first) if verb is Verb.LOG else ()
        yield Step(place + days, verb, one.task, texts, seen=one)


def _seen(outline: ProgramOutline, learner: Learner, count: int) -> Iterator[Step]:
    """What was logged when there was something to see, rather than on the way."""
    tasks = standing.for_role(outline, learner.job_role)
    for one in seen(learner):
        if one.back and (not one.task or one.task in tasks):
            yield from _entry(learner, one, tasks.get(one.task), count - one.back, 1)


def _own(learner: Learner) -> Iterator[Step]:
    """The office's own tasks, one a day from the first day on."""
    for place, task in enumerate(OWN_TASKS[: learner.own]):
        if task.confirmed:
            yield Step(place, Verb.SEND, task.key)
            yield Step(place + 1, Verb.SIGN_OFF, task.key)
        else:
            yield Step(place, Verb.TICK, task.key)


def _last(outline: ProgramOutline, learner: Learner, count: int) -> Iterator[Step]:
    """What happened in the last days, as the stage tells it."""
    tasks = standing.for_role(outline, learner.job_role)
    sections = {section.key for section in outline.sections}
    for last in learner.last:
        if last.verb in OF_SECTIONS and last.key in sections:
            why = (reason(last.key, learner.handle),) if last.verb is Verb.ASK else ()
            yield Step(count - last.back, last.verb, last.key, why, number=last.number)
            continue
        task = tasks.get(last.key)
        if task is None or not _fits(task, last):
            continue  # an office may have changed its guide
        texts: Texts = ()
        if last.verb is Verb.DRAFT:
            texts = begun(task, learner.handle)
        elif last.verb is Verb.SEND:
            texts = written(task, learner.handle)
        yield Step(count - last.back, last.verb, last.key, texts, number=last.number)


def _fits(task: TaskOutline, last: Last) -> bool:
    needs = standing.needs(task)
    if last.verb is Verb.TICK:
        return needs.tick
    if last.verb is Verb.COUNT:
        return last.number <= needs.pieces.get("", 0)
    return needs.sign_offs > 0


def _timed(steps: Sequence[Step], learner: Learner, days: Sequence[date]) -> Iterator[Deed]:
    """Give each step its moment: learners work from the morning on, signers decide later."""

    def half(step: Step) -> tuple[int, bool]:
        return step.place, step.verb in DECISIONS

    for (place, decided), together in groupby(sorted(steps, key=half), key=half):
        group = list(together)
        begin = at(days[place], AFTERNOON if decided else MORNING, learner.office)
        shift = timedelta(minutes=(place * 7 + learner.days * 3) % 25)
        room = timedelta(seconds=(7200 if decided else 18000) // len(group))
        for number, step in enumerate(group):
            yield Deed(
                begin + shift + room * number, learner, step.verb, step.key, step.texts, step.part,
                step.number, seen=step.seen,
            )  # fmt: skip
