"""Pages of training, one file for each subject or reader."""

from lms.training.views import (
    asking,
    catalogue,
    confirming,
    erasing,
    evidence,
    mine,
    office,
    records,
    scheduling,
    seats,
    sessions,
    sheet,
    team,
    transcript,
    waiving,
)
from lms.training.views.blueprint import bp

__all__ = [
    "asking", "bp", "catalogue", "confirming", "erasing", "evidence", "mine", "office", "records",
    "scheduling", "seats", "sessions", "sheet", "team", "transcript", "waiving",
]  # fmt: skip
