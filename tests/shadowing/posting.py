"""The forms of the log as a browser posts them."""

from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from lms.base.db import db
from lms.shadowing.models import LogEntry, Part
from tests.filled import forms
from tests.shadowing.logged import TEXTS
from tests.visitor import Visitor

WHOLE = {
    "activity": "assessment", "part": "watched", "on": "2026-03-03", "agency": "Valley Health",
    "agency_job": "nurse", "minutes": "50", "mode": "in-person", "interpreter": "yes",
    "agreed": "agreed", **{f"text_{place}": text for place, text in TEXTS.items()},
}  # fmt: skip
QUICK = {"activity": "assessment", "part": Part.WATCHED.value, "on": "2026-03-03",
         "agency": "Valley Health", "agency_job": "nurse", "beside": "other"}  # fmt: skip
JSON = {"Accept": "application/json"}


def newest() -> LogEntry:
    """The entry that was made last."""
    db.session.expire_all()
    return db.session.scalars(select(LogEntry).order_by(LogEntry.id.desc()).limit(1)).one()


def address(entry: LogEntry, verb: str = "") -> str:
    """Where an entry, or a button of it, is found."""
    return f"/log/entries/{entry.id}" + (f"/{verb}" if verb else "")


def filled(window: Visitor, entry: LogEntry, **change: Any) -> dict[str, Any]:
    """The whole form of an entry as its page has it, with all that is asked filled in."""
    form = forms(window.get(address(entry)))[address(entry, "draft")]
    return form.data | WHOLE | change


def post(window: Visitor, entry: LogEntry, verb: str, **change: Any) -> TestResponse:
    """Press a button of an entry's form, filled in but for what is said."""
    data = {k: v for k, v in filled(window, entry, **change).items() if v is not None}
    return window.post(address(entry, verb), **data)


def autosave(window: Visitor, entry: LogEntry, **data: Any) -> tuple[int, dict[str, Any]]:
    """What the page sends while someone types: the status, and what it is told."""
    form = {"csrf_token": window.token, "version": str(entry.version), **WHOLE, **data}
    answer = window.open(address(entry, "draft"), method="POST", data=form, headers=JSON)
    return answer.status_code, dict(answer.json or {})
