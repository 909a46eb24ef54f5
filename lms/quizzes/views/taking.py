"""A quiz of my own: what it is, an attempt at it, and what came of that."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import autosave, clock, gate
from lms.base.errors import WrittenElsewhere
from lms.base.forms import AppForm
from lms.curriculum.office_says import office_says
from lms.people import queries as people
from lms.people.actor import Actor
from lms.quizzes import access, banks, draws, queries, taking
from lms.quizzes.forms import TakingForm, taking_form
from lms.quizzes.item import Item
from lms.quizzes.models import QuizAttempt
from lms.quizzes.taking import Writing
from lms.quizzes.telling import said
from lms.quizzes.views.blueprint import ATTEMPT, QUIZ, Page, bp
from lms.quizzes.views.results import result_page

SAVED = "Saved. Go on whenever you like, on any device."


@bp.get(QUIZ)
@gate.signed_in
def quiz(enrollment_id: int, key: str) -> str:
    """What a quiz asks, how often I may try, and how I did."""
    actor: Actor = gate.actor()
    work, found = access.own_quiz(actor, enrollment_id, key)
    office_id = people.office_of(actor.id)
    required = office_says(office_id, work.program_id).required.get(key, found.required)
    bank = banks.bank(found.bank, office_id)
    listed = banks.questions(bank.id) if bank else []
    return render_template(
        "quizzes/quiz.html", work=work, section=work.outline.quiz_section_of[key],
        standing=queries.standing(work, found, required=required), now=clock.now(),
        published=bank is not None, said=draws.introductions(found, listed),
    )  # fmt: skip


@bp.post(f"{QUIZ}/begin")
@gate.signed_in
def begin(enrollment_id: int, key: str) -> Answer:
    """Begin an attempt, or go on with the one that is open."""
    actor: Actor = gate.actor()
    work, _ = access.own_quiz(actor, enrollment_id, key)
    form, made = AppForm(), list[QuizAttempt]()
    form.insist(lambda: made.append(taking.begin(actor, work, key)))
    return redirect(url_for(".attempt", attempt_id=made[0].id), 303)


@bp.get(ATTEMPT)
@gate.signed_in
def attempt(attempt_id: int) -> str:
    """An attempt of mine to go on with, or what became of one that I may see."""
    actor: Actor = gate.actor()
    found, one = access.attempt_to_see(actor, attempt_id)
    if found.submitted_at is not None or found.person_id != actor.id:
        return result_page(actor, found, one)
    items = queries.items(found.id)
    return _page(found, taking_form(items, found.version), items)


@bp.post(f"{ATTEMPT}/save")
@gate.signed_in
def save(attempt_id: int) -> Answer | Page:
    """Keep what I answered so far."""
    return _write(attempt_id, taking.save, SAVED)


@bp.post(f"{ATTEMPT}/hand-in")
@gate.signed_in
def hand_in(attempt_id: int) -> Answer | Page:
    """Have it marked."""
    return _write(attempt_id, taking.hand_in, "")


def _write(
    attempt_id: int, verb: Callable[[Actor, QuizAttempt, Writing], object], said: str
) -> Answer | Page:
    """Saving and handing in differ in the verb only; what was answered is kept whatever happens."""
    actor: Actor = gate.actor()
    found, _ = access.own_attempt(actor, attempt_id)
    items = queries.items(found.id)
    form = taking_form(items, sent=True)
    if found.submitted_at is not None and not autosave.asked():  # an old page: here is the result
        return redirect(url_for(".attempt", attempt_id=found.id), 303)
    if status := form.carry_out(lambda: verb(actor, found, form.writing(items))):
        return autosave.page(
            form, status, found.version, lambda: _page(found, form, queries.items(found.id))
        )
    if autosave.asked():
        return autosave.saved(found.version, actor.zone)
    if said:
        flash(said)
    return redirect(url_for(".attempt", attempt_id=found.id), 303)


def _page(found: QuizAttempt, form: TakingForm, items: list[Item]) -> str:
    one = access.of_attempt(found)
    return render_template(
        "quizzes/attempt.html", attempt=found, work=one.work, quiz=one.quiz, form=form,
        items=items, over=taking.is_over(found), left=taking.seconds_left(found),
        gaps=[item.position for item in items if form.anyway.errors and item.response is None],
        saved=_saved(form, items),
    )  # fmt: skip


def _saved(form: TakingForm, items: list[Item]) -> dict[int, str]:
    """What was saved from another window, where the page says something else."""
    if not isinstance(form.refusal, WrittenElsewhere):
        return {}
    return {
        item.position: said(item) or "no answer"
        for item in items
        if form.answer(item) != item.response
    }
