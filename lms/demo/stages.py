"""The words in which a learner's stage is told: what a visitor of the demo finds them amid.

A stage is told by the guide's own keys, so that it reads like the guide: how far the person has
walked, what they left out, and what they did last.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from lms.demo.branches import Branch, Colleague


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
    LOSE_SUPERVISOR = "lose-supervisor"
    LEAVE = "leave"


@dataclass(frozen=True)
class Last:
    """One of the last things that happened, so many working days before today (or leaving)."""

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
    office: Branch
    supervisor: Colleague
    days: int  # since the start, before it is moved to a working day
    reach: str | None = None  # the last task walked; None: all of them
    left: frozenset[str] = frozenset()  # passed by on the way
    last: tuple[Last, ...] = field(default=())
    walk_days: int | None = None  # how long the walk took; None: until now
    came_back: str = ""  # a response that was returned once and sent again
    alone: int = 0  # days since the supervisor left; 0: still there
    gone: int = 0  # days since the learner left; 0: still here
