"""A profile as pictures: per domain, where each competency stands now, a month ago, by own view."""

from collections.abc import Mapping, Sequence

from lms.base.drawing import Drawing, Frame, Table
from lms.base.level_bars import Bar, Group, level_bars
from lms.competencies.profile import Profile, Stand
from lms.competencies.ratings import Held
from lms.curriculum.framework_outline import LEVELS, DomainOutline, LevelOutline

NOTHING = "not observed"


def domains(
    found: Profile, levels: Mapping[int, LevelOutline], *, words: bool, mine: bool
) -> list[Drawing]:
    """One picture for each domain; with the person's own view where the reader sees `words`."""
    return [
        _domain(number, domain, stands, levels, words=words, mine=mine)
        for number, (domain, stands) in enumerate(found.domains, 1)
    ]


def _domain(
    number: int, domain: DomainOutline, stands: Sequence[Stand],
    levels: Mapping[int, LevelOutline], *, words: bool, mine: bool,
) -> Drawing:  # fmt: skip
    own = "By myself" if mine else "Own view"
    names = ["Now", "30 days ago", *([own] if words else [])]
    rated = sum(stand.level > 0 for stand in stands)
    at_aim = sum(not stand.below for stand in stands)
    says = f"{rated} of {len(stands)} rated; {at_aim} at the level aimed at (the small mark)."
    groups, rows = [], []
    for stand in stands:
        held = [stand.now, stand.before, *([stand.mine] if words else [])]
        told = [_word(one, levels) for one in held]
        bars = [
            Bar(name, look, one.level if one else 0, word)
            for name, look, one, word in zip(names, LOOKS, held, told, strict=False)
        ]
        groups.append(Group(stand.competency.title, stand.competency.target, bars))
        rows.append((stand.competency.title, *told, levels[stand.competency.target].title))
    head = ("Competency", *names, "Aimed at")
    frame = Frame(f"domain-{number}", domain.title, says)
    return level_bars(frame, groups, LEVELS, Table(head, rows))


LOOKS = ("step-now", "step-then", "step-own")


def _word(held: Held | None, levels: Mapping[int, LevelOutline]) -> str:
    return levels[held.level].title if held and held.level else NOTHING
