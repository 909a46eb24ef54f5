"""Guides drawn at random, as a guide may be, and how each of them stands in its files."""

import json
from collections.abc import Iterator
from dataclasses import replace

from hypothesis import strategies as st

from lms.curriculum.attributes import JOB_ROLES
from lms.curriculum.outline import (
    ACTIVITY_KINDS,
    QUIZ,
    VERBS,
    Answers,
    Counts,
    Evidence,
    ProgramOutline,
    QuizOutline,
    SectionOutline,
    Signers,
    TaskOutline,
    TopicOutline,
)

SIGNS = st.characters(categories=["L", "N"], include_characters=" .,;:?!’'\"&()*_-–")
WORDS = st.text(SIGNS, max_size=30).map(lambda text: " ".join(f"A{text}".split()))
TEXTS = st.lists(WORDS | WORDS.map("- {}\n  more".format), max_size=3).map("\n\n".join)
ADDRESSES = st.sampled_from(
    ["", "https://x.org", "http://x.org/a_(b)?c=d&e#f", "https://[::1]:8/é"]
)
SLUGS = st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,3}", fullmatch=True)

ROLES = st.lists(st.sampled_from(JOB_ROLES), unique=True).map(tuple)
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
        roles=draw(ROLES),
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


COUNTED = st.lists(st.tuples(SLUGS, st.integers(1, 16)), min_size=1, max_size=3,
                   unique_by=lambda pair: pair[0])  # fmt: skip
QUIZZES = st.builds(
    QuizOutline, key=st.just("?"), title=WORDS, bank=SLUGS,
    draw=(COUNTED | st.integers(1, 50).map(lambda number: [("", number)])).map(tuple),
    pass_percent=st.integers(1, 100), attempts=st.none() | st.integers(1, 20),
    wait_hours=st.integers(0, 999), minutes=st.none() | st.integers(1, 240),
    shuffle=st.booleans(), answers=st.sampled_from(Answers), counts=st.sampled_from(Counts),
    required=st.booleans(), roles=ROLES, note=TEXTS,
)  # fmt: skip


@st.composite
def sections(draw: st.DrawFn, key: str) -> SectionOutline:
    """A section with some topics, the first of them perhaps without a name."""
    due_days = draw(st.none() | st.integers(1, 999))
    some = st.lists(tasks(due_days), min_size=1, max_size=3).map(tuple)
    named = st.builds(TopicOutline, st.just("?"), WORDS, some)
    topics = draw(st.lists(named, max_size=2))
    if not topics or draw(st.booleans()):
        topics.insert(0, TopicOutline("", "", draw(some)))
    quizzes = draw(st.lists(QUIZZES, max_size=2))
    return SectionOutline(key, draw(WORDS), due_days, draw(TEXTS), tuple(topics), tuple(quizzes))


@st.composite
def programs(draw: st.DrawFn) -> ProgramOutline:
    """A program; keys and numbers are counted, for they may stand only once.

    Its first quiz is the one that tasks name; without any, none of them asks for one.
    """
    keys = draw(st.lists(SLUGS, min_size=1, max_size=3, unique=True))
    wanted = [draw(sections(key)) for key in keys]
    numbers = iter(range(1, 1000))
    program = ProgramOutline(
        key="guide",
        title=draw(WORDS),
        introduction=draw(TEXTS),
        closing=draw(TEXTS),
        disclaimer=draw(TEXTS),
        dates_suggested=draw(st.booleans()),
        sections=tuple(_numbered(section, numbers) for section in wanted),
    )
    return _closed_by(program)


def _numbered(section: SectionOutline, numbers: Iterator[int]) -> SectionOutline:
    """Give each topic, task and quiz of a section its own key, every other task a number."""
    topics = []
    for topic in section.topics:
        key = topic.key and f"topic-{next(numbers)}"
        counted = zip(topic.tasks, numbers, strict=False)
        done = [replace(task, key=f"t{n}", seq=n if n % 2 else None) for task, n in counted]
        topics.append(replace(topic, key=key, tasks=tuple(done)))
    quizzes = [
        replace(quiz, key=f"q{n}") for quiz, n in zip(section.quizzes, numbers, strict=False)
    ]
    return replace(section, topics=tuple(topics), quizzes=tuple(quizzes))


def _closed_by(program: ProgramOutline) -> ProgramOutline:
    """Let the tasks that ask for a quiz name the first one, or ask for a tick where there is none.

    It may stand in a section above or below theirs.
    """
    key = next(iter(program.quizzes), "")
    evidence = Evidence.QUIZ if key else Evidence.TICK

    def closed(task: TaskOutline) -> TaskOutline:
        asked = task.evidence is Evidence.QUIZ
        return replace(task, evidence=evidence, quiz=key) if asked else task

    def whole(section: SectionOutline) -> SectionOutline:
        topics = (replace(one, tasks=tuple(map(closed, one.tasks))) for one in section.topics)
        return replace(section, topics=tuple(topics))

    return replace(program, sections=tuple(map(whole, program.sections)))


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
    written |= {"course": task.course, "quiz": task.quiz}
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


def quiz_lines(quiz: QuizOutline) -> Iterator[str]:
    """Yield a quiz as it stands in a file, its usual values too."""
    counted = ",".join(f"{name}:{number}" if name else f"{number}" for name, number in quiz.draw)
    written = {
        "bank": quiz.bank, "draw": counted, "pass": f"{quiz.pass_percent}",
        "attempts": f"{quiz.attempts or 'any'}", "minutes": f"{quiz.minutes or ''}",
        "wait": f"{quiz.wait_hours}h" if quiz.wait_hours else "",
        "shuffle": "yes" if quiz.shuffle else "no", "answers": quiz.answers, "counts": quiz.counts,
        "required": "yes" if quiz.required else "no", "roles": ",".join(quiz.roles),
    }  # fmt: skip
    attributes = " ".join(f"{name}={value}" for name, value in written.items() if value)
    yield f"- [ ] **{QUIZ}:** {quiz.title} {{#{quiz.key} {attributes}}}"
    yield ""
    yield from (f"  {line}" for line in quiz.note.splitlines())


def section_lines(section: SectionOutline) -> Iterator[str]:
    """Yield a section's file."""
    due = {} if section.due_days is None else {"due": f"{section.due_days} days"}
    yield from front(title=section.title, **due)
    yield section.introduction
    for topic in section.topics:
        yield f"## {topic.title} {{#{topic.key}}}" if topic.key else ""
        for task in topic.tasks:
            yield from task_lines(task)
    for quiz in section.quizzes:
        yield from quiz_lines(quiz)


def program_lines(program: ProgramOutline) -> Iterator[str]:
    """Yield program.md."""
    dates = {"dates": "suggested"} if program.dates_suggested else {}
    yield from front(title=program.title, **dates)
    yield from (program.introduction, "## Z {#closing}", program.closing)
    yield from ("## Z {#disclaimer}", program.disclaimer)
