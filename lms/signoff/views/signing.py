"""The way from one decision to the next."""

from flask import redirect, url_for
from werkzeug.wrappers import Response as Answer

from lms.people.actor import Actor
from lms.progress import access
from lms.progress.models import Review


def following(actor: Actor, decided: Review) -> Answer:
    """On to the next that waits for the actor, or back to the list."""
    review_id = access.next_waiting(actor, decided)
    if review_id is None:
        return redirect(url_for("signoff.approvals"), 303)
    return redirect(url_for("signoff.review", review_id=review_id), 303)
