"""Removing a text: by its author, the supervisor or the training officer, and by nobody else."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from lms.base import clock
from lms.base.db import db
from lms.base.erasing import Why
from lms.base.errors import NotAllowed, NotFound, Refusal
from lms.base.events import Event
from lms.base.prose import Prose
from lms.people import rules as people
from lms.people.actor import Actor
from lms.progress import queries as works
from lms.progress.models import Review
from lms.progress.standing import State
from lms.signoff import decisions, drafts, erasing, extensions, queries, rules, texts
from lms.signoff.drafts import Writing, WrittenElsewhere
from lms.signoff.models import Submission
from tests.cast import Cast, actor
from tests.progress.history import nothing_changes, verbs
from tests.progress.playing import on_terms, send, sign, writing
from tests.progress.refusing import refused

pytestmark = pytest.mark.usefixtures("sound")
KEY, OTHER = "two-principles", "boundary-challenges"
SLIP, LATER = "The lantern fish came.", date(2026, 3, 25)
WHY = Why.NAMES_A_CLIENT


@pytest.fixture
def returned(cast: Cast, me: Actor, boss: Actor) -> Review:
    """An answer with a slip: sent, returned with a comment, written anew, one text set aside."""
    drafts.save_draft(me, cast.work, KEY, writing(cast.work, KEY, f"{SLIP}.", ""))
    review = rules.submit(me, cast.work, KEY, writing(cast.work, KEY, SLIP, "Service."))
    assert review is not None
    decisions.give_back(boss, review, cast.work, "Who is the lantern fish?")
    shown = writing(cast.work, KEY, f"{SLIP}!", "Service.")
    drafts.save_draft(me, cast.work, KEY, Writing(shown.texts, shown.version, choice=drafts.MINE))
    db.session.commit()
    return review


def text(cast: Cast, what: str = "answer", position: int | None = 0) -> texts.Text:
    """One of the texts there are."""
    found = [one for one in texts.listed(cast.work.id) if one.what == what]
    return next(one for one in found if one.what != "answer" or one.position == position)


def words() -> list[str]:
    """All that anyone's texts say."""
    return [one for one in db.session.scalars(select(Prose.text)) if one]


@pytest.mark.both
@pytest.mark.parametrize("who", ["learner", "supervisor", "officer"])
def test_an_answer_goes_wherever_it_stands(cast: Cast, returned: Review, who: str) -> None:
    """Draft, what was sent, what was set aside; the answer beside it and the comment stay."""
    person = cast.people()[who]
    slip = text(cast)
    assert (slip.words, slip.author, len(slip.ids)) == (4, cast.learner.name, 3)
    assert erasing.erase(actor(person), cast.work, slip.id, WHY) == 3
    db.session.commit()
    assert sorted(set(words())) == ["Service.", "Who is the lantern fish?"]
    gone = text(cast)
    assert gone.removed is not None
    assert (gone.removed.by, gone.removed.at, gone.removed.why) == (
        person.name, clock.now(), "names-a-client",
    )  # fmt: skip
    assert (gone.words, gone.ids) == (0, slip.ids)


@pytest.mark.both
def test_the_record_says_who_when_and_why(cast: Cast, officer: Actor, returned: Review) -> None:
    slip = text(cast)
    erasing.erase(officer, cast.work, slip.id, Why.NUMBER)
    line = db.session.scalars(select(Event).filter_by(verb="text-erased")).one()
    assert (line.actor_id, verbs(cast.learner.id)[-1]) == (officer.id, "text-erased")
    assert line.data == {
        "enrollment": cast.work.id, "section": "", "task": KEY, "what": "answer",
        "author": cast.learner.id, "sources": str(returned.source_id), "why": "number",
        "texts": " ".join(map(str, slip.ids)),
    }  # fmt: skip


@pytest.mark.both
def test_a_second_time_changes_nothing(
    cast: Cast, me: Actor, officer: Actor, returned: Review
) -> None:
    slip = text(cast)
    erasing.erase(officer, cast.work, slip.id, WHY)
    db.session.commit()
    with nothing_changes():
        assert erasing.erase(officer, cast.work, slip.id, WHY) == 0
        assert erasing.erase(me, cast.work, slip.ids[-1], Why.BY_MISTAKE) == 0


