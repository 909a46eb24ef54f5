"""It is the signer who signs: the password, once in a spell, stands for the signature.

A phone that lies open on a desk must not sign for its owner. Every room in which somebody attests
to something asks for it in the same way.
"""

from wtforms import PasswordField
from wtforms.validators import InputRequired, Length

from lms.base import gate
from lms.base.forms import GuardedForm
from lms.people import rules, session
from lms.people.actor import Actor
from lms.people.sign_in_limits import Limit


class ProvenForm(GuardedForm):
    """Whatever ends in a signature: the password, unless it was given just now."""

    password = PasswordField(
        "Your password", [InputRequired("Write your password: it stands for your signature."),
                          Length(max=1000)],
        render_kw={"autocomplete": "current-password"},
    )  # fmt: skip

    def spare(self, *, password: bool) -> None:
        """Ask for no password where the spell of an earlier signature goes on."""
        if not password:
            del self.password


def prepare(form: ProvenForm) -> None:
    """Leave the password field out while a spell goes on."""
    form.spare(password=not session.signing(gate.settings()))


def prove(form: ProvenForm) -> None:
    """It is the signer who signs. Raises Refusal at the field, or for too many tries."""
    actor: Actor = gate.actor()
    if form.password is None:
        return
    settings = gate.settings()
    rules.prove(
        actor.email,
        form.password.data or "",
        secret=settings.signing_key,
        account=Limit.of_account(settings),
    )
