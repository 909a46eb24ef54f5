"""The lines of `section_progress` against the ledger: checked, and written anew with their past.

Whoever doubts what the team page shows, now or as at a past day, can have it checked and written
anew: the ledger and what hangs on it say everything.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import delete, exists, func, insert, select

from lms.base import events
from lms.base.db import db, run
from lms.progress import ledger, past_check, section_progress, standing
from lms.progress.ledger import Facts
from lms.progress.models import Enrollment, Kind, SectionProgress, Term
from lms.progress.past import Past, pasts
from lms.progress.past_check import described
from lms.progress.section_progress import Kept, Line
from lms.progress.work import Work, every_work, find_work

BATCH = 25  # people that are read or locked at once: a second or two, and it fits in memory
ADD = insert(SectionProgress)
FIRST = (
    select(func.min(Term.recorded_at)).where(Term.enrollment_id == Enrollment.id).scalar_subquery()
)
LACKING = ~exists().where(  # no line since the beginning: one for the whole is always among them
    SectionProgress.enrollment_id == Enrollment.id, SectionProgress.section_key == "",
    SectionProgress.recorded_at <= FIRST,
)  # fmt: skip
WORDS = select(SectionProgress.section_key, SectionProgress.state).where(
    SectionProgress.enrollment_id == ledger.MINE, SectionProgress.superseded_at.is_(None)
)


def faults(works: Iterable[Work] | None = None, *, past: bool = False) -> Iterator[str]:
    """Every line that differs from what the ledger says, and every task marked done wrongly.

    Of these enrollments, or of all. `past`: their past lines too, for which a few should be given
    at once.
    """
    listed = every_work() if works is None else works
    if past:
        listed = list(listed)
        yield from past_check.faults([work.id for work in listed])
    for work in listed:
        yield from _faults(work)


def _faults(work: Work) -> Iterator[str]:
    wanted = {line.section_key: line for line in section_progress.work_out(work)}
    kept = Kept(work.id).lines
    for key, line in wanted.items():
        name = f"enrollment {work.id}, section {key or '(all)'}"
        if key not in kept:
            yield f"{name}: the line is missing"
        elif kept[key] != line:
            yield f"{name}: kept {described(kept[key])}, the ledger says {described(line)}"
    for key in kept.keys() - wanted.keys():
        yield f"enrollment {work.id}, section {key}: no such section in its edition"
    yield from _word_faults(work, kept)
    yield from _mark_faults(work, ledger.facts(work.id))


def _word_faults(work: Work, kept: Mapping[str, Line]) -> Iterator[str]:
    """The word for a line follows from its counts; lists are narrowed down by it all the same."""
    for key, word in run(WORDS, {"enrollment_id": work.id}):
        if word != kept[key].tally.state:
            yield (
                f"enrollment {work.id}, section {key or '(all)'}: kept as “{word}”, "
                f"its counts say “{kept[key].tally.state}”"
            )


def _mark_faults(work: Work, facts: Facts) -> Iterator[str]:
    marks = section_progress.marked(facts, work.tasks)
    for key, task in work.tasks.items():
        found, wanted = marks.get(key), standing.completed_on(task, facts.get(key, ()))
        if found != wanted:
            yield f"enrollment {work.id}, task {key}: marked done {found}, the facts say {wanted}"


def enrollments(*, missing_only: bool = False) -> list[tuple[int, int]]:
    """Whose lines are to be written anew: (enrollment, person), by person.

    `missing_only`: those whose lines do not reach back to their beginning, as after an upgrade of
    the tables; what someone ticked since then has written some, but not their past.
    """
    found = select(Enrollment.id, Enrollment.person_id)
    if missing_only:
        found = found.where(LACKING)
    rows = db.session.execute(found.order_by(Enrollment.person_id, Enrollment.id))
    return [(number, person_id) for number, person_id in rows]


def rebuild(some: Sequence[tuple[int, int]], *, missing_only: bool = False) -> int:
    """Write every line and mark of these enrollments anew from the facts; returns how many.

    Their people are locked first, and at once, so that two who take many people cannot block each
    other: what someone ticks meanwhile waits, and counts afterwards. The caller commits, a few
    people at a time (`BATCH`), so that an office need not stand still. `missing_only`: not those
    that somebody else has written in the meantime.
    """
    events.lock(*(events.person(person_id) for _, person_id in some))
    ids = [number for number, _ in some]
    if missing_only:
        found = select(Enrollment.id).where(Enrollment.id.in_(ids), LACKING)
        ids = list(db.session.scalars(found.order_by(Enrollment.id)))
    works = [work for work in map(find_work, ids) if work is not None]
    for work in works:
        _mend_marks(work)
    db.session.execute(delete(SectionProgress).where(SectionProgress.enrollment_id.in_(ids)))
    rows = [row for number, past in pasts(ids).items() for row in _rows(number, past)]
    if rows:
        run(ADD, rows)
    events.record_all([
        events.NewLine(events.person(work.person_id), "progress-rebuilt", None,
                       {"enrollment": work.id}) for work in works
    ])  # fmt: skip
    return len(works)


def _mend_marks(work: Work) -> None:
    facts = ledger.facts(work.id)
    for key, task in work.tasks.items():
        known = facts.get(key, [])
        new, old = section_progress.mark(work, task, known, ledger.of_kind(known, Kind.DONE))
        ledger.supersede(old)
        ledger.add(new)


def _rows(enrollment_id: int, past: Past) -> Iterator[dict[str, object]]:
    for spans in past.spans().values():
        for span in spans:
            new = section_progress.row(enrollment_id, span.since, span.row)
            yield new | {"superseded_at": span.until}
