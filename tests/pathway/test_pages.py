"""The pages of the pathway: the right words for each reader; two days asked, and kept nowhere."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from datetime import date
from io import StringIO

import pytest
from flask import Flask

from lms.base.db import db
from lms.base.logs import JSONLines
from lms.curriculum import rules as publishing
from lms.curriculum.commands import CONTENT
from lms.curriculum.reading import read_program
from lms.pathway import duties
from lms.progress import rules as progress
from tests import cast as people
from tests.cast import Cast
from tests.on_disk import content
from tests.progress.history import nothing_changes
from tests.visitor import Visitor, words

CLOCKS = "/pathway/clocks"
PARTS = {"arrival": "2024-01-31", "intake": "2024-02-10"}


@pytest.fixture
def window(cast: Cast, visit: Callable[..., Visitor]) -> Visitor:
    return visit(cast.learner)


@pytest.fixture
def log(app: Flask) -> Iterator[StringIO]:
    """All that the app logs meanwhile."""
    stream, logger = StringIO(), logging.getLogger("preceptor")
    (handler,) = (one for one in logger.handlers if isinstance(one.formatter, JSONLines))
    assert isinstance(handler, logging.StreamHandler)
    before, level = handler.setStream(stream), logger.level
    logger.setLevel(logging.DEBUG)
    yield stream
    logger.setLevel(level)
    handler.setStream(before or StringIO())


def test_who_does_what_has_three_roles_and_five_stages(window: Visitor) -> None:
    page = window.get("/pathway")
    said = words(page)
    assert "Utah, effective January 1, 2020" in said
    assert re.findall(r"<h2 id=\"stage-(.)\">", page.text) == list("ABCDE")
    assert page.text.count("<h3>Case manager") == 5
    assert page.text.count("<h3>Clinical therapist") == 5
    for duty in duties.DUTIES:
        assert f"{duty.rule} {duty.does}" in said
    assert said.count("Your part") == 5
    assert CLOCKS in page.text


def test_three_ways_with_different_people(window: Visitor) -> None:
    said = words(window.get("/pathway"))
    assert "the therapist’s supervisor, the employment counselor’s supervisor, the agency’s" in said
    assert "the therapist’s supervisor, the agency’s contact" in said
    assert "the supervisors of both sides" in said
    assert "Never with the client in the room." in said
    assert len({one.then for one in duties.ROUTES}) == len(duties.ROUTES) == 3


@pytest.mark.parametrize(
    ("job_role", "name"),
    [("icm-specialist", "Case manager"), ("employment-counselor", "Employment counselor"),
     ("clinical-therapist", "Clinical therapist"), ("supervisor", None)],
)  # fmt: skip
def test_everyone_finds_their_own_part(
    cast: Cast, visit: Callable[..., Visitor], job_role: str, name: str | None
) -> None:
    page = visit(people.posted("Ana Lima", cast.office, cast.supervisor, job_role)).get("/pathway")
    found = set(re.findall(r"<h3>([\w ]+) <span class=\"chip", page.text))
    assert found == ({name} if name else set())


def test_without_the_program_the_page_says_how_to_add_it(window: Visitor) -> None:
    said = words(window.get("/pathway"))
    assert "The program that teaches this is not published here." in said
    assert "preceptor content publish rccm-pathway" in said


def test_with_the_program_the_page_leads_there(
    cast: Cast, window: Visitor, visit: Callable[..., Visitor]
) -> None:
    edition = publishing.publish(read_program(CONTENT / duties.PROGRAM))
    assert edition is not None
    assert "Ask your training officer if you should be on it." in words(window.get("/pathway"))
    assert "You enroll people on it under People ." in words(visit(cast.officer).get("/pathway"))
    start = date(2026, 3, 2)
    work = progress.enroll(cast.learner.id, edition, start, job_role=duties.CM, actor_id=None)
    page = window.get("/pathway")
    assert "You are on the program that teaches it" in words(page)
    assert f'href="/onboarding/{work.id}"' in page.text


def test_the_form_alone(window: Visitor) -> None:
    page = window.get(CLOCKS)
    assert page.status_code == 200
    assert "kept nowhere" in words(page)
    assert "Each deadline" not in page.text
    assert "Utah, effective January 1, 2020" in words(page)
    assert window.get(f"{CLOCKS}?arrival=2024-01-31&intake=2024-02-10").text.count("2024") == 0


def test_two_days_are_answered_on_the_same_page(window: Visitor) -> None:
    page = window.post(CLOCKS, **PARTS)
    assert page.status_code == 200
    assert page.location is None
    said = words(page)
    assert "Arrival Jan 31, 2024, intake Feb 10, 2024" in said
    assert "Two clocks cross here." in said
    assert "Mar 1, 2024 Fri, 733 days ago First assessment of everyone over 18 B.2" in said
    assert "Apr 30, 2026 Thu, in 57 days The longest extension ends E.4" in said
    assert "Case manager and employment counselor; 6 months from arrival" in said
    assert "No date 48 hours from each appointment" in said
    assert 'value="2024-01-31"' in page.text
    assert '<svg class="draw" role="img"' in page.text
    assert (
        "Mar 11, 2024 Case record complete in UWORKS Case manager 30 days from intake A.5" in said
    )


def test_nothing_is_stored_and_nothing_is_logged(
    app: Flask, window: Visitor, log: StringIO
) -> None:
    """No table, no byte of the database's files, no address, no line of the log."""
    db.session.commit()
    with nothing_changes():
        page = window.post(CLOCKS, arrival="2024-07-19", intake="2024-07-23")
        refused = window.post(CLOCKS, arrival="2024-07-23", intake="2024-07-19")
    assert (page.status_code, refused.status_code) == (200, 422)
    assert page.headers["Cache-Control"] == refused.headers["Cache-Control"] == "no-store"
    assert not page.headers.getlist("Set-Cookie") or "2024" not in str(page.headers)
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [line["endpoint"] for line in lines] == ["pathway.reckon", "pathway.reckon"]
    assert "2024-07" not in log.getvalue()
    assert b"2024-07-19" not in content()


