"""Who keeps whose account: administrators everyone's, officers those of their office."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from lms.base.db import db
from lms.base.errors import NotAllowed, NotFound
from lms.people import rules as people
from lms.people.access import office_to_manage
from lms.people.models import Office, Person, Role
from lms.roster import access
from tests.cast import Cast, actor, person, posted

ALL = ("learner", "colleague", "supervisor", "other_supervisor", "officer", "other_officer",
       "administrator", "auditor")  # fmt: skip
PLAIN = {"learner", "colleague", "supervisor", "other_supervisor"}
OFFICE_WORKERS = PLAIN | {"officer"}


def met(cast: Cast, who: str) -> dict[str, str]:
    """What someone is told about each person of the cast."""
    people_of, found = cast.people(), {}
    for name in ALL:
        try:
            access.person_to_manage(actor(people_of[who]), people_of[name].id)
        except (NotFound, NotAllowed) as answer:
            found[name] = type(answer).__name__
        else:
            found[name] = "yes"
    return found


@pytest.mark.both
def test_who_manages_whom(cast: Cast) -> None:
    """Officers: the plain people of their office. What may only be seen is not denied."""
    expected = {
        "administrator": (set(ALL), set()),
        "officer": (PLAIN, {"officer"}),
        "other_officer": (set(), {"other_officer"}),
        "auditor": (set(), OFFICE_WORKERS | {"auditor"}),
        "supervisor": (set(), {"learner", "colleague", "supervisor"}),
        "other_supervisor": (set(), {"other_supervisor"}),
        "learner": (set(), {"learner"}),
    }
    for who, (yes, known) in expected.items():
        said = met(cast, who)
        assert {name for name in ALL if said[name] == "yes"} == yes, who
        assert {name for name in ALL if said[name] == "NotAllowed"} == known, who


def test_nobody_is_there_for_an_unknown_number(cast: Cast) -> None:
    """Not even for administrators."""
    for who in (cast.administrator, cast.officer):
        with pytest.raises(NotFound):
            access.person_to_manage(actor(who), 999)
        with pytest.raises(NotFound):
            office_to_manage(actor(who), 999)


def test_a_role_takes_someone_out_of_the_officers_hands(cast: Cast) -> None:
    """Whatever the role: a link would give the officer what was not given to them."""
    officer = actor(cast.officer)
    for role, office in ((Role.AUDITOR, cast.elsewhere), (Role.ADMINISTRATOR, None)):
        someone = posted(f"Someone {role}", cast.office)
        assert access.person_to_manage(officer, someone.id) is someone
        people.grant(someone, role, office)
        with pytest.raises(NotAllowed):
            access.person_to_manage(officer, someone.id)


@pytest.mark.both
def test_whoever_got_a_role_meanwhile_is_let_go_of(app: Flask, cast: Cast) -> None:
    """An officer's request that waited for the lock asks again."""
    officer = actor(cast.officer)
    someone = access.person_to_manage(officer, cast.learner.id)
    access.hold(officer, someone)
    db.session.commit()
    people.grant(someone, Role.ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        access.hold(officer, someone)


def test_a_post_that_begins_later_counts_and_one_that_ended_does_not(cast: Cast) -> None:
    """A new hire is looked after before the first day; who moved away is the next officer's."""
    new = posted("Amira Said", cast.elsewhere, since=date(2026, 4, 1))
    assert access.person_to_manage(actor(cast.other_officer), new.id) is new
    people.give_post(cast.colleague, cast.elsewhere, "other", supervisor=None,
                     starts_on=date(2026, 3, 1))  # fmt: skip
    assert access.person_to_manage(actor(cast.other_officer), cast.colleague.id)
    with pytest.raises(NotFound):
        access.person_to_manage(actor(cast.officer), cast.colleague.id)


def test_who_has_no_supervisor_is_not_everyones(cast: Cast) -> None:
    """The scope of an officer asks for the office only, not for who has no supervisor."""
    alone = posted("Nadia Haddad", cast.elsewhere)
    nowhere = person("Piet Nel")
    for someone in (alone, nowhere):
        with pytest.raises(NotFound):
            access.person_to_manage(actor(cast.officer), someone.id)


def test_who_left_is_still_looked_after(cast: Cast) -> None:
    """Else nobody but an administrator could take a mistake back."""
    people.deactivate(cast.learner, actor_id=None)
    assert access.person_to_manage(actor(cast.officer), cast.learner.id)


@pytest.mark.both
def test_the_scope_of_lists(cast: Cast) -> None:
    """Officers see their whole office there, also those with roles; administrators everyone."""

    def listed(who: Person) -> set[str]:
        scope = access.managed(actor(who)).holds(Person.id.expression)
        return set(db.session.scalars(select(Person.name).where(scope)))

    names = {cast.people()[one].name for one in OFFICE_WORKERS}
    assert listed(cast.officer) == names
    assert listed(cast.other_officer) == {"Luis Ortega", "Omar Haddad"}
    assert listed(cast.administrator) == set(db.session.scalars(select(Person.name)))
    assert listed(cast.learner) == listed(cast.supervisor) == listed(cast.auditor) == set()


def test_only_administrators_manage_roles(cast: Cast) -> None:
    """Their own too; what may be taken back is the rule's word."""
    admin = actor(cast.administrator)
    assert access.roles_to_manage(admin, cast.administrator.id) is cast.administrator
    with pytest.raises(NotAllowed):
        access.roles_to_manage(actor(cast.officer), cast.learner.id)
    with pytest.raises(NotFound):
        access.roles_to_manage(actor(cast.other_officer), cast.learner.id)


def test_who_manages_an_office(cast: Cast) -> None:
    """Who works there, or reads its records, may know of it."""

    def said(who: Person, office: Office) -> str:
        try:
            return office_to_manage(actor(who), office.id).name
        except (NotFound, NotAllowed) as answer:
            return type(answer).__name__

    here, there = cast.office, cast.elsewhere
    assert said(cast.administrator, there) == there.name
    assert (said(cast.officer, here), said(cast.officer, there)) == (here.name, "NotFound")
    for who in (cast.auditor, cast.learner, cast.supervisor):
        assert (said(who, here), said(who, there)) == ("NotAllowed", "NotFound")


def test_offices_come_by_name(cast: Cast) -> None:
    """All for administrators, theirs for officers, none for others."""
    found = {
        who: [office.name for office in access.offices_managed(actor(cast.people()[who]))]
        for who in ("administrator", "officer", "learner", "auditor")
    }
    assert found == {
        "administrator": ["Boise", "Salt Lake City"], "officer": ["Salt Lake City"],
        "learner": [], "auditor": [],
    }  # fmt: skip
    assert [access.keeps(actor(cast.people()[who])) for who in found] == [True, True, False, False]
