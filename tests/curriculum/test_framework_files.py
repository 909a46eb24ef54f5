"""The file of the competencies: what a good one gives, and that each refusal has its line."""

from collections.abc import Collection, Mapping
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lms.curriculum.commands import CONTENT
from lms.curriculum.framework_outline import (
    ActivityOutline,
    CompetencyOutline,
    DomainOutline,
    EvidenceOutline,
    FrameworkOutline,
    LevelOutline,
    Need,
    NeedKind,
    Step,
    TasksOutline,
    from_json,
    to_json,
)
from lms.curriculum.framework_reading import read_framework
from lms.curriculum.guide_errors import GuideError, GuideErrors
from lms.curriculum.outline import (
    ProgramOutline,
    QuizOutline,
    SectionOutline,
    TaskOutline,
    TopicOutline,
)
from lms.curriculum.reading import COMPETENCIES_FILE
from tests.conftest import CI
from tests.curriculum.test_any_guide import SHREDS

FRONT = "---\ntitle: Competencies\nguide: icm\n---\n"
SCALE = (  # begins in line 5
    "## The scale {#scale}\n"
    "### Not seen {#not-seen level=0}\nNo chance.\n"
    "### One {#one level=1}\nWatches.\n"
    "### Two {#two level=2}\nHelped.\n"
    "### Three {#three level=3}\nAlone.\n"
    "### Four {#four level=4}\nShows.\n"
)
DOMAIN = "## Base {#base}\n"  # line 16
LAST = "- **Tasks:** code\n"  # line 20
GOOD_ONE = (  # begins in line 17
    "### Ethics {#ethics code=C01 target=three}\nIt is good.\n- Says no.\n" + LAST
)
READINESS = "## Readiness {#readiness}\n"  # line 21
SHADOW = "- **May shadow:** task code\n"  # line 23
ACTIVITY = "### Assessments {#assessment}\n" + SHADOW  # begins in line 22
GOOD = FRONT + SCALE + DOMAIN + GOOD_ONE + READINESS + ACTIVITY


def guide(key: str, *tasks: str) -> ProgramOutline:
    """A guide of these tasks and one quiz."""
    listed = tuple(TaskOutline(name, "Read", name) for name in tasks)
    quizzes = (QuizOutline("check", "Check", "bank", (("", 1),)),)
    section = SectionOutline("s", "S", topics=(TopicOutline("", "", listed),), quizzes=quizzes)
    return ProgramOutline(key, key, sections=(section,))


GUIDES = {one.key: one for one in (guide("icm", "code", "bounds"), guide("utah", "law"))}
COURSES = ["teamwork", "notes"]


def read(
    tmp_path: Path,
    text: str | bytes,
    guides: Mapping[str, ProgramOutline] | None = GUIDES,
    courses: Collection[str] | None = COURSES,
) -> FrameworkOutline:
    """Write this file and read it."""
    path = tmp_path / COMPETENCIES_FILE
    path.write_bytes(text if isinstance(text, bytes) else text.encode(errors="replace"))
    return read_framework(path, guides, courses)


def with_(old: str, new: str) -> str:
    """The good file with other words in one place."""
    assert old in GOOD
    return GOOD.replace(old, new, 1)


SMALL = FrameworkOutline(
    "Competencies",
    "icm",
    levels=(
        LevelOutline("not-seen", 0, "Not seen", "No chance."),
        LevelOutline("one", 1, "One", "Watches."),
        LevelOutline("two", 2, "Two", "Helped."),
        LevelOutline("three", 3, "Three", "Alone."),
        LevelOutline("four", 4, "Four", "Shows."),
    ),
    domains=(
        DomainOutline("base", "Base", "", (
            CompetencyOutline(
                "ethics", "C01", "Ethics", "It is good.", ("Says no.",),
                EvidenceOutline(TasksOutline("icm", ("code",))), 3,
            ),
        )),
    ),
    activities=(
        ActivityOutline("assessment", "Assessments", False, (
            (Step.SHADOW, (Need(NeedKind.TASK, "code", "icm"),)),
            (Step.CO_LEAD, ()), (Step.LEAD_OBSERVED, ()), (Step.INDEPENDENT, ()),
        )),
    ),
)  # fmt: skip


