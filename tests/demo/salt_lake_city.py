"""The Salt Lake City office of the demo is as its lines on the sign-in page tell."""

from datetime import timedelta

from lms.progress.standing import State
from lms.signoff import queries as written
from tests.demo.looking import (
    in_state,
    in_time,
    late,
    outcomes,
    sections,
    sent_on,
    tasks,
    waiting,
    who,
    work,
)


def everyone() -> None:
    """All of the office."""
    _abdul_has_begun()
    _marisol_has_something_of_everything()
    _hanna_is_late_with_section_2()
    _yonas_is_nearly_done()
    _grace_has_finished()
    _approvals_wait_for_the_supervisor_alone()


def _abdul_has_begun() -> None:
    assert len(in_state("abdul", State.DONE)) == 3
    assert len(in_state("abdul", State.NOT_STARTED)) == len(tasks("abdul")) - 3


def _marisol_has_something_of_everything() -> None:
    first, second, *_ = sections("marisol")
    assert first.state is State.DONE
    assert first.completed_on is not None
    assert first.due_on is not None
    assert first.completed_on <= first.due_on
    assert second.state is State.RETURNED
    found = tasks("marisol")
    (returned,) = in_state("marisol", State.RETURNED)
    assert "make it yours" in str(getattr(found[returned].returned, "comment", ""))
    assert len(in_state("marisol", State.SUBMITTED)) == 2
    assert found["three-cases-notes"].pieces == {"": 1}
    assert found["three-cases-notes"].needs.pieces == {"": 3}
    assert found["trauma-informed-principles"].state is State.IN_PROGRESS
    draft = written.draft(written.response(work("marisol").id, "trauma-informed-principles"))
    assert [bool(text.text) for _, text in sorted(draft.items())] == [True, False]
    assert late("marisol") == []


def _hanna_is_late_with_section_2() -> None:
    assert late("hanna") == [2]
    assert sections("hanna")[0].state is State.DONE
    (waits,) = in_state("hanna", State.SUBMITTED)
    assert who("hanna").today - sent_on("hanna", waits) >= timedelta(days=7)


def _yonas_is_nearly_done() -> None:
    assert [section.state for section in sections("yonas")[:4]] == [State.DONE] * 4
    assert len(in_state("yonas", State.SUBMITTED)) == 3
    open_tasks = {key for key, task in tasks("yonas").items() if not task.closed}
    assert open_tasks - in_state("yonas", State.SUBMITTED) == {"community-map"}
    assert late("yonas") == []


def _grace_has_finished() -> None:
    assert [section.state for section in sections("grace")] == [State.DONE] * 6
    assert in_time("grace")
    assert outcomes("grace", "termination-steps") == ["accepted", "returned"]


def _approvals_wait_for_the_supervisor_alone() -> None:
    names = ["Hanna Lindqvist", "Marisol Vega", "Marisol Vega", *["Yonas Tesfaye"] * 3]
    assert waiting("daniel") == names
    assert waiting("priya") == []
    assert who("priya").officer_of == {who("priya").office_id}
    assert who("ruth").is_administrator
    assert who("sam").auditor_of == {who("priya").office_id}
