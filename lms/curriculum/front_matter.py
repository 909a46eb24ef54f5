"""The lines between two `---` at the head of a guide's file: its title and dates.

They are YAML, because other Markdown tools read them so. YAML's own types and shortcuts are not
wanted here (`due: 30` is a number, `on` is a truth value, a repeated key wins silently), so the
text is only composed into nodes, which keep their lines; strings go on to pydantic, all else is
refused.
"""

import re
from collections.abc import Sequence
from typing import Annotated, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from lms.curriculum.guide_errors import FileFindings, instead, shorten
from lms.curriculum.guide_lines import CONTROL, Line

FENCE = "---"
BELOW_FENCE = 2  # the file's line of what YAML counts as line 0
LONGEST = 2_000  # characters; YAML readers are slow on hostile text, and two lines are enough
TITLE_LENGTH = 200

_DAYS = re.compile(r"([1-9][0-9]{0,2}) days?")
_STRING_TAG = "tag:yaml.org,2002:str"


def _title(value: object) -> str:
    """Return a title that can stand on one line; raise ValueError otherwise."""
    if not isinstance(value, str):
        # pydantic gathers ValueErrors only
        raise ValueError("the title is not read as text; put it in quotes")  # noqa: TRY004
    title = value.strip()
    if not title:
        raise ValueError("the title is empty; write `title: ` and its words")
    if "\n" in title or "\t" in title or CONTROL.search(title):
        raise ValueError("the title is not one line of text; write it on one line")
    if len(title) > TITLE_LENGTH:
        raise ValueError(f"the title is too long; write at most {TITLE_LENGTH} characters")
    return title


def _days(value: object) -> int:
    """Return the days in `30 days`; raise ValueError for anything else."""
    match = _DAYS.fullmatch(value) if isinstance(value, str) else None
    if not match:
        raise ValueError("the due date is not understood; write it as `due: 30 days` (1 to 999)")
    return int(match[1])


def _suggested(value: object) -> object:
    """Return the one word that `dates` knows; raise ValueError for anything else."""
    if value != "suggested":
        raise ValueError("`dates` knows one word; write `dates: suggested` or leave the line out")
    return value


class Front(BaseModel):
    """What every file's front matter holds; a name it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: Annotated[str, BeforeValidator(_title)]


class ProgramFront(Front):
    """The front matter of program.md."""

    dates: Annotated[Literal["suggested"] | None, BeforeValidator(_suggested)] = None


class SectionFront(Front):
    """The front matter of a section; without `due` the section has no due date."""

    due: Annotated[int | None, BeforeValidator(_days)] = None


FrontT = TypeVar("FrontT", bound=Front)


class _UnreadableError(Exception):
    """The front matter cannot be read, and where."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(
            "the front matter cannot be read here; "
            "write `name: value`, and put a value with a colon in quotes"
        )


class _Entries(NamedTuple):
    """The names and values of a front matter, and the line of each name."""

    values: dict[str, object]
    lines: dict[str, int]


def read_front(
    lines: Sequence[Line], model: type[FrontT], findings: FileFindings
) -> tuple[FrontT | None, Sequence[Line] | None]:
    """Return the front matter as the model has it, and the lines of the body below.

    The front matter is None when it has faults, which are noted. The body is None when nobody
    can tell where it begins.
    """
    if lines[0].text != FENCE:
        findings.add(
            1,
            "the file does not begin with its front matter; "
            "write `---`, `title: …` and `---` as its first lines",
        )
        return None, lines
    for index, line in enumerate(lines[1:], start=1):
        if line.text == FENCE:
            return _validated(lines[1:index], model, findings), lines[index + 1 :]
    findings.add(1, "the front matter is never closed; write `---` below its last line")
    return None, None


def _validated(lines: Sequence[Line], model: type[FrontT], findings: FileFindings) -> FrontT | None:
    """Return the lines between the fences as the model has them; None when they have faults."""
    text = "\n".join(line.text for line in lines)
    if len(text) > LONGEST:
        known = " and ".join(f"`{name}`" for name in model.model_fields)
        findings.add(BELOW_FENCE, f"the front matter is too long; write only {known} there")
        return None
    entries = _entries(text, findings)
    if entries is None:
        return None
    try:
        return model.model_validate(entries.values)
    except ValidationError as error:
        for detail in error.errors():
            name = str(detail["loc"][0])
            findings.add(entries.lines.get(name, 1), _message(name, detail, model))
        return None


def _message(name: str, detail: ErrorDetails, model: type[Front]) -> str:
    """Return in plain words what pydantic found."""
    if detail["type"] == "missing":
        return f"the front matter has no `{name}`; write `{name}: …` between the two `---`"
    if detail["type"] == "extra_forbidden":
        return f"`{shorten(name)}` is not known here; {instead(name, list(model.model_fields))}"
    return str(detail["ctx"]["error"])


def _entries(text: str, findings: FileFindings) -> _Entries | None:
    """Return the names and values; None when the text is no list of `name: value`."""
    entries = _Entries({}, {})
    try:
        pairs = _compose(text)
    except _UnreadableError as error:
        findings.add(error.line, str(error))
        return None
    for name_node, value_node in pairs:
        line = name_node.start_mark.line + BELOW_FENCE
        name = name_node.value if isinstance(name_node, ScalarNode) else ""
        first = entries.lines.setdefault(name, line)
        if name in entries.values:
            findings.add(
                line, f"`{shorten(name)}` already stands in line {first}; take one of them out"
            )
        entries.values.setdefault(name, _value(value_node))
    return entries


def _compose(text: str) -> list[tuple[Node, Node]]:
    """Return the text as pairs of YAML nodes; raise _UnreadableError when it is not that."""
    try:
        # Only composing: nothing is constructed, so no YAML type or tag can do anything.
        node = YAML(typ="safe", pure=True).compose(text)
    except Exception as error:
        # ruamel.yaml raises more than its own errors on odd text (seen: OverflowError from an
        # escape, RecursionError from brackets, its warnings under -W error).
        mark = getattr(error, "problem_mark", None)
        line = 0 if mark is None else min(mark.line, text.count("\n"))
        raise _UnreadableError(line + BELOW_FENCE) from error
    if node is None:
        return []
    if not isinstance(node, MappingNode):
        raise _UnreadableError(BELOW_FENCE)
    return list(node.value)


def _value(node: Node) -> object:
    """Return a string as it is; anything else stays a node, which no field takes."""
    if isinstance(node, ScalarNode) and (node.tag == _STRING_TAG or not node.value):
        return node.value
    return node
