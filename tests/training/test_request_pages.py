"""The pages of a training outside: asked for, approved, recorded with evidence, confirmed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from lms.base.db import db
from lms.people.actor import Actor
from lms.training.models import CourseRecord, State, TrainingRequest
from tests.cast import Cast
from tests.progress.history import nothing_changes
from tests.training.posting import address, post, upload
from tests.training.recorded import TITLE, WHY, answer_of, approved, asked, review_of
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]
NEW = "/training/requests/new"
WISH = {"title": TITLE, "provider": "Valley Learning", "on": "2026-03-20", "minutes": "240",
        "url": "https://example.org/training", "reason": WHY, "course": ""}  # fmt: skip


def newest() -> TrainingRequest:
    db.session.expire_all()
    return db.session.scalars(select(TrainingRequest).order_by(TrainingRequest.id.desc())).first()  # type: ignore[return-value]


def test_from_the_question_to_the_signature(
    cast: Cast, visit: Visit, noon: time_machine.Traveller
) -> None:
    window, boss = visit(cast.learner), visit(cast.supervisor)
    page = words(window.follow(window.post(NEW, **WISH)))
    assert "Waiting for an answer" in page
    wish = newest()
    here, ask = f"/training/requests/{wish.id}", f"/approvals/{answer_of(wish).id}/training"
    listed = words(boss.get("/approvals"))
    assert "Marisol Vega asks to go to a training outside on Fri, Mar 20" in listed
    assert boss.get(f"/approvals/{answer_of(wish).id}").headers["Location"] == ask
    assert WHY in boss.get(ask).text
    boss.post(f"{ask}/approve")
    assert "Daniel Okafor approved this" in words(window.get(here))
    noon.shift(timedelta(days=20))
    window, boss = visit(cast.learner), visit(cast.supervisor)
    window.follow(window.post(f"{here}/record"))
    record = db.session.scalars(select(CourseRecord)).one()
    refused = post(window, record, "send", on="2026-03-20", reflection="Ask less.", title=None)
    assert (refused.status_code, "Ask less." in refused.text) == (409, True)
    assert "Add a certificate first" in words(refused)
    upload(window, address(record, "files"))
    post(window, record, "send", on="2026-03-20", reflection="Ask less.", title=None)
    boss.post(f"/approvals/{review_of(record).id}/course/confirm")
    db.session.expire_all()
    assert record.state == State.CONFIRMED
    assert "My record of it" in words(window.get(here))


def test_declined_the_learner_reads_why(cast: Cast, visit: Visit, me: Actor) -> None:
    wish = asked(me)
    boss, ask = visit(cast.supervisor), f"/approvals/{answer_of(wish).id}/training"
    with nothing_changes():
        assert boss.post(f"{ask}/decline", decline__comment="").status_code == 422
    boss.post(f"{ask}/decline", decline__comment="The budget is spent.")
    here = f"/training/requests/{wish.id}"
    assert "The budget is spent." in visit(cast.learner).get(here).text
    assert "The budget is spent." not in visit(cast.officer).get(here).text
    assert WHY not in visit(cast.officer).get(here).text
    late = boss.post(f"{ask}/approve")
    assert (late.status_code, "You declined this meanwhile" in words(late)) == (409, True)


def test_taken_back_before_and_after(cast: Cast, visit: Visit, me: Actor, boss: Actor) -> None:
    window = visit(cast.learner)
    for wish in (asked(me), approved(me, boss, minutes=30)):
        path = f"/training/requests/{wish.id}/withdraw"
        assert "Taken back" in words(window.follow(window.post(path)))
        assert window.post(path).status_code == 303
        late = window.post(f"/training/requests/{wish.id}/record")
        assert late.status_code == 409
    ask = f"/approvals/{answer_of(wish).id}/training"
    assert visit(cast.supervisor).get(ask).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""}, {"title": "x" * 201}, {"title": "A012 345 678"}, {"provider": ""},
        {"on": ""}, {"on": "0001-01-01"}, {"on": "9999-12-31"}, {"on": "2026-02-30"},
        {"minutes": "-1"}, {"minutes": "9" * 20}, {"minutes": "two"},
        {"url": "javascript:alert(1)"}, {"url": "https://[broken"}, {"url": "x" * 501},
        {"course": "999"}, {"course": "x"}, {"course": "9" * 20},
        {"reason": "Her number is A012 345 678. " + WHY},
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_and_the_words_are_kept(
    cast: Cast, visit: Visit, wrong: dict[str, str]
) -> None:
    with nothing_changes():
        answer = visit(cast.learner).post(NEW, **WISH | wrong)
    assert answer.status_code == 422
    assert WHY in answer.text


ODD = ("\x00", "\ud800", "9" * 20, "-1", "", "0001-01-01", "9999-12-31", "<b>x</b>", "x" * 30_000)


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd)[:12])
def test_odd_input_is_never_a_fault(
    cast: Cast, visit: Visit, me: Actor, boss: Actor, odd: str
) -> None:
    """In every field of every form of the room's records and requests."""
    sent = odd.encode("utf-8", "surrogatepass").decode("latin-1") if odd == "\ud800" else odd
    window = visit(cast.learner)
    wish = approved(me, boss, on=me.today)
    window.post(f"/training/requests/{wish.id}/record")
    record = db.session.scalars(select(CourseRecord)).one()
    fields = ("version", "title", "how", "provider", "on", "minutes", "reflection", "entries",
              "course", "url", "reason", "file", "why")  # fmt: skip
    mine = [address(record, verb) for verb in ("draft", "send", "files", "texts/names/remove")]
    for path in (*mine, NEW, "/training/records/new"):
        for data in (dict.fromkeys(fields, sent), {"version": "1", "reflection": sent}):
            assert window.post(path, **data).status_code < 500, (path, data)
    window.open(f"/training/records/new?course={sent}")
    pages = visit(cast.supervisor)
    review = answer_of(wish).id
    for path in (f"/approvals/{review}/training/decline", f"/training/people/{me.id}/records/new"):
        data = {"decline__comment": sent, "valid_until": sent, "on": sent, "course": sent}
        assert pages.post(path, **data).status_code < 500
