"""The team's quizzes: who passed which."""

from flask import render_template, request

from lms.base import gate
from lms.base.errors import NotFound
from lms.people.actor import Actor
from lms.progress.access import visible
from lms.quizzes import team
from lms.quizzes.views.blueprint import bp

LONGEST_SEARCH = 100


@bp.get("/quizzes/team", endpoint="team")
@gate.only(lambda actor: actor.sees_a_team)
def show() -> str:
    """People by the quizzes of one guide."""
    actor: Actor = gate.actor()
    guides, asked = team.guides(), request.args.get("guide", "")
    guide = next((one for one in guides if one.key == asked or not asked), None)
    if guide is None and asked:
        raise NotFound
    page, search = gate.page_number(), request.args.get("search", "")[:LONGEST_SEARCH]
    lines, more = team.lines(visible(actor), guide, page, search) if guide else ((), False)
    return render_template(
        "quizzes/team.html", guides=guides, guide=guide, lines=lines, page=page, more=more,
        search=search,
    )  # fmt: skip
