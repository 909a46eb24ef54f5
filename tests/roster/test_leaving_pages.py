"""Letting someone go, bringing them back, and access roles: what the pages say and do."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from lms.base.db import db
from lms.people import passwords, queries, rules
from lms.people.models import Grant, Person, Role
from lms.signoff import rules as signoff
from lms.signoff.drafts import Writing
from tests.cast import PASSWORD, Cast, actor, posted
from tests.roster.test_person_pages import of, size
from tests.visitor import Visitor, words

Visit = Callable[..., Visitor]
TODAY = date(2026, 3, 4)


@pytest.mark.both
def test_letting_a_supervisor_go(cast: Cast, visit: Visit, sound: None) -> None:
    """The page says what follows; the people get the one who was chosen."""
    texts = ["Dignity of the person.", "Service before self."]
    signoff.submit(actor(cast.learner), cast.work, "two-principles", Writing(texts, 0))
    window, leaver = visit(cast.officer), visit(cast.supervisor)
    said = words(window.get(of(cast.supervisor, "/deactivate")))
    assert "2 people report to Daniel Okafor, 1 thing waits for their decision" in said
    form = {"supervisor": cast.other_supervisor.id, "starts_on": "2026-03-04"}
    page = window.follow(window.post(of(cast.supervisor, "/deactivate"), **form))
    assert "Daniel Okafor cannot sign in any more" in words(page)
    assert leaver.get("/approvals").status_code == 303
    assert "Marisol Vega" in visit(cast.other_supervisor).get("/approvals").text
    before = size()
    assert window.post(of(cast.supervisor, "/deactivate"), **form).status_code == 303
    assert size() == before
    assert "Bring back" in words(window.get(of(cast.supervisor)))
    window.post(of(cast.supervisor, "/reactivate"))
    assert queries.actor(cast.supervisor.id)
    assert passwords.matches(cast.supervisor.password_hash, PASSWORD)


def test_people_of_other_offices_wait_for_their_own_officer(cast: Cast, visit: Visit) -> None:
    """Ingrid leads Omar in Boise: Salt Lake City's officer may let her go, not move him."""
    window = visit(cast.officer)
    page = window.get(of(cast.other_supervisor, "/deactivate"))
    assert "Omar Haddad: this person works in other offices" in words(page)
    form = {"supervisor": cast.supervisor.id, "starts_on": "2026-03-04"}
    assert window.post(of(cast.other_supervisor, "/deactivate"), **form).status_code == 303
    omar = db.session.scalar(select(Person).filter_by(name="Omar Haddad"))
    assert omar is not None
    post = queries.post_of(omar.id, TODAY)
    assert post is not None
    assert post.supervisor_id == cast.other_supervisor.id


def test_an_office_without_an_officer_is_foretold(cast: Cast, visit: Visit) -> None:
    """An officer of all offices, or another one, makes it untrue; one who left does not."""
    window, said = visit(cast.administrator), "is the only training officer of Salt Lake City"
    gone = posted("Walter Brandt", cast.office)
    rules.grant(gone, Role.TRAINING_OFFICER)
    rules.deactivate(gone, actor_id=None)
    assert said in words(window.get(of(cast.officer, "/deactivate")))
    rules.grant(cast.other_officer, Role.TRAINING_OFFICER)
    assert said not in words(window.get(of(cast.officer, "/deactivate")))


def test_a_circle_is_said_at_the_field(cast: Cast, visit: Visit) -> None:
    """And nobody leaves."""
    posted("Nadia Haddad", cast.office, cast.learner)  # so the learner can be chosen
    form = {"supervisor": cast.learner.id, "starts_on": "2026-03-04"}
    answer = visit(cast.officer).post(of(cast.supervisor, "/deactivate"), **form)
    assert answer.status_code == 422
    assert "Marisol Vega is one of these people" in words(answer)
    assert queries.actor(cast.supervisor.id)


def test_the_last_administrator_stays(cast: Cast, visit: Visit) -> None:
    """Said plainly; with another one, they may leave."""
    window, form = visit(cast.administrator), {"supervisor": "", "starts_on": "2026-03-04"}
    answer = window.post(of(cast.administrator, "/deactivate"), **form)
    assert answer.status_code == 409
    assert "is the only administrator" in answer.text
    rules.grant(cast.colleague, Role.ADMINISTRATOR)
    assert window.post(of(cast.administrator, "/deactivate"), **form).status_code == 303
    assert window.get("/roster").status_code == 303


@pytest.mark.both
def test_roles_are_given_and_taken_back(cast: Cast, visit: Visit, sound: None) -> None:
    """By administrators, for one office or all; twice changes nothing."""
    window = visit(cast.administrator)
    where = of(cast.learner, "/roles")
    for form in ({"role": "training-officer", "office": cast.office.id},
                 {"role": "administrator", "office": cast.office.id}):  # fmt: skip
        for _ in range(2):
            assert window.post(where, **form).status_code == 303
    found = actor(cast.learner)
    assert found.officer_of == {cast.office.id}
    assert found.is_administrator
    page = words(window.get(where))
    assert "Training officer, Salt Lake City" in page
    grants = db.session.scalars(select(Grant.id).filter_by(person_id=cast.learner.id)).all()
    assert len(grants) == 2
    for number in (*grants, *grants):
        assert window.post(f"{where}/{number}/take-back").status_code == 303
    assert not actor(cast.learner).manages_people


def test_ones_own_administrator_role_stays(cast: Cast, visit: Visit) -> None:
    """There is no button for it, and no way around it."""
    window, where = visit(cast.administrator), of(cast.administrator, "/roles")
    number = db.session.scalar(select(Grant.id).filter_by(person_id=cast.administrator.id))
    assert f"{number}/take-back" not in window.get(where).text
    answer = window.post(f"{where}/{number}/take-back")
    assert answer.status_code == 409
    assert "Another administrator can" in answer.text
    assert actor(cast.administrator).is_administrator
