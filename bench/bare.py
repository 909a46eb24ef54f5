"""The bare view of a page: its template from data prepared once; no session, no database.

Pages are measured by their share of it, so that a slower machine changes nothing.
"""

import statistics
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask, Response
from flask_login import login_user

from lms.base import gate
from lms.base.db import db
from lms.people import queries as people
from tests.visitor import Visitor


def add(
    app: Flask, window: Visitor, page: str, template: str, prepare: Callable[[], dict[str, Any]]
) -> str:
    """Serve what `prepare` gives to the reader of `page`; the address where."""
    assert window.who is not None
    actor = people.actor(window.who.id)
    assert actor is not None
    with app.test_request_context(page):
        login_user(actor)
        given = prepare()
        app.update_template_context(given)
        given["csrf_token"] = lambda: "0" * 91
        given["get_flashed_messages"] = list
    db.session.commit()
    found, address = app.jinja_env.get_template(template), f"/bare{page}"

    def bare() -> Response:
        with app.test_request_context(page):
            return Response(found.render(given), mimetype="text/html")

    app.view_functions[address] = gate.public(bare)
    app.url_map.add(app.url_rule_class(address, endpoint=address, methods=["GET"]))
    return address


def tell(name: str, bare: Sequence[float], mine: Sequence[float]) -> None:
    """Print the share, round by round of requests a second."""
    shares = [one / plain for one, plain in zip(mine, bare, strict=True)]
    print(f"{name}: {statistics.median(mine):.0f} requests a second, bare view "
          f"{statistics.median(bare):.0f}, share {statistics.median(shares):.0%} (at least 40 %; "
          f"rounds {min(shares):.0%} to {max(shares):.0%})")  # fmt: skip
