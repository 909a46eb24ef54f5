"""What people of the demo write, read from texts.md."""

import re
from functools import cache
from pathlib import Path

from lms.curriculum.outline import TaskOutline
from lms.signoff.drafts import prompts

Texts = tuple[str, ...]

TEXTS = Path(__file__).with_name("texts.md")
FIRST_TRY = ", first try"
HEADING = re.compile(r"^(##|###) (.+)\n", re.MULTILINE)
ANYTHING = "We talked it through in supervision, and my notes on it are in my training folder."

ANYTIME = "I would like to take a little more time for this."
NOT_NOW = "Please try to keep this date, and tell me if it gets tight."


@cache
def texts() -> dict[tuple[str, str], Texts]:
    """The paragraphs of texts.md, by task and by what stands in the heading above them."""
    _, *parts = HEADING.split(TEXTS.read_text(encoding="utf-8"))
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


def _fitting(task: TaskOutline, kept: Texts) -> Texts:
    """An office may have changed the prompts: then something harmless stands there."""
    wanted = len(prompts(task))
    return kept if len(kept) == wanted else (ANYTHING,) * wanted
