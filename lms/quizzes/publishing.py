"""Publishing a bank: the project's by a command, an office's own by its training officer."""

from typing import NamedTuple

from lms.base import events, prose
from lms.base.errors import Refusal, WrittenElsewhere
from lms.people.actor import Actor
from lms.quizzes import banks, rescoring, wording
from lms.quizzes.banks import Change, Plan
from lms.quizzes.question import Bank, Kind
from lms.quizzes.rescoring import Rescored

NOTHING_ASKED = "There is no question in this text; an answer stands in braces, as in {TRUE}."


class Published(NamedTuple):
    """What came of it; nothing changed where the plan has no changes."""

    plan: Plan
    rescored: Rescored


def planned(new: Bank, key: str, office_id: int | None) -> Plan:
    """What publishing would change for those who draw from it now.

    Raises Refusal where nothing is asked, a question comes twice or, in an office's own, a text
    identifies a client.
    """
    if all(one.kind is Kind.DESCRIPTION for one in new.questions):
        raise Refusal(NOTHING_ASKED, "text")
    if office_id is not None:
        _look_at(new)
    present = banks.bank(key, office_id)
    return banks.plan(new, banks.questions(present.id) if present else ())


def publish(
    actor: Actor | None, new: Bank, key: str, office_id: int | None, made_from: str | None = None
) -> Published:
    """Let this be the bank from now on, and mark anew what a corrected key changes.

    The same again changes nothing. Raises what planned() does, and WrittenElsewhere where another
    state of the bank was published since the one it was `made_from`.
    """
    if not (plan := planned(new, key, office_id)).differs:
        return Published(plan, Rescored())
    before = banks.bank(key, office_id)
    held = banks.hold(key, office_id)  # whoever publishes at the same moment finds what we wrote
    own = banks.questions(held.id)
    present = own or (banks.questions(before.id) if before else [])
    if made_from is not None and made_from != banks.digest(present):
        raise WrittenElsewhere
    seen = banks.plan(new, present)
    written = banks.plan(new, own)
    if not (seen.differs or written.differs):
        return Published(seen, Rescored())
    banks.write(held, written)
    subject = events.SYSTEM if office_id is None else events.office(office_id)
    rescored = rescoring.rescore(actor, held, seen.anew, subject)
    events.record(
        subject, "bank-published", actor_id=actor.id if actor else None, bank=key,
        questions=len(seen.wanted), changed=len(seen.changes), corrected=seen.count(Change.KEY),
    )  # fmt: skip
    return Published(seen, rescored)


def _look_at(new: Bank) -> None:
    """Everyone there reads it: no client may stand in a question."""
    for question in new.questions:
        words = [question.words, question.feedback, *(pair.words for pair in question.pairs)]
        for answer in question.answers:
            words += [answer.words, answer.feedback]
        words += [number.feedback for number in question.numbers]
        said = [question.id, question.title, question.category, question.after, *question.tags]
        said += [str(number.value) for number in question.numbers]
        said += [*question.comments, *(pair.match for pair in question.pairs)]
        for one in words:  # as written and as read: markup must not split a number in two
            said += [one.text, wording.plain(one)]
        prose.look_at_label("\n".join(said))
