"""Whether the program that teaches the pathway is published here, and whether somebody is on it."""

from typing import NamedTuple

from lms.curriculum import queries as curriculum
from lms.pathway.duties import PROGRAM
from lms.people.actor import Actor
from lms.progress.work import works_of


class Taught(NamedTuple):
    """The published program, and the reader's own enrollment on it, if there is one."""

    title: str
    enrollment_id: int | None


def taught(actor: Actor) -> Taught | None:
    """The program as it is published now; None where an office has not added it."""
    edition = curriculum.latest_edition(PROGRAM)
    if edition is None:
        return None
    mine = [work.id for work in works_of(actor.id) if work.program_id == edition.program_id]
    return Taught(edition.title, mine[0] if mine else None)
