"""Rating one competency outside a review, copying a rating from paper, taking one back."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.competencies import access, evidence, raters, rating
from lms.competencies.forms import PaperForm, RatingForm, rating_form
from lms.competencies.framework import competency
from lms.competencies.views.blueprint import ONE, Page, bp
from lms.competencies.views.reading import competency_page
from lms.people import session, signing
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress.access import person_to_see
from lms.progress.forms import ReasonForm

UNCHANGED = "It was like this already. Nothing was changed."


@bp.get(f"{ONE}/rate")
@gate.signed_in
def rate(person_id: int, key: str) -> str:
    """How does it stand, today?"""
    found = access.person_to_rate(gate.actor(), person_id)
    return _page(found, key, _form(found, key, sent=False))


@bp.post(f"{ONE}/rate", endpoint="rate_now")
@gate.signed_in
def rate_now(person_id: int, key: str) -> Answer | Page:
    """It is rated and signed."""
    actor: Actor = gate.actor()
    found = access.person_to_rate(actor, person_id)
    form = _form(found, key, sent=True)

    def give() -> None:
        signing.prove(form)
        rating.give(actor, found, key, form.judgement(actor.today))

    if status := form.carry_out(give):
        return _page(found, key, form), status
    if found.id != actor.id:
        session.signed()
    flash("Rated." if form.changed else UNCHANGED)
    return redirect(url_for(".competency", person_id=found.id, key=key), 303)


@bp.get(f"{ONE}/paper")
@gate.signed_in
def paper(person_id: int, key: str) -> str:
    """What stands on paper, and who made it?"""
    found = access.person_on_paper(gate.actor(), person_id)
    return _page(found, key, _paper_form(found, key, sent=False), on_paper=True)


@bp.post(f"{ONE}/paper", endpoint="paper_now")
@gate.signed_in
def paper_now(person_id: int, key: str) -> Answer | Page:
    """It is copied, and signed by whoever copied it."""
    actor: Actor = gate.actor()
    found = access.person_on_paper(actor, person_id)
    form = _paper_form(found, key, sent=True)

    def copy() -> None:
        signing.prove(form)
        rating.record(actor, found, int(form.rater.data), key, form.judgement(actor.today))

    if status := form.carry_out(copy):
        return _page(found, key, form, on_paper=True), status
    session.signed()
    flash("Copied from paper." if form.changed else UNCHANGED)
    return redirect(url_for(".competency", person_id=found.id, key=key), 303)


@bp.post("/competencies/ratings/<row:rating_id>/take-back")
@gate.signed_in
def take_back(rating_id: int) -> Answer | Page:
    """It was wrong: it counts no more, and stays to be seen."""
    actor: Actor = gate.actor()
    found = access.rating_to_take_back(actor, rating_id)
    person = person_to_see(actor, found.person_id)
    form = ReasonForm(prefix=f"take-back-{found.id}")
    if status := form.carry_out(lambda: rating.take_back(actor, found, form.said())):
        return competency_page(person, found.competency_key, form, rating_id), status
    flash("Taken back. It stays to be seen, with why." if form.changed else UNCHANGED)
    return redirect(url_for(".competency", person_id=person.id, key=found.competency_key), 303)


def _form(found: Person, key: str, *, sent: bool) -> RatingForm:
    actor: Actor = gate.actor()
    own = actor.id == found.id
    form = rating_form(None, "", by_self=own, in_review=False, today=actor.today, sent=sent)
    return _offer(found, key, form)


def _paper_form(found: Person, key: str, *, sent: bool) -> PaperForm:
    form = rating_form(None, "", by_self=False, in_review=False, today=gate.actor().today,
                       sent=sent, kind=PaperForm)  # fmt: skip
    assert isinstance(form, PaperForm)
    form.rater.choices = {"": "Choose", **{str(n): name for n, name in raters.of(found.id)}}
    _offer(found, key, form)
    return form


def _offer(found: Person, key: str, form: RatingForm) -> RatingForm:
    framework, outline = competency(key)
    form.offer(framework.outline, outline, evidence.offered(found.id, outline))
    signing.prepare(form)
    return form


def _page(found: Person, key: str, form: RatingForm, *, on_paper: bool = False) -> str:
    return render_template(
        "competencies/rate.html", person=found, competency=competency(key)[1], form=form,
        on_paper=on_paper, mine=found.id == gate.actor().id,
    )  # fmt: skip
