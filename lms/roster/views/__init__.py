"""The pages of this room; one file for each reader."""

from lms.roster.views import importing
from lms.roster.views.blueprint import bp

__all__ = ["bp", "importing"]
