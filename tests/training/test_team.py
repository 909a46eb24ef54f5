"""The team: who is listed for whom, how each stands, and who lacks a course."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from lms.base import clock
from lms.base import db as ground
from lms.base.db import db
from lms.curriculum import courses, own_courses
from lms.curriculum.courses import CourseRow
from lms.curriculum.own_courses import OwnCourse
from lms.people import rules
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress.access import visible
from lms.training import team, validity, waivers
from lms.training.queries import Moment
from lms.training.standing import GOOD
from lms.training.team import Asked, Line
from tests.cast import Cast, actor, posted
from tests.conftest import CI
from tests.training import made_up, offered
from tests.training.asked import RCCM, TEAMWORK, TODAY, TRAUMA, completed, course, require

A_DAY = timedelta(days=1)


def listed(who: Actor, **asked: Any) -> list[Line]:
    """Everybody on the first page, now unless told otherwise."""
    asked = {"moment": Moment(TODAY)} | asked
    lines, _ = team.lines(visible(who), Asked(**asked), 1)
    return list(lines)


def names(who: Actor, **asked: Any) -> list[str]:
    """Their names."""
    return [one.name for one in listed(who, **asked)]


def line_of(who: Actor, person: Person, **asked: Any) -> Line:
    """One of them."""
    return next(one for one in listed(who, **asked) if one.member.person_id == person.id)


@pytest.mark.both
def test_who_is_listed_for_whom(cast: Cast, boss: Actor, officer: Actor, me: Actor) -> None:
    mine = ["Marisol Vega", "Yonas Tesfaye"]
    here = ["Daniel Okafor", "Ingrid Moe", *mine[:1], "Priya Raman", *mine[1:]]
    assert names(boss) == mine
    assert names(officer) == here
    assert names(actor(cast.auditor)) == here
    assert names(actor(cast.other_supervisor)) == ["Omar Haddad"]
    assert names(actor(cast.administrator)) == sorted([*here, "Luis Ortega", "Omar Haddad"])
    assert names(me) == []


def test_whoever_left_is_not_listed_any_more_and_was_then(
    cast: Cast, officer: Actor, noon: time_machine.Traveller
) -> None:
    then = Moment(TODAY, clock.now() + timedelta(seconds=1))
    noon.shift(A_DAY)
    rules.deactivate(cast.colleague, actor_id=None)
    db.session.commit()
    assert "Yonas Tesfaye" not in names(officer, moment=Moment(TODAY + A_DAY))
    assert "Yonas Tesfaye" in names(officer, moment=then)


@pytest.mark.both
@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("VEGA", ["Marisol Vega"]), ("%", ["Ana 100% O’Neil"]), ("_", ["Bo_b O'Hara"]),
        ("'", ["Bo_b O'Hara"]), ("O’N", ["Ana 100% O’Neil"]), ("\\", []), ("--", []), ("", None),
    ],
)  # fmt: skip
def test_a_search_is_taken_by_the_letter(
    cast: Cast, officer: Actor, search: str, found: list[str] | None
) -> None:
    for number, name in enumerate(("Ana 100% O’Neil", "Bo_b O'Hara")):
        made = posted(f"Somebody {number}", cast.office)
        made.name = name
    db.session.commit()
    assert names(officer, search=search) == (names(officer) if found is None else found)


def test_office_and_job(cast: Cast, boss: Actor) -> None:
    administrator = actor(cast.administrator)
    assert names(administrator, office_id=cast.elsewhere.id) == ["Luis Ortega", "Omar Haddad"]
    assert names(boss, office_id=cast.elsewhere.id) == [], "filters never show more"
    assert names(administrator, jobs=("supervisor",)) == ["Daniel Okafor", "Ingrid Moe"]


def test_the_coordinated_team_are_the_three_jobs(cast: Cast, officer: Actor) -> None:
    for job in ("employment-counselor", "clinical-therapist", "icm-specialist"):
        posted(f"A {job}", cast.office, job_role=job)
    db.session.commit()
    assert names(officer, jobs=team.TEAM) == [
        "A clinical-therapist", "A employment-counselor", "Marisol Vega", "Yonas Tesfaye",
    ]  # fmt: skip


@pytest.mark.both
def test_cells_count_what_is_good_and_show_what_comes_first(
    cast: Cast, officer: Actor, boss: Actor
) -> None:
    """Of the courses that are meant for the job or required."""
    guidelines = [one for one in courses.catalogue(None) if one.column_key == course().column_key]
    assert {RCCM, offered.COURSE} <= {one.key for one in guidelines}
    cell = line_of(officer, cast.learner).cell(guidelines)
    assert cell == (0, len(guidelines), None), "what is only suggested is no alarm"
    require(officer, cast.office)
    require(officer, cast.office, offered.COURSE, within=0)
    completed(boss, cast.learner)
    waivers.waive(boss, cast.learner.id, course("employment-plan").id, "She taught it.")
    db.session.commit()
    cell = line_of(officer, cast.learner).cell(guidelines)
    assert (cell.good, cell.meant) == (2, len(guidelines))
    assert cell.worst is not None
    assert cell.worst.state == "missing"
    cell = line_of(officer, cast.officer).cell(guidelines)
    assert (cell.good, cell.meant) == (0, 2), "only what is required: it is not meant for the job"
    assert line_of(officer, cast.officer).cell([]) == (0, 0, None)


def test_own_courses_are_those_of_the_persons_office(cast: Cast) -> None:
    ours = own_courses.add(cast.office.id, OwnCourse("Our building"), actor_id=None)
    theirs = own_courses.add(cast.elsewhere.id, OwnCourse("Their building"), actor_id=None)
    db.session.commit()
    one = line_of(actor(cast.administrator), cast.learner)
    assert one.meant([ours, theirs]) == [ours]
    lacking = names(actor(cast.administrator), lacking=theirs)
    assert lacking == ["Luis Ortega", "Omar Haddad"]


@pytest.mark.both
def test_fifty_on_a_page(cast: Cast, officer: Actor) -> None:
    offered.staff(cast.office, 101)
    db.session.commit()
    asked = Asked(Moment(TODAY), search="Person")
    pages = [team.lines(visible(officer), asked, page) for page in (1, 2, 3, 4, 10_000)]
    assert [(len(lines), more) for lines, more in pages] == [
        (50, True), (50, True), (1, False), (0, False), (0, False),
    ]  # fmt: skip
    seen = [one.member.person_id for lines, _ in pages for one in lines]
    assert len(set(seen)) == 101
    assert [one.member.person_id for one in team.everyone(visible(officer), asked)] == seen


@pytest.mark.both
def test_a_past_day_has_the_posts_and_the_courses_of_then(
    cast: Cast, officer: Actor, noon: time_machine.Traveller
) -> None:
    then = Moment(TODAY, clock.now() + timedelta(seconds=1))
    noon.shift(A_DAY)
    rules.give_post(cast.learner, cast.office, "icm-specialist", supervisor=cast.supervisor,
                    starts_on=TODAY + A_DAY)  # fmt: skip
    own_courses.add(cast.office.id, OwnCourse("Our building"), actor_id=None)
    db.session.commit()
    now = line_of(officer, cast.learner, moment=Moment(TODAY + A_DAY))
    before = line_of(officer, cast.learner, moment=then)
    assert (now.member.job_role, before.member.job_role) == ("icm-specialist", "case-manager")
    assert before.member.since == date(2026, 1, 5)
    assert len(now.standings) == len(before.standings) + 1


# Who lacks a course is asked of the database; it has to say what each person's standing says.


def lacking(who: Actor, one: CourseRow, moment: Moment) -> set[int]:
    """By the standings of everybody."""
    return {
        line.member.person_id
        for line in listed(who, moment=moment)
        if line.meant([one]) and line.standings[one.id].state not in GOOD
    }


def agrees(who: Actor, some: Sequence[CourseRow], moments: Sequence[Moment]) -> Iterator[str]:
    """Where the two do not."""
    for moment in moments:
        for one in some:
            found = {line.member.person_id for line in listed(who, lacking=one, moment=moment)}
            wanted = lacking(who, one, moment)
            if found != wanted:
                yield f"{one.key} on {moment}: {found - wanted} too many, {wanted - found} missing"


SOME = ("file", "ours", "theirs")  # a course of the file, and one of each office's own
KEY = st.sampled_from(["file", *SOME])
WORLD = st.fixed_dictionaries({
    "asked": st.dictionaries(
        st.tuples(KEY, st.booleans(), st.sampled_from(["", "", *made_up.JOBS[:2]])),
        made_up.ASKED, min_size=3, max_size=9),
    "done": st.lists(st.tuples(KEY, st.integers(0, 7), made_up.DONE), min_size=4, max_size=20),
    "waived": st.dictionaries(st.tuples(st.sampled_from(SOME), st.integers(0, 7)), made_up.HOLDS,
                              max_size=4),
    "required": st.booleans(),
    "roles": st.fixed_dictionaries(dict.fromkeys(SOME, st.sampled_from(
        [(), ("case-manager",), ("case-manager", "employment-counselor")]))),
})  # fmt: skip
PAST = st.lists(st.one_of(made_up.DAYS, st.integers(0, 99)), min_size=2, max_size=6)
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # shrinking would take minutes


def edges(world: Any) -> list[date]:
    """The last days of something, and the days after: where two readings would part."""
    grace = [one["starts_on"] + timedelta(days=one["within_days"])
            for one in world["asked"].values()]  # fmt: skip
    months = {one["valid_months"] for one in world["asked"].values()} - {None}
    last = grace * 4
    for _, _, record in world["done"]:
        last += [validity.later(record["on"], number) for number in months]
        last += filter(None, [record["valid_until"]])
    return [day + more for day in last for more in (timedelta(), A_DAY)] or [TODAY]


@pytest.mark.both
def test_who_lacks_a_course_is_who_stands_so(cast: Cast, kind: str) -> None:
    with clock.pretend(made_up.instant(made_up.FIRST - A_DAY)):
        own = [own_courses.add(office.id, OwnCourse("The building"), actor_id=None).id
               for office in (cast.office, cast.elsewhere)]  # fmt: skip
        people = made_up.staff(cast.office, cast.elsewhere)
    db.session.commit()
    numbers = dict(zip(SOME, (course(TRAUMA).id, *own), strict=True))
    readers = (actor(cast.administrator), actor(cast.officer))

    @settings(max_examples=50 if CI and kind == "sqlite" else 20, phases=PHASES)
    @given(WORLD, PAST)
    def look(world: dict[str, Any], asked: list[date | int]) -> None:
        try:
            _written(cast, people, numbers, world)
            some = [one for one in map(courses.course, numbers.values()) if one]
            found = edges(world)
            days = [one if isinstance(one, date) else found[one % len(found)] for one in asked]
            moments = [*map(Moment, days), *(Moment(one, made_up.instant(one, 20)) for one in days)]
            faults = [said for reader in readers for said in agrees(reader, some, moments)]
            assert not faults, faults
        finally:
            db.session.rollback()

    look()


def _written(cast: Cast, people: list[Person], numbers: dict[str, int], world: Any) -> None:
    """The made-up rows; no office asks another's own course. They have no events, by which what
    was worked out before would be known to be old.
    """
    for cached in ground.KEPT:
        cached.cache_clear()
    for key, number in numbers.items():
        row = courses.course(number)
        assert row is not None
        courses.describe(number, row.terms._replace(
            roles=world["roles"][key], required=world["required"],
        ))  # fmt: skip
    offices = {"ours": cast.office, "theirs": cast.elsewhere}
    for (key, here, job), terms in world["asked"].items():
        office = offices.get(key, cast.office if here else cast.elsewhere)
        if key == "file" or here:
            made_up.asked(office, numbers[key], job, terms)
    for key, place, terms in world["done"]:
        made_up.done(people[place], cast.officer, numbers[key], terms)
    for (key, place), holds in world["waived"].items():
        made_up.waived(people[place], numbers[key], cast.officer, holds)
    db.session.flush()


@pytest.mark.both
def test_the_last_day_of_the_time_to_comply(cast: Cast, officer: Actor, boss: Actor) -> None:
    """An old record without an end is good until then, and the day after it is lacked."""
    completed(boss, cast.learner, on=date(2023, 5, 1))
    require(officer, cast.office)
    last = TODAY + timedelta(days=30)
    for day, lacks in ((TODAY, False), (last, False), (last + A_DAY, True)):
        found = listed(officer, lacking=course(), moment=Moment(day))
        assert (cast.learner.id in {one.member.person_id for one in found}) is lacks, day
        assert not list(agrees(officer, [course()], [Moment(day)]))


def test_a_retired_course_is_lacked_by_nobody_who_was_not_asked(
    cast: Cast, officer: Actor, noon: time_machine.Traveller
) -> None:
    """It is offered no more, and was then."""
    then = Moment(TODAY, clock.now() + timedelta(seconds=1))
    noon.shift(A_DAY)
    courses.describe(course(TEAMWORK).id, course(TEAMWORK).terms._replace(retired=True))
    db.session.commit()
    now = courses.offered({cast.office.id})
    before = courses.offered({cast.office.id}, then.at)
    assert len(before) == len(now) + 1
    assert not list(agrees(officer, before, [then]))
