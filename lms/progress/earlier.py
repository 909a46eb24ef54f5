"""What was done for tasks and quizzes that a guide has no more: it counts no longer, and happened.

A new edition never takes a fact from anybody; a record that left them out would.
"""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select

from lms.base.db import db
from lms.curriculum.models import Edition, SectionQuiz, Task
from lms.progress import ledger
from lms.progress.models import Kind
from lms.progress.work import Work


def earlier(work: Work, at: datetime | None = None) -> list[tuple[str, str, date]]:
    """Key, title as worded last, and when it was done, or a quiz passed."""
    facts = ledger.facts(work.id, at)
    gone = facts.keys() - work.outline.tasks.keys() - work.quizzes.keys()
    done = {key: lines for key in gone if (lines := ledger.of_kind(facts[key], Kind.DONE))}
    rest = gone - done.keys()
    passed = {key: lines for key in rest if (lines := ledger.of_kind(facts[key], Kind.QUIZ))}
    if not (done or passed):
        return []
    titles = _titles(work, Task, done) | _titles(work, SectionQuiz, passed)
    days = {key: max(one.effective_on for one in lines) for key, lines in (done | passed).items()}
    listed = (key for key in facts if key in titles)  # in the order in which it was begun
    return [(key, titles[key], days[key]) for key in listed]


def _titles(
    work: Work, worded: type[Task] | type[SectionQuiz], keys: Collection[str]
) -> dict[str, str]:
    """The titles that the last edition to have them gave these keys."""
    if not keys:
        return {}
    found = select(worded.key, worded.title).join(Edition, Edition.id == worded.edition_id)
    found = found.where(Edition.program_id == work.program_id, worded.key.in_(keys))
    quiz = "Quiz: " if worded is SectionQuiz else ""
    rows = db.session.execute(found.order_by(Edition.number))
    return {key: f"{quiz}{title}" for key, title in rows}
