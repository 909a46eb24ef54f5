"""All who fit the filters, on every page of the list: shown first, and then exactly those."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from lms.base import clock
from lms.base.db import db
from lms.base.errors import NotFound, Refusal
from lms.people import rules
from lms.people.actor import Actor
from lms.people.models import Person, Role
from lms.progress.work import works_of
from lms.roster import choosing, inviting, listing
from lms.roster.listing import Asked
from tests.cast import Cast, actor, posted
from tests.databases import GUIDE
from tests.people.linking import newcomer
from tests.progress.history import nothing_changes
from tests.progress.refusing import refused
from tests.statements import statements
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]


def crowd(cast: Cast, number: int, since: int = 0) -> list[Person]:
    """So many more at the learner's office."""
    made = [posted(f"Person {n:03}", cast.office, cast.supervisor) for n in
            range(since, since + number)]  # fmt: skip
    db.session.commit()
    return made


def named(found: list[int]) -> set[str]:
    return {db.session.get_one(Person, one).name for one in found}


@pytest.mark.both
def test_all_who_fit_are_those_who_can_be_ticked(cast: Cast, officer: Actor) -> None:
    """Not oneself, nobody with an access role, nobody who left; as the filters have it."""
    rules.deactivate(cast.colleague, actor_id=None)
    new = newcomer("Nadia Zoubi")
    rules.give_post(new, cast.office, "other", supervisor=None, starts_on=date(2026, 4, 1))
    everyone = {"Daniel Okafor", "Ingrid Moe", "Marisol Vega", "Nadia Zoubi"}
    assert named(choosing.to_enroll(officer, Asked())) == everyone
    assert named(choosing.to_enroll(officer, Asked(job_role="supervisor"))) == {
        "Daniel Okafor", "Ingrid Moe",
    }  # fmt: skip
    assert choosing.to_enroll(officer, Asked(state=listing.DEACTIVATED)) == []
    assert choosing.to_invite(officer, Asked()) == [new.id]
    for asked in (Asked(), Asked("nadia"), Asked(state=listing.DEACTIVATED), Asked("nobody")):
        counted = choosing.count(officer, asked)
        assert counted.enroll == len(choosing.to_enroll(officer, asked))
        assert counted.invite == len(choosing.to_invite(officer, asked))


@pytest.mark.parametrize("part", ["supervisor", "auditor", "learner"])
def test_who_keeps_nobody_finds_nobody(cast: Cast, part: str) -> None:
    who = actor(cast.people()[part])
    assert choosing.to_enroll(who, Asked()) == choosing.to_invite(who, Asked()) == []
    with pytest.raises(NotFound):
        choosing.chosen(who, [cast.learner.id])


def test_another_office_is_another_s(cast: Cast) -> None:
    found = choosing.to_enroll(actor(cast.other_officer), Asked())
    assert named(found) == {"Omar Haddad"}
    everyone = choosing.to_enroll(actor(cast.administrator), Asked())
    assert len(everyone) == 9


def test_more_than_a_class_is_refused(cast: Cast, officer: Actor, visit: Visit) -> None:
    """The list says so before, with the number and what to do; so does an address kept since."""
    crowd(cast, choosing.MOST - 3)
    window = visit(cast.officer)
    page = window.get("/roster")
    assert "201 people fit." in words(page)
    assert "narrow the list to 200 or fewer" in words(page)
    assert "/roster/enroll/all" not in page.text
    with refused("201 people fit, and 200 is the most"):
        choosing.to_enroll(officer, Asked())
    assert window.get("/roster/enroll/all").status_code == 409
    assert "Enroll all 197 people who fit" in words(window.get("/roster?q=person"))
    with pytest.raises(Refusal):
        choosing.chosen(officer, list(range(1, 300)))


