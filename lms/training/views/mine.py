"""My training, and the same of one of my people: what is missing, booked, in date, running out."""

from datetime import date

from flask import render_template

from lms.base import gate
from lms.curriculum import courses
from lms.people.actor import Actor
from lms.progress import access as works
from lms.progress.access import person_to_see
from lms.training import queries, session_queries, waivers
from lms.training.queries import Moment
from lms.training.standing import State
from lms.training.views.blueprint import PERSON, bp

SUGGESTED = (State.OPEN, State.REQUESTED, State.EXPIRED)  # what is not listed above already


@bp.get("/training")
@gate.signed_in
def mine() -> str:
    """What I need, what I have a seat in, what I have; hours this year."""
    actor: Actor = gate.actor()
    return render_template(
        "training/mine.html", **_prepared(actor.id, actor.today),
        unfinished=queries.unfinished(actor.id), asked=queries.asking(actor.id),
    )  # fmt: skip


@bp.get(PERSON)
@gate.signed_in
def person(person_id: int) -> str:
    """The training of one of my people."""
    actor: Actor = gate.actor()
    found = person_to_see(actor, person_id)
    return render_template(
        "training/person.html", person=found, leads=works.leads(actor, found.id),
        removes=works.oversees(actor, found.id),
        **_prepared(found.id, actor.today),
    )  # fmt: skip


def _prepared(person_id: int, today: date) -> dict[str, object]:
    """Where each course stands for one person, in lists as the page shows them."""
    member = queries.member(person_id, today)
    listed = courses.catalogue(member.office_id) if member else []
    moment = Moment(today)
    found = queries.standings([member], listed, moment)[person_id] if member else {}
    meant = {one.id for one in queries.for_role(listed, member.job_role)} if member else set()
    pairs = [(course, found[course.id]) for course in listed]
    return {
        "member": member, "today": today,
        "todo": sorted((one for one in pairs if one[1].to_do), key=lambda one: one[1].order(today)),
        "seats": session_queries.booked(person_id),
        "good": [one for one in pairs if one[1].lasting and not one[1].to_do],
        "waived": [one for one in pairs if one[1].state is State.WAIVED],
        "reasons": waivers.reasons(person_id),
        "open": [one for one in pairs if one[1].state in SUGGESTED and not one[1].seat
                 and not one[1].required and (one[0].id in meant or one[1].record)],
        "minutes": queries.minutes_of(person_id, date(today.year, 1, 1), today),
    }  # fmt: skip
