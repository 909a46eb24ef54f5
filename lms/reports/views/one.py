"""One person, one section, one task: down from the map to what it is made of."""

from flask import render_template
from werkzeug.wrappers import Response

from lms.base import clock, gate
from lms.base.errors import NotFound, WrongAddress
from lms.people import queries as people
from lms.people.actor import Actor
from lms.people.placed import placed
from lms.progress import access
from lms.progress import record as records
from lms.reports import across, happened, pictures
from lms.reports.views.blueprint import bp
from lms.reports.views.looking import Look, look

Page = Response | str | tuple[str, int]


@bp.get("/team/<row:enrollment_id>")
@gate.signed_in
def person(enrollment_id: int) -> str:
    """One person: dates, what waits, and what happened; also as it once was."""
    actor: Actor = gate.actor()
    past, page = gate.past_day(actor.today), gate.page_number()
    at = records.end_of(access.record_of(actor, enrollment_id), past)
    work, today = access.record_of(actor, enrollment_id, at), past or actor.today
    lines, more = happened.happened(work, page, at)
    record = records.record(work, at, today=today)
    return render_template(
        "reports/person.html", work=work, record=record, lines=lines, page=page, more=more,
        learner=placed(work.person_id, today, at), leads=access.leads(actor, work.person_id),
        drawing=pictures.burn_up(work, today, record.sections, at), today=today, now=clock.now(),
        past=past,
        name=people.names([work.person_id])[work.person_id],
    )  # fmt: skip


@bp.get("/team/sections/<key>")
@gate.only(lambda actor: actor.sees_a_team)
def section(key: str) -> Page:
    """What holds people up in a section, and who is late in it."""
    found, page = _looked(), gate.page_number()
    one = next((one for one in found.guide.outline.sections if one.key == key), None)
    if one is None:
        raise NotFound
    lines, more = across.people_in(found.visible, found.asked, one, page)
    tasks = across.tasks_of(found.visible, found.asked, one) if page == 1 else []
    return render_template(
        "reports/section.html", look=found, section=one, tasks=tasks, lines=lines, page=page,
        more=more, asked=found.asked,
    )  # fmt: skip


@bp.get("/team/tasks/<key>")
@gate.only(lambda actor: actor.sees_a_team)
def task(key: str) -> Page:
    """Who has done one task, and who has not."""
    found, page = _looked(), gate.page_number()
    outline = found.guide.outline
    if key not in outline.tasks:
        raise NotFound
    one, part = outline.tasks[key], outline.section_of[key]
    lines, more = across.people_at(found.visible, found.asked, part, one, page)
    return render_template(
        "reports/task.html", look=found, section=part, task=one, lines=lines, page=page, more=more,
        asked=found.asked,
    )  # fmt: skip


def _looked() -> Look:
    """Raises WrongAddress for filters that cannot be: there is no form here to say it in."""
    gate.past_day(gate.actor().today)
    found = look()
    if found is None:
        raise NotFound
    if wrong := found.form.errors:
        named = ", ".join(found.form[name].label.text for name in wrong)
        raise WrongAddress(f"The address asks for something that is none: {named}.", *wrong)
    return found
