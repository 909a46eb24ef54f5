"""Who signs what, by the posts of today; who may look; who learns nothing."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from sqlalchemy import select

from lms.base.db import db
from lms.base.errors import NotAllowed, NotFound
from lms.people import rules as people
from lms.people.actor import Actor
from lms.people.models import Person, Role
from lms.progress import access
from lms.progress.models import Review
from lms.signoff import queries as signoff
from tests.cast import Cast, actor, enrolled, person, posted
from tests.progress.history import nothing_changes
from tests.progress.playing import send, sign

TODAY = date(2026, 3, 4)
DAY = timedelta(days=1)
RESPONSE, TALK, EITHER = "two-principles", "boundary-challenges", "icm-orientation"
EVERYONE = (
    "learner", "colleague", "supervisor", "other_supervisor", "officer", "other_officer",
    "administrator", "auditor",
)  # fmt: skip


@pytest.fixture
def sent(cast: Cast) -> SimpleNamespace:
    """The learner's three waiting reviews: two for the supervisor, one for either."""
    learner = actor(cast.learner)
    found = {"response": RESPONSE, "talk": TALK, "either": EITHER}
    return SimpleNamespace(**{name: send(learner, cast.work, key) for name, key in found.items()})


def waiting(who: Person) -> set[str | None]:
    """The tasks that wait for someone; the number beside Approvals must agree."""
    found = actor(who)
    lines, more = signoff.waiting(found)
    assert access.count_waiting(found) == len(lines)
    everyone = db.session.scalars(select(Person.id)).all()
    assert access.counts_waiting(everyone, found.today).get(who.id, 0) == len(lines)
    assert not more
    reviews = [db.session.get_one(Review, line.review_id) for line in lines]
    assert all(access.review_to_decide(found, review.id) is review for review in reviews)
    return {review.task_key for review in reviews}


def meets(who: Actor, review: Review) -> str:
    """What someone meets at the door of a review."""
    try:
        access.review_to_decide(who, review.id)
    except (NotFound, NotAllowed) as closed:
        return type(closed).__name__
    return "decides"


def move(cast: Cast, supervisor: Person | None, since: date = TODAY) -> None:
    """A new post for the learner, in the same office."""
    people.give_post(
        cast.learner, cast.office, "case-manager", supervisor=supervisor, starts_on=since
    )
    db.session.flush()


def everyone(cast: Cast, review: Review) -> dict[str, str]:
    return {name: meets(actor(getattr(cast, name)), review) for name in EVERYONE}


STRANGERS = dict.fromkeys(("colleague", "other_supervisor", "other_officer"), "NotFound")
LOOKERS = dict.fromkeys(("learner", "officer", "administrator", "auditor"), "NotAllowed")


def test_the_supervisor_signs(cast: Cast, sent: SimpleNamespace) -> None:
    assert waiting(cast.supervisor) == {RESPONSE, TALK, EITHER}
    assert everyone(cast, sent.response) == STRANGERS | LOOKERS | {"supervisor": "decides"}


def test_either_means_both(cast: Cast, sent: SimpleNamespace) -> None:
    assert waiting(cast.officer) == {EITHER}
    assert everyone(cast, sent.either) == STRANGERS | LOOKERS | {
        "supervisor": "decides", "officer": "decides",
    }  # fmt: skip


def test_what_officers_alone_sign_is_not_the_supervisors(cast: Cast, sent: SimpleNamespace) -> None:
    sent.talk.signers = "training-officer"
    db.session.flush()
    assert waiting(cast.officer) == {TALK, EITHER}
    assert waiting(cast.supervisor) == {RESPONSE, EITHER}
    assert meets(actor(cast.supervisor), sent.talk) == "NotAllowed"


def test_for_a_supervisor_who_left_the_officer_signs(cast: Cast, sent: SimpleNamespace) -> None:
    people.deactivate(cast.supervisor, actor_id=None)
    assert waiting(cast.officer) == {RESPONSE, TALK, EITHER}
    assert waiting(cast.other_officer) == set()
    assert meets(actor(cast.officer), sent.response) == "decides"


def test_without_a_supervisor_the_officer_signs(cast: Cast, sent: SimpleNamespace) -> None:
    move(cast, None)
    assert waiting(cast.officer) == {RESPONSE, TALK, EITHER}
    assert waiting(cast.supervisor) == set()
    assert meets(actor(cast.supervisor), sent.response) == "NotFound"


