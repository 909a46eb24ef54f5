"""A browser window on a server process: one person, one connection that stays open."""

import html
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from flask import Flask

from lms.people.models import Person
from tests.races.servers import Server
from tests.serving import HOST
from tests.visitor import Visitor

SLOWEST = 120  # seconds: longer than any lock is waited for
SCRIPT = "application/json"
PAGE = "text/html"


class CutOff(Exception):  # noqa: N818  # what a person sees when a server dies: nothing
    """The connection broke before an answer came: nobody knows whether it was done."""


@dataclass(frozen=True)
class Badge:
    """What a browser shows of its person: the session cookie, and the token of forms."""

    cookie: str
    token: str


@dataclass(frozen=True)
class Answer:
    """What came back, and from when to when it was waited for."""

    status: int
    text: str
    began: float
    ended: float

    @property
    def taken(self) -> bool:
        """Whether the request did what it was for."""
        return self.status in (200, 303)

    @property
    def words(self) -> str:
        """What can be read in it."""
        text = re.sub(r"<(script|style|svg)\b.*?</\1>|<[^>]+>", " ", self.text, flags=re.DOTALL)
        return " ".join(html.unescape(text).split())


def badge(app: Flask, who: Person) -> Badge:
    """The badge of someone who signed in, and gave the password for a signature, just now."""
    visitor = Visitor(app, who)
    cookie = visitor.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    return Badge(f"{cookie.key}={cookie.value}", visitor.token)


class Window:
    """One window. Raises CutOff when its server ends."""

    def __init__(self, server: Server, who: Badge) -> None:
        self.who = who
        self.line = HTTPConnection(HOST, server.port, timeout=SLOWEST)

    def get(self, path: str) -> Answer:
        """A page."""
        return self._ask("GET", path, None, PAGE)

    def post(self, path: str, form: Mapping[str, object], accept: str = PAGE) -> Answer:
        """A form with its token, sent by a button, or (SCRIPT) by the page on its own."""
        return self._ask("POST", path, urlencode({"csrf_token": self.who.token, **form}), accept)

    def close(self) -> None:
        """Close the window."""
        self.line.close()

    def _ask(self, method: str, path: str, body: str | None, accept: str) -> Answer:
        headers = {"Cookie": self.who.cookie, "Accept": accept}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.monotonic()
        try:
            self.line.request(method, path, body, headers)
            answer = self.line.getresponse()
            text = answer.read().decode()
        except (OSError, HTTPException) as error:
            self.line.close()
            raise CutOff from error
        return Answer(answer.status, text, began, time.monotonic())
