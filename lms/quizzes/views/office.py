"""An office's quizzes: which it requires, and what waits for a decision after a corrected key."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import clock, gate
from lms.base.errors import Refusal
from lms.base.forms import AppForm
from lms.curriculum.office_says import office_says
from lms.people.access import office_to_manage
from lms.quizzes import banks, deciding, requiring, reviewing, team
from lms.quizzes.views.blueprint import bp

OFFICE = "/offices/<row:office_id>/quizzes"
SAID = {"yes": True, "no": False}


@bp.get(OFFICE, endpoint="office")
@gate.signed_in
def office(office_id: int) -> str:
    """The quizzes of each guide, the banks, what is to be looked at again."""
    found = office_to_manage(gate.actor(), office_id)
    guides = team.guides()
    page = gate.page_number()
    waiting, more = deciding.undecided(found.id, page)
    return render_template(
        "quizzes/office.html", office=found, guides=guides, banks=banks.banks_of(found.id),
        required={one.program_id: office_says(found.id, one.program_id).required for one in guides},
        outdated=reviewing.to_review(found.id, clock.today(found.time_zone)),
        waiting=waiting, page=page, more=more,
        titles={key: one.title for guide in guides for key, one in guide.outline.quizzes.items()},
    )  # fmt: skip


@bp.post(f"{OFFICE}/<row:program_id>/<key>/require")
@gate.signed_in
def require(office_id: int, program_id: int, key: str) -> Answer:
    """Require a quiz here, or leave it to each."""
    actor, form = gate.actor(), AppForm()
    found = office_to_manage(actor, office_id)
    required = SAID.get(request.form.get("required", ""))
    if required is None:
        raise Refusal("Say whether it is required.")
    form.insist(lambda: requiring.require(actor, found, program_id, key, required=required))
    flash("Saved." if form.changed else "It was like this already. Nothing was changed.")
    return redirect(url_for(".office", office_id=found.id), 303)


@bp.post(f"{OFFICE}/results/<row:attempt_id>/decide")
@gate.signed_in
def decide(office_id: int, attempt_id: int) -> Answer:
    """Let a pass stand that a corrected key took away, or let it go."""
    actor, form = gate.actor(), AppForm()
    found = office_to_manage(actor, office_id)
    stands = SAID.get(request.form.get("stands", ""))
    if stands is None:
        raise Refusal("Say whether it stands.")
    form.insist(lambda: deciding.decide(actor, found.id, attempt_id, stands=stands))
    said = "The pass stands." if stands else "It is not passed."
    flash(said if form.changed else "It was decided so already. Nothing was changed.")
    return redirect(url_for(".office", office_id=found.id), 303)
