"""A quiz's line in a section's file: what each attribute gives, and what is refused where."""

from pathlib import Path

import pytest

from lms.curriculum.guide_errors import GuideErrors
from lms.curriculum.outline import Answers, Counts, ProgramOutline, QuizOutline
from lms.curriculum.reading import read_program

FRONT = "---\ntitle: Start\n---\n"  # a section's body begins in line 4
TASK = "- [ ] **Read:** A book {#book}\n"
NEEDED = "bank=first-steps draw=8"
QUIZ = f"- [ ] **Quiz:** Check yourself {{#check {NEEDED}}}\n"
KNOWN = ("first-steps", "who-we-serve")


def read(
    folder: Path, body: str, known: tuple[str, ...] | None = KNOWN, other: str = ""
) -> ProgramOutline:
    """A guide with this section, and perhaps another one, read beside these banks."""
    folder /= "first-steps"
    folder.mkdir()
    (folder / "program.md").write_text("---\ntitle: First steps\n---\nWelcome.\n")
    (folder / "1-start.md").write_text(FRONT + body)
    if other:
        (folder / "2-later.md").write_text(FRONT + other)
    return read_program(folder, banks=known)


def errors(folder: Path, body: str, known: tuple[str, ...] | None = KNOWN) -> list[tuple[int, str]]:
    """Line and message of all that is wrong with a section."""
    with pytest.raises(GuideErrors) as caught:
        read(folder, body, known)
    return [(error.line, error.message) for error in caught.value.errors]


def quiz(folder: Path, attributes: str) -> QuizOutline:
    """The quiz with these attributes beside those that every quiz has."""
    line = QUIZ.replace(NEEDED, f"{NEEDED} {attributes}")
    (found,) = read(folder, TASK + line).quizzes.values()
    return found


def test_every_attribute(tmp_path: Path) -> None:
    text = (
        "- [ ] **Quiz:** Check yourself: who we\n"
        "  serve {#check bank=who-we-serve draw=refugees:2,asylees:3"
        " pass=70 attempts=5 wait=12h minutes=30 shuffle=no answers=never counts=latest"
        " required=yes roles=case-manager,icm-specialist}\n"
        "  A note with [a link](https://example.org).\n\n  - and\n  - bullets\n"
    )
    found = read(tmp_path, TASK + text)
    assert found.quizzes["check"] == QuizOutline(
        key="check", title="Check yourself: who we serve", bank="who-we-serve",
        draw=(("refugees", 2), ("asylees", 3)), pass_percent=70, attempts=5, wait_hours=12,
        minutes=30, shuffle=False, answers=Answers.NEVER, counts=Counts.LATEST, required=True,
        roles=("case-manager", "icm-specialist"),
        note="A note with [a link](https://example.org).\n\n- and\n- bullets",
    )  # fmt: skip
    assert found.quizzes["check"].number == 5


def test_without_attributes_the_defaults_hold(tmp_path: Path) -> None:
    (found,) = read(tmp_path, TASK + QUIZ).quizzes.values()
    assert found == QuizOutline("check", "Check yourself", "first-steps", (("", 8),))
    assert (found.pass_percent, found.attempts, found.wait_hours, found.minutes) == (80, 3, 0, None)
    assert (found.shuffle, found.answers, found.counts) == (True, Answers.PASSED, Counts.BEST)
    assert (found.required, found.roles, found.note, found.number) == (False, (), "", 8)


VALUES: dict[str, tuple[str, object]] = {
    "pass=1": ("pass_percent", 1),
    "pass=100": ("pass_percent", 100),
    "attempts=1": ("attempts", 1),
    "attempts=20": ("attempts", 20),
    "attempts=any": ("attempts", None),
    "wait=1h": ("wait_hours", 1),
    "wait=999h": ("wait_hours", 999),
    "wait=2d": ("wait_hours", 48),
    "wait=41d": ("wait_hours", 984),
    "minutes=240": ("minutes", 240),
    "shuffle=yes": ("shuffle", True),
    "answers=submitted": ("answers", Answers.SUBMITTED),
    "answers=passed": ("answers", Answers.PASSED),
    "counts=first": ("counts", Counts.FIRST),
    "counts=best": ("counts", Counts.BEST),
    "required=no": ("required", False),
}


@pytest.mark.parametrize("attribute", VALUES)
def test_the_least_and_the_most(tmp_path: Path, attribute: str) -> None:
    name, value = VALUES[attribute]
    assert getattr(quiz(tmp_path, attribute), name) == value


