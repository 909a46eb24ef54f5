"""The pathway's two pages: who does what, and the clocks."""

from flask import Blueprint, render_template

from lms.base import gate
from lms.base.errors import Refusal
from lms.pathway import clocks as reckoning
from lms.pathway import duties, pictures, queries, telling
from lms.pathway.forms import ClocksForm
from lms.people.actor import Actor

bp = Blueprint("pathway", __name__)


@bp.get("/pathway")
@gate.signed_in
def who_does_what() -> str:
    """Three roles, five stages, and where disagreements go."""
    actor: Actor = gate.actor()
    return render_template(
        "pathway/who_does_what.html", duties=duties, taught=queries.taught(actor),
        mine=duties.COLUMNS.get(actor.job_role),
    )  # fmt: skip


@bp.get("/pathway/clocks")
@gate.signed_in
def clocks() -> str:
    """The form for two days."""
    return _page(ClocksForm())


@bp.post("/pathway/clocks")
@gate.signed_in
def reckon() -> str | tuple[str, int]:
    """The answer to two days, on the same page: they are in no address and are kept nowhere."""
    form, actor = ClocksForm(), gate.actor()
    if not form.given():
        return _page(form), 422
    try:
        found = reckoning.reckon(form.arrival.data, form.intake.data, actor.today)
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(form), 422
    return _page(form, found)


def _page(form: ClocksForm, found: reckoning.Reckoning | None = None) -> str:
    """`found` where there is an answer."""
    return render_template(
        "pathway/clocks.html", form=form, found=found, telling=telling, label=duties.LABEL,
        picture=pictures.deadlines(found, gate.actor().today) if found else None,
    )  # fmt: skip
