"""What happened to a person is told in words, whatever it was."""

import ast

from config import ROOT
from lms.reports.happened import SAID

RECORDING = ("record", "NewLine", "event", "_tell")
OF_OTHERS = {
    "due-days-changed", "edition-published", "holiday-added", "holiday-removed", "office-added",
    "office-changed", "own-tasks-published", "people-imported", "slot-filled", "slot-emptied",
    "public-holidays-added",
}  # fmt: skip  # of an office or the system, not of a person


def verbs() -> set[str]:
    """Every verb that the code writes into the record."""
    found = set()
    for path in (ROOT / "lms").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func).rpartition(".")[2]
                words = [one.value for one in node.args[:3] if isinstance(one, ast.Constant)]
                found |= {word for word in words if name in RECORDING and isinstance(word, str)}
    return found


def test_every_verb_of_a_person_s_record_has_words() -> None:
    known = verbs()
    assert {"ticked", "enrolled", "leave-recorded", "link-made"} <= known
    assert known - OF_OTHERS - SAID.keys() == set()
