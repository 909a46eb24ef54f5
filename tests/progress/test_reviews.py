"""What waits and how it ends: opened, returned, attested to, and bound to what was signed."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from lms.base import clock, prose
from lms.base.db import db
from lms.base.errors import Refusal
from lms.base.events import Event
from lms.base.prose import Prose
from lms.curriculum import queries as curriculum
from lms.curriculum import rules as publishing
from lms.curriculum.outline import TaskOutline
from lms.people.actor import Actor
from lms.progress import queries, reviews, rules, signatures, timeline
from lms.progress.models import Meaning, Outcome, Review, SignOff, Term
from lms.progress.signatures import Attestation
from lms.progress.work import Work
from tests.cast import Cast, actor, enrolled
from tests.progress.history import nothing_changes, verbs
from tests.together import together

TODAY = date(2026, 3, 4)
MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)
RESPONSE, TALK, BOTH, WATCHED = (
    "two-principles", "boundary-challenges", "icm-orientation", "two-assessments",
)  # fmt: skip


def opened(work: Work, key: str, source: int | None = None) -> Review:
    held = rules.lock(work)
    return reviews.open_review(held, held.tasks[key], source_id=source, proposed_on=MONDAY)


def accept(
    signer: Actor, review: Review, work: Work, on: date = MONDAY, content: str = "words"
) -> SignOff:
    stated = Attestation(Meaning.DISCUSSED, on)
    return signatures.accept(signer, review, rules.lock(work), stated, content=content)


def give_back(signer: Actor, review: Review, work: Work, comment: Prose) -> None:
    reviews.give_back(signer, review, rules.lock(work), comment)


def done_on(work: Work, key: str) -> date | None:
    return queries.task_standing(work, work.tasks[key]).done_on


def test_what_begins_to_wait(cast: Cast) -> None:
    review = opened(cast.work, TALK, 7)
    task = cast.work.tasks[TALK]
    assert (review.kind, review.person_id, review.piece) == ("discussion", cast.learner.id, 1)
    assert (review.title, review.signers) == (task.title, "supervisor")
    assert (review.source_id, review.proposed_on) == (7, MONDAY)
    assert (review.closed_at, review.outcome) == (None, None)
    assert (review.sent_at, review.opened_at) == (clock.now(), clock.now())
    assert review.task_id == curriculum.task_id(cast.work.edition_id, TALK)


@pytest.mark.parametrize(
    ("key", "expected"),
    [(RESPONSE, "response"), (TALK, "discussion"), (WATCHED, "observation"),
     ("three-self-sufficiency-plans", "response"), ("partners-in-three-cases", "discussion")],
)  # fmt: skip
def test_kinds_of_reviews(cast: Cast, key: str, expected: str) -> None:
    assert reviews.kind_of(cast.work.tasks[key]) == expected


def test_what_nobody_signs_does_not_wait(cast: Cast) -> None:
    with nothing_changes(), pytest.raises(Refusal, match="Nobody signs"):
        opened(cast.work, "nasw-code")


def test_no_more_waits_than_is_asked_for(cast: Cast, boss: Actor) -> None:
    first, second = opened(cast.work, WATCHED), opened(cast.work, WATCHED)
    assert (first.piece, second.piece) == (1, 2)
    accept(boss, first, cast.work)
    with nothing_changes(), pytest.raises(Refusal, match="sent already"):
        opened(cast.work, WATCHED)


def test_the_next_attempt_supersedes_the_one_that_came_back(cast: Cast, boss: Actor) -> None:
    first, second = opened(cast.work, WATCHED), opened(cast.work, WATCHED)
    comment = prose.write(boss.id, "comment", "Which tool did you see?")
    db.session.flush()
    give_back(boss, second, cast.work, comment)
    again = opened(cast.work, WATCHED)
    assert (second.superseded_at, again.piece, first.superseded_at) == (clock.now(), 2, None)
    assert (second.outcome, second.comment_id) == (Outcome.RETURNED, comment.id)
    assert verbs(cast.learner.id)[-1] == "returned"


def test_a_response_counts_from_the_day_it_was_sent(
    cast: Cast, boss: Actor, noon: time_machine.Traveller
) -> None:
    review = opened(cast.work, RESPONSE)
    noon.shift(9 * DAY)
    signed = accept(boss, review, cast.work, TODAY + 9 * DAY)
    assert done_on(cast.work, RESPONSE) == TODAY
    assert (signed.on, signed.signed_at) == (TODAY + 9 * DAY, clock.now())
    assert list(timeline.faults()) == []


def test_that_day_is_the_learners(cast: Cast, boss: Actor, noon: time_machine.Traveller) -> None:
    """Half past ten in the evening in Utah is tomorrow for a signer in New York."""
    cast.supervisor.time_zone = "America/New_York"
    noon.move_to(datetime.fromisoformat("2026-03-05T05:30:00+00:00"))
    accept(actor(cast.supervisor), opened(cast.work, RESPONSE), cast.work)
    assert done_on(cast.work, RESPONSE) == TODAY


@pytest.mark.parametrize("key", [TALK, "close-out-observed", BOTH])
def test_a_talk_or_an_observation_counts_from_its_own_day(
    cast: Cast, boss: Actor, key: str
) -> None:
    accept(boss, opened(cast.work, key), cast.work, MONDAY)
    assert done_on(cast.work, key) == MONDAY
    assert list(timeline.faults()) == []


def test_what_a_sign_off_keeps_and_tells(cast: Cast, boss: Actor) -> None:
    note = prose.write(boss.id, "note", "A good talk.")
    db.session.flush()
    review = opened(cast.work, TALK)
    stated = Attestation(Meaning.OBSERVED, MONDAY, note)
    signed = signatures.accept(boss, review, rules.lock(cast.work), stated, content="")
    assert (signed.person_id, signed.signer_id) == (cast.learner.id, boss.id)
    assert (signed.meaning, signed.on, signed.note_id) == ("observed", MONDAY, note.id)
    assert signed.task_id == curriculum.task_id(cast.work.edition_id, TALK)
    assert (review.outcome, review.decided_by) == (Outcome.ACCEPTED, boss.id)
    last = db.session.scalars(select(Event).filter_by(verb="signed-off")).one()
    assert last.actor_id == boss.id
    assert last.data == {
        "enrollment": cast.work.id, "task": TALK, "review": review.id, "sign_off": signed.id,
        "on": "2026-03-02", "meaning": "observed", "content": signed.content_digest,
        "note": note.digest,
    }  # fmt: skip


def test_a_day_to_come_is_refused(cast: Cast, boss: Actor) -> None:
    review = opened(cast.work, TALK)
    with nothing_changes(), pytest.raises(Refusal, match="not come yet") as refused:
        accept(boss, review, cast.work, TODAY + DAY)
    assert refused.value.field == "on"
    accept(boss, review, cast.work, TODAY)


def test_nobody_signs_off_their_own_work(cast: Cast, boss: Actor) -> None:
    mine = enrolled(cast.supervisor)
    review, comment = opened(mine, TALK), prose.write(boss.id, "comment", "Fine by me.")
    with nothing_changes():
        with pytest.raises(Refusal, match="own work"):
            accept(boss, review, mine)
        with pytest.raises(Refusal, match="own work"):
            give_back(boss, review, mine, comment)
    signed = accept(actor(cast.officer), review, mine)
    signed.signer_id = signed.person_id
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_what_was_decided_stays_decided(cast: Cast, boss: Actor) -> None:
    review = opened(cast.work, BOTH)
    accept(boss, review, cast.work)
    comment = prose.write(cast.officer.id, "comment", "Please wait.")
    with nothing_changes():
        with pytest.raises(Refusal, match="Daniel Okafor signed this off meanwhile"):
            accept(actor(cast.officer), review, cast.work)
        with pytest.raises(Refusal, match="meanwhile"):
            give_back(actor(cast.officer), review, cast.work, comment)


@pytest.mark.both
def test_two_signers_at_once(app: Flask, cast: Cast, boss: Actor) -> None:
    review, work, officer = opened(cast.work, BOTH).id, cast.work, actor(cast.officer)
    answers = together(
        app, *(lambda who=who: accept(who, db.session.get_one(Review, review), work).id
               for who in (boss, officer)),
    )  # fmt: skip
    assert sum(isinstance(answer, Refusal) for answer in answers) == 1
    assert db.session.scalar(select(func.count()).select_from(SignOff)) == 1
    assert verbs(work.person_id).count("signed-off") == 1
    assert list(timeline.faults()) == []


def reworded(work: Work, key: str, **words: object) -> Work:
    """The same work on a new edition, which has one task in other words."""

    def told(task: TaskOutline) -> TaskOutline:
        return replace(task, **words) if task.key == key else task  # type: ignore[arg-type]

    sections = tuple(
        replace(section, topics=tuple(
            replace(topic, tasks=tuple(map(told, topic.tasks))) for topic in section.topics
        ))
        for section in work.outline.sections
    )  # fmt: skip
    edition = publishing.publish(replace(work.outline, sections=sections))
    assert edition is not None
    moved = update(Term).where(Term.enrollment_id == work.id).values(edition_id=edition.id)
    db.session.execute(moved)
    return replace(work, edition_id=edition.id, edition=edition.number, digest=edition.digest)


def signed_digest(signer: Actor, work: Work, content: str = "words") -> str:
    """The digest of signing this work, taken back again."""
    with db.session.begin_nested() as attempt:
        found = accept(signer, opened(work, RESPONSE), work, content=content).content_digest
        attempt.rollback()
    return found


def test_a_sign_off_binds_to_what_was_signed(cast: Cast, boss: Actor) -> None:
    first = signed_digest(boss, cast.work)
    assert signed_digest(boss, cast.work) == first
    others = [
        signed_digest(boss, cast.work, "other words"),
        signed_digest(boss, reworded(cast.work, RESPONSE, title="Pick one principle.")),
        signed_digest(boss, reworded(cast.work, RESPONSE, note="Take your time.")),
        signed_digest(boss, reworded(cast.work, RESPONSE, prompts=("Which one?",))),
        signed_digest(boss, reworded(cast.work, TALK, note="Take your time.")),
    ]
    assert len({first, *others}) == 6


def test_a_later_edition_leaves_a_sign_off_as_it_is(cast: Cast, boss: Actor) -> None:
    signed = accept(boss, opened(cast.work, RESPONSE), cast.work)
    before = {column.name: getattr(signed, column.name) for column in SignOff.__table__.columns}
    reworded(cast.work, RESPONSE, title="Pick one principle.")
    db.session.expire_all()
    assert {name: getattr(signed, name) for name in before} == before
    assert done_on(cast.work, RESPONSE) == TODAY


@pytest.mark.parametrize("key", [RESPONSE, TALK])
def test_a_sign_off_binds_to_the_task_as_worded_when_it_was_sent(
    cast: Cast, boss: Actor, key: str
) -> None:
    """A new edition comes between sending and signing."""
    review = opened(cast.work, key)
    sent_as = review.task_id
    with db.session.begin_nested() as attempt:
        wanted = accept(boss, review, cast.work).content_digest
        attempt.rollback()
    moved = reworded(cast.work, key, title="Quite another task.", prompts=("Which one?",))
    signed = accept(boss, review, moved)
    assert (signed.task_id, signed.content_digest) == (sent_as, wanted)
    assert sent_as != curriculum.task_id(moved.edition_id, key)
    assert curriculum.worded(sent_as or 0).title == cast.work.tasks[key].title
    assert list(timeline.faults()) == []
