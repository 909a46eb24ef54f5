"""Links that let one person choose a password: once, in time, and nobody else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from lms.base import chain_check
from lms.base.db import db
from lms.base.errors import Refusal
from lms.people import arriving, links, passwords, rules
from lms.people.models import Link, Person
from tests.cast import HIRED, PASSWORD, Cast
from tests.databases import SECRET
from tests.people.linking import GOOD, configured, lines, link_for, newcomer, outbox, path
from tests.together import together
from tests.visitor import Visitor, words

Visit = Callable[..., Visitor]


def choose(window: Visitor, where: str, password: str = GOOD, again: str | None = None) -> int:
    """Send the form of a link; the status of the answer."""
    return window.post(where, password=password, again=again or password).status_code


@pytest.mark.both
def test_an_invitation_lets_in_once(cast: Cast, visit: Visit, sound: None) -> None:
    """The password is set, the link is used up, and the record says so without saying how."""
    someone = newcomer()
    link = link_for(someone, made_by=cast.officer.id)
    window = visit()
    page = window.get(path(link))
    assert page.status_code == 200
    assert "Welcome, Amira Said" in words(page)
    assert someone.email in page.text
    answer = window.post(path(link), password=GOOD, again=GOOD)
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert "Your password is set" in window.follow(answer).text
    db.session.refresh(someone)
    assert passwords.matches(someone.password_hash, GOOD)
    assert visit().post("/sign-in", email=someone.email, password=GOOD).status_code == 303
    about = {"kind": "invitation", "link": link.id}
    assert lines(someone)[1:] == [("link-made", about), ("password-set", {}), ("link-used", about)]


def test_looking_does_not_use_it_up(cast: Cast, visit: Visit) -> None:
    """Mail scanners open every link; a poor password uses nothing up either."""
    someone = newcomer()
    link = link_for(someone)
    for _ in range(2):
        assert visit().get(path(link)).status_code == 200
        assert visit().open(path(link), method="HEAD").status_code == 200
    for poor, again in (("short", "short"), ("", ""), (GOOD, "not the same"),
                        ("password1234", "password1234"), ("x" * 2000, "x" * 2000)):  # fmt: skip
        assert choose(visit(), path(link), poor, again) == 422
    db.session.refresh(someone)
    assert (someone.password_hash, link.used_at) == (None, None)
    assert choose(visit(), path(link)) == 303


def gone(window: Visitor, where: str) -> str:
    """The page for a link that does not work, which both ways in must give."""
    answer, sent = window.get(where), window.post(where, password=GOOD, again=GOOD)
    assert (answer.status_code, sent.status_code) == (410, 410)
    assert words(answer) == words(sent)
    return words(answer)


@pytest.mark.both
def test_whatever_is_wrong_is_said_alike(
    cast: Cast, visit: Visit, noon: time_machine.Traveller
) -> None:
    """Used, ended, expired, forged, unknown, of someone who left: one page, no hint which."""
    used, ended, leaver, late = (newcomer(f"Amira {n}") for n in ("One", "Two", "Three", "Four"))
    first = link_for(used)
    assert choose(visit(), path(first)) == 303
    second = link_for(ended)
    newest = link_for(ended)
    third = link_for(leaver)
    rules.deactivate(leaver, actor_id=None)
    expired = link_for(late)
    number, _, digest = links.token_of(newest, SECRET).partition(".")
    wrong = [
        path(first), path(second), path(third), f"/welcome/{number}.{digest[:-1]}x",
        f"/welcome/{number}.{'A' * 43}", f"/welcome/{number}.", f"/welcome/{number}",
        f"/welcome/{first.id}.{digest}", f"/welcome/9999.{digest}", f"/welcome/0{number}.{digest}",
        f"/welcome/{'9' * 20}.{digest}", f"/welcome/{2**31}.{digest}", f"/welcome/٣.{digest}",
        f"/welcome/{number}.{digest}=", f"/welcome/{'x' * 5000}", "/welcome/%ED%A0%80.x",
        f"/welcome/{number}.é{digest[1:]}", "/welcome/-1.x",
    ]  # fmt: skip
    assert visit().get(path(newest)).status_code == 200
    said = {gone(visit(), where) for where in wrong}
    noon.shift(timedelta(days=7))
    said |= {gone(visit(), path(expired)), gone(visit(), path(newest))}
    assert len(said) == 1
    assert "Ask your training officer" in said.pop().replace("ask your", "Ask your")


@pytest.mark.parametrize(("purpose", "lasts"), [("invitation", 7), ("reset", 1)])
def test_each_kind_has_its_time(
    cast: Cast, visit: Visit, noon: time_machine.Traveller, purpose: str, lasts: int
) -> None:
    """A week for a new hire, a day for a password that opens an account in use."""
    link = link_for(newcomer() if purpose == "invitation" else cast.learner)
    assert link.kind == purpose
    noon.shift(timedelta(days=lasts, seconds=-1))
    assert visit().get(path(link)).status_code == 200
    noon.shift(timedelta(seconds=1))
    assert choose(visit(), path(link)) == 410


def test_a_reset_ends_every_sign_in(cast: Cast, visit: Visit) -> None:
    """On every device; and what counted wrong passwords is forgotten."""
    window, link = visit(cast.learner), link_for(cast.learner)
    for _ in range(10):
        visit().post("/sign-in", email=cast.learner.email, password="wrong")
    assert visit().post("/sign-in", email=cast.learner.email, password=PASSWORD).status_code == 429
    assert choose(visit(), path(link)) == 303
    assert window.get("/onboarding").status_code == 303
    assert visit().post("/sign-in", email=cast.learner.email, password=PASSWORD).status_code == 401
    assert visit().post("/sign-in", email=cast.learner.email, password=GOOD).status_code == 303


def test_whoever_was_signed_in_at_this_browser_is_signed_out(cast: Cast, visit: Visit) -> None:
    """An officer who lends a new hire the desk does not stay in beside them."""
    window, link = visit(cast.officer), link_for(newcomer())
    assert window.get(path(link)).status_code == 200
    assert choose(window, path(link)) == 303
    assert window.get("/onboarding").status_code == 303


@pytest.mark.both
def test_used_twice_at_the_same_moment_it_counts_once(app: Flask, cast: Cast, sound: None) -> None:
    """The second is told that it is gone, whatever password it brought."""
    number = link_for(newcomer()).id

    def use(password: str) -> Callable[[], str]:
        def job() -> str:
            link = db.session.get_one(Link, number)
            arriving.choose_password(link, password, secret=SECRET)
            return password

        return job

    answers = together(app, use(GOOD), use("copper-lagoon-whistle-3"))
    came_in = [one for one in answers if isinstance(one, str)]
    assert len(came_in) == 1
    assert [one.status for one in answers if isinstance(one, Refusal)] == [410]
    someone = db.session.get_one(Link, number).person_id
    stored = db.session.scalar(select(Person.password_hash).filter_by(id=someone))
    assert passwords.matches(stored, came_in[0])


@pytest.mark.both
def test_a_double_click_makes_one_link(cast: Cast, sound: None) -> None:
    """The page knew of none: the second request is given the first one's link."""
    someone, officer = newcomer(), cast.officer.id
    first = link_for(someone, made_by=officer, by_mail=True, after=0)
    before = lines(someone)
    again = link_for(someone, made_by=officer, by_mail=True, after=0)
    assert (again.id, lines(someone)) == (first.id, before)
    assert outbox() == [(someone.id, "invitation", str(first.id))]
    with pytest.raises(Refusal, match="Someone else made a link meanwhile"):
        links.make(someone, made_by=cast.administrator.id, by_mail=False, after=0)
    newer = link_for(someone, made_by=officer, after=first.id)
    assert (newer.id, links.is_open(first), links.is_open(newer)) == (first.id + 1, False, True)


