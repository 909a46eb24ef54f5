"""Guides nobody thought of: any bytes are read or refused, and any outline survives its file.

Linear time is kept by caps on size (a file, a front matter, an attribute block), which
test_guide_files and test_reading check; no test here looks at a clock.
"""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lms.curriculum.attributes import JOB_ROLES
from lms.curriculum.outline import (
    ACTIVITY_KINDS,
    VERBS,
    Evidence,
    ProgramOutline,
    SectionOutline,
    Signers,
    TaskOutline,
    TopicOutline,
)
from lms.curriculum.outline_json import digest, from_json, to_json
from lms.curriculum.reading import GuideErrors, read_program
from tests.conftest import CI

FRONT = "---\ntitle: A\n---\n"
SHREDS = [
    *("- [ ] ", "- [x] ", "**Read:** ", "**", "A ", "{#a}", "{#a ", "evidence=private ", "}", "{"),
    *("count=2 ", "parts=a:1,", "due=1d ", "\n", "\n\n", "\n  ", "\n  1. ", "\n  - ", "\n## ", "#"),
    *("[", "](", "](https://x.org)", ")", "[A](https://[", "---\n", "\t", "\x00", "\\", "\ufeff"),
    *("\r\n", "title: ", "due: ", "dates: ", "&a ", "*a", "!!", "? ", "<<: ", "'", '"\\U', "[["),
    *(": ", "|\n"),
]


