"""The pages of the room: the learner's in writing, the signer's in deciding and leading."""

from lms.signoff.views import (
    deciding,
    due_dates,
    erasing,
    extending,
    leading,
    together,
    writing,
)
from lms.signoff.views.blueprint import bp

__all__ = [
    "bp", "deciding", "due_dates", "erasing", "extending", "leading", "together", "writing",
]  # fmt: skip
