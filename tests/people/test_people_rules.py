"""Adding people, their posts and roles, and letting them go."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from lms.base import chain_check
from lms.base.db import db
from lms.base.errors import Refusal
from lms.base.events import Chain, Event
from lms.people import passwords, queries, rules
from lms.people.models import Grant, Holiday, Office, Person, Post, Role
from tests.cast import PASSWORD, Cast

TODAY = date(2026, 3, 4)


def verbs() -> list[str]:
    """What the record says so far about people and offices."""
    db.session.flush()
    about = select(Event.verb).join(Chain, Chain.id == Event.chain_id)
    theirs = about.where(Chain.subject_kind.in_(("person", "office")))
    return list(db.session.scalars(theirs.order_by(Event.at, Event.chain_id, Event.number)))


def test_a_person_is_added_tidily(app: Flask) -> None:
    """One spelling of an address, one space between names."""
    made = rules.add_person("  Marisol\n Vega ", " Marisol.Vega@Example.ORG ", None)
    db.session.commit()
    assert (made.name, made.email) == ("Marisol Vega", "marisol.vega@example.org")
    assert (made.password_hash, made.deactivated_at) == (None, None)
    assert verbs() == ["person-added"]


@pytest.mark.parametrize(
    ("name", "email", "field"),
    [("", "a@example.org", "name"), (" \n ", "a@example.org", "name"), ("A", "", "email"),
     ("A", "a", "email"), ("A", "a@", "email"), ("A", "a b@example.org", "email"),
     ("A", "a@example.org, b@example.org", "email"), ("A" * 201, "a@example.org", "name"),
     ("A\u202eb", "a@example.org", "name"), ("A\x07", "a@example.org", "name"),
     ("A\ue000", "a@example.org", "name"), ("A\ud800", "a@example.org", "name"),
     ("=1+1", "a@example.org", "name"), (" \n@sum", "a@example.org", "name"),
     ("＝1", "a@example.org", "name"),
     ("A", f"{'a' * 250}@example.org", "email"), ("A", f"a@{'b.' * 130}org", "email")],
)  # fmt: skip
def test_what_is_no_person_is_refused(app: Flask, name: str, email: str, field: str) -> None:
    """And nothing is written."""
    with pytest.raises(Refusal) as caught:
        rules.add_person(name, email, None)
    db.session.commit()
    assert caught.value.field == field
    assert (verbs(), queries.anyone()) == ([], False)


@pytest.mark.both
def test_the_longest_name_fits(app: Flask) -> None:
    """On both databases."""
    rules.add_person("A" * 200, "a@example.org", None)
    db.session.commit()
    assert queries.anyone()


def test_an_address_in_use_is_refused(cast: Cast) -> None:
    """However it is written; a second identical request changes nothing."""
    before = verbs()
    with pytest.raises(Refusal, match="in use already") as caught:
        rules.add_person("Another", cast.learner.email.upper(), None)
    db.session.commit()
    assert (caught.value.field, verbs()) == ("email", before)


@pytest.mark.both
def test_an_office_is_added_once(app: Flask) -> None:
    """Its zone must be one that can be stored."""
    rules.add_office("  Salt  Lake City ", "America/Denver")
    refused = [("Salt Lake City", "America/Denver", "name"), ("", "America/Denver", "name"),
               ("B" * 201, "America/Denver", "name"), ("Boise", "Mars/Base", "time_zone"),
               ("Boise", "", "time_zone"), ("Boise", "../etc/passwd", "time_zone")]  # fmt: skip
    for name, zone, field in refused:
        with pytest.raises(Refusal) as caught:
            rules.add_office(name, zone)
        assert caught.value.field == field
    db.session.commit()
    assert db.session.scalars(select(Office.name)).all() == ["Salt Lake City"]
    assert verbs() == ["office-added"]


@pytest.mark.both
def test_a_closed_day_is_named_once(cast: Cast) -> None:
    """Naming it again changes nothing, whatever it is called then."""
    for name in ("Pioneer Day", "Pioneer Day", "Another name"):
        rules.close_on(cast.office, date(2026, 7, 24), name)
    for name in ("", "x" * 201):
        with pytest.raises(Refusal):
            rules.close_on(cast.office, date(2026, 7, 25), name)
    db.session.commit()
    assert db.session.scalars(select(Holiday.name)).all() == ["Pioneer Day"]
    assert queries.holidays(cast.office.id) == {date(2026, 7, 24)}
    assert queries.holidays(cast.elsewhere.id) == frozenset()
    assert verbs().count("holiday-added") == 1


def posts(person: Person) -> list[tuple[date, date | None, str, bool]]:
    """Every row that was ever written about a person's posts."""
    rows = db.session.scalars(select(Post).filter_by(person_id=person.id).order_by(Post.id))
    return [(p.starts_on, p.ends_on, p.job_role, p.superseded_at is None) for p in rows]


