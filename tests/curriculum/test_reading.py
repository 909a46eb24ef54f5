"""Reading a guide: what good files give, and that every refusal names file, line and mend."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from lms.curriculum.links import address_fault
from lms.curriculum.outline import Evidence, ProgramOutline, Signers, TaskOutline
from lms.curriculum.reading import GuideError, GuideErrors, read_program

PROGRAM = "---\ntitle: First steps\n---\nWelcome.\n"
FRONT = "---\ntitle: Start\ndue: 30 days\n---\n"  # a section's body begins in line 5
TASK = "- [ ] **Read:** A book {#book}\n"
ASKED = TASK.replace("}", " evidence=response}")
SECTION = FRONT + TASK


def read(tmp_path: Path, files: Mapping[str, str | bytes]) -> ProgramOutline:
    """Write these files, with a good program.md unless they bring one, and read them."""
    folder = tmp_path / "first-steps"
    folder.mkdir()
    for name, text in {"program.md": PROGRAM, **files}.items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_program(folder)


def refused(tmp_path: Path, files: Mapping[str, str | bytes]) -> Sequence[GuideError]:
    """Return all that is wrong with these files."""
    with pytest.raises(GuideErrors) as caught:
        read(tmp_path, files)
    return caught.value.errors


def only_error(tmp_path: Path, files: Mapping[str, str | bytes]) -> tuple[str, int, str]:
    """Return the file's name, the line and the message of the one thing that is wrong."""
    errors = refused(tmp_path, files)
    assert len(errors) == 1, "\n".join(map(str, errors))
    return Path(errors[0].file).name, errors[0].line, errors[0].message


def one_task(tmp_path: Path, text: str) -> TaskOutline:
    """Return the one task in this text."""
    (task,) = read(tmp_path, {"1-start.md": FRONT + text}).tasks.values()
    return task


def test_a_whole_guide(tmp_path: Path) -> None:
    program = (
        "---\ntitle: First steps\ndates: suggested  # an office may move them\n---\n"
        "Hi.\n\nTwo paragraphs.\n\n"
        "## After {#closing}\n\nBye.\n\n## Funding {#disclaimer}\nPaid.\n"
    )
    film = "An *introduction*.\n\n- [ ] **Watch:** A film {#film}\n\n## Books {#books}\n"
    later = (
        "---\ntitle: 'Later: on'\n---\n"
        "## Talks {#talks}\n- [ ] **Discuss:** It {#it evidence=none signers=either}"
    )
    files = {"program.md": program, "2-start.md": FRONT + film + TASK, "10-later-on.md": later}
    outline = read(tmp_path, files)
    assert (outline.key, outline.title) == ("first-steps", "First steps")
    assert outline.dates_suggested
    assert outline.introduction == "Hi.\n\nTwo paragraphs."
    assert (outline.closing, outline.disclaimer) == ("Bye.", "Paid.")
    first, second = outline.sections
    assert (first.key, first.title, first.due_days) == ("start", "Start", 30)
    assert first.introduction == "An *introduction*."
    assert [(topic.key, topic.title) for topic in first.topics] == [("", ""), ("books", "Books")]
    assert (second.key, second.title, second.due_days) == ("later-on", "Later: on", None)
    assert list(outline.tasks) == ["film", "book", "it"]


def test_every_attribute(tmp_path: Path) -> None:
    text = (
        "- [ ] **Observe:** Three visits {#visits seq=9 evidence=observation"
        " signers=training-officer parts=open:2,closed:1 kind=home-visit due=14d"
        " roles=case-manager,icm-specialist slot=visit-form required=no singly=yes}"
    )
    assert one_task(tmp_path, text) == TaskOutline(
        key="visits", verb="Observe", title="Three visits", seq=9, evidence=Evidence.OBSERVATION,
        signers=Signers.TRAINING_OFFICER, count=3, parts=(("open", 2), ("closed", 1)),
        kind="home-visit", due_days=14, roles=("case-manager", "icm-specialist"),
        slot="visit-form", required=False, singly=True,
    )  # fmt: skip


