"""Loading and running the demo: once, never beside real people, and on any day."""

import socket
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

import pytest
import time_machine
from click.testing import CliRunner
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from config import ROOT
from lms.app import create_app
from lms.base import clock
from lms.base.db import db
from lms.base.errors import Refusal
from lms.base.prose import look_at
from lms.cli import preceptor
from lms.curriculum import queries as curriculum
from lms.curriculum.commands import CONTENT
from lms.curriculum.reading import read_program
from lms.demo import answers, cli, hiring, loading, office, plan
from lms.demo.branches import ALBANY, BOISE, BRANCHES, SALT_LAKE_CITY
from lms.demo.holidays import holidays, staff_day
from lms.demo.learners import LEARNERS, NEW_HIRES
from lms.demo.seen import seen
from lms.demo.stages import Verb
from lms.people import passwords
from lms.people.models import Person
from lms.progress import due
from lms.signoff.drafts import prompts
from tests import cast, databases
from tests.conftest import NOON
from tests.databases import GUIDE
from tests.demo.looking import run
from tests.visitor import Visitor, words

CANNOT_COME_IN = {"Victor Salas", "Walter Brandt", "Emeka Obi"}  # two left, one is invited
SOME_DAYS = [date(2024, 1, 1) + timedelta(days=97 * n) for n in range(60)]


