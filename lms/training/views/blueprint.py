"""The room's one blueprint: its pages stand in one file for each reader or subject."""

from flask import Blueprint

from lms.base import clock, gate
from lms.people.actor import Actor
from lms.people.models import JOB_ROLES
from lms.training.queries import Moment

bp = Blueprint("training", __name__)


def words() -> dict[str, object]:
    """What the closed lists are called, for every page of the room."""
    return {"jobs": JOB_ROLES}


bp.context_processor(words)
PERSON = "/training/people/<row:person_id>"


def moment_of(actor: Actor) -> Moment:
    """Now, or the end of the past day that the address asks for."""
    past = gate.past_day(actor.today)
    return Moment(past, clock.end_of(past, actor.zone)) if past else Moment(actor.today)
