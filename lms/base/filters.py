"""How dates, states and numbers read on a page: one way everywhere, in the reader's zone."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, request
from markupsafe import Markup

from config import Settings
from lms.base import clock, gate, markdown
from lms.base.erasing import LABELS
from lms.base.shown import Removed

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def init_app(app: Flask, settings: Settings) -> None:
    """Filters and names that every template may use."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        day=day,
        moment=moment,
        due=due,
        markdown=rendered,
        inline=inline,
        days_ago=days_ago,
        safe_html=safe_html,
        told=told,
        waiting=waiting,
        whole_day=whole_day,
    )
    app.context_processor(lambda: _context(settings))


def _context(settings: Settings) -> dict[str, Any]:
    theme = request.cookies.get("theme", "auto")
    return {
        "me": gate.actor(),
        "me_zone": ZoneInfo(getattr(gate.actor(), "zone", clock.DEFAULT_ZONE)),
        "organization": settings.organization,
        "demo": settings.demo,
        "theme": theme if theme in ("light", "dark") else "auto",
    }


def day(value: date, today: date | None = None) -> str:
    """`Fri, Nov 20`; with the year when it is not this one."""
    text = f"{DAYS[value.weekday()]}, {MONTHS[value.month - 1]} {value.day}"
    this_year = (today or clock.now().date()).year
    return text if value.year == this_year else f"{text}, {value.year}"


def whole_day(value: date) -> str:
    """`Nov 20, 2026`: the year always, where days are years apart."""
    return f"{MONTHS[value.month - 1]} {value.day}, {value.year}"


def moment(value: datetime, zone: str) -> str:
    """`Fri, Nov 20, 9:12 AM` on the reader's wall."""
    return f"{day(clock.local(value, zone).date())}, {time_of_day(value, zone)}"


def time_of_day(value: datetime, zone: str) -> str:
    """`9:12 AM` on the reader's wall."""
    there = clock.local(value, zone)
    return f"{there.hour % 12 or 12}:{there.minute:02} {'AM' if there.hour < 12 else 'PM'}"


def due(value: date, today: date) -> str:
    """`due today`, `due in 3 days`, `5 days late`."""
    left = (value - today).days
    if left == 0:
        return "due today"
    if left == 1:
        return "due tomorrow"
    return f"due in {left} days" if left > 0 else f"{_days(-left)} late"


def days_ago(value: date, today: date) -> str:
    """`today`, `yesterday`, `4 days ago`."""
    gone = (today - value).days
    return ("today", "yesterday")[gone] if gone in (0, 1) else f"{_days(gone)} ago"


def waiting(since: date, today: date) -> str:
    """`Sent today`, `Waiting 4 days`."""
    gone = (today - since).days
    return f"Waiting {_days(gone)}" if gone > 0 else "Sent today"


def told(value: str | None, zone: str) -> str | None:
    """A text as it is; where it was removed, who did that, when and why, by the reader's wall."""
    if not isinstance(value, Removed):
        return value
    on = day(clock.local(value.at, zone).date())
    return f"Text removed by {value.by} on {on}: {LABELS[value.why]}."


def safe_html(value: str | None) -> Markup:
    """A rendered text for a page; where it was removed, a line that says so."""
    if isinstance(value, Removed):
        zone = getattr(gate.actor(), "zone", clock.DEFAULT_ZONE)
        return Markup('<p class="hint">{}</p>').format(told(value, zone))
    return Markup(value or "")  # noqa: S704  # cleaned by nh3


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


@lru_cache(maxsize=2048)
def rendered(text: str) -> Markup:
    """Markdown of the guide as safe HTML; rendered once, since an edition never changes."""
    return Markup(markdown.render(text))  # noqa: S704  # cleaned by nh3


@lru_cache(maxsize=2048)
def inline(text: str) -> Markup:
    """One line of Markdown as safe HTML, without a paragraph around it."""
    return Markup(markdown.render_inline(text))  # noqa: S704  # cleaned by nh3
