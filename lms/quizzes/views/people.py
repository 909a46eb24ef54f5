"""The quizzes of one of my people: attempts and scores, and more attempts for them."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import clock, gate
from lms.people import queries as people
from lms.people.actor import Actor
from lms.progress import access as works
from lms.quizzes import access, extra, queries
from lms.quizzes.extra import Reason
from lms.quizzes.forms import ExtraForm
from lms.quizzes.views.blueprint import QUIZ, Page, bp

UNCHANGED = "It was like this already. Nothing was changed."


@bp.get("/record/<row:enrollment_id>/quizzes", endpoint="person")
@gate.signed_in
def person(enrollment_id: int) -> str:
    """Every quiz of a guide with its attempts."""
    actor: Actor = gate.actor()
    work = works.record_of(actor, enrollment_id)
    return render_template(
        "quizzes/person.html", work=work, now=clock.now(),
        name=people.names([work.person_id])[work.person_id], mine=work.person_id == actor.id,
        sections=queries.by_section(work), leads=works.leads(actor, work.person_id),
    )  # fmt: skip


@bp.get(f"{QUIZ}/extra")
@gate.signed_in
def more_attempts(enrollment_id: int, key: str) -> str:
    """How many more, and why?"""
    found = access.quiz_to_lead(gate.actor(), enrollment_id, key)
    now = queries.standing(found.work, found.quiz)
    usual = now.extra.number + (1 if now.left == 0 else 0)
    return _extra_page(found, ExtraForm(data={"number": usual, "at_once": now.waits(clock.now())}))


@bp.post(f"{QUIZ}/extra", endpoint="give_attempts")
@gate.signed_in
def give_attempts(enrollment_id: int, key: str) -> Answer | Page:
    """They may try so often more."""
    actor, form = gate.actor(), ExtraForm()
    found = access.quiz_to_lead(actor, enrollment_id, key)
    if status := form.carry_out(
        lambda: extra.give(actor, found, form.number.data or 0, Reason(form.reason.data),
                           at_once=bool(form.at_once.data))
    ):  # fmt: skip
        return _extra_page(found, form), status
    left = queries.standing(found.work, found.quiz).left
    flash(f"Saved. Attempts left now: {left}." if form.changed else UNCHANGED)
    return redirect(url_for(".person", enrollment_id=found.work.id), 303)


def _extra_page(found: access.OneQuiz, form: ExtraForm) -> str:
    return render_template(
        "quizzes/extra.html", work=found.work, form=form,
        standing=queries.standing(found.work, found.quiz),
        name=people.names([found.work.person_id])[found.work.person_id],
    )  # fmt: skip
