"""The attribute block `{#key name=value …}` that ends a task's text or a topic's title.

A table of names and readers, so that one line adds an attribute. What an attribute may hold is
checked here; which ones go together is checked on the finished task (`combinations`).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from lms.curriculum.framework_outline import LEVELS
from lms.curriculum.guide_errors import FileFindings, instead, shorten
from lms.curriculum.guide_lines import Line
from lms.curriculum.outline import ACTIVITY_KINDS, Evidence, Signers

JOB_ROLES = ("case-manager", "icm-specialist", "employment-counselor", "clinical-therapist")
KEY_LENGTH = 60
SLUG_FORM = f"lower-case words joined by hyphens, at most {KEY_LENGTH} signs"
LONGEST = 1_000  # characters of a block: several times what every attribute at once needs
MOST = 99  # the highest count
PARTS = f"write it as `parts=open:2,closed:1`, each name once, {MOST} at most in all"

CODE = "write a code of capital letters and digits, at most 10 signs, as in `code=C01`"

_CODE = re.compile(r"[A-Z][A-Z0-9]{0,9}")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_BRACE = re.compile(r"[{}]")


@dataclass(frozen=True)
class Block:
    """An attribute block, read; `sound` is false when something in it was not understood."""

    key: str = ""
    values: dict[str, Any] = field(default_factory=dict)  # by the field of the outline
    sound: bool = False


def is_slug(text: str) -> bool:
    """Return whether the text can be a key: lower-case words and numbers joined by hyphens."""
    return len(text) <= KEY_LENGTH and _SLUG.fullmatch(text) is not None


def suggest_key(title: str) -> str:
    """Return a key made from a title, to show in an error."""
    return key_from(title) or "short-name"


def key_from(title: str) -> str:
    """Return a key made from a title; empty when there is no letter in it that a key may have."""
    words = re.findall(r"[a-z0-9]+", title[:200].lower().replace("’", "").replace("'", ""))
    key = "-".join(words)[:KEY_LENGTH]
    return key.rpartition("-")[0] if len(key) == KEY_LENGTH and "-" in key else key


def split_block(text: str) -> tuple[str, str]:
    """Return the words before the first brace and what begins with it (empty: no brace)."""
    brace = _BRACE.search(text)
    return (text[: brace.start()], text[brace.start() :]) if brace else (text, "")


def block_fault(block: str) -> str:
    """Return what is wrong with the braces of a block, empty when they enclose it."""
    if block.startswith("}"):
        return "a `}` has no `{` before it; write the attributes as `{#key name=value}`"
    if "}" not in block:
        return "this `{` is never closed; write `}` at the end of the same line"
    if block.count("{") > 1 or block.index("}") < len(block) - 1:
        return "braces hold only the attributes; write one block `{#key …}`, last in its line"
    if len(block) > LONGEST:
        return "this attribute block is too long; write only what the task needs"
    return ""


def read_block(
    block: Line, findings: FileFindings, readers: "dict[str, Reader] | None" = None
) -> Block:
    """Return the key and the attributes of a block, noting all that is not understood.

    `readers` are the attributes that may stand there: a task's when none are given.
    """
    fault = block_fault(block.text)
    if fault:
        findings.add(block.number, fault)
        return Block()
    keys: list[str] = []
    given: dict[str, Any] = {}
    faults: list[str] = []
    for word in block.text[1:-1].split():
        if word.startswith("#"):
            keys.append(word[1:])
        else:
            faults += _take(word, given, TASK_READERS if readers is None else readers)
    faults += _key_faults(keys) + _parts_faults(given)
    for fault in faults:
        findings.add(block.number, fault)
    key = keys[0] if len(keys) == 1 and is_slug(keys[0]) else ""
    return Block(key, {k: v for k, v in given.items() if v is not None}, not faults)


def _take(word: str, given: dict[str, Any], readers: "dict[str, Reader]") -> list[str]:
    """Read `name=value` into what was given; return what is wrong with it."""
    name, sign, value = word.partition("=")
    if name not in readers:
        known = instead(name, list(readers)) if readers else "write only `{#key}` here"
        return [f"`{shorten(name)}` is not an attribute; {known}"]
    target, read = readers[name]
    if target in given:
        return [f"`{name}` is written twice; take one of them out"]
    given[target] = None  # seen, even when its value turns out to be wrong
    if not (sign and value):
        return [f"`{name}` has no value; write `{name}=…`, without spaces"]
    try:
        given[target] = read(value)
    except ValueError as mend:
        return [f"`{name}={shorten(value)}` is not understood; {mend}"]
    return []


def _key_faults(keys: list[str]) -> list[str]:
    """Return what is wrong with the keys found in a block, which should be one."""
    if not keys:
        return ["the attributes have no key; write `{#short-name …}`"]
    if len(keys) > 1:
        return ["there are two keys here; write one `#key`"]
    if is_slug(keys[0]):
        return []
    found, better = shorten(keys[0]), suggest_key(keys[0])
    mend = f"write {SLUG_FORM}, as in `#{better}`"
    return [f"`#{found}` cannot be a key; {mend}"]


def _parts_faults(given: dict[str, Any]) -> list[str]:
    """Let the parts make the count; return the fault when both are written."""
    if "parts" not in given:
        return []
    if "count" in given:
        return ["`parts` and `count` stand together; write only `parts`, the count is their sum"]
    if given["parts"] is not None:
        given["count"] = sum(number for _, number in given["parts"])
    return []


Reader = tuple[str, Callable[[str], Any]]  # the field of the outline, and what reads its value


def one_of(choices: Sequence[str]) -> Callable[[str], str]:
    """Return a reader that takes one of these words."""

    def read(value: str) -> str:
        if value not in choices:
            raise ValueError(instead(value, choices))
        return value

    return read


def whole_number(most: int, mend: str, after: str = "") -> Callable[[str], int]:
    """Return a reader of whole numbers from 1 to most, followed by `after`."""
    pattern = re.compile(rf"([1-9][0-9]{{0,3}}){after}")

    def read(value: str) -> int:
        match = pattern.fullmatch(value)
        if not match or int(match[1]) > most:
            raise ValueError(mend)
        return int(match[1])

    return read


def read_slug(value: str) -> str:
    """Return the name of a material, task, course or quiz; raise ValueError when it is no slug."""
    if not is_slug(value):
        raise ValueError(f"write {SLUG_FORM}, as in `{suggest_key(value)}`")
    return value


def counted_names(most: int, mend: str) -> Callable[[str], tuple[tuple[str, int], ...]]:
    """Return a reader of `name:number,…`, each name once, the numbers no more than most in all."""
    read_count = whole_number(most, mend)

    def read(value: str) -> tuple[tuple[str, int], ...]:
        pairs = [part.partition(":") for part in value.split(",")]
        counted = tuple((name, read_count(number)) for name, _, number in pairs)
        names = {name for name, _ in counted}
        total = sum(number for _, number in counted)
        if not all(map(is_slug, names)) or len(names) < len(counted) or total > most:
            raise ValueError(mend)
        return counted

    return read


def read_roles(value: str) -> tuple[str, ...]:
    """Return the job roles; raise ValueError when one is unknown or comes twice."""
    roles = tuple(map(one_of(JOB_ROLES), value.split(",")))
    if len(set(roles)) < len(roles):
        raise ValueError("write each role once")
    return roles


def read_yes(value: str) -> bool:
    """Return whether it says yes; raise ValueError for anything but yes and no."""
    return one_of(("yes", "no"))(value) == "yes"


def read_level(value: str) -> int:
    """Return the number of a level; raise ValueError when the scale has none of that number."""
    return int(one_of([str(number) for number in range(LEVELS + 1)])(value))


def read_code(value: str) -> str:
    """Return the code of a competency; raise ValueError when it is none."""
    if not _CODE.fullmatch(value):
        raise ValueError(CODE)
    return value


TASK_READERS: dict[str, Reader] = {
    "evidence": ("evidence", lambda value: Evidence(one_of(list(Evidence))(value))),
    "signers": ("signers", lambda value: Signers(one_of(list(Signers))(value))),
    "count": ("count", whole_number(MOST, f"write a whole number from 1 to {MOST}")),
    "parts": ("parts", counted_names(MOST, PARTS)),
    "kind": ("kind", one_of(ACTIVITY_KINDS)),
    "due": ("due_days", whole_number(999, "write the days from the start, as in `due=14d`", "d")),
    "roles": ("roles", read_roles),
    "slot": ("slot", read_slug),
    "required": ("required", read_yes),
    "singly": ("singly", read_yes),
    "about": ("about", read_slug),
    "drafted": ("drafted", read_yes),
    "course": ("course", read_slug),
    "quiz": ("quiz", read_slug),
    "minutes": ("minutes", whole_number(999, "write the whole minutes that its publisher states")),
    "seq": ("seq", whole_number(9999, "write the task's number in the source guide")),
}

COURSE_READERS: dict[str, Reader] = {  # by the field of CourseOutline
    "roles": ("roles", read_roles),
    "required": ("required", read_yes),
    "minutes": ("minutes", whole_number(9999, "write the whole minutes that a source states")),
    "renew": ("renew_months", whole_number(120, "write 1 to 120 months, as in `renew=12mo`", "mo")),
}

FRAMEWORK_READERS: dict[str, dict[str, Reader]] = {  # by what the heading opens
    "level": {"level": ("number", read_level)},
    "competency": {"code": ("code", read_code), "target": ("target", read_slug)},
    "activity": {"clients": ("clients", read_yes)},
}
