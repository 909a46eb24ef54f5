"""The past of the kept lines against the ledger: what the team page shows of a past day.

A monitor is shown how far everyone was at the end of June. That it was so is proved from the facts
for each quarter hour in which anything changed, not for today only.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import select

from lms.base import clock
from lms.base.db import run
from lms.progress.ledger import MINE
from lms.progress.models import SectionProgress
from lms.progress.past import ONE_TICK, QUARTER, Dated, Past, pasts
from lms.progress.section_progress import COUNTS, Line
from lms.progress.sections import Tally

ROWS = (
    select(
        SectionProgress.section_key, SectionProgress.position, SectionProgress.due_on,
        SectionProgress.open_due, SectionProgress.completed_on, SectionProgress.recorded_at,
        SectionProgress.superseded_at, SectionProgress.state, *COUNTS,
    )
    .where(SectionProgress.enrollment_id == MINE)
    .order_by(SectionProgress.recorded_at, SectionProgress.id)
)  # fmt: skip
# A line is written a moment after its fact, or half a minute where a holiday moves the dates of
# thousands. When a quarter hour ends between the two, the line begins with the next one: later by
# a quarter hour, and no fault.
BETWEEN = timedelta(minutes=1)


def faults(enrollment_ids: Sequence[int]) -> Iterator[str]:
    """Every past line that differs from what the ledger says of its time, and until when.

    What holds now is not looked at here.
    """
    for number, past in pasts(enrollment_ids).items():
        wanted, kept = past.spans(), defaultdict[str, list[Dated[Line]]](list)
        for span, word in _kept(number):
            key = span.row.section_key
            kept[key].append(span)
            if span.until and word != (said := span.row.tally.state.value):
                when = _when(span.since, span.until)
                yield f"{_name(number, key)}{when}: kept as “{word}”, its counts say “{said}”"
        for key in sorted(wanted.keys() | kept.keys()):
            for said in _faults(past, key, wanted.get(key, []), kept.get(key, [])):
                yield f"{_name(number, key)}{said}"


def described(line: Line) -> str:
    """What a line says, in words."""
    counts = ", ".join(f"{number} {name}" for name, number in line.tally._asdict().items())
    return (
        f"{counts}, due {line.due_on or 'never'}, open until {line.open_due or 'never'}, "
        f"completed {line.completed_on or 'not yet'}"
    )


def _kept(enrollment_id: int) -> Iterator[tuple[Dated[Line], str]]:
    """Every line there is or was, oldest first, and the word that stands beside its counts."""
    for key, place, due, open_due, done, since, until, word, *counts in run(
        ROWS, {"enrollment_id": enrollment_id}
    ):
        yield Dated(Line(key, place, Tally(*counts), due, open_due, done), since, until), word


def _faults(
    past: Past, key: str, wanted: Collection[Dated[Line]], kept: Collection[Dated[Line]]
) -> Iterator[str]:
    """What differs in one section, from one moment at which a line begins or ends to the next."""
    edges = {at for span in (*wanted, *kept) for at in span[1:] if at is not None}
    for since, until in pairwise(sorted(edges)):
        right, found = ([one.row for one in spans if one.holds(since)] for spans in (wanted, kept))
        if found != right and not _just_missed(past, key, since, until, found):
            yield f"{_when(since, until)}: {_told(found, right)}"


def _told(found: Sequence[Line], right: Sequence[Line]) -> str:
    if not found:
        return "the line is missing"
    if len(found) > 1:
        return f"{len(found)} lines hold at once"
    if not right:
        return f"kept {described(found[0])}, the ledger knows of no such line"
    return f"kept {described(found[0])}, the ledger says {described(right[0])}"


def _just_missed(
    past: Past, key: str, since: datetime, until: datetime, found: Sequence[Line]
) -> bool:
    """Whether the line is as it was before the last minute of this one quarter hour."""
    end = since + QUARTER
    if until != end or since != clock.quarter(since):
        return False
    late = [at for at, *_ in past.changes if end - BETWEEN <= at < end]
    return any(found == [one] if (one := past.lines(at - ONE_TICK).get(key)) else not found
               for at in late)  # fmt: skip


def _name(enrollment_id: int, key: str) -> str:
    return f"enrollment {enrollment_id}, section {key or '(all)'}"


def _when(since: datetime, until: datetime) -> str:
    return f", {since:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M} UTC"
