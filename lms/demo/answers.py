"""What people of the demo write, read from texts.md, and what they log, from log.md."""

import re
from functools import cache
from pathlib import Path

from lms.curriculum.outline import TaskOutline
from lms.shadowing.prompts import prompts as asked
from lms.signoff.drafts import prompts

Texts = tuple[str, ...]

TEXTS, LOG = (Path(__file__).with_name(name) for name in ("texts.md", "log.md"))
FIRST_TRY = ", first try"
HEADING = re.compile(r"^(##|###) (.+)\n", re.MULTILINE)
ANYTHING = "We talked it through in supervision, and my notes on it are in my training folder."

ANYTIME = "I would like to take a little more time for this."
NOT_NOW = "Please try to keep this date, and tell me if it gets tight."


@cache
def texts(path: Path = TEXTS) -> dict[tuple[str, str], Texts]:
    """The paragraphs of a file, by its two headings: a task and who writes, a learner and what."""
    _, *parts = HEADING.split(path.read_text(encoding="utf-8"))
    found, key = {}, ""
    for level, title, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        if level == "##":
            key = title
        else:
            found[key, title] = tuple(" ".join(one.split()) for one in body.strip().split("\n\n"))
    return found


def written(task: TaskOutline, who: str) -> Texts:
    """One text for each prompt; () where nothing is asked in writing."""
    return _fitting(task, texts().get((task.key, who), ()))


def begun(task: TaskOutline, who: str) -> Texts:
    """A draft: the first answers are there, the last one is not."""
    kept = written(task, who)
    return (*kept[:-1], "") if len(kept) > 1 else kept


def comment(task_key: str, who: str) -> str:
    """What the supervisor says to a learner whose work goes back."""
    return " ".join(texts().get((task_key, f"comment to {who}"), ("Please say a little more.",)))


def note(task_key: str, who: str) -> str:
    """What a signer writes beside the signature, now and then."""
    return " ".join(texts().get((task_key, f"note to {who}"), ()))


def reason(section_key: str, who: str) -> str:
    """Why a learner asks for more time."""
    return " ".join(texts().get((section_key, f"{who} asks"), (ANYTIME,)))


def refusal(section_key: str, who: str) -> str:
    """What the supervisor says who gives no more time."""
    return " ".join(texts().get((section_key, f"answer to {who}"), (NOT_NOW,)))


def logged(task: TaskOutline | None, who: str, name: str, *, first: bool = False) -> Texts:
    """What a learner says in an entry, one text for each prompt, maybe with a question."""
    kept = texts(LOG).get((who, name + FIRST_TRY if first else name), ())
    wanted = sum(one.required for one in asked(task))
    return kept if len(kept) in (wanted, wanted + 1) else (ANYTHING,) * wanted


def said(who: str, name: str, what: str) -> str:
    """What the supervisor says to an entry: its `comment`, or its `note` now and then."""
    return " ".join(texts(LOG).get((who, f"{name}, {what}"), ()))


def _fitting(task: TaskOutline, kept: Texts) -> Texts:
    """An office may have changed the prompts: then something harmless stands there."""
    wanted = len(prompts(task))
    return kept if len(kept) == wanted else (ANYTHING,) * wanted
