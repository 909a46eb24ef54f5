"""A text of a record or a request that slipped through: gone wherever it stands, by who may."""

import logging
from collections.abc import Callable

import pytest

from lms.base import chain_check, forgetting
from lms.base.db import db
from lms.base.erasing import Why
from lms.base.errors import NotAllowed, NotFound, Refusal
from lms.base.prose import Words
from lms.people.actor import Actor
from lms.training import decisions, erasing, evidence, records, requests, sending
from lms.training.models import CourseRecord, TrainingRequest
from tests.cast import Cast, actor
from tests.on_disk import content, rows_with
from tests.progress.history import nothing_changes, verbs
from tests.training.recorded import (
    answer_of,
    approved,
    asked,
    begun,
    review_of,
    sent,
    with_file,
    writing,
)
from tests.visitor import Visitor

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("sound")]
PLANTED = "The lantern fish hums in seven colors"
WHY = Why.NAMES_A_CLIENT


@pytest.fixture
def record(me: Actor, boss: Actor) -> CourseRecord:
    """It stands in every text of a record, twice in what was sent."""
    made = begun(me, outside=True)
    with_file(me, made)
    names = {"title": PLANTED, "provider": PLANTED}
    records.save(me, made, writing(made, reflection=PLANTED, **names))
    sending.send(me, made, writing(made, reflection=f"{PLANTED}, again", **names))
    decisions.give_back(boss, review_of(made), Words(f"{PLANTED}?"))
    sending.send(me, made, writing(made, reflection=f"{PLANTED}, twice", **names))
    decisions.confirm(boss, review_of(made), Words(f"{PLANTED}!"), None)
    decisions.reopen(boss, made, Words(f"{PLANTED}, no"))
    db.session.commit()
    return made


@pytest.fixture
def wish(me: Actor, boss: Actor) -> TrainingRequest:
    """The same of a request."""
    made = asked(me, title=PLANTED, provider=PLANTED, reason=Words(PLANTED),
                 url="https://example.org/lantern")  # fmt: skip
    requests.decline(boss, answer_of(made), Words(f"{PLANTED}, no"))
    db.session.commit()
    return made


