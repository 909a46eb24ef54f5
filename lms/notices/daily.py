"""The daily mail: who gets one this morning, and what there is to say.

One mail a day at most, in the morning of a working day, and only when there is something to do:
an office that is mailed at every step soon reads none. It holds counts, titles of the guide, names
of offices and dates, never what anyone wrote.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lms.base import clock, mail
from lms.base.db import db, read_one_state
from lms.curriculum import queries as curriculum
from lms.notices import competencies, queries, quizzes, training
from lms.notices.competencies import CompetencyNews
from lms.notices.queries import DAILY, Reader, SectionRow
from lms.notices.quizzes import QuizNews
from lms.notices.training import TrainingNews
from lms.progress import access
from lms.progress.due import is_working
from lms.progress.standing import SOON_DAYS
from lms.shadowing import asking

MORNING = range(7, 12)  # hours on the reader's wall; later, it waits for the next morning
AT_ONCE = 500  # people
NOTHING, NO_REVIEWS = TrainingNews(), CompetencyNews()


@dataclass(frozen=True)
class SectionNews:
    """A section with something for its learner to do."""

    title: str
    returned: int
    due_on: date | None


@dataclass(frozen=True)
class News:
    """What one person's mail says today."""

    reader: Reader
    sections: Sequence[SectionNews]
    waiting: int  # decisions
    entries: int = 0  # of the log, for no task, that need action
    to_confirm: int = 0  # entries of others that name the reader
    training: TrainingNews = NOTHING
    quizzes: Sequence[QuizNews] = ()  # of the offices that the reader keeps
    competencies: CompetencyNews = NO_REVIEWS

    @property
    def returned(self) -> list[SectionNews]:
        """Sections in which something came back."""
        return [one for one in self.sections if one.returned]

    @property
    def overdue(self) -> list[SectionNews]:
        """Sections in which something is past its date."""
        return [one for one in self.sections if one.due_on and one.due_on < self.reader.today]

    @property
    def soon(self) -> list[SectionNews]:
        """Sections in which something is due within three days, and nothing is late."""
        last = _last_day(self.reader.today)
        return [one for one in self.sections
                if one.due_on and self.reader.today <= one.due_on <= last]  # fmt: skip

    @property
    def of_sections(self) -> bool:
        """Whether any of it is about a section of the reader's guide."""
        return bool(self.returned or self.overdue or self.soon)

    @property
    def says_something(self) -> bool:
        """Whether there is anything to do at all."""
        counts = self.waiting or self.entries or self.to_confirm
        more = self.quizzes or self.training.says_something or self.competencies.says_something
        return bool(self.of_sections or counts or more)


def due() -> Iterator[list[Reader]]:
    """Who is to get a mail this morning, a batch of people at a time.

    Only reads, and lets go of the database before each batch is given, so that it can be queued.
    """
    last = 0
    while True:
        read_one_state()
        found = queries.readers_after(last, AT_ONCE)
        wanted = _this_morning(found)
        told = news(wanted)
        db.session.rollback()
        if not found:
            return
        last = found[-1].id
        if told:
            yield [one.reader for one in told.values()]


def queue(readers: Iterable[Reader]) -> None:
    """Put today's mail of these people into the outbox; a second time changes nothing."""
    for reader in readers:
        mail.queue(reader.id, DAILY, reader.today.isoformat())


def _this_morning(found: Sequence[Reader]) -> list[Reader]:
    now = clock.now()
    here = [one for one in found if clock.local(now, one.zone).hour in MORNING
            and is_working(one.today, one.closed)]  # fmt: skip
    if not here:
        return []
    passed_over = queries.away(here) | queries.told(here)
    return [one for one in here if one.id not in passed_over]


def news_of(person_ids: Collection[int]) -> dict[int, News]:
    """What there is to say today to those of these people who still want to be told."""
    return news(queries.readers(person_ids))


def news(readers: Sequence[Reader]) -> dict[int, News]:
    """What there is to say to these people today; whoever has nothing to do is left out."""
    if not readers:
        return {}
    ids = [reader.id for reader in readers]
    work = queries.own_work(ids, _last_day(max(reader.today for reader in readers)))
    counts: dict[int, int] = {}
    for day in {reader.today for reader in readers}:  # it is two dates on earth, at most three
        there = [reader.id for reader in readers if reader.today == day]
        counts |= access.counts_waiting(there, day)
    entries, asked = queries.returned_entries(ids), asking.counts_asked(ids)
    learned, kept = training.news(readers), quizzes.news(ids)
    reviewed = competencies.news(readers)
    found = (
        News(one, _sections(work.get(one.id, ())), counts.get(one.id, 0), entries.get(one.id, 0),
             asked.get(one.id, 0), learned.get(one.id, NOTHING), kept.get(one.id, ()),
             reviewed.get(one.id, NO_REVIEWS))
        for one in readers
    )  # fmt: skip
    return {one.reader.id: one for one in found if one.says_something}


def _sections(rows: Iterable[SectionRow]) -> list[SectionNews]:
    return [SectionNews(_title(row), row.returned, row.open_due) for row in rows]


def _title(row: SectionRow) -> str:
    """As the person's edition of the guide has it."""
    return curriculum.outline(row.edition_id, row.digest).section(row.section_key).title


def _last_day(today: date) -> date:
    return today + timedelta(days=SOON_DAYS)
