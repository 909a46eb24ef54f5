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
    ASK = "ask"
    GRANT = "grant"
    DECLINE = "decline"
    GO_AWAY = "go-away"
    QUIT = "quit"
    LOSE_SUPERVISOR = "lose-supervisor"
    LEAVE = "leave"


OF_SECTIONS = frozenset((Verb.ASK, Verb.GRANT, Verb.DECLINE))  # whether there is more time


@dataclass(frozen=True)
class Last:
    """One of the last things that happened, so many working days before today (or leaving)."""

    back: int
    verb: Verb
    key: str  # of a task; of a section where it is about more time
    number: int = 1  # of a count; the days that are asked for


@dataclass(frozen=True)
class Away:
    """A leave that began so many days ago; `weeks` None: when it ends is not known yet."""

    back: int
    weeks: int | None = None


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
    quit: int = 0  # days since the learner took another job and left the guide; 0: still on it
    away: Away | None = None
    own: int = 0  # how many of the office's own tasks are done


@dataclass(frozen=True)
class NewHire:
    """Someone who has a post soon and was invited."""

    handle: str
    name: str
    who: str
    job_role: str
    office: Branch
    supervisor: Colleague
    weeks: int  # from the Monday that comes next
    came_in: bool  # chose a password and is enrolled; else the invitation still waits
