"""How a deadline reads: who acts, and how far away its day is."""

from datetime import date

from lms.base.filters import DAYS, days_ago
from lms.pathway.clocks import Deadline
from lms.pathway.duties import ROLES


def who(one: Deadline) -> str:
    """`Case manager and clinical therapist`."""
    names = [ROLES[role].lower() for role in one.who]
    text = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
    return text.capitalize()


def away(day: date, today: date) -> str:
    """`Fri, in 12 days` or `Fri, 12 days ago`: whether it was done in time is not known here."""
    left = (day - today).days
    far = f"in {left:,} days" if left > 1 else "tomorrow" if left == 1 else days_ago(day, today)
    return f"{DAYS[day.weekday()]}, {far}"