@pytest.mark.parametrize(
    ("draw", "number"), [("draw=1", 1), ("draw=50", 50), ("draw=a:49,b:1", 50)]
)
def test_how_many_questions(tmp_path: Path, draw: str, number: int) -> None:
    found = read(tmp_path, TASK + QUIZ.replace("draw=8", draw))
    assert found.quizzes["check"].number == number


def test_it_stands_beside_the_section_wherever_its_line_is(tmp_path: Path) -> None:
    """Neither a heading above it nor a task around it makes it theirs."""
    line = "- [ ] **Quiz:** Check {{#check-{0} bank=first-steps draw={0}}}\n  Note {0}.\n"
    first, second, third = map(line.format, (1, 2, 3))
    books = "## Books {#books}\n" + second + TASK + third + "- [ ] **Read:** B {#more}\n"
    outline = read(tmp_path, "Hello.\n\n" + first + books, other=TASK.replace("book", "later"))
    start, later = outline.sections
    assert [one.key for one in start.quizzes] == ["check-1", "check-2", "check-3"]
    assert [one.note for one in start.quizzes] == ["Note 1.", "Note 2.", "Note 3."]
    assert [(topic.key, [task.key for task in topic.tasks]) for topic in start.topics] == [
        ("books", ["book", "more"])
    ]
    assert (start.introduction, later.quizzes) == ("Hello.", ())
    assert list(outline.tasks) == ["book", "more", "later"]
    assert outline.quiz_section_of == dict.fromkeys(outline.quizzes, start)


WRONG: dict[str, tuple[str, str]] = {
    "no bank": ("draw=8", "add `bank=…`, a file of quizzes/"),
    "bad bank": ("bank=First_Steps draw=8", "as in `first-steps`"),
    "unknown bank": ("bank=first-step draw=8", "is no bank in quizzes/; write `first-steps`"),
    "far bank": ("bank=zz draw=8", "write one of: first-steps | who-we-serve"),
    "no draw": ("bank=first-steps", "`draw=refugees:2,asylees:2`, each once, or `draw=8`"),
    "draw none": ("bank=first-steps draw=0", "50 at most in all"),
    "draw too many": ("bank=first-steps draw=51", "50 at most in all"),
    "draw too many in all": ("bank=first-steps draw=a:50,b:1", "50 at most in all"),
    "draw twice of one": ("bank=first-steps draw=a:1,a:2", "each once"),
    "draw without a number": ("bank=first-steps draw=a", "`draw=refugees:2,asylees:2`"),
    "draw both ways": ("bank=first-steps draw=a:1,2", "`draw=refugees:2,asylees:2`"),
    "draw none of one": ("bank=first-steps draw=a:0", "`draw=refugees:2,asylees:2`"),
    "draw no slug": ("bank=first-steps draw=A_b:1", "`draw=refugees:2,asylees:2`"),
    "foreign digits": ("bank=first-steps draw=٣", "`draw=refugees:2,asylees:2`"),
    "pass 0": (f"{NEEDED} pass=0", "from 1 to 100, as `pass=80`"),
    "pass 101": (f"{NEEDED} pass=101", "from 1 to 100, as `pass=80`"),
    "pass with a sign": (f"{NEEDED} pass=80%", "from 1 to 100, as `pass=80`"),
    "no attempt": (f"{NEEDED} attempts=0", "from 1 to 20, or `attempts=any`"),
    "many attempts": (f"{NEEDED} attempts=21", "from 1 to 20, or `attempts=any`"),
    "attempts": (f"{NEEDED} attempts=none", "from 1 to 20, or `attempts=any`"),
    "wait": (f"{NEEDED} wait=24", "as in `wait=24h` or `wait=2d`"),
    "wait 0": (f"{NEEDED} wait=0h", "as in `wait=24h` or `wait=2d`"),
    "long wait": (f"{NEEDED} wait=1000h", "999 hours at most"),
    "long wait in days": (f"{NEEDED} wait=42d", "999 hours at most"),
    "minutes": (f"{NEEDED} minutes=241", "from 1 to 240"),
    "shuffle": (f"{NEEDED} shuffle=maybe", "yes | no"),
    "answers": (f"{NEEDED} answers=pased", "write `passed`"),
    "far answers": (f"{NEEDED} answers=zz", "write one of: submitted | passed | never"),
    "counts": (f"{NEEDED} counts=zz", "write one of: best | latest | first"),
    "required": (f"{NEEDED} required=1", "yes | no"),
    "roles": (f"{NEEDED} roles=case-manger", "write `case-manager`"),
    "a task's": (f"{NEEDED} evidence=tick", "`evidence` is not an attribute"),
    "misspelled": (f"{NEEDED} atempts=2", "write `attempts`"),
    "twice": (f"{NEEDED} pass=80 pass=90", "take one of them out"),
    "second key": (f"{NEEDED} #other", "write one `#key`"),
}


