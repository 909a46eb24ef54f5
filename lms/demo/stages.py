"""Five learners, each at another stage: what a visitor of the demo finds them in the middle of.

A stage is told by the guide's own keys, so that it reads like the guide: how far the person has
walked, what they left out, and what they did last.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Verb(StrEnum):
    """What people of the demo do."""

    ARRIVE = "arrive"
    ENROLL = "enroll"
    TICK = "tick"
    COUNT = "count"
    DRAFT = "draft"
    SEND = "send"
    SIGN_OFF = "sign-off"
    GIVE_BACK = "give-back"


@dataclass(frozen=True)
class Last:
    """One of the last things that happened, so many working days before today."""

    back: int
    verb: Verb
    key: str
    number: int = 1  # of a count


@dataclass(frozen=True)
class Learner:
    """Someone on the guide, and how far they are."""

    handle: str
    name: str
    who: str  # for the sign-in page; {day} is the day of their onboarding
    job_role: str
    days: int  # since the start, before it is moved to a working day
    reach: str | None = None  # the last task walked; None: all of them
    left: frozenset[str] = frozenset()  # passed by on the way
    last: tuple[Last, ...] = field(default=())
    walk_days: int | None = None  # how long the walk took; None: until now
    came_back: str = ""  # a response that was returned once and sent again


LEARNERS = (
    Learner(
        handle="abdul",
        name="Abdul Rahimi",
        who="New hire, day {day}: the first few ticks",
        job_role="case-manager",
        days=1,
        reach="",
        last=(
            Last(1, Verb.TICK, "how-refugees-arrive"),
            Last(1, Verb.TICK, "resettlement-in-the-us"),
            Last(1, Verb.TICK, "unhcr-role"),
        ),
    ),
    Learner(
        handle="marisol",
        name="Marisol Vega",
        who="New hire, day {day}: one reflection came back",
        job_role="case-manager",
        days=23,
        reach="boundaries-electronic-age",
        last=(
            Last(3, Verb.SEND, "context-and-well-being"),
            Last(2, Verb.GIVE_BACK, "context-and-well-being"),
            Last(2, Verb.SEND, "strengths-in-a-sample-intake"),
            Last(2, Verb.COUNT, "three-cases-notes", number=1),
            Last(1, Verb.SEND, "boundary-challenges"),
            Last(1, Verb.DRAFT, "trauma-informed-principles"),
        ),
    ),
    Learner(
        handle="hanna",
        name="Hanna Lindqvist",
        who="ICM specialist, day {day}: section 2 is overdue",
        job_role="icm-specialist",
        days=39,
        reach="forms-and-tools",
        left=frozenset({"refugee-wellness-guides", "implicit-bias-reflection"}),
        last=(
            Last(6, Verb.SEND, "strengths-in-a-sample-intake"),
            Last(4, Verb.DRAFT, "culture-as-ongoing-learning"),
        ),
    ),
    Learner(
        handle="yonas",
        name="Yonas Tesfaye",
        who="Case manager, day {day}: nearly done",
        job_role="case-manager",
        days=84,
        left=frozenset({"community-map"}),
        last=(
            Last(3, Verb.SEND, "local-health-needs"),
            Last(3, Verb.COUNT, "partners-in-three-cases", number=3),
            Last(2, Verb.SEND, "mock-safety-plan"),
            Last(1, Verb.SEND, "partners-in-three-cases"),
        ),
    ),
    Learner(
        handle="grace",
        name="Grace Mbeki",
        who="ICM specialist: finished all six sections",
        job_role="icm-specialist",
        days=150,
        walk_days=84,
        came_back="termination-steps",
    ),
)