def test_preparing_a_demo_sets_up_everything(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = create_app(databases.settings(app.config["SQLALCHEMY_DATABASE_URI"], demo=True))
    with time_machine.travel(NOON, tick=False):
        assert "Who to be" not in words(Visitor(shown).get("/sign-in")), "nobody is there yet"
        cli.prepare(shown)
        said = capsys.readouterr().out
        assert "the first time takes a moment" in said
        assert "The demo is loaded: 3 offices, 26 people." in said
        assert f"The guide {GUIDE} is published." in said
        assert "The courses are published." in said
        assert "The competencies are published." in said
        _the_sign_in_page_lists_the_cast(shown)
        _one_of_them_can_sign_in(shown)
        assert "Who to be" not in words(Visitor(app).get("/sign-in")), "this one is no demo"
        cli.prepare(shown)
        said = capsys.readouterr().out
        assert "loaded already; nothing was changed" in said
        assert "takes a moment" not in said
    with shown.app_context():
        db.engine.dispose()


def _the_sign_in_page_lists_the_cast(shown: Flask) -> None:
    page = words(Visitor(shown).get("/sign-in"))
    lines = office.listed()
    assert len(lines) == 23
    assert {one.name for one in office.CAST} - {line.name for line in lines} == CANNOT_COME_IN
    assert all(f"{line.name} {line.who} {line.email}" in page for line in lines)
    assert "New hire, day 24: one reflection came back, more time was declined" in page
    assert "New hire, day 2: the first few ticks" in page
    assert "Boise, employment counselor, day 2: enrolled, nothing done yet" in page
    assert "{day}" not in page
    assert page.count(office.PASSWORD) == 1


def _one_of_them_can_sign_in(shown: Flask) -> None:
    browser = Visitor(shown)
    answer = browser.post("/sign-in", email=office.email("marisol"), password=office.PASSWORD)
    home = words(browser.follow(browser.follow(answer)))
    assert "make it yours" in home, "what came back is there to read"


def test_the_cast_lists_only_who_can_sign_in(app: Flask) -> None:
    assert list(office.listed()) == []
    person = cast.person("Marisol Vega")
    person.email = office.email("marisol")
    db.session.flush()
    assert [line.name for line in office.listed()] == ["Marisol Vega"]
    person.deactivated_at = clock.now()
    db.session.flush()
    assert list(office.listed()) == []


def test_real_people_keep_the_demo_out(app: Flask) -> None:
    cast.person("Omar Haddad")
    db.session.commit()
    with pytest.raises(Refusal, match="real people"):
        loading.load()
    answer = run(app, "demo", "load")
    assert answer.exit_code == 1
    assert "nothing was changed" in answer.output
    assert db.session.scalar(select(func.count(Person.id))) == 1


def test_a_few_of_the_demos_addresses_are_no_demo(app: Flask) -> None:
    _people(office.ALWAYS_THERE - {"sam"})
    with pytest.raises(Refusal, match="real people"):
        loading.load()


def test_an_older_demo_is_told_what_to_do(app: Flask) -> None:
    """A database of the demo as it was with nine people; whoever looked around added one."""
    _people(office.ALWAYS_THERE)
    cast.person("Omar Haddad")
    db.session.commit()
    answer = run(app, "demo", "load")
    assert answer.exit_code == 1
    assert answer.output.startswith("Error: The demo has grown")
    assert "Nothing was changed" in answer.output
    assert f"delete {db.engine.url.database} and start again" in answer.output
    with pytest.raises(Exception, match="The demo has grown"):
        cli.prepare(app)
    assert db.session.scalar(select(func.count(Person.id))) == 10


def _people(handles: Iterable[str]) -> None:
    for handle in handles:
        cast.person(handle).email = office.email(handle)
    db.session.commit()


def test_the_password_is_good_enough() -> None:
    assert passwords.matches(passwords.hashed(office.PASSWORD), office.PASSWORD)


def test_every_learner_has_words_of_their_own(app: Flask) -> None:
    """No stand-in is needed for the guide as it is, and every key that is named is there."""
    edition = curriculum.latest_edition(GUIDE)
    assert edition is not None
    outline = curriculum.outline(edition.id, edition.digest)
    named = {key for key, _ in answers.texts()}
    for learner in LEARNERS:
        named |= {*learner.left, *(last.key for last in learner.last)}
        named |= {key for key in (learner.reach, learner.came_back, learner.on_paper) if key}
        named |= {one.task for one in seen(learner) if one.task}
        day = date(2026, 3, 4)
        for deed in plan.past(outline, learner, day, holidays(learner.office, day)):
            assert not {answers.ANYTHING, answers.ANYTIME} & {*deed.texts}, learner.name
            if deed.verb is Verb.DECLINE:
                assert answers.refusal(deed.key, learner.handle) != answers.NOT_NOW
    assert named <= {*outline.tasks, *(section.key for section in outline.sections)}


def test_a_guide_that_was_changed_gets_a_stand_in(app: Flask) -> None:
    edition = curriculum.latest_edition(GUIDE)
    assert edition is not None
    task = curriculum.outline(edition.id, edition.digest).tasks["two-principles"]
    assert answers.written(task, "nobody") == (answers.ANYTHING,) * len(prompts(task))


def test_no_text_of_the_demo_looks_like_a_client(app: Flask) -> None:
    for texts in (*answers.texts().values(), *answers.texts(answers.LOG).values()):
        for text in (*texts, answers.ANYTHING, answers.ANYTIME, answers.NOT_NOW):
            look_at(text)


def test_no_two_people_of_the_demo_write_the_same() -> None:
    both = (*answers.texts().values(), *answers.texts(answers.LOG).values())
    said = Counter(text for texts in both for text in texts)
    assert max(said.values()) == 1


@given(today=st.dates(date(2024, 1, 1), date(2040, 12, 31)))
def test_the_same_happens_whatever_the_day(today: date) -> None:
    """No weekend or holiday changes who did what, only when; always before the day itself."""
    guide, usual = read_program(CONTENT / GUIDE), date(2026, 3, 4)
    for learner in LEARNERS:
        closed = holidays(learner.office, today)
        deeds = plan.past(guide, learner, today, closed)
        expected = plan.past(guide, learner, usual, holidays(learner.office, usual))
        assert Counter(map(_said, deeds)) == Counter(map(_said, expected))
        moments = [deed.at for deed in deeds]
        assert all(early < late for early, late in pairwise(moments))
        assert deeds[-1].day < today
        assert all(due.is_working(deed.day, closed) for deed in deeds)
        start = deeds[0].starts_on
        assert start is not None
        assert deeds[1].day < start
        assert all(deed.day >= start for deed in deeds[2:])
        assert 0 <= (today - start).days - learner.days <= 4


def _said(deed: plan.Deed) -> tuple[str, str, int]:
    return deed.verb, deed.key, deed.number


def test_offices_are_closed_on_the_public_holidays_of_their_states() -> None:
    """Also in the year in which they opened, and until the end of next year."""
    day = date(2026, 1, 15)
    pioneer_day, election_day = date(2026, 7, 24), date(2026, 11, 3)
    assert pioneer_day in holidays(SALT_LAKE_CITY, day)
    assert pioneer_day not in holidays(BOISE, day)
    assert election_day in holidays(ALBANY, day)
    for branch in BRANCHES:
        assert {one.year for one in holidays(branch, day)} == {2024, 2025, 2026, 2027}


@pytest.mark.parametrize("today", SOME_DAYS)
def test_what_is_to_come_falls_on_days_the_office_is_open(today: date) -> None:
    closed = holidays(SALT_LAKE_CITY, today)
    for new in NEW_HIRES:
        first = hiring.first_day(new, today)
        assert due.is_working(first, holidays(new.office, today))
        assert 7 * new.weeks < (first - today).days <= 7 * new.weeks + 8
    assert due.is_working(staff_day(today), closed)
    assert 17 <= (staff_day(today) - today).days < 50


def test_running_needs_no_settings() -> None:
    settings = cli.demo_settings({})
    assert settings.env == "development"
    assert settings.demo
    assert not settings.secure_cookies
    assert settings.database_url == f"sqlite:///{ROOT}/var/demo.db"
    assert cli.address(settings) == "http://127.0.0.1:8000"


def test_running_honours_settings_but_is_always_a_demo() -> None:
    settings = cli.demo_settings(
        {"HOST": "::1", "PORT": "8029", "DATABASE_URL": "sqlite:////tmp/other.db",
         "PRECEPTOR_DEMO": "false", "PRECEPTOR_ENV": "production"}
    )  # fmt: skip
    assert settings.demo
    assert settings.env == "development"
    assert settings.database_url == "sqlite:////tmp/other.db"
    assert cli.address(settings) == "http://[::1]:8029"


def test_a_port_in_use_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = CliRunner().invoke(preceptor, ["demo", "run"], env={"PORT": str(port)})
    assert answer.exit_code == 1
    assert answer.output.startswith(f"Error: Port {port} is in use already.")
    assert len(answer.output.splitlines()) == 1


def test_preparing_stops_where_real_people_are(app: Flask) -> None:
    cast.person("Omar Haddad")
    db.session.commit()
    with pytest.raises(Exception, match="real people"):
        cli.prepare(app)
