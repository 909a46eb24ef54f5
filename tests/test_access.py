"""Every endpoint × every person of the cast: who may enter, who may not, who learns nothing."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from lms.base import clock
from lms.base.db import db
from lms.base.own_shapes import GuardPattern
from lms.base.prose import Words
from lms.competencies import cycle, granting, reviewing
from lms.curriculum import own_courses
from lms.curriculum.framework_outline import Step
from lms.curriculum.own_courses import OwnCourse
from lms.people import rules as people
from lms.people.models import Holiday, Leave, Person
from lms.progress import reviews
from lms.progress.models import RATING, Review
from lms.roster import identifiers
from lms.shadowing import confirming
from lms.signoff import extensions, rules, texts
from lms.signoff.drafts import Writing
from lms.training import evidence, requirements, waivers
from tests.cast import Cast, actor
from tests.competencies.rated import judged, opened, rate, self_rated
from tests.databases import SECRET
from tests.doors import DOORS
from tests.met import ALLOWED, EVERYONE, FORBIDDEN, NOTHING, SIGN_IN, Door
from tests.quizzes.taken import begun as begun_quiz
from tests.quizzes.taken import taken as taken_quiz
from tests.shadowing.logged import begun, review_of, sent
from tests.training import recorded
from tests.training.asked import TEAMWORK, TODAY, completed, course, require
from tests.training.offered import offered
from tests.visitor import Visitor


@pytest.fixture
def leave(cast: Cast) -> Leave:
    """A leave of the learner that is to come."""
    found = Leave(person_id=cast.learner.id, starts_on=date(2026, 5, 4), ends_on=date(2026, 5, 8),
                  first_at=clock.now(), recorded_at=clock.now())  # fmt: skip
    db.session.add(found)
    db.session.commit()
    return found


@pytest.fixture
def extension(cast: Cast) -> Review:
    """More time that the learner asked for."""
    learner, place = actor(cast.learner), ("general-case-management", "")
    found = extensions.ask(learner, cast.work, place, date(2026, 4, 15), "My laptop came late.")
    db.session.commit()
    return found


@pytest.fixture
def review(cast: Cast) -> Review:
    """A reflection of the learner that waits for the supervisor."""
    texts = ["Dignity of the person.", "Service before self."]
    learner = actor(cast.learner)
    found = rules.submit(learner, cast.work, "two-principles", Writing(texts, 0))
    db.session.commit()
    assert found is not None
    return found


@pytest.fixture
def log(cast: Cast) -> dict[str, object]:
    """Entries of the learner: a draft, one that waits, both once more naming the colleague."""
    me, beside = actor(cast.learner), {"colleague_id": cast.colleague.id, "agency": "",
                                       "agency_job": ""}  # fmt: skip
    draft, waiting = begun(me), sent(me)
    link = confirming.make_link(me, draft)
    rows: dict[str, object] = {
        "draft": draft.id, "sent": waiting.id, "entry_review": review_of(waiting).id,
        "named": sent(me, **beside).id, "named_draft": begun(me, **beside).id,
        "link": confirming.token_of(link, SECRET),
    }  # fmt: skip
    db.session.commit()
    return rows


@pytest.fixture
def training(
    cast: Cast, records: dict[str, object], quizzes: dict[str, object]
) -> dict[str, object]:
    """A course that is asked, one of the office's own, a session; a record of the learner's."""
    officer = actor(cast.officer)
    session = offered(officer, cast.office, trainer_id=cast.supervisor.id)
    require(officer, cast.office)
    boss = actor(cast.supervisor)
    waivers.waive(boss, cast.learner.id, course(TEAMWORK).id, "She taught it.")
    own = own_courses.add(cast.office.id, OwnCourse("Our building"), actor_id=officer.id)
    return records | quizzes | {
        "course": course().id, "own_course": own.id, "session": session.id,
        "waived": waivers.reasons(cast.learner.id)[course(TEAMWORK).id].text_id,
        "requirement": requirements.planned(cast.office.id, TODAY)[0].id,
        "confirmed": completed(boss, cast.learner).id,
    }  # fmt: skip


@pytest.fixture
def quizzes(cast: Cast) -> dict[str, object]:
    """Attempts of the learner: one that was handed in, and one that is open."""
    me = actor(cast.learner)
    done = taken_quiz(me, cast.work, key="quiz-general-case-management")
    return {"handed_in": done.id, "attempt": begun_quiz(me, cast.work).id}


@pytest.fixture
def records(cast: Cast) -> dict[str, object]:
    """Records of the learner: a draft and one that waits, each with a file; a request."""
    me = actor(cast.learner)
    draft, waiting, asked = recorded.begun(me), recorded.sent(me, outside=True), recorded.asked(me)
    return {
        "record": draft.id, "draft_file": recorded.with_file(me, draft),
        "sent_record": waiting.id, "file": evidence.of(waiting.id)[0].file.id,
        "course_review": recorded.review_of(waiting).id,
        "request": asked.id, "wish_review": recorded.answer_of(asked).id,
    }  # fmt: skip


@pytest.fixture
def competencies(cast: Cast) -> dict[str, object]:
    """Ratings of the learner, one of them being made; a review that waits; what she may do."""
    me, boss, who = actor(cast.learner), actor(cast.supervisor), cast.learner
    cycle.change(actor(cast.officer), cast.office, [1, 2])
    rating = rate(boss, who)
    own = rate(me, who, "ethics")
    review = self_rated(me, who, 2).row
    made = reviewing.say(boss, opened(who, boss, 2), "ethics", judged(2, boss.today), 0)
    granting.grant(boss, who, "assessment", Step.SHADOW, Words("She shadowed elsewhere."))
    assert review is not None
    waiting = reviews.newest(RATING, review.id)
    assert waiting is not None
    return {
        "rating": rating.id, "self_rating": own.id, "rating_made": made.id,
        "rating_text": rating.comment_id, "own_rating_text": own.comment_id,
        "rating_review": waiting.id,
    }  # fmt: skip


@pytest.fixture
def holiday(cast: Cast) -> Holiday:
    """A day on which the learner's office is closed."""
    people.close_on(cast.office, date(2026, 7, 24), "Pioneer Day")
    return db.session.scalars(select(Holiday)).one()


