"""A first day far from today: most often a year typed wrong, now and then meant.

All due dates hang on it, so whoever enrolls is told before it is saved, and says that it is meant.
"""

from datetime import date

from lms.base.errors import Refusal

FAR = 365  # days


def told(first_day: date, today: date) -> str:
    """What is to be known about a first day that is far from `today`; nothing about others."""
    ahead = (first_day - today).days
    if ahead < -FAR:
        return f"This first day is {-ahead:,} days ago: its due dates are past already."
    if ahead > FAR:
        return f"This first day is {ahead:,} days from now. Check the year."
    return ""


def check(first_day: date, today: date, *, sure: bool) -> None:
    """Raises Refusal at `sure` for a far day, unless whoever enrolls is sure of it."""
    if told(first_day, today) and not sure:
        raise Refusal("Check the first day. If it is meant, tick the box.", "sure")
