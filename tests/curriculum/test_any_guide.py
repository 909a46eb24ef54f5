"""Guides nobody thought of: any bytes are read or refused, and any outline survives its file.

Linear time is kept by caps on size (a file, a front matter, an attribute block), which
test_guide_files and test_reading check; no test here looks at a clock.
"""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lms.curriculum.outline import (
    Evidence,
    ProgramOutline,
    SectionOutline,
    TaskOutline,
    TopicOutline,
)
from lms.curriculum.outline_json import digest, from_json, to_json
from lms.curriculum.reading import GuideErrors, read_program
from tests.conftest import CI
from tests.curriculum.drawn_guides import program_lines, programs, section_lines

FRONT = "---\ntitle: A\n---\n"
SHREDS = [
    *("- [ ] ", "- [x] ", "**Read:** ", "**", "A ", "{#a}", "{#a ", "evidence=private ", "}", "{"),
    *("count=2 ", "parts=a:1,", "due=1d ", "\n", "\n\n", "\n  ", "\n  1. ", "\n  - ", "\n## ", "#"),
    *("[", "](", "](https://x.org)", ")", "[A](https://[", "---\n", "\t", "\x00", "\\", "\ufeff"),
    *("\r\n", "title: ", "due: ", "dates: ", "&a ", "*a", "!!", "? ", "<<: ", "'", '"\\U', "[["),
    *("**Quiz:** ", "bank=a draw=1 ", "draw=a:1,b:2 ", "evidence=quiz quiz=a "),
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
