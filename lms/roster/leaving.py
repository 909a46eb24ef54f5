"""Taking a program up again: by the post and the office's calendar of the new first day."""

from collections.abc import Sequence
from datetime import date

from lms.base.errors import Refusal
from lms.people import queries as people
from lms.people.actor import Actor
from lms.people.models import Post
from lms.progress import ledger, terms
from lms.progress.due import Due
from lms.progress.enrolling import calendar_of
from lms.progress.work import Work
from lms.roster import far_days


def planned(actor: Actor, work: Work, starts_on: date) -> Sequence[Due]:
    """The due dates that would follow for what is not complete. Raises what `re_enroll` raises."""
    post = _post(actor, work, starts_on)
    calendar = calendar_of(post.office_id, work.program_id)
    try:
        return terms.plan(work, starts_on, calendar, ledger.facts(work.id))
    except Refusal as refusal:
        raise Refusal(refusal.message, "start") from refusal


def re_enroll(actor: Actor, work: Work, starts_on: date, *, sure: bool = False) -> Work:
    """The same enrollment goes on from a new first day; what was done stays done.

    Raises Refusal for a day without a post, an impossible one, one that is far from today unless
    the actor is `sure` of it, or when they are on it already.
    """
    planned(actor, work, starts_on)
    far_days.check(starts_on, actor.today, sure=sure)
    post = _post(actor, work, starts_on)
    calendar = calendar_of(post.office_id, work.program_id)
    return terms.re_enroll(actor, work, starts_on, calendar, job_role=post.job_role)


def _post(actor: Actor, work: Work, starts_on: date) -> Post:
    post = people.post_of(work.person_id, max(starts_on, actor.today))
    if post is None or people.actor(work.person_id) is None:
        raise Refusal("They have no post then, so nobody would sign anything off.", "start")
    return post
