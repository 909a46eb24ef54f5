"""The task page, where learners write, send, and take back."""

import re
from collections.abc import Callable

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import autosave, gate, markdown
from lms.base.db import db
from lms.base.errors import NotFound
from lms.curriculum import queries as curriculum
from lms.curriculum.outline import Signers
from lms.people.actor import Actor
from lms.progress import access
from lms.progress import queries as works
from lms.progress import rules as progress
from lms.progress.work import Work
from lms.signoff import drafts, forms, queries, rules
from lms.signoff.drafts import Writing, WrittenElsewhere
from lms.signoff.views.blueprint import TASK, bp

SAVED, SENT = "Draft saved.", "Sent. You see on this page when it is answered."
BACK = "It is yours again: change what you like, then send it."
Page = str | tuple[str, int]


@bp.get(TASK)
@gate.signed_in
def task(enrollment_id: int, key: str) -> str:
    """A task: what is asked, what I wrote, what became of it."""
    work = access.own_work(gate.actor(), enrollment_id)
    return _page(work, key, _form(work, key))


@bp.post(f"{TASK}/draft")
@gate.signed_in
def draft(enrollment_id: int, key: str) -> Answer | Page:
    """Save what was written so far."""
    return _write(enrollment_id, key, drafts.save_draft, SAVED)


@bp.post(f"{TASK}/send")
@gate.signed_in
def send(enrollment_id: int, key: str) -> Answer | Page:
    """Send it to whoever signs."""
    return _write(enrollment_id, key, rules.submit, SENT)


@bp.post(f"{TASK}/preview")
@gate.signed_in
def preview(enrollment_id: int, key: str) -> Page:
    """What it will look like to its reader. Nothing is saved."""
    work = access.own_work(gate.actor(), enrollment_id)
    form = _form(work, key)
    if not form.given():
        return _page(work, key, form), 422
    looks = [(f.label.text, markdown.render(f.data or "")) for f in form.answers()]
    return _page(work, key, form, looks=looks)


@bp.post(f"{TASK}/withdraw")
@gate.signed_in
def withdraw(enrollment_id: int, key: str) -> Answer:
    """Take back what waits, or a response that nobody signs."""
    actor: Actor = gate.actor()
    work = access.own_work(actor, enrollment_id)
    review_id = request.form.get("review")
    if not review_id:
        rules.take_back(actor, work, key)
    else:
        rules.withdraw(actor, work, key, _row(review_id))
    db.session.commit()
    flash(BACK)
    return _to_task(work, key)


def _row(number: str) -> int:
    """A row's id from a form; what no database could hold is simply not found."""
    if not re.fullmatch(r"[1-9]\d{0,8}", number):
        raise NotFound
    return int(number)


def _write(
    enrollment_id: int, key: str, verb: Callable[[Actor, Work, str, Writing], object], said: str
) -> Answer | Page:
    """Saving and sending differ in the verb only; what was typed is kept whatever happens."""
    actor: Actor = gate.actor()
    work = access.own_work(actor, enrollment_id)
    form = _form(work, key, sending=verb is rules.submit)
    if status := form.carry_out(lambda: verb(actor, work, key, form.writing())):
        # Both texts stay in sight until one of them is taken.
        choosing = bool(form.choice.data) or isinstance(form.refusal, WrittenElsewhere)
        return _refused(work, key, form, status, choosing=choosing)
    return _saved(work, key, actor) if autosave.asked() else _to_task(work, key, said)


def _saved(work: Work, key: str, actor: Actor) -> Answer:
    found = queries.response(work.id, key)
    return autosave.saved(found.version if found else 0, actor.zone)


def _refused(
    work: Work, key: str, form: forms.WritingForm, status: int, *, choosing: bool = False
) -> Answer | Page:
    if autosave.asked():
        return autosave.refused(form, status, elsewhere=choosing)
    return _page(work, key, form, choosing=choosing), status


def _form(work: Work, key: str, *, sending: bool = False) -> forms.WritingForm:
    found = queries.response(work.id, key)
    version = found.version if found else 0
    task = progress.task_of(work, key)
    return forms.writing_form(task, queries.draft(found), version, sending=sending)


def _page(
    work: Work, key: str, form: forms.WritingForm, *, choosing: bool = False,
    looks: list[tuple[str, str]] | None = None,
) -> str:  # fmt: skip
    task = progress.task_of(work, key)
    sent = queries.sent_unsigned if task.signers is Signers.NONE else queries.attempts
    saved = _both(work, key, form) if choosing else None
    supplies = curriculum.supplies(gate.actor().office_id, work.program_id) if task.slot else {}
    return render_template(
        "signoff/task.html",
        work=work,
        section=work.outline.section_of[key],
        standing=works.task_standing(work, task, paused=gate.actor().on_leave),
        supply=supplies.get(key),
        waiver=works.signatures(work.id).get(key, [])[-1:],
        revoked=works.revoked(work.id).get(key, []),
        neighbours=work.neighbours(key),
        attempts=sent(work.id, key),
        to_log=drafts.to_log(work, task),
        noted=current_app.extensions["noted"](work.id, task.about) if task.about else [],
        drafted=queries.drafted(work.id, key, drafts.prompts(task)),
        aside=queries.set_aside(work.id, key, drafts.prompts(task)),
        saved=saved,
        form=form,
        length=forms.LENGTH,
        looks=looks,
    )


def _both(work: Work, key: str, form: forms.WritingForm) -> dict[int, str | None]:
    """What is saved, to stand beside what was typed; the choice is made from that version on."""
    found = queries.response(work.id, key)
    if found is not None:
        form.version.data, form.version.raw_data = found.version, None
    return {place: prose.text for place, prose in queries.draft(found).items()}


def _to_task(work: Work, key: str, said: str = "") -> Answer:
    if said:
        flash(said)
    return redirect(url_for(".task", enrollment_id=work.id, key=key), 303)
