"""A browser window without a browser: signs in as someone, follows forms, keeps its cookies."""

import re
from contextvars import Context
from typing import Any

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from lms.base import clock
from lms.base.db import db
from lms.people.models import Person
from tests.databases import SECRET

RAW = "0" * 40


class Visitor:
    """One window. It sends the token that forms need, as a page would."""

    def __init__(self, app: Flask, who: Person | None = None, *, signing: bool = True) -> None:
        self.app, self.who = app, who
        self.client = app.test_client()
        self.token = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps(RAW)
        with self.client.session_transaction() as session:
            session["csrf_token"] = RAW
        if who is not None:
            self.come_in(who, signing=signing)

    def come_in(self, who: Person, *, signing: bool = True) -> None:
        """Signed in as `who`, without the slow hash; in a signing spell unless told otherwise."""
        with self.client.session_transaction() as session:
            session["_user_id"] = f"{who.id}.{who.session_key}"
            session["started"] = session["seen"] = clock.now().isoformat()
            session["_fresh"] = True
            if signing:
                session["signed"] = clock.now().isoformat()

    def open(self, path: str, **kwargs: Any) -> TestResponse:
        """Any request, as from outside: nothing of the test's own app context is shared with it.

        What the test wrote so far is committed first, or SQLite would let the request wait. The
        answer is read to its end, as a server would: only then a file lets the database go.
        """
        db.session.commit()
        return Context().run(self.client.open, path, buffered=True, **kwargs)

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        """A page."""
        return self.open(path, **kwargs)

    def post(self, path: str, **data: Any) -> TestResponse:
        """A form with its token; names may use `__` for the dash of a prefix."""
        form = {name.replace("__", "-"): value for name, value in data.items()}
        return self.open(path, method="POST", data={"csrf_token": self.token, **form})

    def follow(self, answer: TestResponse) -> TestResponse:
        """The page that an answer sends to."""
        assert answer.status_code == 303, answer.status_code
        return self.get(answer.headers["Location"])


def words(answer: TestResponse) -> str:
    """What can be read on a page, with the spaces folded."""
    text = re.sub(r"<(script|style|svg)\b.*?</\1>|<[^>]+>", " ", answer.text, flags=re.DOTALL)
    return " ".join(text.split())