@pytest.mark.parametrize(
    ("who", "what", "why"),
    [
        ("colleague", "answer", NotFound),
        ("other_supervisor", "answer", NotFound),
        ("other_officer", "answer", NotFound),
        ("auditor", "answer", NotAllowed),
        ("administrator", "answer", NotAllowed),
        ("learner", "returned", NotAllowed),  # what was said about their work
        ("administrator", "returned", NotAllowed),
        ("colleague", "returned", NotFound),
    ],
)
def test_nobody_else_removes_it(
    cast: Cast, returned: Review, who: str, what: str, why: type[Exception]
) -> None:
    slip = text(cast, what)
    db.session.commit()
    with nothing_changes():
        with pytest.raises(why):
            erasing.erase(actor(cast.people()[who]), cast.work, slip.id, WHY)
        db.session.rollback()


def test_why_is_from_the_list(cast: Cast, me: Actor, returned: Review) -> None:
    with refused("Choose why", "why"):
        erasing.erase(me, cast.work, text(cast).id, "the lantern fish")


def test_a_text_of_somebody_else_is_not_found_here(cast: Cast, returned: Review) -> None:
    """A row of prose is named together with the work it stands in."""
    theirs = Prose(author_id=cast.colleague.id, purpose="draft", text=SLIP, written_at=clock.now())
    db.session.add(theirs)
    db.session.commit()
    with nothing_changes(), pytest.raises(NotFound):
        erasing.erase(actor(cast.officer), cast.work, theirs.id, WHY)


def test_whoever_supervised_before_removes_their_own_words_only(
    cast: Cast, boss: Actor, returned: Review
) -> None:
    people.give_post(
        cast.learner, cast.office, "case-manager", supervisor=cast.other_supervisor,
        starts_on=actor(cast.learner).today,
    )  # fmt: skip
    answer, comment = text(cast), text(cast, "returned")
    with pytest.raises(NotFound):
        erasing.erase(boss, cast.work, answer.id, WHY)
    assert erasing.erase(boss, cast.work, comment.id, WHY) == 1
    assert erasing.erase(actor(cast.other_supervisor), cast.work, answer.id, WHY) == 3


def test_of_whoever_left_it_goes_too(cast: Cast, officer: Actor, returned: Review) -> None:
    """A text that should not be there has to go, whatever became of its author."""
    on_terms(cast.work, status="withdrawn")
    cast.learner.deactivated_at = clock.now()
    db.session.commit()
    assert erasing.erase(officer, cast.work, text(cast).id, WHY) == 3


def test_what_waits_can_still_be_signed(cast: Cast, me: Actor, boss: Actor) -> None:
    """The signature binds to what was sent, though nobody can read it any more."""
    review = send(me, cast.work, KEY)
    submission = db.session.get_one(Submission, review.source_id)
    before = submission.digest
    erasing.erase(me, cast.work, text(cast).id, WHY)
    db.session.commit()
    signed = sign(boss, cast.work, review)
    assert (submission.digest, signed.review_id) == (before, review.id)
    assert works.task_standing(cast.work, cast.work.tasks[KEY]).state is State.DONE
    (attempt,) = queries.attempts(cast.work.id, KEY)
    first, _ = attempt.answers
    assert (first.html or "").startswith("Text removed by Marisol")


def test_what_was_signed_stays_signed(cast: Cast, me: Actor, boss: Actor) -> None:
    signed = sign(boss, cast.work, send(me, cast.work, KEY))
    digest = signed.content_digest
    with_note = text(cast)
    erasing.erase(boss, cast.work, with_note.id, WHY)
    db.session.commit()
    assert (signed.content_digest, signed.revoked_at) == (digest, None)


def test_the_learner_goes_on_with_an_empty_box(cast: Cast, me: Actor, returned: Review) -> None:
    """What is written then is no removed text; the record still says that there was one."""
    erasing.erase(me, cast.work, text(cast).id, WHY)
    drafts.save_draft(me, cast.work, KEY, writing(cast.work, KEY, "", "Service, and more."))
    assert text(cast).removed is not None
    again = rules.submit(me, cast.work, KEY, writing(cast.work, KEY, "A family.", "Service."))
    assert again is not None
    assert text(cast).removed is None
    assert [one.html for one in queries.attempts(cast.work.id, KEY)[0].answers] == [
        "<p>A family.</p>", "<p>Service.</p>",
    ]  # fmt: skip
    assert SLIP not in " ".join(words())
    assert verbs(cast.learner.id).count("text-erased") == 1


