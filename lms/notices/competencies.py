"""What a daily mail says of reviews of competencies: one that opened, one that was rated.

A review opens by its day, and nobody sends anything: unless the mail says it, it is forgotten. But
what is said every morning is soon read by nobody, so an open one is told for two weeks at most.
Whoever signs is told how many did not rate themselves in time; what waits to be rated counts among
the decisions already.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from lms.competencies import cycles
from lms.competencies.cycle import Opened, Stage
from lms.curriculum import frameworks
from lms.notices import queries
from lms.notices.queries import Reader

TOLD_FOR = timedelta(days=14)  # since it opened, or since its supervisor can go ahead


class ReviewNews(NamedTuple):
    """A review with something to do in it, and where."""

    title: str
    path: str
    rated: bool  # and to be read; otherwise it is open


@dataclass(frozen=True)
class CompetencyNews:
    """What there is to say to one person."""

    own: Sequence[ReviewNews] = ()
    unrated: Sequence[ReviewNews] = ()  # of whom they lead, who did not rate themselves in time

    @property
    def says_something(self) -> bool:
        """Whether there is anything."""
        return bool(self.own or self.unrated)


def news(readers: Sequence[Reader]) -> Mapping[int, CompetencyNews]:
    """What there is to say to these people; in a fixed number of statements for each date."""
    found: dict[int, CompetencyNews] = {}
    if frameworks.latest() is None:
        return found
    for day in sorted({one.today for one in readers}):  # two dates on earth, at most three
        found |= _on([one.id for one in readers if one.today == day], day)
    return found


def _on(person_ids: Collection[int], day: date) -> dict[int, CompetencyNews]:
    led = queries.led(person_ids, day)
    opened = cycles.opened([*{*person_ids}.union(*led.values())], day)
    return {
        one: CompetencyNews(
            _told(review for review in opened.get(one, ()) if _to_do(review, day)),
            _told(review for who in led.get(one, ()) for review in opened.get(who, ())
                  if _unrated(review, day)),
        )
        for one in person_ids
    }  # fmt: skip


def _to_do(review: Opened, day: date) -> bool:
    """What was rated is told until it was read: that it is there, nobody learns otherwise."""
    fresh = day <= review.opens_on + TOLD_FOR
    return review.stage is Stage.RATED or (review.stage is Stage.OPEN and fresh)


def _unrated(review: Opened, day: date) -> bool:
    fresh = day <= review.ready_on + TOLD_FOR
    return review.stage is Stage.OPEN and review.rateable(day) and fresh


def _told(reviews: Iterable[Opened]) -> list[ReviewNews]:
    """The first that opened first."""
    return [
        ReviewNews(one.title, f"/competencies/reviews/{one.enrollment_id}/{one.day}",
                   one.stage is Stage.RATED)
        for one in sorted(reviews, key=lambda one: (one.opens_on, one.enrollment_id))
    ]  # fmt: skip
