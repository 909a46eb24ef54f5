"""What a daily mail says to training officers of the quizzes of their offices: numbers only.

Nobody looks at an office's page every day. So whoever keeps it is told when a fact has had its day,
and when a pass waits for a decision; the page says which ones.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from lms.base import clock
from lms.notices import queries
from lms.quizzes import deciding, reviewing


class QuizNews(NamedTuple):
    """What there is to do in one office."""

    office_id: int
    office: str
    dropped: int  # questions that are drawn no more, since a week at most
    undecided: int  # results after a corrected key, but for the reader's own

    @property
    def says_something(self) -> bool:
        """Whether there is anything."""
        return bool(self.dropped or self.undecided)


def news(person_ids: Collection[int]) -> Mapping[int, Sequence[QuizNews]]:
    """What there is to say to those of these people who keep offices; at most three statements."""
    kept = queries.offices_kept(person_ids)
    if not kept:
        return {}
    days = {one.office_id: clock.today(one.zone) for one in kept}
    dropped, undecided = reviewing.counts(days), deciding.counts(days)
    found: dict[int, list[QuizNews]] = defaultdict(list)
    for who, office_id, name, _ in kept:
        waits = undecided[office_id]
        mine = QuizNews(office_id, name, dropped[office_id], waits.total() - waits[who])
        if mine.says_something:
            found[who].append(mine)
    return found
