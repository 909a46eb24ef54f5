"""The gate: deny by default. An endpoint without a declared access rule does not start.

Who may enter a door is declared beside the view; which row they may open is the room's access.py.
The gate also refuses forged, oversized and malformed requests, and sets the headers that keep a
browser from doing what the app never asks for.
"""

import ipaddress
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    current_app,
    flash,
    has_request_context,
    jsonify,
    redirect,
    request,
    url_for,
)
from flask_login import current_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map, RequestRedirect
from werkzeug.wrappers import Response as AnyResponse

from config import Settings
from lms.base import body
from lms.base.errors import NotAllowed, NotFound, WrongAddress, page

View = TypeVar("View", bound=Callable[..., Any])
Rule = Callable[[Any], bool]

SIGN_IN = "people.sign_in"
SIGN_IN_AGAIN = "people.sign_in_again"
ACCESS, HARMLESS = "preceptor_access", "preceptor_harmless"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; manifest-src 'self'; worker-src 'self'; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

LAST_PAGE = 10_000
FIRST_DAY = date(2000, 1, 1)  # no record is older

csrf = CSRFProtect()


class RowId(IntegerConverter):
    """A row's id in an address; what no database could hold is simply not found."""

    regex = r"[1-9]\d{0,9}"

    def __init__(self, routes: Map) -> None:
        super().__init__(routes, max=2**31 - 1)  # PostgreSQL's integers end here


def public(view: View) -> View:
    """A door that is open to everyone, signed in or not."""
    return _declare(view, None)


def signed_in(view: View) -> View:
    """A door for whoever is signed in; access.py decides on the row."""
    return _declare(view, lambda _actor: True)


def only(rule: Rule) -> Callable[[View], View]:
    """A door for the people of whom `rule(actor)` is true; others are told it is not theirs."""
    return lambda view: _declare(view, rule)


def settings() -> Settings:
    """This process's settings."""
    found = current_app.extensions["settings"]
    assert isinstance(found, Settings)
    return found


def sends_mail() -> bool:
    """Whether mail goes out: it needs a server, and an address of ours that links begin with."""
    return bool(settings().smtp_url and settings().base_url)


def address_of(path: str) -> str:
    """The full address of a page of ours, to be handed to someone else.

    Without PRECEPTOR_BASE_URL it begins with the host this request names only where that is this
    machine, as in a demo: anyone can name any other. Else the path is all there is.
    """
    ours = settings().base_url
    if not ours and has_request_context() and _is_here(request.host):
        ours = request.host_url
    return ours.rstrip("/") + path


def _is_here(host: str) -> bool:
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    return name in {"localhost", "127.0.0.1", "[::1]", settings().host}


def page_number() -> int:
    """Which page of a list was asked for; the first for whatever is no such number."""
    return min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)


def past_day(today: date) -> date | None:
    """The day that `on` in the address asks to look back at; None for now.

    Raises WrongAddress for what is no day, or none that has been.
    """
    typed = request.args.get("on", "")
    if not typed.strip():
        return None
    with suppress(ValueError):
        day = datetime.strptime(typed, "%Y-%m-%d").date()  # noqa: DTZ007  # a day has no zone
        if FIRST_DAY <= day <= today:
            return day if day < today else None
    raise WrongAddress(
        f"The address asks how it was on “{typed[:40].strip()}”. It has to be a day that has been, "
        f"written like {today.isoformat()}.", "on"
    )  # fmt: skip


def actor() -> Any:
    """Who is behind this request (an `Actor` of the people room; the ground knows no rooms)."""
    return current_user._get_current_object()  # the object, not its proxy


def harmless(view: View) -> View:
    """A door that takes a form without its token: a forged one would change nothing."""
    setattr(view, HARMLESS, True)
    return view


def _declare(view: View, rule: Rule | None) -> View:
    setattr(view, ACCESS, rule)
    return view


