"""The pages of competencies: the framework, a profile, rating, reviews, readiness, the team."""

from lms.competencies.views import (
    erasing,
    framework,
    office,
    person,
    rating,
    readiness,
    record,
    reviews,
    team,
)
from lms.competencies.views.blueprint import bp

__all__ = [
    "bp", "erasing", "framework", "office", "person", "rating", "readiness", "record", "reviews",
    "team",
]  # fmt: skip