def read(files: dict[str, bytes]) -> ProgramOutline:
    """Write these files and read them."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "guide")
        folder.mkdir()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        return read_program(folder)


def read_or_refuse(data: bytes) -> None:
    """Read these bytes as both kinds of file; what is refused is refused with a place."""
    try:
        outline = read({"program.md": data, "1-a.md": data})
    except GuideErrors as refused:
        errors = refused.errors
        str(refused).encode()
    else:
        errors = ()
        assert from_json(to_json(outline)) == outline
    assert all(error.line >= 1 and "; " in error.message for error in errors)


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    read_or_refuse(data)
    read_or_refuse(FRONT.encode() + data)


@given(st.text(max_size=100))
@example("[" * 3000)
@example("{" * 150_000)
@example('"\\UFFFFFFFF"')
def test_any_front_matter(text: str) -> None:
    read_or_refuse(f"---\n{text}\n---\n- [ ] **Read:** A {{#a}}\n".encode(errors="replace"))


@given(st.lists(st.sampled_from(SHREDS) | st.text(max_size=3), max_size=40).map("".join))
@settings(max_examples=500 if CI else 100)
def test_any_pieces(text: str) -> None:
    read_or_refuse(text.encode(errors="replace"))
    read_or_refuse(f"---\n{text}\n---\n".encode(errors="replace"))
    read_or_refuse(f"{FRONT}- [ ] **Read:** A {text}".encode(errors="replace"))


SIGNS = st.characters(categories=["L", "N"], include_characters=" .,;:?!’'\"&()*_-–")
WORDS = st.text(SIGNS, max_size=30).map(lambda text: " ".join(f"A{text}".split()))
TEXTS = st.lists(WORDS | WORDS.map("- {}\n  more".format), max_size=3).map("\n\n".join)
ADDRESSES = st.sampled_from(
    ["", "https://x.org", "http://x.org/a_(b)?c=d&e#f", "https://[::1]:8/é"]
)
SLUGS = st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,3}", fullmatch=True)

SIGNED = (Evidence.NONE, Evidence.OBSERVATION)  # nothing else could close these


@st.composite
def tasks(draw: st.DrawFn, section_due_days: int | None) -> TaskOutline:
    """A task as a guide may hold it; its key and number are given later."""
    evidence = draw(st.sampled_from(Evidence))
    signers = draw(st.sampled_from(list(Signers)[1:] if evidence in SIGNED else Signers))
    before = 999 if section_due_days is None else section_due_days - 1
    task = TaskOutline(
        key="",
        verb=draw(st.sampled_from(VERBS)),
        title=draw(WORDS),
        url=draw(ADDRESSES),
        note=draw(TEXTS),
        evidence=evidence,
        due_days=draw(st.none() | st.integers(1, before)) if before else None,
        roles=tuple(draw(st.lists(st.sampled_from(JOB_ROLES), unique=True))),
        required=draw(st.booleans()),
        singly=False,
        course=draw(SLUGS) if evidence is Evidence.COURSE else "",
    )
    if evidence is Evidence.PRIVATE:
        return task
    names = draw(st.lists(SLUGS, max_size=3, unique=True))
    parts = tuple((name, draw(st.integers(1, 33))) for name in names)
    count = sum(number for _, number in parts) or draw(st.integers(1, 99))
    asked = evidence is Evidence.RESPONSE or signers is not Signers.NONE
    kinds = ["", *ACTIVITY_KINDS] if evidence is Evidence.OBSERVATION else [""]
    return replace(
        task,
        signers=signers,
        singly=signers is not Signers.NONE and draw(st.booleans()),
        parts=parts,
        count=count,
        prompts=tuple(draw(st.lists(WORDS, max_size=3 if asked else 0))),
        kind=draw(st.sampled_from(kinds)),
        slot=draw(st.just("") | SLUGS),
    )


@st.composite
def sections(draw: st.DrawFn, key: str) -> SectionOutline:
    """A section with some topics, the first of them perhaps without a name."""
    due_days = draw(st.none() | st.integers(1, 999))
    some = st.lists(tasks(due_days), min_size=1, max_size=3).map(tuple)
    named = st.builds(TopicOutline, st.just("?"), WORDS, some)
    topics = draw(st.lists(named, max_size=2))
    if not topics or draw(st.booleans()):
        topics.insert(0, TopicOutline("", "", draw(some)))
    return SectionOutline(key, draw(WORDS), due_days, draw(TEXTS), tuple(topics))


@st.composite
def programs(draw: st.DrawFn) -> ProgramOutline:
    """A program; keys and numbers are counted, for they may stand only once."""
    keys = draw(st.lists(SLUGS, min_size=1, max_size=3, unique=True))
    wanted = [draw(sections(key)) for key in keys]
    numbers = iter(range(1, 1000))
    return ProgramOutline(
        key="guide",
        title=draw(WORDS),
        introduction=draw(TEXTS),
        closing=draw(TEXTS),
        disclaimer=draw(TEXTS),
        dates_suggested=draw(st.booleans()),
        sections=tuple(_numbered(section, numbers) for section in wanted),
    )


def _numbered(section: SectionOutline, numbers: Iterator[int]) -> SectionOutline:
    """Give each topic and task of a section its own key, and every other task a number."""
    topics = []
    for topic in section.topics:
        key = topic.key and f"topic-{next(numbers)}"
        counted = zip(topic.tasks, numbers, strict=False)
        done = [replace(task, key=f"t{n}", seq=n if n % 2 else None) for task, n in counted]
        topics.append(replace(topic, key=key, tasks=tuple(done)))
    return replace(section, topics=tuple(topics))


def front(**values: str) -> list[str]:
    """Return a front matter. JSON's strings are YAML's too."""
    lines = [f"{name}: {json.dumps(text, ensure_ascii=False)}" for name, text in values.items()]
    return ["---", *lines, "---"]


def attributes(task: TaskOutline) -> Iterator[str]:
    """Yield a task's attributes, those with their usual value too where that is allowed."""
    yield f"#{task.key}"
    yield f"evidence={task.evidence} signers={task.signers}"
    yield f"required={'yes' if task.required else 'no'}"
    if task.singly:
        yield "singly=yes"
    if task.parts:
        yield "parts=" + ",".join(f"{name}:{number}" for name, number in task.parts)
    else:
        yield f"count={task.count}"
    written = {"kind": task.kind, "slot": task.slot, "roles": ",".join(task.roles)}
    written["course"] = task.course
    written["due"] = f"{task.due_days}d" if task.due_days else ""
    written["seq"] = str(task.seq or "")
    yield from (f"{name}={value}" for name, value in written.items() if value)


