"""The demo's log shows something real: every state, every reader's page, over several months."""

from sqlalchemy import select

from lms.base.db import db
from lms.demo.branches import ALBANY, BOISE, SALT_LAKE_CITY
from lms.demo.learners import LEARNERS
from lms.demo.seen import SCHOOL_VISIT
from lms.demo.settings import BACK_DAYS
from lms.people.models import Person
from lms.progress import access, queries
from lms.progress.standing import State as Standing
from lms.shadowing import access as rights
from lms.shadowing import confirming, coverage, files, office_rules, serving
from lms.shadowing import queries as log
from lms.shadowing.models import LogEntry, Part, State
from tests.demo.looking import person, tasks, who, work

FILES, ASSESSMENTS, CLOSE_OUT = "three-case-files", "two-assessments", "close-out"


def everything() -> None:
    """All of it."""
    _there_is_something_of_everything()
    _abdul_has_a_draft()
    _marisol_has_every_state()
    _yonas_has_a_full_log()
    _graces_assessments_were_on_paper()
    _tomas_has_one_of_two()
    _the_officer_accepts_where_the_supervisor_left()
    _boise_has_rules_of_its_own()
    _somebody_has_not_yet_seen_a_close_out()
    _the_paper_is_not_empty()


def entries(handle: str) -> list[log.Line]:
    """All that a learner logged, the latest first."""
    found, more = log.lines(person(handle).id)
    assert not more
    return found


def _there_is_something_of_everything() -> None:
    found = db.session.scalars(select(LogEntry)).all()
    assert {one.state for one in found} == {*State} - {State.GIVEN_UP}
    assert {one.part for one in found} == {*Part}
    assert len({one.activity for one in found}) >= 8
    lines = [one for here in LEARNERS for one in entries(here.handle)]
    assert {(one.confirmed, one.by_link) for one in lines} == {
        (True, True), (True, False), (False, False),
    }  # fmt: skip
    offices = {here.office for here in LEARNERS if entries(here.handle)}
    assert offices == {SALT_LAKE_CITY, BOISE, ALBANY}


def _abdul_has_a_draft() -> None:
    (draft,) = entries("abdul")
    assert (draft.entry.state, draft.entry.reference) == (State.DRAFT, "Meeting 1")


def _marisol_has_every_state() -> None:
    draft, waits, returned, accepted = entries("marisol")
    assert draft.entry.state == State.DRAFT
    assert accepted.entry.state == State.ACCEPTED
    assert accepted.confirmed_by == person("grace").id
    assert waits.entry.state == State.PENDING
    link = confirming.latest(waits.entry.id)
    assert link is not None
    assert confirming.is_open(link), "its code is there to be shown"
    assert returned.entry.state == State.RETURNED
    (attempt,) = log.attempts(returned.entry.id)
    assert "our rule for visits" in str(attempt.comment)
    reads = rights.readable(who("daniel"), [attempt.review.id])
    assert reads == {attempt.review.id}
    assert rights.readable(who("priya"), [attempt.review.id]) == set()


def _yonas_has_a_full_log() -> None:
    found = {one.entry.reference: one.entry for one in entries("yonas")}
    assert {f"Review file {number} of 3" for number in (1, 2, 3)} < found.keys()
    assert {one.state for one in found.values()} == {State.ACCEPTED}
    assert tasks("yonas")[FILES].state is Standing.DONE
    assert tasks("yonas")[FILES].pieces == {"open": 2, "closed": 1}
    (again,) = [one.id for one in found.values() if one.activity == "plan-review"]
    assert [one.review.outcome for one in log.attempts(again)] == ["accepted", "returned"]
    assert len(coverage.of(person("yonas").id).months) >= 3


def _graces_assessments_were_on_paper() -> None:
    assert tasks("grace")[ASSESSMENTS].state is Standing.DONE
    signed = queries.signatures(work("grace").id)[ASSESSMENTS]
    assert [(one.signer, one.entry_id) for one in signed] == [("Daniel Okafor", None)] * 2
    assert log.lines_for(work("grace").id, ASSESSMENTS) == []
    seen = coverage.of(person("grace").id)
    assert seen.total("intake") == 2
    assert len(seen.months) >= 4


def _tomas_has_one_of_two() -> None:
    states = [one.entry.state for one in log.lines_for(work("tomas").id, ASSESSMENTS)]
    assert states == [State.ACCEPTED, State.PENDING]
    (option,) = [one for one in serving.options(person("tomas").id)
                 if one.task.key == ASSESSMENTS]  # fmt: skip
    assert (option.accepted, option.waiting, option.asked) == (1, 1, 2)


def _the_officer_accepts_where_the_supervisor_left() -> None:
    latest = entries("farid")[0].entry
    assert [one.decided_by for one in log.attempts(latest.id)] == ["Colette Baptiste"]


def _boise_has_rules_of_its_own() -> None:
    asked = {name: office_rules.of_office(who(name).office_id) for name in ("teresa", "eleni")}
    assert (asked["teresa"].own, asked["teresa"].back_days) == (dict((SCHOOL_VISIT,)), BACK_DAYS)
    assert asked["eleni"] == office_rules.Asked()
    visits = [one for handle in ("tomas", "samira") for one in entries(handle)
              if one.entry.activity == SCHOOL_VISIT[0]]  # fmt: skip
    assert [one.by_link for one in visits] == [True, False]


def _somebody_has_not_yet_seen_a_close_out() -> None:
    have = {"daniel": {"Grace Mbeki", "Yonas Tesfaye"}, "eleni": {"Mei Tanaka", "Oksana Bondar"},
            "teresa": set()}  # fmt: skip
    for handle, seen in have.items():
        visible = access.visible(who(handle))
        everyone, more = coverage.team(visible, [CLOSE_OUT])
        without, _ = coverage.team(visible, [CLOSE_OUT], unseen=CLOSE_OUT)
        assert not more
        assert {one.name for one in everyone} - {one.name for one in without} == seen
        assert without


def _the_paper_is_not_empty() -> None:
    for handle in ("yonas", "oksana"):
        learner = db.session.get_one(Person, person(handle).id)
        last = entries(handle)[0].entry.on
        rows = files.year_of(learner.id, files.Words({}, "America/Denver"), last.year)
        assert {row[10] for row in rows} == {"Accepted"}
        assert all(row[11] and row[12] for row in rows), "who accepted it, and on which day"
