"""All or nothing, the same file twice, and what is written: as if each row were done by hand."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from datetime import date

import pytest
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from lms.base.db import db
from lms.base.errors import Refusal
from lms.base.events import Chain, Event
from lms.base.tables import as_csv
from lms.people import queries, rules, spelling
from lms.people.actor import Actor
from lms.people.models import Person, Post
from lms.progress import rules as progress
from lms.roster import columns, exporting, importing, sheet
from tests.cast import Cast, actor, posted
from tests.databases import GUIDE
from tests.progress.history import everything, nothing_changes, verbs
from tests.roster.files import ANA, MARISOL, carry_out, look, outcomes, row, said, the_work

pytestmark = pytest.mark.usefixtures("sound")
PEER = "ben@example.org"


def found(email: str) -> Person:
    who = queries.by_email(email)
    assert who is not None
    return who


def posts(who: Person) -> list[tuple[str, date, date | None, str | None]]:
    """Job, first day, last day and supervisor of the posts that count."""
    mine = select(Post).filter_by(person_id=who.id, superseded_at=None).order_by(Post.starts_on)
    return [
        (one.job_role, one.starts_on, one.ends_on,
         db.session.get_one(Person, one.supervisor_id).name if one.supervisor_id else None)
        for one in db.session.scalars(mine)
    ]  # fmt: skip


def data(who: Person) -> list[dict[str, object]]:
    """What the record's lines about a person hold."""
    mine = select(Event.data).join(Chain, Chain.id == Event.chain_id)
    mine = mine.where(Chain.subject_kind == "person", Chain.subject_id == who.id)
    return list(db.session.scalars(mine.order_by(Event.number)))


@pytest.mark.both
def test_added_as_by_hand(officer: Actor, cast: Cast) -> None:
    """The same rows and lines as the single rules write."""
    hand = rules.add_person("Hana Sato", "hana@example.org", None, actor_id=officer.id)
    rules.give_post(hand, cast.office, "icm-specialist", supervisor=cast.supervisor,
                    starts_on=date(2026, 3, 9), actor_id=officer.id)  # fmt: skip
    carry_out(officer, ANA)
    ana = found("ana@example.org")
    assert (ana.name, ana.password_hash, len(ana.session_key)) == ("Ana Lima", None, 32)
    assert ana.session_key != hand.session_key
    assert posts(ana) == posts(hand)
    assert verbs(ana.id) == [*verbs(hand.id), "enrolled"]
    assert data(ana)[:2] == data(hand)
    work = the_work(ana)
    assert (work.starts_on, work.job_role) == (date(2026, 3, 9), "icm-specialist")
    (line,) = db.session.scalars(select(Event).filter_by(verb="people-imported"))
    assert line.data == {"added": 1, "changed": 0, "left": 0, "enrolled": 1}
    assert line.actor_id == officer.id


@pytest.mark.both
def test_changed_as_by_hand(officer: Actor, cast: Cast) -> None:
    """A name, a post from today, a program: each with its line; the post before ends."""
    bea = posted("Bea Cole", cast.office, cast.supervisor)
    rules.give_post(cast.colleague, cast.office, "supervisor", supervisor=cast.other_supervisor,
                    starts_on=date(2026, 3, 4), actor_id=officer.id)  # fmt: skip
    steps = carry_out(officer, row(
        name="Beatrice Cole", email=bea.email, job_title="Supervisor", starts_on="2026-01-05",
        supervisor_email=cast.other_supervisor.email,
    ))  # fmt: skip
    assert found(bea.email).name == "Beatrice Cole"
    assert posts(bea) == posts(cast.colleague)
    assert [one[1:3] for one in posts(bea)] == [
        (date(2026, 1, 5), date(2026, 3, 3)), (date(2026, 3, 4), None),
    ]  # fmt: skip
    assert verbs(bea.id)[-3:] == ["person-changed", "post-given", "enrolled"]
    assert data(bea)[-2] == data(cast.colleague)[-1]
    assert [(one.words.partition(":")[0], one.done, one.total) for one in steps] == [
        ("Noting posts and names", 1, 1), ("Enrolling", 1, 1),
    ]  # fmt: skip


@pytest.mark.both
def test_the_same_file_twice_changes_nothing(officer: Actor) -> None:
    rows = (
        row(supervisor_email=PEER), row(name="Ben", email=PEER, supervisor_email="", program=""),
        MARISOL.replace("Case manager", "Supervisor"), row(),
    )[:3]  # fmt: skip
    carry_out(officer, *rows)
    with nothing_changes():
        assert carry_out(officer, *rows) == []
    assert outcomes(look(officer, *rows)) == ["left"] * 3


