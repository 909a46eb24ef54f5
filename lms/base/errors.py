"""How things go wrong, said plainly: what happened, what to do, and nothing changed.

Rules raise the exceptions here; the handlers turn them into pages. Every error page carries an
id that stands in the log beside the cause, so that a technician finds one from the other.
"""

import errno
import logging
import secrets
from typing import Any
from urllib.parse import urlencode

from flask import (
    Flask,
    Response,
    g,
    has_request_context,
    make_response,
    render_template,
    request,
    url_for,
)
from flask_login import AnonymousUserMixin
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import BadHost, HTTPException

from lms.base import body
from lms.base.db import db

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
log = logging.getLogger("preceptor.errors")


class Refusal(Exception):  # noqa: N818  # it is a rule's answer, not a fault
    """A rule said no. The text is for the reader; `field` names the form's field, if any."""

    status = 409

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class WrittenElsewhere(Refusal):
    """What a form was made from was saved from another window or device meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            "This was saved from another window or device meanwhile. What you typed is still here: "
            "compare it with what is saved now, then press once more to keep yours."
        )


class NotFound(Exception):  # noqa: N818
    """There is nothing here for this person, which is all a stranger may learn."""


class WrongAddress(Exception):  # noqa: N818
    """An address asks for what cannot be shown; `parts` of it, by name, are to be left out.

    Ignoring them would show other numbers than those that were asked for.
    """

    def __init__(self, message: str, *parts: str) -> None:
        super().__init__(message)
        self.message, self.parts = message, parts


class NotAllowed(Exception):  # noqa: N818
    """The person may know of this, but may not do it."""


WORDS: dict[int, tuple[str, str]] = {
    400: ("That request could not be read", "Go back, check what was typed and send it again."),
    403: ("This is not yours to open", "Ask your training officer if you think it should be."),
    404: ("There is nothing at this address", "Check the address, or go to your home page."),
    405: ("This address cannot be used that way", "Go back and use the buttons of the page."),
    409: ("That could not be done", "Nothing was changed."),
    410: ("This file is not here any more", ""),
    413: ("That is too much to send at once", "Shorten what you typed, or send it in parts."),
    422: ("This cannot be shown", "Mend the address, or look at the page as it is now."),
    429: ("Too many tries", "Wait a few minutes, then try again."),
    500: ("Something went wrong on our side", "Nothing was changed. Try again in a moment."),
    503: ("The system cannot save right now", "Nothing was changed. Try again in a minute."),
    507: ("There is no room for this", "Nothing was kept. Tell your administrator."),
}  # fmt: skip


def init_app(app: Flask) -> None:
    """Give every kind of failure its page, and keep typed addresses out of Flask's own log."""
    app.log_exception = _failed_twice  # type: ignore[method-assign,assignment]
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Refusal, lambda e: page(e.status, e.message))
    app.register_error_handler(NotFound, lambda _: page(404))
    app.register_error_handler(NotAllowed, lambda _: page(403))
    app.register_error_handler(WrongAddress, _wrong_address)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(Exception, _unexpected)


def page(status: int, message: str | None = None, way: str | None = None) -> Response:
    """An error page with its id, in the app's own look; `way` is the address that would do."""
    title, advice = WORDS.get(status, WORDS[400 if status < 500 else 500])
    if advice in (message or ""):
        advice = ""
    written = render_template(
        "base/error.html", title=title, message=message, advice=advice, error_id=request_id(),
        way=way,
    )  # fmt: skip
    return make_response(written, status)


def request_id() -> str:
    """The id of this request, in the log and on error pages."""
    if not has_request_context():
        return "-"
    if "request_id" not in g:
        g.request_id = secrets.token_hex(4)
    return str(g.request_id)


def said(error: Exception) -> str:
    """What a page that is under way already says about a failure; its cause goes to the log.

    Whatever the transaction held is rolled back.
    """
    db.session.rollback()
    if isinstance(error, Refusal):
        return error.message
    if isinstance(error, OperationalError):
        _log_database(error)
        return WORDS[503][0]
    _log_unexpected(error)
    return WORDS[500][0]


def _wrong_address(error: WrongAddress) -> Response:
    """With a way to the same page without what is wrong."""
    left = [(name, value) for name, value in request.args.items(multi=True)
            if name not in {*error.parts, "page"}]  # fmt: skip
    here = url_for(str(request.endpoint), **(request.view_args or {}))
    return page(422, error.message, here + ("?" + urlencode(left) if left else ""))


def _http(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error  # a redirect
    if isinstance(error, BadHost):  # no address can be built for a page
        return Response("The Host header of this request is none.", 400, mimetype="text/plain")
    cause = getattr(error, "original_exception", None)
    if isinstance(cause, OperationalError):
        return _database(cause)  # it failed while another error's page was made
    if error.code >= 500:
        _ask_nothing()
    answer = page(error.code, body.too_large() if error.code == 413 else None)
    answer.headers.extend(
        (name, value) for name, value in error.get_headers() if name in {"Allow", "Retry-After"}
    )
    return answer


def _database(error: OperationalError) -> Response:
    """A full disk, a lock that never came, a database that is away: say so, and recover."""
    _ask_nothing()
    _log_database(error)
    answer = page(503)
    answer.headers["Retry-After"] = "60"
    return answer


def _log_database(error: OperationalError) -> None:
    log.error("database unavailable", extra={"cause": type(error.orig).__name__})


def _unexpected(error: Exception) -> Response:
    _ask_nothing()
    _log_unexpected(error)
    full = isinstance(error, OSError) and error.errno in NO_ROOM  # as a large upload comes in
    return page(507 if full else 500)


def _log_unexpected(error: Exception) -> None:
    # The message may hold what a person typed: the log gets the place and the kind only.
    log.error(
        "unexpected error", extra={"kind": type(error).__name__, "place": _place(error),
                                   "endpoint": request.endpoint}
    )  # fmt: skip


def _ask_nothing() -> None:
    """The page about a fault asks the database nothing, not even who reads: that may fail too."""
    db.session.rollback()
    g._login_user = AnonymousUserMixin()


def _place(error: Exception) -> list[str]:
    frames, trace = [], error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return frames[-8:]


def _failed_twice(info: Any) -> None:
    """An error page that failed in its turn: Flask would log the address as it was typed."""
    log.error("an error page failed", extra={"kind": getattr(info[0], "__name__", "unknown")})
