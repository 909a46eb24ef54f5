"""The reports there are: what each answers, its columns, and its rows as a page or as a file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lms.base.db import db, stream
from lms.base.errors import NotFound
from lms.base.tables import Sheet
from lms.progress.access import Visible
from lms.reports import completions, deadlines, hours, slots, waiting
from lms.reports.scope import Choice, Line, Read

PAGE = 50
OFFICE, SUPERVISOR, DATES = "office", "supervisor", "dates"


@dataclass(frozen=True)
class Report:
    """One question that is asked again and again, with where its answer comes from."""

    key: str
    title: str
    answers: str
    head: Sequence[str]
    rows: Callable[[Visible, Choice, Read], Iterator[Line]]
    notes: Sequence[str]
    empty: str  # what to say, and do next, when there is nothing
    asks: frozenset[str]  # what it can be narrowed down by

    def page(self, visible: Visible, choice: Choice, number: int) -> tuple[list[Line], bool]:
        """One page of it, and whether there is more."""
        first = (number - 1) * PAGE
        lines = self.rows(
            visible, choice, lambda found: db.session.execute(found.offset(first).limit(PAGE + 1))
        )
        shown = list(lines)
        return shown[:PAGE], len(shown) > PAGE

    def sheet(self, visible: Visible, choice: Choice) -> Sheet:
        """All of it, to be taken along."""
        lines = self.rows(visible, choice, stream)
        return Sheet(
            self.key, self.title, self.head, (line.cells for line in lines), visible.day,
            choice.words, self.notes,
        )  # fmt: skip


ALL = (
    Report(
        "overdue", "Overdue and coming due",
        "Who is past a date, or will be within 14 days, and in which section?",
        deadlines.HEAD, deadlines.rows, deadlines.NOTES,
        "Nothing is overdue, and nothing falls due within 14 days.",
        frozenset({OFFICE, SUPERVISOR}),
    ),
    Report(
        "approvals", "Approvals by age",
        "What waits for a signature or an answer, for whom, and how long?",
        waiting.HEAD, waiting.rows, waiting.NOTES,
        "Nothing waits for a signature or an answer.",
        frozenset({OFFICE, SUPERVISOR}),
    ),
    Report(
        "completions", "Completion history",
        "Which sections and guides were completed, when, and signed by how many?",
        completions.HEAD, completions.rows, completions.NOTES,
        "Nothing was completed in these days. Choose other dates, or look at what is coming due.",
        frozenset({OFFICE, SUPERVISOR, DATES}),
    ),
    Report(
        "hours", "Training hours",
        "How much time went into it, and who says so?",
        hours.HEAD, hours.rows, hours.NOTES,
        "Nothing was done in these days. Choose other dates.",
        frozenset({OFFICE, SUPERVISOR, DATES}),
    ),
    Report(
        "slots", "Open slots",
        "What does the guide leave to the office that is not there, or is due for a look?",
        slots.HEAD, slots.rows, slots.NOTES,
        "Your office supplied everything the guide asks it for.",
        frozenset({OFFICE}),
    ),
)  # fmt: skip
BY_KEY = {report.key: report for report in ALL}


def report(key: str) -> Report:
    """The report of this key. Raises NotFound when there is none."""
    if key not in BY_KEY:
        raise NotFound
    return BY_KEY[key]