def test_nothing_is_left_of_it(
    cast: Cast, record: CourseRecord, wish: TrainingRequest, officer: Actor, boss: Actor,
    visit: Callable[..., Visitor], caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    assert rows_with(PLANTED) == {
        "prose", "course_record", "record_attempt", "course_confirmation", "training_request",
        "review",
    }  # fmt: skip
    assert rows_with(PLANTED) <= forgetting.TABLES
    listed = erasing.removable(officer, record)
    assert [one.label for one in listed] == [
        "Reflection", "Title and provider", "Comment", "Comment", "Note on the signature",
    ]  # fmt: skip
    assert len(listed[0].ids) == 3
    for found in (record, wish):
        for text in erasing.removable(officer, found):
            erasing.erase(officer, found, text.id, WHY)
            db.session.commit()
            with nothing_changes():
                try:
                    erasing.erase(officer, found, text.id, WHY)
                except NotFound:
                    assert text.id == erasing.NAMES  # there is nothing of it to name any more
    assert rows_with(PLANTED) == set()
    assert PLANTED.encode() not in content()
    assert (record.title, record.provider, wish.url) == (erasing.NAMELESS, "", "")
    paths = (f"/training/records/{record.id}", f"/training/requests/{wish.id}",
             f"/training/records/{record.id}/texts", "/approvals", "/training")  # fmt: skip
    for who in (cast.learner, cast.supervisor, cast.officer, cast.auditor):
        assert not any(PLANTED in visit(who).get(path).text for path in paths)
    assert "it named a client" in visit(cast.learner).get(paths[0]).text
    assert PLANTED not in caplog.text
    assert list(chain_check.faults()) == []


def test_a_page_that_is_open_does_not_bring_it_back(
    record: CourseRecord, me: Actor, officer: Actor
) -> None:
    old = writing(record, reflection=PLANTED)
    erasing.erase(officer, record, erasing.removable(officer, record)[0].id, WHY)
    db.session.commit()
    with nothing_changes(), pytest.raises(Refusal):
        records.save(me, record, old)
    assert verbs(me.id)[-1] == "text-erased"


def test_who_removes_what(cast: Cast, record: CourseRecord, wish: TrainingRequest) -> None:
    def labels(who: Actor, found: erasing.Subject) -> set[str]:
        return {one.label for one in erasing.removable(who, found)}

    mine = actor(cast.learner)
    assert labels(mine, record) == {"Reflection", "Title and provider"}
    assert labels(mine, wish) == {erasing.REASON, erasing.TYPED}
    comment = next(one for one in erasing.texts(record) if one.label == "Comment")
    with nothing_changes(), pytest.raises(NotFound):
        erasing.erase(mine, record, comment.id, WHY)
    with nothing_changes(), pytest.raises(Refusal):
        erasing.erase(actor(cast.supervisor), record, comment.id, "for fun")
    for who, what in ((cast.auditor, NotAllowed), (cast.colleague, NotFound)):
        with pytest.raises(what):
            erasing.record_overseen(actor(who), record.id)
        with pytest.raises(what):
            erasing.request_overseen(actor(who), wish.id)


def test_a_draft_is_overseen_and_not_shown(cast: Cast, me: Actor, officer: Actor) -> None:
    draft = begun(me, outside=True)
    assert erasing.record_overseen(officer, draft.id) is draft
    with pytest.raises(NotFound):
        erasing.record_overseen(actor(cast.auditor), draft.id)
    with pytest.raises(NotFound):
        erasing.record_overseen(me, 999)


PLACES = ("learner", "supervisor")


@pytest.mark.parametrize(
    "who", ["learner", "supervisor", "colleague", "other_supervisor", "officer", "auditor",
            "administrator", "other_officer"],
)  # fmt: skip
def test_a_reflection_is_read_by_its_author_and_who_confirms_it(
    who: str, cast: Cast, me: Actor, visit: Callable[..., Visitor]
) -> None:
    """And a reason by who answers it; evidence by whoever sees the record."""
    made, asked_for = sent(me, outside=True, reflection=PLANTED), asked(me, reason=Words(PLANTED))
    window = visit(cast.people()[who])
    paths = [
        f"/training/records/{made.id}", f"/approvals/{review_of(made).id}/course", "/approvals",
        f"/training/requests/{asked_for.id}", f"/approvals/{answer_of(asked_for).id}/training",
        f"/training/records/{made.id}/texts", f"/training/requests/{asked_for.id}/texts",
        f"/training/people/{me.id}", "/reports",
    ]  # fmt: skip
    assert any(PLANTED in window.get(path).text for path in paths) is (who in PLACES)
    file_id = evidence.of(made.id)[0].file.id
    sees = who in ("learner", "supervisor", "officer", "auditor", "administrator")
    assert (window.get(f"/training/files/{file_id}").status_code == 200) is sees


def test_names_that_were_sent_before_go_though_none_stand_in_the_record_now(
    me: Actor, boss: Actor, officer: Actor
) -> None:
    record = begun(me)
    sending.send(me, record, writing(record, provider=PLANTED))
    decisions.give_back(boss, review_of(record), Words("Who gave it?"))
    records.save(me, record, writing(record, provider=""))
    db.session.commit()
    assert rows_with(PLANTED) == {"record_attempt"}
    [names] = [one for one in erasing.removable(officer, record) if one.label == erasing.TYPED]
    erasing.erase(officer, record, names.id, WHY)
    db.session.commit()
    assert rows_with(PLANTED) == set()
    assert PLANTED.encode() not in content()
    assert record.title != erasing.NAMELESS  # the name of a course stays


@pytest.mark.parametrize("of", ["record", "request"])
def test_a_request_and_the_record_of_it_lose_their_names_together(
    of: str, me: Actor, boss: Actor, officer: Actor
) -> None:
    wish = approved(me, boss, title=PLANTED, provider=PLANTED)
    record = records.begin(me, None, request_id=wish.id)
    with_file(me, record)
    sending.send(me, record, writing(record, title=PLANTED, provider=PLANTED))
    db.session.commit()
    found: erasing.Subject = record if of == "record" else wish
    old = record.version
    erasing.erase(officer, found, erasing.NAMES, WHY)
    db.session.commit()
    assert (rows_with(PLANTED), record.version) == (set(), old + 1)
    assert (record.title, wish.title, wish.url) == (erasing.NAMELESS, erasing.NAMELESS, "")
    for other in (record, wish):
        with nothing_changes(), pytest.raises(NotFound):
            erasing.erase(officer, other, erasing.NAMES, WHY)
    assert list(chain_check.faults()) == []