def init_app(app: Flask, settings: Settings) -> None:
    """Settings of cookies, forms and proxies; the checks before and headers after each request."""
    app.url_map.converters["row"] = RowId
    app.config.update(
        SECRET_KEY=settings.signing_key,
        SESSION_COOKIE_NAME="__Host-preceptor" if settings.secure_cookies else "preceptor",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=settings.max_body_kb * 1024,
        MAX_FORM_MEMORY_SIZE=settings.max_body_kb * 1024,
        MAX_FORM_PARTS=1000,
        WTF_CSRF_TIME_LIMIT=None,  # a form stays good as long as the session does
        WTF_CSRF_CHECK_DEFAULT=False,  # checked below, after the door
    )
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, count, count, 0, 0, 0)  # type: ignore[method-assign]
    csrf.init_app(app)
    app.register_error_handler(CSRFError, _forged)
    app.jinja_env.globals["page_of_form"] = page_of_form
    app.before_request(_check)
    app.after_request(_seal)


def check_doors(app: Flask) -> None:
    """Refuse to start with an undeclared door. Raises RuntimeError naming each."""
    undeclared = [name for name, view in app.view_functions.items() if not hasattr(view, ACCESS)]
    if undeclared:
        raise RuntimeError(f"no access rule declared for: {', '.join(sorted(undeclared))}")


def network_of(address: str | None) -> str:
    """What one household or office shares: the address, or the /64 of an IPv6 address."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found  # a server on all addresses sees IPv4 like this
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, 64), strict=False))


def _check() -> AnyResponse | None:
    if request.endpoint is None:
        if isinstance(request.routing_exception, RequestRedirect):
            raise NotFound  # a double slash: its redirect would repeat whatever Host was sent
        return None  # the router's own 404 or 405 follows
    body.widen(_view(), settings())
    rule = cast("Rule | None", getattr(_view(), ACCESS))
    if rule is not None and not current_user.is_authenticated:
        return _to_sign_in()
    _refuse_unstorable()
    if not hasattr(_view(), HARMLESS):
        csrf.protect()
    if rule is not None and not rule(current_user):
        raise NotAllowed
    return None


def _view() -> Callable[..., Any]:
    return current_app.view_functions[str(request.endpoint)]


def _to_sign_in() -> AnyResponse:
    """A page is offered again after signing in; a form goes along, and is given back after it."""
    if request.accept_mimetypes.best == "application/json":
        return _signed_out_meanwhile()
    if request.method in {"GET", "HEAD"}:
        back = request.full_path.rstrip("?")
        return redirect(url_for(SIGN_IN, next=back if back != "/" else None), 303)
    if not any(value for name, value in request.form.items() if name != "csrf_token"):
        flash("You were signed out meanwhile. Sign in and do it once more; nothing was changed.")
        return redirect(url_for(SIGN_IN, next=page_of_form()), 303)
    return redirect(url_for(SIGN_IN_AGAIN, to=request.path), 307)


def _signed_out_meanwhile() -> AnyResponse:
    """To a page that saves on its own: it keeps the words and says so."""
    answer = jsonify(problems=["You were signed out meanwhile. Nothing was saved."])
    answer.status_code = 401
    return answer


def page_of_form() -> str | None:
    """The page a form came from, by the browser's own word; only ever an address of ours."""
    try:
        came = urlsplit(request.referrer or "")
    except ValueError:
        return None
    ours = came.netloc == request.host and came.path.startswith("/")
    return page_at(came.path) if ours else None


def page_at(path: str) -> str:
    """The page at an address of ours, or else above it: a form that was refused has none itself."""
    routes = current_app.url_map.bind("")
    while path.strip("/"):
        try:
            routes.match(path, method="GET")
        except HTTPException:
            path = path.rpartition("/")[0]
        else:
            return path
    return "/"


def _refuse_unstorable() -> None:
    """A NUL byte and a file in the place of words are refused here once, not met as a fault."""
    values = [*request.view_args.values()] if request.view_args else []
    for sent in (request.args, request.form):
        values += [text for key, many in sent.lists() for text in (key, *many)]
    if any(isinstance(value, str) and "\x00" in value for value in values):
        raise BadRequest
    if not body.fits(_view(), request.files):  # a field for words would meet a file
        raise BadRequest


def _forged(_error: CSRFError) -> AnyResponse:
    if request.endpoint == SIGN_IN and request.form.get("kept"):  # sealed words are not dropped
        return redirect(url_for(SIGN_IN_AGAIN), 307)
    return page(
        400, "This form had been open too long, or came from another page. Nothing was changed."
    )


def _seal(response: Response) -> Response:
    response.headers.extend((k, v) for k, v in HEADERS.items() if k not in response.headers)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response
