"""The team's training: who has which courses, who lacks one; on the page and as a file."""

from collections.abc import Sequence

from flask import Response, render_template, request

from lms.base import gate, tables
from lms.curriculum import courses
from lms.curriculum.courses import CourseRow
from lms.people.actor import Actor
from lms.progress.access import visible
from lms.progress.offices import offices
from lms.training import team, team_file
from lms.training.forms import TeamForm
from lms.training.views.blueprint import bp, moment_of

sees_a_team = gate.only(lambda actor: actor.sees_a_team)


@bp.get("/training/team", endpoint="team")
@sees_a_team
def show() -> tuple[str, int]:
    """People by columns of courses, or by the courses of one column."""
    form, listed = form_of(gate.actor())
    sound = form.validate()
    return render_template("training/team.html", **prepared(form, listed)), 200 if sound else 422


def prepared(form: TeamForm, listed: Sequence[CourseRow]) -> dict[str, object]:
    """All that the page shows, so that rendering asks the database nothing."""
    actor: Actor = gate.actor()
    page, moment = gate.page_number(), moment_of(actor)
    lines, more = team.lines(visible(actor), form.asked(moment), page)
    return {
        "form": form, "lines": lines, "page": page, "more": more, "moment": moment,
        "columns": team.columns(listed), "filters": form.filters(),
        "past": gate.past_day(actor.today),
    }  # fmt: skip


@bp.get("/training/team.<any(csv, xlsx):kind>")
@sees_a_team
def team_sheet(kind: str) -> Response | tuple[str, int]:
    """One line for each person, one column for each course."""
    actor: Actor = gate.actor()
    form, listed = form_of(actor)
    if not form.validate():
        return show()
    asked = form.asked(moment_of(actor))
    return tables.send(team_file.sheet(visible(actor), asked, listed, form.words()), kind)


def form_of(actor: Actor) -> tuple[TeamForm, list[CourseRow]]:
    """The filters as they stand in the address, and the courses to choose from.

    Those of the day that is looked at: what was added since is known of nobody then.
    """
    seen = {one.id: one.name for one in offices(visible(actor))}
    listed = courses.offered({*seen, actor.office_id or 0}, moment_of(actor).at)
    return TeamForm(request.args).offer(seen, listed), listed
