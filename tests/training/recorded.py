"""Plain factories for course records and requests: begun, sent, confirmed, returned, asked for."""

import io
from dataclasses import replace
from datetime import date
from typing import Any

from lms.base import files
from lms.base.db import db
from lms.base.files import Checked
from lms.base.prose import Words
from lms.people.actor import Actor
from lms.progress import reviews
from lms.progress.counted import facts_of
from lms.progress.models import COURSE, TRAINING, Kind, Review
from lms.training import decisions, evidence, records, requests, sending
from lms.training.models import CourseRecord, How, State, TrainingRequest
from lms.training.records import Writing
from lms.training.requests import Wish
from tests.base.made_files import pdf
from tests.training.offered import course

DAY = date(2026, 3, 2)
TITLE, PROVIDER = "Trauma-informed interviewing", "Valley Learning"
WHY = "It would help me to ask fewer questions twice."
LEARNED = "Ask less at once, and say why I ask."
OUTSIDE = Writing(TITLE, PROVIDER, How.OUTSIDE, DAY, 240, LEARNED)
E_LEARNING = Writing("", PROVIDER, How.E_LEARNING, DAY, 45)
WISH = Wish(None, TITLE, PROVIDER, date(2026, 3, 20), "https://example.org/training", 240,
            Words(WHY))  # fmt: skip


def certificate(mark: str = "", name: str = "certificate.pdf") -> Checked:
    """A file to be kept; another mark makes another file."""
    return files.check(name, io.BytesIO(pdf(extra=f"/Mark ({mark})".encode())))


def writing(record: CourseRecord, **change: object) -> Writing:
    """All that a record has to say, with some of it changed."""
    whole = OUTSIDE if record.how == How.OUTSIDE else E_LEARNING
    return replace(whole, **{"version": record.version, **change})  # type: ignore[arg-type]


def begun(me: Actor, *, outside: bool = False) -> CourseRecord:
    """A draft: of an e-learning of the catalogue, or of an outside training."""
    made = (
        records.begin(me, None, TITLE, PROVIDER)
        if outside
        else records.begin(me, course(), "", PROVIDER, How.E_LEARNING)
    )
    db.session.commit()
    return made


def with_file(me: Actor, record: CourseRecord, mark: str = "") -> int:
    """The file that was added last."""
    evidence.add(me, record, [certificate(mark)])
    db.session.commit()
    return evidence.of(record.id)[-1].file.id


def sent(me: Actor, *, outside: bool = False, **change: object) -> CourseRecord:
    """A record that waits."""
    made = begun(me, outside=outside)
    if outside:
        with_file(me, made, str(made.id))
    sending.send(me, made, writing(made, **change))
    db.session.commit()
    assert made.state == State.PENDING
    return made


def review_of(record: CourseRecord) -> Review:
    """What was sent or decided last."""
    found = reviews.newest(COURSE, record.id)
    assert found is not None
    return found


def confirmed(
    me: Actor, boss: Actor, *, until: date | None = None, outside: bool = False, **change: Any
) -> CourseRecord:  # fmt: skip
    """A record that counts."""
    made = sent(me, outside=outside, **change)
    decisions.confirm(boss, review_of(made), Words(), until)
    db.session.commit()
    assert made.state == State.CONFIRMED
    return made


def returned(me: Actor, boss: Actor, *, outside: bool = False) -> CourseRecord:
    """A record that came back."""
    made = sent(me, outside=outside)
    decisions.give_back(boss, review_of(made), Words("Which day was it?"))
    db.session.commit()
    return made


def counts(record: CourseRecord) -> list[tuple[date, int | None]]:
    """The lines of the ledger by which a record counts: the day and the minutes."""
    return [(fact.effective_on, fact.minutes) for fact in facts_of(Kind.COURSE, record.id)]


def asked(me: Actor, **change: object) -> TrainingRequest:
    """A request that waits."""
    made = requests.ask(me, replace(WISH, **change))  # type: ignore[arg-type]
    db.session.commit()
    return made


def answer_of(request: TrainingRequest) -> Review:
    """What became of it."""
    found = reviews.newest(TRAINING, request.id)
    assert found is not None
    return found


def approved(me: Actor, boss: Actor, **change: object) -> TrainingRequest:
    """A request that was granted."""
    made = asked(me, **change)
    requests.approve(boss, answer_of(made))
    db.session.commit()
    return made
