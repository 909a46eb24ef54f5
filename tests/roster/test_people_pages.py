"""The pages of the roster: finding people and adding someone."""

import re
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.base.db import db
from lms.base.events import Event
from lms.people import links, queries, rules
from lms.people.models import Link, Office, Person, Post, Role
from tests.cast import Cast, actor, person, posted
from tests.people.linking import MAILING, configured, newcomer, outbox, path
from tests.statements import statements
from tests.visitor import Visitor, words

Visit = Callable[..., Visitor]
SLC = {"Daniel Okafor", "Ingrid Moe", "Marisol Vega", "Priya Raman", "Yonas Tesfaye"}
EVERYONE = SLC | {"Luis Ortega", "Omar Haddad", "Ruth Adler", "Sam Weiss"}


def listed(window: Visitor, query: str = "") -> set[str]:
    """Who is on the list."""
    answer = window.get(f"/roster{query}")
    assert answer.status_code == 200
    found = re.findall(r'<div class="who">(?:<a[^>]*>|<b>)(.*?)</', answer.text)
    return {unescape(name) for name in found}


def bosses(page: str) -> set[str]:
    """Names in the list of supervisors."""
    part = page.partition('name="supervisor"')[2].partition("</select>")[0]
    names = set(db.session.scalars(select(Person.name)))
    return {name for name in names if name in part}


@pytest.mark.both
def test_who_sees_whom(cast: Cast, visit: Visit) -> None:
    """Administrators everyone; officers their office, and no link to whom they do not manage."""
    assert listed(visit(cast.administrator)) == EVERYONE
    assert listed(visit(cast.officer)) == SLC
    page = visit(cast.officer).get("/roster").text
    for number, shown in ((cast.learner.id, True), (cast.officer.id, False)):
        assert (f'href="/roster/{number}"' in page) is shown
        assert (f'name="person" value="{number}"' in page) is shown
    assert "Luis Ortega" not in page
    assert "Access role: Training officer, Salt Lake City" in page


@pytest.mark.both
def test_searching(cast: Cast, visit: Visit) -> None:
    """By a part of the name or address, whatever the case; signs of SQL are letters."""
    rules.add_person("Éva Nagy_100%\\Kiss", "eva@example.org", None)
    window = visit(cast.administrator)
    found = {
        "": None, "marisol": {"Marisol Vega"}, "VEGA@EXAMPLE": {"Marisol Vega"},
        "éva": {"Éva Nagy_100%\\Kiss"}, "ÉVA": {"Éva Nagy_100%\\Kiss"},
        "_": {"Éva Nagy_100%\\Kiss"}, "%25": {"Éva Nagy_100%\\Kiss"},
        "%5C": {"Éva Nagy_100%\\Kiss"}, "g_1": set(), "a%25a": set(), "/": set(), "'": set(),
        "nobody%20here": set(), "%20%20marisol%20": {"Marisol Vega"},
    }  # fmt: skip
    for typed, expected in found.items():
        names = listed(window, f"?q={typed}")
        assert expected is None or names == expected, typed
    assert "Nobody here fits that" in words(window.get("/roster?q=nobody"))


@pytest.mark.both
def test_filters(cast: Cast, visit: Visit) -> None:
    """Office, job role and state, alone and together; a coming post counts."""
    new = newcomer("Nadia Zoubi")
    rules.give_post(new, cast.elsewhere, "other", supervisor=None, starts_on=date(2026, 4, 1))
    rules.deactivate(cast.colleague, actor_id=None)
    window, there = visit(cast.administrator), cast.elsewhere.id
    assert listed(window, "?job=supervisor") == {"Daniel Okafor", "Ingrid Moe"}
    assert listed(window, f"?office={there}&job=other") == {"Nadia Zoubi"}
    assert listed(window, f"?office={there}") == {"Luis Ortega", "Omar Haddad", "Nadia Zoubi"}
    assert listed(window, "?state=deactivated") == {"Yonas Tesfaye"}
    assert listed(window, "?state=waiting") == {"Nadia Zoubi"}
    assert "Nadia Zoubi" not in listed(window, "?state=active")
    page = words(window.get("/roster?q=nadia"))
    assert "Other staff, Boise, from Wed, Apr 1" in page
    assert "Not invited yet" in page


@pytest.mark.parametrize(
    "query",
    ["?office=99999999999999999999&job=cook&state=x", "?office=-1", "?office=%D9%A3", "?page=-1",
     "?page=99999999999999999999", "?page=x", "?q=" + "x" * 20_000, "?q=%ED%A0%80", "?q=%FF",
     "?person=x"],
)  # fmt: skip
def test_whatever_the_address_asks_for_is_no_fault(cast: Cast, visit: Visit, query: str) -> None:
    """What nobody can be asked for narrows nothing."""
    answer = visit(cast.officer).get(f"/roster{query}")
    assert answer.status_code == 200
    assert visit(cast.officer).get("/roster?q=a%00b").status_code == 400


