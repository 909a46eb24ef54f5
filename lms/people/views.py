"""Signing in and out, one's password, coming in by a link, light or dark."""

from urllib.parse import urlsplit

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_login import LoginManager, current_user, login_user
from werkzeug.wrappers import Response

from lms.base import body, gate, sealed
from lms.base.db import db
from lms.base.errors import Refusal
from lms.people import arriving, links, queries, rules
from lms.people.actor import Actor
from lms.people.forms import ForgottenForm, NewPasswordForm, PasswordForm, SignInForm
from lms.people.models import Link, Person
from lms.people.session import begin, end, still_good, whose
from lms.people.sign_in_limits import Limit

bp = Blueprint("people", __name__)
login = LoginManager()
login.session_protection = None  # people move between networks all day; expiry is ours
RAN_OUT = (
    "You were signed out meanwhile. Sign in, and what you typed is given back to you. "
    "Nobody else can read it."
)
NOTHING_TYPED = "You were signed out meanwhile. Sign in to go on; nothing was changed yet."
FORGOTTEN = (
    "You were signed out, and this browser no longer tells whose words these were, so they are not "
    "kept here. Go back with your browser’s Back button and copy them, then sign in."
)
STALE = "This page had been open too long. Write your e-mail and password once more."
ASKED = (
    "If someone signs in with this address, a link is on its way to it. Look into your mail in a "
    "few minutes, into the spam folder too."
)
THEMES = ("auto", "light", "dark")


@login.user_loader  # type: ignore[untyped-decorator]
def load(identity: str) -> Actor | None:
    """Who is signed in by this cookie; nobody, once the session ran out or was ended."""
    person_id, _, key = identity.partition(".")
    if not person_id.isdigit() or not still_good(gate.settings()):
        return None
    actor = queries.actor(int(person_id))
    return actor if actor and actor.session_key == key else None


@bp.route("/sign-in", methods=["GET", "POST"])
@gate.public
def sign_in() -> Response | tuple[str, int] | str:
    """The door."""
    form = SignInForm(next=request.args.get("next", ""))
    if request.method == "GET":
        return redirect("/") if current_user.is_authenticated else _sign_in_page(form)
    if not form.given():
        return _sign_in_page(form), 422
    try:
        person = _checked(form)
    except Refusal as refusal:
        db.session.rollback()
        form.refuse(refusal)
        return _sign_in_page(form), 401 if refusal.status == 409 else refusal.status
    db.session.commit()
    return _come_in(person, form)


@bp.post("/sign-in/again")
@body.takes_evidence  # which cannot wait here, but what was typed beside it can
@gate.public
@gate.harmless
def sign_in_again() -> Response | tuple[str, int]:
    """A form came after the sign-in had run out: it waits, sealed, for the same person."""
    path, person_id = _local(request.args.get("to", "")), whose()
    form = SignInForm(formdata=None, next=gate.page_of_form() or "/")
    if sealed_before := request.form.get("kept"):
        form.kept.data = sealed_before
        form.form_errors.append(STALE)
        return _sign_in_page(form), 401
    if current_user.is_authenticated:
        return redirect(url_for(".sign_in", next=form.next.data), 303)
    if person_id is None:
        form.form_errors.append(FORGOTTEN)
        return _sign_in_page(form), 401
    form.kept.data, texts = _seal(person_id, path)
    form.form_errors.append(RAN_OUT if texts else NOTHING_TYPED)
    return _sign_in_page(form), 401


@bp.post("/sign-out")
@gate.signed_in
def sign_out() -> Response:
    """Out, here and on every other device."""
    rules.sign_out(gate.actor().id)
    db.session.commit()
    end(gate.actor().id)
    flash("You are signed out, on every device.")
    return redirect(url_for(".sign_in"), 303)


@bp.route("/account/password", methods=["GET", "POST"])
@gate.signed_in
def password() -> Response | tuple[str, int] | str:
    """A new password for oneself; every device has to sign in again."""
    form = PasswordForm()
    if request.method == "GET" or not form.given():
        status = 200 if request.method == "GET" else 422
        return render_template("people/password.html", form=form), status
    try:
        _change_password(form)
    except Refusal as refusal:
        db.session.rollback()
        form.refuse(refusal)
        status = 429 if refusal.status == 429 else 422
        return render_template("people/password.html", form=form), status
    return _to_sign_in("Your password is changed. Sign in with the new one.", gate.actor().id)


