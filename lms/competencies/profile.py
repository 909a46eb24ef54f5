"""One person's profile: where each competency stands now, a month ago, and by their own view."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lms.competencies import ratings
from lms.competencies.access import Sight
from lms.competencies.ratings import Held, Levels
from lms.curriculum.framework_outline import CompetencyOutline, DomainOutline, FrameworkOutline

BEFORE = timedelta(days=30)


@dataclass(frozen=True)
class Stand:
    """One competency of one person."""

    competency: CompetencyOutline
    now: Held | None
    before: Held | None  # what held thirty days ago
    mine: Held | None  # by the person's own view, where the reader sees that

    @property
    def level(self) -> int:
        """The level that holds; 0: nothing was observed yet."""
        return self.now.level if self.now else 0

    @property
    def below(self) -> bool:
        """Whether it is below what is aimed at."""
        return self.level < self.competency.target

    @property
    def talk(self) -> bool:
        """Whether both views are so far apart that it is worth a talk."""
        return ratings.apart(self.mine.level if self.mine else 0, self.level)


@dataclass(frozen=True)
class Profile:
    """All competencies of one person, under their domains."""

    domains: Sequence[tuple[DomainOutline, Sequence[Stand]]]

    @property
    def stands(self) -> Sequence[Stand]:
        """Every competency, in order."""
        return [stand for _, stands in self.domains for stand in stands]

    @property
    def rated(self) -> int:
        """How many were observed and rated."""
        return sum(stand.level > 0 for stand in self.stands)

    @property
    def talking(self) -> Sequence[Stand]:
        """Talking points."""
        return [stand for stand in self.stands if stand.talk]


def profile(outline: FrameworkOutline, sight: Sight, today: date) -> Profile:
    """The profile of the person whom the reader looks at: three queries at most."""
    who = sight.person_id
    now = ratings.levels([who])[who]
    before = ratings.levels([who], until=today - BEFORE)[who]
    mine: Levels = {}
    if sight.words:
        mine = ratings.levels([who], by_self=True, settled=not sight.mine)[who]
    return Profile([
        (domain, [_stand(one, now, before, mine) for one in domain.competencies])
        for domain in outline.domains
    ])  # fmt: skip


def _stand(one: CompetencyOutline, now: Mapping[str, Held], before: Levels, mine: Levels) -> Stand:
    return Stand(one, now.get(one.key), before.get(one.key), mine.get(one.key))
