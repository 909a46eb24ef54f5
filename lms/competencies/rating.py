"""Verbs of rating: say how one competency stands, copy it from paper, take it back.

A rating is a judgement of a person, made by a person: it names the day, what was seen and what it
rests on, and is signed. It is never written over. Nobody rates themselves as a supervisor.
"""

import hashlib
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from lms.base import clock, events, prose
from lms.base.db import db
from lms.base.errors import Refusal
from lms.base.prose import Prose, Words
from lms.competencies import access, raters
from lms.competencies.framework import competency, present
from lms.competencies.models import Basis, Rating
from lms.curriculum.framework_outline import LEVELS, CompetencyOutline
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress.models import Fact, Meaning, SignOff

NOTHING = Words()
COMPETENT = 3
FIRST_DAY = date(2000, 1, 1)  # no record is older
LEADS = "Only the present supervisor can rate this person."
NOT_ONESELF = "Nobody rates themselves as a supervisor."
MOST_EVIDENCE = 50


@dataclass(frozen=True)
class Judgement:
    """How a competency stands, on which day, seen in what, resting on which evidence."""

    level: int
    on: date
    basis: tuple[str, ...] = ()
    behaviours: tuple[int, ...] = ()  # places in the framework's list
    evidence: tuple[int, ...] = ()  # lines of the ledger
    comment: Words = NOTHING


def give(actor: Actor, person: Person, key: str, judgement: Judgement) -> Rating:
    """Rate somebody, or oneself, now. The same once more is that rating.

    Raises NotFound for an unknown competency, Refusal naming the field, ClientIdentified.
    """
    access.hold(person.id)
    if actor.id != person.id and not access.signs(actor, person.id):
        raise Refusal(LEADS)
    row = new(actor.id, person.id, key, judgement, today=actor.today)
    if before := _given_before(row, judgement):
        return before
    _keep(row, judgement, actor.id)
    if not row.by_self:
        row.sign_off_id = sign(actor, person.id, [row], Meaning.RATED, judgement.on).id
    settle(actor, row, "rating-given")
    return row


def record(actor: Actor, person: Person, rater_id: int, key: str, judgement: Judgement) -> Rating:
    """Copy a rating that somebody made on paper, naming them. The same once more is that rating.

    Raises Refusal for whoever may not, for a rater who cannot have made it, and as `give` does.
    """
    access.hold(person.id)
    if actor.id == person.id or not access.copies(actor, person.id):
        raise Refusal("Only the training officer of the person’s office copies ratings from paper.")
    if rater_id == person.id:
        raise Refusal(NOT_ONESELF, "rater")
    if rater_id not in dict(raters.of(person.id)):
        raise Refusal("Choose somebody who led this person, or an officer of the office.", "rater")
    row = new(rater_id, person.id, key, judgement, today=actor.today)
    row.recorder_id = actor.id
    if before := _given_before(row, judgement):
        return before
    _keep(row, judgement, actor.id)
    row.sign_off_id = sign(actor, person.id, [row], Meaning.RECORDED, judgement.on).id
    settle(actor, row, "rating-recorded", rater=rater_id)
    return row


def take_back(actor: Actor, rating: Rating, words: Words) -> None:
    """A rating that was wrong counts no more; it stays to be seen, with the reason.

    A second time changes nothing. Raises Refusal, also for whoever did not give or record it.
    """
    access.hold(rating.person_id)
    db.session.refresh(rating)
    if actor.id not in (rating.rater_id, rating.recorder_id):
        raise Refusal("Only whoever gave this rating can take it back. Rate anew instead.")
    if rating.taken_back_at is not None:
        return
    if rating.given_at is None:
        raise Refusal("This rating is still being made: change it instead.")
    if not words.given:
        raise Refusal("Say why: it stays in the record.", "reason")
    reason = prose.keep(actor.id, "reason", words)
    rating.taken_back_at, rating.taken_back_by = clock.now(), actor.id
    rating.reason_id = reason.id
    db.session.flush()
    events.record(
        events.person(rating.person_id), "rating-taken-back", actor_id=actor.id, rating=rating.id,
        competency=rating.competency_key, reason=reason.digest,
    )  # fmt: skip


def new(rater_id: int, person_id: int, key: str, judgement: Judgement, *, today: date) -> Rating:
    """A rating as it is judged, after all that can be wrong in it; not yet kept.

    Raises NotFound, Refusal naming the field.
    """
    framework, outline = competency(key)
    by_self = rater_id == person_id
    _check(judgement, today)
    if not by_self:
        _check_grounds(outline, judgement)
        _check_evidence(person_id, judgement)
    return Rating(
        person_id=person_id, competency_key=key, framework_id=framework.id, by_self=by_self,
        rater_id=rater_id, level=judgement.level, on=judgement.on,
        basis=[] if by_self else sorted(set(judgement.basis)),
        behaviours=[] if by_self else sorted(set(judgement.behaviours)),
        evidence=[] if by_self else sorted(set(judgement.evidence)), recorded_at=clock.now(),
    )  # fmt: skip


