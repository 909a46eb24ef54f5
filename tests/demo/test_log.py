"""What the demo's learners log, before it is loaded: on which days, and in whose words."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from lms.curriculum.commands import CONTENT
from lms.curriculum.outline import ProgramOutline
from lms.curriculum.reading import read_program
from lms.demo import answers, plan
from lms.demo.holidays import holidays
from lms.demo.learners import LEARNERS
from lms.demo.seen import seen, seen_for
from lms.demo.stages import End, Verb
from lms.progress import due
from tests.databases import GUIDE


def test_every_entry_of_the_log_has_words_and_no_words_are_left_over() -> None:
    wanted = set()
    for learner in LEARNERS:
        for one in seen(learner):
            back = one.came_back or one.end is End.RETURNED
            said = {one.name: one.end is not End.BEGUN, f"{one.name}, comment": back,
                    one.name + answers.FIRST_TRY: one.came_back}  # fmt: skip
            wanted |= {(learner.handle, name) for name, there in said.items() if there}
    notes = {(who, what) for who, what in answers.texts(answers.LOG) if what.endswith(", note")}
    assert answers.texts(answers.LOG).keys() - notes == wanted
    assert {(who, what.removesuffix(", note")) for who, what in notes} < wanted


@given(today=st.dates(date(2024, 1, 1), date(2040, 12, 31)))
def test_what_was_seen_lies_as_far_back_as_it_is_told(today: date) -> None:
    """However many holidays there were: counted in working days of the office."""
    guide = _guide()
    for learner in LEARNERS:
        if learner.away or learner.gone or learner.quit:
            continue
        closed = holidays(learner.office, today)
        for deed in plan.past(guide, learner, today, closed):
            if deed.verb is Verb.BEGIN and deed.seen and deed.seen.back:
                days = due.working_days(deed.day, today, closed)
                assert days == deed.seen.back - (not due.is_working(today, closed))


def _guide() -> ProgramOutline:
    return read_program(CONTENT / GUIDE)


def test_a_guide_that_asks_for_more_is_logged_all_the_same() -> None:
    """What an office observes beyond our own words is logged with harmless ones."""
    outline = _guide()
    (yonas,) = (one for one in LEARNERS if one.handle == "yonas")
    more = replace(outline.tasks["two-assessments"], count=3)
    assert [one.activity for one in seen_for(yonas, more)] == ["assessment"] * 3
    other = replace(more, kind="intake")
    assert [one.activity for one in seen_for(yonas, other)] == ["intake"] * 3
    assert answers.logged(other, "yonas", "two-assessments 0") == (answers.ANYTHING,) * 3
    fewer = replace(outline.tasks["three-case-files"], parts=(("open", 2),), count=2)
    assert seen_for(yonas, fewer) == (), "the files are counted by hand"