@pytest.mark.parametrize("case", WRONG)
def test_attributes_that_are_refused(tmp_path: Path, case: str) -> None:
    attributes, mend = WRONG[case]
    ((line, message),) = errors(tmp_path, TASK + QUIZ.replace(NEEDED, attributes))
    assert (line, mend in message) == (5, True), message


BODIES: dict[str, tuple[str, int, str]] = {
    "no key": ("- [ ] **Quiz:** Check yourself", 5, "quiz has no key; write `{#check-yourself}`"),
    "no title": (QUIZ.replace("Check yourself ", ""), 5, "write what it is about"),
    "long title": (QUIZ.replace("Check", "C" * 200), 5, "at most 200 characters"),
    "link": (QUIZ.replace("Check", "[A](https://x.org)"), 5, "write the link in a task or a note"),
    "bare address": (QUIZ.replace("Check", "HTTPS://x.org"), 5, "write the link in a task"),
    "misspelled": (QUIZ.replace("Quiz", "Quzi"), 5, "write `Quiz`"),
    "colon outside": (QUIZ.replace("Quiz:**", "Quiz**:"), 5, "write `**Quiz:**`"),
    "ticked": (QUIZ.replace("[ ]", "[x]"), 5, "write `- [ ] **Verb:** …`"),
    "lost box": (QUIZ.replace("[ ] ", ""), 5, "like a quiz without its box; write `- [ ] **Quiz:"),
    "block in two lines": (QUIZ.replace(" draw", "\n  draw"), 5, "at the end of the same line"),
    "prompts": (QUIZ + "  A note.\n  1. Why?", 7, "write bullets here, not numbers"),
    "prompts below a bullet": (QUIZ + "  - A\n    2) Why?", 7, "write bullets here, not numbers"),
    "one space": (QUIZ + " A note.", 6, "begin it with two spaces"),
    "note's link": (QUIZ + "  [A](ftp://x.org)", 6, "beginning with https://"),
    "note's task": (QUIZ + "  - [ ] **Quiz:** A", 6, "at the left edge of a section"),
    "text below it": (QUIZ + "A note.", 6, "indent it by two spaces under a task"),
    "key twice": (QUIZ + QUIZ, 6, "the quiz key `check` is already taken in line 5; write another"),
    "task's key": (QUIZ.replace("#check", "#book"), 5, "quiz key `book` is already taken in line"),
    "topic of a quiz": ("## Check {#c}\n" + QUIZ, 5, "this topic has no task; write one"),
}  # fmt: skip


@pytest.mark.parametrize("case", BODIES)
def test_what_is_refused_about_its_lines(tmp_path: Path, case: str) -> None:
    body, line, mend = BODIES[case]
    ((found, message),) = errors(tmp_path, f"{TASK}{body}\n")
    assert (found, mend in message) == (line, True), message


def test_a_section_is_more_than_a_quiz(tmp_path: Path) -> None:
    ((line, message),) = errors(tmp_path, QUIZ)
    assert (line, message.split(";")[0]) == (1, "the section has no task")


def test_all_faults_of_a_quiz_come_at_once(tmp_path: Path) -> None:
    text = "- [ ] **Quiz:** {#check bank=zz darw=8 pass=0}\n  1. Why?\n"
    assert [line for line, _ in errors(tmp_path, TASK + text)] == [5, 5, 5, 6]


def test_a_key_that_stands_in_another_file(tmp_path: Path) -> None:
    """A task has it there: the error names both places."""
    with pytest.raises(GuideErrors) as caught:
        read(tmp_path, TASK + QUIZ, other=TASK.replace("#book", "#check"))
    (error,) = caught.value.errors
    assert (Path(error.file).name, error.line) == ("2-later.md", 4)
    assert "the task key `check` is already taken in " in error.message
    assert "first-steps/1-start.md:5; write another one here" in error.message


def test_there_may_be_no_bank_to_name(tmp_path: Path) -> None:
    ((line, message),) = errors(tmp_path, TASK + QUIZ, ())
    assert (line, "write it there, with the ending .gift" in message) == (5, True)


def test_without_the_banks_at_hand_it_is_taken_as_it_is(tmp_path: Path) -> None:
    text = TASK + QUIZ.replace("bank=first-steps", "bank=anything")
    assert read(tmp_path, text, None).quizzes["check"].bank == "anything"
