"""Verbs of readiness: let somebody do more, suspend it, take back what was granted by mistake.

Meeting the conditions makes a step possible; a person grants it and answers for that. Without them
it takes a reason, and where a safety condition is open also a word that one knows it: the three
protocols come before the first unaccompanied client contact (`practice.md`, section 1).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from lms.base import clock, events, prose
from lms.base.db import db
from lms.base.errors import Refusal
from lms.base.prose import Prose, Words
from lms.competencies import access, known
from lms.competencies.framework import activity as offered
from lms.competencies.models import Readiness, State
from lms.competencies.readiness import Condition, step_standing
from lms.curriculum.framework_outline import Need, NeedKind, Step
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress import access as works
from lms.progress.models import Meaning, SignOff

NOTHING = Words()
LEADS = "Only the present supervisor decides what this person may do."
SUSPENDS = "Only the supervisor or the office’s training officer can suspend it."
ONESELF = "Nobody decides what they may do themselves."
WHY = "Not all that is asked is there yet. Say why it is granted all the same."
GATE = (
    "A safety condition is open, and this step is about being alone with clients. Say that you "
    "know it, or settle it first."
)
MEANWHILE = (
    "Somebody decided about this meanwhile, and nothing was changed. Look at what is decided now, "
    "then press once more."
)
WHY_SUSPEND = "Say why: the person reads it, and it stays in the record."


def grant(
    actor: Actor, person: Person, activity: str, step: Step, words: Words = NOTHING, *,
    knowing: bool = False, seen: int | None = None,
) -> Readiness:  # fmt: skip
    """From now on this person may do this. The same once more changes nothing.

    `knowing`: that a safety condition is open. `seen`: the decision that the page showed, 0 for
    none: an old page lifts no suspension that came since. Raises NotFound for an unknown activity,
    Refusal naming the field, ClientIdentified.
    """
    _hold(actor, person)
    if not access.signs(actor, person.id):
        raise Refusal(LEADS)
    framework, outline = offered(activity)
    before = current(person.id, activity)
    missing = step_standing(outline, step, known.of(person.id, actor.today)).missing
    if before is not None and _stands(before, step, missing, words):
        return before
    _still(before, seen)
    if missing and not words.given:
        raise Refusal(WHY, "reason")
    if any(one.need.gate for one in missing) and not knowing:
        raise Refusal(GATE, "knowing")
    row = Readiness(
        person_id=person.id, activity=activity, step=step, state=State.GRANTED,
        framework_id=framework.id, missing=[needed(one.need) for one in missing],
    )  # fmt: skip
    return _put(actor, before, row, words, Meaning.GRANTED)


def _stands(
    before: Readiness, step: Step, missing: Sequence[Condition], words: Words
) -> bool:  # fmt: skip
    """Whether a step is granted already. What lapsed since can be confirmed, with a new reason."""
    if (before.state, before.step) != (State.GRANTED, step):
        return False
    known_then = {need_of(one) for one in before.missing}
    lapsed = any(one.need not in known_then for one in missing)
    said = before.reason_id is not None and prose.says(before.reason_id, words)
    return not (lapsed and words.given and not said)


def suspend(
    actor: Actor, person: Person, activity: str, words: Words, *, seen: int | None = None
) -> Readiness:
    """From now on they may not, until it is granted again. The same once more changes nothing.

    The training officer may too: after an incident nobody waits for a supervisor who is away.
    Raises Refusal where nothing is granted, or without a reason.
    """
    _hold(actor, person)
    if not works.leads(actor, person.id):
        raise Refusal(SUSPENDS)
    return _end(actor, person, activity, words, State.SUSPENDED, seen)


def take_back(
    actor: Actor, person: Person, activity: str, words: Words, *, seen: int | None = None
) -> Readiness:
    """It was granted by mistake. The same once more changes nothing. Raises Refusal."""
    _hold(actor, person)
    if not access.signs(actor, person.id):
        raise Refusal(LEADS)
    return _end(actor, person, activity, words, State.TAKEN_BACK, seen)


def current(person_id: int, activity: str) -> Readiness | None:
    """What was decided last about somebody and an activity."""
    return db.session.scalar(
        select(Readiness).filter_by(person_id=person_id, activity=activity, superseded_at=None)
    )


def needed(need: Need) -> dict[str, Any]:
    """A condition as it is kept."""
    return asdict(need)


def need_of(kept: dict[str, Any]) -> Need:
    """A condition that was kept."""
    return Need(**kept | {"kind": NeedKind(kept["kind"])})


def _end(
    actor: Actor, person: Person, activity: str, words: Words, state: State, seen: int | None
) -> Readiness:
    before = current(person.id, activity)
    if before is not None and before.state == state and prose.says(before.reason_id, words):
        return before
    if not words.given:
        raise Refusal(WHY_SUSPEND, "reason")
    if before is None or before.state != State.GRANTED:
        raise Refusal("Nothing is granted here now. Nothing was changed.")
    _still(before, seen)
    row = Readiness(
        person_id=person.id, activity=activity, step=before.step, state=state,
        framework_id=before.framework_id, missing=before.missing,
    )  # fmt: skip
    return _put(actor, before, row, words, Meaning.SUSPENDED)


def _still(before: Readiness | None, seen: int | None) -> None:
    """Nobody decides about what they have not seen. Raises Refusal."""
    if seen is not None and seen != (before.id if before else 0):
        raise Refusal(MEANWHILE)


def _hold(actor: Actor, person: Person) -> None:
    access.hold(person.id)
    if actor.id == person.id:
        raise Refusal(ONESELF)


def _put(
    actor: Actor, before: Readiness | None, row: Readiness, words: Words, meaning: Meaning
) -> Readiness:
    """It holds from now on, signed, in the place of what held before."""
    reason = prose.keep(actor.id, "reason", words) if words.given else None
    if before is not None:
        before.superseded_at = clock.now()
        db.session.flush()
    row.actor_id, row.recorded_at = actor.id, clock.now()
    row.reason_id = reason.id if reason else None
    row.digest = _digest(row, reason)
    signed = SignOff(
        person_id=row.person_id, signer_id=actor.id, meaning=meaning, on=actor.today,
        content_digest=row.digest, note_id=row.reason_id, signed_at=clock.now(),
    )  # fmt: skip
    db.session.add(signed)
    db.session.flush()
    row.sign_off_id = signed.id
    db.session.add(row)
    db.session.flush()
    events.record(
        events.person(row.person_id), f"readiness-{row.state}", actor_id=actor.id,
        readiness=row.id, activity=row.activity, step=row.step, missing=len(row.missing),
        sign_off=signed.id, content=row.digest, reason=reason.digest if reason else None,
    )  # fmt: skip
    return row


def _digest(row: Readiness, reason: Prose | None) -> str:
    stated = {
        "person": row.person_id, "activity": row.activity, "step": row.step, "state": row.state,
        "framework": row.framework_id, "missing": row.missing,
        "reason": reason.digest if reason else None,
    }  # fmt: skip
    return hashlib.sha256(events.canonical(stated).encode()).hexdigest()
