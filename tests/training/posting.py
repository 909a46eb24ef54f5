"""The forms of records as a browser posts them, files included."""

import io
from typing import Any

from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from lms.training.models import CourseRecord
from tests.base.made_files import pdf
from tests.filled import forms
from tests.visitor import Visitor

SAID = {"provider": "Valley Learning", "on": "2026-03-02", "minutes": "45"}
OUTSIDE = SAID | {"title": "Trauma-informed interviewing", "reflection": "Ask less at once."}
JSON = {"Accept": "application/json"}


def address(record: CourseRecord, verb: str = "") -> str:
    """Where a record, or a button of it, is found."""
    return f"/training/records/{record.id}" + (f"/{verb}" if verb else "")


def post(window: Visitor, record: CourseRecord, verb: str, **change: Any) -> TestResponse:
    """Press a button of a record's form, filled in but for what is said."""
    form = forms(window.get(address(record)))[address(record, "draft")]
    whole = OUTSIDE if "title" in form.data else SAID
    data = form.data | whole | change
    return window.post(address(record, verb), **{k: v for k, v in data.items() if v is not None})


def upload(
    window: Visitor, path: str, content: bytes | None = None, name: str = "certificate.pdf",
    **more: Any,
) -> TestResponse:  # fmt: skip
    """Send a file as a browser does."""
    file = FileStorage(io.BytesIO(pdf() if content is None else content), name)
    sent = {"csrf_token": window.token, "file": file, **more}
    boundary, body = encode_multipart(sent)  # at once: nothing is left open behind it
    kind = f"multipart/form-data; boundary={boundary}"
    return window.open(path, method="POST", data=body, content_type=kind)
