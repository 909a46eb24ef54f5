"""Giving the password for a signature, once per signing spell."""

from flask import current_app

from config import Settings
from lms.base import gate
from lms.people import rules as people
from lms.people import session
from lms.people.actor import Actor
from lms.people.sign_in_limits import Limit
from lms.signoff.forms import SigningForm


def settings() -> Settings:
    """This process's settings."""
    found = current_app.extensions["settings"]
    assert isinstance(found, Settings)
    return found


def prepare(form: SigningForm) -> None:
    """Leave the password field out while a spell goes on."""
    form.spare(password=not session.signing(settings()))


def prove(form: SigningForm) -> None:
    """It is the signer who signs. Raises Refusal at the field, or for too many tries."""
    actor: Actor = gate.actor()
    if form.password is None:
        return
    limit = Limit.minutes(settings().account_failures, settings().account_pause_minutes)
    people.prove(
        actor.email, form.password.data or "", secret=settings().signing_key, account=limit
    )
