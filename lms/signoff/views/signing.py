"""Giving the password for a signature, once per signing spell."""

from lms.base import gate
from lms.people import rules as people
from lms.people import session
from lms.people.actor import Actor
from lms.people.sign_in_limits import Limit
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
