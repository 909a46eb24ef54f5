"""The pages of a review: what changed, each competency in turn, finishing, the answer."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.base.db import db
from lms.base.errors import NotAllowed, WrittenElsewhere
from lms.base.forms import AppForm
from lms.base.prose import Prose
from lms.competencies import access, changes, cycles, evidence, ratings, reviewing
from lms.competencies.cycle import Opened
from lms.competencies.forms import FinishForm, RatingForm, ReplyForm, rating_form
from lms.competencies.framework import competency, present
from lms.competencies.models import CompetencyReview
from lms.competencies.views.blueprint import Page, bp
from lms.people import queries as people
from lms.people import session, signing
from lms.people.actor import Actor

REVIEW = "/competencies/reviews/<row:enrollment_id>/<row:day>"
SAY = f"{REVIEW}/<key>"
UNCHANGED = "It was like this already. Nothing was changed."


@bp.get(REVIEW, endpoint="review")
@gate.signed_in
def review(enrollment_id: int, day: int) -> str:
    """Where the review stands, what changed since the last one, what each said."""
    return _page(cycles.one(gate.actor(), enrollment_id, day))


@bp.get("/approvals/<row:review_id>/competencies", endpoint="waiting_review")
@gate.signed_in
def waiting_review(review_id: int) -> Answer:
    """What waits for the supervisor is the review itself."""
    found = access.cycle_review_of(gate.actor(), review_id)
    address = url_for(".review", enrollment_id=found.enrollment_id, day=found.day)
    return redirect(address, 303)


@bp.get(SAY, endpoint="say")
@gate.signed_in
def say(enrollment_id: int, day: int, key: str) -> str:
    """How does this one stand?"""
    found = _to_rate(enrollment_id, day)
    return _say_page(found, key, _form(found, key, sent=False))


@bp.post(SAY, endpoint="say_now")
@gate.signed_in
def say_now(enrollment_id: int, day: int, key: str) -> Answer | Page:
    """It is kept, and the next one comes."""
    actor: Actor = gate.actor()
    found = _to_rate(enrollment_id, day)
    form = _form(found, key, sent=True)

    def keep() -> None:
        version = form.version.data or 0
        reviewing.say(actor, found, key, form.judgement(actor.today), version)

    if status := form.carry_out(keep):
        if isinstance(form.refusal, WrittenElsewhere):
            form.version.data, form.version.raw_data = _version(found, key), None
        return _say_page(found, key, form), status
    return redirect(_following(found, key), 303)


@bp.post(f"{REVIEW}/finish")
@gate.signed_in
def finish(enrollment_id: int, day: int) -> Answer | Page:
    """I have rated; the other side comes next."""
    actor: Actor = gate.actor()
    found = _to_rate(enrollment_id, day)
    own = found.person_id == actor.id
    form: AppForm = AppForm() if own else FinishForm(prefix="finish")

    def sign() -> None:
        if isinstance(form, FinishForm):
            signing.prove(form)
        (reviewing.finish_own if own else reviewing.finish)(actor, found)

    said = "Finished. Your supervisor rates next." if own else "Rated and signed."
    return _done(found, form, sign, said)


@bp.post(f"{REVIEW}/take-up")
@gate.signed_in
def take_up(enrollment_id: int, day: int) -> Answer | Page:
    """I go on with my rating."""
    actor, form = gate.actor(), AppForm()
    found = _own(enrollment_id, day)
    said = "You can change your rating again."
    return _done(found, form, lambda: reviewing.take_up(actor, found), said)


@bp.post(f"{REVIEW}/acknowledge")
@gate.signed_in
def acknowledge(enrollment_id: int, day: int) -> Answer | Page:
    """I have read it, and this is my answer."""
    actor, form = gate.actor(), ReplyForm(prefix="reply")
    found = _own(enrollment_id, day)
    act = lambda: reviewing.acknowledge(actor, found, form.said())  # noqa: E731  # one verb
    return _done(found, form, act, "Thank you. Your supervisor sees your answer.")


def _done(
    found: Opened, form: AppForm, act: Callable[[], None], said: str
) -> Answer | Page:  # fmt: skip
    signing.prepare(form) if isinstance(form, FinishForm) else None
    if status := form.carry_out(act):
        return _page(cycles.one(gate.actor(), found.enrollment_id, found.day), form), status
    if isinstance(form, FinishForm):
        session.signed()
    flash(said if form.changed else UNCHANGED)
    return redirect(url_for(".review", enrollment_id=found.enrollment_id, day=found.day), 303)


def _to_rate(enrollment_id: int, day: int) -> Opened:
    """A review in which the actor rates: their own, or of somebody they lead."""
    actor: Actor = gate.actor()
    found = cycles.one(actor, enrollment_id, day)
    access.person_to_rate(actor, found.person_id)
    return found


def _own(enrollment_id: int, day: int) -> Opened:
    found = cycles.one(gate.actor(), enrollment_id, day)
    if found.person_id != gate.actor().id:
        raise NotAllowed
    return found


def _form(found: Opened, key: str, *, sent: bool) -> RatingForm:
    actor: Actor = gate.actor()
    framework, outline = competency(key)
    made = ratings.made(found.row.id, actor.id).get(key) if found.row else None
    comment = db.session.get(Prose, made.comment_id) if made and made.comment_id else None
    form = rating_form(
        made, (comment.text or "") if comment else "", by_self=found.person_id == actor.id,
        in_review=True, today=actor.today, sent=sent,
    )  # fmt: skip
    listed = evidence.offered(found.person_id, outline, made.evidence if made else ())
    form.offer(framework.outline, outline, listed)
    return form


def _version(found: Opened, key: str) -> int:
    made = ratings.made(found.row.id, gate.actor().id).get(key) if found.row else None
    return made.version if made else 0


def _following(found: Opened, key: str) -> str:
    """The next competency that was not said yet, or the review itself."""
    row = db.session.scalar(db.select(CompetencyReview).filter_by(
        enrollment_id=found.enrollment_id, day=found.day))  # fmt: skip
    said = ratings.made(row.id, gate.actor().id) if row else {}
    keys = [*present().outline.competencies]
    after = keys[keys.index(key) + 1 :] + keys[: keys.index(key)]
    left = next((one for one in after if one not in said), None)
    number, day = found.enrollment_id, found.day
    if left is None:
        return url_for(".review", enrollment_id=number, day=day)
    return url_for(".say", enrollment_id=number, day=day, key=left)


def _say_page(found: Opened, key: str, form: RatingForm) -> str:
    outline = present().outline
    return render_template(
        "competencies/say.html", review=found, competency=outline.competencies[key], form=form,
        place=[*outline.competencies].index(key) + 1, count=len(outline.competencies),
        mine=found.person_id == gate.actor().id, person=_name(found),
    )  # fmt: skip


def _page(found: Opened, given: AppForm | None = None) -> str:
    actor: Actor = gate.actor()
    sight, outline = access.sight(actor, found.person_id), present().outline
    finishing = given if isinstance(given, FinishForm) else FinishForm(prefix="finish")
    signing.prepare(finishing)
    return render_template(
        "competencies/review.html", review=found, sight=sight, outline=outline,
        person=_name(found), finishing=finishing, today=actor.today,
        refused=given if given and type(given) is AppForm else None,
        reply=given if isinstance(given, ReplyForm) else ReplyForm(prefix="reply"),
        said=ratings.made(found.row.id, actor.id) if found.row else {},
        both=changes.both(found, sight), changed=changes.since(found, outline, sight),
    )  # fmt: skip


def _name(found: Opened) -> str:
    return people.names([found.person_id])[found.person_id]
