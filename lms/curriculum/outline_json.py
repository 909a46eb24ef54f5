"""An outline as JSON: how an edition keeps it, and what its digest is taken from.

The names are those of the outline's fields. They are stored for good, so a field may be added
(with a default, for what is stored already) but none renamed.
"""

import hashlib
import json
from typing import Any

from pydantic import TypeAdapter

from lms.curriculum.outline import ProgramOutline

# Fields that came later, with what they say when nothing was written.
ADDED = (("minutes", None), ("about", ""), ("drafted", False), ("course", ""), ("quiz", ""))
_PROGRAM = TypeAdapter(ProgramOutline)


def to_json(program: ProgramOutline) -> dict[str, Any]:
    """Return the outline as plain dicts, lists, strings and numbers."""
    data: dict[str, Any] = _PROGRAM.dump_python(program, mode="json")
    for section in data["sections"]:
        if not section["quizzes"]:  # likewise a field that came later
            del section["quizzes"]
        for topic in section["topics"]:
            for task in topic["tasks"]:
                for name, nothing in ADDED:  # so that a guide from before has the same digest
                    if task[name] == nothing:
                        del task[name]
    return data


def to_show(program: ProgramOutline) -> dict[str, Any]:
    """Return the same for those who read it: every section says its quizzes, also that it has none.

    It is not what the digest is taken from.
    """
    data = to_json(program)
    for section in data["sections"]:
        section.setdefault("quizzes", [])
    return data


def from_json(data: dict[str, Any]) -> ProgramOutline:
    """Return the outline that this was made of; raise ValueError when it is none."""
    return _PROGRAM.validate_python(data)


def digest(program: ProgramOutline) -> str:
    """Return the SHA-256, in hex, of the outline's canonical JSON: equal outlines, equal digest."""
    canonical = json.dumps(
        to_json(program), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()
