"""Our own framework, content/competencies.md: whole, and tied to the guide as its table says."""

import csv
import re
from itertools import chain, pairwise
from pathlib import Path

import pytest

from lms.curriculum.commands import CONTENT
from lms.curriculum.course_reading import read_catalogue
from lms.curriculum.framework_names import Nameable
from lms.curriculum.framework_outline import (
    ActivityOutline,
    CompetencyOutline,
    FrameworkOutline,
    Need,
    NeedKind,
    Step,
)
from lms.curriculum.framework_reading import read_framework
from lms.curriculum.outline import ACTIVITY_KINDS, ProgramOutline
from lms.curriculum.reading import COMPETENCIES_FILE, COURSES_FILE, read_program
from tests.databases import GUIDE

PATHWAY = "rccm-pathway"
MAP = Path(__file__).with_name("competency_map.csv")  # primary and supporting by a task's seq
RULES = [f"{stage}.{number}" for stage, last in zip("ABCDE", (5, 9, 11, 8, 5), strict=True)
         for number in range(1, last + 1)]  # fmt: skip
RULE = re.compile(r"[A-E]\.[0-9]+")


@pytest.fixture(scope="module")
def guides() -> dict[str, ProgramOutline]:
    return {key: read_program(CONTENT / key) for key in (GUIDE, PATHWAY)}


@pytest.fixture(scope="module")
def courses() -> list[str]:
    return list(read_catalogue(CONTENT / COURSES_FILE).courses)


@pytest.fixture(scope="module")
def ours(guides: dict[str, ProgramOutline], courses: list[str]) -> FrameworkOutline:
    return read_framework(CONTENT / COMPETENCIES_FILE, guides, courses)


def every(ours: FrameworkOutline) -> list[CompetencyOutline]:
    return list(ours.competencies.values())


def test_fourteen_competencies_in_five_domains(ours: FrameworkOutline) -> None:
    assert [(domain.key, len(domain.competencies)) for domain in ours.domains] == [
        ("professional-foundation", 3),
        ("relationship-and-inclusion", 3),
        ("case-management-process", 4),
        ("coordination-and-access", 2),
        ("safety-and-accountability", 2),
    ]
    assert list(ours.competencies) == [
        "ethics", "confidentiality", "supervision", "engagement", "culture-and-language",
        "communication", "program-knowledge", "assessment", "planning", "service-delivery",
        "referral", "teamwork", "safety", "documentation",
    ]  # fmt: skip
    assert [one.code for one in every(ours)] == [f"C{number:02}" for number in range(1, 15)]
    assert ours.guide == GUIDE


def test_each_competency_shows_in_four_behaviours(ours: FrameworkOutline) -> None:
    for one in every(ours):
        assert len(one.behaviours) == 4
        assert all(re.match(r"[A-Z][a-z]+s ", behaviour) for behaviour in one.behaviours)
        assert one.definition
        assert "NASW Standards for Social Work Case Management (2013)" in one.sources
        assert "CSWE EPAS (2022)" in one.sources


def test_four_levels_and_one_for_what_nobody_has_seen(ours: FrameworkOutline) -> None:
    assert [(level.number, level.key, level.title) for level in ours.levels] == [
        (0, "not-observed", "Not observed yet"), (1, "beginning", "Beginning"),
        (2, "developing", "Developing"), (3, "competent", "Competent"), (4, "strong", "Strong"),
    ]  # fmt: skip
    assert all(level.meaning for level in ours.levels)


def test_two_targets_are_higher_and_the_file_says_whose_proposal_they_are(
    ours: FrameworkOutline,
) -> None:
    higher = {one.key for one in every(ours) if one.target == 3}
    assert higher == {"confidentiality", "safety"}
    assert all(one.target == 2 for one in every(ours) if one.key not in higher)
    assert "No source sets it, and an office may decide otherwise" in ours.introduction
    assert "No source sets them, and an office may decide otherwise" in ours.readiness


def test_each_of_the_114_tasks_is_evidence_of_what_the_table_says(
    ours: FrameworkOutline, guides: dict[str, ProgramOutline]
) -> None:
    with MAP.open(encoding="utf-8", newline="") as file:
        table = {
            int(row["seq"]): (row["primary"].split(), row["supporting"].split())
            for row in csv.DictReader(file)
        }
    tasks = guides[GUIDE].tasks
    found = {
        task.seq: (
            [one.code for one in every(ours) if key in one.evidence.tasks.keys],
            [one.code for one in every(ours) if key in one.evidence.supporting],
        )
        for key, task in tasks.items()
    }
    assert len(table) == 114
    assert found == table
    assert all(primary for primary, _ in found.values())


