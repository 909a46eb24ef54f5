"""`preceptor quizzes`: check, format and show, as whoever writes a bank sees them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lms.cli import preceptor
from lms.quizzes import bank_files, guides

GOOD = "// all\n\n$CATEGORY: a/b\n// [id:q]\nx{T}\n\ny{=1 ~2}\n"
CANONICAL = "// all\n\n$CATEGORY: a/b\n\n// [id:q]\nx {TRUE}\n\ny {\n\t=1\n\t~2\n}\n"
BAD = "x{T}\n\ny}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project's banks: a good one."""
    monkeypatch.setattr(bank_files, "QUIZZES", tmp_path)
    (tmp_path / "good.gift").write_text(GOOD)
    return tmp_path


def says(*words: str | Path) -> Result:
    """What the command says."""
    return CliRunner().invoke(preceptor, ["quizzes", *map(str, words)])


def names(folder: Path) -> list[str]:
    """What lies in a folder, hidden or not."""
    return sorted(path.name for path in folder.iterdir())


def test_the_projects_own_banks_are_sound() -> None:
    said = says("check")
    assert (said.exit_code, said.stderr) == (0, "")


def test_check_counts_by_category(folder: Path) -> None:
    (folder / "other.gift").write_text("x{T}\n")
    said = says("check")
    assert (said.exit_code, said.stderr) == (0, "")
    assert said.stdout.splitlines() == [
        f"{folder}/good.gift: 2 questions.", "   a/b: 2",
        f"{folder}/other.gift: 1 questions.", "   without a category: 1",
    ]  # fmt: skip


def test_check_tells_every_error_of_every_file(folder: Path) -> None:
    (folder / "bad.gift").write_text(BAD)
    said = says("check", folder / "bad.gift", folder / "none.gift", folder / "good.gift")
    assert said.exit_code == 1
    assert said.stdout.splitlines()[0] == f"{folder}/good.gift: 2 questions."
    first, second, last = said.stderr.splitlines()
    assert first.startswith(f"{folder}/bad.gift:3:2: this `}}` has no")
    assert second.startswith(f"{folder}/none.gift:1:1: there is no ordinary file")
    assert last == "2 to mend; nothing was changed."


def test_check_as_json(folder: Path) -> None:
    (folder / "bad.gift").write_text(BAD)
    said = says("check", "--json")
    bad, good = json.loads(said.stdout)["files"]
    assert (said.exit_code, said.stderr) == (1, "")
    assert good == {"file": f"{folder}/good.gift", "questions": 2, "errors": []}
    assert bad["errors"] == [{
        "line": 3, "column": 2, "message": "this `}` has no `{` before it",
        "expected": "write `\\}` for a mere brace",
    }]  # fmt: skip
    assert says("check", "--json", folder / "good.gift").exit_code == 0


GUIDE = {
    "program.md": "---\ntitle: A guide\n---\n",
    "1-first.md": "---\ntitle: First\n---\n\n- [ ] **Read:** A page {#a-page}\n\n"
                  "- [ ] **Quiz:** Check {#check bank=good draw=c:1}\n\n"
                  "- [ ] **Quiz:** More {#more bank=good draw=b:3}\n",
}  # fmt: skip


def test_guides_and_banks_have_to_fit(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    guide = folder / "a-guide"
    guide.mkdir()
    for name, text in GUIDE.items():
        (guide / name).write_text(text)
    (folder / "good.gift").write_text(GOOD.replace("[id:q]", "[id:q] [tag:topic=frist]"))
    monkeypatch.setattr(guides, "CONTENT", folder)
    monkeypatch.setattr(guides, "programs", lambda: ["a-guide"])
    said, fewer, first = says("check"), "draw fewer, or write more", "write `first`"
    assert said.exit_code == 1
    assert said.stderr.split("\n")[:3] == [
        f"{guide}/1-first.md:7:23: good.gift has no category `c`; write one of: b",
        f"{guide}/1-first.md:9:22: only 2 questions of `b` count today, not 3; {fewer}",
        f"{folder}/good.gift:5:1: no guide that draws from this bank has a topic `frist`; {first}",
    ]
    told = json.loads(says("check", "--json").stdout)["files"]
    assert [one["file"] for one in told] == [f"{folder}/good.gift", f"{guide}/1-first.md"]
    assert says("check", folder / "good.gift").exit_code == 0, "one bank by itself"


def test_format_prints(folder: Path) -> None:
    said = says("format", folder / "good.gift")
    assert (said.exit_code, said.stdout) == (0, CANONICAL)
    assert (folder / "good.gift").read_text() == GOOD


def test_format_replaces_the_file_and_keeps_its_mode(folder: Path) -> None:
    path, link = folder / "good.gift", folder / "link.gift"
    path.chmod(0o640)
    link.symlink_to(path)
    assert says("format", "--write", link).output == ""
    assert (path.read_text(), path.stat().st_mode & 0o777) == (CANONICAL, 0o640)
    assert link.is_symlink()
    before = path.stat()
    assert says("format", "--write", path).exit_code == 0
    assert path.stat().st_ino == before.st_ino
    assert names(folder) == ["good.gift", "link.gift"]


def test_format_leaves_a_faulty_file_alone(folder: Path) -> None:
    path = folder / "bad.gift"
    path.write_text(BAD)
    said = says("format", "--write", path)
    assert (said.exit_code, said.stdout) == (1, "")
    assert "1 to mend; nothing was changed." in said.stderr
    assert path.read_text() == BAD


def test_format_that_cannot_write_leaves_all_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    said = says("format", "--write", folder / "good.gift")
    assert (said.exit_code, said.stderr) == (
        1, f"Error: {folder}/good.gift: No space left on device.\n",
    )  # fmt: skip
    assert names(folder) == ["good.gift"]
    assert (folder / "good.gift").read_text() == GOOD


def test_show_by_key_and_by_file(folder: Path) -> None:
    for name in ("good", folder / "good.gift"):
        said = says("show", name)
        assert said.stdout.splitlines() == ["a/b", "   1. x (true-false) [q]", "   2. y (choice)"]
    assert says("show", "../good").exit_code == 1


def test_show_as_json(folder: Path) -> None:
    (folder / "good.gift").write_text(
        "x{#3.10:0.1#yes ~#no}\n\n[html]y{=a->1 =b->2 =c->3}\n\nz{~%33.3%a ~%66.7%b}\n"
    )
    number, matching, choice = json.loads(says("show", "good", "--json").stdout)["questions"]
    assert number["numbers"][0] == {
        "value": "3.10", "tolerance": "0.1", "weight": "1",
        "feedback": {"text": "yes", "markup": "moodle"},
    }  # fmt: skip
    assert number["numbers"][1]["value"] is None
    assert matching["pairs"][2] == {"words": {"text": "c", "markup": "html"}, "match": "3"}
    assert [answer["weight"] for answer in choice["answers"]] == ["1/3", "2/3"]
    assert (choice["kind"], choice["several"], choice["line"]) == ("choice", True, 5)


@pytest.mark.parametrize("name", ["a\nb.gift", "\x1b[31m.gift", "\udcff.gift", "é" * 300])
@pytest.mark.parametrize("command", ["check", "format", "show"])
def test_odd_names_of_files_break_no_output(folder: Path, command: str, name: str) -> None:
    said = says(command, folder / name)
    assert said.exit_code == 1
    assert len(said.stderr.splitlines()) == 2
    assert "\x1b" not in said.stderr
