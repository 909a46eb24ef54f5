"""A guide's folder: what is refused about its files as such, and how the errors read."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from lms.curriculum.reading import GuideError, GuideErrors, read_program

PROGRAM = "---\ntitle: First steps\n---\nWelcome.\n"
SECTION = "---\ntitle: Start\n---\n- [ ] **Read:** A book {#book}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good guide, for a test to spoil."""
    folder = tmp_path / "first-steps"
    folder.mkdir()
    (folder / "program.md").write_text(PROGRAM)
    (folder / "1-start.md").write_text(SECTION)
    return folder


def errors_of(folder: Path) -> list[tuple[str, int, str]]:
    """Return name, line and message of all that is wrong in a folder."""
    with pytest.raises(GuideErrors) as caught:
        read_program(folder)
    return [(Path(error.file).name, error.line, error.message) for error in caught.value.errors]


def only_error(folder: Path) -> tuple[str, int, str]:
    """Return the one thing that is wrong in a folder."""
    (error,) = errors_of(folder)
    return error


def test_the_folder_read_from_within(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert read_program(Path()).key == "first-steps"


def test_an_error_can_be_clicked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "1-start.md").write_text(SECTION.replace("{#book}", "{#book cuont=2}"))
    monkeypatch.chdir(folder.parent)
    with pytest.raises(GuideErrors) as caught:
        read_program(Path("first-steps"))
    message = "`cuont` is not an attribute; write `count`"
    assert caught.value.errors == (GuideError("first-steps/1-start.md", 4, message),)
    assert str(caught.value) == f"first-steps/1-start.md:4: {message}"


def test_all_errors_come_at_once_in_the_order_of_reading(folder: Path) -> None:
    (folder / "program.md").write_text("---\ntitel: First steps\n---\n# Welcome\n")
    (folder / "1-start.md").write_text(SECTION + "Stray.\n- [x] **Raed:** A {#a b=1 #c}\n")
    (folder / "2-next.md").write_text("---\ntitle: A\ndue: soon\nx: y\n---")
    assert [(name, line) for name, line, _ in errors_of(folder)] == [
        *[("program.md", line) for line in (1, 2, 4)],
        *[("1-start.md", line) for line in (5, 6, 6, 6, 6)],
        *[("2-next.md", line) for line in (1, 3, 4)],
    ]


def test_no_folder(tmp_path: Path) -> None:
    found = errors_of(tmp_path / "first-steps")
    assert [(name, line) for name, line, _ in found] == [("program.md", 1), ("first-steps", 1)]
    assert "give one with a guide" in found[1][2]


def test_no_program(folder: Path) -> None:
    (folder / "program.md").unlink()
    name, line, message = only_error(folder)
    assert (name, line) == ("program.md", 1)
    assert "put a text file here" in message


def test_no_section(folder: Path) -> None:
    (folder / "1-start.md").unlink()
    name, line, message = only_error(folder)
    assert (name, line) == ("program.md", 1)
    assert "write one, named as `1-who-we-serve.md`" in message


def test_a_folder_whose_name_is_no_key(folder: Path) -> None:
    name, line, message = only_error(folder.rename(folder.with_name("First Steps")))
    assert (name, line) == ("program.md", 1)
    assert "name it with lower-case words joined by hyphens" in message


@pytest.mark.parametrize("name", ["README.md", "start.md", "1_start.md", "2-Start.md", "3-x.MD"])
def test_a_name_that_is_no_sections(folder: Path, name: str) -> None:
    (folder / name).write_text(SECTION)
    found, line, message = only_error(folder)
    assert (found, line) == (name, 1)
    assert "name the file as `1-who-we-serve.md`" in message


def test_a_name_that_is_no_text(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\n.md")).touch()
    assert only_error(folder)[0] == "??.md"


def test_the_same_number_or_key_twice(folder: Path) -> None:
    (folder / "01-other.md").write_text(SECTION.replace("{#book}", "{#other}"))
    (folder / "3-start.md").write_text(SECTION.replace("{#book}", "{#third}"))
    number, key = errors_of(folder)
    assert number[:2] == ("1-start.md", 1)
    assert "first-steps/01-other.md:1; give this file another one" in number[2]
    assert key[:2] == ("3-start.md", 1)
    assert "first-steps/1-start.md:1; give this file another name" in key[2]


def test_a_task_key_twice_names_both_places(folder: Path) -> None:
    (folder / "5-other.md").write_text(SECTION)
    name, line, message = only_error(folder)
    assert (name, line) == ("5-other.md", 4)
    assert "first-steps/1-start.md:4; write another one here" in message


BYTES = {
    "empty": (b"", 1, "write its front matter"),
    "blank": (b"\xef\xbb\xbf \r\n", 1, "write its front matter"),
    "latin-1": (SECTION.replace("book", "bök").encode("latin-1"), 4, "encoding UTF-8"),
    "utf-16": (SECTION.encode("utf-16"), 1, "encoding UTF-8"),
    "lone surrogate": (SECTION.encode() + b"\xed\xa0\x80", 5, "encoding UTF-8"),
    "old Mac": (SECTION.replace("A b", "A\rb").encode(), 4, "U+000D"),
    "too large": (SECTION.encode().ljust(200_001), 1, "at most 200 kB"),
    "far too large": (b"{" * 1_000_000, 1, "at most 200 kB"),
}


@pytest.mark.parametrize("case", BYTES)
def test_bytes_that_are_no_guide(folder: Path, case: str) -> None:
    data, line, mend = BYTES[case]
    (folder / "1-start.md").write_bytes(data)
    name, found, message = only_error(folder)
    assert (name, found) == ("1-start.md", line), message
    assert mend in message


def test_the_largest_file_is_read(folder: Path) -> None:
    (folder / "1-start.md").write_bytes(SECTION.encode().ljust(200_000))
    assert len(read_program(folder).tasks) == 1


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to(path)])
def test_what_is_no_ordinary_file(folder: Path, make: Callable[[Path], None]) -> None:
    make(folder / "2-other.md")
    name, line, message = only_error(folder)
    assert (name, line) == ("2-other.md", 1)
    assert "put a text file here" in message


def test_a_file_that_may_not_be_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    assert [error[2] for error in errors_of(folder)] == [
        "this file cannot be opened; let the app read it"
    ] * 2


PROGRAMS = {
    "task": ("- [ ] **Read:** A {#a}", 4, "at the left edge of a section"),
    "heading": ("## A {#a}\nB", 4, "write `{#closing}` or `{#disclaimer}`"),
    "no key": ("## Funding\nB", 4, "write `{#funding}` at its end"),
    "level": ("# A {#closing}\nB", 4, "only `## Title {#key}`"),
    "twice": ("## A {#closing}\nB\n## C {#closing}\nD", 6, "write both texts under one of them"),
    "link": ("## A {#closing}\n[B](about:blank)", 5, "beginning with https://"),
}


@pytest.mark.parametrize("case", PROGRAMS)
def test_refused_in_program(folder: Path, case: str) -> None:
    body, line, mend = PROGRAMS[case]
    (folder / "program.md").write_text(f"---\ntitle: A\n---\n{body}\n")
    name, found, message = only_error(folder)
    assert (name, found) == ("program.md", line), message
    assert mend in message


def test_dates_know_one_word(folder: Path) -> None:
    (folder / "program.md").write_text("---\ntitle: A\ndates: fixed\n---\n")
    name, line, message = only_error(folder)
    assert (name, line) == ("program.md", 3)
    assert "write `dates: suggested` or leave the line out" in message
