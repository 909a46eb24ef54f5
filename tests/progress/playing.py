"""How a guide is worked through in tests: by the rules, as people do it."""

from datetime import date

from sqlalchemy import select

from lms.base import clock
from lms.base.db import db
from lms.people import queries as people
from lms.people.actor import Actor
from lms.progress import rules, standing
from lms.progress.models import Review, SignOff, Term
from lms.progress.work import Work, find_work
from lms.signoff import decisions, drafts, queries
from lms.signoff import rules as signoff
from lms.signoff.decisions import Statement
from lms.signoff.drafts import Writing

TALKED_ON = date(2026, 3, 3)


def writing(work: Work, key: str, *texts: str, on: date | None = None) -> Writing:
    """The form as its page shows it now, with these texts typed."""
    before_the_log(work, key)
    found = queries.response(work.id, key)
    return Writing(texts, found.version if found else 0, on)


def before_the_log(work: Work, key: str) -> None:
    """An observation that was begun before there was a log: it may be finished as it was then."""
    if key in work.tasks and drafts.to_log(work, work.tasks[key]):
        learner = people.actor(work.person_id)
        assert learner is not None
        drafts.begin(learner, rules.lock(work), work.tasks[key])


def send(actor: Actor, work: Work, key: str, on: date = TALKED_ON) -> Review:
    """Send whatever the task asks for."""
    task = work.tasks[key]
    texts = [f"What I make of it, {place}." for place, _ in enumerate(drafts.prompts(task))]
    day = on if drafts.asks_day(task) else None
    review = signoff.submit(actor, work, key, writing(work, key, *texts, on=day))
    assert review is not None
    return review


def sign(actor: Actor, work: Work, review: Review, on: date = TALKED_ON) -> SignOff:
    """Sign it off."""
    meaning = decisions.meanings_of(review)[-1]
    return decisions.sign_off(actor, review, work, Statement(meaning, on))


def on_terms(work: Work, **changed: object) -> Work:
    """The same enrollment on other terms from now on: another edition, another status."""
    term = db.session.scalars(
        select(Term).filter_by(enrollment_id=work.id, superseded_at=None)
    ).one()  # fmt: skip
    term.superseded_at = now = clock.now()
    db.session.flush()
    names = ("edition_id", "starts_on", "job_role", "status")
    before = {name: getattr(term, name) for name in names}
    db.session.add(Term(enrollment_id=work.id, recorded_at=now, **(before | changed)))
    db.session.flush()
    found = find_work(work.id)
    assert found is not None
    return found


def finish(actor: Actor, signer: Actor, work: Work, key: str) -> None:
    """All that a task asks for."""
    wanted = standing.needs(work.tasks[key])
    if wanted.tick:
        rules.tick(actor, work, key)
    for part, number in wanted.pieces.items():
        rules.count(actor, work, key, part, number)
    for _ in range(wanted.sign_offs):
        sign(signer, work, send(actor, work, key))
