"""Team completion: who is where, on a page, on paper, in a file."""

from typing import Any

from flask import Response, render_template

from lms.base import gate, tables
from lms.reports import team
from lms.reports import team_file as files
from lms.reports.views.blueprint import bp
from lms.reports.views.looking import Look, look

Page = str | tuple[str, int]


@bp.get("/team", endpoint="team")
@gate.only(lambda actor: actor.sees_a_team)
def completion() -> Page:
    """People × sections; whoever needs attention comes first."""
    found = look()
    if found is None:
        return render_template("reports/nothing.html")
    return render_template(
        "reports/team.html", **prepared(found)
    ), 422 if found.form.errors else 200


@bp.get("/team.<any(csv, xlsx):kind>")
@gate.only(lambda actor: actor.sees_a_team)
def team_file(kind: str) -> Response | Page:
    """The same as a file: everyone, on whichever page."""
    found = look()
    if found is None or found.form.errors:
        return completion()
    said = "; ".join(f"{label}: {value}" for label, value in found.form.told())
    outline = found.guide.outline
    return tables.send(files.sheet(found.visible, found.asked, outline, said), kind)


def prepared(found: Look) -> dict[str, Any]:
    """All that the page shows, so that rendering asks the database nothing."""
    page = gate.page_number()
    return {
        "look": found,
        "asked": found.asked,
        "form": found.form,
        "sections": found.guide.outline.sections,
        "team": team.team(found.visible, found.asked, page),
        "page": page,
        "filters": found.filters,
    }
