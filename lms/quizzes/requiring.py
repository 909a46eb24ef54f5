"""Which quizzes an office requires. It says so by quiz, where it differs from the guide.

A required quiz reopens no section and changes no date: it is shown as still to pass.
"""

from sqlalchemy import select

from lms.base import clock, events
from lms.base.db import db
from lms.base.errors import NotFound
from lms.curriculum import queries as curriculum
from lms.curriculum.models import QuizRequirement
from lms.curriculum.queries import Guide
from lms.people.actor import Actor
from lms.people.models import Office


def guide(program_id: int) -> Guide:
    """A guide that has quizzes. Raises NotFound."""
    found = next((one for one in curriculum.guides() if one.program_id == program_id), None)
    if found is None or not found.outline.quizzes:
        raise NotFound
    return found


def require(
    actor: Actor, office: Office, program_id: int, key: str, *, required: bool
) -> None:  # fmt: skip
    """Let an office require a quiz, or not. As it is already, nothing changes. Raises NotFound."""
    quiz = guide(program_id).outline.quizzes.get(key)
    if quiz is None:
        raise NotFound
    events.lock(events.office(office.id))
    mine = {"office_id": office.id, "program_id": program_id, "quiz_key": key}
    present = db.session.scalar(select(QuizRequirement).filter_by(**mine, superseded_at=None))
    if (present.required if present else quiz.required) == required:
        return
    now = clock.now()
    if present:
        present.superseded_at = now
        db.session.flush()
    db.session.add(QuizRequirement(**mine, required=required, recorded_at=now))
    events.record(events.office(office.id), "quiz-required", actor_id=actor.id,
                  program=program_id, quiz=key, required=required)  # fmt: skip