def test_a_small_file(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD)
    assert found == SMALL
    assert list(found.competencies) == ["ethics"]
    assert from_json(to_json(found)) == found


def test_a_competency_with_all_there_is(tmp_path: Path) -> None:
    text = (
        "### Ethics, at work {#ethics target=two code=AB12}\n\nIt is *good*.\n\n1. Very.\n\n"
        "- Says no,\n  kindly.\n\n-   Says   yes.\n\n\n"
        "- **Tasks:** code\n- **Supporting tasks:** `bounds`\n- **Tasks of `utah`:** law\n"
        "- **Quizzes:** check\n- **Log:** intake, other\n"
        "- **Courses:** notes,\n  teamwork\n- **Pathway rules:** A.1, C.11\n"
        "- **Sources:** *Standards* (2013),\n\n  standard 1\n\n"
    )
    evidence = EvidenceOutline(
        TasksOutline("icm", ("code",)), ("bounds",), ("check",), ("intake", "other"),
        ("notes", "teamwork"), (TasksOutline("utah", ("law",)),), ("A.1", "C.11"),
    )  # fmt: skip
    (domain,) = read(tmp_path, with_(DOMAIN + GOOD_ONE, DOMAIN + "About it.\n" + text)).domains
    assert domain == DomainOutline("base", "Base", "About it.", (
        CompetencyOutline(
            "ethics", "AB12", "Ethics, at work", "It is *good*.\n\n1. Very.",
            ("Says no, kindly.", "Says yes."), evidence, 2, "*Standards* (2013), standard 1",
        ),
    ))  # fmt: skip


def test_what_is_said_beside(tmp_path: Path) -> None:
    text = with_("{#scale}\n", "{#scale}\n\nHow.\n\n- Much.\n").replace(
        "{#readiness}\n", "{#readiness}\nWhen.\n"
    )
    found = read(tmp_path, text.replace(FRONT, FRONT + "Hi.\n\nTwo.\n\n"))
    wanted = ("Hi.\n\nTwo.", "How.\n\n- Much.", "When.")
    assert (found.introduction, found.scale, found.readiness) == wanted


def test_the_parts_may_come_in_any_order(tmp_path: Path) -> None:
    assert read(tmp_path, FRONT + READINESS + ACTIVITY + DOMAIN + GOOD_ONE + SCALE) == SMALL


GENERAL = (  # begins in line 24, below the good file
    "### All {#every}\n- **May shadow:** task `bounds`\n- **Works independently:** course notes\n"
    "### With clients {#with-clients}\n- **Works independently:** competency ethics at three\n"
    "### Intakes {#intake clients=yes}\n"
    "- **May co-lead:** 2 entries watched\n- **May shadow:** task law of utah\n"
    "- **May lead while observed:** 1 entry took-part\n- **Works independently:** 99 entries led\n"
)


def test_conditions_of_every_activity_and_of_those_with_clients(tmp_path: Path) -> None:
    alone, intake = read(tmp_path, GOOD + GENERAL).activities
    bounds, notes = Need(NeedKind.TASK, "bounds", "icm"), Need(NeedKind.COURSE, "notes")
    code, law = Need(NeedKind.TASK, "code", "icm"), Need(NeedKind.TASK, "law", "utah")
    gate = Need(NeedKind.COMPETENCY, "ethics", level=3, gate=True)
    watched = Need(NeedKind.ENTRIES, part="watched", number=2)
    took_part = Need(NeedKind.ENTRIES, part="took-part")
    led = Need(NeedKind.ENTRIES, part="led", number=99)
    assert (alone.clients, dict(alone.needs)) == (False, {
        Step.SHADOW: (bounds, code), Step.CO_LEAD: (), Step.LEAD_OBSERVED: (),
        Step.INDEPENDENT: (notes,),
    })  # fmt: skip
    assert (intake.clients, intake.needs) == (True, (
        (Step.SHADOW, (bounds, law)), (Step.CO_LEAD, (watched,)),
        (Step.LEAD_OBSERVED, (took_part,)), (Step.INDEPENDENT, (notes, gate, led)),
    ))  # fmt: skip
    assert intake.asked(Step.CO_LEAD) == (bounds, law, watched)


