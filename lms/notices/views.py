"""A person's own page about mails: what comes, when, and the switch."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from lms.base import gate
from lms.base.db import db
from lms.notices import rules
from lms.notices.forms import OFF, ON, SwitchForm
from lms.people.models import Person

bp = Blueprint("notices", __name__)
SAID = {ON: "The daily mail is on.", OFF: "The daily mail is off."}


@bp.get("/account/notices")
@gate.signed_in
def mine() -> str:
    """What is mailed, and whether it is."""
    return _page(SwitchForm())


@bp.post("/account/notices")
@gate.signed_in
def switch() -> Response | tuple[str, int]:
    """On or off, as the form says."""
    form = SwitchForm()
    status = form.carry_out(lambda: rules.switch(gate.actor(), daily=form.daily.data == ON))
    if status:
        return _page(form), status
    flash(SAID[str(form.daily.data)])
    return redirect(url_for(".mine"), 303)


def _page(form: SwitchForm) -> str:
    person = db.session.get_one(Person, gate.actor().id)
    return render_template(
        "notices/mine.html", form=form, on=person.daily_mail, email=person.email,
        sending=bool(gate.settings().smtp_url),
    )  # fmt: skip
