"""Keeping accounts: correcting, ending and bringing back, roles given and taken back."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from lms.base.db import db
from lms.base.errors import Refusal
from lms.people import accounts, links, queries, rules
from lms.people.models import Deactivation, Grant, Person, Post, Role
from tests.cast import Cast, actor, person, posted
from tests.databases import SECRET
from tests.people.linking import lines, link_for, newcomer
from tests.together import together
from tests.visitor import Visitor

TODAY = date(2026, 3, 4)


@pytest.mark.both
def test_a_correction_is_noted_without_what_it_was(cast: Cast, sound: None) -> None:
    """Only which of the three was changed; the same again changes nothing."""
    before = len(lines(cast.learner))
    for _ in range(2):
        accounts.edit(cast.learner, "  Marisol  Vega-Ruiz ", "M.Vega@Example.org",
                      "America/Boise", actor_id=cast.officer.id)  # fmt: skip
        db.session.commit()
    found = actor(cast.learner)
    assert (found.name, found.email) == ("Marisol Vega-Ruiz", "m.vega@example.org")
    assert found.zone == "America/Boise"
    changed = ("person-changed", {"name": True, "email": True, "time_zone": True})
    assert lines(cast.learner)[before:] == [changed]
    accounts.edit(cast.learner, "Marisol Vega-Ruiz", found.email, None, actor_id=None)
    changed = ("person-changed", {"name": False, "email": False, "time_zone": True})
    assert lines(cast.learner)[-1] == changed


@pytest.mark.parametrize(
    ("name", "email", "zone", "field"),
    [(" ", "a@example.org", None, "name"), ("A" * 201, "a@example.org", None, "name"),
     ("A\u202eb", "a@example.org", None, "name"),
     ("A", "a", None, "email"), ("A", "DANIEL.okafor@example.org", None, "email"),
     ("A", "a@example.org", "Mars/Base", "time_zone"), ("A", "a@example.org", "", "time_zone")],
)  # fmt: skip
def test_what_cannot_be_is_refused(
    cast: Cast, name: str, email: str, zone: str | None, field: str
) -> None:
    """At its field, and nothing changes."""
    before = lines(cast.learner)
    with pytest.raises(Refusal) as caught:
        accounts.edit(cast.learner, name, email, zone, actor_id=None)
    assert caught.value.field == field
    assert (lines(cast.learner), cast.learner.name) == (before, "Marisol Vega")


def test_a_new_address_ends_what_went_to_the_old_one(cast: Cast) -> None:
    """It may have been somebody else's. A new name ends nothing."""
    link = link_for(cast.learner)
    accounts.edit(cast.learner, "Marisol Ruiz", cast.learner.email, None, actor_id=None)
    assert links.find(links.token_of(link, SECRET), SECRET)
    accounts.edit(cast.learner, "Marisol Ruiz", "ruiz@example.org", None, actor_id=None)
    db.session.refresh(link)
    assert links.find(links.token_of(link, SECRET), SECRET) is None


@pytest.mark.both
def test_one_address_is_given_once(app: Flask, cast: Cast, sound: None) -> None:
    """Two at the same moment: one is told that it is in use."""

    def add(name: str) -> Callable[[], int]:
        return lambda: rules.add_person(name, "amira@example.org", None).id

    def take() -> int:
        learner = db.session.get_one(Person, number)
        accounts.edit(learner, learner.name, "amira@example.org", None, actor_id=None)
        return number

    number = cast.learner.id
    answers = together(app, add("Amira Said"), add("Amira Haddad"), take)
    assert len([one for one in answers if isinstance(one, int)]) == 1
    refused = [one for one in answers if isinstance(one, Refusal)]
    assert {(one.field, one.message) for one in refused} == {
        ("email", "amira@example.org is in use already.")
    }


def test_whoever_comes_back_signs_in_again(cast: Cast, visit: Callable[..., Visitor]) -> None:
    """With the password they had, but no session and no link from before."""
    window, link = visit(cast.learner), link_for(cast.learner)
    rules.deactivate(cast.learner, actor_id=None)
    assert window.get("/onboarding").status_code == 303
    before = len(lines(cast.learner))
    for _ in range(2):
        accounts.reactivate(cast.learner, actor_id=cast.officer.id)
        db.session.commit()
    assert lines(cast.learner)[before:] == [("reactivated", {})]
    (gone,) = db.session.scalars(select(Deactivation).filter_by(person_id=cast.learner.id))
    assert gone.superseded_at is not None  # and stays, for who looks back
    assert queries.actor(cast.learner.id)
    assert window.get("/onboarding").status_code == 303
    assert visit(cast.learner).get("/onboarding").status_code in (200, 303)
    assert links.find(links.token_of(link, SECRET), SECRET) is None


@pytest.mark.both
def test_a_role_is_given_and_taken_back_once(cast: Cast, sound: None) -> None:
    """Each a line of the record; an administrator's is never for one office."""
    admin, before = actor(cast.administrator), len(lines(cast.colleague))
    for _ in range(2):
        accounts.give_role(admin, cast.colleague, Role.AUDITOR, cast.office)
        accounts.give_role(admin, cast.colleague, Role.ADMINISTRATOR, cast.office)
        db.session.commit()
    held = select(Grant).filter_by(person_id=cast.colleague.id, superseded_at=None)
    auditor, administrator = db.session.scalars(held.order_by(Grant.id)).all()
    assert (auditor.office_id, administrator.office_id) == (cast.office.id, None)
    for _ in range(2):
        accounts.take_back_role(admin, cast.colleague, auditor.id)
        db.session.commit()
    about = {"role": "auditor", "office": cast.office.id}
    assert [line for line in lines(cast.colleague)[before:] if "role" in line[1]] == [
        ("role-granted", about),
        ("role-granted", {"role": "administrator", "office": None}),
        ("role-taken-back", about),
    ]
    assert actor(cast.colleague).is_administrator
    assert not actor(cast.colleague).auditor_of


