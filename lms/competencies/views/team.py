"""The team: people by competencies, the gaps of a team, and the same as a file."""

from typing import Any

from flask import Response, render_template, request

from lms.base import gate, tables
from lms.competencies import gaps, team
from lms.competencies.forms import TeamForm
from lms.competencies.framework import present
from lms.competencies.views.blueprint import bp
from lms.people.actor import Actor
from lms.progress.access import Visible, visible
from lms.progress.offices import offices

sees_a_team = gate.only(lambda actor: actor.sees_a_team)


@bp.get("/competencies/team", endpoint="team")
@sees_a_team
def show() -> tuple[str, int]:
    """The last level that was observed, of everyone and everything."""
    form = form_of(gate.actor())
    sound = form.validate()
    return render_template("competencies/team.html", **prepared(form)), 200 if sound else 422


def prepared(form: TeamForm) -> dict[str, Any]:
    """All that the page shows, so that rendering asks the database nothing."""
    page = gate.page_number()
    lines, more = team.lines(visible(gate.actor()), form.asked(), page)
    return {
        "form": form, "lines": lines, "page": page, "more": more, "filters": form.filters(),
        "outline": present().outline,
    }  # fmt: skip


@bp.get("/competencies/team.<any(csv, xlsx):kind>")
@sees_a_team
def team_file(kind: str) -> Response | tuple[str, int]:
    """The same as a table, everyone in it."""
    form = form_of(gate.actor())
    if not form.validate():
        return show()
    sheet = team.sheet(visible(gate.actor()), form.asked(), form.words())
    return tables.send(sheet, kind)


@bp.get("/competencies/team/gaps", endpoint="gaps")
@sees_a_team
def show_gaps() -> tuple[str, int]:
    """Where a team is below what is aimed at, and what would close it."""
    actor: Actor = gate.actor()
    form, page = form_of(actor), gate.page_number()
    sound = form.validate()
    lines, more = team.lines(visible(actor), form.asked(), page)
    outline, names = present().outline, {one.member.id: one.member.name for one in lines}
    return render_template(
        "competencies/gaps.html", form=form, outline=outline, names=names, page=page, more=more,
        gaps=gaps.team(outline, [*names], actor.today), filters=form.filters(),
    ), 200 if sound else 422  # fmt: skip


def form_of(actor: Actor) -> TeamForm:
    """The filters as they stand in the address, and the offices to choose from."""
    scope: Visible = visible(actor)
    form = TeamForm(request.args)
    form.office.offer({one.id: one.name for one in offices(scope)})
    return form