def test_each_quiz_of_the_guide_serves_a_competency(
    ours: FrameworkOutline, guides: dict[str, ProgramOutline]
) -> None:
    named = set(chain.from_iterable(one.evidence.quizzes for one in every(ours)))
    assert named == set(guides[GUIDE].quizzes)


def test_all_sixteen_courses_serve_a_competency(ours: FrameworkOutline, courses: list[str]) -> None:
    named = set(chain.from_iterable(one.evidence.courses for one in every(ours)))
    assert (len(courses), named) == (16, set(courses))


def test_all_rules_of_the_pathway_serve_a_competency(ours: FrameworkOutline) -> None:
    named = set(chain.from_iterable(one.evidence.rules for one in every(ours)))
    assert (len(RULES), named) == (38, set(RULES))


def test_the_pathways_tasks_stand_where_their_rules_do(
    ours: FrameworkOutline, guides: dict[str, ProgramOutline]
) -> None:
    for one in every(ours):
        (elsewhere,) = one.evidence.elsewhere
        about = [
            key
            for key, task in guides[PATHWAY].tasks.items()
            if set(RULE.findall(task.title)) & set(one.evidence.rules)
        ]
        assert (elsewhere.program, list(elsewhere.keys)) == (PATHWAY, about)


def test_each_competency_can_be_seen_in_the_log(ours: FrameworkOutline) -> None:
    for one in every(ours):
        assert one.evidence.activities
    logged = set(chain.from_iterable(one.evidence.activities for one in every(ours)))
    assert logged == {*ACTIVITY_KINDS} - {"other"}


def test_it_holds_no_link() -> None:
    text = (CONTENT / COMPETENCIES_FILE).read_text(encoding="utf-8")
    assert "](" not in text
    assert "http" not in text
    assert "www." not in text


def test_readiness_of_every_kind_of_activity(ours: FrameworkOutline) -> None:
    assert {one.key: one.clients for one in ours.activities} == {
        "intake": True, "assessment": True, "plan-review": False, "home-visit": True,
        "referral": True, "close-out": True, "case-notes": False, "team-meeting": False,
    }  # fmt: skip
    for one in ours.activities:
        assert [step for step, _ in one.needs] == list(Step)
        beyond = [one.asked(step) for step in Step]
        assert all(len(less) < len(more) for less, more in pairwise(beyond))


def gates(one: ActivityOutline) -> list[Need]:
    return [need for need in one.asked(Step.INDEPENDENT) if need.gate]


def test_the_three_protocols_stand_before_every_step_alone_with_clients(
    ours: FrameworkOutline, guides: dict[str, ProgramOutline]
) -> None:
    keys = {task.seq: key for key, task in guides[GUIDE].tasks.items()}
    safe = [Need(NeedKind.TASK, keys[seq], GUIDE, gate=True) for seq in (74, 80, 110)]
    rated = Need(NeedKind.COMPETENCY, "safety", level=3, gate=True)
    for one in ours.activities:
        alone = dict(one.needs)[Step.INDEPENDENT]
        assert [need for need in alone if need.gate] == ([*safe, rated] if one.clients else [])
        assert [need.key for need in gates(one)] == (
            [*(need.key for need in safe), "safety"] if one.clients else []
        )
        assert Need(NeedKind.COMPETENCY, "confidentiality", level=3) in alone


def test_leading_an_assessment_together_takes_three_tasks_and_two_entries(
    ours: FrameworkOutline,
) -> None:
    """Others rely on this way being so short."""
    assert ours.activity["assessment"].asked(Step.CO_LEAD) == (
        Need(NeedKind.TASK, "client-boundaries", GUIDE),
        Need(NeedKind.TASK, "client-information-storage", GUIDE),
        Need(NeedKind.TASK, "boundary-challenges", GUIDE),
        Need(NeedKind.ENTRIES, part="watched", number=2),
    )


def test_tasks_for_readiness_exist_for_every_job(
    ours: FrameworkOutline, guides: dict[str, ProgramOutline]
) -> None:
    """A condition that somebody's guide does not hold could never be met."""
    for one in ours.activities:
        for need in one.asked(Step.INDEPENDENT):
            if need.kind is NeedKind.TASK:
                assert need.program == GUIDE
                assert not guides[GUIDE].tasks[need.key].roles


def test_names_are_looked_up_only_where_they_are_at_hand(
    guides: dict[str, ProgramOutline],
) -> None:
    assert Nameable(GUIDE, None, None).tasks(GUIDE).choices is None
    assert Nameable(GUIDE, guides, None).tasks("none-such").choices is None
    assert Nameable(GUIDE, guides, None).tasks(GUIDE).choices == guides[GUIDE].tasks