@pytest.mark.both
def test_two_at_once_leave_one_open(app: Flask, cast: Cast) -> None:
    """Made by two officers at the same moment, only the newer opens."""
    someone = newcomer().id

    def job() -> int:
        person = db.session.get_one(Person, someone)
        return links.make(person, made_by=None, by_mail=False).id

    assert len(set(together(app, job, job))) == 2
    unended = select(func.count()).select_from(Link).where(Link.ended_at.is_(None))
    assert db.session.scalar(unended) == 1
    assert list(chain_check.faults()) == []


def test_a_leaver_gets_no_link(cast: Cast) -> None:
    """And nothing is queued."""
    rules.deactivate(cast.learner, actor_id=None)
    with pytest.raises(Refusal, match="was deactivated"):
        links.make(cast.learner, made_by=None, by_mail=True)
    assert outbox() == []


def test_a_password_set_otherwise_ends_links(cast: Cast) -> None:
    """Whoever changes it because they fear for it must not be let down by an old mail."""
    link = link_for(cast.learner)
    rules.change_password(cast.learner, PASSWORD, GOOD)
    db.session.commit()
    assert links.find(links.token_of(link, SECRET), SECRET) is None


def test_another_key_opens_nothing(cast: Cast) -> None:
    """The digest needs the server's own; every part of the link is under it."""
    link = link_for(cast.learner)
    token = links.token_of(link, SECRET)
    assert links.find(token, SECRET) is link
    assert links.find(token, "another-key") is None
    tokens = {token}
    for name, other in (("person_id", cast.colleague.id), ("kind", "invitation"),
                        ("expires_at", link.expires_at + timedelta(days=9)),
                        ("made_at", link.made_at - timedelta(days=9))):  # fmt: skip
        before = getattr(link, name)
        setattr(link, name, other)
        tokens.add(links.token_of(link, SECRET))
        setattr(link, name, before)
    assert len(tokens) == 5
    db.session.rollback()


@pytest.mark.parametrize("base", ["", "https://training.example.org"])
def test_a_forged_host_leads_nowhere(app: Flask, cast: Cast, visit: Visit, base: str) -> None:
    """Shown to an officer, a link begins with our address, or with nothing at all.

    No mail is ever made from it: the outbox holds numbers and closed words only.
    """
    someone = newcomer()
    rules.give_post(someone, cast.office, "other", supervisor=None, starts_on=HIRED)
    with configured(app, base_url=base):
        window = visit(cast.officer)
        window.post(f"/roster/{someone.id}/link", after="0")
        cookie = window.client.get_cookie("preceptor")
        assert cookie is not None
        window.client = app.test_client(use_cookies=False)  # ours keeps cookies for one host only
        forged = {"Host": "evil.example", "Cookie": f"preceptor={cookie.value}"}
        page = window.get(f"/roster/{someone.id}", headers=forged)
        link = links.latest(someone.id)
        assert link is not None
        assert page.status_code == 200
        assert f">{base}{path(link)}<" in page.text
        assert "evil.example" not in page.text
