"""What can be logged: the kinds of activity, the learner's part, and how a case is called.

All of it closed lists, so that nothing about a client has a place to stand. The kinds are those a
guide's tasks may ask for; an office hides what it does not have and adds its own.
"""

from collections.abc import Collection, Mapping

from lms.curriculum.outline import ACTIVITY_KINDS
from lms.shadowing.models import Part

LABELS = {
    "intake": "Intake",
    "assessment": "Assessment",
    "plan-review": "Plan review",
    "home-visit": "Home visit",
    "referral": "Referral",
    "close-out": "Close-out",
    "case-notes": "Case notes",
    "team-meeting": "Team meeting",
    "other": "Something else",
}
assert set(LABELS) == set(ACTIVITY_KINDS), "a guide asks for what can be logged"
PARTS: dict[str, str] = {
    Part.WATCHED: "I watched",
    Part.TOOK_PART: "I took part",
    Part.LED: "I led, while someone watched",
}
DONE = {Part.WATCHED: "watched", Part.TOOK_PART: "took part", Part.LED: "led while watched"}
MODES = {"in-person": "In person", "phone": "By phone", "video": "By video"}
FILES = {"open": "An open file", "closed": "A closed file"}
AGREED = {"agreed": "The client agreed that I was there", "nobody": "No client was there"}
OF_FILES = ("case-notes", "plan-review")  # a file is looked at, rather than a client met


def reference(activity: str, known: Collection[str], of: int | None = None) -> str:
    """A name for the case that nobody can trace back: the next one of the learner's own.

    `known` are those issued already; `of` how many files a task asks for, where it does.
    """
    if activity in OF_FILES:
        if of is not None:
            for number in range(1, of + 1):
                if (name := f"Review file {number} of {of}") not in known:
                    return name
        return _next("Review file", known)
    if activity == "team-meeting":
        return _next("Meeting", known)
    return _next("Case", known, letters=True)


def _next(word: str, known: Collection[str], *, letters: bool = False) -> str:
    number = 1 + sum(name.startswith(f"{word} ") for name in known)
    while (name := f"{word} {_letters(number) if letters else number}") in known:
        number += 1
    return name


def _letters(number: int) -> str:
    """A, B, … Z, AA, AB: as columns of a spreadsheet are called."""
    found = ""
    while number:
        number, place = divmod(number - 1, 26)
        found = chr(ord("A") + place) + found
    return found


def title(activity: str, part: str, case: str, own: Mapping[str, str]) -> str:
    """An entry in a list: what it was, the learner's part, and the case."""
    return f"{label(activity, own)}, {DONE[Part(part)]} ({case})"


def label(activity: str, own: Mapping[str, str] = {}) -> str:  # only read
    """What an activity is called; `own` are an office's own ones, also those it dropped."""
    return LABELS.get(activity) or own.get(activity) or activity.replace("-", " ").capitalize()