def test_many_are_invited_class_by_class(cast: Cast, officer: Actor, visit: Visit) -> None:
    """Whoever was invited waits no longer, so the next come; a link that ran out is as none."""
    for n in range(choosing.MOST + 2):
        new = newcomer(f"New {n:03}")
        rules.give_post(new, cast.office, "other", supervisor=None, starts_on=date(2026, 3, 2))
    first = choosing.to_invite(officer, Asked())
    assert len(first) == choosing.MOST
    page = words(visit(cast.officer).get("/roster"))
    assert "Invite the first 200 of 202 people who wait for an invitation" in page
    inviting.invite(officer, first, by_mail=False)
    assert named(choosing.to_invite(officer, Asked())) == {"New 200", "New 201"}
    with clock.pretend(clock.now() + timedelta(days=60)):
        assert choosing.to_invite(officer, Asked()) == first


@pytest.mark.both
def test_what_is_shown_is_what_is_enrolled(cast: Cast, visit: Visit) -> None:
    """Also of those on the next page; whoever joins the filter meanwhile is not."""
    made, window = crowd(cast, 57), visit(cast.officer)
    page = window.get("/roster?q=person")
    assert "Enroll all 57 people who fit" in words(page)
    address = re.findall(r'href="(/roster/enroll/all\?[^"]*)"', page.text)[0]
    chosen = window.get(address)
    asked = parse_qs(urlsplit(chosen.headers["Location"]).query)
    assert [*map(int, asked["person"])] == [one.id for one in made]
    shown = window.get("/roster/enroll", query_string=asked | {"program": GUIDE,
                                                               "start": "2026-03-09"})  # fmt: skip
    assert "Enroll 57 people" in words(shown)
    late = crowd(cast, 1, since=60)[0]
    sent = re.findall(r'name="person" value="(\d+)"', shown.text.partition("Due dates,")[2])
    done = window.post("/roster/enroll", person=sent, program=GUIDE, start="2026-03-09")
    assert "Enrolled: 57 people." in words(window.follow(done))
    assert works_of(late.id) == []
    db.session.commit()
    with nothing_changes():
        window.post("/roster/enroll", person=sent, program=GUIDE, start="2026-03-09")


def test_who_could_not_start_when_shown_does_not_start(cast: Cast, visit: Visit) -> None:
    """They are listed as left out, and their number is not in the form that saves."""
    ready, later = posted("Ana Lima", cast.office), posted("Eli Noor", cast.office)
    rules.give_post(later, cast.office, "other", supervisor=None, starts_on=date(2026, 6, 1))
    rules.deactivate(later, actor_id=None)
    page = visit(cast.officer).get("/roster/enroll", query_string={
        "person": [ready.id, later.id], "program": GUIDE, "start": "2026-03-09",
    })  # fmt: skip
    assert "Account closed" in words(page)
    saving = page.text.partition("Due dates,")[2]
    assert re.findall(r'name="person" value="(\d+)"', saving) == [str(ready.id)]


def test_with_nobody_who_fits_there_is_no_button(cast: Cast, visit: Visit) -> None:
    window = visit(cast.officer)
    assert "/roster/enroll/all" not in window.get("/roster?state=deactivated").text
    assert "/roster/invite/all" not in window.get("/roster").text
    assert "Nobody is chosen yet." in words(window.follow(window.get("/roster/enroll/all?q=zz")))


def test_as_many_statements_for_many_as_for_few(cast: Cast, visit: Visit) -> None:
    window, counts = visit(cast.officer), set[int]()
    for size in (5, 60):
        crowd(cast, size, since=size)
        with statements() as seen:
            assert window.get("/roster/enroll/all?q=person").status_code == 303
        counts.add(len(seen))
    assert len(counts) == 1


def test_a_role_takes_someone_out_of_the_officer_s_hands(cast: Cast, officer: Actor) -> None:
    """Of whom to invite they are listed: the page says that an administrator does it."""
    new = newcomer("Nadia Zoubi")
    rules.give_post(new, cast.office, "other", supervisor=None, starts_on=date(2026, 3, 2))
    rules.grant(new, Role.AUDITOR, cast.office)
    assert new.id not in choosing.to_enroll(officer, Asked())
    assert choosing.to_invite(officer, Asked()) == [new.id]
