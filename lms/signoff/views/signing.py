"""What all decisions share: the password, once per signing spell, and the way to the next one."""

from flask import redirect, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import gate
from lms.people import rules as people
from lms.people import session
from lms.people.actor import Actor
from lms.people.sign_in_limits import Limit
from lms.progress.models import Review
from lms.signoff import queries
from lms.signoff.forms import SigningForm


def prepare(form: SigningForm) -> None:
    """Leave the password field out while a spell goes on."""
    form.spare(password=not session.signing(gate.settings()))


def prove(form: SigningForm) -> None:
    """It is the signer who signs. Raises Refusal at the field, or for too many tries."""
    actor: Actor = gate.actor()
    if form.password is None:
        return
    settings = gate.settings()
    people.prove(
        actor.email,
        form.password.data or "",
        secret=settings.signing_key,
        account=Limit.of_account(settings),
    )


def following(actor: Actor, decided: Review) -> Answer:
    """On to the next that waits for the actor, or back to the list."""
    review_id = queries.next_waiting(actor, decided)
    if review_id is None:
        return redirect(url_for(".approvals"), 303)
    return redirect(url_for(".review", review_id=review_id), 303)
