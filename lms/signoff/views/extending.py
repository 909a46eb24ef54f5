"""More time: the learner's page to ask, and the supervisor's to answer."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.base.errors import NotFound, Refusal
from lms.base.forms import AppForm
from lms.people import queries as people
from lms.people.actor import Actor
from lms.progress import access, reviews
from lms.progress import queries as works
from lms.progress.due import Place
from lms.progress.forms import DeclineForm
from lms.progress.work import Work, find_work
from lms.signoff import extensions, forms
from lms.signoff.views import signing
from lms.signoff.views.blueprint import bp

OWN = "/onboarding/<row:enrollment_id>"
DUE = f"{OWN}/due/<section>"
ONE = "/approvals/<row:review_id>/extension"
DecisionForm = forms.GrantForm | DeclineForm
Page = str | tuple[str, int]


@bp.get(DUE, defaults={"key": ""})
@bp.get(f"{DUE}/<key>")
@gate.signed_in
def ask(enrollment_id: int, section: str, key: str) -> str:
    """The present date, what I asked for before, and the form."""
    work = access.own_work(gate.actor(), enrollment_id)
    return _asking(work, (section, key), forms.AskForm())


@bp.post(DUE, defaults={"key": ""})
@bp.post(f"{DUE}/<key>")
@gate.signed_in
def ask_now(enrollment_id: int, section: str, key: str) -> Answer | Page:
    """I ask for more time."""
    actor: Actor = gate.actor()
    work, form = access.own_work(actor, enrollment_id), forms.AskForm()

    def write() -> None:
        assert form.due_on.data is not None, "the form asks for it"
        extensions.ask(actor, work, (section, key), form.due_on.data, form.words(),
                       cleared=bool(form.cleared.data))  # fmt: skip

    if status := form.carry_out(write):
        return _asking(work, (section, key), form), status
    flash("Sent. Until it is answered the date stays as it is.")
    return redirect(url_for(".ask", enrollment_id=work.id, section=section, key=key or None), 303)


@bp.post(f"{OWN}/extensions/<row:review_id>/withdraw")
@gate.signed_in
def ask_no_more(enrollment_id: int, review_id: int) -> Answer:
    """I take my question back."""
    work = access.own_work(gate.actor(), enrollment_id)
    form = AppForm()
    form.insist(lambda: extensions.withdraw(gate.actor(), review_id, work))
    flash("You took it back. The date stays as it is.")
    return redirect(url_for("progress.enrollment", enrollment_id=work.id), 303)


@bp.get(ONE)
@gate.signed_in
def extension(review_id: int) -> str:
    """What is asked, why, and what else is due."""
    found = _answerable(review_id)
    if access.may_read(gate.actor(), found.review):
        return _deciding(found)
    form = forms.GrantForm()
    form.refuse(Refusal(reviews.what_changed(gate.actor(), found.review)))
    return _too_late(found, form)


@bp.post(f"{ONE}/grant")
@gate.signed_in
def grant(review_id: int) -> Answer | Page:
    """More time, until the day asked for or another one."""
    found, form = _answerable(review_id), forms.GrantForm(prefix="grant")

    def decide() -> None:
        assert form.due_on.data is not None, "the form asks for it"
        extensions.grant(gate.actor(), found.review, _work(found), form.due_on.data)

    return _decide(found, form, decide, "The date is moved. The learner sees it.")


@bp.post(f"{ONE}/decline")
@gate.signed_in
def decline(review_id: int) -> Answer | Page:
    """The date stays, because …"""
    found, form = _answerable(review_id), DeclineForm(prefix="decline")

    def decide() -> None:
        extensions.decline(gate.actor(), found.review, _work(found), form.words(),
                           cleared=bool(form.cleared.data))  # fmt: skip

    return _decide(found, form, decide, "Declined. The learner reads why.")


def _decide(
    found: extensions.Asked, form: DecisionForm, decide: Callable[[], None], said: str
) -> Answer | Page:
    status = form.carry_out(decide)
    if not status:
        flash(said)
        return signing.following(gate.actor(), found.review)
    if not access.may_read(gate.actor(), found.review):
        return _too_late(found, form), status
    return _deciding(found, form), status


def _answerable(review_id: int) -> extensions.Asked:
    return extensions.asked(access.review_to_answer(gate.actor(), review_id))


def _work(found: extensions.Asked) -> Work:
    work = find_work(found.extension.enrollment_id)
    if work is None:
        raise NotFound
    return work


def _asking(work: Work, place: Place, form: forms.AskForm) -> str:
    present = works.due_dates(work.id).get(place)
    if present is None:
        raise NotFound
    return render_template(
        "signoff/ask.html", work=work, section=place[0], present=present, form=form,
        about=extensions.title(work, place), asked=extensions.at(work.id, place),
    )  # fmt: skip


def _deciding(found: extensions.Asked, given: DecisionForm | None = None) -> str:
    work, due = _work(found), works.due_dates(found.extension.enrollment_id)
    asked = {"due_on": found.extension.due_on}
    others = [(extensions.title(work, (key, "")), day) for (key, task), day in due.items()
              if not task and key != found.extension.section_key]  # fmt: skip
    return render_template(
        "signoff/extension.html", found=found, review=found.review, work=work,
        learner=people.names([work.person_id])[work.person_id], present=due.get(found.place),
        others=sorted(others, key=lambda other: other[1]),
        about=extensions.title(work, found.place),
        leads=access.leads(gate.actor(), work.person_id),
        oversees=access.oversees(gate.actor(), work.person_id),
        granting=given if isinstance(given, forms.GrantForm)
        else forms.GrantForm(formdata=None, prefix="grant", data=asked),
        declining=given if isinstance(given, DeclineForm)
        else DeclineForm(formdata=None, prefix="decline"),
    )  # fmt: skip


def _too_late(found: extensions.Asked, form: DecisionForm) -> str:
    return render_template("signoff/too_late.html", review=found.review, form=form)
