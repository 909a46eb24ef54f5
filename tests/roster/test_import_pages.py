"""Importing over HTTP: upload, match, look, import; mended files, lost files, other people's."""

import re
from collections.abc import Callable
from contextvars import Context
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import text as sql

from lms.base.db import db
from lms.people import queries, rules
from tests.cast import Cast
from tests.progress.history import nothing_changes
from tests.roster.files import ANA, MARISOL, row, text
from tests.roster.uploading import carry_out, discard, send, shown, uploaded, uploads
from tests.statements import statements
from tests.visitor import Visitor, words

BAD = row(email="bad", starts_on="soon")
Visit = Callable[..., Visitor]


@pytest.fixture
def keeper(cast: Cast, visit: Visit) -> Visitor:
    """The officer's window."""
    return visit(cast.officer)


@pytest.mark.both
def test_from_the_form_to_people(keeper: Visitor) -> None:
    page = keeper.get("/roster/import")
    assert 'enctype="multipart/form-data"' in page.text
    path = uploaded(keeper, ANA, MARISOL)
    said = words(keeper.get(path))
    assert "Added 1" in said
    assert "Left as it is 1" in said
    assert "Import 1 person" in said
    assert queries.by_email("ana@example.org") is None
    done = carry_out(keeper, path)
    said = words(done)
    assert "The file was checked." in said
    assert 'href="/roster?state=waiting"' in done.text
    for part in ("Adding people", "Noting posts and names",
                 "Enrolling: Intensive Case Management onboarding"):  # fmt: skip
        assert f"{part}: 1 of 1" in said
    assert "1 added, 0 changed, 1 left" in said
    ana = queries.by_email("ana@example.org")
    assert ana is not None
    assert uploads() == 0


def test_the_same_form_twice_imports_once(keeper: Visitor) -> None:
    """A reload of the last page, or a second click, finds the file used up."""
    path = uploaded(keeper, ANA)
    carry_out(keeper, path)
    with nothing_changes():
        answer = carry_out(keeper, path)
    assert answer.status_code == 404
    assert "imported already" in words(answer)
    assert keeper.get(path).status_code == 404


def test_the_same_file_twice_changes_nothing(keeper: Visitor) -> None:
    carry_out(keeper, uploaded(keeper, ANA))
    path = uploaded(keeper, ANA)
    said = words(keeper.get(path))
    assert "There is nothing to import: all of it is there already" in said
    assert "carry-out" not in keeper.get(path).text


def test_refused_rows_come_first_and_stop_all(keeper: Visitor) -> None:
    path = uploaded(keeper, ANA, BAD)
    said = words(keeper.get(path))
    assert said.index("Row 3, bad") < said.index("Row 2, ana@example.org")
    assert "Email: Write an e-mail address" in said
    assert "Start date: Write the date like" in said
    assert said.index("Refused, and why") < said.index("Row 3, bad") < said.index("The other rows")
    assert "carry-out" not in keeper.get(path).text
    with nothing_changes():
        answer = carry_out(keeper, path)
    assert answer.status_code == 422
    assert "Some rows are refused" in words(answer)


def test_columns_are_matched_by_hand(keeper: Visitor) -> None:
    """What is not guessed is asked for; a wrong choice is said at its field, and kept."""
    content = text(ANA, head="Who,Electronic,Job title,Office,Supervisor email,Start date,Program")
    path = uploaded(keeper, content=content)
    page = keeper.get(path)
    assert "Say which column of the file holds: Name, Email." in words(page)
    assert "<details" in page.text
    assert re.search(r'<details class="panel ask" open', page.text)
    chosen = dict(re.findall(r'<select id="(\w+)".*?<option selected value="([^"]*)"', page.text,
                             re.DOTALL))  # fmt: skip
    assert {"job_title": "Job title", "office": "Office"}.items() <= chosen.items()
    form = {"job_title": "Job title", "office": "Office", "supervisor_email": "Supervisor email",
            "starts_on": "Start date", "program": "Program", "last_name": ""}  # fmt: skip
    form |= shown(keeper, path)
    wrong = keeper.post(f"{path}/columns", **form, name="Who", email="Who")
    assert wrong.status_code == 422
    assert "“Who” is chosen for “Name” already." in words(wrong)
    assert keeper.post(f"{path}/columns", **form, name="Nowhere", email="Who").status_code == 422
    right = keeper.post(f"{path}/columns", **form, name="Who", email="Electronic")
    said = words(keeper.follow(right))
    assert "Import 1 person" in said
    assert said.index("What would change") < said.index("Row by row") < said.index("Which column")
    for asking in (page, wrong):
        assert "What would change" not in words(asking)


