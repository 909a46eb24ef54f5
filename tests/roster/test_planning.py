"""The dry run: every row added, changed, left or refused, and why; nothing is changed by it."""

from datetime import date

import pytest

from lms.base.db import db
from lms.curriculum.models import Program
from lms.people import rules as people
from lms.people.actor import Actor
from lms.people.models import Role
from lms.roster.planning import Plan
from tests.cast import Cast, actor, person, posted
from tests.databases import GUIDE
from tests.progress.history import nothing_changes
from tests.roster.files import ANA, HEAD, MARISOL, look, outcomes, row, said
from tests.statements import statements

PEER = "ben@example.org"


def refused(plan: Plan, column: str) -> str:
    """Why the first row is refused, where only one thing is wrong with it."""
    ((found, why),) = said(plan)[2].items()
    assert found == column
    assert plan.refused
    return why


@pytest.mark.both
def test_added_changed_left_and_refused(officer: Actor) -> None:
    rows = (ANA, MARISOL, MARISOL.replace("Case", "Face"), row(email="yonas.tesfaye@example.org"))
    with nothing_changes():
        plan = look(officer, *rows)
    assert outcomes(plan) == ["added", "left", "refused", "changed"]
    assert [one.what for one in plan.rows] == [
        ["name", "post", "program"], [], [], ["name", "post"],
    ]  # fmt: skip
    assert plan.counts == {"refused": 1, "added": 1, "changed": 1, "left": 1}
    assert outcomes(Plan(plan.listed())) == ["refused", "added", "changed", "left"]


def test_what_is_added(officer: Actor, cast: Cast) -> None:
    (found,) = look(officer, ANA).rows
    assert found.post is not None
    assert found.post.supervisor == "daniel.okafor@example.org"
    assert (found.post.office_id, found.post.job_role) == (cast.office.id, "icm-specialist")
    assert found.post.starts_on == date(2026, 3, 9)
    assert [one.key for one in found.starts] == [GUIDE]


def test_names_of_offices_and_programs_in_any_letters(officer: Actor) -> None:
    title = "intensive CASE management onboarding"
    plan = look(officer, row(office=" salt  lake city", program=title))
    assert outcomes(plan) == ["added"]
    assert [one.key for one in plan.rows[0].starts] == [GUIDE]


def test_program_and_supervisor_may_be_missing(officer: Actor) -> None:
    head = HEAD.replace(",Supervisor email", "").replace(",Program", "")
    plan = look(officer, "Ana,ana@example.org,LCSW,Salt Lake City,3/9/2026", head=head)
    (found,) = plan.rows
    assert found.post
    assert (found.outcome, found.starts, found.post.supervisor) == ("added", (), "")


def test_an_empty_cell_leaves_supervisor_and_program(officer: Actor) -> None:
    assert outcomes(look(officer, "Marisol Vega,marisol.vega@example.org,Case manager,"
                         "Salt Lake City,,2026-01-05,")) == ["left"]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "column", "why"),
    [
        ({"office": "Boise"}, "Office", "none of your offices: Salt Lake City."),
        ({"office": "Atlantis"}, "Office", "none of your offices"),
        ({"program": "juggling"}, "Program", f"none of a published program: {GUIDE}."),
        ({"supervisor_email": "who@example.org"}, "Supervisor email", "Nobody in your offices or"),
        ({"supervisor_email": "ana@example.org"}, "Supervisor email", "supervises themselves"),
        ({"email": "luis.ortega@example.org"}, "Email", "is not in your offices."),
        ({"email": "ruth.adler@example.org"}, "Email", "is not in your offices."),
    ],
)
def test_refused(cells: dict[str, str], column: str, why: str, officer: Actor, cast: Cast) -> None:
    assert why in refused(look(officer, row(**cells)), column)


def test_all_that_is_wrong_with_a_row_is_said_at_once(officer: Actor, cast: Cast) -> None:
    """Also what only the roster knows, beside a cell that cannot be read or a wrong person."""
    wrong = {"office": "Atlantis", "program": "juggling", "supervisor_email": "no@example.org"}
    known_wrong = ["Office", "Program", "Supervisor email"]
    unread = row(starts_on="soon", job_title="Astronaut", **wrong)
    stranger = row(email="luis.ortega@example.org", **wrong)
    people.deactivate(cast.colleague, actor_id=None)
    gone = row(email=cast.colleague.email, starts_on="soon", **wrong)
    plan = look(
        officer, unread, stranger, gone, row(**wrong | {"email": "bad"}), row(starts_on="soon")
    )
    assert [sorted(found) for found in said(plan).values()] == [
        sorted(["Start date", "Job title", *known_wrong]), sorted(["Email", *known_wrong]),
        sorted(["Start date", "Email", *known_wrong]), ["Email", *known_wrong],
        ["Start date"],
    ]  # fmt: skip
    assert outcomes(plan) == ["refused"] * 5


