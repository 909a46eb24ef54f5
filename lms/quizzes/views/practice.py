"""Practice: questions, answers, and at once what was right and why. Nothing of it is kept."""

from flask import render_template, request

from lms.base import gate
from lms.people.actor import Actor
from lms.quizzes import access, practising
from lms.quizzes.access import OneQuiz
from lms.quizzes.forms import TakingForm, taking_form
from lms.quizzes.practising import Sheet
from lms.quizzes.telling import Told, tell
from lms.quizzes.views.blueprint import QUIZ, Page, bp


@bp.get(f"{QUIZ}/practice")
@gate.signed_in
def practice(enrollment_id: int, key: str) -> str:
    """Some questions of the bank."""
    actor: Actor = gate.actor()
    found = access.own_quiz(actor, enrollment_id, key)
    sheet = practising.draw(actor, found, gate.settings().signing_key)
    return _page(found, sheet, taking_form(sheet.items))


@bp.post(f"{QUIZ}/practice")
@gate.signed_in
def check(enrollment_id: int, key: str) -> Page:
    """How I answered them."""
    actor: Actor = gate.actor()
    found = access.own_quiz(actor, enrollment_id, key)
    sheet = practising.again(
        actor, found, request.form.get("sheet", ""), gate.settings().signing_key
    )
    form = taking_form(sheet.items, sent=True)
    if not form.given():
        return _page(found, sheet, form), 422
    answered = [one._replace(response=form.answer(one)) for one in sheet.items]
    return _page(found, sheet, form, [tell(one, found.work.outline) for one in answered])


def _page(
    found: OneQuiz, sheet: Sheet, form: TakingForm, told: list[Told] | None = None
) -> str:  # fmt: skip
    return render_template(
        "quizzes/practice.html", work=found.work, quiz=found.quiz, sheet=sheet, form=form,
        told=told,
    )  # fmt: skip
