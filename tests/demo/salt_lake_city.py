"""The Salt Lake City office of the demo is as its lines on the sign-in page tell."""

from datetime import timedelta

from lms.people import links
from lms.people import queries as people
from lms.progress.standing import State
from lms.progress.work import works_of
from lms.signoff import queries as written
from tests.demo.looking import (
    asked,
    in_state,
    in_time,
    late,
    on_program,
    outcomes,
    own_states,
    person,
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
    _anahit_is_on_leave()
    _two_have_not_begun()
    _own_tasks_are_done_by_some()
    _three_asked_for_more_time()
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


def _anahit_is_on_leave() -> None:
    assert who("anahit").on_leave
    (away,) = people.leaves(person("anahit").id)
    assert away.ends_on is None
    assert sections("anahit")[0].state is State.DONE


def _two_have_not_begun() -> None:
    today = who("priya").today
    assert work("thandi").starts_on > today
    assert person("thandi").password_hash
    assert in_state("thandi", State.NOT_STARTED) == set(tasks("thandi"))
    pathway = on_program("thandi", "rccm-pathway")
    assert (pathway.starts_on, pathway.job_role) == (
        work("thandi").starts_on,
        "employment-counselor",
    )
    assert works_of(person("thandi").id)[0].outline.key == "icm-onboarding", "it opens first"
    assert works_of(person("emeka").id) == []
    invited = links.latest(person("emeka").id)
    assert invited is not None
    assert links.is_open(invited)
    assert person("emeka").password_hash is None
    for handle, weeks in (("thandi", 0), ("emeka", 1)):
        post = people.post_of(person(handle).id, today + timedelta(days=21))
        assert post is not None
        until_monday = timedelta(days=7 - today.weekday() + 7 * weeks)
        assert 0 <= (post.starts_on - today - until_monday).days <= 1, "a Monday may be a holiday"


def _own_tasks_are_done_by_some() -> None:
    done = {"abdul": 1, "marisol": 2, "hanna": 3, "yonas": 3, "grace": 3, "anahit": 2, "thandi": 0}
    for handle, number in done.items():
        states = own_states(handle)
        assert states == [State.DONE] * number + [State.NOT_STARTED] * (3 - number), handle


def _three_asked_for_more_time() -> None:
    assert asked("hanna", "general-case-management") == [(None, False)]
    assert asked("yonas", "community-outreach") == [("accepted", True)]
    assert asked("marisol", "general-case-management") == [("returned", False)]


def _approvals_wait_for_the_supervisor_alone() -> None:
    names = [*["Hanna Lindqvist"] * 4, *["Marisol Vega"] * 4, *["Yonas Tesfaye"] * 3]
    assert waiting("daniel") == names
    assert waiting("priya") == []
    assert who("priya").officer_of == {who("priya").office_id}
    assert who("ruth").is_administrator
    assert who("sam").auditor_of == {who("priya").office_id}