@pytest.fixture
def identifier(cast: Cast) -> GuardPattern:
    """The shape of the office's own case numbers."""
    identifiers.add(cast.office, "state case number", "SL-####-##", blocks=True, actor_id=None)
    db.session.commit()
    return db.session.scalars(select(GuardPattern)).one()


def _doors() -> Iterator[tuple[str, Door]]:
    for endpoint, doors in DOORS.items():
        for door in doors:
            yield endpoint, door


def test_every_endpoint_is_in_the_table(app: Flask) -> None:
    """A new endpoint, or a new method of one, must be decided on here."""
    wanted = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {(endpoint, door.method) for endpoint, door in _doors()} == wanted


@pytest.fixture
def rooms(
    log: dict[str, object], training: dict[str, object], competencies: dict[str, object]
) -> dict[str, object]:
    """What the addresses of the rooms beside the guide name."""
    return log | training | competencies


@pytest.fixture
def rows(
    cast: Cast, review: Review, extension: Review, leave: Leave, holiday: Holiday,
    identifier: GuardPattern, rooms: dict[str, object],
) -> dict[str, object]:  # fmt: skip
    """What the addresses of the doors name."""
    return rooms | {
        "work": cast.work.id, "review": review.id, "leave": leave.id, "learner": cast.learner.id,
        "extension": extension.id, "office": cast.office.id, "guide": cast.work.program_id,
        "holiday": holiday.id, "identifier": identifier.id,
        "text": texts.listed(cast.work.id)[0].id,
    }  # fmt: skip


