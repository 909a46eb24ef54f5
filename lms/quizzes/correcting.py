"""When a key was wrong: is it the same question still, and what did somebody answer to it?

A learner answered what stood on the page. Where the corrected question offers the same answers, the
answer is worth what the new key says; where it asks something else, the old result stands.
"""

from lms.quizzes import labels
from lms.quizzes.item import Item
from lms.quizzes.question import Answer, Kind, Question, Words
from lms.quizzes.scoring import MATCHED_NOTHING, Response


def key_changed(old: Question, new: Question) -> bool:
    """Whether an answer may be worth something else by the new wording of the same question.

    Whether it counts at all can be said of any wording; what it is worth, only of the same answers.
    """
    if labels.counts(old) != labels.counts(new):
        return True
    return comparable(old, new) and _worth(old) != _worth(new)


def comparable(old: Question, new: Question) -> bool:
    """Whether an answer to the one can be read as an answer to the other."""
    if old.kind is not new.kind or old.several != new.several:
        return False
    if new.kind in (Kind.CHOICE, Kind.TRUE_FALSE):
        return {_said(one) for one in old.answers} == {_said(one) for one in new.answers}
    if new.kind is Kind.MATCHING:
        asked_alike = sorted(_stems(old)) == sorted(_stems(new))
        return asked_alike and set(_matches(old)) <= set(_matches(new))
    return True


def carry(old: Question, response: Response | None, new: Question) -> Response | None:
    """The same answer, in the places of the new wording; `comparable` has to hold."""
    if response is None or isinstance(response, str):
        return response
    if new.kind is Kind.MATCHING:
        matches = _matches(new)
        given = dict(zip(_stems(old), response, strict=False))
        chosen = [given.get(stem, MATCHED_NOTHING) for stem in _stems(new)]
        known = range(len(old.pairs))
        return [
            matches.index(old.pairs[n].match) if n in known else MATCHED_NOTHING for n in chosen
        ]
    places = {_said(one): place for place, one in enumerate(new.answers)}
    known = range(len(old.answers))
    return [places[_said(old.answers[place])] for place in response if place in known]


def as_now(item: Item, new: Question) -> Item:
    """The same answered question in its corrected wording, in the order it stood on the page."""
    old = item.question
    if not comparable(old, new):
        return item
    places = {_said(one): place for place, one in enumerate(new.answers)}
    order = [places[_said(old.answers[place])] for place in item.order] if old.answers else ()
    return item._replace(
        question=new, response=carry(old, item.response, new),
        order=order or range(len(new.pairs)),
    )  # fmt: skip


def _worth(question: Question) -> object:
    """All that decides about points."""
    answers = frozenset((_said(one), one.weight) for one in question.answers)
    numbers = frozenset((one.value, one.tolerance, one.weight) for one in question.numbers)
    pairs = tuple((pair.words.text, pair.match) for pair in question.pairs if pair.words)
    return answers, numbers, frozenset(pairs)


def _said(answer: Answer) -> Words:
    return answer.words


def _stems(question: Question) -> list[str]:
    """The texts that are to be matched, in the order in which they are answered."""
    return [question.pairs[place].words.text for place in question.stems]


def _matches(question: Question) -> list[str]:
    return [pair.match for pair in question.pairs]