def test_a_first_day_long_ago_is_noted_and_not_refused(keeper: Visitor) -> None:
    """Only where it enrolls: HR systems go on writing the first day of all."""
    path = uploaded(keeper, MARISOL.replace("2026-01-05", "2019-01-05"),
                    row(email="b@example.org", starts_on="2025-01-15"), ANA)  # fmt: skip
    said = words(keeper.get(path))
    assert "1 row would enroll somebody far from today." in said
    assert said.count("its due dates are past already") == 1
    noted = "This first day is 413 days ago: its due dates are past already."
    assert said.index("b@example.org") < said.index(noted) < said.index("ana@example.org")
    assert "2 added" in words(carry_out(keeper, path))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "Choose a CSV file"),
        (b"PK\x03\x04", "choose “Save as” and then CSV"),
        (b"Name\x00", "cannot be read as text"),
        (b'Name\n"open', "Row 2 cannot be read"),
        (b"Name\n" + b"x\n" * 5001, "more than 5,000 rows"),
        (b"x" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
    ],
)
def test_what_is_no_csv_is_refused_at_its_field(content: bytes, why: str, keeper: Visitor) -> None:
    with nothing_changes():
        answer = send(keeper, content)
    assert answer.status_code == 422
    assert why in words(answer)


def test_more_than_the_door_takes(keeper: Visitor) -> None:
    """Far too much is not even read; other doors stay as narrow as they were."""
    assert send(keeper, b"x" * (3 * 1024 * 1024)).status_code == 413
    other = {"csrf_token": keeper.token, "theme": "x" * 600_000}
    assert keeper.open("/theme", method="POST", data=other).status_code == 413
    assert send(keeper, "Name,Email\n" + "x,y\n" * 4999).status_code == 303
    assert send(keeper, "Name\n" + f"{'x' * 400}\n" * 4999).status_code == 303


def test_a_file_needs_its_token_and_its_sender(cast: Cast, visit: Visit, keeper: Visitor) -> None:
    with nothing_changes():
        assert send(keeper, text(ANA), token="forged").status_code == 400
        assert send(visit(), text(ANA)).headers["Location"].startswith("/sign-in")
        assert send(visit(cast.supervisor), text(ANA)).status_code == 403
        nothing = keeper.post("/roster/import")
        assert nothing.status_code == 422


def test_nobody_else_sees_an_upload(cast: Cast, visit: Visit, keeper: Visitor) -> None:
    path = uploaded(keeper, ANA)
    other, sent = visit(cast.administrator), shown(keeper, path)
    with nothing_changes():
        for answer in (
            other.get(path), other.post(f"{path}/columns", **sent),
            other.post(f"{path}/discard", **sent), other.post(f"{path}/carry-out", **sent),
        ):  # fmt: skip
            assert answer.status_code == 404
    assert path not in other.get("/roster/import").text
    assert path in keeper.get("/roster/import").text


def test_a_file_is_thrown_away(keeper: Visitor) -> None:
    path = uploaded(keeper, ANA)
    answer = keeper.follow(discard(keeper, path))
    assert "The file is thrown away." in words(answer)
    assert uploads() == 0
    assert discard(keeper, path).status_code == 404


