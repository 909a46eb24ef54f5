"""The pages of more time: the learner asks, the supervisor answers, nobody reads an error."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from lms.base.db import db
from lms.people.actor import Actor
from lms.progress import queries
from lms.progress.models import EXTENSION, Review
from lms.signoff import extensions
from tests.cast import Cast
from tests.progress.history import nothing_changes
from tests.statements import statements
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]

DAY = timedelta(days=1)
PLACE, LATER = ("who-we-serve", ""), date(2026, 3, 25)
TASK = ("additional-resources", "dv-protocol")
WHY = "My laptop came *late*."


@pytest.fixture
def asked(cast: Cast, me: Actor) -> Review:
    """A question that waits."""
    return extensions.ask(me, cast.work, PLACE, LATER, WHY)


def test_the_pages(cast: Cast, visit: Visit) -> None:
    mine, theirs = visit(cast.learner), visit(cast.supervisor)
    path = f"/onboarding/{cast.work.id}/due/{PLACE[0]}"
    assert path in mine.get("/onboarding").text
    assert path in mine.get(f"/record/{cast.work.id}").text
    assert "due Mon, Mar 16" in words(mine.get(path))
    sent = mine.post(path, due_on=str(LATER), reason=WHY)
    assert "Waiting for an answer" in words(mine.follow(sent))
    assert "it waits for an answer" in words(mine.get("/onboarding"))
    review = db.session.scalars(select(Review).filter_by(kind=EXTENSION)).one()
    queue = theirs.get("/approvals")
    assert f"/approvals/{review.id}/extension" in queue.text
    assert "asks until Wed, Mar 25" in words(queue)
    seen = theirs.follow(theirs.get(f"/approvals/{review.id}"))
    assert "now due Mon, Mar 16 , asked for Wed, Mar 25" in words(seen)
    assert "laptop" in words(seen)
    assert 'value="2026-03-25"' in seen.text
    answer = f"/approvals/{review.id}/extension"
    refused_page = theirs.post(f"{answer}/grant", grant__due_on="2026-03-21")
    assert (refused_page.status_code, "closed" in words(refused_page)) == (422, True)
    no = theirs.post(f"{answer}/decline", decline__comment="The funder asks for it.")
    assert "Declined." in words(theirs.follow(no))
    assert "The funder asks for it." in words(mine.get("/onboarding"))
    assert "Declined" in words(mine.get(path))
    late = theirs.post(f"{answer}/grant", grant__due_on=str(LATER))
    assert (late.status_code, "meanwhile" in words(late)) == (409, True)


def test_granted_and_taken_back_on_the_pages(cast: Cast, visit: Visit) -> None:
    mine, theirs = visit(cast.learner), visit(cast.supervisor)
    path = f"/onboarding/{cast.work.id}/due/{TASK[0]}/{TASK[1]}"
    mine.post(path, due_on=str(LATER), reason=WHY)
    review = db.session.scalars(select(Review).filter_by(kind=EXTENSION)).one()
    back = mine.post(f"/onboarding/{cast.work.id}/extensions/{review.id}/withdraw")
    assert "You took it back." in words(mine.follow(back))
    assert "took this back" in words(theirs.get(f"/approvals/{review.id}/extension"))
    mine.post(path, due_on=str(LATER), reason=WHY)
    review = db.session.scalars(
        select(Review).filter_by(kind=EXTENSION, closed_at=None)
    ).one()  # fmt: skip
    done = theirs.post(f"/approvals/{review.id}/extension/grant", grant__due_on=str(LATER))
    assert "The date is moved." in words(theirs.follow(done))
    assert "moved this date to Wed, Mar 25" in words(mine.get("/onboarding"))
    gone = mine.post(f"/onboarding/{cast.work.id}/extensions/{review.id}/withdraw")
    assert (gone.status_code, "gave more time" in words(gone)) == (409, True)
    assert "gave more time" in words(theirs.get(f"/approvals/{review.id}/extension"))


@pytest.mark.parametrize("verb", ["sign-off", "return", "take-up", "revoke"])
def test_what_is_for_tasks_is_not_for_it(
    cast: Cast, visit: Visit, asked: Review, verb: str
) -> None:
    window = visit(cast.supervisor)
    db.session.commit()
    with nothing_changes():
        sent = window.post(f"/approvals/{asked.id}/{verb}", return__comment="Look again.")
    assert sent.status_code == 404


@pytest.mark.parametrize(
    ("typed", "status"),
    [({}, 422), ({"due_on": str(LATER)}, 422), ({"due_on": "9999-12-31", "reason": "x"}, 422),
     ({"due_on": str(LATER), "reason": "A 123 456 789"}, 422),
     ({"due_on": "soon", "reason": "kept words"}, 422),
     ({"due_on": str(LATER), "reason": "[" * 5000}, 422)],
)  # fmt: skip
def test_what_is_wrong_is_said_and_kept(
    cast: Cast, visit: Visit, typed: dict[str, str], status: int
) -> None:
    path = f"/onboarding/{cast.work.id}/due/{PLACE[0]}"
    window = visit(cast.learner)
    db.session.commit()
    with nothing_changes():
        sent = window.post(path, **typed)
    assert sent.status_code == status
    assert f"{typed.get('reason', '')}</textarea>" in sent.text
    assert window.get(f"/onboarding/{cast.work.id}/due/no-such").status_code == 404


def test_as_many_statements_for_many_as_for_one(cast: Cast, me: Actor, visit: Visit) -> None:
    def asked() -> tuple[int, int]:
        found = []
        for who, path in ((cast.learner, "/onboarding"), (cast.supervisor, "/approvals")):
            window = visit(who)
            with statements() as seen:
                assert window.get(path).status_code == 200
            found.append(len(seen))
        return found[0], found[1]

    extensions.ask(me, cast.work, PLACE, LATER, WHY)
    few = asked()
    for section in cast.work.outline.sections[1:]:
        day = queries.due_dates(cast.work.id)[section.key, ""]
        extensions.ask(me, cast.work, (section.key, ""), day + 7 * DAY, WHY)
    assert asked() == few
