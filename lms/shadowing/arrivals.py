"""What was written on a device arrives later: once, for whoever wrote it, as a draft.

A device may be shared, and may ask twice. So each entry carries a number of its own and the key of
its writer: whoever is signed in by then gets nobody else's words into their log.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lms.base import events
from lms.base.errors import Refusal
from lms.curriculum.outline import TaskOutline
from lms.people.actor import Actor
from lms.shadowing import entries, office_rules, queries, serving
from lms.shadowing.entries import Writing
from lms.shadowing.models import QUESTION, LogEntry
from lms.shadowing.prompts import prompts

SUPERVISOR, LATER, AGENCY = "supervisor", "later", "agency"
BESIDE = {
    SUPERVISOR: "My supervisor",
    LATER: "A colleague whom I choose later",
    AGENCY: "A partner agency’s colleague",
}


class OfAnother(Refusal):
    """Someone else wrote this on the device."""

    def __init__(self) -> None:
        super().__init__("Another person wrote this on this device. It waits for them.")


@dataclass(frozen=True)
class Arrival:
    """One entry as a device sends it."""

    device_id: str  # the entry's own number, made on the device
    person: str  # the key of whoever wrote it
    beside: str  # who was there, as far as a device can know
    writing: Writing


def person_key(person_id: int, secret: str) -> str:
    """What a device calls a person: the same on every page, and it says nothing to anyone else."""
    return hmac.new(secret.encode(), f"device\n{person_id}".encode(), hashlib.sha256).hexdigest()


def arrive(actor: Actor, arrival: Arrival, *, secret: str) -> LogEntry:
    """A draft with all that was typed. The same once more is the entry that it made before.

    Raises OfAnother, and Refusal as `entries.begin` does.
    """
    if not hmac.compare_digest(arrival.person.encode(), person_key(actor.id, secret).encode()):
        raise OfAnother
    events.lock(events.person(actor.id))
    if before := queries.from_device(actor.id, arrival.device_id):
        return before
    if arrival.writing.activity not in office_rules.of_office(actor.office_id).activities:
        raise Refusal("Your office does not log this. Choose another.", "activity")
    return entries.begin(actor, _told(actor, arrival), arrival.device_id)


def _told(actor: Actor, arrival: Arrival) -> Writing:
    """What was typed, with what only the server knows: the supervisor, and the task it is for."""
    said = arrival.writing
    if arrival.beside != AGENCY:
        said = replace(said, agency="", agency_job="")
    boss = actor.supervisor_id
    if arrival.beside == SUPERVISOR and boss is not None and queries.is_colleague(actor, boss):
        said = replace(said, colleague_id=boss)
    options = serving.options(actor.id)
    found = next((one for one in options if one.takes(said.activity, said.file)), None)
    places: Sequence[serving.Place] = [found.place] if found else []
    return replace(said, tasks=places, texts=_answers(said.texts, found.task if found else None))


def _answers(texts: Mapping[int, str], task: TaskOutline | None) -> dict[int, str]:
    """The answers as they are kept. A task that asks something else gets each with its question,
    so that no answer stands under a question that it was not given to; none is left out.
    """
    ours = {one.position: one.text for one in prompts(None)}
    asked = {one.position: one.text for one in prompts(task)}
    last = max(place for place in asked if place != QUESTION)
    kept: dict[int, list[str]] = {}
    for place, text in sorted(texts.items()):
        if text.strip() and asked.get(place) == ours[place]:
            kept.setdefault(place, []).append(text)
        elif text.strip():
            kept.setdefault(min(place, last), []).append(f"*{ours[place]}*\n\n{text}")
    return {place: "\n\n".join(found) for place, found in kept.items()}
