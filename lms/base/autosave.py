"""What a page hears that saves on its own while someone types, rather than by a button.

It goes on typing: so it is told in JSON which version it saved and when, or what is wrong with
which field.
"""

from flask import Response, jsonify, request

from lms.base import clock, filters
from lms.base.forms import AppForm


def asked() -> bool:
    """Whether a script asks, rather than somebody who pressed a button."""
    return request.accept_mimetypes.best == "application/json"


def saved(version: int, zone: str) -> Response:
    """It is saved, as this version, at this time on the wall of `zone`."""
    return jsonify(version=version, at=filters.time_of_day(clock.now(), zone))


def refused(form: AppForm, status: int, *, elsewhere: bool) -> Response:
    """Why it was not; `elsewhere`: another window saved meanwhile."""
    answer = jsonify(
        problems=form.form_errors, elsewhere=elsewhere,
        fields={f.id: list(map(str, f.errors)) for f in form if f.errors},
    )  # fmt: skip
    answer.status_code = status
    return answer