def test_what_lay_for_a_day_is_gone(keeper: Visitor, noon: time_machine.Traveller) -> None:
    path = uploaded(keeper, ANA)
    noon.shift(timedelta(hours=25))
    keeper.come_in(keeper.who) if keeper.who else None
    assert keeper.get(path).status_code == 404
    uploaded(keeper, MARISOL)
    assert uploads() == 1


def test_a_roster_that_changed_while_the_page_was_made(keeper: Visitor, cast: Cast) -> None:
    """The plan is made before the page begins; the write looks again, and the file waits."""
    path, inside = uploaded(keeper, ANA), Context()
    form = {"csrf_token": keeper.token} | shown(keeper, path)
    answer = inside.run(keeper.client.open, f"{path}/carry-out", method="POST", data=form)
    rules.deactivate(cast.supervisor, actor_id=None)
    db.session.commit()
    said = inside.run(words, answer)
    assert "Nothing was imported Somebody changed the roster meanwhile." in said
    assert queries.by_email("ana@example.org") is None
    assert uploads() == 1


@pytest.mark.both
def test_whoever_goes_away_half_way_imports_nothing(keeper: Visitor) -> None:
    path, inside = uploaded(keeper, ANA), Context()
    form = {"csrf_token": keeper.token} | shown(keeper, path)
    with nothing_changes():
        db.session.commit()
        answer = inside.run(keeper.client.open, f"{path}/carry-out", method="POST", data=form)
        pieces = answer.iter_encoded()
        while b"Adding people" not in inside.run(next, pieces):
            continue
        inside.run(answer.close)


BROKEN = {  # what makes each database fail as it does on a full disk
    "sqlite": ["CREATE TRIGGER broken BEFORE INSERT ON enrollment BEGIN DELETE FROM nowhere; END"],
    "postgresql": [
        """CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = 'disk_full'; END $$""",
        "CREATE TRIGGER broken BEFORE INSERT ON enrollment FOR EACH ROW EXECUTE FUNCTION broken()",
    ],
}


def test_a_fault_half_way_leaves_nothing(keeper: Visitor, kind: str) -> None:
    """The database fails at the first enrollment: the page, under way already, says so."""
    path = uploaded(keeper, ANA)
    for statement in BROKEN[kind]:
        db.session.execute(sql(statement))
    with nothing_changes():
        said = words(carry_out(keeper, path))
    assert "Noting posts and names" in said
    assert "Nothing was imported The system cannot save right now" in said


def test_long_files_come_in_pages(keeper: Visitor) -> None:
    path = uploaded(keeper, *[row(email=f"p{n}@example.org") for n in range(130)])
    first, second = keeper.get(path), keeper.get(f"{path}?page=2")
    listed = [page.text.count('<p class="task-n">') for page in (first, second)]
    assert listed == [100, 30]
    assert f"{path}?page=2" in first.text
    assert "Import 130 people" in words(second)
    assert keeper.get(f"{path}?page=99999").status_code == 200


def test_the_queries_of_the_page_do_not_grow(keeper: Visitor) -> None:
    counts = []
    for size in (2, 90):
        path = uploaded(keeper, *[row(email=f"p{n}@example.org") for n in range(size)])
        keeper.get(path)
        with statements() as seen:
            keeper.get(path)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 14


def test_the_export_and_the_example(keeper: Visitor) -> None:
    answer = keeper.get("/roster/people.csv")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "marisol.vega@example.org" in answer.text
    assert "luis.ortega@example.org" not in answer.text
    said = words(keeper.get(uploaded(keeper, content=answer.text)))
    assert "nothing to import" in said
    example = keeper.get("/roster/import/example.csv").text
    assert "ana.lima@example.org" in words(keeper.get(uploaded(keeper, content=example)))


def test_what_a_file_says_is_shown_as_words(keeper: Visitor) -> None:
    path = uploaded(keeper, row(name="<script>alert(1)</script>", office="<b>x</b>"))
    page = keeper.get(path)
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text