def test_an_officer_of_all_offices_signs_everywhere(cast: Cast, sent: SimpleNamespace) -> None:
    head = person("Asta Berg")
    people.grant(head, Role.TRAINING_OFFICER)
    db.session.flush()
    assert waiting(head) == {EITHER}
    assert meets(actor(head), sent.response) == "NotAllowed"


def test_an_officers_own_work_waits_for_another_officer(cast: Cast) -> None:
    work = enrolled(cast.officer)
    review = send(actor(cast.officer), work, RESPONSE)
    assert waiting(cast.officer) == set()
    assert meets(actor(cast.officer), review) == "NotAllowed"
    second = posted("Noor Aziz", cast.office, job_role="training-officer")
    people.grant(second, Role.TRAINING_OFFICER, cast.office)
    db.session.flush()
    assert waiting(second) == {RESPONSE}


def test_a_new_supervisor_sees_what_waits_and_comes_later(
    cast: Cast, sent: SimpleNamespace, noon: time_machine.Traveller
) -> None:
    sign(actor(cast.supervisor), cast.work, sent.response)
    move(cast, cast.other_supervisor, TODAY + DAY)
    assert waiting(cast.supervisor) == {TALK, EITHER}
    assert waiting(cast.other_supervisor) == set()
    noon.shift(DAY)
    assert waiting(cast.supervisor) == set()
    assert waiting(cast.other_supervisor) == {TALK, EITHER}
    new, old = actor(cast.other_supervisor), actor(cast.supervisor)
    assert meets(new, sent.response) == "NotAllowed"
    assert meets(old, sent.response) == "decides"  # their own decision stays theirs to read
    assert meets(old, sent.talk) == "NotFound"
    later = send(actor(cast.learner), cast.work, "context-and-well-being")
    assert (meets(new, later), meets(old, later)) == ("decides", "NotFound")


def test_after_the_post_nobody_of_it_signs(
    cast: Cast, sent: SimpleNamespace, noon: time_machine.Traveller
) -> None:
    people.give_post(
        cast.learner, cast.elsewhere, "case-manager", supervisor=None, starts_on=TODAY + DAY
    )
    db.session.flush()
    assert waiting(cast.supervisor) == {RESPONSE, TALK, EITHER}
    noon.shift(DAY)
    for who in (cast.supervisor, cast.officer, cast.auditor):
        assert waiting(who) == set()
        assert meets(actor(who), sent.response) == "NotFound"
    assert waiting(cast.other_officer) == {RESPONSE, TALK, EITHER}


def test_a_supervisor_who_is_officer_too_sees_each_review_once(
    cast: Cast, sent: SimpleNamespace
) -> None:
    people.grant(cast.supervisor, Role.TRAINING_OFFICER, cast.office)
    db.session.flush()
    assert waiting(cast.supervisor) == {RESPONSE, TALK, EITHER}


def test_what_is_decided_waits_no_more(cast: Cast, sent: SimpleNamespace) -> None:
    sign(actor(cast.officer), cast.work, sent.either)
    assert waiting(cast.supervisor) == {RESPONSE, TALK}
    assert waiting(cast.officer) == set()
    assert meets(actor(cast.supervisor), sent.either) == "NotAllowed"
    assert meets(actor(cast.officer), sent.either) == "decides"


def test_a_review_that_is_not_there(cast: Cast) -> None:
    for who in (cast.supervisor, cast.administrator):
        with pytest.raises(NotFound):
            access.review_to_decide(actor(who), 4711)


def test_own_work_is_for_its_owner(cast: Cast) -> None:
    expected = STRANGERS | LOOKERS | {"supervisor": "NotAllowed", "learner": "opens"}
    found = {}
    with nothing_changes():
        for name in EVERYONE:
            try:
                assert access.own_work(actor(getattr(cast, name)), cast.work.id) == cast.work
                found[name] = "opens"
            except (NotFound, NotAllowed) as closed:
                found[name] = type(closed).__name__
    assert found == expected
    with pytest.raises(NotFound):
        access.own_work(actor(cast.administrator), 4711)


def test_who_may_look(cast: Cast, noon: time_machine.Traveller) -> None:
    def lookers() -> set[str]:
        everyone = {name: actor(getattr(cast, name)) for name in EVERYONE}
        return {name for name, who in everyone.items() if access.may_look(who, cast.learner.id)}

    assert lookers() == {"supervisor", "officer", "auditor", "administrator"}
    people.give_post(
        cast.learner, cast.elsewhere, "case-manager", supervisor=cast.other_supervisor,
        starts_on=TODAY + DAY,
    )  # fmt: skip
    noon.shift(DAY)
    assert lookers() == {"other_supervisor", "other_officer", "administrator"}