@pytest.mark.both
def test_a_new_post_ends_the_old_one_and_keeps_what_was_known(cast: Cast) -> None:
    """“Who supervised her in February” still has an answer, and so has “what did we believe”."""
    rules.give_post(
        cast.learner, cast.elsewhere, "icm-specialist", supervisor=None, starts_on=date(2026, 4, 1)
    )
    db.session.commit()
    hired = date(2026, 1, 5)
    assert posts(cast.learner) == [
        (hired, None, "case-manager", False),
        (date(2026, 4, 1), None, "icm-specialist", True),
        (hired, date(2026, 3, 31), "case-manager", True),
    ] or posts(cast.learner) == [
        (hired, None, "case-manager", False),
        (hired, date(2026, 3, 31), "case-manager", True),
        (date(2026, 4, 1), None, "icm-specialist", True),
    ]
    then, now = (queries.post_of(cast.learner.id, day) for day in (TODAY, date(2026, 4, 1)))
    assert then is not None
    assert now is not None
    assert (then.supervisor_id, now.office_id) == (cast.supervisor.id, cast.elsewhere.id)
    assert queries.post_of(cast.learner.id, date(2026, 1, 4)) is None


def test_a_post_that_never_began_is_replaced(cast: Cast) -> None:
    """Corrected before its first day, it leaves no day behind."""
    for role in ("icm-specialist", "supervisor"):
        rules.give_post(cast.learner, cast.office, role, supervisor=None,
                        starts_on=date(2026, 4, 1))  # fmt: skip
    current = [row for row in posts(cast.learner) if row[3]]
    assert sorted(current) == [
        (date(2026, 1, 5), date(2026, 3, 31), "case-manager", True),
        (date(2026, 4, 1), None, "supervisor", True),
    ]


def test_impossible_posts_are_refused(cast: Cast) -> None:
    """An unknown job, oneself as supervisor, a circle of two, a circle of three."""
    before = verbs()
    rules.give_post(cast.other_officer, cast.office, "other", supervisor=cast.learner,
                    starts_on=TODAY)  # fmt: skip
    tries = [
        (cast.learner, "astronaut", None, "is no job role; use one of: case-manager"),
        (cast.learner, "other", cast.learner, "circle"),
        (cast.supervisor, "supervisor", cast.learner, "circle"),
        (cast.supervisor, "supervisor", cast.other_officer, "circle"),
    ]
    for person, job, boss, words in tries:
        with pytest.raises(Refusal, match=words):
            rules.give_post(person, cast.office, job, supervisor=boss, starts_on=TODAY)
    assert len(verbs()) == len(before) + 1


@pytest.mark.both
def test_a_role_is_granted_once(cast: Cast) -> None:
    """For one office and for all are two different grants."""
    for _ in range(2):
        rules.grant(cast.colleague, Role.AUDITOR, cast.office)
        rules.grant(cast.colleague, Role.AUDITOR)
    db.session.commit()
    found = select(Grant.office_id).filter_by(person_id=cast.colleague.id).order_by(Grant.id)
    assert db.session.scalars(found).all() == [cast.office.id, None]
    assert verbs().count("role-granted") == 6  # four of them are the cast's own


def test_a_new_password_ends_every_sign_in(cast: Cast) -> None:
    """The old one is worth nothing from then on."""
    key = cast.learner.session_key
    rules.set_password(cast.learner, "violet-anchor-thimble-9", actor_id=cast.administrator.id)
    db.session.commit()
    assert cast.learner.session_key != key
    assert passwords.matches(cast.learner.password_hash, "violet-anchor-thimble-9")
    assert not passwords.matches(cast.learner.password_hash, PASSWORD)
    assert verbs().count("password-set") == 1


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [
        ("not the present one", "violet-anchor-thimble-9", "current"),
        (PASSWORD, "short", "password"),
    ],
)
def test_a_refused_password_changes_nothing(cast: Cast, current: str, new: str, field: str) -> None:
    """Neither the hash nor who is signed in."""
    before = (cast.learner.password_hash, cast.learner.session_key, verbs())
    with pytest.raises(Refusal) as caught:
        rules.change_password(cast.learner, current, new)
    db.session.commit()
    assert caught.value.field == field
    assert (cast.learner.password_hash, cast.learner.session_key, verbs()) == before


def test_a_leaver_is_let_go_once(cast: Cast) -> None:
    """The second time changes nothing; the record stays and is whole."""
    rules.deactivate(cast.learner, actor_id=None)
    db.session.commit()
    gone = (cast.learner.deactivated_at, cast.learner.session_key, verbs())
    rules.deactivate(cast.learner, actor_id=None)
    db.session.commit()
    assert (cast.learner.deactivated_at, cast.learner.session_key, verbs()) == gone
    assert queries.actor(cast.learner.id) is None
    assert list(chain_check.faults()) == []


def test_signing_out_ends_every_sign_in(cast: Cast) -> None:
    """Of this person only."""
    keys = (cast.learner.session_key, cast.colleague.session_key)
    rules.sign_out(cast.learner.id)
    db.session.commit()
    assert cast.learner.session_key != keys[0]
    assert cast.colleague.session_key == keys[1]
