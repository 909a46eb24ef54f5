"""Seeing what has been seen: one person's log, on paper and as a file, and the team's."""

from collections.abc import Mapping

from flask import Response, render_template, request

from lms.base import gate, tables
from lms.base.errors import WrongAddress
from lms.people import queries as people
from lms.people.actor import Actor
from lms.progress.access import visible
from lms.shadowing import access, coverage, files, office_rules, queries, serving
from lms.shadowing.models import SENT
from lms.shadowing.office_rules import Asked
from lms.shadowing.views.blueprint import bp

PERSON = "/log/people/<row:person_id>"
FIRST_YEAR = 2000


@bp.get(PERSON)
@gate.signed_in
def person(person_id: int) -> str:
    """What this person has seen and done, and what the guide still asks for."""
    actor: Actor = gate.actor()
    found = access.log_of(actor, person_id)
    page = gate.page_number()
    listed, more = queries.lines(found.id, page, states=SENT)
    return render_template(
        "shadowing/person.html", person=found, mine=found.id == actor.id, lines=listed, page=page,
        more=more, seen=coverage.of(found.id), options=serving.options(found.id),
        rules=_rules(found.id),
    )  # fmt: skip


@bp.get(f"{PERSON}/paper")
@gate.signed_in
def paper(person_id: int) -> str:
    """One year of it with lines for signatures, to print."""
    actor: Actor = gate.actor()
    found, year = access.log_of(actor, person_id), _year(actor.today.year)
    learner = people.actor(found.id)
    return render_template(
        "shadowing/paper.html", person=found, mine=found.id == actor.id, year=year,
        learner=learner, head=files.HEAD, seen=coverage.of(found.id),
        rows=files.year_of(found.id, _words(found.id), year),
    )  # fmt: skip


@bp.get(f"{PERSON}.<any(csv, xlsx):kind>")
@gate.signed_in
def person_file(person_id: int, kind: str) -> Response:
    """The same as a file: every entry that was sent."""
    actor: Actor = gate.actor()
    found = access.log_of(actor, person_id)
    return tables.send(files.log_sheet(found, _words(found.id), actor.today), kind)


@bp.get("/log/team")
@gate.only(lambda actor: actor.sees_a_team)
def team() -> str:
    """Who has seen what, and who has not yet."""
    actor: Actor = gate.actor()
    activities, page = _activities(actor), gate.page_number()
    unseen = _unseen(activities)
    listed, more = coverage.team(visible(actor), list(activities), unseen=unseen, page=page)
    return render_template(
        "shadowing/team.html", learners=listed, more=more, page=page, activities=activities,
        unseen=unseen,
    )  # fmt: skip


@bp.get("/log/team.<any(csv, xlsx):kind>")
@gate.only(lambda actor: actor.sees_a_team)
def team_file(kind: str) -> Response:
    """The same as a file: everyone, on whichever page."""
    actor: Actor = gate.actor()
    activities = _activities(actor)
    sheet = files.team_sheet(visible(actor), activities, _unseen(activities), actor.today)
    return tables.send(sheet, kind)


def _rules(person_id: int) -> Asked:
    return office_rules.of_office(people.office_of(person_id))


def _words(person_id: int) -> files.Words:
    today = gate.actor().today
    return files.Words(_rules(person_id).labels, people.office_zone(person_id, today))


def _activities(actor: Actor) -> dict[str, str]:
    """The columns: what the reader's own office logs."""
    offices = sorted(actor.officer_of | actor.auditor_of)
    here = actor.office_id or next(iter(offices), None)
    return office_rules.of_office(here).activities


def _unseen(activities: Mapping[str, str]) -> str:
    """What they have not yet seen. Raises WrongAddress for what nobody logs."""
    asked = request.args.get("unseen", "").strip()
    if asked and asked not in activities:
        raise WrongAddress("The address asks for an activity that is not in the list.", "unseen")
    return asked


def _year(this_year: int) -> int:
    """The year of the paper. Raises WrongAddress for what is none."""
    typed = request.args.get("year", "").strip() or str(this_year)
    if not (typed.isdecimal() and len(typed) == 4 and FIRST_YEAR <= int(typed) <= this_year):
        raise WrongAddress(
            f"The address asks for a year that has not been, or is none. Write one like "
            f"{this_year}.", "year"
        )  # fmt: skip
    return int(typed)