def test_a_supervisor_further_down(officer: Actor) -> None:
    carry_out(officer, row(supervisor_email=PEER), row(name="Ben", email=PEER))
    assert posts(found("ana@example.org"))[0][3] == "Ben"


def test_what_was_to_come_gives_way(officer: Actor, cast: Cast) -> None:
    rules.give_post(cast.learner, cast.office, "supervisor", supervisor=None,
                    starts_on=date(2026, 5, 4))  # fmt: skip
    carry_out(officer, MARISOL.replace("Case manager", "LCSW"))
    assert posts(cast.learner) == [
        ("case-manager", date(2026, 1, 5), date(2026, 3, 3), "Daniel Okafor"),
        ("clinical-therapist", date(2026, 3, 4), None, "Daniel Okafor"),
    ]


def test_who_is_on_the_program_stays_as_they_are(officer: Actor, cast: Cast) -> None:
    carry_out(officer, MARISOL.replace("2026-01-05", "2026-03-23").replace("Vega", "Vega Ruiz"))
    assert the_work(cast.learner).starts_on == cast.work.starts_on


def test_refused_rows_stop_the_whole_file(officer: Actor) -> None:
    plan = look(officer, ANA, row(email="bad"))
    with nothing_changes(), pytest.raises(Refusal, match="Mend the file"):
        list(importing.carry_out(plan, officer))


@pytest.mark.both
def test_a_roster_that_changed_meanwhile(officer: Actor, cast: Cast) -> None:
    """Whatever the plan was made from has to be as it was."""
    plan = look(officer, ANA, MARISOL.replace("Vega", "Vega Ruiz"))
    rules.deactivate(cast.learner, actor_id=None)
    db.session.commit()
    with nothing_changes(), pytest.raises(Refusal, match="look at it again"):
        list(importing.carry_out(plan, officer))


def test_a_supervisor_who_left_meanwhile(officer: Actor, cast: Cast) -> None:
    plan = look(officer, ANA)
    rules.deactivate(cast.supervisor, actor_id=None)
    with nothing_changes(), pytest.raises(Refusal, match="look at it again"):
        list(importing.carry_out(plan, officer))


def test_the_command_line_acts_for_all(cast: Cast) -> None:
    carry_out(None, row(office="Boise", program=""))
    (line,) = db.session.scalars(select(Event).filter_by(verb="people-imported"))
    assert line.actor_id is None
    assert db.session.get_one(Chain, line.chain_id).subject_kind == "system"


@contextmanager
def odd_people(cast: Cast) -> Iterator[None]:
    """Names that a spreadsheet takes for formulas, separators and more; one who left; a mover.

    Some of these names are from before they were looked at.
    """
    names = ["=cmd", "+1 Ana", "-Ben", "@sum", "O'Brien; Łukasz", 'The "Rock"', "'=cmd", "''-x",
             "'Aziz", "می\u200cخواهم", "Two\u2028 lines\n of it", "＝wide"]  # fmt: skip
    for n, name in enumerate(names):
        who = rules.add_person("Odd", f"odd{n}@example.org", None)
        who.name = " ".join(name.split())
        rules.give_post(who, cast.office, "case-manager", supervisor=cast.supervisor,
                        starts_on=date(2026, 1, 5))  # fmt: skip
    rules.give_post(cast.colleague, cast.elsewhere, "supervisor", supervisor=None,
                    starts_on=date(2026, 5, 4))  # fmt: skip
    posted("Gone Long", cast.office)
    rules.deactivate(cast.other_supervisor, actor_id=None)
    rules.deactivate(found("gone.long@example.org"), actor_id=None)
    db.session.commit()
    yield


@pytest.mark.both
def test_importing_the_export_changes_nothing(cast: Cast) -> None:
    with odd_people(cast):
        for keeper in (None, *map(actor, (cast.administrator, cast.officer, cast.other_officer))):
            content = "".join(as_csv(exporting.HEAD, exporting.rows(keeper)))
            table = sheet.read(sheet.decoded(content.encode()))
            assert len(table.rows) >= 2
            plan = importing.look(table, columns.guess(table.headings), keeper)
            assert said(plan) == {}
            assert set(outcomes(plan)) == {"left"}


def test_nobody_is_called_like_a_formula_anew(cast: Cast, officer: Actor) -> None:
    """Also with the apostrophe that an export writes; who was called so before stays so."""
    cast.learner.name = "=cmd"
    mine = MARISOL.replace("Marisol Vega", "'=cmd")
    assert outcomes(look(officer, mine)) == ["left"]
    for other in (row(name="'=cmd"), MARISOL.replace("Marisol Vega", "'=other")):
        assert said(look(officer, other)) == {2: {"Name": spelling.FORMULA}}


