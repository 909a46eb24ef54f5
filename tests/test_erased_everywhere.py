"""A sentence that was planted in every kind of text and removed is nowhere any more.

Not on a page or in a file for anybody, not in a log, not in the database, not in its files.
"""

import logging
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from lms.base import chain_check
from lms.base.db import db
from lms.base.erasing import Why
from lms.people.models import Person
from lms.progress import timeline
from lms.progress.models import Review
from lms.signoff import decisions, drafts, erasing, extensions, rules, texts
from lms.signoff.decisions import Statement
from lms.signoff.drafts import Writing
from tests.cast import Cast, actor
from tests.doors import DOORS
from tests.met import ALLOWED
from tests.on_disk import content, rows_with
from tests.progress.playing import send, writing
from tests.visitor import Visitor

pytestmark = pytest.mark.both
PLANTED = "The lantern fish hums in seven colors"
STAYS = "The heron waits beside the pond"
LONG = " ".join(f"{PLANTED} {word}." for word in ["again"] * 400)  # some 18 kB
DRAFTED, SIGNED, REOPENED, WAIVED = (
    "two-principles", "three-ways-to-use-mi", "boundary-challenges", "nasw-code",
)  # fmt: skip
SECTION, OTHER = ("who-we-serve", ""), ("general-case-management", "")
DAY = date(2026, 4, 1)


def answers(cast: Cast, key: str, first: str) -> Writing:
    """The form of a task with a slip at its first prompt."""
    more = len(drafts.prompts(cast.work.tasks[key])) - 1
    return writing(cast.work, key, first, *[STAYS] * more)


@pytest.fixture
def planted(cast: Cast) -> None:
    """Every kind of text, an answer in many versions: short, long, sent twice, set aside."""
    me, boss, work = actor(cast.learner), actor(cast.supervisor), cast.work
    for version in (f"{PLANTED}, first", LONG, f"{PLANTED}, third", LONG, PLANTED):
        drafts.save_draft(me, work, DRAFTED, answers(cast, DRAFTED, version))
        db.session.commit()
    sent = rules.submit(me, work, DRAFTED, answers(cast, DRAFTED, LONG))
    assert sent is not None
    decisions.give_back(boss, sent, work, f"{PLANTED}?")
    shown = answers(cast, DRAFTED, f"{PLANTED}, from another window")
    drafts.save_draft(me, work, DRAFTED, Writing(shown.texts, shown.version, choice=drafts.MINE))
    rules.submit(me, work, DRAFTED, answers(cast, DRAFTED, f"{PLANTED}, sent again"))
    _of_signers(cast)
    db.session.commit()


def _of_signers(cast: Cast) -> None:
    """Notes and reasons."""
    me, boss, work = actor(cast.learner), actor(cast.supervisor), cast.work
    signed = {}
    for key in (SIGNED, REOPENED):
        review = send(me, work, key)
        stated = Statement(decisions.meanings_of(review)[0], boss.today, PLANTED)
        signed[key] = decisions.sign_off(boss, review, work, stated)
    decisions.revoke(boss, work, SIGNED, signed[SIGNED].id, PLANTED)
    decisions.reopen(boss, work, REOPENED, PLANTED)
    decisions.waive(boss, work, WAIVED, PLANTED)
    decisions.move_due(boss, work, OTHER, date(2026, 4, 8), PLANTED)
    first = extensions.ask(me, work, SECTION, DAY, f"{PLANTED} already")
    extensions.decline(boss, first, work, f"{PLANTED}, no")
    extensions.ask(me, work, SECTION, DAY, f"{PLANTED} once more")


def paths(cast: Cast, who: str) -> set[str]:
    """Every page and file that is open to somebody, for each task and review."""
    rows = defaultdict(
        lambda: 1, work=cast.work.id, learner=cast.learner.id, office=cast.office.id,
        guide=cast.work.program_id,
    )  # fmt: skip  # the first of whatever else a door names
    reviews = db.session.scalars(db.select(Review.id)).all()
    listed = [one.id for one in texts.listed(cast.work.id)]
    return {
        door.path.format_map(rows | ids(review) | {"text": listed[0]})
        .replace(DRAFTED, key)
        .replace("who-we-serve", section)
        for doors in DOORS.values()
        for door in doors
        if door.method == "GET" and door.met[who] == ALLOWED
        for review in reviews
        for key in (DRAFTED, SIGNED, REOPENED, WAIVED)
        for section in (SECTION[0], OTHER[0])
    }


def ids(review: int) -> dict[str, int]:
    """A review, by what its pages are for."""
    kinds = ("review", "extension", "entry_review", "course_review", "wish_review")
    return dict.fromkeys(kinds, review)


def unpacked(answer: TestResponse) -> bytes:
    """What an answer holds; a workbook is a packed folder."""
    data = bytes(answer.data)
    if not data.startswith(b"PK"):
        return data
    with ZipFile(BytesIO(data)) as folder:
        return b"".join(map(folder.read, folder.namelist()))


def read(visit: Callable[..., Visitor], who: Person, paths: set[str]) -> set[str]:
    """Those of these addresses where somebody reads it."""
    window = visit(who)
    return {path for path in paths if PLANTED.encode() in unpacked(window.get(path))}


def test_nothing_is_left_of_it(
    app: Flask, cast: Cast, planted: None, visit: Callable[..., Visitor],
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    everything = texts.listed(cast.work.id)
    assert {one.what for one in everything} == set(texts.WHATS)
    mine = {f"/onboarding/{cast.work.id}/tasks/{DRAFTED}", f"/record/{cast.work.id}/record.csv"}
    assert read(visit, cast.learner, mine) == mine
    assert read(visit, cast.supervisor, {"/approvals"}) == {"/approvals"}
    assert (rows_with(PLANTED), PLANTED.encode() in content()) == ({"prose"}, True)
    slips = [one for one in everything if one.words and (one.what != "answer" or not one.position)]
    for one in slips:
        if one.task_key in (SIGNED, REOPENED) and one.what == "answer":
            continue
        erasing.erase(actor(cast.officer), cast.work, one.id, Why.NAMES_A_CLIENT)
        db.session.commit()
    for who in ("learner", "supervisor", "officer", "administrator", "auditor"):
        assert read(visit, cast.people()[who], paths(cast, who)) == set()
    assert rows_with(PLANTED) == set()
    assert PLANTED.encode() not in content()
    assert STAYS.encode() in content()
    assert PLANTED not in caplog.text
    assert (list(chain_check.faults()), list(timeline.faults())) == ([], [])
    told = visit(cast.learner).get(f"/record/{cast.work.id}/record.csv").text
    assert told.count("Text removed by Priya Raman on 2026-03-04: it named a client.") >= 2
