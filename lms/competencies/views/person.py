"""One person's competencies: the profile, and each competency with its evidence and its ratings."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.competencies import (
    access,
    cycles,
    pictures,
    profile,
    standings,
    unlocking,
)
from lms.competencies.framework import present
from lms.competencies.views.blueprint import ONE, PERSON, bp
from lms.competencies.views.reading import competency_page
from lms.people.actor import Actor
from lms.progress.access import person_to_see


@bp.get("/competencies", endpoint="mine")
@gate.signed_in
def mine() -> Answer:
    """My own profile."""
    return redirect(url_for(".person", person_id=gate.actor().id), 303)


@bp.get(PERSON, endpoint="person")
@gate.signed_in
def person(person_id: int) -> str:
    """Where somebody stands, what they may do, what comes next."""
    actor: Actor = gate.actor()
    found = person_to_see(actor, person_id)
    sight, outline = access.sight(actor, found.id), present().outline
    shown = profile.profile(outline, sight, actor.today)
    stands = standings.of(found.id, actor.today)
    reviews = cycles.cycle_of(found.id, actor.today)
    desk = unlocking.desk(found.id, actor.today)
    return render_template(
        "competencies/person.html", person=found, sight=sight, profile=shown, outline=outline,
        drawings=pictures.domains(shown, outline.level, words=sight.words, mine=sight.mine),
        standings=stands, reviews=reviews.opened, to_come=reviews.to_come,
        unlocking={key: unlocking.unlocking(one, desk) for key, one in stands.items()},
    )  # fmt: skip


@bp.get(ONE, endpoint="competency")
@gate.signed_in
def one(person_id: int, key: str) -> str:
    """What one competency asks for, what shows it, how it was rated."""
    return competency_page(person_to_see(gate.actor(), person_id), key)
