"""The words in which a learner's stage is told: what a visitor of the demo finds them amid.

A stage is told by the guide's own keys, so that it reads like the guide: how far the person has
walked, what they left out, and what they did last.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from lms.demo.branches import Branch, Colleague
from lms.shadowing.models import Part


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
    RECORD = "record"
    BEGIN = "begin"
    LOG = "log"
    CONFIRM = "confirm"
    MAKE_LINK = "make-link"
    USE_LINK = "use-link"
    ACCEPT = "accept"
    RETURN = "return"
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


class End(StrEnum):
    """How far an entry of the log came."""

    BEGUN = "begun"  # three taps, and the rest is still to be said
    WAITS = "waits"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class Partner(NamedTuple):
    """A colleague of another agency, as an entry has them: never a name."""

    job: str
    agency: str


@dataclass(frozen=True)
class Seen:
    """Something that a learner logs, and what becomes of the entry."""

    name: str  # under which its words stand in log.md
    activity: str
    part: Part
    beside: str | Partner  # someone of the demo, or of another agency
    minutes: int = 0
    back: int = 0  # working days before today (or leaving); 0: when the walk comes to its task
    task: str = ""  # "": for no task
    mode: str = "in-person"
    interpreter: bool = False
    file: str = ""
    alone: bool = False  # no client was there
    confirmed: bool = False
    end: End = End.ACCEPTED
    came_back: bool = False  # was returned once and sent again


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
    on_paper: str = ""  # an observation that was confirmed on paper, before there was a log
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
    besides: tuple[str, ...] = ()  # programs beside the guide
