"""Somebody leaves: their seats go to whoever waits, in the same breath or not at all."""

from collections.abc import Callable
from contextlib import nullcontext

import pytest
from click.testing import CliRunner

from lms.base.db import db
from lms.base.errors import Refusal
from lms.cli import preceptor
from lms.people import queries, rules
from lms.people.actor import Actor
from lms.people.models import Person, Role
from lms.roster import parting
from lms.training.models import CourseSession
from tests.cast import Cast, posted
from tests.progress.history import nothing_changes, verbs
from tests.training.offered import offered, seated, signed_up, waiting
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]
FORM = {"supervisor": "", "starts_on": "2026-03-04"}


def full(officer: Actor, cast: Cast, *people: Person) -> CourseSession:
    """A session with one seat: the first has it, the others wait."""
    made = offered(officer, cast.office, seats=1)
    signed_up(made, people)
    return made


def by_page(cast: Cast, visit: Visit, who: Person) -> str:
    """The officer lets them go on the page."""
    window = visit(cast.officer)
    return words(window.follow(window.post(f"/roster/{who.id}/deactivate", **FORM)))


def by_command(_cast: Cast, _visit: Visit, who: Person) -> str:
    """The technician does, on the server."""
    email = who.email
    db.session.commit()
    result = CliRunner().invoke(preceptor, ("people", "deactivate", email), obj=nullcontext)
    assert result.exit_code == 0, result.output
    db.session.rollback()
    return result.output


@pytest.mark.both
@pytest.mark.parametrize("way", [by_page, by_command])
def test_seats_go_to_whoever_waits_and_twice_changes_nothing(
    cast: Cast, visit: Visit, officer: Actor, way: Callable[[Cast, Visit, Person], str]
) -> None:
    other = full(officer, cast, cast.colleague, cast.learner)
    made = full(officer, cast, cast.learner, cast.colleague)
    assert "cannot sign in any more" in way(cast, visit, cast.learner)
    db.session.expire_all()
    assert (seated(made), waiting(made)) == ([cast.colleague.id], [])
    assert (seated(other), waiting(other)) == ([cast.colleague.id], [])
    assert queries.actor(cast.learner.id) is None
    assert "deactivated" in verbs(cast.learner.id)
    with nothing_changes():
        way(cast, visit, cast.learner)


def test_the_page_of_whoever_moved_up_says_so(cast: Cast, visit: Visit, officer: Actor) -> None:
    made = full(officer, cast, cast.learner, cast.colleague)
    window = visit(cast.colleague)
    assert "in place 1 of the waiting list" in words(window.get(f"/training/sessions/{made.id}"))
    by_page(cast, visit, cast.learner)
    assert "You have a seat" in words(window.get(f"/training/sessions/{made.id}"))


def boss_of_all(cast: Cast) -> Person:
    """The only administrator, who has a post and so may come to sessions."""
    rules.give_post(cast.administrator, cast.office, "other", supervisor=None,
                    starts_on=cast.work.starts_on)  # fmt: skip
    db.session.commit()
    return cast.administrator


@pytest.mark.both
def test_the_last_administrator_keeps_their_seats(cast: Cast, visit: Visit, officer: Actor) -> None:
    """Refused by the rule, on the page and by the command: nothing is given to anybody."""
    leaver = boss_of_all(cast)
    made = full(officer, cast, leaver, cast.colleague)
    window, email = visit(leaver), leaver.email
    db.session.commit()
    with nothing_changes():
        with pytest.raises(Refusal, match="only administrator"):
            parting.let_go(leaver, None, actor_id=None)
        db.session.rollback()
        assert window.post(f"/roster/{leaver.id}/deactivate", **FORM).status_code == 409
        result = CliRunner().invoke(preceptor, ("people", "deactivate", email), obj=nullcontext)
        assert result.exit_code == 1
        db.session.rollback()
    assert (seated(made), waiting(made)) == ([leaver.id], [cast.colleague.id])
    rules.grant(cast.officer, Role.ADMINISTRATOR)
    db.session.commit()
    parting.let_go(leaver, None, actor_id=None)
    db.session.commit()
    assert seated(made) == [cast.colleague.id]


def test_a_successor_who_cannot_take_over_leaves_the_seats(
    cast: Cast, visit: Visit, officer: Actor
) -> None:
    posted("Nadia Haddad", cast.office, cast.learner)  # so the learner can be chosen
    made = full(officer, cast, cast.supervisor, cast.colleague)
    window = visit(cast.officer)
    db.session.commit()
    with nothing_changes():
        answer = window.post(f"/roster/{cast.supervisor.id}/deactivate",
                             supervisor=cast.learner.id, starts_on="2026-03-04")  # fmt: skip
    assert answer.status_code == 422
    assert seated(made) == [cast.supervisor.id]


def test_a_supervisors_people_and_seats_in_one_press(
    cast: Cast, visit: Visit, officer: Actor
) -> None:
    """Whoever moves up may be one of the people who are handed over."""
    made = full(officer, cast, cast.supervisor, cast.learner, cast.other_supervisor)
    window = visit(cast.officer)
    answer = window.post(f"/roster/{cast.supervisor.id}/deactivate",
                         supervisor=cast.other_supervisor.id, starts_on="2026-03-04")  # fmt: skip
    assert answer.status_code == 303
    db.session.expire_all()
    assert (seated(made), waiting(made)) == ([cast.learner.id], [cast.other_supervisor.id])
    found = queries.actor(cast.learner.id)
    assert found is not None
    assert found.supervisor_id == cast.other_supervisor.id
