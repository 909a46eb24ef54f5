"""A task of one of my people: where it stands, who signed what, and what I can do about it."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.people import queries as people
from lms.people import session
from lms.people.actor import Actor
from lms.progress import access
from lms.progress import queries as works
from lms.progress import rules as progress
from lms.progress.standing import TaskStanding
from lms.progress.work import Work
from lms.signoff import decisions, queries
from lms.signoff.forms import ReasonForm, RecordForm, WaiveForm, usual_meaning
from lms.signoff.views import signing
from lms.signoff.views.blueprint import LED, bp

Form = ReasonForm | RecordForm
Page = str | tuple[str, int]
Change = Callable[[Actor, Work, Form], object]


@bp.get(LED)
@gate.signed_in
def led_task(enrollment_id: int, key: str) -> str:
    """The task, its signatures, its attempts, and what may be done."""
    work = access.work_to_lead(gate.actor(), enrollment_id)
    return _page(work, key)


@bp.post(f"{LED}/record")
@gate.signed_in
def record_talk(enrollment_id: int, key: str) -> Answer | Page:
    """It took place on this day: I attest to it without having been asked."""

    def write(actor: Actor, work: Work, form: Form) -> None:
        assert isinstance(form, RecordForm)
        signing.prove(form)
        stated = form.stated(usual_meaning(progress.task_of(work, key)))
        decisions.record(actor, work, key, stated, already=form.already.data or 0)

    return _change(enrollment_id, key, "record", write, "Recorded and signed.")


@bp.post(f"{LED}/waive")
@gate.signed_in
def waive(enrollment_id: int, key: str) -> Answer | Page:
    """This person need not do it."""

    def write(actor: Actor, work: Work, form: Form) -> None:
        reason, cleared = _said(form)
        assert isinstance(form, WaiveForm)
        decisions.waive(actor, work, key, reason, seen=form.seen(), cleared=cleared)

    return _change(enrollment_id, key, "waive", write, "Waived. The learner sees why.")


@bp.post(f"{LED}/reopen")
@gate.signed_in
def reopen(enrollment_id: int, key: str) -> Answer | Page:
    """It goes back to the learner."""

    def write(actor: Actor, work: Work, form: Form) -> None:
        reason, cleared = _said(form)
        decisions.reopen(actor, work, key, reason, cleared=cleared)

    return _change(enrollment_id, key, "reopen", write, "Reopened. The learner sees why.")


@bp.post(f"{LED}/revoke/<row:sign_off_id>")
@gate.signed_in
def revoke(enrollment_id: int, key: str, sign_off_id: int) -> Answer | Page:
    """I take my signature back, or a waiver."""

    def write(actor: Actor, work: Work, form: Form) -> None:
        reason, cleared = _said(form)
        decisions.revoke(actor, work, key, sign_off_id, reason, cleared=cleared)

    said = "Revoked. It stays in the record, with why."
    return _change(enrollment_id, key, f"revoke-{sign_off_id}", write, said)


def _said(form: Form) -> tuple[str, bool]:
    assert isinstance(form, ReasonForm)
    return form.reason.data or "", bool(form.cleared.data)


def _change(enrollment_id: int, key: str, name: str, write: Change, said: str) -> Answer | Page:
    """One change, or the page again with why not and with what was typed."""
    actor: Actor = gate.actor()
    work = access.work_to_lead(actor, enrollment_id)
    form = _form(name)
    if status := form.carry_out(lambda: write(actor, work, form)):
        return _page(work, key, name, form), status
    if name == "record":
        session.signed()
    flash(said)
    return redirect(url_for(".led_task", enrollment_id=work.id, key=key), 303)


def _form(name: str, standing: TaskStanding | None = None) -> Form:
    if name == "waive":
        waiting = standing.waiting if standing else ()
        return WaiveForm(prefix=name, data={"waiting": ",".join(str(one.id) for one in waiting)})
    if name != "record":
        return ReasonForm(prefix=name)
    actor: Actor = gate.actor()
    already = standing.signed if standing else 0
    form = RecordForm(prefix=name, data={"on": actor.today, "already": already})
    signing.prepare(form)
    return form


def _page(work: Work, key: str, name: str = "", given: Form | None = None) -> str:
    actor: Actor = gate.actor()
    task = progress.task_of(work, key)
    standing = works.task_standing(work, task)
    signatures = works.signatures(work.id).get(key, [])
    names = ["record", "waive", "reopen", *(f"revoke-{row.id}" for row in signatures)]
    shown = {one: _form(one, standing) for one in names}
    shown |= {name: given} if given is not None else {}
    return render_template(
        "signoff/led_task.html",
        work=work,
        section=work.outline.section_of[key],
        standing=standing,
        neighbours=work.neighbours(key),
        learner=people.names([work.person_id])[work.person_id],
        signatures=signatures,
        attempts=queries.attempts(work.id, key),
        mine=queries.readable(actor, work.id, key),
        signs=access.signs_task(actor, work.person_id, task.signers),
        recordable=decisions.recordable(task),
        forms=shown,
        refused=name,
    )
