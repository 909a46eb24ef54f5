"""How a guide is worked through in tests: by the rules, as people do it."""

from datetime import date

from lms.people.actor import Actor
from lms.progress import rules, standing
from lms.progress.models import Review, SignOff
from lms.progress.work import Work
from lms.signoff import decisions, drafts, queries
from lms.signoff import rules as signoff
from lms.signoff.decisions import Statement
from lms.signoff.drafts import Writing

TALKED_ON = date(2026, 3, 3)


def writing(work: Work, key: str, *texts: str, on: date | None = None) -> Writing:
    """The form as its page shows it now, with these texts typed."""
    found = queries.response(work.id, key)
    return Writing(texts, found.version if found else 0, on)


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


def finish(actor: Actor, signer: Actor, work: Work, key: str) -> None:
    """All that a task asks for."""
    wanted = standing.needs(work.tasks[key])
    if wanted.tick:
        rules.tick(actor, work, key)
    for part, number in wanted.pieces.items():
        rules.count(actor, work, key, part, number)
    for _ in range(wanted.sign_offs):
        sign(signer, work, send(actor, work, key))
