"""Inviting many: who is left out and why, each link once, by mail or on paper."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from lms.base.db import db
from lms.base.errors import NotFound
from lms.people import links, rules
from lms.people.actor import Actor
from lms.people.models import Link, Person, Role
from lms.roster import inviting
from lms.roster.inviting import Standing
from tests.cast import Cast, actor
from tests.people.linking import MAILING, configured, lines, link_for, newcomer, outbox, path
from tests.progress.history import nothing_changes
from tests.progress.refusing import refused
from tests.statements import statements
from tests.together import together
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]


def hired(cast: Cast, name: str) -> Person:
    """Someone at the learner's office who has no password yet."""
    made = newcomer(name)
    rules.give_post(made, cast.office, "other", supervisor=None, starts_on=date(2026, 3, 2))
    db.session.commit()
    return made


@pytest.fixture
def new(cast: Cast) -> list[Person]:
    """Three who wait for an invitation."""
    return [hired(cast, name) for name in ("Ana Lima", "Binh Tran", "Chipo Moyo")]


def ids(found: list[Person]) -> list[int]:
    return [one.id for one in found]


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Link)) or 0


@pytest.mark.both
def test_who_is_left_out_and_why(cast: Cast, officer: Actor, new: list[Person]) -> None:
    invited, ran_out, left, role = (hired(cast, f"Dina {n}") for n in ("A", "B", "C", "D"))
    good = link_for(invited)
    link_for(ran_out).expires_at -= timedelta(days=8)
    rules.deactivate(left, actor_id=None)
    rules.grant(role, Role.AUDITOR, cast.office)
    everyone = [*new, invited, ran_out, left, role, cast.learner, cast.officer]
    planned = inviting.plan(officer, ids(everyone))
    found = {line.person.name: line.standing for line in planned}
    ready = {one.name: Standing.READY for one in [*new, ran_out]}
    assert found == ready | {
        "Dina A": Standing.INVITED, "Dina C": Standing.LEFT, "Dina D": Standing.NOT_YOURS,
        "Marisol Vega": Standing.SIGNS_IN, "Priya Raman": Standing.SIGNS_IN,
    }  # fmt: skip
    assert {line.until for line in planned} == {None, good.expires_at}
    made = inviting.invite(officer, ids(everyone), by_mail=False)
    assert sorted(link.person_id for link in made) == sorted(ids([*new, ran_out]))
    db.session.refresh(good)
    assert links.is_open(good)
    for link in made:
        assert (link.kind, link.made_by) == ("invitation", cast.officer.id)
        about = {"kind": "invitation", "link": link.id}
        assert lines(db.session.get_one(Person, link.person_id))[-1] == ("link-made", about)
    assert inviting.plan(actor(cast.administrator), [role.id])[0].standing is Standing.READY


@pytest.mark.both
def test_once_more_changes_nothing(officer: Actor, new: list[Person]) -> None:
    inviting.invite(officer, ids(new), by_mail=True)
    with nothing_changes():
        assert inviting.invite(officer, ids(new), by_mail=True) == []
    assert len(outbox()) == 3


@pytest.mark.both
def test_two_at_once_make_one_link_each(
    app: Flask, cast: Cast, officer: Actor, new: list[Person]
) -> None:
    chief, chosen = actor(cast.administrator), ids(new)
    answers = together(
        app,
        lambda: len(inviting.invite(officer, chosen, by_mail=False)),
        lambda: len(inviting.invite(chief, chosen, by_mail=False)),
    )
    assert sorted(map(str, answers)) == ["0", "3"]
    assert count() == 3


@pytest.mark.parametrize("part", ["supervisor", "other_officer", "auditor", "learner"])
def test_strangers_invite_nobody(cast: Cast, new: list[Person], part: str) -> None:
    who = actor(cast.people()[part])
    with nothing_changes(), pytest.raises(NotFound):
        inviting.invite(who, ids(new), by_mail=False)


def test_nobody_and_too_many(officer: Actor) -> None:
    with refused("at least one"):
        inviting.invite(officer, [], by_mail=False)
    with refused("up to 200"):
        inviting.invite(officer, list(range(1, 300)), by_mail=False)


@pytest.mark.both
def test_on_paper(cast: Cast, visit: Visit, new: list[Person]) -> None:
    """Seen first, then a slip for each, kept out of every cache; each link lets one person in."""
    window = visit(cast.officer)
    page = window.get("/roster?state=waiting")
    assert "Invite all 3 people who wait for an invitation" in words(page)
    shown = window.follow(window.get("/roster/invite/all?state=waiting"))
    assert "Invite 3 people" in words(shown)
    sent = re.findall(r'name="person" value="(\d+)"', shown.text)
    assert [*map(int, sent)] == ids(new)
    late = hired(cast, "Aaron Late")
    done = window.post("/roster/invite", person=sent)
    assert done.location == "/roster/invite/links"
    slips = window.follow(done)
    assert slips.headers["Cache-Control"] == "no-store"
    found = db.session.scalars(select(Link).order_by(Link.id)).all()
    assert [link.person_id for link in found] == ids(new)
    for link in found:
        assert f"http://localhost{path(link)}" in slips.text
        assert visit().get(path(link)).status_code == 200
    assert "Wed, Mar 11, 1:00 PM" in words(slips)  # the office's clock
    assert links.latest(late.id) is None
    assert outbox() == []


