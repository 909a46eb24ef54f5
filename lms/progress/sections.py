"""Where a section stands, and the whole guide, worked out from its tasks. No database here.

A supervisor asks "how far is she, and what is late": these numbers answer it, on every page alike.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from lms.curriculum.outline import QuizOutline, SectionOutline
from lms.progress.standing import State, TaskStanding


class Tally(NamedTuple):
    """How many required tasks there are, and how many are in which state."""

    required: int = 0
    done: int = 0  # waived ones among them
    waived: int = 0
    submitted: int = 0
    returned: int = 0
    begun: int = 0  # in any state but the first

    @property
    def state(self) -> State:
        """One word for all of them: what most needs to be known."""
        if self.done >= self.required:
            every = self.required and self.waived == self.required
            return State.WAIVED if every else State.DONE
        if self.returned:
            return State.RETURNED
        if self.submitted == self.required - self.done:
            return State.SUBMITTED
        return State.IN_PROGRESS if self.begun else State.NOT_STARTED

    @property
    def with_learner(self) -> int:
        """How many wait for the learner and nobody else."""
        return self.required - self.done - self.submitted


ONE = Tally(required=1, begun=1)
TALLIES = {
    State.NOT_STARTED: Tally(required=1),
    State.IN_PROGRESS: ONE,
    State.SUBMITTED: ONE._replace(submitted=1),
    State.RETURNED: ONE._replace(returned=1),
    State.DONE: ONE._replace(done=1),
    State.WAIVED: ONE._replace(done=1, waived=1),
}


def summed(tallies: Iterable[Tally]) -> Tally:
    """Several counted together."""
    return Tally(*map(sum, zip(*tallies, strict=True)))


def tally(tasks: Iterable[TaskStanding]) -> Tally:
    """The required ones among these tasks, counted."""
    return summed([Tally(), *(TALLIES[one.state] for one in tasks if one.task.required)])


@dataclass(frozen=True)
class TopicStanding:
    """One topic of one person, ready to show."""

    title: str
    tasks: Sequence[TaskStanding]

    @property
    def closed(self) -> int:
        """How many of its tasks leave nothing to do."""
        return sum(task.closed for task in self.tasks)

    @property
    def state(self) -> State:
        """One word for it."""
        counted = tally(self.tasks)
        if self.closed < len(self.tasks) and counted.done == counted.required:  # optional ones
            return State.IN_PROGRESS if counted.begun else State.NOT_STARTED
        return counted.state


class QuizLine(NamedTuple):
    """A quiz beside a section, and since when it is passed. It is none of the tasks."""

    quiz: QuizOutline
    passed_on: date | None


@dataclass(frozen=True)
class SectionStanding:
    """One section of one person, ready to show."""

    section: SectionOutline
    tasks: Mapping[str, TaskStanding]
    tally: Tally
    due_on: date | None
    completed_on: date | None
    paused: bool = False  # the person is on leave: nothing counts as late
    quizzes: Sequence[QuizLine] = ()

    @property
    def done(self) -> int:
        """How many tasks count as done."""
        return self.tally.done

    @property
    def required(self) -> int:
        """How many tasks count."""
        return self.tally.required

    @property
    def state(self) -> State:
        """One word for it."""
        return self.tally.state

    @property
    def open_due(self) -> date | None:
        """The earliest date of what is still with the learner."""
        tasks = (task for task in self.tasks.values() if task.task.required and task.with_learner)
        return min((task.due_on for task in tasks if task.due_on), default=None)

    def topics(self) -> list[TopicStanding]:
        """Its topics with the tasks this person has, in order."""
        listed = (
            (topic, [self.tasks[task.key] for task in topic.tasks if task.key in self.tasks])
            for topic in self.section.topics
        )
        return [TopicStanding(topic.title, tasks) for topic, tasks in listed if tasks]

    def overdue(self, today: date) -> bool:
        """Whether anything in it is late for the learner."""
        return self.open_due is not None and self.open_due < today and not self.paused

    def due_soon(self, today: date) -> bool:
        """Whether something in it is due within three days, and nothing is late."""
        soon = any(task.due_soon(today) for task in self.tasks.values())
        return soon and not self.overdue(today)


def section_standing(
    section: SectionOutline, tasks: Mapping[str, TaskStanding], due_on: date | None,
    quizzes: Sequence[QuizLine] = (),
) -> SectionStanding:  # fmt: skip
    """The standing of a section, from those of its tasks that the person has.

    A quiz changes nothing about it: an office that begins to require one reopens nobody's section.
    """
    counted = tally(tasks.values())
    done = [one.done_on for one in tasks.values() if one.task.required and one.done_on]
    whole = counted.required > 0 and counted.done == counted.required
    last = max(done) if whole else None
    return SectionStanding(section, tasks, counted, due_on, last, quizzes=quizzes)


def paused(sections: Iterable[SectionStanding]) -> list[SectionStanding]:
    """The same while the person is on leave: their dates wait for them."""
    return [
        replace(
            one, paused=True,
            tasks={key: replace(task, paused=True) for key, task in one.tasks.items()},
        )
        for one in sections
    ]  # fmt: skip
