"""The demo's offices while their past is being written: who acts, and on what.

It goes through the same doors as the pages do, so that nobody in the demo does what they may not.
"""

from dataclasses import dataclass, field

from sqlalchemy import select

from lms.base.db import db
from lms.curriculum.models import Edition
from lms.curriculum.outline import Signers, TaskOutline
from lms.demo import opening
from lms.demo.branches import OFFICERS, Branch, Colleague
from lms.demo.plan import Deed
from lms.demo.stages import Learner
from lms.people import queries as people
from lms.people.actor import Actor
from lms.people.models import Office
from lms.progress import access
from lms.progress.models import Review
from lms.progress.work import Work

BY_OFFICER = frozenset({"icm-orientation", "reporting-process"})  # where either may sign


@dataclass
class Past:
    """The offices while their past is being written, and what each learner works through."""

    offices: dict[Branch, Office]
    edition: Edition
    works: dict[str, list[Work]] = field(default_factory=dict)  # the guide, then own tasks
    actors: dict[str, Actor] = field(default_factory=dict)
    entries: dict[tuple[str, str], int] = field(default_factory=dict)  # (learner, what) → row

    def learner(self, deed: Deed) -> tuple[Actor, Work]:
        """Whose deed it is, and their work."""
        return self.actor(deed.learner), self.work(deed)

    def work(self, deed: Deed) -> Work:
        """The guide, or the office's own tasks where the deed is about one of them."""
        guide, *own = self.works[deed.learner.handle]
        return next((one for one in own if deed.key in one.tasks), guide)

    def waiting(self, deed: Deed) -> tuple[Actor, Review, Work]:
        """What the learner sent first, with whoever decides: through the same door as a page."""
        work = self.work(deed)
        mine = select(Review.id).filter_by(enrollment_id=work.id, task_key=deed.key, closed_at=None)
        first = db.session.scalars(mine.order_by(Review.opened_at, Review.id).limit(1)).one()
        signer = self.signer(deed)
        return signer, access.review_to_decide(signer, first), work

    def leader(self, learner: Learner) -> Actor:
        """Whoever leads a learner then: the supervisor, or the officer once that one has left."""
        return self.actor(_signer(learner, None))

    def signer(self, deed: Deed) -> Actor:
        """Whoever decides on it then."""
        return self.actor(_signer(deed.learner, self.work(deed).tasks.get(deed.key)))

    def actor(self, one: Colleague | Learner) -> Actor:
        """Someone as the rules know them; asked once, for whoever acts keeps post and roles."""
        if one.handle not in self.actors:
            found = people.actor(opening.person(one).id)
            assert found is not None
            self.actors[one.handle] = found
        return self.actors[one.handle]


def _signer(learner: Learner, task: TaskOutline | None) -> Colleague:
    """The supervisor, unless it is the officer's task or the supervisor has left by now.

    Without a task it is about the person, or the date of a section.
    """
    either = task and task.signers is Signers.EITHER and task.key in BY_OFFICER
    if (
        either
        or (task and task.signers is Signers.TRAINING_OFFICER)
        or opening.person(learner.supervisor).deactivated_at
    ):
        return OFFICERS[learner.office]
    return learner.supervisor
