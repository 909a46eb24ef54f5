"""Loading the demo: into an empty database only, and all of it or nothing."""

from datetime import time, timedelta
from functools import partial
from operator import itemgetter

from lms.base import clock
from lms.base.db import db
from lms.base.errors import Refusal
from lms.curriculum import courses, frameworks
from lms.curriculum import queries as curriculum
from lms.curriculum import rules as publishing
from lms.curriculum.commands import read
from lms.curriculum.models import Edition
from lms.curriculum.reading import COMPETENCIES, COURSES
from lms.demo import competencies, hiring, office, quizzes, settings, training
from lms.demo.branches import HOME
from lms.demo.deeds import carry_out
from lms.demo.holidays import holidays
from lms.demo.learners import LEARNERS
from lms.demo.office import Inside
from lms.demo.opening import open_offices
from lms.demo.past import Past
from lms.demo.plan import at, open_day, past
from lms.demo.training import Step
from lms.pathway.duties import PROGRAM as PATHWAY

GUIDE = "icm-onboarding"
OPENED = timedelta(days=400)  # before today: the offices are older than their learners
REAL_PEOPLE = (
    "There are real people in this database, so the demo stays out of it and nothing was changed. "
    "Give the demo a database of its own, e.g. DATABASE_URL=sqlite:////tmp/demo.db"
)
GROWN = (
    "The demo has grown: it has more offices and people than the one in this database, and they "
    "cannot be added to its past. Nothing was changed. To see the new one, delete {database} and "
    "start again; to keep the old one, give the new one a database of its own, "
    "e.g. DATABASE_URL=sqlite:////tmp/demo.db"
)


def load() -> bool:
    """Put the demo in; False when it is there already. The caller commits.

    Raises Refusal where real people are, and where an older demo is.
    """
    if stay_out() is Inside.DEMO:
        return False
    today = clock.today(HOME.zone)  # one day for all, so that one day makes one past
    opening = open_day(today - OPENED, holidays(HOME, today))
    with clock.pretend(at(opening, time(9, 0), HOME)):
        _courses()
        edition = _edition(GUIDE)
        _edition(PATHWAY)
        _framework()
        quizzes.publish_banks()
        story = Past(open_offices(opening, today), edition)
        settings.set_up(story.offices, edition.program_id)
    outline = curriculum.outline(edition.id, edition.digest)
    deeds = [
        deed for one in LEARNERS for deed in past(outline, one, today, holidays(one.office, today))
    ]
    steps: list[Step] = [(deed.at, partial(carry_out, story, deed)) for deed in deeds]
    filling = partial(settings.fill_slots, story.offices, edition.program_id)
    steps += [(settings.filled_at(today), filling), *training.steps(story, today)]
    steps += [*quizzes.steps(story, today), *competencies.steps(story, today)]
    for moment, step in sorted(steps, key=itemgetter(0)):
        with clock.pretend(moment):
            step()
    settings.keep_a_day_free(story.offices, today)
    hiring.hire_all(story, today, GUIDE)
    return True


def stay_out() -> Inside:
    """Who is in the database. Raises Refusal where real people are, and where an older demo is."""
    found = office.inside()
    if found is Inside.OLDER_DEMO:
        raise Refusal(GROWN.format(database=db.engine.url.database))
    if found is Inside.OTHERS:
        raise Refusal(REAL_PEOPLE)
    return found


def _courses() -> None:
    """The courses as they lie in content/, unless some are published."""
    if not courses.catalogue(None):
        found = read((COURSES,)).catalogue
        assert found is not None
        courses.publish(found)


def _framework() -> None:
    """The competencies as they lie in content/, unless some are published."""
    if frameworks.latest() is None:
        found = read((COMPETENCIES,)).framework
        assert found is not None
        frameworks.publish(found)


def _edition(key: str) -> Edition:
    """A program as it is published, or else as it lies in content/."""
    found = curriculum.latest_edition(key)
    if found is None:
        (outline,) = read((key,)).guides
        found = publishing.publish(outline)
    assert found is not None
    return found
