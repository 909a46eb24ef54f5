"""Logs a technician can search: one JSON object a line, with nothing that a user typed.

No address with its query, no form values, no exception messages (they may quote what was typed):
only ids, endpoints, statuses and times.
"""

import json
import logging
import time
from typing import Any

from flask import Flask, Response, g, request
from flask.logging import wsgi_errors_stream

from lms.base import clock
from lms.base.errors import request_id

STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
log = logging.getLogger("preceptor.requests")


class JSONLines(logging.Formatter):
    """A record as one line of JSON; whatever was given as `extra` becomes a field."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "at": clock.now().isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.msg,  # the fixed words, never their arguments
            "request": request_id(),
        }
        line |= {key: value for key, value in vars(record).items() if key not in STANDARD}
        if record.exc_info and record.exc_info[0]:
            line["kind"] = record.exc_info[0].__name__
        return json.dumps(line, default=str)


def init_app(app: Flask, level: str) -> None:
    """Log every request once it is answered."""
    errors: Any = wsgi_errors_stream  # wherever they go by then, not where they went at the start
    handler = logging.StreamHandler(errors)
    handler.setFormatter(JSONLines())
    root = logging.getLogger("preceptor")
    root.handlers, root.propagate = [handler], False
    root.setLevel(level)
    app.logger.handlers, app.logger.propagate = [handler], False
    app.before_request(_start)
    app.after_request(_finish)


def _start() -> None:
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    if request.endpoint != "healthz":
        log.info(
            "request",
            extra={
                "method": request.method,
                "endpoint": request.endpoint,
                "status": response.status_code,
                "ms": round((time.perf_counter() - g.get("started", 0)) * 1000, 1),
                # Only when the request asked who it is: asking now could fail, or cost a query.
                "person": getattr(g.get("_login_user"), "id", None),
            },
        )
    return response