def test_without_attributes_the_defaults_hold(tmp_path: Path) -> None:
    assert one_task(tmp_path, TASK) == TaskOutline(key="book", verb="Read", title="A book")


def test_what_stands_below_a_task(tmp_path: Path) -> None:
    text = (
        "- [ ] **On your own, reflect:** A text that\n  goes on {#on evidence=response}\n"
        "  A note\n  1. Why\n     so?\n  2. And then?\n"
        "  - a point\n    of two lines\n\n\n  The end.\n"
    )
    task = one_task(tmp_path, text)
    assert task.title == "A text that goes on"
    assert task.prompts == ("Why so?", "And then?")
    assert task.note == "A note\n\n- a point\n  of two lines\n\nThe end."


@pytest.mark.parametrize(
    ("text", "title", "url"),
    [
        ("[A [b] (c)](https://x.org/a_(b))", "A [b] (c)", "https://x.org/a_(b)"),
        ("[A](http://x.org), pages [1]", "A, pages [1]", "http://x.org"),
        ("See [A](https://x.org) and [B](https://y.org)", "See A and B", "https://x.org"),
        ("A  plain\ttext (really)", "A plain text (really)", ""),
    ],
)
def test_title_and_address(tmp_path: Path, text: str, title: str, url: str) -> None:
    task = one_task(tmp_path, f"- [ ] **Read:** {text} {{#a}}")
    assert (task.title, task.url) == (title, url)


def test_byte_order_mark_and_windows_lines_change_nothing(tmp_path: Path) -> None:
    plain = read(tmp_path, {"1-start.md": SECTION})
    (tmp_path / "windows").mkdir()
    other = "\ufeff".encode() + SECTION.replace("\n", "\r\n").encode()
    assert read(tmp_path / "windows", {"1-start.md": other}) == plain


def test_hidden_and_other_files_are_left_alone(tmp_path: Path) -> None:
    files = {"1-start.md": SECTION, ".draft.md": "x", "picture.png": "x", "notes.txt": "x"}
    assert len(read(tmp_path, files).sections) == 1


