"""One run of a sender: takes mails in hand, hands them over, and writes down what became of each.

"Sent" is committed right after the server took a mail and before the next is offered. Only when
the process is killed in between, or the line breaks there, can nobody know; then the mail is
offered again, under the same Message-ID. No transaction is open while the server is waited for.
"""

from collections import Counter, deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage

from config import MailServer
from lms.base import outbox
from lms.base.db import db
from lms.base.mail import Outcome
from lms.base.outbox import Claimed
from lms.base.smtp import Answer, Broken, Line, Unreachable

# The mails to these lines of the outbox, by their ids; one that is left out has become needless.
Writer = Callable[[Sequence[Claimed]], Mapping[int, EmailMessage]]
OUTCOMES = {Answer.TAKEN: Outcome.SENT, Answer.NEVER: Outcome.REFUSED}


@dataclass
class Run:
    """What a run did: how many mails ended how, how many try again, and what the trouble was."""

    ended: Counter[Outcome] = field(default_factory=Counter)
    later: int = 0
    trouble: str = ""


def deliver(server: MailServer, name: str, kinds: Collection[str], write: Writer) -> Run:
    """Send whatever waits of these kinds; `name` is how this machine greets the server.

    Commits as it goes. A server that takes nothing is said in `trouble`; what waits then waits on.
    """
    done = Run()
    try:
        with Line(server, name) as line:
            while outbox.count_due(kinds):
                db.session.rollback()
                line.ready()  # before anything is taken in hand: a server that is away costs no try
                batch = outbox.claim(kinds)
                db.session.commit()
                if not batch:  # other senders have them in hand
                    break
                _deliver_all(line, batch, write, done)
    except Unreachable as error:
        done.trouble = str(error)
        done.ended[Outcome.GIVEN_UP] += outbox.give_up()
    outbox.forget()
    db.session.commit()
    return done


def _deliver_all(line: Line, batch: Sequence[Claimed], write: Writer, done: Run) -> None:
    mails = write(batch)
    db.session.rollback()  # what was read for the words is let go
    needless = [one for one in batch if one.id not in mails]
    outbox.end(needless, Outcome.NEEDLESS)
    db.session.commit()
    done.ended[Outcome.NEEDLESS] += len(needless)
    rest = deque(one for one in batch if one.id in mails)
    try:
        while rest:
            _deliver_first(line, rest, mails, done)
    except Unreachable:
        outbox.give_back(rest)
        db.session.commit()
        raise


def _deliver_first(
    line: Line, rest: deque[Claimed], mails: Mapping[int, EmailMessage], done: Run
) -> None:
    """Hand over the first of those in hand; it leaves them once it is known what becomes of it."""
    line.ready()
    held = outbox.hold(rest[0])
    db.session.commit()
    if held is None:  # we were too slow: another sender has it
        rest.popleft()
        return
    rest[0] = held
    try:
        answer = line.hand_over(mails[held.id])
    except Broken as broken:
        if broken.unknown:  # tried again once its time in hand is over
            rest.popleft()
            done.later += 1
        return
    rest.popleft()
    _note(held, answer, done)


def _note(one: Claimed, answer: Answer, done: Run) -> None:
    if answer in OUTCOMES:
        outbox.end([one], OUTCOMES[answer])
        done.ended[OUTCOMES[answer]] += 1
    elif outbox.give_up(one.id):
        done.ended[Outcome.GIVEN_UP] += 1
    else:
        done.later += 1
    db.session.commit()
