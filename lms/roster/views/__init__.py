"""The pages of this room; one file for each reader."""

from lms.roster.views import (
    enrolling,
    importing,
    inviting,
    leave,
    leaving,
    office_days,
    office_identifiers,
    office_tasks,
    offices,
    people,
    person,
    roles,
)
from lms.roster.views.blueprint import bp

__all__ = [
    "bp", "enrolling", "importing", "inviting", "leave", "leaving", "office_days",
    "office_identifiers", "office_tasks", "offices", "people", "person", "roles",
]  # fmt: skip