BODIES: dict[str, tuple[str, int, str]] = {
    "unknown verb": ("- [ ] **Raed:** A {#a}", 5, "write `Read`"),
    "far verb": ("- [ ] **Zzzz:** A {#a}", 5, "write one of: Watch | Read"),
    "colon outside": ("- [ ] **Read**: A {#a}", 5, "write `**Read:**`"),
    "no verb": ("- [ ] A {#a}", 5, "write one in bold, as in `- [ ] **Read:** …`"),
    "no key": ("- [ ] **Read:** A Book’s end", 5, "write `{#a-books-end}` at the end of its text"),
    "attributes, no key": ("- [ ] **Read:** A {seq=1}", 5, "write `{#short-name …}`"),
    "two keys": ("- [ ] **Read:** A {#a #b}", 5, "write one `#key`"),
    "bad key": ("- [ ] **Read:** A {#My_Key}", 5, "as in `#my-key`"),
    "long key": (f"- [ ] **Read:** A {{#{'a' * 61}}}", 5, "at most 60 signs"),
    "unknown attribute": ("- [ ] **Read:** A {#a cuont=2}", 5, "write `count`"),
    "bad evidence": ("- [ ] **Read:** A {#a evidence=respones}", 5, "write `response`"),
    "bad signers": ("- [ ] **Read:** A {#a signers=boss}", 5, "supervisor | training-officer"),
    "bad count": ("- [ ] **Read:** A {#a count=100}", 5, "whole number from 1 to 99"),
    "foreign digits": ("- [ ] **Read:** A {#a count=٣}", 5, "whole number from 1 to 99"),
    "bad parts": ("- [ ] **Read:** A {#a parts=open}", 5, "`parts=open:2,closed:1`"),
    "part twice": ("- [ ] **Read:** A {#a parts=a:1,a:2}", 5, "each name once"),
    "parts too many": ("- [ ] **Read:** A {#a parts=a:99,b:1}", 5, "99 at most in all"),
    "bad kind": ("- [ ] **Read:** A {#a evidence=observation kind=visit}", 5, "`home-visit`"),
    "bad due": ("- [ ] **Read:** A {#a due=14}", 5, "as in `due=14d`"),
    "bad role": ("- [ ] **Read:** A {#a roles=case-manger}", 5, "write `case-manager`"),
    "role twice": ("- [ ] **Read:** A {#a roles=case-manager,case-manager}", 5, "each role once"),
    "bad slot": ("- [ ] **Read:** A {#a slot=Our_Form}", 5, "as in `our-form`"),
    "bad singly": ("- [ ] **Read:** A {#a singly=1 signers=supervisor}", 5, "yes | no"),
    "singly unsigned": ("- [ ] **Read:** A {#a singly=yes}", 5, "`singly` is about sign-offs"),
    "bad required": ("- [ ] **Read:** A {#a required=maybe}", 5, "yes | no"),
    "bad seq": ("- [ ] **Read:** A {#a seq=0}", 5, "number in the source guide"),
    "no value": ("- [ ] **Read:** A {#a count=}", 5, "write `count=…`, without spaces"),
    "attribute twice": ("- [ ] **Read:** A {#a count=2 count=3}", 5, "take one of them out"),
    "parts and count": ("- [ ] **Read:** A {#a parts=b:2 count=2}", 5, "write only `parts`"),
    "none, no signers": ("- [ ] **Read:** A {#a evidence=none}", 5, "add `signers=…`"),
    "seen by nobody": ("- [ ] **Observe:** A {#a evidence=observation}", 5, "`signers=supervisor`"),
    "answers for nobody": ("- [ ] **Read:** A {#a}\n  1. Why?", 5, "`evidence=response`"),
    "kind alone": ("- [ ] **Read:** A {#a kind=intake}", 5, "add `evidence=observation`"),
    "due too late": ("- [ ] **Read:** A {#a due=31d}", 5, "write an earlier day"),
    "due the same day": ("- [ ] **Read:** A {#a due=30d}", 5, "write an earlier day"),
    "private, signed": ("- [ ] **Read:** A {#a evidence=private signers=either}", 5, "`signers`"),
    "private, count": ("- [ ] **Read:** A {#a evidence=private count=2}", 5, "leave out `count`"),
    "private, parts": ("- [ ] **Read:** A {#a evidence=private parts=b:2}", 5, "out `parts`"),
    "private, asked": ("- [ ] **Read:** A {#a evidence=private}\n  1. B?", 5, "the numbered quest"),
    "unclosed": ("- [ ] **Read:** A {#a\n  seq=2", 5, "write `}` at the end of the same line"),
    "unopened": ("- [ ] **Read:** A #a}", 5, "write the attributes as `{#key name=value}`"),
    "text behind": ("- [ ] **Read:** A\n  {#a} B", 6, "write one block `{#key …}`, last"),
    "long block": (f"- [ ] **Read:** A {{#a {'x' * 999}}}", 5, "only what the task needs"),
    "ticked": ("- [x] **Read:** A {#a}", 5, "write `- [ ] **Verb:** …`"),
    "star": ("* [ ] **Read:** A {#a}", 5, "write `- [ ] **Verb:** …`"),
    "no space": ("- [ ]**Read:** A {#a}", 5, "write `- [ ] **Verb:** …`"),
    "dash of Word": ("– [ ] **Read:** A {#a}", 5, "write `- [ ] **Verb:** …`"),
    "empty text": ("- [ ] **Read:** {#a}", 5, "write what there is to do"),
    "empty link": ("- [ ] **Read:** [](https://x.org) {#a}", 5, "write what there is to do"),
    "script": ("- [ ] **Read:** [A](javascript:alert(1)) {#a}", 5, "beginning with https://"),
    "no host": ("- [ ] **Read:** [A](https://) {#a}", 5, "beginning with https://"),
    "bad host": ("- [ ] **Read:** [A](https://[x) {#a}", 5, "beginning with https://"),
    "bad port": ("- [ ] **Read:** [A](https://x.org:99999) {#a}", 5, "beginning with https://"),
    "password": ("- [ ] **Read:** [A](https://a:b@x.org) {#a}", 5, "before the `@`"),
    "user name": ("- [ ] **Read:** [A](HTTPS://a@x.org) {#a}", 5, "before the `@`"),
    "note's password": (TASK + "  Go to https://a:b@x.org now.", 6, "before the `@`"),
    "link's title": ('- [ ] **Read:** [A](https://x.org "B") {#a}', 5, "beginning with https://"),
    "bare address": ("- [ ] **Read:** https://x.org {#a}", 5, "[Title](https://example.org/page)"),
    "gap in link": ("- [ ] **Read:** [A] (https://x.org) {#a}", 5, "cannot be read; write it as"),
    "link by name": ("- [ ] **Read:** [A][b] {#a}", 5, "cannot be read; write it as"),
    "open link": ("- [ ] **Read:** [A](https://x.org {#a}", 5, "`(` is never closed"),
    "open bracket": ("- [ ] **Read:** [A {#a}", 5, "`[` is never closed"),
    "closed bracket": ("- [ ] **Read:** A] {#a}", 5, "has no `[` before it"),
    "picture": ("- [ ] **Read:** ![A](https://x.org) {#a}", 5, "a picture"),
    "nested link": ("- [ ] **Read:** [[A](https://x.org)](https://y.org) {#a}", 5, "write only"),
    "backslash": ("- [ ] **Read:** A \\* {#a}", 5, "write the sign without it"),
    "note's link": (TASK + "  [A](ftp://x.org)", 6, "beginning with https://"),
    "note's name": (TASK + "  [a]: data:x", 6, "beginning with https://"),
    "note's angles": (TASK + "  <mailto:a@x.org>", 6, "beginning with https://"),
    "question's link": (ASKED + "  1. [A](file:///x)?", 6, "beginning with https://"),
    "note's heading": (TASK + "  # A", 6, "write it as text"),
    "note's task": (TASK + "  - [ ] **Read:** A", 6, "at the left edge"),
    "note's attributes": (TASK + "  A {#b}", 6, "take them out here"),
    "one space": (TASK + " A", 6, "begin it with two spaces"),
    "tab": (TASK + "\tA", 6, "begin it with two spaces"),
    "empty question": (ASKED + "  1.", 6, "write it, or take its number out"),
    "wrong number": (ASKED + "  1. A?\n  3. B?", 7, "write `2.`"),
    "bracket number": (ASKED + "  1) A?", 6, "write `1.`"),
    "unclear question": (ASKED + "  1. A\n  b?", 7, "indent it by three more spaces"),
    "second paragraph": (ASKED + "  1. A?\n\n     B", 8, "write the rest as a note"),
    "list in question": (ASKED + "  1. A?\n     - B", 7, "a question holds no list"),
    "heading level": ("### A {#a}\n" + TASK, 5, "only `## Title {#key}`"),
    "later level": (TASK + "\n# A {#a}\n- [ ] **Read:** B {#b}", 7, "write `## Title {#key}`"),
    "heading's space": ("##A {#a}\n" + TASK, 5, "only `## Title {#key}`"),
    "underlined": ("A\n===\n\n" + TASK, 6, "leave a blank line between them"),
    "heading, no key": ("## My talk\n" + TASK, 5, "write `{#my-talk}` at its end"),
    "heading, no words": ("## {#a}\n" + TASK, 5, "write `## Title {#key}`"),
    "heading's attribute": ("## A {#a seq=1}\n" + TASK, 5, "write only `{#key}` here"),
    "heading's link": ("## [A](https://x.org) {#a}\n" + TASK, 5, "in a task or a note"),
    "long heading": (f"## {'A' * 201} {{#a}}\n" + TASK, 5, "at most 200 characters"),
    "empty topic": (TASK + "## A {#a}", 6, "write one, or take it out"),
    "no task": ("Hello.", 1, "write one, as in"),
    "text after a task": (TASK + "A\nb", 6, "in the introduction above the first topic"),
    "text under a topic": ("## A {#a}\n\n  B\n" + TASK, 7, "indent it by two spaces under a task"),
    "lost box": ("- **Read:** A\n\n" + TASK, 5, "write `- [ ] **Read:** …`"),
    "later lost box": (TASK + "- **Read:** A {#a}", 6, "write `- [ ] **Read:** …`"),
    "control": ("A\x00b\n" + TASK, 5, "U+0000"),
    "task key twice": (TASK + TASK, 6, "the task key `book` is already taken in line 5; write"),
    "topic key twice": (f"## A {{#a}}\n{TASK}## B {{#a}}\n- [ ] **Read:** B {{#b}}", 7, "line 5"),
    "number twice": ("- [ ] **Read:** A {#a seq=1}\n- [ ] **Read:** B {#b seq=1}", 6, "line 5"),
}  # fmt: skip


