"""Open slots: what the guide leaves to the office, and the office has not supplied or looked at.

A new hire who meets an empty link asks a colleague; the training officer should see it first.
"""

from collections.abc import Iterator

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from lms.curriculum.models import Edition, Program, Section, Supply, Task, Topic
from lms.people.models import Office, Person, Post
from lms.progress.access import Visible
from lms.reports.scope import Choice, Line, Mark, Read, plain

HEAD = ("Office", "Guide", "Section", "Task", "Slot", "State", "Look again by", "Kept by")
NOTES = (
    "The newest edition of each guide is looked at.",
    "Look again by is the day that whoever supplied it set for a check.",
)
OPEN, OLD = Mark("Nothing supplied yet", "not-started"), Mark("To be looked at", "overdue")
HERE, ANY = aliased(Post), aliased(Edition)


def rows(visible: Visible, choice: Choice, read: Read) -> Iterator[Line]:
    """One line for each office and slot that is open, by office and in the guide's order."""
    given = and_(
        Supply.office_id == Office.id, Supply.program_id == Program.id,
        Supply.task_key == Task.key, Supply.superseded_at.is_(None),
    )  # fmt: skip
    empty = or_(Supply.id.is_(None), and_(Supply.url == "", Supply.note == ""))
    newest = select(func.max(ANY.number)).where(ANY.program_id == Program.id).correlate(Program)
    found = (
        select(
            Office.name, Edition.title, Section.title, Task.title, Task.slot, empty,
            Supply.review_on, Person.name,
        )
        .select_from(Office)
        .join(Program, or_(Program.office_id.is_(None), Program.office_id == Office.id))
        .join(Edition, and_(
            Edition.program_id == Program.id, Edition.number == newest.scalar_subquery(),
        ))
        .join(Section, Section.edition_id == Edition.id)
        .join(Topic, Topic.section_id == Section.id)
        .join(Task, Task.topic_id == Topic.id)
        .outerjoin(Supply, given)
        .outerjoin(Person, Person.id == Supply.owner_id)
        .where(Task.slot != "", or_(empty, Supply.review_on < visible.day))
        .order_by(Office.name, Program.key, Section.position, Topic.position, Task.position)
    )  # fmt: skip
    if not visible.everyone:
        theirs = exists().where(HERE.office_id == Office.id, visible.by(HERE))
        found = found.where(or_(theirs, Office.id.in_(visible.offices)))
    if choice.office_id is not None:
        found = found.where(Office.id == choice.office_id)
    for office, guide, section, title, slot, unfilled, review_on, owner in read(found):
        state = OPEN if unfilled else OLD
        words = slot.replace("-", " ")
        yield Line((office, guide, section, plain(title), words, state, review_on, owner))
