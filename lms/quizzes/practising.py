"""Practice: as often as one likes, with an answer at once, and nothing of it is kept.

Only while no attempt is open: the same questions, with their answers, would then be on the table.
The page itself has to say what it asked. It names questions and a word of chance; the order of the
answers follows from both under the server's key, so that a page gives no answer away.
"""

import hmac
import re
import secrets
from collections.abc import Sequence
from typing import NamedTuple

from lms.base.errors import Refusal
from lms.people import queries as people
from lms.people.actor import Actor
from lms.quizzes import banks, draws, queries
from lms.quizzes.access import OneQuiz
from lms.quizzes.draws import Asked
from lms.quizzes.item import Item

OPEN = "You are in the middle of an attempt. Hand it in first; then you can practice again."
OLD = "These questions changed meanwhile, so nothing could be marked. Begin another practice."
# A word of chance, and at most 50 questions, as of one quiz.
SHEET = re.compile(r"([0-9a-f]{16})((?:\.[1-9][0-9]{0,8}){1,50})")


class Sheet(NamedTuple):
    """What one practice asks: its name, as the page carries it, and its questions."""

    name: str
    items: Sequence[Item]


def draw(actor: Actor, found: OneQuiz, secret: str) -> Sheet:
    """Questions to practice with. Raises Refusal while an attempt is open, or with none to ask."""
    chosen = draws.practice(found.quiz, _listed(actor, found), actor.today)
    if not chosen:
        raise Refusal(draws.NOTHING_TO_ASK)
    chance = secrets.token_hex(8)
    name = ".".join([chance, *(str(one.id) for one in chosen)])
    return Sheet(name, _items(chosen, chance, secret))


def again(actor: Actor, found: OneQuiz, name: str, secret: str) -> Sheet:
    """The same questions as the page of that name had, in the same order.

    Raises Refusal for a name that this quiz does not give (any more), and while an attempt is open.
    """
    fits = SHEET.fullmatch(name)
    known = {one.id: one for one in _listed(actor, found)}
    ids = [int(one) for one in fits[2][1:].split(".")] if fits else []
    if not fits or len(set(ids)) < len(ids) or not known.keys() >= set(ids):
        raise Refusal(OLD)
    return Sheet(name, _items([known[one] for one in ids], fits[1], secret))


def _items(chosen: Sequence[Asked], chance: str, secret: str) -> list[Item]:
    return [
        Item(place, one.key, one.question, _order(one, chance, secret))
        for place, one in enumerate(chosen)
    ]


def _order(asked: Asked, chance: str, secret: str) -> list[int]:
    """By a digest nobody else can work out; where a draw mixes nothing, as it stands."""

    def weight(place: int) -> bytes:
        said = f"practice\n{chance}\n{asked.id}\n{place}"
        return hmac.digest(secret.encode(), said.encode(), "sha256")

    places = draws.places(asked.question)
    return sorted(places, key=weight) if draws.mixes(asked.question) else places


def _listed(actor: Actor, found: OneQuiz) -> list[Asked]:
    """What can be practiced: of the categories that the quiz draws from.

    An open attempt at another quiz of the same bank has the same questions.
    """
    tried = queries.attempts_of([found.work.id])[found.work.id]
    alike = [key for key, quiz in found.work.quizzes.items() if quiz.bank == found.quiz.bank]
    if any(one.submitted_at is None for key in alike for one in tried.get(key, ())):
        raise Refusal(OPEN)
    bank = banks.bank_to_draw(found.quiz.bank, people.office_of(actor.id))
    usable = draws.usable(banks.questions(bank.id), actor.today)
    return [one for one in usable if draws.fits(found.quiz, one)]