def recheck(row: Rating) -> None:
    """What was said days ago has to stand when it is signed. Raises Refusal naming what does not.

    A competency that the framework asks no longer is signed as it was said.
    """
    outline = present().outline.competencies.get(row.competency_key)
    comment = db.session.get(Prose, row.comment_id) if row.comment_id else None
    said = Words((comment.text or "") if comment else "")
    judgement = Judgement(row.level, row.on, tuple(row.basis), tuple(row.behaviours),
                          tuple(row.evidence), said)  # fmt: skip
    if outline is None:
        return
    try:
        _check_grounds(outline, judgement)
        _check_evidence(row.person_id, judgement)
    except Refusal as refusal:
        raise Refusal(f"{outline.title}: {refusal.message}") from refusal


def sign(actor: Actor, person_id: int, rows: list[Rating], meaning: Meaning, on: date) -> SignOff:
    """Attest to these ratings exactly as they stand. The caller holds the person."""
    if actor.id == person_id:
        raise Refusal(NOT_ONESELF)
    stated = events.canonical({"ratings": [_stated(row) for row in rows]})
    signed = SignOff(
        person_id=person_id, signer_id=actor.id, meaning=meaning, on=on, signed_at=clock.now(),
        content_digest=hashlib.sha256(stated.encode()).hexdigest(),
    )  # fmt: skip
    db.session.add(signed)
    db.session.flush()
    return signed


def settle(actor: Actor, row: Rating, verb: str, **data: int | None) -> None:
    """It counts from now on; the record says so."""
    row.given_at = clock.now()
    db.session.flush()
    comment = db.session.get(Prose, row.comment_id) if row.comment_id else None
    events.record(
        events.person(row.person_id), verb, actor_id=actor.id, rating=row.id,
        competency=row.competency_key, level=row.level, on=row.on, by_self=row.by_self,
        comment=comment.digest if comment else None, **data,
    )  # fmt: skip


def _keep(row: Rating, judgement: Judgement, author_id: int) -> None:
    if judgement.comment.given:
        row.comment_id = prose.keep(author_id, "comment", judgement.comment).id
    db.session.add(row)
    db.session.flush()


def _check(judgement: Judgement, today: date) -> None:
    if not 0 <= judgement.level <= LEVELS:
        raise Refusal("Choose one of the levels.", "level")
    if not FIRST_DAY <= judgement.on <= today:
        raise Refusal("Choose the day on which it was judged; it cannot be to come.", "on")


def _check_grounds(outline: CompetencyOutline, judgement: Judgement) -> None:
    """What a judgement of somebody else has to rest on (`competencies.md`, rules 2 and 4)."""
    known, tests = {*Basis}, {Basis.TEST}
    if not set(judgement.basis) <= known:
        raise Refusal("Choose from the list how you know it.", "basis")
    if not all(0 <= place < len(outline.behaviours) for place in judgement.behaviours):
        raise Refusal("Choose the behaviors from the list.", "behaviours")
    if judgement.level and not judgement.basis:
        raise Refusal("Say how you know it: what you saw, heard or read.", "basis")
    if judgement.level and not (judgement.evidence or judgement.comment.given):
        raise Refusal("Choose what it rests on, or say it in a few words.", "comment")
    if judgement.level >= COMPETENT and not judgement.behaviours:
        raise Refusal("From this level on, say which behaviors you have seen.", "behaviours")
    if judgement.level >= COMPETENT and set(judgement.basis) <= tests:
        raise Refusal("A quiz or reading alone shows no more than the second level.", "basis")


def _check_evidence(person_id: int, judgement: Judgement) -> None:
    wanted = set(judgement.evidence)
    if len(wanted) > MOST_EVIDENCE:
        raise Refusal(f"Choose {MOST_EVIDENCE} at most: the strongest.", "evidence")
    there = select(func.count()).where(
        Fact.id.in_(wanted), Fact.person_id == person_id, Fact.superseded_at.is_(None)
    )
    if wanted and db.session.scalar(there) != len(wanted):
        raise Refusal("Some of this evidence does not count any more. Choose again.", "evidence")


def _given_before(row: Rating, judgement: Judgement) -> Rating | None:
    """The same, where a form was sent twice: the latest by this rater says just that."""
    mine = select(Rating).where(
        Rating.person_id == row.person_id, Rating.competency_key == row.competency_key,
        Rating.rater_id == row.rater_id, Rating.given_at.is_not(None),
        Rating.review_id.is_(None), Rating.on == row.on,
        Rating.recorder_id.is_not_distinct_from(row.recorder_id),
    ).order_by(Rating.id.desc()).limit(1)  # fmt: skip
    before = db.session.scalar(mine)
    if before is None or before.taken_back_at is not None:
        return None
    same = all(
        getattr(before, name) == getattr(row, name)
        for name in ("level", "on", "basis", "behaviours", "evidence", "recorder_id")
    )
    return before if same and _says(before, judgement.comment) else None


def _says(before: Rating, words: Words) -> bool:
    if before.comment_id is None:
        return not words.given
    return words.given and prose.says(before.comment_id, words)


def _stated(row: Rating) -> dict[str, object]:
    comment = db.session.get(Prose, row.comment_id) if row.comment_id else None
    return {
        "rating": row.id, "competency": row.competency_key, "framework": row.framework_id,
        "level": row.level, "on": row.on.isoformat(), "rater": row.rater_id, "basis": row.basis,
        "behaviours": row.behaviours, "evidence": row.evidence,
        "comment": comment.digest if comment else None,
    }  # fmt: skip
