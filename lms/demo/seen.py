"""What the demo's learners log: over months, of many kinds, confirmed, returned or still a draft.

Some of it is for a task of the guide and happens when the learner comes to it; the rest is what
there was to see, and serves as proof all the same.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from lms.curriculum.outline import Evidence, TaskOutline
from lms.demo.stages import End, Learner, Partner, Seen, Verb
from lms.shadowing.models import Part

WATCHED, TOOK_PART, LED = Part.WATCHED, Part.TOOK_PART, Part.LED
NURSE = Partner("nurse", "Valley Health")
SCHOOL = Partner("school counselor", "Oak Street School")
CLINIC = Partner("front desk", "Cedar Clinic")
ASSESSMENTS, CLOSE_OUT = "two-assessments", "close-out-observed"
NOTE, FILES = "practice-case-note", "three-case-files"
SCHOOL_VISIT = ("school-visit", "School visit")  # Boise's own: most of its families have children
OPEN, CLOSED = "open", "closed"

SEEN: dict[str, Sequence[Seen]] = {
    "abdul": (
        Seen("meeting", "team-meeting", TOOK_PART, "daniel", back=1, end=End.BEGUN),
    ),
    "marisol": (
        Seen("intake", "intake", WATCHED, "grace", 60, 9, interpreter=True, confirmed=True),
        Seen("visit", "home-visit", WATCHED, "yonas", 80, 5, interpreter=True, end=End.RETURNED),
        Seen("call", "referral", WATCHED, CLINIC, 25, 2, mode="phone", end=End.WAITS),
        Seen("plans", "plan-review", WATCHED, "daniel", back=1, end=End.BEGUN),
    ),
    "hanna": (
        Seen("intake", "intake", WATCHED, "daniel", 75, 20, interpreter=True, confirmed=True),
        Seen("meeting", "team-meeting", TOOK_PART, "priya", 45, 12, alone=True),
        Seen("call", "referral", TOOK_PART, NURSE, 30, 5, mode="phone", confirmed=True),
    ),
    "yonas": (
        Seen("assessment 1", "assessment", WATCHED, "grace", 70, task=ASSESSMENTS, confirmed=True),
        Seen("assessment 2", "assessment", WATCHED, "daniel", 55, task=ASSESSMENTS,
             interpreter=True),
        Seen("close-out", "close-out", WATCHED, "grace", 50, task=CLOSE_OUT),
        Seen("note", "home-visit", TOOK_PART, "grace", 65, task=NOTE, interpreter=True),
        Seen("file 1", "case-notes", WATCHED, "daniel", 40, task=FILES, file=OPEN, alone=True),
        Seen("file 2", "case-notes", TOOK_PART, "daniel", 35, task=FILES, file=OPEN, alone=True),
        Seen("file 3", "case-notes", TOOK_PART, "grace", 30, task=FILES, file=CLOSED, alone=True),
        Seen("intake", "intake", LED, "grace", 80, 12, interpreter=True, confirmed=True),
        Seen("plans", "plan-review", LED, "daniel", 45, 6, file=OPEN, came_back=True),
    ),
    "grace": (
        Seen("close-out", "close-out", WATCHED, "daniel", 45, task=CLOSE_OUT, confirmed=True),
        Seen("note", "assessment", WATCHED, "daniel", 60, task=NOTE),
        Seen("intake", "intake", WATCHED, "daniel", 90, 92, interpreter=True),
        Seen("call", "referral", TOOK_PART, NURSE, 25, 58, mode="phone", confirmed=True),
        Seen("led", "intake", LED, "daniel", 85, 36, interpreter=True, confirmed=True),
        Seen("visit", "home-visit", WATCHED, "daniel", 70, 70, interpreter=True),
        Seen("together", "assessment", TOOK_PART, "daniel", 65, 62, interpreter=True),
        Seen("second visit", "home-visit", TOOK_PART, "daniel", 55, 58),
        Seen("own assessment", "assessment", LED, "daniel", 75, 45, interpreter=True,
             confirmed=True),
        Seen("ending", "close-out", LED, "daniel", 50, 14, mode="video", interpreter=True),
    ),
    "anahit": (
        Seen("intake", "intake", WATCHED, "grace", 55, 4, confirmed=True),
    ),
    "tomas": (
        Seen("assessment 1", "assessment", WATCHED, "teresa", 65, 7, ASSESSMENTS,
             interpreter=True, confirmed=True),
        Seen("assessment 2", "assessment", WATCHED, "samira", 50, 1, ASSESSMENTS, end=End.WAITS),
        Seen("school", SCHOOL_VISIT[0], WATCHED, SCHOOL, 40, 4, confirmed=True),
    ),
    "samira": (
        Seen("assessment 1", "assessment", WATCHED, "teresa", 60, task=ASSESSMENTS),
        Seen("assessment 2", "assessment", TOOK_PART, "teresa", 70, task=ASSESSMENTS,
             interpreter=True),
        Seen("school", SCHOOL_VISIT[0], TOOK_PART, "teresa", 35, 9, interpreter=True),
    ),
    "leila": (
        Seen("visit", "home-visit", WATCHED, "victor", 75, 36, interpreter=True, confirmed=True),
    ),
    "victor": (
        Seen("assessment 1", "assessment", WATCHED, "teresa", 60, task=ASSESSMENTS),
        Seen("assessment 2", "assessment", WATCHED, "leila", 65, task=ASSESSMENTS, confirmed=True),
    ),
    "kofi": (
        Seen("assessment 1", "assessment", WATCHED, "eleni", 60, task=ASSESSMENTS,
             interpreter=True),
        Seen("assessment 2", "assessment", WATCHED, "mei", 45, task=ASSESSMENTS, mode="video"),
    ),
    "farid": (
        Seen("assessment 1", "assessment", WATCHED, "oksana", 75, task=ASSESSMENTS,
             confirmed=True),
        Seen("assessment 2", "assessment", WATCHED, "mei", 60, task=ASSESSMENTS,
             interpreter=True),
        Seen("visit", "home-visit", TOOK_PART, "oksana", 90, 10, interpreter=True),
    ),
    "mei": (
        Seen("assessment 1", "assessment", WATCHED, "oksana", 60, task=ASSESSMENTS),
        Seen("assessment 2", "assessment", TOOK_PART, "eleni", 75, task=ASSESSMENTS,
             interpreter=True),
        Seen("close-out", "close-out", WATCHED, "oksana", 40, task=CLOSE_OUT, confirmed=True),
        Seen("note", "referral", TOOK_PART, NURSE, 20, task=NOTE, mode="phone"),
    ),
    "oksana": (
        Seen("assessment 1", "assessment", WATCHED, "eleni", 70, task=ASSESSMENTS,
             interpreter=True),
        Seen("assessment 2", "assessment", TOOK_PART, "eleni", 60, task=ASSESSMENTS,
             confirmed=True),
        Seen("close-out", "close-out", WATCHED, "eleni", 55, task=CLOSE_OUT, interpreter=True),
        Seen("note", "home-visit", WATCHED, "walter", 80, task=NOTE, confirmed=True),
        Seen("file 1", "case-notes", TOOK_PART, "eleni", 40, task=FILES, file=OPEN, alone=True),
        Seen("file 2", "case-notes", TOOK_PART, "eleni", 25, task=FILES, file=OPEN, alone=True),
        Seen("file 3", "case-notes", TOOK_PART, "walter", 30, task=FILES, file=CLOSED, alone=True),
        Seen("led", "intake", LED, "eleni", 85, 11, interpreter=True, confirmed=True),
    ),
    "pavel": (
        Seen("intake", "intake", WATCHED, "oksana", 65, 4, interpreter=True),
    ),
}  # fmt: skip


def seen(learner: Learner) -> Sequence[Seen]:
    """All that a learner logs."""
    return SEEN.get(learner.handle, ())


def apart(learner: Learner) -> set[str]:
    """The tasks whose entries have days of their own, so that the walk passes them by."""
    return {one.task for one in seen(learner) if one.back and one.task}


def was_on_paper(learner: Learner, task: TaskOutline) -> bool:
    """Whether the supervisor alone attests to a task, from before there was a log."""
    return task.key == learner.on_paper and task.evidence is Evidence.OBSERVATION


def seen_for(learner: Learner, task: TaskOutline) -> Sequence[Seen]:
    """What a learner logs for a task when the walk comes to it; () where nothing is.

    An office may have changed its guide: then something harmless is logged.
    """
    mine = [one for one in seen(learner) if one.task == task.key and not one.back]
    if task.evidence is not Evidence.OBSERVATION:  # what is counted can be counted by hand too
        return mine if Counter(one.file for one in mine) == dict(task.parts) else ()
    fits = [one for one in mine if task.kind in ("", one.activity)][: task.count]
    more = range(len(fits), task.count)
    return [*fits, *(_anything(task, number) for number in more)]


def _anything(task: TaskOutline, number: int) -> Seen:
    return Seen(f"{task.key} {number}", task.kind or "other", WATCHED, NURSE, 45, task=task.key)


def course(one: Seen, lag: int) -> Iterator[tuple[int, Verb, bool]]:
    """What happens to an entry: how many days after its three taps, and if to a first attempt."""
    yield 0, Verb.BEGIN, False
    if one.end is End.BEGUN:
        return
    yield 0, Verb.LOG, one.came_back
    by_link = isinstance(one.beside, Partner)
    if by_link and (one.confirmed or one.end is End.WAITS):
        yield 0, Verb.MAKE_LINK, False
    if one.confirmed:
        yield 0, Verb.USE_LINK if by_link else Verb.CONFIRM, False
    if one.came_back or one.end is End.RETURNED:
        yield 1, Verb.RETURN, False
    if one.came_back:
        yield 2, Verb.LOG, False
    if one.end is End.ACCEPTED:
        yield lag + 2 * one.came_back, Verb.ACCEPT, False
