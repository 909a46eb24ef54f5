"""A review of the cycle over HTTP: both rate, neither sees the other first, then both are read."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from lms.base.db import db
from lms.competencies import cycle
from lms.competencies.models import CompetencyReview, Rating
from lms.people.actor import Actor
from lms.progress.models import Review
from tests.cast import PASSWORD, Cast
from tests.competencies.rated import rated, self_rated
from tests.competencies.visiting import JUDGED, NO_CHOICE, SEEN, UNCHANGED, one, person, review
from tests.filled import forms
from tests.progress.history import nothing_changes, verbs
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound", "thirtieth")
Visit = Callable[..., Visitor]
MINE = "I noticed it and told her."
AFTER_PATIENCE = timedelta(days=7)


@pytest.fixture
def thirtieth(noon: time_machine.Traveller) -> None:
    """The day on which the first review opens."""
    noon.shift(timedelta(days=28))


def row() -> CompetencyReview:
    """The one that was begun."""
    db.session.expire_all()
    return db.session.scalars(select(CompetencyReview)).one()


@pytest.mark.both
def test_from_the_first_rating_to_the_answer(cast: Cast, visit: Visit, me: Actor) -> None:
    window, boss = visit(cast.learner), visit(cast.supervisor)
    profile = words(window.get(person(cast)))
    assert "30-day review Opened Wed, Apr 1. Rate yourself first" in profile
    assert "60-day review Opens Fri, May 1" in profile
    answer = window.post(review(cast, "ethics"), version="0", level="4", comment=MINE)
    assert answer.location == review(cast, "confidentiality"), "the next one comes"
    assert "1 of 14 said" in words(window.get(review(cast)))
    page = words(window.follow(window.post(review(cast, "finish"))))
    assert "Finished. Your supervisor rates next." in page
    assert "Your rating is with your supervisor" in page
    listed = boss.get("/approvals")
    assert "30-day review Marisol Vega, rated by themselves opened Wed, Apr 1" in words(listed)
    waiting = db.session.scalars(select(Review).filter_by(kind="rating")).one()
    assert f'href="/approvals/{waiting.id}/competencies"' in listed.text
    for path in (f"/approvals/{waiting.id}/competencies", f"/approvals/{waiting.id}"):
        led = boss.open(path, follow_redirects=True)
        assert led.request.path == review(cast)
    assert "Marisol Vega has rated. You see how once you have rated too" in words(led)
    boss.post(review(cast, "ethics"), **JUDGED)
    page = words(boss.follow(boss.post(review(cast, "finish"))))
    for part in ("Rated and signed.", "Both views", MINE, SEEN, "To talk about"):
        assert part in page
    assert "Nothing waits for you." in words(boss.get("/approvals"))
    page = words(window.get(review(cast)))
    for part in ("Have you read it?", "Strong", "Developing", MINE, SEEN):
        assert part in page
    page = words(window.follow(window.post(review(cast, "acknowledge"), reply__comment="Yes.")))
    assert "Thank you. Your supervisor sees your answer." in page
    assert "Acknowledged" in page
    assert "Answer Yes." in words(boss.get(review(cast)))
    assert [one for one in verbs(me.id) if "review-" in one] == [
        "review-begun", "review-self-rated", "review-rated", "review-acknowledged",
    ]  # fmt: skip


def test_each_rates_without_the_other(cast: Cast, visit: Visit, me: Actor) -> None:
    self_rated(me, cast.learner, ethics=4)
    boss = visit(cast.supervisor)
    boss.post(review(cast, "ethics"), **JUDGED | {"level": "1"})
    pages = (
        review(cast), person(cast),
        one(cast),
    )  # fmt: skip
    for who in (cast.supervisor, cast.officer, cast.auditor):
        assert 'lv-4">' not in "".join(visit(who).get(path).text for path in pages)
    for who in (cast.learner, cast.officer, cast.auditor):
        said = "".join(visit(who).get(path).text for path in pages)
        assert 'lv-1">' not in said
        assert SEEN not in said


def test_onlookers_see_the_supervisors_rating_alone(
    cast: Cast, visit: Visit, me: Actor, boss: Actor
) -> None:
    self_rated(me, cast.learner, ethics=4)
    rated(boss, cast.learner, ethics=2)
    for who in (cast.officer, cast.auditor, cast.administrator):
        page = words(visit(who).get(review(cast)))
        assert "Rated by Daniel Okafor" in page
        assert "Ethical practice and professional boundaries Developing" in page
        for secret in (SEEN, "Strong", "Own view", "To talk about", "Remove a text"):
            assert secret not in page


def test_finishing_twice(cast: Cast, visit: Visit) -> None:
    for who in (cast.learner, cast.supervisor):
        window = visit(who)
        window.post(review(cast, "ethics"), **JUDGED)
        assert window.post(review(cast, "finish")).location == review(cast)
        with nothing_changes():
            again = window.post(review(cast, "finish"))
            assert UNCHANGED in words(window.follow(again))


def test_finishing_with_nothing_said(cast: Cast, visit: Visit, me: Actor) -> None:
    said = "Rate one competency at least, then finish."
    with nothing_changes():
        answer = visit(cast.learner).post(review(cast, "finish"))
    assert (answer.status_code, said in words(answer)) == (409, True)
    self_rated(me, cast.learner)
    with nothing_changes():
        answer = visit(cast.supervisor).post(review(cast, "finish"))
    assert (answer.status_code, said in words(answer)) == (409, True)


def test_the_supervisor_waits_for_a_week(
    cast: Cast, visit: Visit, noon: time_machine.Traveller
) -> None:
    window, wait = visit(cast.supervisor), "The person rates first"
    page = words(window.get(review(cast)))
    assert "Marisol Vega rates first." in page
    assert "From Wed, Apr 8 on you can go ahead without that." in page
    with nothing_changes():
        answer = window.post(review(cast, "ethics"), **JUDGED)
        assert (answer.status_code, wait in words(answer)) == (409, True)
        assert SEEN in forms(answer)[review(cast, "ethics")].data["comment"]
        answer = window.post(review(cast, "finish"))
        assert (answer.status_code, wait in words(answer)) == (409, True)
    noon.shift(AFTER_PATIENCE)
    window = visit(cast.supervisor)
    assert "you can go ahead without that" in words(window.get(review(cast)))
    window.post(review(cast, "ethics"), **JUDGED)
    assert "Rated and signed." in words(window.follow(window.post(review(cast, "finish"))))
    assert row().self_rated_at is None


def test_it_can_be_taken_up_until_the_supervisor_has_finished(
    cast: Cast, visit: Visit, me: Actor, boss: Actor
) -> None:
    self_rated(me, cast.learner, ethics=4)
    window = visit(cast.learner)
    page = words(window.follow(window.post(review(cast, "take-up"))))
    assert "You can change your rating again." in page
    assert "Nothing waits for you." in words(visit(cast.supervisor).get("/approvals"))
    with nothing_changes():
        again = window.post(review(cast, "take-up"))
        assert UNCHANGED in words(window.follow(again))
    data = forms(window.get(review(cast, "ethics")))[review(cast, "ethics")].data
    assert data["level"] == "4"
    window.post(review(cast, "ethics"), **data | {"level": "3"})
    window.post(review(cast, "finish"))
    rated(boss, cast.learner, ethics=2)
    with nothing_changes():
        answer = window.post(review(cast, "take-up"))
    assert (answer.status_code, "finished meanwhile" in words(answer)) == (409, True)
    levels = select(Rating.level).where(Rating.by_self.is_(True))
    assert list(db.session.scalars(levels)) == [3]


def test_two_windows_of_one_rating(cast: Cast, visit: Visit) -> None:
    window, path = visit(cast.learner), review(cast, "ethics")
    window.post(path, version="0", level="4", comment="The first.")
    with nothing_changes():
        answer = window.post(path, version="0", level="1", comment=MINE)
    assert (answer.status_code, "saved from another window" in words(answer)) == (409, True)
    data = forms(answer)[path].data
    assert (data["comment"], data["level"], data["version"]) == (MINE, "1", "1")
    assert window.post(path, **data).status_code == 303
    assert forms(window.get(path))[path].data["comment"] == MINE


def test_what_is_wrong_is_said_and_kept(cast: Cast, visit: Visit, me: Actor) -> None:
    self_rated(me, cast.learner)
    window, path = visit(cast.supervisor), review(cast, "ethics")
    wrong: tuple[tuple[dict[str, object], str], ...] = (
        ({"level": "99"}, NO_CHOICE), ({"level": "3"}, "say which behavio"),
        ({"basis": []}, "Say how you know it"), ({"on": "2026-04-02"}, "cannot be to come"),
        ({"version": "x"}, "Please check"), ({"version": "9" * 30}, "Please check"),
        ({"behaviours": ["99"]}, NO_CHOICE),
    )  # fmt: skip
    with nothing_changes():
        for change, said in wrong:
            answer = window.post(path, **JUDGED | change)
            assert (answer.status_code, said in answer.text) == (422, True), change
            assert forms(answer)[path].data["comment"] == SEEN


def test_a_signature_asks_for_the_password(cast: Cast, visit: Visit, me: Actor) -> None:
    self_rated(me, cast.learner)
    window = visit(cast.supervisor, signing=False)
    assert window.post(review(cast, "ethics"), **JUDGED).status_code == 303, "no signature yet"
    assert "Your password" in words(window.get(review(cast)))
    for wrong in ("", "guess"):
        answer = window.post(review(cast, "finish"), finish__password=wrong)
        assert (answer.status_code, 'class="err"' in answer.text) == (422, True)
    assert row().rated_at is None
    assert window.post(review(cast, "finish"), finish__password=PASSWORD).status_code == 303
    assert row().rated_at is not None


def test_the_answer_is_given_once(cast: Cast, visit: Visit, me: Actor, boss: Actor) -> None:
    window, said = visit(cast.learner), "I see the second differently."
    with nothing_changes():
        answer = window.post(review(cast, "acknowledge"), reply__comment=said)
    assert (answer.status_code, "has not rated yet" in words(answer)) == (409, True)
    self_rated(me, cast.learner)
    rated(boss, cast.learner)
    with nothing_changes():
        answer = window.post(review(cast, "acknowledge"), reply__comment="A204 881 731 was glad.")
    assert (answer.status_code, "A-number" in words(answer)) == (422, True)
    window.post(review(cast, "acknowledge"), reply__comment=said)
    with nothing_changes():
        again = window.post(review(cast, "acknowledge"), reply__comment=said)
        assert UNCHANGED in words(window.follow(again))
        other = window.post(review(cast, "acknowledge"), reply__comment="Other words of mine.")
    assert other.status_code == 409
    assert "You answered this already, in other words." in words(other)
    assert "Other words of mine." in other.text, "what was typed is not lost"


def test_read_without_an_answer(cast: Cast, visit: Visit, me: Actor, boss: Actor) -> None:
    self_rated(me, cast.learner)
    rated(boss, cast.learner)
    window = visit(cast.learner)
    page = words(window.follow(window.post(review(cast, "acknowledge"))))
    assert "Acknowledged" in page
    assert "Your answer" not in page
    assert row().reply_id is None


def test_what_was_not_held_offers_nothing(
    cast: Cast, visit: Visit, officer: Actor, noon: time_machine.Traveller
) -> None:
    """The next one has opened: nobody is led into a form that is refused."""
    cycle.change(officer, cast.office, [10, 30])
    db.session.commit()
    noon.shift(AFTER_PATIENCE)
    for who in (cast.learner, cast.supervisor):
        window = visit(who)
        page = window.get(review(cast, day=10))
        assert "Not held" in words(page)
        assert "This review was not held" in words(page)
        assert review(cast, "ethics", 10) not in page.text
        with nothing_changes():
            answer = window.post(review(cast, "ethics", 10), **JUDGED)
        assert (answer.status_code, "go on there" in words(answer)) == (409, True)
        assert SEEN in answer.text


def test_what_was_begun_goes_on_though_the_next_one_opened(
    cast: Cast, visit: Visit, noon: time_machine.Traveller
) -> None:
    window = visit(cast.learner)
    window.post(review(cast, "ethics"), version="0", level="2", comment=MINE)
    noon.shift(timedelta(days=30))
    page = visit(cast.learner).get(review(cast))
    assert "ot held" not in words(page)
    assert review(cast, "ethics") in page.text
    assert visit(cast.learner).post(review(cast, "finish")).status_code == 303
    assert "30-day review" in words(visit(cast.supervisor).get("/approvals"))


@pytest.mark.parametrize(
    "path",
    ["/60", "/0", "/31", "/9999999999", "/2147483647", "/x", "/30/nothing", "/60/ethics",
     "/30/ethics/more", "/30/finish"],
)  # fmt: skip
def test_there_is_no_such_review(cast: Cast, visit: Visit, path: str) -> None:
    for who in (cast.learner, cast.supervisor):
        answer = visit(who).get(f"/competencies/reviews/{cast.work.id}{path}")
        assert answer.status_code == 404, path
    assert db.session.scalar(select(func.count()).select_from(CompetencyReview)) == 0


def test_something_else_that_waits_is_no_review(cast: Cast, visit: Visit, me: Actor) -> None:
    self_rated(me, cast.learner)
    waiting = db.session.scalars(select(Review).filter_by(kind="rating")).one()
    window = visit(cast.supervisor)
    for other in ("entry", "course", "training", "extension"):
        assert window.get(f"/approvals/{waiting.id}/{other}").status_code == 404
    with nothing_changes():
        for verb in ("sign-off", "return", "take-up", "revoke", "entry/accept", "course/confirm"):
            assert window.post(f"/approvals/{waiting.id}/{verb}").status_code == 404
