"""Somebody leaves: their seats go to whoever waits, their people to a successor.

Their account ends. What they wrote, signed and completed stays.
"""

from lms.people import leaving
from lms.people.leaving import HandingOver
from lms.people.models import Person
from lms.training import bookings


def let_go(person: Person, over: HandingOver | None, *, actor_id: int | None) -> None:
    """Deactivate someone, in a transaction that holds no person yet. Twice changes nothing.

    Raises what `leaving.let_go` raises.
    """
    bookings.release(person.id, actor_id=actor_id, also=leaving.subjects(person, over))
    leaving.let_go(person, over, actor_id=actor_id)
