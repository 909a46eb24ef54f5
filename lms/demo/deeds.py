"""The demo's past is written by the rules of each room, at the moment when it happened.

Nothing goes around the rules, so the ledger, the record and the due dates are what a real office
would have had by now.
"""

from collections.abc import Callable

from lms.demo import log, opening
from lms.demo.answers import comment, note, refusal
from lms.demo.branches import OFFICERS
from lms.demo.past import Past
from lms.demo.plan import Deed
from lms.demo.stages import Verb
from lms.people import queries as people
from lms.progress import due, terms
from lms.progress import rules as progress
from lms.progress.enrolling import calendar_of
from lms.progress.models import Meaning
from lms.progress.queries import due_dates
from lms.progress.terms import Why
from lms.progress.work import works_of
from lms.roster import leave
from lms.signoff import decisions, drafts, extensions
from lms.signoff import queries as written
from lms.signoff import rules as signoff
from lms.signoff.decisions import Statement
from lms.signoff.drafts import Writing


def carry_out(past: Past, deed: Deed) -> None:
    """One deed; the caller lets it be then."""
    VERBS[deed.verb](past, deed)


def _arrive(past: Past, deed: Deed) -> None:
    opening.hire(deed.learner, past.offices[deed.learner.office], deed.starts_on or deed.day)


def _enroll(past: Past, deed: Deed) -> None:
    learner = deed.learner
    calendar = calendar_of(past.offices[learner.office].id, past.edition.program_id)
    who = opening.person(learner).id
    progress.enroll(
        who, past.edition, deed.starts_on or deed.day,
        job_role=learner.job_role, calendar=calendar,
        actor_id=opening.person(OFFICERS[learner.office]).id,
    )  # fmt: skip
    past.works[learner.handle] = works_of(who)


def _tick(past: Past, deed: Deed) -> None:
    progress.tick(*past.learner(deed), deed.key)


def _count(past: Past, deed: Deed) -> None:
    progress.count(*past.learner(deed), deed.key, deed.part, deed.number)


def _draft(past: Past, deed: Deed) -> None:
    drafts.save_draft(*past.learner(deed), deed.key, Writing(deed.texts, 0))


def _send(past: Past, deed: Deed) -> None:
    who, work = past.learner(deed)
    kept = written.response(work.id, deed.key)
    on = deed.day if drafts.asks_day(work.tasks[deed.key]) else None
    sent = Writing(deed.texts, kept.version if kept else 0, on)
    signoff.submit(who, work, deed.key, sent)


def _sign_off(past: Past, deed: Deed) -> None:
    signer, review, work = past.waiting(deed)
    on = review.proposed_on or deed.day
    decisions.sign_off(
        signer,
        review,
        work,
        Statement(decisions.meanings_of(review)[0], on, note(deed.key, deed.learner.handle)),
    )


def _give_back(past: Past, deed: Deed) -> None:
    decisions.give_back(*past.waiting(deed), comment(deed.key, deed.learner.handle))


def _record(past: Past, deed: Deed) -> None:
    """The supervisor alone attests to it: it stood on paper, before there was a log."""
    stated = Statement(Meaning.OBSERVED, deed.day, note(deed.key, deed.learner.handle))
    decisions.record(past.signer(deed), past.work(deed), deed.key, stated, already=deed.number)


def _ask(past: Past, deed: Deed) -> None:
    """More time: as many days more as the deed says, or until the office is open again."""
    who, work = past.learner(deed)
    place = (deed.key, "")
    closed = people.holidays(past.offices[deed.learner.office].id)
    wanted = due.due_on(due_dates(work.id)[place], deed.number, closed)
    extensions.ask(who, work, place, wanted, *deed.texts)


def _grant(past: Past, deed: Deed) -> None:
    signer, review, work = past.waiting(deed)
    assert review.proposed_on is not None
    extensions.grant(signer, review, work, review.proposed_on)


def _decline(past: Past, deed: Deed) -> None:
    extensions.decline(*past.waiting(deed), refusal(deed.key, deed.learner.handle))


def _go_away(past: Past, deed: Deed) -> None:
    officer = past.actor(OFFICERS[deed.learner.office])
    assert deed.starts_on is not None
    leave.record(officer, opening.person(deed.learner), deed.starts_on, deed.ends_on)


def _quit(past: Past, deed: Deed) -> None:
    """The guide is left for another job in the same office."""
    officer, learner = past.actor(OFFICERS[deed.learner.office]), deed.learner
    for work in past.works[learner.handle]:
        terms.withdraw(officer, work, Why.CHANGED_ROLE)
    opening.change_job(learner, past.offices[learner.office], "other", deed.day)


def _lose_supervisor(_: Past, deed: Deed) -> None:
    opening.close_account(deed.learner.supervisor)


def _leave(_: Past, deed: Deed) -> None:
    opening.close_account(deed.learner)


VERBS: dict[Verb, Callable[[Past, Deed], None]] = {
    Verb.ARRIVE: _arrive,
    Verb.ENROLL: _enroll,
    Verb.TICK: _tick,
    Verb.COUNT: _count,
    Verb.DRAFT: _draft,
    Verb.SEND: _send,
    Verb.SIGN_OFF: _sign_off,
    Verb.GIVE_BACK: _give_back,
    Verb.RECORD: _record,
    Verb.BEGIN: log.begin,
    Verb.LOG: log.send,
    Verb.CONFIRM: log.confirm,
    Verb.MAKE_LINK: log.make_link,
    Verb.USE_LINK: log.use_link,
    Verb.ACCEPT: log.accept,
    Verb.RETURN: log.give_back,
    Verb.ASK: _ask,
    Verb.GRANT: _grant,
    Verb.DECLINE: _decline,
    Verb.GO_AWAY: _go_away,
    Verb.QUIT: _quit,
    Verb.LOSE_SUPERVISOR: _lose_supervisor,
    Verb.LEAVE: _leave,
}
