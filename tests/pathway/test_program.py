"""The program of the pathway: all 38 rules, each for the roles that it binds, in our own words."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from config import ROOT
from lms.base.db import db
from lms.base.prose import look_at
from lms.curriculum import queries as curriculum
from lms.curriculum import rules as publishing
from lms.curriculum.attributes import JOB_ROLES
from lms.curriculum.commands import CONTENT
from lms.curriculum.outline import Evidence, ProgramOutline, TaskOutline
from lms.curriculum.reading import read_program
from lms.pathway import duties
from lms.progress import rules as progress
from lms.progress import standing
from lms.progress.queries import section_standings
from tests import cast as people
from tests.cast import Cast
from tests.visitor import Visitor, words

RULES = [f"{letter}.{number}" for letter, count in zip("ABCDE", (5, 9, 11, 8, 5), strict=True)
         for number in range(1, count + 1)]  # fmt: skip
NAMED = re.compile(r" \(([A-E]\.\d+(?:, [A-E]\.\d+)*)\)$")  # at the end of a task's words
SOURCE = ROOT.parent / "shared" / "seeds" / "004_2cb5a1ad0789528d.txt"
OURS = [*sorted((CONTENT / duties.PROGRAM).glob("*.md")), ROOT / "lms" / "pathway" / "duties.py",
        ROOT / "lms" / "pathway" / "clocks.py", ROOT / "docs" / "pathway.md"]  # fmt: skip
RUN = 8  # words


@pytest.fixture(scope="module")
def program() -> ProgramOutline:
    return read_program(CONTENT / duties.PROGRAM)


def named(task: TaskOutline) -> list[str]:
    """The rules that a task says it is about."""
    found = NAMED.search(task.title)
    return found[1].split(", ") if found else []


def bound(program: ProgramOutline) -> Iterator[tuple[str, str, str]]:
    """Section, rule and role of all that a task is about."""
    for section in program.sections:
        for task in section.tasks:
            for rule in named(task):
                for role in task.roles or JOB_ROLES:
                    yield section.title, rule, role


def test_there_are_38_rules_in_five_stages(program: ProgramOutline) -> None:
    assert len(RULES) == 38
    assert sorted(duties.rules()) == sorted(RULES)
    assert [section.title for section in program.sections] == list(duties.STAGES.values())


def test_every_rule_is_learned_in_its_stage(program: ProgramOutline) -> None:
    letters = {title: letter for letter, title in duties.STAGES.items()}
    own = {rule for title, rule, _ in bound(program) if rule[0] == letters[title]}
    assert own == set(RULES)
    assert {rule for _, rule, _ in bound(program)} == set(RULES)


def test_a_rule_is_written_in_one_way(program: ProgramOutline) -> None:
    """What looks like a rule stands in brackets at the end of the words, where the test sees it."""
    for task in program.tasks.values():
        everywhere = re.findall(r"\b[A-E]\.\d+", task.title)
        assert everywhere == named(task), task.key


def test_each_role_learns_what_binds_it(program: ProgramOutline) -> None:
    learned = {(rule, role) for _, rule, role in bound(program)}
    for duty in duties.DUTIES:
        for role in duty.roles:
            assert (duty.rule, role) in learned, (duty.rule, role)


def test_icm_specialists_have_what_case_managers_have(program: ProgramOutline) -> None:
    assert standing.for_role(program, "icm-specialist") == standing.for_role(program, duties.CM)


@pytest.mark.parametrize("role", duties.ROLES)
def test_each_role_has_tasks_in_every_stage(program: ProgramOutline, role: str) -> None:
    mine = standing.for_role(program, role)
    for section in program.sections:
        assert any(task.key in mine for task in section.tasks), section.title
    assert len(mine) < len(program.tasks)


def test_no_task_needs_what_an_office_elsewhere_would_miss(program: ProgramOutline) -> None:
    """No slot: every office would see it open."""
    for task in program.tasks.values():
        assert not task.slot
        assert task.evidence is not Evidence.QUIZ
        assert task.seq is None


def test_courses_prepare_for_the_stages(program: ProgramOutline) -> None:
    named = [task.course for task in program.tasks.values() if task.evidence is Evidence.COURSE]
    assert named == ["rccm", "case-management-assessment", "employment-plan", "effective-notes"]


def test_it_says_whose_rules_these_are(program: ProgramOutline) -> None:
    for text in (program.title, program.introduction, program.disclaimer,
                 *(section.introduction for section in program.sections)):  # fmt: skip
        assert "Utah" in text
        assert "effective January 1, 2020" in text
    assert "No office elsewhere has to do it" in program.introduction
    assert "No client belongs in here" in program.introduction
    assert program.dates_suggested
    assert all(section.due_days for section in program.sections)


def test_nothing_in_it_would_be_stopped_by_the_guard(app: Flask, program: ProgramOutline) -> None:
    for task in program.tasks.values():
        for text in (task.title, task.note, *task.prompts):
            if text:
                look_at(text)


def _tokens(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", re.sub(r"[’']", "", text.lower()))


def _runs(text: str) -> set[tuple[str, ...]]:
    found = _tokens(text)
    return {tuple(found[at : at + RUN]) for at in range(len(found) - RUN + 1)}


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_no_eight_words_in_a_row_are_the_states(path: Path) -> None:
    if not SOURCE.exists():
        pytest.skip("the state's text is not beside this checkout")
    both = _runs(path.read_text(encoding="utf-8")) & _runs(SOURCE.read_text(encoding="utf-8"))
    assert both == set()


@pytest.mark.both
def test_an_employment_counselor_has_exactly_their_tasks(
    app: Flask, cast: Cast, program: ProgramOutline
) -> None:
    """Published beside the guide, enrolled, and there on My onboarding."""
    edition = publishing.publish(program)
    assert edition is not None
    assert [one.key for one in curriculum.guides()] == ["icm-onboarding", duties.PROGRAM]
    noor = people.posted("Noor Haidari", cast.office, cast.supervisor, duties.EC)
    work = progress.enroll(noor.id, edition, date(2026, 3, 2), job_role=duties.EC, actor_id=None)
    mine = {key for section in section_standings(work) for key in section.tasks}
    assert mine == set(standing.for_role(program, duties.EC))
    assert "entering-tevs" not in mine
    db.session.commit()
    page = words(Visitor(app, noor).get("/onboarding"))
    assert program.title in page
    assert "Tell a case manager what you need to hear after an appointment" in page
    assert "TEVS" not in page
