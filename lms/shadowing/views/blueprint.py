"""The room's one blueprint: its pages stand in one file for each reader."""

from flask import Blueprint

from lms.shadowing import activities
from lms.shadowing.confirming import about
from lms.shadowing.files import BY_LINK, STATES

bp = Blueprint("shadowing", __name__)


def words() -> dict[str, object]:
    """What the closed lists are called, for every page of the room."""
    return {
        "label": activities.label, "PARTS": activities.PARTS, "DONE": activities.DONE,
        "MODES": activities.MODES, "FILES": activities.FILES, "AGREED": activities.AGREED,
        "STATES": STATES, "BY_LINK": BY_LINK, "about": about,
    }  # fmt: skip


bp.context_processor(words)
ENTRY = "/log/entries/<row:entry_id>"
