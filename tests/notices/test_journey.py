"""Mornings of people at work: who is mailed, what it says, and when nothing comes."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from lms.base.db import db
from lms.base.mail import Mail
from lms.people import rules as people
from lms.people.actor import Actor
from lms.people.models import Leave, Person, Role
from lms.progress.work import Work
from lms.signoff import decisions
from tests.cast import Cast, actor, enrolled, posted
from tests.mailing import BASE, PostBox, html_of, listening, mailing, text_of
from tests.notices.conftest import Command
from tests.progress.playing import send
from tests.serving import free_port
from tests.visitor import Visitor

Clock = time_machine.Traveller
KEY = "two-principles"
WHO_WE_SERVE = "Learn More About Who We Serve"
SAID = "The brass kettle answers on Sundays"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026 on the wall of the learner's office, in winter (UTC-7)."""
    return datetime(2026, 3, day, hour + 7, minute, tzinfo=UTC)


def to(box: PostBox, who: Person) -> list[str]:
    """The texts that somebody got."""
    return [text_of(one) for one in box.taken if one["To"].addresses[0].addr_spec == who.email]


@pytest.fixture
def returned(cast: Cast, me: Actor, boss: Actor) -> Work:
    """On Wednesday at noon, the supervisor gives a reflection back."""
    decisions.give_back(boss, send(me, cast.work, KEY), cast.work, SAID)
    db.session.commit()
    return cast.work