@pytest.mark.parametrize("who", EVERYONE)
def test_what_each_person_meets(
    who: str, cast: Cast, rows: dict[str, object], visit: Callable[..., Visitor]
) -> None:
    """Allowed, told that it is not theirs, told nothing at all, or asked to sign in."""
    person: Person | None = cast.people().get(who)
    met, wanted = {}, {}
    for endpoint, door in _doors():
        path = door.path.format(**rows)
        window, key = visit(person), person.session_key if person else ""
        answer = window.get(path) if door.method == "GET" else window.post(path)
        if person is not None:
            db.session.refresh(person)
        signed_out = person is not None and person.session_key != key
        said = ALLOWED if signed_out else _said(answer.status_code, answer.location)
        met[endpoint, door.path, door.method] = said
        wanted[endpoint, door.path, door.method] = door.met[who]
    assert met == wanted


def _said(status: int, location: str | None) -> str:
    if location and location.split("?")[0] == "/sign-in":
        return SIGN_IN
    assert status < 500, status
    return {403: FORBIDDEN, 404: NOTHING}.get(status, ALLOWED)


NOWHERE = (
    "/onboarding/999", "/approvals/999", "/onboarding/999/tasks/nasw-code", "/record/999",
    "/record/999/record.csv", "/record/999/tasks/nasw-code", "/record/999/due/who-we-serve",
    "/record/999/together", "/roster/999", "/roster/999/edit", "/roster/999/roles",
    "/record/999/together", "/approvals/999/extension", "/onboarding/999/due/who-we-serve",
    "/roster/999/leave", "/roster/enrollments/999",
    "/record/999/texts", "/record/999/tasks/nasw-code/texts", "/record/999/texts/1/remove",
    "/record/999/together", "/offices/999", "/offices/999/own-tasks", "/offices/999/log",
    "/log/entries/999", "/approvals/999/entry", "/log/people/999", "/log/people/999.csv",
    "/log/people/999/paper", "/onboarding/999/tasks/two-assessments/log",
    "/offices/999/identifiers", "/training/sessions/999", "/training/sessions/999.ics",
    "/training/sessions/999/edit", "/training/sessions/999/call-off",
    "/training/sessions/999/people", "/training/sessions/999/attendance",
    "/training/courses/999", "/training/courses/of/nothing", "/training/people/999",
    "/training/people/999/transcript", "/training/people/999/transcript.csv",
    "/offices/999/training", "/training/records/999", "/training/records/999/texts",
    "/training/records/999/texts/1/remove", "/training/files/999", "/training/files/999/remove",
    "/training/requests/999", "/training/requests/999/texts", "/approvals/999/course",
    "/approvals/999/training", "/training/people/999/records/new", "/quizzes/attempts/999",
    "/onboarding/999/quizzes/quiz-who-we-serve", "/record/999/quizzes", "/offices/999/quizzes",
    "/offices/999/banks/who-we-serve", "/offices/999/banks/who-we-serve.gift",
    "/competencies/people/999", "/competencies/people/999/of/assessment",
    "/competencies/people/999/of/assessment/rate", "/competencies/people/999/of/assessment/paper",
    "/competencies/people/999/readiness/assessment", "/competencies/people/999/record",
    "/competencies/people/999/record.csv", "/competencies/people/999/record.pdf",
    "/competencies/people/999/texts", "/competencies/people/999/texts/1/remove",
    "/competencies/reviews/999/30", "/competencies/reviews/999/30/assessment",
    "/approvals/999/competencies", "/offices/999/competencies",
)  # fmt: skip


@pytest.mark.parametrize("who", EVERYONE)
def test_nothing_there_is_said_alike(who: str, cast: Cast, visit: Callable[..., Visitor]) -> None:
    """What does not exist and what a stranger may not know of cannot be told apart."""
    window = visit(cast.people().get(who))
    for path in NOWHERE:
        answer = window.get(path)
        assert answer.status_code == (303 if who == "nobody" else 404)
