"""Who acts, by the posts and grants of today, where today is the office's own."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from lms.base.db import db
from lms.people import queries, rules
from lms.people.models import Role
from tests import cast as people
from tests.cast import Cast, actor
from tests.statements import statements

LAST, FIRST = date(2026, 3, 31), date(2026, 4, 1)


def test_a_learner_has_an_office_and_a_supervisor(cast: Cast) -> None:
    """Everything that access asks about."""
    found = actor(cast.learner)
    assert (found.id, found.name, found.email) == (
        cast.learner.id, "Marisol Vega", "marisol.vega@example.org",
    )  # fmt: skip
    assert (found.office, found.job_role, found.zone) == (
        "Salt Lake City", "case-manager", "America/Denver",
    )  # fmt: skip
    assert (found.supervisor_id, found.supervisor) == (cast.supervisor.id, "Daniel Okafor")
    assert found.supervisor_active
    assert not found.signs_for_others
    assert (found.first_name, found.initials, found.today) == ("Marisol", "MV", date(2026, 3, 4))


@pytest.mark.both
def test_roles_follow_from_posts_and_grants(cast: Cast) -> None:
    """A supervisor has people; officers and auditors have offices; administrators neither."""
    supervisor, officer = actor(cast.supervisor), actor(cast.officer)
    auditor, administrator = actor(cast.auditor), actor(cast.administrator)
    here = frozenset({cast.office.id})
    assert (supervisor.has_people, supervisor.signs_for_others) == (True, True)
    assert (officer.has_people, officer.officer_of, officer.signs_for_others) == (False, here, True)
    assert (auditor.auditor_of, auditor.officer_of, auditor.signs_for_others) == (
        here, frozenset(), False,
    )  # fmt: skip
    assert (administrator.is_administrator, administrator.office_id) == (True, None)
    assert (administrator.signs_for_others, administrator.zone) == (False, "America/New_York")


def test_a_role_for_all_offices_is_for_new_ones_too(cast: Cast) -> None:
    """None in a grant means every office there is."""
    rules.grant(cast.auditor, Role.TRAINING_OFFICER)
    third = rules.add_office("Provo", "America/Denver")
    db.session.commit()
    assert actor(cast.auditor).officer_of == {cast.office.id, cast.elsewhere.id, third.id}


def test_nobody_acts_who_left_or_never_was(cast: Cast) -> None:
    """A leaver’s number opens nothing."""
    rules.deactivate(cast.learner, actor_id=None)
    db.session.commit()
    assert queries.actor(cast.learner.id) is None
    assert queries.actor(987654) is None


def test_a_supervisor_who_left_is_named_but_not_active(cast: Cast) -> None:
    """The office’s training officer signs instead."""
    rules.deactivate(cast.supervisor, actor_id=None)
    db.session.commit()
    found = actor(cast.learner)
    assert (found.supervisor, found.supervisor_active) == ("Daniel Okafor", False)


def test_who_has_only_leavers_has_no_people(cast: Cast) -> None:
    """Approvals can never wait for them."""
    for person in (cast.learner, cast.colleague):
        rules.deactivate(person, actor_id=None)
    db.session.commit()
    assert not actor(cast.supervisor).has_people


def test_a_post_of_another_day_gives_nothing(cast: Cast) -> None:
    """Neither before its first day nor after its last."""
    late = people.posted("Late Starter", cast.office, cast.other_supervisor, since=FIRST)
    db.session.commit()
    assert (actor(late).office_id, actor(late).supervisor_id) == (None, None)
    assert actor(cast.other_supervisor).has_people  # Omar Haddad
    assert queries.post_of(late.id, FIRST) is not None


@pytest.mark.both
@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [("America/Denver", "2026-03-31T23:59:00-06:00", LAST),  # 05:59 in London, on the first
     ("America/Denver", "2026-04-01T00:00:00-06:00", FIRST),
     ("Pacific/Kiritimati", "2026-04-01T00:00:00+14:00", FIRST),  # still the 31st in London
     ("Pacific/Kiritimati", "2026-03-31T23:59:00+14:00", LAST),
     ("Pacific/Pago_Pago", "2026-03-31T23:59:00-11:00", LAST)],
)  # fmt: skip
def test_a_post_ends_at_its_offices_midnight(
    app: Flask, noon: time_machine.Traveller, zone: str, moment: str, day: date
) -> None:
    """On the last evening the old supervisor still decides, and from midnight on the new one."""
    office = rules.add_office("Here", zone)
    old, new = (people.posted(name, office) for name in ("Old Boss", "New Boss"))
    learner = people.posted("Marisol Vega", office, old)
    rules.give_post(learner, office, "icm-specialist", supervisor=new, starts_on=FIRST)
    db.session.commit()
    noon.move_to(datetime.fromisoformat(moment))
    found = actor(learner)
    assert found.today == day
    assert (found.job_role, found.supervisor) == (
        ("case-manager", "Old Boss") if day == LAST else ("icm-specialist", "New Boss")
    )
    assert (actor(old).has_people, actor(new).has_people) == (day == LAST, day == FIRST)


def test_an_own_zone_moves_the_pages_not_the_post(cast: Cast, noon: time_machine.Traveller) -> None:
    """Somebody who works from afar reads their own clock; the post keeps the office’s day."""
    cast.learner.time_zone = "Europe/Berlin"
    rules.give_post(cast.learner, cast.elsewhere, "other", supervisor=None, starts_on=FIRST)
    db.session.commit()
    noon.move_to(datetime.fromisoformat("2026-03-31T22:00:00-06:00"))
    found = actor(cast.learner)
    assert (found.zone, found.today, found.office) == ("Europe/Berlin", FIRST, "Salt Lake City")


def test_who_acts_is_read_in_one_query(cast: Cast) -> None:
    """It is asked on every request."""
    db.session.commit()
    for person_id in (cast.learner.id, cast.supervisor.id):
        with statements() as sent:
            assert queries.actor(person_id)
        assert len(sent) == 1


@pytest.mark.both
def test_names_and_addresses_are_found(cast: Cast) -> None:
    """By id for lists; by address however it is written."""
    ids = [cast.learner.id, None, 987654, cast.supervisor.id, cast.learner.id]
    assert queries.names(ids) == {
        cast.learner.id: "Marisol Vega", cast.supervisor.id: "Daniel Okafor",
    }  # fmt: skip
    assert queries.names([]) == {}
    found = queries.by_email(" MARISOL.Vega@example.org ")
    assert found is not None
    assert found.id == cast.learner.id
    assert queries.by_email("%") is None


def test_an_empty_system_knows_it(app: Flask) -> None:
    """Its sign-in page explains how to start."""
    assert not queries.anyone()
    people.person("Ruth Adler")
    assert queries.anyone()


@pytest.mark.both
def test_of_two_posts_the_later_counts(cast: Cast) -> None:
    """Should two overlap, as after an import."""
    rules.give_post(cast.learner, cast.elsewhere, "other", supervisor=None,
                    starts_on=date(2026, 2, 2))  # fmt: skip
    db.session.flush()
    first = queries.post_of(cast.learner.id, date(2026, 2, 1))
    assert first is not None
    first.ends_on = None
    db.session.commit()
    found = queries.post_of(cast.learner.id, actor(cast.learner).today + timedelta(days=1))
    assert found is not None
    assert (found.office_id, actor(cast.learner).office) == (cast.elsewhere.id, "Boise")