def test_a_page_that_is_still_open_does_not_bring_it_back(
    cast: Cast, me: Actor, officer: Actor, returned: Review
) -> None:
    """It is shown both texts; the one that was removed is not even set aside."""
    stale = writing(cast.work, KEY, f"{SLIP}!", "Service.")
    erasing.erase(officer, cast.work, text(cast).id, WHY)
    db.session.commit()
    for verb in (drafts.save_draft, rules.submit):
        with pytest.raises(WrittenElsewhere):
            verb(me, cast.work, KEY, stale)
        db.session.rollback()
    now = writing(cast.work, KEY, *stale.texts)
    taken = Writing(now.texts, now.version, choice=drafts.SAVED)
    drafts.save_draft(me, cast.work, KEY, taken)
    assert SLIP not in " ".join(words())


def moved(cast: Cast, boss: Actor) -> None:
    decisions.move_due(boss, cast.work, ("who-we-serve", ""), LATER, SLIP)


def asked(cast: Cast, _boss: Actor) -> None:
    extensions.ask(actor(cast.learner), cast.work, ("who-we-serve", ""), LATER, SLIP)


def granted(cast: Cast, boss: Actor) -> None:
    asked(cast, boss)
    review = db.session.scalars(select(Review).filter_by(kind="extension")).one()
    extensions.grant(boss, review, cast.work, LATER)


def declined(cast: Cast, boss: Actor) -> None:
    extensions.ask(actor(cast.learner), cast.work, ("who-we-serve", ""), LATER, "My laptop.")
    review = db.session.scalars(select(Review).filter_by(kind="extension")).one()
    extensions.decline(boss, review, cast.work, SLIP)


def waived(cast: Cast, boss: Actor) -> None:
    decisions.waive(boss, cast.work, OTHER, SLIP)


def noted(cast: Cast, boss: Actor) -> None:
    review = send(actor(cast.learner), cast.work, OTHER)
    meaning, on = decisions.meanings_of(review)[0], boss.today
    decisions.sign_off(boss, review, cast.work, decisions.Statement(meaning, on, SLIP))


def revoked(cast: Cast, boss: Actor) -> None:
    signed = sign(boss, cast.work, send(actor(cast.learner), cast.work, OTHER))
    decisions.revoke(boss, cast.work, OTHER, signed.id, SLIP)


def reopened(cast: Cast, boss: Actor) -> None:
    sign(boss, cast.work, send(actor(cast.learner), cast.work, OTHER))
    decisions.reopen(boss, cast.work, OTHER, SLIP)


KINDS = {
    "moved": moved, "asked": granted, "declined": declined, "waived": waived, "note": noted,
    "revoked": revoked, "reopened": reopened,
}  # fmt: skip


@pytest.mark.both
@pytest.mark.parametrize("what", KINDS)
def test_every_other_text_goes_by_itself(
    cast: Cast, boss: Actor, officer: Actor, what: str
) -> None:
    """A comment, a note, a reason: one row, and what it explained stands."""
    make: Callable[[Cast, Actor], None] = KINDS[what]
    make(cast, boss)
    db.session.commit()
    before = sorted(words())
    (slip,) = (one for one in texts.listed(cast.work.id) if one.what == what)
    assert (slip.words, slip.task_key or slip.section_key) == (
        4, "who-we-serve" if what in ("moved", "asked", "declined") else OTHER,
    )  # fmt: skip
    assert erasing.erase(officer, cast.work, slip.id, WHY) == 1
    assert sorted([*words(), SLIP]) == before


def test_a_reason_that_is_asked_for_twice_may_be_gone(cast: Cast, me: Actor) -> None:
    """The same request again, after its words were removed, changes nothing."""
    asked(cast, me)
    erasing.erase(me, cast.work, text(cast, "asked").id, WHY)
    db.session.commit()
    with nothing_changes():
        asked(cast, me)


def test_a_waiver_without_its_words_still_holds(cast: Cast, boss: Actor) -> None:
    waived(cast, boss)
    erasing.erase(boss, cast.work, text(cast, "waived").id, WHY)
    (row,) = works.signatures(cast.work.id)[OTHER]
    assert (row.reason or "").startswith("Text removed by Daniel Okafor on 2026-03-04")
    with pytest.raises(Refusal, match="waived already"):
        decisions.waive(boss, cast.work, OTHER, "Another guide.")
