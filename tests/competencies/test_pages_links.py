"""No page of the room leads its reader to a closed door; and without a framework all say so."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete

from lms.base.db import db
from lms.base.prose import Words
from lms.competencies import granting, reviewing
from lms.curriculum.framework_outline import Step
from lms.curriculum.models import Framework
from lms.people.actor import Actor
from tests.cast import Cast
from tests.competencies.doors import COMPETENCIES
from tests.competencies.rated import opened, rate, rated, self_rated, talked, tick
from tests.competencies.visiting import may, one, person, review
from tests.met import ALLOWED
from tests.shadowing.logged import accepted, sent
from tests.training.asked import completed
from tests.training.recorded import confirmed
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]
LOOKING = ("learner", "supervisor", "officer", "auditor", "administrator")
KINDS = ("nasw-code", "client-boundaries")


@pytest.fixture
def lived(cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller) -> None:
    """Evidence of every kind, ratings, a review with both views, something that waits."""
    tick(me, cast.work, *KINDS)
    talked(boss, cast.work, "client-information-storage", "boundary-challenges")
    accepted(me, boss)
    confirmed(me, boss)
    completed(boss, cast.learner, "teamwork")
    noon.shift(timedelta(days=31))
    sent(me)
    rate(boss, cast.learner, "safety", 2)
    self_rated(me, cast.learner)
    rated(boss, cast.learner)
    reviewing.acknowledge(me, opened(cast.learner, me), Words("Thanks for it."))
    granting.grant(boss, cast.learner, "assessment", Step.SHADOW)
    db.session.commit()


def pages(cast: Cast) -> list[str]:
    """Pages of the room that are about one person."""
    keys = ("ethics", "assessment", "safety", "teamwork", "documentation")
    return [
        person(cast), *(one(cast, key) for key in keys), may(cast), may(cast, "", "home-visit"),
        review(cast), person(cast, "record"), "/competencies/framework",
    ]  # fmt: skip


def links(page: str) -> Iterator[str]:
    """Where the main part of a page leads."""
    main = re.search(r"<main\b.*?</main>", page, re.DOTALL)
    assert main is not None
    for found in re.findall(r'href="(/[^"#]*)"', main[0]):
        yield found.replace("&amp;", "&")


@pytest.mark.parametrize("who", LOOKING)
def test_no_link_leads_to_a_closed_door(who: str, cast: Cast, lived: None, visit: Visit) -> None:
    window, closed = visit(cast.people()[who]), {}
    seen: set[str] = set()
    for path in pages(cast):
        answer = window.get(path)
        assert answer.status_code == 200, path
        for link in {*links(answer.text)} - seen:
            seen.add(link)
            status = window.open(link, follow_redirects=True).status_code
            if status >= 400:
                closed[link] = (status, path)
    assert closed == {}


@pytest.mark.parametrize("who", ["supervisor", "officer", "auditor", "administrator"])
def test_nor_does_the_team_s_map(who: str, cast: Cast, lived: None, visit: Visit) -> None:
    window = visit(cast.people()[who])
    for path in ("/competencies/team", "/competencies/team/gaps", "/approvals", "/team"):
        answer = window.get(path)
        if answer.status_code == 403:
            continue
        for link in {*links(answer.text)}:
            if "competencies" in link:
                assert window.open(link, follow_redirects=True).status_code == 200, link


def test_whoever_oversees_finds_the_texts(cast: Cast, lived: None, visit: Visit) -> None:
    for who in ("learner", "supervisor", "officer"):
        assert person(cast, "texts") in visit(cast.people()[who]).get(person(cast)).text, who
    assert person(cast, "texts") not in visit(cast.auditor).get(person(cast)).text


@pytest.fixture
def unpublished(app: Flask, cast: Cast) -> None:
    """A server on which nobody published a framework."""
    db.session.execute(delete(Framework))
    db.session.commit()


def test_without_a_framework_every_page_says_what_to_do(
    cast: Cast, unpublished: None, visit: Visit
) -> None:
    apart = {"competencies.mine", "competencies.office", "competencies.change_cycle"}
    rows = {
        "learner": cast.learner.id, "work": cast.work.id, "office": cast.office.id,
        "rating_review": 1, "rating_text": 1, "own_rating_text": 1, "rating": 1,
        "self_rating": 1, "rating_made": 1,
    }  # fmt: skip
    for who in ("learner", "supervisor", "officer", "auditor"):
        window = visit(cast.people()[who])
        for endpoint, doors in COMPETENCIES.items():
            for door in doors:
                if door.met[who] != ALLOWED or endpoint in apart:
                    continue
                path = door.path.format(**rows)
                answer = window.get(path) if door.method == "GET" else window.post(path)
                assert answer.status_code in (200, 404, 409), path
                if answer.status_code == 409:
                    assert "No competency framework is published here yet." in words(answer)
        assert window.get("/competencies").status_code == 303
        assert window.get(person(cast)).status_code == 409
    assert visit(cast.officer).get(f"/offices/{cast.office.id}/competencies").status_code == 200


def test_the_other_rooms_do_without_it(cast: Cast, unpublished: None, visit: Visit) -> None:
    for who in (cast.learner, cast.supervisor, cast.officer):
        window = visit(who)
        for path in ("/", "/onboarding", "/approvals", "/team", "/record", "/reports"):
            assert window.get(path).status_code < 500, path
        shown = person(cast, "texts")
        assert window.get(shown).status_code == 200
