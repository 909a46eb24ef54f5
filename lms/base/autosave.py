"""What a page hears that saves on its own while someone types, rather than by a button.

It goes on typing: so it is told in JSON which version it saved and when, or what is wrong with
which field.
"""

from collections.abc import Callable

from flask import Response, jsonify, request

from lms.base import clock, filters
from lms.base.errors import WrittenElsewhere
from lms.base.forms import AppForm

Answer = Response | tuple[str, int]


def asked() -> bool:
    """Whether a script asks, rather than somebody who pressed a button."""
    return request.accept_mimetypes.best == "application/json"


def saved(version: int, zone: str) -> Response:
    """It is saved, as this version, at this time on the wall of `zone`."""
    return jsonify(version=version, at=filters.time_of_day(clock.now(), zone))


def page(form: AppForm, status: int, version: int, made: Callable[[], str]) -> Answer:
    """What a form hears that was refused: in JSON, or on its page, which `made` makes.

    Where another window saved `version` meanwhile, what is typed is kept by pressing once more.
    """
    elsewhere = isinstance(form.refusal, WrittenElsewhere)
    if asked():
        return refused(form, status, elsewhere=elsewhere)
    if elsewhere:
        form["version"].data, form["version"].raw_data = version, None
    return made(), status


def refused(form: AppForm, status: int, *, elsewhere: bool) -> Response:
    """Why it was not; `elsewhere`: another window saved meanwhile."""
    answer = jsonify(
        problems=form.form_errors, elsewhere=elsewhere,
        fields={f.id: list(map(str, f.errors)) for f in form if f.errors},
    )  # fmt: skip
    answer.status_code = status
    return answer