@bp.route("/welcome/<token>", methods=["GET", "POST"])
@gate.public
def welcome(token: str) -> Response | tuple[str, int]:
    """An invitation or a reset. Only a good password uses it up: mail scanners open links too."""
    form, secret = NewPasswordForm(), gate.settings().signing_key
    link = links.find(token, secret)
    if link is None:
        return _link_gone()
    person, status = db.session.get_one(Person, link.person_id), 200
    if request.method == "POST":
        status = form.carry_out(lambda: _choose_password(link, form))
    if status == arriving.Gone.status:
        return _link_gone()
    if status:
        who = {"person": person, "zone": queries.zone_of(person)}
        return render_template("people/welcome.html", form=form, link=link, **who), status
    return _to_sign_in("Your password is set. Sign in with it.", person.id)


@bp.route("/forgot", methods=["GET", "POST"])
@gate.public
def forgot() -> Response | tuple[str, int]:
    """A link for who forgot their password, by mail; without mail, whom to ask."""
    form, status = ForgottenForm(), 200
    if request.method == "POST" and gate.sends_mail():
        status = form.carry_out(lambda: _ask_for_link(form))
        if not status:
            flash(ASKED)
            return redirect(url_for(".forgot"), 303)
    page = render_template("people/forgot.html", form=form, by_mail=gate.sends_mail())
    return page, status


@bp.post("/theme")
@gate.public
def theme() -> Response:
    """Light, dark, or as the device has it."""
    chosen = request.form.get("theme", "")
    answer = redirect(gate.page_at(_local(request.form.get("back", ""))), 303)
    if chosen in THEMES:
        answer.set_cookie("theme", chosen, max_age=31536000, samesite="Lax")
    return answer


def _to_sign_in(said: str, person_id: int) -> Response:
    """Whoever used this browser is signed out in it; the new password is asked for."""
    end(person_id)
    flash(said)
    return redirect(url_for(".sign_in"), 303)


def _link_gone() -> tuple[str, int]:
    """One page for whatever is wrong with a link: it tells nobody what there was."""
    page = render_template("people/link_gone.html", by_mail=gate.sends_mail())
    return page, arriving.Gone.status


def _choose_password(link: Link, form: NewPasswordForm) -> None:
    secret = gate.settings().signing_key
    arriving.choose_password(link, form.password.data or "", secret=secret)


def _ask_for_link(form: ForgottenForm) -> None:
    settings = gate.settings()
    arriving.ask_for_link(
        form.email.data or "", gate.network_of(request.remote_addr), secret=settings.signing_key,
        account=Limit.of_account(settings), network=_of_network(),
    )  # fmt: skip


def _of_network() -> Limit:
    settings = gate.settings()
    return Limit.minutes(settings.address_failures, settings.account_pause_minutes)


def _come_in(person: Person, form: SignInForm) -> Response | str:
    """Begin the session; what was typed when the one before ran out is given back."""
    actor = queries.actor(person.id)
    assert actor is not None, "whoever signs in is there"
    begin(actor.id, gate.settings().signing_key)
    login_user(actor)
    back = _local(form.next.data)
    kept = sealed.unseal(form.kept.data or "", person.id, gate.settings().signing_key)
    if kept is None:  # somebody else's page is no place to go to
        return redirect("/" if form.kept.data else back, 303)
    return render_template("people/welcome_back.html", kept=kept, back=back)


def _seal(person_id: int, path: str) -> tuple[str, bool]:
    """What was sent, sealed, and whether there are words in it. Of a file, that there was one."""
    files = request.files.items(multi=True)
    lost = [(name, sealed.LOST) for name, file in files if file.filename]
    sent = sealed.Kept(path, [*request.form.items(multi=True), *lost])
    text = sealed.seal(person_id, path, sent.fields, gate.settings().signing_key)
    return text, bool(sent.texts)


def _change_password(form: PasswordForm) -> None:
    actor: Actor = gate.actor()
    rules.may_guess(
        actor.email, secret=gate.settings().signing_key, account=Limit.of_account(gate.settings())
    )
    person = db.session.get_one(Person, actor.id)
    rules.change_password(person, form.current.data or "", form.password.data or "")
    db.session.commit()


def _checked(form: SignInForm) -> Person:
    settings = gate.settings()
    return rules.sign_in(
        form.email.data or "", form.password.data or "", gate.network_of(request.remote_addr),
        secret=settings.signing_key,
        account=Limit.of_account(settings),
        network=_of_network(),
    )  # fmt: skip


def _sign_in_page(form: SignInForm) -> str:
    cast = current_app.extensions["demo"]() if gate.settings().demo else ()
    return render_template("people/sign_in.html", form=form, empty=not queries.anyone(), cast=cast)


def _local(address: str | None) -> str:
    """An address of this app to go back to; home for anything else."""
    address = (address or "").replace("\\", "/")
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    leads_out = parts.scheme or parts.netloc or address.startswith("//")
    return address if address.startswith("/") and address.isprintable() and not leads_out else "/"
