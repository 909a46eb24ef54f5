"""Logging without a connection: the worker, the shell that a device keeps, and what arrives later.

The shell is made without anything that pages know about who asks, so that what is kept on a shared
device is the same for everyone.
"""

import hashlib

from flask import Response, current_app, jsonify, request, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as Answer
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired, Optional, Regexp

from config import ROOT
from lms.base import gate
from lms.base.forms import ProseField
from lms.base.prose import ClientIdentified
from lms.people.actor import Actor
from lms.shadowing import arrivals, forms, office_rules
from lms.shadowing.activities import FILES, LABELS
from lms.shadowing.arrivals import BESIDE, Arrival, OfAnother
from lms.shadowing.models import LogEntry
from lms.shadowing.prompts import prompts
from lms.shadowing.views.blueprint import bp

NUMBER = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z"
LOST = "This entry has lost its number. Copy your words, delete it, and log it anew."
WORKER = ROOT / "static" / "js" / "sw.js"


class ArrivalForm(forms.WholeForm):
    """One entry, everything at once; what only the office or the guide knows is chosen later."""

    person = HiddenField(validators=[InputRequired(LOST)])
    device_id = HiddenField(validators=[InputRequired(LOST), Regexp(NUMBER, message=LOST)])
    beside = RadioField("Who was there with you?", [Optional()], choices=BESIDE)
    file = RadioField("If you looked at a file: which?", [Optional()], choices=FILES)

    def arrival(self) -> Arrival:
        """What was sent, for the rule."""
        return Arrival(self.device_id.data or "", self.person.data or "", self.beside.data or "",
                       self.whole())  # fmt: skip


for _one in prompts(None):
    setattr(ArrivalForm, f"text_{_one.position}", ProseField(_one.text))


@bp.app_context_processor
def device() -> dict[str, str]:
    """What a device calls whoever is signed in, for the frame of every page."""
    actor = gate.actor()
    return {"device_key": _key(actor)} if actor.is_authenticated else {}


@bp.get("/sw.js")
@gate.public
def worker() -> Answer:
    """The service worker. It is another one whenever the shell, or what the shell names, is."""
    code = WORKER.read_text(encoding="utf-8")
    version = hashlib.sha256((code + _shell()).encode()).hexdigest()[:12]
    answer = Response(f'const VERSION = "{version}";\n{code}', mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    return answer.make_conditional(request)


@bp.get("/log/offline")
@gate.public
def offline() -> str:
    """The shell, which opens without a connection."""
    return _shell()


@bp.get("/log/arrivals")
@gate.signed_in
def whose() -> Answer:
    """Whom the device would send for, and the token that sending needs."""
    return jsonify(person=_key(gate.actor()), token=generate_csrf())


@bp.post("/log/arrivals")
@gate.signed_in
def arrive() -> Answer:
    """One entry arrives: 201, or 200 if it was here already; 422 with why it is not taken."""
    actor: Actor = gate.actor()
    secret, made = gate.settings().signing_key, list[LogEntry]()
    form = _form(dict(LABELS) | office_rules.of_office(actor.office_id).activities)
    if form.carry_out(lambda: made.append(arrivals.arrive(actor, form.arrival(), secret=secret))):
        return _refused(form)
    answer = jsonify(address=url_for(".entry", entry_id=made[0].id))
    answer.status_code = 201 if form.changed else 200
    return answer


def _key(actor: Actor) -> str:
    return arrivals.person_key(actor.id, gate.settings().signing_key)


def _form(activities: dict[str, str], **more: object) -> ArrivalForm:
    form = ArrivalForm(**more)
    form.activity.choices = activities
    form.colleague.choices = {}  # nobody is known by name on a device
    return form


def _shell() -> str:
    """Made once for each process, past everything that is added to a page for its reader."""
    kept: dict[str, str] = current_app.extensions.setdefault("shell", {})
    if "page" not in kept:
        settings = gate.settings()
        form = _form(LABELS, formdata=None, meta={"csrf": False})
        page = current_app.jinja_env.get_template("shadowing/offline.html")
        kept["page"] = page.render(form=form, organization=settings.organization,
                                   demo=settings.demo)  # fmt: skip
    return kept["page"]


def _refused(form: ArrivalForm) -> Answer:
    """Beside which field it belongs, and whether a tick lets it through."""
    found = form.refusal
    harmless = isinstance(found, ClientIdentified) and not any(f.blocks for f in found.findings)
    answer = jsonify(
        problems=form.form_errors, warned=form.warned or harmless,
        fields={f.name: list(map(str, f.errors)) for f in form if f.errors},
    )  # fmt: skip
    answer.status_code = 409 if isinstance(found, OfAnother) else 422
    return answer