def test_the_export_holds_whom_one_looks_after(cast: Cast, officer: Actor) -> None:
    rows = {str(line[1]): line for line in exporting.rows(officer)}
    assert "luis.ortega@example.org" not in rows
    assert rows["marisol.vega@example.org"] == [
        "Marisol Vega", "marisol.vega@example.org", "Case manager", "Salt Lake City",
        "daniel.okafor@example.org", date(2026, 1, 5), "icm-onboarding",
    ]  # fmt: skip
    assert len(list(exporting.rows(None))) == 7


@pytest.mark.both
def test_a_tick_goes_on_while_a_file_is_checked(
    app: Flask, me: Actor, officer: Actor, cast: Cast
) -> None:
    """Two connections: one reads the roster and holds still, the other ticks."""
    db.session.commit()
    ticked: list[bool] = []

    def tick() -> None:
        with app.app_context():
            progress.tick(me, progress.lock_own(me, cast.work.id), "nasw-code")
            db.session.commit()
            ticked.append(True)

    table = sheet.read(f"{ANA}\n{ANA}")
    matched = dict(zip(("name", "email", "job_title", "office", "supervisor_email", "starts_on",
                        "program"), table.headings, strict=True))  # fmt: skip
    importing.look(table, matched, officer)  # its reading transaction is still open
    assert db.session().in_transaction()
    other = threading.Thread(target=Context().run, args=(tick,))
    other.start()
    other.join(timeout=10)
    assert ticked == [True]
    db.session.rollback()


CELL = st.text(max_size=12) | st.sampled_from([
    "Ana", "ana@example.org", "marisol.vega@example.org", "LCSW", "Case manager", "Salt Lake City",
    "3/9/2026", "46085", "icm-onboarding", "=1+1", "'=1", "daniel.okafor@example.org", "",
])  # fmt: skip
EMAIL = st.sampled_from(["ana@example.org", PEER, "c@example.org", "marisol.vega@example.org"])
GOOD = st.tuples(
    st.sampled_from(["Ana", "O'Brien; Łukasz", "'Aziz", "Marisol Vega"]), EMAIL,
    st.sampled_from(["LCSW", "Case manager"]), st.sampled_from(["Salt Lake City", "Boise"]),
    EMAIL | st.just(""), st.sampled_from(["3/9/2026", "46085", "2026-04-01"]),
    st.sampled_from(["icm-onboarding", ""]),
)  # fmt: skip
ANY = st.lists(st.lists(CELL, max_size=9).map(tuple), max_size=6)


@given(lines=ANY | st.lists(GOOD, max_size=4, unique_by=lambda line: line[1]))
def test_any_file_is_refused_or_imported_once(lines: list[tuple[str, ...]], cast: Cast,
                                              noon: time_machine.Traveller) -> None:  # fmt: skip
    """Nothing but a Refusal is ever raised, and twice is once."""
    content = "".join(as_csv(exporting.HEAD, lines)).encode("utf-8", "surrogatepass")
    try:
        table = sheet.read(sheet.decoded(content))
        matched = columns.guess(table.headings)
        plan = importing.look(table, matched, None)
        db.session.rollback()
        list(importing.carry_out(plan, None))
    except Refusal:
        db.session.rollback()
        return
    db.session.commit()
    before = everything()
    assert list(importing.carry_out(importing.look(table, matched, None), None)) == []
    assert everything() == before


@pytest.mark.both
def test_each_part_tells_of_people(officer: Actor) -> None:
    """By the batch, and never of more than the file has."""
    many = [row(email=f"p{n}@example.org", program=GUIDE if n < 300 else "") for n in range(600)]
    steps = carry_out(officer, *many)
    assert [(one.words.partition(":")[0], one.done, one.total) for one in steps] == [
        ("Adding people", 250, 600), ("Adding people", 500, 600), ("Adding people", 600, 600),
        ("Noting posts and names", 250, 600), ("Noting posts and names", 500, 600),
        ("Noting posts and names", 600, 600), ("Enrolling", 250, 300), ("Enrolling", 300, 300),
    ]  # fmt: skip


def test_nothing_is_left_of_an_import_that_breaks_off(officer: Actor) -> None:
    """Whoever stops listening half way rolls all of it back."""
    plan = look(officer, ANA)
    with nothing_changes():
        steps = importing.carry_out(plan, officer)
        next(steps)
        steps.close()
        db.session.rollback()