@pytest.mark.parametrize(
    ("arrival", "intake", "said"),
    [
        ("", "2024-02-10", "Say on which day."),
        ("2024-02-10", "2024-01-31", "Intake lies before arrival."),
        ("2024-01-31", "2026-05-01", "more than 27 months after arrival"),
        ("0001-01-01", "0001-01-02", "Check the year of arrival."),
        ("9999-12-31", "9999-12-31", "Check the year of arrival"),
        ("2024-01-31", "9999-12-31", "Check the year of intake"),
        ("2024-02-30", "2024-03-01", "Write the day like 2024-01-31"),
        ("next week", "2024-03-01", "Write the day like 2024-01-31"),
        ("99999-01-01", "2024-03-01", "Write the day like 2024-01-31"),
        ("2024-01-31 ", "٢٠٢٤-٠٣-٠١x", "Write the day like 2024-01-31"),
        ("\ud800", "2024-03-01", "Write the day like 2024-01-31"),
        ("1" * 5000, "2024-03-01", "Write the day like 2024-01-31"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_kept(
    window: Visitor, arrival: str, intake: str, said: str
) -> None:
    page = window.open(
        CLOCKS, method="POST",
        data={"csrf_token": window.token, "arrival": arrival.encode("utf-8", "surrogatepass"),
              "intake": intake},
    )  # fmt: skip
    assert page.status_code == 422
    assert said in words(page)
    assert "Please check" in page.text
    assert "Each deadline" not in page.text
    assert f'value="{intake}"' in page.text


def test_a_nul_byte_and_a_forged_form_are_refused(window: Visitor) -> None:
    assert window.post(CLOCKS, arrival="2024-01-31\x00", intake="2024-02-10").status_code == 400
    assert window.open(CLOCKS, method="POST", data=PARTS).status_code == 400


def test_sent_twice_is_answered_twice(window: Visitor) -> None:
    with nothing_changes():
        first, second = (words(window.post(CLOCKS, **PARTS)) for _ in range(2))
    assert first == second