def test_names_that_are_not_at_hand_are_taken_as_they_are(tmp_path: Path) -> None:
    text = with_("- **Tasks:** code\n", (
        "- **Tasks:** one\n- **Tasks of two:** three\n- **Quizzes:** four\n- **Courses:** five\n"
    )).replace("guide: icm", "guide: six").replace("task code", "course seven")  # fmt: skip
    found = read(tmp_path, text, None, None)
    evidence = found.competencies["ethics"].evidence
    assert evidence == EvidenceOutline(
        TasksOutline("six", ("one",)), (), ("four",), (), ("five",),
        (TasksOutline("two", ("three",)),),
    )  # fmt: skip
    with pytest.raises(GuideErrors, match="`Two` names no guide; write lower-case words"):
        read(tmp_path, text.replace("of two", "of Two"), None, None)


def read_or_refuse(tmp_path: Path, text: str) -> None:
    """Read the text; what is refused is refused with a place and what to write."""
    for guides, courses in ((GUIDES, COURSES), (None, None)):
        errors: tuple[GuideError, ...] = ()
        try:
            found = read(tmp_path, text, guides, courses)
        except GuideErrors as refused:
            errors = refused.errors
            str(refused).encode()
        else:
            assert all(one.behaviours and one.target for one in found.competencies.values())
            assert from_json(to_json(found)) == found
        assert all(error.line >= 1 and "; " in error.message for error in errors)


PIECES = [
    *SHREDS, "### ", "\n### A {#a", "\n## A {#a}\n", " level=1", " code=C9 target=two}\nA.\n- A.\n",
    "\n- **Tasks:** code", "\n- **Tasks of utah:** ", ", bounds", "`", "\n- **Log:** intake",
    "\n- **May shadow:** ", "task code", "1 entry led", "competency ethics at one", "\n- A\n",
    "{#every}", "{#with-clients}", "{#intake clients=yes}", "\n## R {#readiness}", "{#scale}",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=40).map("".join))
@example("#" * 150_000)
@example("### A {#a}\n" * 15_000)
@example("## A {#a}\n### A {#a}\n" * 8_000)
@example("- **" + "a" * 150_000)
@example("- **Tasks:** " + "a," * 75_000)
@example("- **May shadow:** task " + "a " * 75_000)
@example("- a\n  b\n" * 15_000)
@settings(max_examples=500 if CI else 60)
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """In time that grows with the text alone: the examples would take hours otherwise."""
    folder = tmp_path_factory.getbasetemp()
    for before in ("", FRONT, GOOD, FRONT + SCALE + DOMAIN + GOOD_ONE):
        read_or_refuse(folder, before + text)


OURS = (CONTENT / COMPETENCIES_FILE).read_text(encoding="utf-8").split("\n")
CUTS = st.tuples(
    st.integers(0, len(OURS)), st.integers(0, 6), st.lists(st.sampled_from(PIECES), max_size=4)
)


@given(st.lists(CUTS, min_size=1, max_size=4))
@settings(max_examples=200 if CI else 40)
def test_any_change_to_the_real_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[tuple[int, int, list[str]]]
) -> None:
    """Lines taken out of it, and others put in."""
    lines = list(OURS)
    for at, taken, put in cuts:
        lines[at : at + taken] = ["".join(put)] if put else []
    read_or_refuse(tmp_path_factory.getbasetemp(), "\n".join(lines))