def test_an_officer_narrows_to_their_offices_only(cast: Cast, visit: Visit) -> None:
    """Another office's number is none to them."""
    assert listed(visit(cast.officer), f"?office={cast.elsewhere.id}") == SLC


def crowd(office: Office, boss: Person, count: int, since: int = 0) -> None:
    """So many more people, every tenth of whom leads."""
    for number in range(since, since + count):
        job = "supervisor" if number % 10 == 0 else "case-manager"
        posted(f"Person {number:04}", office, boss, job)
    db.session.commit()


@pytest.mark.both
def test_a_page_asks_as_much_for_many(cast: Cast, visit: Visit) -> None:
    """List, form and one person: the same number of questions with ten people as with eighty."""
    window, counts = visit(cast.officer), defaultdict[str, set[int]](set)
    pages = ("/roster", "/roster?q=person&job=case-manager", "/roster/add",
             f"/roster/{cast.supervisor.id}", f"/roster/{cast.supervisor.id}/deactivate",
             f"/roster/{cast.learner.id}/post")  # fmt: skip
    for size in (10, 70):
        crowd(cast.office, cast.supervisor, size, since=size)
        for one in pages:
            with statements() as asked:
                assert window.get(one).status_code == 200
            counts[one].add(len(asked))
    assert {one: len(found) for one, found in counts.items()} == dict.fromkeys(pages, 1)
    assert max(max(found) for found in counts.values()) <= 20


def test_the_list_is_paged_and_keeps_what_was_asked(cast: Cast, visit: Visit) -> None:
    """Fifty on a page."""
    crowd(cast.office, cast.supervisor, 60)
    window = visit(cast.officer)
    first = window.get("/roster?q=person").text
    assert first.count('name="person"') == 50
    assert "/roster?page=2&amp;q=person" in first
    second = window.get("/roster?page=2&q=person").text
    assert second.count('name="person"') == 10
    assert "Person 0059" in second
    assert "There is nobody more" in window.get("/roster?page=3").text


def new(cast: Cast, **changes: object) -> dict[str, object]:
    """The form of someone new."""
    return {
        "name": "Amira Said", "email": "amira@example.org", "office": cast.office.id,
        "job_role": "case-manager", "supervisor": cast.supervisor.id, "starts_on": "2026-03-09",
        "time_zone": "", "invite": "y",
    } | changes  # fmt: skip


def size() -> tuple[int, ...]:
    """How much there is of what adding writes."""
    tables = (Person, Post, Link, Event)
    return tuple(db.session.scalar(select(func.count()).select_from(one)) or 0 for one in tables)


@pytest.mark.both
def test_someone_is_added_and_invited(cast: Cast, visit: Visit, sound: None) -> None:
    """Person, post and link; the address is shown once, and lets them in."""
    window = visit(cast.officer)
    answer = window.post("/roster/add", **new(cast))
    made = queries.by_email("amira@example.org")
    assert made is not None
    assert answer.location == f"/roster/{made.id}"
    page = window.follow(answer)
    link = links.latest(made.id)
    assert link is not None
    assert (link.kind, link.made_by) == ("invitation", cast.officer.id)
    assert f"http://localhost{path(link)}" in page.text
    assert "Wed, Mar 11, 1:00 PM" in words(page)  # the office's clock, before the first day
    assert path(link) not in window.get(f"/roster/{made.id}").text
    post = queries.post_of(made.id, date(2026, 3, 9))
    assert post is not None
    assert (post.supervisor_id, post.job_role) == (cast.supervisor.id, "case-manager")
    assert visit().get(path(link)).status_code == 200
    assert outbox() == []


def test_a_second_click_adds_nobody_twice(cast: Cast, visit: Visit) -> None:
    """It leads to who is there; what was typed is kept."""
    window = visit(cast.officer)
    window.post("/roster/add", **new(cast))
    before = size()
    again = window.post("/roster/add", **new(cast))
    assert (again.status_code, size()) == (422, before)
    assert "is in use already" in again.text
    assert "Open Amira Said" in words(again)
    elsewhere = window.post("/roster/add", **new(cast, email="luis.ortega@example.org"))
    assert elsewhere.status_code == 422
    assert "Luis" not in words(elsewhere)  # of another office: in use is all that is said


