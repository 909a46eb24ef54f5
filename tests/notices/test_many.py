"""Many people cost no more queries than few, and are not read all at once."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from lms.base import outbox
from lms.base.db import db
from lms.base.letter import Sender
from lms.notices import daily, letters
from lms.notices.letters import Desk
from lms.people import links
from lms.people.actor import Actor
from tests.cast import Cast, enrolled, person, posted
from tests.databases import SECRET
from tests.mailing import BASE, FROM
from tests.progress.playing import send
from tests.statements import statements

DESK = Desk(Sender(FROM, "Us"), BASE, "Us", SECRET)
MORNING = datetime(2026, 3, 16, 14, tzinfo=UTC)


def late(cast: Cast, number: int, since: int) -> None:
    """So many more people who are late, and so many who are invited."""
    for place in range(since, since + number):
        enrolled(posted(f"Late {place}", cast.office, cast.supervisor), date(2026, 1, 5))
        links.make(person(f"New {place}"), made_by=None, by_mail=True)
    db.session.commit()


def cost() -> tuple[int, int, int]:
    """How many statements it takes to find whom to tell, and to write 20 mails; how many found."""
    with statements() as finding:
        found = [one for batch in daily.due() for one in batch]
    daily.queue(found)
    batch = outbox.claim(letters.ALL_KINDS, len(found) * 2)
    with statements() as writing:
        assert len(letters.write(DESK, batch)) == len(batch) >= len(found)
    db.session.rollback()
    return len(finding), len(writing), len(found)


@pytest.mark.both
def test_queries_do_not_grow(cast: Cast, me: Actor, noon: time_machine.Traveller) -> None:
    noon.move_to(MORNING, tick=False)
    late(cast, 2, 0)
    send(me, cast.work, "two-principles")
    db.session.commit()
    cost()  # the guide itself is read once
    few = cost()
    late(cast, 10, 2)
    many = cost()
    assert many[2] == few[2] + 10
    assert many[:2] == few[:2]
    assert max(many[:2]) <= 37


def test_batches(cast: Cast, noon: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everyone is found once, whatever the size of a batch."""
    noon.move_to(MORNING, tick=False)
    late(cast, 5, 0)
    [whole] = daily.due()
    monkeypatch.setattr(daily, "AT_ONCE", 2)
    batches = list(daily.due())
    assert [one for batch in batches for one in batch] == whole
    assert max(map(len, batches)) == 2
