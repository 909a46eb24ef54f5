"""The file of the courses: what a good one gives, that each refusal has its line, and ours."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lms.curriculum.commands import CONTENT
from lms.curriculum.course_outline import (
    CatalogueOutline,
    ColumnOutline,
    CourseOutline,
    to_json,
)
from lms.curriculum.course_reading import read_catalogue
from lms.curriculum.guide_errors import GuideError, GuideErrors
from lms.curriculum.reading import COURSES_FILE
from tests.conftest import CI
from tests.curriculum.test_any_guide import SHREDS

FRONT = "---\ntitle: Courses\n---\n"  # the body begins in line 4
COLUMN = "## Notes {#notes}\n"
COURSE = "### Good notes {#good-notes}\nWrite them.\n"
GOOD = FRONT + COLUMN + COURSE


def read(tmp_path: Path, text: str | bytes) -> CatalogueOutline:
    """Write this file and read it."""
    path = tmp_path / COURSES_FILE
    path.write_bytes(text if isinstance(text, bytes) else text.encode(errors="replace"))
    return read_catalogue(path)


def errors_of(tmp_path: Path, text: str | bytes) -> list[tuple[int, str]]:
    """Line and message of all that is wrong with a file."""
    with pytest.raises(GuideErrors) as caught:
        read(tmp_path, text)
    assert {Path(error.file).name for error in caught.value.errors} == {COURSES_FILE}
    return [(error.line, error.message) for error in caught.value.errors]


def test_a_whole_file(tmp_path: Path) -> None:
    text = (
        "---\ntitle: What to take\nroles: case-manager, icm-specialist\n---\nHi.\n\nTwo.\n\n"
        "## Notes {#notes}\n\n### Good notes {#good}\nWrite *them*.\n\n- Well.\n\n"
        "### Fire {#fire required=yes minutes=90 renew=12mo roles=employment-counselor}\nRun.\n"
        "## People {#people}\n### Talk {#talk required=no}\n\n\nTalk.\n\n"
    )
    both = ("case-manager", "icm-specialist")
    good = CourseOutline("good", "Good notes", "notes", "Write *them*.\n\n- Well.", both)
    fire = CourseOutline("fire", "Fire", "notes", "Run.", ("employment-counselor",), True, 90, 12)
    talk = CourseOutline("talk", "Talk", "people", "Talk.", both)
    found = read(tmp_path, text)
    assert found == CatalogueOutline("What to take", "Hi.\n\nTwo.", (
        ColumnOutline("notes", "Notes", (good, fire)), ColumnOutline("people", "People", (talk,)),
    ))  # fmt: skip
    assert list(found.courses.values()) == [good, fire, talk]
    assert to_json(found)["columns"][0]["courses"][1] == {
        "key": "fire", "title": "Fire", "summary": "Run.", "roles": ("employment-counselor",),
        "required": True, "minutes": 90, "renew_months": 12,
    }  # fmt: skip


def test_without_roles_a_course_is_for_everyone(tmp_path: Path) -> None:
    (course,) = read(tmp_path, GOOD).courses.values()
    assert course == CourseOutline("good-notes", "Good notes", "notes", "Write them.")


FAULTS: dict[str, tuple[str | bytes, int, str]] = {
    "no course": (FRONT + "Hi.\n", 1, "write a column as `## Title {#key}`"),
    "empty column": (GOOD + "## More {#more}\n", 7, "write one, or take it out"),
    "no column": (FRONT + COURSE, 4, "write `## Title {#key}` above it"),
    "no column, twice": (FRONT + COURSE + COURSE.replace("good", "my"), 4, "above it"),
    "level one": (GOOD + "# More {#more}\n", 7, "a course as `### Title {#key}`"),
    "level four": (GOOD + "#### More {#more}\n", 7, "a course as `### Title {#key}`"),
    "no words": (GOOD + "##\n", 7, "a course as `### Title {#key}`"),
    "indented": (GOOD + " ### More {#more}\n", 7, "so write it as text"),
    "only a key": (GOOD + "### {#more}\nIt.\n", 7, "write `### Title {#key}`"),
    "text below a column": (
        FRONT + COLUMN + "\nHi.\n" + COURSE, 6, "in the introduction or below a course"
    ),
    "no key": (GOOD + "### More of it\nIt.\n", 7, "write `{#more-of-it}` at its end"),
    "no key of a column": (FRONT + "## My Notes\n" + COURSE, 4, "write `{#my-notes}` at its end"),
    "odd key": (GOOD + "### More {#More}\nIt.\n", 7, "as in `#more`"),
    "key twice": (GOOD + COURSE, 7, "already taken in line 5"),
    "column key twice": (
        GOOD + COLUMN + COURSE.replace("{#g", "{#o"), 7, "already taken in line 4"
    ),
    "no description": (GOOD + "### More {#more}\n\n", 7, "what a learner can do afterwards"),
    "long title": (GOOD + f"### {'A' * 201} {{#more}}\nIt.\n", 7, "at most 200 characters"),
    "link in a title": (GOOD + "### [A](https://x.org) {#a}\nIt.\n", 7, "a heading holds no link"),
    "unsafe link": (GOOD + "\n[A](about:blank)\n", 8, "beginning with https://"),
    "a task": (GOOD + "\n- [ ] **Read:** It.\n", 8, "looks like a task"),
    "attributes in text": (GOOD + "More {#more}\n", 7, "take them out here"),
    "attribute of a column": (
        FRONT + COLUMN.replace("}", " minutes=3}") + COURSE, 4, "write only `{#key}` here"
    ),
    "unknown": (GOOD.replace("-notes}", "-notes minuets=3}"), 5, "write `minutes`"),
    "of a task": (GOOD.replace("-notes}", "-notes evidence=tick}"), 5, "is not an attribute"),
    "roles": (GOOD.replace("-notes}", "-notes roles=case-manger}"), 5, "write `case-manager`"),
    "role twice": (
        GOOD.replace("-notes}", "-notes roles=case-manager,case-manager}"), 5, "each role once"
    ),
    "required": (GOOD.replace("-notes}", "-notes required=maybe}"), 5, "yes | no"),
    "minutes": (GOOD.replace("-notes}", "-notes minutes=1h}"), 5, "whole minutes"),
    "no minutes": (GOOD.replace("-notes}", "-notes minutes=0}"), 5, "whole minutes"),
    "renew": (GOOD.replace("-notes}", "-notes renew=1y}"), 5, "as in `renew=12mo`"),
    "renew never": (GOOD.replace("-notes}", "-notes renew=121mo}"), 5, "1 to 120 months"),
    "twice": (GOOD.replace("-notes}", "-notes minutes=3 minutes=3}"), 5, "written twice"),
    "never closed": (GOOD.replace("-notes}", "-notes"), 5, "never closed"),
    "no front matter": (COLUMN + COURSE, 1, "write `---`, `title: …` and `---`"),
    "no title": ("---\nroles: case-manager\n---\n" + COLUMN + COURSE, 1, "has no `title`"),
    "front roles": (
        "---\ntitle: A\nroles: case-manager, clerk\n---\n" + COLUMN + COURSE, 3, "write one of"
    ),
    "no front roles": ("---\ntitle: A\nroles:\n---\n" + COLUMN + COURSE, 3, "write one of"),
    "front list": (
        "---\ntitle: A\nroles: [case-manager]\n---\n" + COLUMN + COURSE, 3, "write them as `roles:"
    ),
    "front due": ("---\ntitle: A\ndue: 3 days\n---\n" + COLUMN + COURSE, 3, "not known here"),
    "empty": ("", 1, "write its front matter"),
    "latin-1": (GOOD.replace("them", "thém").encode("latin-1"), 6, "encoding UTF-8"),
    "zero": (GOOD.replace("them", "th\0em"), 6, "a control character"),
    "too large": (GOOD.encode().ljust(200_001), 1, "at most 200 kB"),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_every_fault_names_its_line_and_what_to_write(tmp_path: Path, case: str) -> None:
    text, line, mend = FAULTS[case]
    ((found, message),) = errors_of(tmp_path, text)
    assert (found, mend in message) == (line, True), message
    assert "; " in message


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    text = "---\ntitel: A\n---\n### Lost {#lost renew=1}\n## Notes\n### Good\n# More\n"
    assert [line for line, _ in errors_of(tmp_path, text)] == [1, 2, 4, 4, 4, 5, 6, 6, 7]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(GuideErrors, match=r"courses\.md:1: there is no ordinary file"):
        read_catalogue(tmp_path / COURSES_FILE)


@pytest.fixture(scope="module")
def ours() -> CatalogueOutline:
    return read_catalogue(CONTENT / COURSES_FILE)


def test_the_sixteen_courses_stand_in_their_four_columns(ours: CatalogueOutline) -> None:
    assert [(column.title, len(column.courses)) for column in ours.columns] == [
        ("Operational Guidelines", 7),
        ("Professional and Skill Development", 3),
        ("Resources", 4),
        ("Trauma Awareness", 2),
    ]
    assert len(ours.courses) == 16
    assert len({course.title for course in ours.courses.values()}) == 16


def test_community_resources_is_one_course(ours: CatalogueOutline) -> None:
    """The source breaks it over two lines."""
    assert [course.title for course in ours.columns[2].courses] == [
        "Community Resources", "Public Charge", "Fraud, Public Benefits", "Civic Engagement",
    ]  # fmt: skip


def test_what_the_source_does_not_state_is_left_open(ours: CatalogueOutline) -> None:
    for course in ours.courses.values():
        assert (course.required, course.minutes, course.renew_months) == (False, None, None)
        assert course.roles == ("case-manager", "employment-counselor", "clinical-therapist")
        assert "Afterwards you can" in course.summary
    assert "January 27, 2020" in ours.introduction


def read_or_refuse(tmp_path: Path, text: str) -> None:
    """Read the text; what is refused is refused with a place and what to write."""
    errors: tuple[GuideError, ...] = ()
    try:
        found = read(tmp_path, text)
    except GuideErrors as refused:
        errors = refused.errors
        str(refused).encode()
    else:
        assert found.columns
        assert all(column.courses for column in found.columns)
    assert all(error.line >= 1 and "; " in error.message for error in errors)


PIECES = [*SHREDS, "### ", "\n### A {#a", "\n## A {#a}\n", " renew=1mo", " roles=case-manager}\n"]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=40).map("".join))
@example("#" * 150_000)
@example("### A {#a}\n" * 15_000)
@example("### " + "{" * 150_000)
@example("## " + "[" * 150_000)
@settings(max_examples=500 if CI else 60)
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """In time that grows with the text alone: the examples would take hours otherwise."""
    folder = tmp_path_factory.getbasetemp()
    read_or_refuse(folder, text)
    read_or_refuse(folder, FRONT + text)
    read_or_refuse(folder, GOOD + text)
