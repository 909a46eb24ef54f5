"""A small bank of four questions, a small guide with its quiz, and people who take it.

The real banks change with the guide; here a test says itself which answer is right.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from lms.base.db import db
from lms.curriculum.models import Edition
from lms.curriculum.outline import (
    Evidence,
    ProgramOutline,
    QuizOutline,
    SectionOutline,
    TaskOutline,
    TopicOutline,
)
from lms.people.actor import Actor
from lms.people.models import Office, Person
from lms.progress import ledger
from lms.progress import rules as progress
from lms.progress.models import Kind
from lms.progress.work import Work
from lms.quizzes import publishing, queries, taking
from lms.quizzes.gift.reading import read_bank
from lms.quizzes.item import Item
from lms.quizzes.models import QuizAttempt
from lms.quizzes.publishing import Published
from lms.quizzes.question import Bank
from lms.quizzes.scoring import Response
from lms.quizzes.standing import QuizStanding
from lms.quizzes.taking import Writing
from tests.cast import START, Cast, actor, posted
from tests.progress.editions import published
from tests.quizzes.taken import Choose, begun

BANK, QUIZ, SECTION, PASS_IT, READ_IT = "small", "check-small", "small", "pass-it", "read-it"
KEYS = ("q1", "q2", "q3", "q4")
OPTIONS = ("One", "Two", "Three")


def gift(
    right: Mapping[str, str] | None = None, keys: tuple[str, ...] = KEYS,
    tags: Mapping[str, str] | None = None, options: Mapping[str, tuple[str, ...]] | None = None,
) -> str:  # fmt: skip
    """The bank as a file: of each question `One` is right unless said otherwise."""
    blocks = ["$CATEGORY: Small things/Numbers"]
    for key in keys:
        wanted = (right or {}).get(key, "One")
        listed = (options or {}).get(key, OPTIONS)
        answers = "".join(f"\n\t{'=' if one == wanted else '~'}{one}" for one in listed)
        tag = f" [tag:{tags[key]}]" if tags and key in tags else ""
        blocks.append(f"// [id:{key}]{tag}\n::Title of {key}::How many is {key}? {{{answers}\n}}")
    return "\n\n".join(blocks) + "\n"


def small(right: Mapping[str, str] | None = None, **more: Any) -> Bank:
    """The same as a bank."""
    return read_bank(gift(right, **more), BANK)


def brought(bank: Bank, office: Office | None = None, who: Person | None = None) -> Published:
    """It is the bank from now on: the project's, or an office's own."""
    done = publishing.publish(
        actor(who) if who else None, bank, BANK, office.id if office else None
    )
    db.session.commit()
    return done


def quiz(**change: Any) -> QuizOutline:
    """All four questions in the order of the bank, three of them to pass."""
    usual = QuizOutline(QUIZ, "Check yourself: small", BANK, (("", 4),), pass_percent=75,
                        attempts=None, shuffle=False)  # fmt: skip
    return replace(usual, **change)


def guide(one: QuizOutline, *tasks: TaskOutline) -> ProgramOutline:
    """One section with a task that the quiz closes, and the quiz beside it."""
    listed = tasks or (TaskOutline(PASS_IT, "Complete", "The quiz", evidence=Evidence.QUIZ,
                                   quiz=QUIZ),)  # fmt: skip
    section = SectionOutline(SECTION, "Small things", 30, "", (TopicOutline("", "", listed),),
                             (one,))  # fmt: skip
    return ProgramOutline("small-guide", "A small guide", sections=(section,))


def joined(edition: Edition, who: Person) -> Work:
    """Somebody on that guide."""
    return progress.enroll(who.id, edition, START, job_role="case-manager", actor_id=None)


def hired(cast: Cast, name: str, edition: Edition, office: Office | None = None) -> "Learner":
    """A new person on that guide, in the learner's office unless another one is named."""
    who = posted(name, office or cast.office, None if office else cast.supervisor)
    return Learner(who, joined(edition, who))


@dataclass(frozen=True)
class Learner:
    """Somebody who takes the small quiz."""

    person: Person
    work: Work

    @property
    def actor(self) -> Actor:
        """As rules know them."""
        return actor(self.person)

    def begun(self) -> QuizAttempt:
        """An attempt, nothing answered."""
        return begun(self.actor, self.work, QUIZ)

    def took(self, every: str = "One", **but: str) -> QuizAttempt:
        """An attempt that was handed in with these answers."""
        attempt = self.begun()
        taking.hand_in(self.actor, attempt, writing(attempt, said(every, **but)))
        db.session.commit()
        return attempt

    @property
    def standing(self) -> QuizStanding:
        """Where they stand."""
        return queries.standing(self.work, self.work.quizzes[QUIZ])

    @property
    def passed(self) -> list[tuple[int | None, str]]:
        """What the ledger says of the quiz: by which attempt, since which day."""
        facts = ledger.facts(self.work.id)
        return [(one.source_id, str(one.effective_on)) for one in facts[QUIZ]]

    @property
    def closed(self) -> bool:
        """Whether the task that the quiz closes is done."""
        return any(one.kind == Kind.DONE for one in ledger.facts(self.work.id)[PASS_IT])


@dataclass(frozen=True)
class Small:
    """The bank and the guide are there, and somebody is on it."""

    edition: Edition
    me: Learner


def opened(cast: Cast, one: QuizOutline | None = None, bank: Bank | None = None) -> Small:
    """The bank is published, the guide too, and Nadia is on it."""
    brought(bank or small())
    edition = published(guide(one or quiz()))
    found = Small(edition, hired(cast, "Nadia Karim", edition))
    db.session.commit()
    return found


def said(every: str = "One", **but: str) -> Choose:
    """Answers by their words, the same to every question but those that are named."""

    def choose(item: Item) -> Response | None:
        wanted = but.get(item.key, every)
        places = [n for n, one in enumerate(item.question.answers) if one.words.text == wanted]
        return places or None

    return choose


def writing(attempt: QuizAttempt, choose: Choose) -> Writing:
    """What a page would send."""
    answers = {one.position: choose(one) for one in queries.items(attempt.id)}
    return Writing(answers, attempt.version, anyway=True)


def results(attempt: QuizAttempt) -> list[tuple[int, bool, bool, str]]:
    """Every result it ever had: score, passed, undecided, why; oldest first."""
    return [
        (one.score, one.passed, one.undecided, str(one.cause))
        for one in queries.history(attempt.id)
    ]


def marks(attempt: QuizAttempt) -> list[str]:
    """What each question is worth now."""
    found = queries.result(attempt.id)
    assert found is not None
    return found.marks


def attempts() -> list[QuizAttempt]:
    """All there are."""
    return list(db.session.scalars(select(QuizAttempt).order_by(QuizAttempt.id)))
