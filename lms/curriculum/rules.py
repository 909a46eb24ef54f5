"""Publishing: files become a new edition, or nothing happens because nothing changed."""

from dataclasses import asdict

from sqlalchemy import select

from lms.base import clock, events
from lms.base.db import db, upsert
from lms.base.errors import Refusal
from lms.curriculum import queries
from lms.curriculum.models import Edition, Program, Section, SectionQuiz, Task, Topic
from lms.curriculum.outline import ProgramOutline, SectionOutline, TopicOutline
from lms.curriculum.outline_json import digest


def publish(
    outline: ProgramOutline, *, actor_id: int | None = None, office_id: int | None = None
) -> Edition | None:
    """A new edition of the program; None when the latest one says the same already.

    `office_id` is given for the tasks that an office adds of its own. Raises Refusal for a key
    that belongs to another kind of program.
    """
    program = _program(outline.key, office_id)
    latest = queries.latest_edition(outline.key)
    state = digest(outline)
    if latest and latest.digest == state:
        return None
    edition = Edition(
        program_id=program.id,
        number=latest.number + 1 if latest else 1,
        title=outline.title,
        introduction=outline.introduction,
        closing=outline.closing,
        disclaimer=outline.disclaimer,
        dates_suggested=outline.dates_suggested,
        digest=state,
        published_at=clock.now(),
        published_by=actor_id,
        sections=[_section(place, section) for place, section in enumerate(outline.sections, 1)],
    )
    db.session.add(edition)
    db.session.flush()
    _add_tasks(edition, outline)
    _add_quizzes(edition, outline)
    events.record(
        events.SYSTEM, "edition-published", actor_id=actor_id, program=outline.key,
        edition=edition.number, digest=state,
    )  # fmt: skip
    return edition


def _program(key: str, office_id: int | None) -> Program:
    """The program's row, locked: two publishers at once make two editions, one after the other."""
    new = {"key": key, "office_id": office_id}
    db.session.execute(upsert(Program).values(new).on_conflict_do_nothing())
    found = db.session.scalars(select(Program).filter_by(key=key).with_for_update()).one()
    if found.office_id != office_id:
        raise Refusal(f"The key {key} is in use for the own tasks of an office; choose another.")
    return found


def _section(place: int, outline: SectionOutline) -> Section:
    return Section(
        position=place,
        key=outline.key,
        title=outline.title,
        due_days=outline.due_days,
        introduction=outline.introduction,
        topics=[_topic(number, topic) for number, topic in enumerate(outline.topics, 1)],
    )


def _topic(place: int, outline: TopicOutline) -> Topic:
    return Topic(position=place, key=outline.key, title=outline.title)


def _add_tasks(edition: Edition, outline: ProgramOutline) -> None:
    for section, wanted in zip(edition.sections, outline.sections, strict=True):
        for topic, listed in zip(section.topics, wanted.topics, strict=True):
            db.session.add_all(
                Task(edition_id=edition.id, topic_id=topic.id, position=place, **asdict(task))
                for place, task in enumerate(listed.tasks, 1)
            )
    db.session.flush()


def _add_quizzes(edition: Edition, outline: ProgramOutline) -> None:
    for section, wanted in zip(edition.sections, outline.sections, strict=True):
        db.session.add_all(
            SectionQuiz(edition_id=edition.id, section_id=section.id, position=place, **asdict(one))
            for place, one in enumerate(wanted.quizzes, 1)
        )
    db.session.flush()
