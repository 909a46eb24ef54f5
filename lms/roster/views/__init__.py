"""The pages of this room; one file for each reader."""

from lms.roster.views import office_days, office_tasks, offices
from lms.roster.views.blueprint import bp

__all__ = ["bp", "office_days", "office_tasks", "offices"]