def test_a_stranger_s_supervisor_is_not_told(officer: Actor, cast: Cast) -> None:
    """Whom somebody of another office works under cannot be asked by a row about them."""
    boss = posted("Vera Secret", cast.elsewhere)
    theirs = posted("Bea Cole", cast.elsewhere, boss)
    plan = look(officer, row(email=theirs.email, supervisor_email=boss.email))
    assert sorted(said(plan)[2]) == ["Email", "Supervisor email"]


def test_who_and_where_by_whoever_asks(cast: Cast) -> None:
    """The other officer knows the other office only; administrators and the command line, all."""
    luis = row(email="omar.haddad@example.org", office="Boise", supervisor_email="")
    assert outcomes(look(actor(cast.officer), luis)) == ["refused"]
    for keeper in (actor(cast.other_officer), actor(cast.administrator), None):
        assert outcomes(look(keeper, luis)) == ["changed"]


def test_officers_change_nobody_with_an_access_role(cast: Cast, officer: Actor) -> None:
    """Nor themselves, by a file as little as by hand; a row that says what is there may stay."""
    mine = row(name="Priya Raman", email=officer.email, job_title="Training officer",
               supervisor_email="", program="")  # fmt: skip
    assert outcomes(look(officer, mine)) == ["left"]
    promoted = mine.replace("Training officer", "Supervisor")
    assert "access role" in refused(look(officer, promoted), "Email")
    assert outcomes(look(actor(cast.administrator), promoted)) == ["changed"]
    auditor = cast.supervisor
    people.grant(auditor, Role.AUDITOR, cast.office)
    boss = row(name="Daniel O.", email=auditor.email, job_title="Supervisor",
               supervisor_email="", program="")  # fmt: skip
    assert "access role" in refused(look(officer, boss), "Email")


def test_deactivated_people(officer: Actor, cast: Cast) -> None:
    people.deactivate(cast.colleague, actor_id=None)
    people.deactivate(cast.other_supervisor, actor_id=None)
    assert "Reactivate" in refused(look(officer, row(email="yonas.tesfaye@example.org")), "Email")
    under = row(supervisor_email="ingrid.moe@example.org")
    assert "deactivated" in refused(look(officer, under), "Supervisor email")


def test_a_supervisor_who_left_may_stay_where_they_are(officer: Actor, cast: Cast) -> None:
    people.deactivate(cast.supervisor, actor_id=None)
    assert outcomes(look(officer, MARISOL)) == ["left"]


@pytest.mark.both
def test_supervisors_from_elsewhere(officer: Actor, cast: Cast) -> None:
    """Officers name whom the forms offer them; an address elsewhere is told from none by nothing.

    Administrators and the command line look after all.
    """
    there = row(supervisor_email="luis.ortega@example.org")
    nobody = row(supervisor_email="nobody@example.org")
    words = {refused(look(officer, one), "Supervisor email") for one in (there, nobody)}
    assert len(words) == 1
    for keeper in (actor(cast.administrator), None):
        assert outcomes(look(keeper, there)) == ["added"]
        assert refused(look(keeper, nobody), "Supervisor email") in words


def test_a_deactivated_account_elsewhere_is_not_told_either(officer: Actor, cast: Cast) -> None:
    gone = posted("Vera Secret", cast.elsewhere)
    people.deactivate(gone, actor_id=None)
    under = row(supervisor_email=gone.email)
    assert "Nobody in your offices" in refused(look(officer, under), "Supervisor email")


def test_a_supervisor_elsewhere_may_stay_while_it_is_theirs(officer: Actor, cast: Cast) -> None:
    """Also under another job; not once the post is over."""
    boss = posted("Vera Secret", cast.elsewhere)
    theirs = posted("Bea Cole", cast.office, boss, since=date(2026, 1, 5))
    bea = row(name="Bea Cole", email=theirs.email, job_title="Case manager", program="",
              supervisor_email=boss.email, starts_on="2026-01-05")  # fmt: skip
    assert outcomes(look(officer, bea)) == ["left"]
    assert outcomes(look(officer, bea.replace("Case manager", "LCSW"))) == ["changed"]
    people.give_post(theirs, cast.office, "case-manager", supervisor=cast.supervisor,
                     starts_on=date(2026, 3, 2))  # fmt: skip
    assert "Nobody in your offices" in refused(look(officer, bea), "Supervisor email")


def test_a_supervisor_who_comes_later_in_the_file(officer: Actor) -> None:
    plan = look(officer, row(supervisor_email=PEER), row(email=PEER.upper()))
    assert outcomes(plan) == ["added", "added"]


def test_a_supervisor_whose_row_is_refused_is_there_all_the_same(officer: Actor) -> None:
    plan = look(officer, row(supervisor_email=PEER), row(email=PEER, starts_on="soon"))
    assert outcomes(plan) == ["added", "refused"]


def test_two_rows_for_one_address(officer: Actor) -> None:
    plan = look(officer, ANA, ANA.replace("ana@", "ANA@"), row(name="Ana de Lima"))
    assert outcomes(plan) == ["added", "left", "refused"]
    assert "Row 2 has this e-mail too" in said(plan)[4]["Email"]


