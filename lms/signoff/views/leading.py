"""A task of one of my people: where it stands, who signed what, and what I can do about it."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.people import queries as people
from lms.people import session
from lms.people import signing as proof
from lms.people.actor import Actor
from lms.progress import access, reviews
from lms.progress import queries as works
from lms.progress import rules as progress
from lms.progress.forms import ReasonForm
from lms.progress.models import Meaning
from lms.progress.standing import TaskStanding
from lms.progress.work import Work
from lms.signoff import decisions, queries
from lms.signoff.forms import RecordForm, WaiveForm
from lms.signoff.views.blueprint import LED, bp

Form = ReasonForm | RecordForm
Page = str | tuple[str, int]


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
    work, form = access.work_to_lead(gate.actor(), enrollment_id), _record_form()

    def write() -> None:
        proof.prove(form)
        kind = reviews.kind_of(progress.task_of(work, key))
        stated = form.states(decisions.meanings(kind, written=False)[0])
        decisions.record(gate.actor(), work, key, stated, already=form.already.data or 0)

    answer = _change(work, key, "record", form, write, "Recorded and signed.")
    if not form.errors:
        session.signed()
    return answer


@bp.post(f"{LED}/waive")
@gate.signed_in
def waive(enrollment_id: int, key: str) -> Answer | Page:
    """This person need not do it."""
    work, form = access.work_to_lead(gate.actor(), enrollment_id), WaiveForm(prefix="waive")

    def write() -> None:
        decisions.waive(gate.actor(), work, key, form.words(), seen=form.seen(),
                        cleared=bool(form.cleared.data))  # fmt: skip

    return _change(work, key, "waive", form, write, "Waived. The learner sees why.")


@bp.post(f"{LED}/reopen")
@gate.signed_in
def reopen(enrollment_id: int, key: str) -> Answer | Page:
    """It goes back to the learner."""
    work, form = access.work_to_lead(gate.actor(), enrollment_id), ReasonForm(prefix="reopen")

    def write() -> None:
        cleared = bool(form.cleared.data)
        decisions.reopen(gate.actor(), work, key, form.words(), cleared=cleared)

    return _change(work, key, "reopen", form, write, "Reopened. The learner sees why.")


@bp.post(f"{LED}/revoke/<row:sign_off_id>")
@gate.signed_in
def revoke(enrollment_id: int, key: str, sign_off_id: int) -> Answer | Page:
    """I take my signature back, or a waiver."""
    name, said = f"revoke-{sign_off_id}", "Revoked. It stays in the record, with why."
    work, form = access.work_to_lead(gate.actor(), enrollment_id), ReasonForm(prefix=name)

    def write() -> None:
        cleared = bool(form.cleared.data)
        decisions.revoke(gate.actor(), work, key, sign_off_id, form.words(), cleared=cleared)

    return _change(work, key, name, form, write, said)


def _change(
    work: Work, key: str, name: str, form: Form, write: Callable[[], None], said: str
) -> Answer | Page:
    """One change, or the page again with why not and with what was typed."""
    if status := form.carry_out(write):
        return _page(work, key, name, form), status
    flash(said)
    return redirect(url_for(".led_task", enrollment_id=work.id, key=key), 303)


def _record_form(already: int = 0) -> RecordForm:
    today = gate.actor().today
    form = RecordForm(prefix="record", data={"on": today, "already": already})
    proof.prepare(form)
    return form


def _waive_form(standing: TaskStanding) -> WaiveForm:
    waiting = ",".join(str(one.id) for one in standing.waiting)
    return WaiveForm(prefix="waive", data={"waiting": waiting})


def _page(work: Work, key: str, name: str = "", given: Form | None = None) -> str:
    actor: Actor = gate.actor()
    task = progress.task_of(work, key)
    away = people.on_leave([work.person_id], actor.today)
    standing = works.task_standing(work, task, paused=bool(away))
    signatures = works.signatures(work.id).get(key, [])
    reasons = ["reopen", *(f"revoke-{row.id}" for row in signatures if row.of_task)]
    shown: dict[str, Form] = {one: ReasonForm(prefix=one) for one in reasons}
    attested = [row for row in signatures if row.of_task and row.meaning != Meaning.WAIVED]
    shown |= {"record": _record_form(len(attested)), "waive": _waive_form(standing)}
    shown |= {name: given} if given is not None else {}
    return render_template(
        "signoff/led_task.html",
        work=work,
        section=work.outline.section_of[key],
        standing=standing,
        neighbours=work.neighbours(key),
        learner=people.names([work.person_id])[work.person_id],
        signatures=signatures,
        revoked=works.revoked(work.id).get(key, []),
        attempts=queries.attempts(work.id, key),
        mine=queries.readable(actor, work.id, key),
        signs=access.signs_task(actor, work.person_id, task.signers),
        attested=bool(attested),
        recordable=decisions.recordable(task),
        forms=shown,
        oversees=True,
        refused=name,
    )
