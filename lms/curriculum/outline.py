"""The shape of a guide: program → section → topic → task, and quizzes beside; no database.

The loader makes it from files, an edition keeps it for good, and every page and rule reads it.
Because an edition never changes, one outline can be kept in memory and shared by all requests.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class Evidence(StrEnum):
    """What shows that a task was done."""

    TICK = "tick"
    RESPONSE = "response"
    OBSERVATION = "observation"
    QUIZ = "quiz"
    COURSE = "course"
    PRIVATE = "private"  # a tick and a date are all that is ever kept
    NONE = "none"  # the sign-off itself is the evidence, as after a discussion


class Signers(StrEnum):
    """Whose sign-off a task asks for."""

    NONE = "none"
    SUPERVISOR = "supervisor"
    TRAINING_OFFICER = "training-officer"
    EITHER = "either"


class Answers(StrEnum):
    """When a quiz shows which answers were right."""

    SUBMITTED = "submitted"  # after each attempt
    PASSED = "passed"  # once it is passed, or no attempt is left
    NEVER = "never"


class Counts(StrEnum):
    """Which attempt at a quiz decides whether it is passed."""

    BEST = "best"
    LATEST = "latest"
    FIRST = "first"


VERBS = (
    "Watch", "Read", "Review", "Listen", "E-learning", "Complete", "Receive",
    "Observe", "Discuss", "Reflect", "Activity", "On your own, reflect",
)  # fmt: skip
QUIZ = "Quiz"  # stands where a task has its verb

ACTIVITY_KINDS = (
    "intake", "assessment", "plan-review", "home-visit", "referral",
    "close-out", "case-notes", "team-meeting", "other",
)  # fmt: skip


@dataclass(frozen=True)
class TaskOutline:
    """One thing to do, as worded in the edition."""

    key: str
    verb: str
    title: str
    seq: int | None = None  # number in the source guide; None for a task of our own
    url: str = ""
    note: str = ""  # Markdown: points to cover, remarks
    prompts: tuple[str, ...] = ()
    evidence: Evidence = Evidence.TICK
    signers: Signers = Signers.NONE
    count: int = 1
    parts: tuple[tuple[str, int], ...] = ()  # e.g. (("open", 2), ("closed", 1)); sums to count
    kind: str = ""  # activity kind of what is logged for it; "" = any
    due_days: int | None = None  # days from the start, when earlier than the section
    roles: tuple[str, ...] = ()  # job roles it is for; () = everyone
    slot: str = ""  # material that the office supplies
    required: bool = True
    singly: bool = False  # too serious to be signed off together with others
    minutes: int | None = None  # as its publisher states them
    about: str = ""  # key of the task whose log entries an answer looks back on
    drafted: bool = False  # a note is drafted where it belongs and shown; nothing is uploaded
    course: str = ""  # key of the course whose record closes it
    quiz: str = ""  # key of the quiz of this guide that closes it once passed

    @property
    def logged(self) -> bool:
        """Whether log entries count for it: what was observed, or pieces of a stated kind."""
        return self.evidence is Evidence.OBSERVATION or bool(self.kind)


@dataclass(frozen=True)
class TopicOutline:
    """A heading inside a section; key and title are empty for tasks that stand under none."""

    key: str
    title: str
    tasks: tuple[TaskOutline, ...] = ()


@dataclass(frozen=True)
class QuizOutline:
    """A quiz beside a section: it shows what to read again, and is none of the tasks."""

    key: str
    title: str
    bank: str  # where its questions come from: quizzes/<bank>.gift
    draw: tuple[tuple[str, int], ...]  # how many of which category; "" = from the whole bank
    pass_percent: int = 80
    attempts: int | None = 3  # None: as many as one likes
    wait_hours: int = 0  # between two attempts
    minutes: int | None = None  # for one attempt; None: no limit
    shuffle: bool = True  # the order of the questions and of their answers
    answers: Answers = Answers.PASSED
    counts: Counts = Counts.BEST
    required: bool = False
    roles: tuple[str, ...] = ()  # job roles it is for; () = everyone
    note: str = ""  # Markdown, for the learner

    @property
    def number(self) -> int:
        """How many questions one attempt asks."""
        return sum(number for _, number in self.draw)


@dataclass(frozen=True)
class SectionOutline:
    """A section: what carries the due date and the completion date."""

    key: str
    title: str
    due_days: int | None = None
    introduction: str = ""  # Markdown
    topics: tuple[TopicOutline, ...] = ()
    quizzes: tuple[QuizOutline, ...] = ()  # beside the tasks: no count and no date of theirs

    @cached_property
    def tasks(self) -> tuple[TaskOutline, ...]:
        """All tasks of the section, in order."""
        return tuple(task for topic in self.topics for task in topic.tasks)


@dataclass(frozen=True)
class ProgramOutline:
    """A whole curriculum in one state."""

    key: str
    title: str
    introduction: str = ""
    closing: str = ""
    disclaimer: str = ""
    dates_suggested: bool = False
    sections: tuple[SectionOutline, ...] = field(default=())

    @cached_property
    def tasks(self) -> dict[str, TaskOutline]:
        """Every task by its key, in order."""
        return {task.key: task for section in self.sections for task in section.tasks}

    @cached_property
    def section_titles(self) -> dict[str, str]:
        """The title of each section, by its key."""
        return {section.key: section.title for section in self.sections}

    def section(self, key: str) -> SectionOutline:
        """The section of this key. Raises StopIteration when there is none."""
        return next(section for section in self.sections if section.key == key)

    @cached_property
    def section_of(self) -> dict[str, SectionOutline]:
        """The section of each task, by the task's key."""
        return {task.key: section for section in self.sections for task in section.tasks}

    @cached_property
    def quizzes(self) -> dict[str, QuizOutline]:
        """Every quiz by its key, in order. No task has the key of a quiz."""
        return {quiz.key: quiz for section in self.sections for quiz in section.quizzes}

    @cached_property
    def quiz_section_of(self) -> dict[str, SectionOutline]:
        """The section that each quiz stands beside, by the quiz's key."""
        return {quiz.key: section for section in self.sections for quiz in section.quizzes}
