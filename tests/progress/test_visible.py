"""Whom one may see in lists and reports: the same people as one by one, also those to come."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from lms.base.db import db
from lms.people import rules as people
from lms.people.models import Grant, Office, Person, Post, Role
from lms.progress import access
from tests.cast import Cast, actor, person, posted

TODAY, DAY = date(2026, 3, 4), timedelta(days=1)
TEAM = {"Marisol Vega", "Yonas Tesfaye"}
OFFICE = TEAM | {"Daniel Okafor", "Ingrid Moe", "Priya Raman"}
ELSEWHERE = {"Luis Ortega", "Omar Haddad"}
NOBODYS = {"Ruth Adler", "Sam Weiss"}  # they have no post
SEES: dict[str, set[str]] = {
    "learner": set(),
    "colleague": set(),
    "supervisor": TEAM,
    "other_supervisor": {"Omar Haddad"},
    "officer": OFFICE,
    "other_officer": ELSEWHERE,
    "administrator": OFFICE | ELSEWHERE | NOBODYS,
    "auditor": OFFICE,
}


def seen(who: Person) -> set[str]:
    """The names in a list for someone; each of them, and no one else, can be opened."""
    found = actor(who)
    listed = access.visible(found).holds(Person.id.expression)
    names = set(db.session.scalars(select(Person.name).where(listed)))
    everyone = db.session.execute(select(Person.id, Person.name)).all()
    assert {name for n, name in everyone if access.may_look(found, n)} == names
    return names


def by_posts(who: Person) -> list[str]:
    """The posts in a list for someone, by the names of their people."""
    visible = access.visible(actor(who)).by(Post)
    found = select(Person.name).join(Post, Post.person_id == Person.id).where(visible)
    return list(db.session.scalars(found.order_by(Person.name, Post.id)))


def move(cast: Cast, supervisor: Person | None, since: date, office: Office | None = None) -> None:
    """The learner’s next post."""
    people.give_post(
        cast.learner, office or cast.office, "case-manager", supervisor=supervisor, starts_on=since
    )
    db.session.flush()


@pytest.mark.parametrize("part", SEES)
def test_each_of_the_cast(cast: Cast, part: str) -> None:
    assert seen(cast.people()[part]) == SEES[part]
    assert set(by_posts(cast.people()[part])) == SEES[part] - NOBODYS


def test_the_parts_are_all_there(cast: Cast) -> None:
    assert SEES.keys() == cast.people().keys()


def test_who_begins_later_is_seen_before(cast: Cast, noon: time_machine.Traveller) -> None:
    """By the supervisor to be and the officer; nobody loses sight of anyone by that."""
    later = posted("Ana Lima", cast.elsewhere, cast.other_supervisor, since=TODAY + 30 * DAY)
    assert later.name in seen(cast.other_supervisor)
    assert later.name in seen(cast.other_officer)
    assert later.name not in seen(cast.supervisor) | seen(cast.officer)
    noon.shift(30 * DAY)
    assert later.name in seen(cast.other_supervisor)


@pytest.mark.both
def test_who_changes_office_is_seen_by_both_until_then(
    cast: Cast, noon: time_machine.Traveller
) -> None:
    move(cast, cast.other_supervisor, TODAY + 2 * DAY, cast.elsewhere)
    name = cast.learner.name
    before, after = (cast.supervisor, cast.officer), (cast.other_supervisor, cast.other_officer)
    for _ in range(2):  # today, and on the last day of the post, included
        assert all(name in seen(who) for who in (*before, *after))
        noon.shift(DAY)
    assert not any(name in seen(who) for who in before)
    assert all(name in seen(who) for who in after)
    assert by_posts(cast.administrator).count(name) == 1


def test_a_post_that_was_replaced_shows_nobody(cast: Cast) -> None:
    """Recorded by mistake and superseded: it never made anyone visible."""
    move(cast, cast.other_supervisor, TODAY + 9 * DAY)
    assert cast.learner.name in seen(cast.other_supervisor)
    move(cast, cast.supervisor, TODAY + 5 * DAY)
    assert cast.learner.name not in seen(cast.other_supervisor)
    assert cast.learner.name in seen(cast.supervisor)


def test_who_left_is_seen_as_before(cast: Cast) -> None:
    """The account is closed; the record is still asked for."""
    people.deactivate(cast.learner, actor_id=None)
    db.session.flush()
    for who in (cast.supervisor, cast.officer, cast.auditor, cast.administrator):
        assert cast.learner.name in seen(who)


def test_without_a_supervisor_the_office_sees(cast: Cast) -> None:
    move(cast, None, TODAY)
    assert seen(cast.supervisor) == TEAM - {cast.learner.name}
    assert cast.learner.name in seen(cast.officer)


@pytest.mark.both
def test_an_officer_of_all_offices_sees_every_post(cast: Cast) -> None:
    """An office that opens tomorrow as well; but not those whom no office has."""
    head = person("Asta Berg")
    people.grant(head, Role.TRAINING_OFFICER)
    reader = person("Tove Lind")
    people.grant(reader, Role.AUDITOR)
    posted("Ana Lima", people.add_office("Albany", "America/New_York"))
    db.session.flush()
    for who in (head, reader):
        assert seen(who) == OFFICE | ELSEWHERE | {"Ana Lima"}


def test_two_roles_show_both(cast: Cast) -> None:
    """An officer here who supervises someone there."""
    posted("Ana Lima", cast.elsewhere, cast.officer)
    assert seen(cast.officer) == OFFICE | {"Ana Lima"}


def test_a_role_taken_back_shows_nobody(cast: Cast) -> None:
    for given in db.session.scalars(select(Grant).filter_by(person_id=cast.officer.id)):
        given.superseded_at = given.recorded_at
    db.session.flush()
    assert seen(cast.officer) == set()


def test_nobody_is_listed_twice(cast: Cast) -> None:
    """However many posts make them visible."""
    move(cast, cast.officer, TODAY + 9 * DAY)
    listed = access.visible(actor(cast.officer)).holds(Person.id.expression)
    names = list(db.session.scalars(select(Person.name).where(listed)))
    assert len(names) == len(set(names))
    assert by_posts(cast.officer).count(cast.learner.name) == 2


def test_the_day_is_that_of_whoever_looks(cast: Cast, noon: time_machine.Traveller) -> None:
    """At nine in the evening in Utah it is tomorrow in UTC: the last day is not over."""
    move(cast, cast.other_supervisor, TODAY + DAY)
    noon.shift(timedelta(hours=9))
    assert cast.learner.name in seen(cast.supervisor)
    noon.shift(timedelta(hours=4))
    assert cast.learner.name not in seen(cast.supervisor)