@pytest.mark.parametrize("case", BODIES)
def test_refused_in_a_section(tmp_path: Path, case: str) -> None:
    body, line, mend = BODIES[case]
    name, found, message = only_error(tmp_path, {"1-start.md": FRONT + body + "\n"})
    assert (name, found) == ("1-start.md", line), message
    assert mend in message


FRONTS: dict[str, tuple[str, int, str]] = {
    "none": ("title: A\n", 1, "write `---`, `title: …`"),
    "open": ("---\ntitle: A\n", 1, "write `---` below its last line"),
    "no title": ("---\ndue: 3 days\n---\n", 1, "write `title: …` between"),
    "empty": ("---\n---\n", 1, "write `title: …` between"),
    "empty title": ("---\ntitle:\n---\n", 2, "write `title: ` and its words"),
    "number": ("---\ntitle: 2024\n---\n", 2, "put it in quotes"),
    "two lines": ("---\ntitle: |\n  A\n  b\n---\n", 2, "write it on one line"),
    "hidden sign": ('---\ntitle: "a\\0b"\n---\n', 2, "write it on one line"),
    "surrogate": ('---\ntitle: "a\\ud800b"\n---\n', 2, "write it on one line"),
    "long": (f"---\ntitle: {'A' * 201}\n---\n", 2, "at most 200 characters"),
    "unknown": ("---\ntitle: A\n\ndeu: 3 days\n---\n", 4, "write `due`"),
    "twice": ("---\ntitle: A\ndue: 3 days\ntitle: B\n---\n", 4, "already stands in line 2; take"),
    "due": ("---\ntitle: A\ndue: 30\n---\n", 3, "write it as `due: 30 days`"),
    "no day": ("---\ntitle: A\ndue: 0 days\n---\n", 3, "write it as `due: 30 days`"),
    "list": ("---\n- title\n---\n", 2, "write `name: value`"),
    "colon": ("---\ndue: 3 days\ntitle: A: b\n---\n", 3, "put a value with a colon in quotes"),
    "bomb": ("---\ntitle: " + "[" * 1500 + "\n---\n", 2, "write `name: value`"),
    "escape": ('---\ntitle: "\\UFFFFFFFF"\n---\n', 2, "write `name: value`"),
    "too long": ("---\ntitle: A\n" + "#\n" * 1500 + "---\n", 2, "write only `title` and `due`"),
}


@pytest.mark.parametrize("case", FRONTS)
def test_refused_front_matter(tmp_path: Path, case: str) -> None:
    front, line, mend = FRONTS[case]
    name, found, message = only_error(tmp_path, {"1-start.md": front + TASK})
    assert (name, found) == ("1-start.md", line), message
    assert mend in message


def test_an_at_sign_elsewhere_in_an_address_is_no_password() -> None:
    assert address_fault("https://example.org/@office?to=a@example.org#@") == ""
    assert address_fault("https://a:b@example.org").count("a:b") == 0
