"""The pages of this room; one file for each reader."""

from lms.roster.views import enrolling, leave, leaving
from lms.roster.views.blueprint import bp

__all__ = ["bp", "enrolling", "leave", "leaving"]
