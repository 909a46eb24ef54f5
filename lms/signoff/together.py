"""Signing several tasks of one person at once, as after an hour of supervision.

Each task is listed and signed by itself, with one meaning and one day for all. What has to be seen
happening, and what is about safety, is never signed like this.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lms.base.db import db
from lms.base.errors import Refusal
from lms.curriculum.outline import Signers, TaskOutline
from lms.people.actor import Actor
from lms.progress import access, reviews, rules
from lms.progress import queries as works
from lms.progress.models import OBSERVATION, Review, SignOff
from lms.progress.standing import TaskStanding
from lms.progress.work import Held, Work
from lms.signoff import decisions, queries
from lms.signoff.decisions import Statement
from lms.signoff.queries import Attempt

BY_ITSELF = "is signed by itself, not together with others"


@dataclass(frozen=True)
class Item:
    """One task that can be signed with others, and what was sent for it, if anything."""

    standing: TaskStanding
    attempt: Attempt | None

    @property
    def task(self) -> TaskOutline:
        """What it is about."""
        return self.standing.task


def allowed(task: TaskOutline) -> bool:
    """Whether it may be signed with others at once: no observation, nothing about safety."""
    return reviews.kind_of(task) != OBSERVATION and not task.singly


def listed(actor: Actor, work: Work) -> list[Item]:
    """What the actor could sign now for this person: what waits, and talks not asked about."""
    mine = {kind for kind in Signers if access.signs_task(actor, work.person_id, kind)}
    for_me = queries.attempts_waiting(actor, work.id)
    waiting = {str(one.review.task_key): one for one in for_me if one.review}
    found = []
    for section in works.section_standings(work):
        for key, standing in section.tasks.items():
            task, attempt = standing.task, waiting.get(key)
            if standing.closed or not allowed(task):
                continue
            counted = all(
                standing.pieces.get(part, 0) >= wanted
                for part, wanted in standing.needs.pieces.items()
            )
            unasked = decisions.recordable(task) and counted and not standing.waiting
            if attempt or (unasked and task.signers in mine):
                found.append(Item(standing, attempt))
    return found


class Ticked(NamedTuple):
    """What the signer ticked: the task, what is attested, and which attempt was shown, if any."""

    task_key: str
    statement: Statement
    review_id: int | None = None


def sign_off_several(
    actor: Actor, work: Work, items: Sequence[Ticked | tuple[str, Statement]]
) -> list[SignOff]:
    """Attest to several tasks of one person at once, all of them or none.

    Each gets a signature and a note of its own. The same once more changes nothing. Raises Refusal
    naming the task that is signed by itself, or waits no longer.
    """
    held = rules.lock(work)
    signed = []
    for item in items:
        ticked = Ticked(*item)
        task = rules.task_of(held, ticked.task_key)
        if not allowed(task):
            raise Refusal(f"“{task.title}” {BY_ITSELF}.")
        try:
            signed.append(_sign_one(actor, held, task, ticked))
        except Refusal as refusal:
            raise Refusal(f"“{task.title}”: {refusal.message}", refusal.field) from refusal
    return signed


def _sign_one(actor: Actor, held: Held, task: TaskOutline, ticked: Ticked) -> SignOff:
    """Nobody signs what they were not shown: an attempt that was changed since is refused."""
    statement = ticked.statement
    shown = db.session.get(Review, ticked.review_id) if ticked.review_id else None
    if shown is not None and (shown.enrollment_id, shown.task_key) == (held.id, task.key):
        return decisions.sign_off(actor, shown, held, statement)
    for review in reviews.current_reviews(held, task):
        if reviews.holds(review):
            return decisions.sign_off(actor, review, held, statement)
    return decisions.record(actor, held, task.key, statement)
