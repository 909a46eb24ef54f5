"""Requests that no page of ours makes: every form with every kind of nonsense, and no fault."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from lms.base.db import db
from lms.base.prose import Words
from lms.competencies import granting, reviewing
from lms.competencies.models import Rating
from lms.curriculum.framework_outline import Step
from lms.people.actor import Actor
from tests.cast import Cast
from tests.competencies.doors import COMPETENCIES
from tests.competencies.rated import judged, opened, rate, self_rated
from tests.competencies.visiting import GOOD, one, person, review
from tests.filled import forms
from tests.progress.history import nothing_changes
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]
FIELDS = (
    "level", "on", "basis", "behaviours", "evidence", "comment", "version", "rater", "why", "days",
    "grant-step", "grant-reason", "grant-knowing", "suspend-reason", "take-back-reason", "password",
    "reply-comment", "finish-password", "cleared", "grant-cleared", "search", "office",
)  # fmt: skip
NONSENSE: tuple[object, ...] = (
    "", " ", "x", "-1", "99", "2147483648", "9" * 400, "1.5", "null", "²", "٣", "\u202e",
    "<script>", "0001-01-01", "9999-12-31", ["0", "0", "1"], [""] * 30, "x" * 30_000, "A\r\nB",
    "shadow", "independent", "observed", "other-detail",
)  # fmt: skip


@pytest.fixture
def rows(cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller) -> dict[str, object]:
    """What the addresses name, with the review of day 30 under way."""
    noon.shift(timedelta(days=28))
    rating, own = rate(boss, cast.learner, "assessment"), rate(me, cast.learner, "ethics")
    self_rated(me, cast.learner)
    said = judged(2, boss.today)
    made = reviewing.say(boss, opened(cast.learner, boss), "ethics", said, 0)
    granting.grant(boss, cast.learner, "assessment", Step.SHADOW, Words("She did."))
    db.session.commit()
    return {
        "learner": cast.learner.id, "work": cast.work.id, "office": cast.office.id,
        "rating": rating.id, "self_rating": own.id, "rating_made": made.id,
        "rating_text": rating.comment_id, "own_rating_text": own.comment_id,
    }  # fmt: skip


@pytest.mark.parametrize("who", ["learner", "supervisor", "officer"])
def test_every_form_with_nonsense(
    who: str, cast: Cast, rows: dict[str, object], visit: Visit
) -> None:
    window = visit(cast.people()[who])
    for doors in COMPETENCIES.values():
        for door in doors:
            if door.method != "POST":
                continue
            path = door.path.format(**rows).replace("/2/", "/30/")
            for value in NONSENSE:
                sent = dict.fromkeys(FIELDS, value)
                sent[f"take-back-{rows['rating']}-reason"] = value
                answer = window.post(path, **sent)
                assert answer.status_code < 500, (path, value)


@pytest.mark.parametrize("query", ["page=%ED%A0%80", "page=1&page=2", "search=%ED%A0%80", "x=y",
                                   "office=%ED%A0%80", "page=%C2%B2"])  # fmt: skip
def test_every_page_with_odd_words_in_its_address(
    query: str, cast: Cast, rows: dict[str, object], visit: Visit
) -> None:
    window = visit(cast.supervisor)
    for doors in COMPETENCIES.values():
        for door in doors:
            if door.method == "GET" and "rating_review" not in door.path:
                path = door.path.format(**rows).replace("/2", "/30").replace("reviews/1/1", "x")
                assert window.get(f"{path}?{query}").status_code < 500, path


def test_a_comment_that_is_too_long_is_kept_on_the_page(cast: Cast, visit: Visit) -> None:
    long = "word " * 5_000
    with nothing_changes():
        answer = visit(cast.supervisor).post(one(cast, verb="rate"), **GOOD | {"comment": long})
    assert answer.status_code == 422
    assert forms(answer)[one(cast, verb="rate")].data["comment"].strip() == long.strip()


def test_words_are_shown_as_words(cast: Cast, visit: Visit) -> None:
    hostile = '<img src=x onerror="alert(1)"> **bold** [x](javascript:alert(1))'
    window = visit(cast.supervisor)
    window.post(one(cast, verb="rate"), **GOOD | {"comment": hostile})
    page = visit(cast.learner).get(one(cast)).text
    assert "<strong>bold</strong>" in page
    assert "<img" not in page
    assert 'href="javascript:' not in page


def test_nobody_rates_through_the_address_of_another(
    cast: Cast, rows: dict[str, object], visit: Visit
) -> None:
    """A supervisor's own pages, and those of people of another supervisor."""
    window = visit(cast.supervisor)
    mine = f"/competencies/people/{cast.supervisor.id}"
    window.post(f"{mine}/of/ethics/rate", **GOOD)
    kept = db.session.scalars(select(Rating).order_by(Rating.id.desc()).limit(1)).one()
    assert (kept.by_self, kept.basis, kept.sign_off_id) == (True, [], None)
    assert window.post(f"{mine}/readiness/intake/grant", grant__step="shadow").status_code == 403
    assert window.post(f"{mine}/readiness/intake/suspend").status_code == 403
    officer = visit(cast.officer)
    own = f"/competencies/people/{cast.officer.id}/of/ethics/paper"
    assert officer.get(own).status_code == 403
    assert officer.post(own, **GOOD, rater=str(cast.supervisor.id)).status_code == 403
    for path in (f"/competencies/people/{cast.other_supervisor.id}", f"{mine}x"):
        assert window.get(path).status_code == 404


def test_forged_forms_change_nothing(cast: Cast, rows: dict[str, object], visit: Visit) -> None:
    window, forged = visit(cast.supervisor), dict[str, Any](csrf_token="guess")
    with nothing_changes():
        for path, data in (
            (one(cast, verb="rate"), GOOD), (review(cast, "finish"), {}),
            (person(cast, "readiness/intake/grant"), {"grant__step": "shadow"}),
        ):  # fmt: skip
            answer = window.post(path, **data | forged)
            assert (answer.status_code, "Nothing was changed." in words(answer)) == (400, True)