def test_a_second_click_shows_the_same_links(cast: Cast, visit: Visit, new: list[Person]) -> None:
    """It changes nothing, and whoever pressed twice does not lose them."""
    first, second = visit(cast.officer), visit(cast.officer)
    page = first.follow(first.post("/roster/invite", person=ids(new)))
    with nothing_changes():
        again = second.follow(second.post("/roster/invite", person=ids(new)))
    slips = re.findall(r"/welcome/[^<]+", page.text)
    assert (len(slips), re.findall(r"/welcome/[^<]+", again.text)) == (3, slips)
    other = visit(cast.administrator)
    said = other.follow(other.post("/roster/invite", person=ids(new)))
    assert "They all have an invitation already. Nothing was changed." in words(said)
    assert "/welcome/" not in said.text + other.get("/roster/invite/links").text


def test_links_are_shown_for_half_an_hour(
    cast: Cast, visit: Visit, new: list[Person], noon: time_machine.Traveller
) -> None:
    """In the window that made them, while they are good and their person is the officer's."""
    window = visit(cast.officer)
    window.post("/roster/invite", person=ids(new))
    assert "/welcome/" not in visit(cast.officer).get("/roster/invite/links").text
    rules.grant(new[0], Role.AUDITOR, cast.office)
    rules.deactivate(new[1], actor_id=None)
    noon.shift(timedelta(minutes=20))
    page = window.get("/roster/invite/links")
    assert "1 link, each for one person." in words(page)
    assert "Chipo Moyo" in words(page)
    noon.shift(timedelta(minutes=11))
    assert "There are no links to show." in words(window.get("/roster/invite/links"))


def test_by_mail(app: Flask, cast: Cast, visit: Visit, new: list[Person]) -> None:
    """Each waits in the outbox; no page shows what opens the door."""
    with configured(app, **MAILING):
        window = visit(cast.officer)
        page = window.follow(window.post("/roster/invite", person=ids(new)))
        assert "3 invitations on the way." in words(page)
        assert words(page).count("Has an invitation, good until") == 3
        again = window.follow(window.post("/roster/invite", person=ids(new)))
        assert "Nothing was changed." in words(again)
        assert "/welcome/" not in page.text + window.get("/roster/invite/links").text
    assert [(who, kind) for who, kind, _ in outbox()] == [(one, "invitation") for one in ids(new)]


def test_a_forged_host_is_in_no_link(cast: Cast, visit: Visit, new: list[Person]) -> None:
    """Whatever host a request names, a link is ours or only the path of one."""
    window, forged = visit(cast.officer), {"Host": "evil.example.org"}
    form = {"csrf_token": window.token, "person": ids(new)}
    window.open("/roster/invite", method="POST", data=form)
    page = window.get("/roster/invite/links", headers=forged)
    assert "evil.example.org" not in page.text


def test_nothing_chosen_and_no_person(cast: Cast, visit: Visit) -> None:
    window = visit(cast.officer)
    assert "Nobody is chosen yet." in words(window.get("/roster/invite"))
    assert window.post("/roster/invite").status_code == 409
    for row in ("999999", "x", "0", "1" * 20):
        assert window.get(f"/roster/invite?person={row}").status_code == 404
        assert window.post("/roster/invite", person=row).status_code == 404


@pytest.mark.both
def test_as_many_statements_for_many_as_for_few(
    app: Flask, cast: Cast, visit: Visit, new: list[Person]
) -> None:
    window, counts = visit(cast.officer), set[tuple[int, ...]]()
    with configured(app, **MAILING):
        for chosen in (new[:2], [new[2], *(hired(cast, f"Hire {n}") for n in range(30))]):
            who = ids(chosen)
            with statements() as shown:
                window.get("/roster/invite", query_string={"person": who})
            with statements() as made:
                window.post("/roster/invite", person=who)
            counts.add((len(shown), len(made)))
    assert len(counts) == 1


def test_the_page_of_slips_asks_as_much_for_many(
    cast: Cast, visit: Visit, new: list[Person]
) -> None:
    window, counts = visit(cast.officer), set[int]()
    for chosen in (new[:1], [*new[1:], *(hired(cast, f"Hire {n}") for n in range(30))]):
        window.post("/roster/invite", person=ids(chosen))
        with statements() as sent:
            assert window.get("/roster/invite/links").status_code == 200
        counts.add(len(sent))
    assert len(counts) == 1
