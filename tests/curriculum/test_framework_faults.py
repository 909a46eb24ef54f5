"""The file of the competencies: each refusal has its line and says what to write instead."""

from dataclasses import replace
from pathlib import Path

import pytest

from lms.curriculum.framework_reading import read_framework
from lms.curriculum.guide_errors import GuideErrors
from lms.curriculum.reading import COMPETENCIES_FILE
from tests.curriculum.test_framework_files import (
    ACTIVITY,
    DOMAIN,
    FRONT,
    GOOD,
    GOOD_ONE,
    GUIDES,
    LAST,
    READINESS,
    SCALE,
    SHADOW,
    guide,
    read,
    with_,
)


def errors_of(tmp_path: Path, text: str | bytes) -> list[tuple[int, str]]:
    """Line and message of all that is wrong with a file."""
    with pytest.raises(GuideErrors) as caught:
        read(tmp_path, text)
    assert {Path(error.file).name for error in caught.value.errors} == {COMPETENCIES_FILE}
    return [(error.line, error.message) for error in caught.value.errors]


FAULTS: dict[str, tuple[str | bytes, int, str]] = {
    # the head of the file
    "no guide": (with_("guide: icm\n", ""), 1, "write `guide: …`"),
    "odd guide": (with_("guide: icm", "guide: My guide"), 3, "write its key"),
    "guide as a list": (with_("guide: icm", "guide: [icm]"), 3, "write its key"),
    "unknown guide": (with_("guide: icm", "guide: imc").replace("task code", "course notes")
                      .replace("Tasks:** code", "Tasks:** x"), 3, "write `icm`"),
    "front": (with_("guide: icm\n", "guide: icm\nroles: x\n"), 4, "is not known here"),
    "no front matter": (GOOD.replace(FRONT, ""), 1, "write `---`, `title: …` and `---`"),
    "empty": ("", 1, "write its front matter"),
    "latin-1": (with_("No chance", "Nó chance").encode("latin-1"), 7, "encoding UTF-8"),
    "zero": (with_("No chance", "No\0chance"), 7, "a control character"),
    "too large": (GOOD.encode().ljust(200_001), 1, "at most 200 kB"),
    # headings
    "no scale": (GOOD.replace(SCALE, ""), 1, "write it below `## The scale {#scale}`"),
    "no domain": (GOOD.replace(DOMAIN + GOOD_ONE, ""), 1, "write their domain as"),
    "no readiness": (GOOD.replace(READINESS + ACTIVITY, ""), 1, "below `## Readiness {#readiness}"),
    "two scales": (GOOD + SCALE, 24, "already taken in line 5"),
    "two of a domain": (GOOD + DOMAIN + "### A {#a code=A target=one}\nA.\n- A.\n" + LAST, 24,
                        "already taken in line 16"),
    "level one": (with_(DOMAIN, "# Base {#base}\n" + DOMAIN), 16, "write `## Title {#key}`"),
    "level four": (GOOD + "#### More {#more}\n", 24, "and below it `### Title {#key …}`"),
    "no words": (GOOD + "##\n", 24, "of no level there is"),
    "above all": (with_(SCALE, "### A {#a}\n" + SCALE), 5, "write `## Title {#key}` there"),
    "no key": (with_("Base {#base}", "Base"), 16, "write `{#base}` at its end"),
    "odd key": (with_("#ethics", "#Ethics"), 17, "as in `#ethics`"),
    "attribute of a domain": (with_("#base", "#base code=C02"), 16, "write only `{#key}` here"),
    "never closed": (with_("three}", "three"), 17, "never closed"),
    "link in a title": (with_("# Ethics", "# [E](https://x.org)"), 17, "a heading holds no link"),
    # the scale
    "level missing": (with_("### Four {#four level=4}\nShows.\n", ""), 5, "from `level=0` to"),
    "levels in disorder": (with_("level=1", "level=9").replace("level=2", "level=1")
                           .replace("level=9", "level=2"), 5, "each once and in this order"),
    "level twice": (with_("level=3", "level=2"), 5, "each once"),
    "level of no number": (with_(" level=3", ""), 12, "write `level=1` beside its key"),
    "odd number": (with_("level=3", "level=5"), 12, "0 | 1 | 2 | 3 | 4"),
    "no meaning": (with_("Alone.\n", ""), 12, "write below it what it stands for"),
    "level key twice": (with_("#four", "#one"), 14, "already taken in line 8"),
    "code of a level": (with_("level=3", "level=3 code=C1"), 12, "write one of: level"),
    # competencies
    "empty domain": (with_(DOMAIN, "## More {#more}\n" + DOMAIN), 16, "write one, or take it out"),
    "no code": (with_(" code=C01", ""), 17, "write `code=C01` after its key"),
    "odd code": (with_("code=C01", "code=c01"), 17, "capital letters and digits"),
    "long code": (with_("code=C01", "code=C1234567890"), 17, "at most 10 signs"),
    "no target": (with_(" target=three", ""), 17, "write `target=developing`"),
    "unknown target": (with_("target=three", "target=thre"), 17, "write `three`"),
    "target that is none": (with_("target=three", "target=not-seen"), 17, "one | two | three"),
    "no definition": (with_("It is good.\n", ""), 17, "write below it what it is"),
    "no behaviours": (with_("- Says no.\n", ""), 17, "as `- …`, what can be seen"),
    "no tasks": (with_(LAST, "- **Log:** intake\n"), 17, "write `- **Tasks:** …`"),
    "competency twice": (with_(READINESS, GOOD_ONE.replace("C01", "C02") + READINESS), 21,
                         "already taken in line 17"),
    "code twice": (with_(READINESS, GOOD_ONE.replace("#ethics", "#more") + READINESS), 21,
                   "the code `C01` is already taken in line 17"),
    "behaviour below": (with_(LAST, LAST + "- Says so.\n"), 21, "write it above that list"),
    "text below": (with_("no.\n", "no.\nMore.\nAnd more.\n"), 20, "indented by two spaces"),
    "other list": (with_("no.\n", "no.\n\n* More.\n"), 21, "as an item `- …`"),
    "list in an item": (with_("no.\n", "no.\n  - More.\n"), 20, "an item holds no list"),
    "empty item": (with_("no.\n", "no.\n-\n"), 20, "write it, or take it out"),
    "empty evidence": (with_(LAST, "- **Tasks:**\n"), 20, "write it, or take it out"),
    "box": (with_("- Says no.", "- [ ] Says no."), 19, "looks like a task"),
    "key in a behaviour": (with_("no.\n", "no {#no}.\n"), 19, "take them out here"),
    "unsafe link": (with_(LAST, LAST + "- **Sources:** [A](about:blank)\n"), 21, "with https://"),
    "unknown label": (with_(LAST, LAST + "- **Corses:** notes\n"), 21, "write `Courses`"),
    "no guide in a label": (with_(LAST, LAST + "- **Tasks of:** law\n"), 21, "write `Tasks of …`"),
    "label marked wrongly": (with_("**Tasks:**", "**Tasks**:"), 20, "write `**Tasks:**`"),
    "label twice": (with_(LAST, LAST + "- **Tasks:** bounds\n"), 21, "stands in line 20"),
    "guide twice": (with_(LAST, LAST + "- **Tasks of utah:** law\n- **Tasks of `utah`:** law\n"),
                    22, "stands in line 21"),
    "unknown task": (with_("Tasks:** code", "Tasks:** code, bonds"), 20, "write `bounds`"),
    "task far off": (with_("Tasks:** code", "Tasks:** 123"), 20, "write one of: code | bounds"),
    "task twice": (with_("Tasks:** code", "Tasks:** code, `code`"), 20, "take one of them out"),
    "comma": (with_("Tasks:** code", "Tasks:** code,"), 20, "write names as `one, another`"),
    "supporting twice": (with_(LAST, LAST + "- **Supporting tasks:** code\n"), 21,
                         "stands under Tasks already"),
    "unknown supporting": (with_(LAST, LAST + "- **Supporting tasks:** law\n"), 21, "of icm; "),
    "other guide": (with_(LAST, LAST + "- **Tasks of utha:** law\n"), 21, "write `utah`"),
    "own guide": (with_(LAST, LAST + "- **Tasks of icm:** bounds\n"), 21, "write `**Tasks:**`"),
    "task of another": (with_(LAST, LAST + "- **Tasks of utah:** low\n"), 21, "write `law`"),
    "unknown quiz": (with_(LAST, LAST + "- **Quizzes:** chek\n"), 21, "write `check`"),
    "unknown course": (with_(LAST, LAST + "- **Courses:** taemwork\n"), 21, "write `teamwork`"),
    "unknown kind": (with_(LAST, LAST + "- **Log:** asessment\n"), 21, "write `assessment`"),
    "rule": (with_(LAST, LAST + "- **Pathway rules:** F.1\n"), 21, "as in `A.1`"),
    "range": (with_(LAST, LAST + "- **Pathway rules:** A.2 to A.4\n"), 21, "as in `A.1`"),
    "rule twice": (with_(LAST, LAST + "- **Pathway rules:** A.1, A.1\n"), 21, "stands twice"),
    # readiness
    "no activity": (GOOD.replace(ACTIVITY, ""), 21, "write one, as `### Assessments"),
    "only general": (with_("{#assessment}", "{#every}"), 21, "readiness has no activity"),
    "activity twice": (GOOD + ACTIVITY, 24, "already taken in line 22"),
    "unknown activity": (with_("#assessment", "#assessments"), 22, "write `assessment`"),
    "odd clients": (with_("#assessment", "#assessment clients=some"), 22, "yes | no"),
    "general attribute": (GOOD + "### E {#every clients=yes}\n- **May co-lead:** 1 entry led\n", 24,
                          "write only `{#every}`"),
    "general empty": (GOOD + "### E {#every}\n", 24, "write `- **May shadow:** task …`"),
    "no clients at all": (GOOD + "### W {#with-clients}\n- **May co-lead:** 1 entry led\n", 24,
                          "write `clients=yes`"),
    "text of an activity": (with_(SHADOW, "Hi.\n" + SHADOW), 22, "write text below `{#readiness}"),
    "no step": (GOOD + "- task bounds\n", 24, "write it as `- **May shadow:** task …`"),
    "unknown step": (GOOD + "- **May colead:** task bounds\n", 24, "write `May co-lead`"),
    "no condition": (GOOD + "- **May co-lead:** everything\n", 24, "task KEY of GUIDE"),
    "two conditions": (GOOD + "- **May co-lead:** task bounds, task code\n", 24, "write one of"),
    "no entries": (GOOD + "- **May co-lead:** 0 entries led\n", 24, "write one of: task KEY"),
    "many entries": (GOOD + "- **May co-lead:** 100 entries led\n", 24, "write one of: task KEY"),
    "one entries": (GOOD + "- **May co-lead:** 1 entries led\n", 24, "write `1 entry`"),
    "two entry": (GOOD + "- **May co-lead:** 2 entry led\n", 24, "write `2 entries`"),
    "part": (GOOD + "- **May co-lead:** 2 entries watch\n", 24, "write `watched`"),
    "condition task": (GOOD + "- **May co-lead:** task bonds\n", 24, "write `bounds`"),
    "condition guide": (GOOD + "- **May co-lead:** task law of utha\n", 24, "write `utah`"),
    "condition course": (GOOD + "- **May co-lead:** course note\n", 24, "write `notes`"),
    "condition competency": (GOOD + "- **May co-lead:** competency ethic at two\n", 24,
                             "write `ethics`"),
    "condition level": (GOOD + "- **May co-lead:** competency ethics at tow\n", 24, "write `two`"),
    "level that is none": (GOOD + "- **May co-lead:** competency ethics at not-seen\n", 24,
                           "is no level to reach"),
    "asked twice": (GOOD + "- **May co-lead:** task code of icm\n", 24, "line 23 asks for this"),
    "asked of every": (GOOD + "### E {#every}\n" + SHADOW, 23, "line 25 asks for this already"),
    "asked of clients": (GOOD + "### I {#intake clients=yes}\n### E {#every}\n"
                         "- **May co-lead:** 1 entry led\n### W {#with-clients}\n"
                         "- **May shadow:** 1 entry led\n", 28, "line 26 asks for this already"),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_every_fault_names_its_line_and_what_to_write(tmp_path: Path, case: str) -> None:
    text, line, mend = FAULTS[case]
    ((found, message),) = errors_of(tmp_path, text)
    assert (found, mend in message) == (line, True), message
    assert "; " in message


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    text = (
        "---\ntitel: A\nguide: icm\n---\n### Lost {#lost}\n## Scale {#scale}\n### A {#a level=7}\n"
        "## B\n### C {#c}\n- **Tasks:** no such\n## Readiness {#readiness}\n- [ ] **Read:** A\n"
    )
    lines = [line for line, _ in errors_of(tmp_path, text)]
    assert lines == [1, 2, 5, 7, 7, 8, 9, 9, 9, 9, 10, 11, 12]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(GuideErrors, match=r"competencies\.md:1: there is no ordinary file"):
        read_framework(tmp_path / COMPETENCIES_FILE, None, None)


def test_many_tasks_are_not_listed_in_an_error(tmp_path: Path) -> None:
    many = {"icm": guide("icm", "code", *(f"task-{number}" for number in range(30)))}
    with pytest.raises(GuideErrors) as caught:
        read(tmp_path, with_("Tasks:** code", "Tasks:** code, qqq"), many)
    (error,) = caught.value.errors
    assert error.message == "`qqq` is no task of icm; write a key of content/icm/"


def test_a_guide_without_quizzes_names_none(tmp_path: Path) -> None:
    (section,) = GUIDES["icm"].sections
    bare = {"icm": replace(GUIDES["icm"], sections=(replace(section, quizzes=()),))}
    with pytest.raises(GuideErrors, match="is no quiz of icm; write a key of content/icm/"):
        read(tmp_path, with_(LAST, LAST + "- **Quizzes:** check\n"), bare)
