"""What is written about somebody's practice is read by those whom it is for, and by nobody else."""

import logging
from collections.abc import Callable, Collection

import pytest
import time_machine

from lms.base.db import db
from lms.people import rules as people
from lms.people.models import Person
from tests.cast import Cast, actor
from tests.competencies.doors import COMPETENCIES
from tests.competencies.planted import (
    BESIDE,
    DRAFT,
    LANTERN,
    OWN,
    OWN_OPEN,
    REASONS,
    TAKEN_BACK,
    pages,
    plant,
)
from tests.competencies.visiting import one, person
from tests.met import EVERYONE
from tests.on_disk import rows_with
from tests.test_erased_everywhere import unpacked
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("sound", "planted")
Visit = Callable[..., Visitor]
EVERY = BESIDE | REASONS | {DRAFT, OWN_OPEN}
READ = {who: set[str]() for who in EVERYONE} | {
    "learner": BESIDE | REASONS | {OWN_OPEN}, "supervisor": BESIDE | REASONS | {DRAFT},
    "officer": REASONS, "auditor": REASONS, "administrator": REASONS,
}  # fmt: skip


@pytest.fixture
def planted(cast: Cast, noon: time_machine.Traveller) -> None:
    """It stands in every kind of text."""
    plant(cast, noon)


def read(visit: Visit, who: Person | None, paths: Collection[str]) -> set[str]:
    """Which of the sentences somebody finds on these pages and files."""
    window, found = visit(who), set[str]()
    for path in paths:
        held = unpacked(window.get(path))
        found |= {sentence for sentence in EVERY if sentence.encode() in held}
    return found


@pytest.mark.parametrize("who", EVERYONE)
def test_who_reads_what(
    who: str, cast: Cast, visit: Visit, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert rows_with(LANTERN) == {"prose"}
    assert read(visit, cast.people().get(who), pages(cast)) == READ[who]
    assert LANTERN not in caplog.text


@pytest.mark.parametrize("who", EVERYONE)
def test_no_answer_to_a_form_says_more(
    who: str, cast: Cast, visit: Visit, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    rows = {
        "learner": cast.learner.id, "work": cast.work.id, "office": cast.office.id, "rating": 1,
        "self_rating": 2, "rating_made": 7, "rating_text": 1, "own_rating_text": 2,
    }  # fmt: skip
    reader, found = cast.people().get(who), set[str]()
    for doors in COMPETENCIES.values():
        for door in doors:
            if door.method == "POST":
                answer = visit(reader).post(door.path.format(**rows).replace("/2/", "/60/"))
                found |= {sentence for sentence in EVERY if sentence in answer.text}
    assert found <= READ[who]
    assert LANTERN not in caplog.text


def test_the_record_that_is_taken_along_holds_reasons_alone(cast: Cast, visit: Visit) -> None:
    for who in ("learner", "supervisor"):
        files = {person(cast, f"record{kind}") for kind in ("", ".csv", ".xlsx")}
        assert read(visit, cast.people()[who], files) == REASONS - {TAKEN_BACK}


def test_the_next_supervisor_reads_what_the_one_before_wrote(cast: Cast, visit: Visit) -> None:
    """Whoever signs today; the one before sees the person no more."""
    people.give_post(
        cast.learner, cast.office, "case-manager", supervisor=cast.other_supervisor,
        starts_on=actor(cast.learner).today,
    )  # fmt: skip
    db.session.commit()
    assert read(visit, cast.other_supervisor, pages(cast)) == BESIDE | REASONS
    assert read(visit, cast.supervisor, pages(cast)) == set()
    assert read(visit, cast.learner, pages(cast)) == READ["learner"]


def test_the_officer_reads_while_there_is_no_supervisor(cast: Cast, visit: Visit) -> None:
    people.deactivate(cast.supervisor, actor_id=None)
    db.session.commit()
    assert read(visit, cast.officer, pages(cast)) == BESIDE | REASONS
    assert read(visit, cast.auditor, pages(cast)) == REASONS
    assert read(visit, cast.administrator, pages(cast)) == REASONS


def test_what_waits_for_the_supervisor_shows_no_words(cast: Cast, visit: Visit) -> None:
    """Not until the supervisor has rated too: on no page is the own view of the open review."""
    window = visit(cast.supervisor)
    assert "60-day review" in window.get("/approvals").text
    for path in pages(cast):
        assert OWN_OPEN.encode() not in unpacked(window.get(path)), path
    assert OWN in window.get(one(cast)).text