@pytest.mark.both
def test_returned_at_noon_told_next_morning(
    cast: Cast, returned: Work, noon: Clock, box: PostBox, notices: Command,
    visit: Callable[..., Visitor],
) -> None:  # fmt: skip
    """Once, with the right words, until the person switches it off."""
    assert notices("send").exit_code == 0
    noon.move_to(at(5, 6, 55), tick=False)
    notices("send")
    assert box.taken == []
    for minute in range(0, 300, 5):  # as the timer does
        noon.move_to(at(5, 7 + minute // 60, minute % 60), tick=False)
        assert notices("send").exit_code == 0
    [text] = to(box, cast.learner)
    assert "Returned to you\n- General Case Management: 1 task\n" in text
    assert f"{BASE}/onboarding" in text
    assert f"{BASE}/account/notices" in text
    assert SAID not in text
    assert "Daniel" not in text
    window = visit(cast.learner)
    window.follow(window.post("/account/notices", daily="off"))
    noon.move_to(at(6, 7), tick=False)
    notices("send")
    assert len(to(box, cast.learner)) == 1


def test_what_a_mail_looks_like(
    cast: Cast, returned: Work, noon: Clock, box: PostBox, notices: Command
) -> None:
    """Late, returned and due soon, each with its dates; the same in both forms."""
    noon.move_to(at(20, 7), tick=False)
    notices("send")
    [text] = to(box, cast.learner)
    assert text.startswith(
        "Hello Marisol Vega,\n\nthis is how your onboarding stands today, Fri, Mar 20.\n\nOverdue\n"
    )
    assert f"- {WHO_WE_SERVE}: was due Mon, Mar 16\n" in text
    assert "Waiting for your decision" not in text
    [mail] = [one for one in box.taken if one["To"].addresses[0].addr_spec == cast.learner.email]
    assert "<h2>Overdue</h2>" in html_of(mail)
    assert f"{WHO_WE_SERVE}: was due Mon, Mar 16" in html_of(mail)
    assert mail["Subject"] == "Your onboarding today"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] == f"<{BASE}/account/notices>"
    noon.move_to(datetime(2026, 3, 13, 14, tzinfo=UTC), tick=False)
    notices("send")
    assert f"Due soon\n- {WHO_WE_SERVE}: due in 3 days\n" in to(box, cast.learner)[-1]


def test_whoever_decides_is_told_how_much_waits(
    cast: Cast, me: Actor, noon: Clock, box: PostBox, notices: Command
) -> None:
    """A number, no name; whoever has nothing to do is left in peace."""
    send(me, cast.work, KEY)
    noon.move_to(at(5, 7), tick=False)
    notices("send")
    [text] = to(box, cast.supervisor)
    assert "Waiting for your decision: 1\nOpen approvals: " in text
    assert "Marisol" not in text
    assert f"{BASE}/onboarding" not in text
    assert box.to == [cast.supervisor.email]


@pytest.mark.parametrize("why", ["weekend", "holiday", "leave", "left", "off"])
def test_mornings_without_a_mail(
    why: str, cast: Cast, returned: Work, noon: Clock, box: PostBox, notices: Command
) -> None:
    """A day on which nobody works, leave, or nobody there to read it."""
    who = cast.learner
    noon.move_to(at(7 if why == "weekend" else 5, 8), tick=False)
    if why == "holiday":
        people.close_on(cast.office, date(2026, 3, 5), "Founders’ day")
    if why == "leave":
        db.session.add(
            Leave(person_id=who.id, starts_on=date(2026, 3, 5), ends_on=None,
                  first_at=at(4, 12), recorded_at=at(4, 12))
        )  # fmt: skip
    if why == "left":
        people.deactivate(who, actor_id=None)
    who.daily_mail = why != "off"
    notices("send")
    assert to(box, who) == []
    assert db.session.scalar(select(func.count()).select_from(Mail)) == 0


@pytest.mark.parametrize("day", [4, 6])
def test_back_from_leave(
    day: int, cast: Cast, returned: Work, noon: Clock, box: PostBox, notices: Command
) -> None:
    """The days around it are days like others, and a leave taken back is none."""
    moments = {"first_at": at(4, 12), "recorded_at": at(4, 12)}
    db.session.add_all(
        [Leave(person_id=cast.learner.id, starts_on=date(2026, 3, 5), ends_on=date(2026, 3, 5),
               **moments),
         Leave(person_id=cast.learner.id, starts_on=date(2026, 3, 1), ends_on=None,
               superseded_at=at(4, 12), **moments)]
    )  # fmt: skip
    noon.move_to(at(day, 11), tick=False)
    notices("send")
    assert len(to(box, cast.learner)) == 1


@pytest.mark.both
def test_everyone_has_their_own_morning(
    cast: Cast, returned: Work, noon: Clock, box: PostBox, notices: Command
) -> None:
    """Seven in the office's zone, or in the person's own; every one once."""
    east = posted("Ada Lind", cast.office)
    east.time_zone = "America/New_York"
    far = people.add_office("Honolulu", "Pacific/Honolulu")
    west = posted("Kai Akana", far)
    nowhere = Person(name="No Post", email="np@example.org", added_at=at(4, 12))
    db.session.add(nowhere)
    db.session.flush()
    for one in (east, west, nowhere):
        enrolled(one, date(2026, 1, 5))
    got: dict[str, int] = {}
    for hour in range(24):
        noon.move_to(datetime(2026, 3, 5, hour, 5, tzinfo=UTC), tick=False)
        notices("send")
        for address in box.to:
            got.setdefault(address, hour)
    wanted = {east.email: 12, nowhere.email: 12, cast.learner.email: 14, west.email: 17}
    assert {email: got.get(email) for email in wanted} == wanted
    assert len(box.to) == len({*box.to})


def test_what_is_done_meanwhile_is_not_mailed(
    app: Flask, cast: Cast, me: Actor, boss: Actor, returned: Work, noon: Clock, notices: Command
) -> None:
    """The mail was queued, the server was away: by then there is nothing to say, or another day."""
    box, port = PostBox(), free_port()
    noon.move_to(at(5, 7), tick=False)
    with listening(PostBox()) as gone:
        away = gone
    with mailing(app, away):
        assert notices("send").exit_code == 1
    send(me, cast.work, KEY)
    with listening(box, port) as server, mailing(app, server):
        done = notices("send")
        assert "Needless: 1." in done.stdout
        assert to(box, cast.learner) == []
        assert len(to(box, cast.supervisor)) == 1
    with mailing(app, away):
        noon.move_to(at(6, 7), tick=False)
        assert notices("send").exit_code == 1
    noon.move_to(at(9, 7), tick=False)
    with listening(box, free_port()) as server, mailing(app, server):
        notices("send")
    assert len(to(box, cast.supervisor)) == 2  # today's, and not also Friday's


def test_an_officer_is_told_of_people_whom_nobody_leads(
    cast: Cast, me: Actor, noon: Clock, box: PostBox, notices: Command
) -> None:
    """Who decides follows from the posts of that morning."""
    people.grant(cast.other_supervisor, Role.TRAINING_OFFICER)  # of every office
    send(me, cast.work, KEY)
    people.deactivate(cast.supervisor, actor_id=None)
    noon.move_to(at(5, 8), tick=False)
    notices("send")
    assert {*box.to} == {cast.officer.email, cast.other_supervisor.email}
    assert actor(cast.officer).signs_for_others
