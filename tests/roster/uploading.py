"""The pages of an import, as a browser sends their forms."""

import re
from io import BytesIO

from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from lms.base.db import db
from lms.roster.models import Upload
from tests.roster.files import text
from tests.visitor import Visitor, words


def send(
    window: Visitor, content: bytes | str, token: str | None = None, name: str = "../../people.csv"
) -> TestResponse:
    """Upload a file, as the form does."""
    content = content.encode() if isinstance(content, str) else content
    given = {
        "csrf_token": window.token if token is None else token,
        "file": FileStorage(BytesIO(content), name),
    }
    boundary, body = encode_multipart(given)
    kind = f"multipart/form-data; boundary={boundary}"
    return window.open("/roster/import", method="POST", data=body, content_type=kind)


def uploaded(window: Visitor, *rows: str, content: str = "") -> str:
    """The address of an upload."""
    answer = send(window, content or text(*rows))
    assert answer.status_code == 303, words(answer)
    return str(answer.headers["Location"])


def shown(window: Visitor, path: str) -> dict[str, str]:
    """What the forms of the page send along; nothing, where there is no page."""
    hidden = r'name="(file|plan)" value="([^"]*)"'
    return dict(re.findall(hidden, window.get(path).text))


def carry_out(window: Visitor, path: str) -> TestResponse:
    """The streamed page, read to its end."""
    return window.post(f"{path}/carry-out", **shown(window, path))


def discard(window: Visitor, path: str) -> TestResponse:
    return window.post(f"{path}/discard", **shown(window, path))


def uploads() -> int:
    return db.session.scalar(select(func.count()).select_from(Upload)) or 0
