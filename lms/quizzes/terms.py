"""The terms of an attempt: its quiz as the edition says it that was in force when it began.

Moving to a new edition changes what comes next, never what an attempt already taken was worth.
"""

from sqlalchemy import select

from lms.base.db import db
from lms.curriculum import queries as curriculum
from lms.curriculum.models import Edition, SectionQuiz
from lms.curriculum.outline import QuizOutline


def terms(section_quiz_id: int) -> QuizOutline:
    """The quiz as worded in its edition."""
    found = select(Edition.id, Edition.digest, SectionQuiz.key).where(
        SectionQuiz.id == section_quiz_id, Edition.id == SectionQuiz.edition_id
    )
    edition_id, digest, key = db.session.execute(found).one()
    return curriculum.outline(edition_id, digest).quizzes[key]


def worded(edition_id: int, quiz_key: str) -> int:
    """The row of a quiz as an edition words it."""
    found = select(SectionQuiz.id).filter_by(edition_id=edition_id, key=quiz_key)
    return db.session.scalars(found).one()