def test_a_circle_within_the_file(officer: Actor) -> None:
    plan = look(officer, row(supervisor_email=PEER),
                row(name="Ben", email=PEER, supervisor_email="ana@example.org"))  # fmt: skip
    assert outcomes(plan) == ["refused", "refused"]
    assert "Ana Lima → Ben → Ana Lima" in said(plan)[2]["Supervisor email"]


def test_a_circle_that_closes_later(officer: Actor) -> None:
    """It is a circle from the day on which the last of its posts begins."""
    plan = look(officer, row(supervisor_email=PEER), row(
        name="Ben", email=PEER, supervisor_email="ana@example.org", starts_on="2026-04-01"
    ))  # fmt: skip
    assert outcomes(plan) == ["added", "refused"]


def test_a_circle_over_file_and_roster(officer: Actor) -> None:
    boss = row(name="Daniel Okafor", email="daniel.okafor@example.org", job_title="Supervisor",
               supervisor_email="marisol.vega@example.org", program="")  # fmt: skip
    said_of = refused(look(officer, boss), "Supervisor email")
    assert "Daniel Okafor → Marisol Vega → Daniel Okafor" in said_of
    turned = MARISOL.replace("daniel.okafor@example.org", "")
    assert look(officer, boss, turned).refused  # an empty cell leaves the supervisor
    turned = MARISOL.replace("daniel.okafor@", "ingrid.moe@")
    assert not look(officer, boss, turned).refused


def test_a_circle_names_nobody_of_another_office(officer: Actor, cast: Cast) -> None:
    stranger = posted("Vera Secret", cast.elsewhere, cast.learner)
    between = posted("Bea Cole", cast.office, stranger)
    marisol = MARISOL.replace("daniel.okafor@example.org", between.email)
    said_of = refused(look(officer, marisol), "Supervisor email")
    assert "Marisol Vega → Bea Cole → someone of another office → Marisol Vega" in said_of


def test_a_tower_of_supervisors(officer: Actor) -> None:
    rows = [row(email=f"p{n}@example.org", supervisor_email=f"p{n + 1}@example.org")
            for n in range(60)]  # fmt: skip
    plan = look(officer, *rows, row(email="p60@example.org"))
    assert plan.counts["refused"] == 11
    assert "More than 50" in said(plan)[2]["Supervisor email"]


@pytest.mark.parametrize(
    ("written", "from_day"),
    [
        ("2026-04-01", date(2026, 4, 1)),  # later than the present post's start
        ("2026-02-02", date(2026, 2, 2)),
        ("2026-01-05", date(2026, 3, 4)),  # the first day of all: today
        ("2020-01-01", date(2026, 3, 4)),
    ],
)
def test_from_when_a_changed_post_holds(written: str, from_day: date, officer: Actor) -> None:
    changed = MARISOL.replace("2026-01-05", written).replace("Case manager", "LCSW")
    (found,) = look(officer, changed).rows
    assert found.post
    assert found.post.starts_on == from_day


def test_a_first_post_that_is_still_to_come(officer: Actor, cast: Cast) -> None:
    """A correction before the first day lets nobody start before today, or before what is said."""
    posted("Ana Lima", cast.office, cast.supervisor, since=date(2026, 4, 6))
    for written, from_day in (
        ("2026-04-06", date(2026, 4, 6)), ("2026-03-30", date(2026, 3, 30)),
        ("2026-05-04", date(2026, 5, 4)), ("2026-01-05", date(2026, 3, 4)),
    ):  # fmt: skip
        (found,) = look(officer, row(email="ana.lima@example.org", starts_on=written)).rows
        assert found.post
        assert found.post.starts_on == from_day


def test_what_is_to_come_is_left_as_is_what_holds(officer: Actor, cast: Cast) -> None:
    people.give_post(
        cast.learner, cast.office, "supervisor", supervisor=cast.supervisor,
        starts_on=date(2026, 4, 6),
    )  # fmt: skip
    to_come = MARISOL.replace("Case manager", "Supervisor")
    assert outcomes(look(officer, MARISOL)) == ["left"]
    assert outcomes(look(officer, to_come)) == ["left"]


def test_a_person_without_a_post_gets_one(cast: Cast) -> None:
    person("Nina Park")
    plan = look(None, row(name="Nina Park", email="nina.park@example.org"))
    assert [one.what for one in plan.rows] == [["post", "program"]]


def test_an_office_s_own_tasks_are_no_program_for_a_file(officer: Actor, cast: Cast) -> None:
    found = db.session.query(Program).one()
    found.office_id = cast.office.id
    assert "none yet" in refused(look(officer, ANA), "Program")


def test_the_queries_do_not_grow(officer: Actor) -> None:
    counts = []
    for size in (2, 200):
        with statements() as seen:
            look(officer, *[row(email=f"p{n}@example.org") for n in range(size)])
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 8