def task_lines(task: TaskOutline) -> Iterator[str]:
    """Yield a task as it stands in a file."""
    title = f"[{task.title}]({task.url})" if task.url else task.title
    yield f"- [ ] **{task.verb}:** {title} {{{' '.join(attributes(task))}}}"
    yield from (f"  {number}. {text}" for number, text in enumerate(task.prompts, start=1))
    yield ""
    yield from (f"  {line}" for line in task.note.splitlines())


def section_lines(section: SectionOutline) -> Iterator[str]:
    """Yield a section's file."""
    due = {} if section.due_days is None else {"due": f"{section.due_days} days"}
    yield from front(title=section.title, **due)
    yield section.introduction
    for topic in section.topics:
        yield f"## {topic.title} {{#{topic.key}}}" if topic.key else ""
        for task in topic.tasks:
            yield from task_lines(task)


def program_lines(program: ProgramOutline) -> Iterator[str]:
    """Yield program.md."""
    dates = {"dates": "suggested"} if program.dates_suggested else {}
    yield from front(title=program.title, **dates)
    yield from (program.introduction, "## Z {#closing}", program.closing)
    yield from ("## Z {#disclaimer}", program.disclaimer)


@given(programs())
@settings(max_examples=200 if CI else 40)
def test_an_outline_survives_its_files_and_its_json(program: ProgramOutline) -> None:
    files = {"program.md": "\n".join(program_lines(program)).encode()}
    for number, section in enumerate(program.sections, start=8):  # 8, 9, 10: not as texts sort
        files[f"{number}-{section.key}.md"] = "\n".join(section_lines(section)).encode()
    assert read(files) == program
    stored = from_json(json.loads(json.dumps(to_json(program))))
    assert stored == program
    assert digest(stored) == digest(program)


TASK = TaskOutline("é", "Read", "T", parts=(("open", 2), ("closed", 1)), count=3, roles=("x",))
SMALL = ProgramOutline("p", "P", sections=(SectionOutline("s", "S", None, "", (
    TopicOutline("", "", (TASK,)),
)),))  # fmt: skip


def test_the_json_keeps_its_shape() -> None:
    """Editions are stored like this for good: a change here needs a way to read the old ones."""
    task = {
        "key": "é", "verb": "Read", "title": "T", "seq": None, "url": "", "note": "",
        "prompts": [], "evidence": "tick", "signers": "none", "count": 3,
        "parts": [["open", 2], ["closed", 1]], "kind": "", "due_days": None, "roles": ["x"],
        "slot": "", "required": True, "singly": False,
    }  # fmt: skip
    topics = [{"key": "", "title": "", "tasks": [task]}]
    section = {"key": "s", "title": "S", "due_days": None, "introduction": "", "topics": topics}
    assert to_json(SMALL) == {
        "key": "p", "title": "P", "introduction": "", "closing": "", "disclaimer": "",
        "dates_suggested": False, "sections": [section],
    }  # fmt: skip
    assert digest(SMALL) == "d81e75150865cb7dc0318cb81653790df4b893330a1c3c08ab09f008cad88f27"


def test_json_from_before_a_field_was_added_is_read_as_ever() -> None:
    data = json.loads(json.dumps(to_json(SMALL)))
    del data["sections"][0]["topics"][0]["tasks"][0]["singly"]
    assert from_json(data) == SMALL


def test_reading_json_leaves_the_outline_usable() -> None:
    outline = from_json(to_json(SMALL))
    assert (outline.tasks["é"], outline.section_of["é"].tasks) == (TASK, (TASK,))
    assert isinstance(outline.tasks["é"].evidence, Evidence)


@pytest.mark.parametrize("data", [{}, {"key": "p"}, {"key": "p", "title": 3}])
def test_what_is_no_outline_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="ProgramOutline"):
        from_json(data)
