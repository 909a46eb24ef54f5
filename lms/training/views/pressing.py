"""What the pages of sessions have alike: bare buttons, and the search for a person."""

from collections.abc import Callable

from flask import flash, request

from lms.base.forms import AppForm

UNCHANGED = "It was like this already. Nothing was changed."
LONGEST_SEARCH = 100


def press(change: Callable[[], object], said: str | Callable[[], str]) -> None:
    """Do what a button stands for and say it, or that it was so already. Raises Refusal."""
    form = AppForm()
    form.insist(change)
    if not form.changed:
        flash(UNCHANGED)
    else:
        flash(said if isinstance(said, str) else said())


def searched() -> str:
    """A part of a name that somebody looks for; "" for everyone."""
    return request.args.get("search", "")[:LONGEST_SEARCH]
