"""The pages of this room; one file for each reader."""

from lms.reports.views import one, reports, team
from lms.reports.views.blueprint import bp

__all__ = ["bp", "one", "reports", "team"]
