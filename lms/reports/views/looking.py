"""Who looks at what of whom: by the address, and by whom the reader may see."""

from dataclasses import dataclass

from flask import request

from lms.base import events, gate
from lms.curriculum import queries as curriculum
from lms.curriculum.queries import Guide
from lms.people.actor import Actor
from lms.progress import access
from lms.progress.access import Visible
from lms.progress.offices import offices as offices_of
from lms.reports import queries
from lms.reports.asked import Asked
from lms.reports.forms import TeamForm, team_form


@dataclass(frozen=True)
class Look:
    """Who looks, at what of whom."""

    visible: Visible
    form: TeamForm
    asked: Asked
    guide: Guide

    @property
    def filters(self) -> dict[str, str]:
        """What stands in the address, for links that lead on."""
        return {name: value for name, value in request.args.items() if value and name != "page"}


def look() -> Look | None:
    """By the address, and whom the actor may see; None where nothing is published yet."""
    actor: Actor = gate.actor()
    visible = access.visible(actor)
    offices = offices_of(visible)
    mine = {office.id for office in offices}
    guides = [one for one in curriculum.published() if one.office_id in {None, *mine}]
    if not guides:
        return None
    choices = {
        "program": [(str(one.program_id), one.title) for one in guides],
        "office": [("", "All offices"), *((str(one.id), one.name) for one in offices)],
        "supervisor": [("", "All supervisors"), *(
            (str(person_id), name)
            for person_id, name in queries.supervisors(visible, events.state())
        )],
    }  # fmt: skip
    form = team_form(request.args, choices, actor.today)
    asked = form.asked(guides[0].program_id, sorted({one.time_zone for one in offices}))
    guide = next(one for one in guides if one.program_id == asked.program_id)
    return Look(visible, form, asked, guide)
