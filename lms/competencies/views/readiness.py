"""What somebody may do in one kind of activity: the steps, what is missing, and the decision."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.competencies import access, granting, standings, unlocking
from lms.competencies.evidence import guides_by_key
from lms.competencies.forms import DecisionForm, GrantForm
from lms.competencies.framework import activity as offered
from lms.competencies.readiness import ActivityStanding
from lms.competencies.views.blueprint import PERSON, Page, bp
from lms.curriculum import courses
from lms.curriculum.framework_outline import Step
from lms.people import session, signing
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress.access import person_to_lead, person_to_see

READINESS = f"{PERSON}/readiness/<activity>"
UNCHANGED = "It was like this already. Nothing was changed."
GRANT, SUSPEND, TAKE_BACK = "grant", "suspend", "take-back"


@bp.get(READINESS, endpoint="readiness")
@gate.signed_in
def readiness(person_id: int, activity: str) -> str:
    """The steps of an activity, each with what is there and what is missing."""
    return _page(person_to_see(gate.actor(), person_id), activity)


@bp.post(f"{READINESS}/grant")
@gate.signed_in
def grant(person_id: int, activity: str) -> Answer | Page:
    """They may do this from now on."""
    actor: Actor = gate.actor()
    found, form = access.person_to_grant(actor, person_id), GrantForm(prefix=GRANT)

    def act() -> None:
        granting.grant(actor, found, activity, Step(form.step.data), form.said(),
                       knowing=bool(form.knowing.data), seen=form.seen.data)  # fmt: skip

    return _decide(found, activity, form, act, "Granted and signed.")


@bp.post(f"{READINESS}/suspend")
@gate.signed_in
def suspend(person_id: int, activity: str) -> Answer | Page:
    """They may not, until it is granted again."""
    actor: Actor = gate.actor()
    found, form = person_to_lead(actor, person_id), DecisionForm(prefix=SUSPEND)
    seen = form.seen.data
    act = lambda: granting.suspend(actor, found, activity, form.said(), seen=seen)  # noqa: E731
    return _decide(found, activity, form, act, "Suspended, until it is granted again.")


@bp.post(f"{READINESS}/take-back", endpoint="take_back_readiness")
@gate.signed_in
def take_back(person_id: int, activity: str) -> Answer | Page:
    """It was granted by mistake."""
    actor: Actor = gate.actor()
    found, form = access.person_to_grant(actor, person_id), DecisionForm(prefix=TAKE_BACK)
    seen = form.seen.data
    act = lambda: granting.take_back(actor, found, activity, form.said(), seen=seen)  # noqa: E731
    return _decide(found, activity, form, act, "Taken back. It stays in the record, with why.")


def _decide(
    found: Person, activity: str, form: DecisionForm, act: Callable[[], object], said: str
) -> Answer | Page:
    offered(activity)
    signing.prepare(form)

    def sign() -> None:
        signing.prove(form)
        act()

    if status := form.carry_out(sign):
        return _page(found, activity, form), status
    session.signed()
    flash(said if form.changed else UNCHANGED)
    return redirect(url_for(".readiness", person_id=found.id, activity=activity), 303)


def _page(found: Person, activity: str, given: DecisionForm | None = None) -> str:
    actor: Actor = gate.actor()
    framework, outline = offered(activity)
    sight, page = access.sight(actor, found.id), gate.page_number()
    one = standings.of(found.id, actor.today)[activity]
    decisions, more = standings.history(found.id, activity, page)
    desk = unlocking.desk(found.id, actor.today)
    return render_template(
        "competencies/readiness.html", person=found, sight=sight, activity=outline, standing=one,
        outline=framework.outline, decisions=decisions, page=page, more=more,
        unlocking=unlocking.unlocking(one, desk), works=desk.works,
        guides=guides_by_key(), forms=_forms(one, given, found.id), need_of=granting.need_of,
        courses={course.key: course.title for course in courses.catalogue(None, retired=True)},
    )  # fmt: skip


def _forms(
    one: ActivityStanding, given: DecisionForm | None, person_id: int
) -> dict[str, DecisionForm]:
    """The forms of the page: the one that was refused as it came, the others empty."""
    step = one.next.step.value if one.next else None
    forms: dict[str, DecisionForm] = {
        GRANT: GrantForm(formdata=None, prefix=GRANT, data={"step": step}),
        SUSPEND: DecisionForm(formdata=None, prefix=SUSPEND),
        TAKE_BACK: DecisionForm(formdata=None, prefix=TAKE_BACK),
    }
    if given is not None:
        forms[given._prefix.rstrip("-")] = given
    before = granting.current(person_id, one.activity.key)
    for form in forms.values():
        form.seen.data, form.seen.raw_data = before.id if before else 0, None
        signing.prepare(form)
    return forms