def test_added_without_an_invitation(cast: Cast, visit: Visit) -> None:
    """It can follow later."""
    window, form = visit(cast.officer), new(cast)
    del form["invite"]
    answer = window.follow(window.post("/roster/add", **form))
    assert "Not invited yet" in words(answer)
    assert "Invite" in words(answer)
    assert db.session.scalar(select(Link.id)) is None


@pytest.mark.both
def test_with_mail_nothing_is_shown(app: Flask, cast: Cast, visit: Visit) -> None:
    """The invitation waits in the outbox, and the page says so."""
    with configured(app, **MAILING):
        window = visit(cast.officer)
        page = window.follow(window.post("/roster/add", **new(cast)))
    made = queries.by_email("amira@example.org")
    assert made is not None
    link = links.latest(made.id)
    assert link is not None
    assert outbox() == [(made.id, "invitation", str(link.id))]
    assert "is on its way to amira@example.org" in words(page)
    assert "Mail: waiting to be sent" in words(page)
    assert path(link) not in page.text


BIG = "9" * 20
WRONG = [
    ("name", "", 422), ("name", "x" * 201, 422), ("name", "x" * 100_000, 422),
    ("name", "a\x00b", 400), ("email", "x", 422), ("email", "", 422),
    ("email", "x" * 100_000, 422), ("email", "a\r\nb@example.org", 422), ("office", "", 422),
    ("office", BIG, 422), ("office", "x", 422), ("office", "-1", 422), ("job_role", "cook", 422),
    ("job_role", "", 422), ("supervisor", BIG, 422), ("supervisor", "x", 422),
    ("starts_on", "", 422), ("starts_on", "9999-12-31", 422), ("starts_on", "0001-01-01", 422),
    ("starts_on", "soon", 422), ("starts_on", "2026-02-30", 422), ("starts_on", BIG, 422),
    ("time_zone", "Mars/Base", 422), ("time_zone", "../etc/passwd", 422),
]  # fmt: skip


@pytest.mark.parametrize(("field", "typed", "status"), WRONG)
def test_what_cannot_be_added_is_refused_at_its_field(
    cast: Cast, visit: Visit, field: str, typed: str, status: int
) -> None:
    """Nothing is written, and what was typed is kept."""
    before = size()
    answer = visit(cast.officer).post("/roster/add", **new(cast, **{field: typed}))
    assert (answer.status_code, size()) == (status, before)
    if status == 422:
        assert f'href="#{field}"' in answer.text or f'id="{field}-err"' in answer.text
        assert field == "email" or "amira@example.org" in answer.text


def test_nobody_adds_to_an_office_that_is_not_theirs(cast: Cast, visit: Visit) -> None:
    """Nor names a supervisor they cannot choose: the lists hold no such thing."""
    before = size()
    window = visit(cast.officer)
    for changes in ({"office": cast.elsewhere.id}, {"supervisor": cast.other_officer.id},
                    {"supervisor": cast.learner.id}):  # fmt: skip
        answer = window.post("/roster/add", **new(cast, **changes))
        assert answer.status_code == 422
    assert size() == before


def test_who_can_be_named_as_supervisor(cast: Cast, visit: Visit) -> None:
    """Supervisors by job, and whoever has people; nobody who left, nobody of other offices."""
    posted("Piet Nel", cast.office, cast.officer)  # so the officer has people
    gone = posted("Walter Brandt", cast.office, job_role="supervisor")
    rules.deactivate(gone, actor_id=None)
    posted("Eleni Markou", cast.elsewhere, job_role="supervisor")
    page = visit(cast.officer).get("/roster/add").text
    assert bosses(page) == {"Daniel Okafor", "Ingrid Moe", "Priya Raman"}
    assert "Eleni Markou" in bosses(visit(cast.administrator).get("/roster/add").text)


def test_five_hundred_people_fit_into_the_form(cast: Cast, visit: Visit) -> None:
    """Only those who can lead are in the list."""
    crowd(cast.office, cast.supervisor, 500)
    answer = visit(cast.officer).get("/roster/add")
    assert answer.status_code == 200
    assert answer.text.count("<option") < 100
    assert "Person 0490" in answer.text


def test_an_officer_of_no_office_and_a_house_without_offices(app: Flask, visit: Visit) -> None:
    """The first administrator is told to add an office first."""
    first = person("Ruth Adler")
    rules.grant(first, Role.ADMINISTRATOR)
    db.session.commit()
    assert actor(first).manages_people
    window = visit(first)
    assert "There is no office yet" in words(window.get("/roster/add"))
    assert window.post("/roster/add", name="A", email="a@example.org").status_code == 422
