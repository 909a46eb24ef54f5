"""Writing and sending: drafts that are never lost, attempts that never change."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier, BrokenBarrierError

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from lms.base import prose
from lms.base.db import db
from lms.base.errors import NotFound, Refusal
from lms.base.events import Event
from lms.curriculum import rules as publishing
from lms.curriculum.outline import (
    Evidence,
    ProgramOutline,
    SectionOutline,
    TaskOutline,
    TopicOutline,
)
from lms.people.actor import Actor
from lms.progress import ledger, timeline
from lms.progress import queries as works
from lms.progress import rules as progress
from lms.progress.models import Kind, Review
from lms.progress.section_progress import Kept
from lms.progress.standing import State
from lms.progress.work import Work
from lms.signoff import decisions, drafts, queries, rules
from lms.signoff.drafts import Writing, WrittenElsewhere
from lms.signoff.models import Response, Submission
from tests.cast import START, Cast
from tests.progress.history import nothing_changes, verbs
from tests.progress.playing import writing
from tests.together import together

TODAY = date(2026, 3, 4)
DAY = timedelta(days=1)
KEY, TALK, TICKED = "two-principles", "boundary-challenges", "nasw-code"
WORDS = ("Dignity, since nobody earns it.", "Service, since it comes first.")
BLOCKED, DOUBTFUL = "The client, A 123 456 789, agreed.", "I called 801-555-0142 for it."


def draft(work: Work, key: str = KEY) -> list[str | None]:
    found = queries.draft(queries.response(work.id, key))
    return [text.text for _, text in sorted(found.items())]


def state(work: Work, key: str = KEY) -> State:
    return works.task_standing(work, work.tasks[key]).state


def submit(me: Actor, work: Work, *texts: str, key: str = KEY) -> Review:
    review = rules.submit(me, work, key, writing(work, key, *(texts or WORDS)))
    assert review is not None
    return review


def test_a_draft_is_kept(cast: Cast, me: Actor) -> None:
    saved = drafts.save_draft(me, cast.work, KEY, Writing(WORDS, 0))
    assert saved is not None
    assert (saved.version, draft(cast.work)) == (1, list(WORDS))
    assert state(cast.work) is State.IN_PROGRESS
    assert verbs(me.id)[-1] == "draft-started"
    for version in (0, 1):  # the same request again, and the same words from a fresh page
        with nothing_changes():
            drafts.save_draft(me, cast.work, KEY, Writing(WORDS, version))
    drafts.save_draft(me, cast.work, KEY, Writing((" One\r\nby one. ", ""), 1))
    assert draft(cast.work) == ["One\nby one.", ""]
    assert verbs(me.id).count("draft-started") == 1
    assert list(timeline.faults()) == []


def test_an_empty_page_begins_no_draft(cast: Cast, me: Actor) -> None:
    """Opening a page and leaving it is not work in progress."""
    with nothing_changes():
        assert drafts.save_draft(me, cast.work, KEY, Writing(("", " \n"), 0)) is None
    assert state(cast.work) is State.NOT_STARTED


def test_a_stale_window_overwrites_nothing(cast: Cast, me: Actor) -> None:
    drafts.save_draft(me, cast.work, KEY, Writing(WORDS, 0))
    for save in (drafts.save_draft, rules.submit):
        with nothing_changes():
            with pytest.raises(WrittenElsewhere, match="another window") as refused:
                save(me, cast.work, KEY, Writing(("Other", "words"), 0))
            assert refused.value.field is None
    assert draft(cast.work) == list(WORDS)


@pytest.mark.both
def test_two_devices_at_once_overwrite_nothing(app: Flask, cast: Cast, me: Actor) -> None:
    drafts.save_draft(me, cast.work, KEY, Writing(WORDS, 0))
    work, both_have_read = cast.work, Barrier(2)

    def save(text: str) -> tuple[str, object]:
        page = queries.response(work.id, KEY)
        shown = (page, queries.draft(page))
        with suppress(BrokenBarrierError):  # SQLite: the second reads when the first has saved
            both_have_read.wait(0.5)
        drafts.save_draft(me, work, KEY, Writing((text, ""), 1))
        return text, shown

    answers = together(app, lambda: save("One"), lambda: save("Two"))
    saved = [answer[0] for answer in answers if isinstance(answer, tuple)]
    assert len(saved) == 1
    assert draft(work) == [saved[0], ""]


def test_what_is_only_ticked_or_unknown_takes_no_words(cast: Cast, me: Actor) -> None:
    with nothing_changes():
        for change in (drafts.save_draft, rules.submit):
            with pytest.raises(Refusal, match="tick it"):
                change(me, cast.work, TICKED, Writing(("Words",), 0))
            with pytest.raises(NotFound):
                change(me, cast.work, "no-such-task", Writing(("Words",), 0))


@pytest.mark.parametrize(
    ("texts", "field"), [(("", "b"), "answer_0"), (("a", " \n"), "answer_1"), (("a",), "answer_1")]
)
def test_an_unanswered_question_is_named(
    cast: Cast, me: Actor, texts: tuple[str, ...], field: str
) -> None:
    with nothing_changes(), pytest.raises(Refusal, match="answer this") as refused:
        rules.submit(me, cast.work, KEY, Writing(texts, 0))
    assert refused.value.field == field


@pytest.mark.parametrize(("on", "said"), [(None, "on which day"), (TODAY + DAY, "not come yet")])
def test_a_talk_needs_its_day(cast: Cast, me: Actor, on: date | None, said: str) -> None:
    with nothing_changes(), pytest.raises(Refusal, match=said) as refused:
        rules.submit(me, cast.work, TALK, Writing((), 0, on))
    assert refused.value.field == "on"


def test_sending(cast: Cast, me: Actor) -> None:
    review = submit(me, cast.work)
    sent = db.session.get_one(Submission, review.source_id)
    assert queries.texts_of(sent) == list(WORDS)
    assert (sent.number, state(cast.work)) == (1, State.SUBMITTED)
    line = db.session.scalars(select(Event).filter_by(verb="submitted")).one()
    assert line.data == {
        "enrollment": cast.work.id, "task": KEY, "review": review.id, "submission": sent.id,
        "on": None, "content": sent.digest,
    }  # fmt: skip
    assert list(timeline.faults()) == []


def test_sending_the_same_again_changes_nothing(cast: Cast, me: Actor) -> None:
    form = writing(cast.work, KEY, *WORDS)
    review = rules.submit(me, cast.work, KEY, form)
    talk = rules.submit(me, cast.work, TALK, Writing((), 0, TODAY))
    with nothing_changes():
        assert rules.submit(me, cast.work, KEY, form) is review
        assert rules.submit(me, cast.work, TALK, Writing((), 0, TODAY)) is talk


@pytest.mark.both
def test_a_double_click_sends_once(app: Flask, cast: Cast, me: Actor) -> None:
    work = cast.work

    def send() -> int:
        return submit(me, work).id

    answers = together(app, send, send, send)
    assert {answer for answer in answers if isinstance(answer, int)} == {1}
    assert len(db.session.scalars(select(Submission)).all()) == 1
    assert verbs(me.id).count("submitted") == 1


def test_what_waits_does_not_change(cast: Cast, me: Actor) -> None:
    submit(me, cast.work)
    fresh = writing(cast.work, KEY, "Other", "words")
    stale = replace(fresh, version=0)
    db.session.commit()
    for form in (stale, fresh):
        for change in (drafts.save_draft, rules.submit):
            with nothing_changes(), pytest.raises(Refusal, match="sent already, maybe from"):
                change(me, cast.work, KEY, form)
    with nothing_changes():
        with pytest.raises(Refusal, match="sent already"):
            rules.submit(me, cast.work, KEY, replace(fresh, texts=WORDS))
        db.session.rollback()


def test_after_a_return_the_draft_goes_on(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    first = submit(me, cast.work)
    decisions.give_back(boss, first, cast.work, "Why *these* two?")
    assert (state(cast.work), draft(cast.work)) == (State.RETURNED, list(WORDS))
    noon.shift(DAY)
    second = submit(me, cast.work, "Dignity, since it is given.", WORDS[1])
    assert (first.superseded_at is not None, second.superseded_at) == (True, None)
    assert state(cast.work) is State.SUBMITTED
    newest, oldest = queries.attempts(cast.work.id, KEY)
    assert newest.submission is not None
    assert oldest.submission is not None
    assert (newest.review, newest.submission.number) == (second, 2)
    assert (oldest.review, oldest.decided_by) == (first, cast.supervisor.name)
    assert "<em>these</em>" in (oldest.comment or "")
    prompts = cast.work.tasks[KEY].prompts
    assert [one.prompt for one in oldest.answers] == list(prompts)
    assert [WORDS[0] in (one.html or "") for one in (oldest.answers[0], newest.answers[0])] == [
        True, False,
    ]  # fmt: skip
    assert newest.submission.digest != oldest.submission.digest


def test_the_same_words_may_be_sent_after_a_return(cast: Cast, me: Actor, boss: Actor) -> None:
    decisions.give_back(boss, submit(me, cast.work), cast.work, "Are you sure?")
    submit(me, cast.work)
    sent = [one.submission for one in queries.attempts(cast.work.id, KEY)]
    assert [one.number for one in sent if one] == [2, 1]


def test_what_nobody_signs_counts_at_once(cast: Cast, me: Actor) -> None:
    task = TaskOutline("why", "Reflect", "Why are you here?", evidence=Evidence.RESPONSE)
    topics = (TopicOutline("", "", (task,)),)
    sections = (SectionOutline("start", "Start", 3, topics=topics),)
    edition = publishing.publish(ProgramOutline("small", "Small", sections=sections))
    assert edition is not None
    work = progress.enroll(me.id, edition, START, actor_id=None)
    form = writing(work, "why", "Because I once needed help.")
    assert rules.submit(me, work, "why", form) is None
    assert (state(work, "why"), Kept(work.id).sections[0].completed_on) == (
        State.DONE, TODAY,
    )  # fmt: skip
    with nothing_changes():
        assert rules.submit(me, work, "why", form) is None
    assert verbs(me.id)[-3:] == ["section-completed", "program-completed", "submitted"]
    assert [row.kind for row in ledger.facts(work.id)["why"]] == [
        Kind.STARTED, Kind.RESPONSE, Kind.DONE,
    ]  # fmt: skip
    assert list(timeline.faults()) == []


def test_the_guard_leaves_nothing_behind(cast: Cast, me: Actor) -> None:
    db.session.commit()
    for change in (drafts.save_draft, rules.submit):
        for text, cleared in ((BLOCKED, False), (BLOCKED, True), (DOUBTFUL, False)):
            with nothing_changes():
                with pytest.raises(prose.ClientIdentified):
                    change(me, cast.work, KEY, Writing((WORDS[0], text), 0, cleared=cleared))
                db.session.rollback()
    rules.submit(me, cast.work, KEY, Writing((WORDS[0], DOUBTFUL), 0, cleared=True))
    assert draft(cast.work) == [WORDS[0], DOUBTFUL]


def test_the_record_holds_no_word_that_was_typed(cast: Cast, me: Actor, boss: Actor) -> None:
    decisions.give_back(boss, submit(me, cast.work), cast.work, "Marvellous, but say more.")
    said = str([line.data for line in db.session.scalars(select(Event))])
    assert not any(word in said for word in ("Dignity", "Service", "Marvellous"))


def test_a_draft_belongs_to_one_enrollment(cast: Cast, me: Actor) -> None:
    drafts.save_draft(me, cast.work, KEY, Writing(WORDS, 0))
    assert queries.response(cast.work.id + 1, KEY) is None
    assert db.session.scalars(select(Response.enrollment_id)).all() == [cast.work.id]
