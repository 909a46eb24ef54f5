"""Who may open what of competencies.

Ratings are about somebody's practice: the person, those who see their states and dates, nobody
else; colleagues learn nothing. What was said beside a rating, and how people rate themselves, is
read by the person, by whoever wrote it and by whoever signs for them today.
"""

from dataclasses import dataclass

from lms.base import events
from lms.base.db import db
from lms.base.errors import NotAllowed, NotFound
from lms.competencies.models import CompetencyReview, Rating
from lms.curriculum.outline import Signers
from lms.people import queries as people
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress import access
from lms.progress.models import RATING, Review


@dataclass(frozen=True)
class Sight:
    """What of one person's competencies somebody sees."""

    reader_id: int
    person_id: int
    signs: bool  # for them, today: the supervisor, or the officer where there is none
    suspends: bool = False  # the supervisor and the officer alike: safety waits for nobody
    oversees: bool = False  # answers for the person, also once the work ended

    @property
    def mine(self) -> bool:
        """Whether the reader is the person."""
        return self.reader_id == self.person_id

    @property
    def words(self) -> bool:
        """Whether the reader sees comments and how the person rates themselves."""
        return self.mine or self.signs

    def reads(self, author_id: int) -> bool:
        """Whether the reader reads the words of this author about the person."""
        return self.words or author_id == self.reader_id


def person_to_rate(actor: Actor, person_id: int) -> Person:
    """Somebody whom the actor rates: themselves, or their people. NotFound, NotAllowed."""
    person = access.person_to_see(actor, person_id)
    if person.id != actor.id and not signs(actor, person.id):
        raise NotAllowed
    return person


def person_to_grant(actor: Actor, person_id: int) -> Person:
    """Somebody of whom the actor says what they may do. NotFound, or NotAllowed for onlookers."""
    person = access.person_to_see(actor, person_id)
    if not signs(actor, person.id):
        raise NotAllowed
    return person


def signs(actor: Actor, person_id: int) -> bool:
    """Whether the actor judges this person today: the supervisor, or the office's training officer
    where there is none. Never oneself.
    """
    return access.signs_task(actor, person_id, Signers.SUPERVISOR)


def person_on_paper(actor: Actor, person_id: int) -> Person:
    """Somebody for whom the actor copies a rating from paper: the officer of their office.

    Raises NotFound, NotAllowed.
    """
    person = access.person_to_see(actor, person_id)
    if not copies(actor, person.id):
        raise NotAllowed
    return person


def copies(actor: Actor, person_id: int) -> bool:
    """Whether the actor may record what stands on paper: an officer of the person's office."""
    return person_id != actor.id and people.office_of(person_id) in actor.officer_of


def sight(actor: Actor, person_id: int) -> Sight:
    """What the actor sees of a person that they may see."""
    if actor.id == person_id:
        return Sight(actor.id, person_id, signs=False)
    leads = access.leads(actor, person_id)
    return Sight(
        actor.id, person_id, leads and signs(actor, person_id), leads,
        leads or access.oversees(actor, person_id),
    )  # fmt: skip


def rating_to_take_back(actor: Actor, rating_id: int) -> Rating:
    """A rating that was given and that the actor gave or recorded. NotFound, NotAllowed."""
    rating = db.session.get(Rating, rating_id)
    if rating is None:
        raise NotFound
    access.person_to_see(actor, rating.person_id)
    if actor.id in (rating.rater_id, rating.recorder_id):
        return rating
    if rating.given_at is None:
        raise NotFound
    raise NotAllowed


def cycle_review_of(actor: Actor, review_id: int) -> CompetencyReview:
    """The review of a cycle behind something that waits for the actor. NotFound, NotAllowed."""
    waiting: Review = access.review_to_answer(actor, review_id)
    if waiting.kind != RATING:
        raise NotFound
    found = db.session.get(CompetencyReview, waiting.source_id)
    if found is None:
        raise NotFound
    return found


def hold(person_id: int) -> None:
    """Take the person for this transaction: ratings and what they may do queue up here."""
    events.lock(events.person(person_id))
