"""The rules of the house, read off the code itself: who may import whom, how long, how named."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from config import ROOT
from lms.base.assets import ICONS
from lms.curriculum.outline import VERBS

ROOMS = (
    ("base",),
    ("people",),
    ("curriculum",),
    ("progress",),
    ("signoff", "shadowing", "training", "quizzes", "pathway"),
    ("competencies",),
    ("roster", "authoring", "notices", "reports"),
)
ROOF = ("app", "cli", "demo", "serving")
LEVELS = {room: level for level, rooms in enumerate(ROOMS) for room in rooms}
LAYERS = {"models": 0, "access": 1, "queries": 2, "rules": 2, "forms": 2, "views": 3, "commands": 3}
VIEWS = re.compile(r"lms\.\w+\.views(\.|$)")
FLASK = re.compile(r"(flask\w*|werkzeug)\b")
WITH_FLASK = {"views", "commands"}
FLASK_TOO = {
    "lms.app", "lms.cli",
    "lms.people.session",  # the session of a browser is Flask's own
    "lms.demo.cli",  # prepares an app and serves it, as lms.cli does
}  # fmt: skip
VAGUE = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_VIEW = 300, 40, 15


@dataclass(frozen=True)
class Module:
    """One file of Python."""

    name: str
    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def room(self) -> str:
        return self.name.split(".")[1] if "." in self.name else ""

    @property
    def noun(self) -> str:
        return self.name.rpartition(".")[2]

    @property
    def layer(self) -> str:
        return layer_of(self.name)

    @cached_property
    def imports(self) -> set[str]:
        """Every module it imports, wherever in the file, by its full name."""
        found = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert not node.level, f"{self.name}: write the full name of the module"
                whole = {f"{node.module}.{alias.name}" for alias in node.names}
                found |= {name if name in NAMES else str(node.module) for name in whole}
        return found

    @property
    def ours(self) -> set[str]:
        return {name for name in self.imports if name in NAMES} - {self.name}


def modules(folder: str) -> list[Module]:
    """All files under a folder that hold anything."""
    found = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        if path.stat().st_size:
            found.append(Module(name, path))
    return found


HOUSE = modules("lms")
NAMES = {module.name for module in HOUSE}
TESTS = modules("tests")
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def layer_of(name: str) -> str:
    """The noun of a module; whatever stands in a room's package `views` is a view."""
    return "views" if VIEWS.match(name) else name.rpartition(".")[2]


def level(room: str) -> int:
    return len(ROOMS) if room in ROOF else LEVELS[room]


def test_every_room_is_known() -> None:
    assert {module.room for module in HOUSE} <= {*LEVELS, *ROOF}


def between_rooms(module: Module, other: str) -> bool:
    """Whether a module may import from another room."""
    room = other.split(".")[1]
    return level(room) < level(module.room) or (room in ROOF and module.room in ROOF)


def within_room(module: Module, other: str) -> bool:
    """Whether a module may import its neighbour: from above to below only."""
    mine, theirs = module.layer, layer_of(other)
    if mine == theirs == "views":
        return module.noun == "views" or other not in READERS
    if theirs not in LAYERS:
        return mine != "models"
    if mine not in LAYERS:
        return theirs not in ("views", "commands", "forms")
    beside = LAYERS[mine] == LAYERS[theirs] == LAYERS["rules"]
    return LAYERS[theirs] < LAYERS[mine] or beside


def test_rooms_import_downwards_only() -> None:
    wrong = {
        f"{module.name} imports {other}"
        for module in HOUSE
        for other in module.ours
        if other.split(".")[1] != module.room and not between_rooms(module, other)
    }
    assert wrong == set()


def test_files_of_a_room_import_downwards_only() -> None:
    wrong = {
        f"{module.name} imports {other}"
        for module in HOUSE
        if module.room not in ("base", *ROOF)
        for other in module.ours
        if other.split(".")[1] == module.room and not within_room(module, other)
    }
    assert wrong == set()


def test_only_the_roof_imports_views_and_commands() -> None:
    for module in HOUSE:
        theirs = {name for name in module.ours if name.split(".")[1] != "base"}
        if module.name != "lms.app":
            inside = module.room if module.layer == "views" else ""
            views = {name for name in theirs if layer_of(name) == "views"}
            assert not {name for name in views if name.split(".")[1] != inside}, module.name
        if module.room not in ROOF:
            assert not {name for name in theirs if name.endswith(".commands")}, module.name


def test_flask_stays_at_the_door() -> None:
    for module in HOUSE:
        at_the_door = module.room == "base" or module.layer in WITH_FLASK
        flask = {name for name in module.imports if FLASK.match(name)}
        assert not flask or at_the_door or module.name in FLASK_TOO, (module.name, flask)


def test_names_say_something() -> None:
    vague = {m.name for m in HOUSE + TESTS if VAGUE & set(re.split(r"[._]", m.name))}
    assert vague == set()


def test_every_module_says_what_it_is_for() -> None:
    assert [m.name for m in HOUSE + TESTS if not ast.get_docstring(m.tree)] == []


def test_no_file_is_long() -> None:
    lengths = {m.name: m.text.count("\n") for m in HOUSE + TESTS}
    assert {name: n for name, n in lengths.items() if n > LONGEST_FILE} == {}


def functions(module: Module) -> Iterator[tuple[str, int, bool]]:
    """Each function: its name, its lines below the docstring, and whether it is a view."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[ast.get_docstring(node) is not None :]
            lines = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
            calls = [ast.unparse(decorator) for decorator in node.decorator_list]
            yield f"{module.name}.{node.name}", lines, any(c.startswith("bp.") for c in calls)


# Files of a package `views` that answer requests: one for each reader, unknown to the others.
READERS = {
    module.name
    for module in HOUSE
    if module.layer == "views" and any(view for *_, view in functions(module))
}


def test_no_function_is_long() -> None:
    wrong = {
        name: lines
        for module in HOUSE + TESTS
        for name, lines, view in functions(module)
        if lines > (LONGEST_VIEW if view else LONGEST_FUNCTION)
    }
    assert wrong == {}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_templates_hold_nothing_that_a_strict_browser_refuses(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    refused = r"<script(?![^>]*\ssrc=)|<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:|\|\s*safe\b"
    assert re.findall(refused, text, re.IGNORECASE) == []


def table(file: str, name: str) -> dict[str, Any]:
    """A table that a template sets at its top."""
    text = (ROOT / "templates" / file).read_text(encoding="utf-8")
    found = re.search(rf"{{% set {name} = (.*?) %}}", text, re.DOTALL)
    assert found
    return dict(ast.literal_eval(found[1]))


def icons_by_name() -> set[str]:
    """Every icon that some page names, directly or in one of the two tables."""
    texts = [path.read_text(encoding="utf-8") for path in TEMPLATES]
    named = {name for text in texts for name in re.findall(r'icon\("([^"]+)"', text)}
    named |= {look[1] for look in table("base/ui.html", "STATES").values()}
    return named | set(table("progress/task_line.html", "VERB_ICONS").values())


def test_every_icon_is_in_the_sprite() -> None:
    assert icons_by_name() <= set(ICONS)


def test_every_verb_has_its_icon() -> None:
    assert set(table("progress/task_line.html", "VERB_ICONS")) == set(VERBS)
