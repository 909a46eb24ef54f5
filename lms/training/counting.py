"""Whether a completion counts, now or as it was known at a past moment: one condition for all.

It is asked of what was confirmed, which never changes, and not of the record, which its learner may
write again once it was reopened.
"""

from datetime import date, datetime

from sqlalchemy import ColumnElement, and_

from lms.base.db import in_force
from lms.training.models import CourseConfirmation


def counts(at: datetime | None = None, day: date | None = None) -> ColumnElement[bool]:
    """The condition that a confirmation holds, as we know now or knew `at`; completed by `day`."""
    holds = in_force(CourseConfirmation.recorded_at, CourseConfirmation.superseded_at, at)
    return holds if day is None else and_(holds, CourseConfirmation.on <= day)