def test_a_role_of_someone_else_is_not_taken_back(cast: Cast) -> None:
    """The number of a grant opens only the person it is of."""
    admin = actor(cast.administrator)
    theirs = db.session.scalar(select(Grant.id).filter_by(person_id=cast.officer.id))
    assert theirs is not None
    for number in (theirs, 999_999):
        accounts.take_back_role(admin, cast.colleague, number)
    assert actor(cast.officer).officer_of


def test_no_administrator_takes_back_their_own_role(cast: Cast) -> None:
    """Not even where there is another."""
    accounts.give_role(actor(cast.administrator), cast.colleague, Role.ADMINISTRATOR, None)
    mine = db.session.scalar(select(Grant.id).filter_by(person_id=cast.administrator.id))
    assert mine is not None
    with pytest.raises(Refusal, match="Another administrator can"):
        accounts.take_back_role(actor(cast.administrator), cast.administrator, mine)
    accounts.take_back_role(actor(cast.colleague), cast.administrator, mine)
    assert not actor(cast.administrator).is_administrator


@pytest.mark.both
def test_the_last_administrator_stays(app: Flask, cast: Cast) -> None:
    """Also when two let each other go at the same moment; a leaver is none who counts."""
    with pytest.raises(Refusal, match="is the only administrator"):
        rules.deactivate(cast.administrator, actor_id=None)
    rules.grant(cast.colleague, Role.ADMINISTRATOR)
    db.session.commit()
    one, other = cast.administrator.id, cast.colleague.id

    def let_go(number: int, by: int) -> Callable[[], int]:
        def job() -> int:
            rules.deactivate(db.session.get_one(Person, number), actor_id=by)
            return number

        return job

    answers = together(app, let_go(one, other), let_go(other, one))
    assert len([answer for answer in answers if isinstance(answer, int)]) == 1
    here = select(Person.id).where(Person.id.in_([one, other]), Person.deactivated_at.is_(None))
    left = db.session.scalars(here).all()
    assert len(left) == 1
    held = db.session.scalar(select(Grant.id).filter_by(person_id=left[0], role="administrator"))
    assert held is not None
    someone = actor(person("Someone Else"))
    with pytest.raises(Refusal, match="is the only administrator"):
        accounts.take_back_role(someone, db.session.get_one(Person, left[0]), held)


def test_an_officers_link_does_not_outlive_a_role(cast: Cast) -> None:
    """Else they would come in as the administrator they could not invite."""
    someone, admin = newcomer(), actor(cast.administrator)
    theirs = link_for(someone, made_by=cast.officer.id)
    accounts.give_role(admin, someone, Role.ADMINISTRATOR, None)
    db.session.refresh(theirs)
    assert not links.is_open(theirs)
    for made_by in (admin.id, None):
        mine = link_for(someone, made_by=made_by)
        accounts.give_role(admin, someone, Role.AUDITOR, None)
        db.session.refresh(mine)
        assert links.is_open(mine)


def rows(someone: Person) -> int:
    """How many rows of posts there are, also those superseded."""
    return len(db.session.scalars(select(Post.id).filter_by(person_id=someone.id)).all())


@pytest.mark.both
def test_the_same_post_again_changes_nothing(cast: Cast, sound: None) -> None:
    """Neither rows nor the record; another supervisor on the same day replaces it."""
    before = None
    for _ in range(2):
        given = rules.give_post(cast.learner, cast.elsewhere, "other",
                                supervisor=cast.other_supervisor, starts_on=TODAY)  # fmt: skip
        db.session.commit()
        now = (given.id, rows(cast.learner), lines(cast.learner))
        assert before in (None, now)
        before = now
    rules.give_post(cast.learner, cast.elsewhere, "other", supervisor=None, starts_on=TODAY)
    found = queries.post_of(cast.learner.id, TODAY)
    assert found is not None
    assert found.supervisor_id is None


@pytest.mark.parametrize(
    "day", [date(1, 1, 1), date(1949, 12, 31), date(2028, 3, 5), date(2099, 3, 4), date.max]
)
def test_a_post_of_another_age_is_refused(cast: Cast, day: date) -> None:
    """It is a typing error; the first and the last possible day are none."""
    before = rows(cast.learner)
    with pytest.raises(Refusal, match="Check the year") as caught:
        rules.give_post(cast.learner, cast.office, "other", supervisor=None, starts_on=day)
    assert (caught.value.field, rows(cast.learner)) == ("starts_on", before)
    for good in (date(2028, 3, 4), date(1998, 6, 1), date(1950, 1, 1)):
        rules.give_post(cast.learner, cast.office, "other", supervisor=None, starts_on=good)


def test_a_circle_is_refused_at_its_field(cast: Cast) -> None:
    """So that a page shows it beside the supervisor."""
    new = posted("Amira Said", cast.office, cast.learner)
    with pytest.raises(Refusal, match="circle") as caught:
        rules.give_post(cast.learner, cast.office, "other", supervisor=new, starts_on=TODAY)
    assert caught.value.field == "supervisor"
