"""The pages of the room: the learner's, the colleague's, the signer's, and those who look."""

from lms.shadowing.views import confirming, deciding, erasing, office, offline, seeing, writing
from lms.shadowing.views.blueprint import bp

__all__ = ["bp", "confirming", "deciding", "erasing", "office", "offline", "seeing", "writing"]
