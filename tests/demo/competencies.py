"""The demo's competencies show something real: reviews at every stage, ratings, steps granted."""

from itertools import pairwise

from sqlalchemy import or_, select

from lms.base import clock
from lms.base.db import db
from lms.base.prose import Prose
from lms.competencies import access as rights
from lms.competencies import changes, cycle, cycles, granting, ratings, standings, unlocking
from lms.competencies.changes import Both
from lms.competencies.cycle import USUAL, Opened, Stage
from lms.competencies.models import Rating, Readiness, State
from lms.curriculum.framework_outline import LEVELS, Step
from lms.demo.competencies import ALBANYS_DAYS, ENOUGH, TALKED
from lms.demo.competency_words import KEYS
from lms.progress import access
from lms.progress.models import RATING, Review
from tests.demo.looking import person, who, zone_of

REVIEWS = {
    "grace": [Stage.ACKNOWLEDGED] * 3,
    "yonas": [Stage.ACKNOWLEDGED, Stage.RATED],
    "hanna": [Stage.SELF_RATED],
    "marisol": [],
    "tomas": [Stage.OPEN],
    "samira": [Stage.OPEN],
    "kofi": [Stage.RATED],
    "mei": [Stage.OPEN],
    "oksana": [Stage.PASSED_BY, Stage.ACKNOWLEDGED],
    "leila": [Stage.PASSED_BY, Stage.OPEN],
}
MAY = {
    ("grace", "assessment"): Step.INDEPENDENT, ("grace", "close-out"): Step.INDEPENDENT,
    ("grace", "home-visit"): Step.LEAD_OBSERVED, ("grace", "intake"): Step.LEAD_OBSERVED,
    ("yonas", "assessment"): Step.CO_LEAD, ("yonas", "close-out"): Step.CO_LEAD,
    ("yonas", "intake"): Step.LEAD_OBSERVED, ("yonas", "case-notes"): Step.LEAD_OBSERVED,
    ("marisol", "intake"): Step.SHADOW, ("marisol", "referral"): Step.SHADOW,
    ("mei", "home-visit"): Step.CO_LEAD,
}  # fmt: skip

MARKS = ("began", "self_rated", "rated", "acknowledged")  # in which order a review goes


def everything() -> None:
    """All of it."""
    found = {handle: [one.stage for one in _reviews(handle)] for handle in REVIEWS}
    assert found == REVIEWS
    _graces_levels_rise()
    _grace_came_step_by_step()
    _grace_was_stopped_and_let_go_on()
    _yonas_has_a_review_to_read()
    _hannas_waits_for_daniel()
    _accepting_what_waits_lets_marisol_go_on()
    _one_review_is_begun_and_one_was_not_opened()
    _one_rating_was_on_paper()
    _kofi_was_rated_without_a_word_of_his_own()
    _meis_rating_was_taken_back()
    _mei_may_do_something_that_is_not_all_there()
    _everyone_may_what_is_told()
    _nobody_rated_before_a_review_had_opened()
    _no_stand_in_was_needed()
    assert cycle.days_of(who("eleni").office_id) == ALBANYS_DAYS
    assert cycle.days_of(who("daniel").office_id) == USUAL


def _reviews(handle: str) -> list[Opened]:
    """The reviews of somebody that have opened, the first first."""
    return cycles.of(person(handle).id, who(handle).today)


def _levels(handle: str) -> dict[str, int]:
    """How somebody is rated now."""
    mine = person(handle).id
    return {key: one.level for key, one in ratings.levels([mine])[mine].items()}


def _decided(handle: str, activity: str) -> list[Readiness]:
    """What was decided about somebody and an activity, the first first."""
    mine = select(Readiness).filter_by(person_id=person(handle).id, activity=activity)
    return [*db.session.scalars(mine.order_by(Readiness.id))]


def _both(handle: str, reader: str) -> list[Both]:
    """What was said in each review of somebody, as a reader sees it."""
    sight = rights.sight(who(reader), person(handle).id)
    return [changes.both(one, sight) for one in _reviews(handle)]


def _apart(found: Both) -> list[str]:
    """The talking points of a review."""
    return [key for key in KEYS if found.apart(key)]


def _words(prose_id: int | None) -> str:
    assert prose_id is not None
    return db.session.get_one(Prose, prose_id).text or ""


def _graces_levels_rise() -> None:
    rows = [one.row for one in _reviews("grace") if one.row]
    given = [ratings.of_review(row.id) for row in rows]
    for side in (True, False):
        assert all(one[side].keys() == {*KEYS} for one in given)
    levels = [{key: rated.level for key, rated in one[False].items()} for one in given]
    assert all(before[key] <= later[key] for before, later in pairwise(levels) for key in KEYS)
    assert sum(levels[0].values()) < sum(levels[1].values()) < sum(levels[2].values())
    assert {0, LEVELS} <= {level for one in levels for level in one.values()}
    seen = _both("grace", "daniel")
    assert [*map(_apart, seen)] == [["communication"], [], []]
    assert [bool(one.reply) for one in seen] == [True, False, True]
    assert all(one.evidence for one in given[2][False].values()), "it rests on something"


def _grace_came_step_by_step() -> None:
    taken = _decided("grace", "assessment")
    assert [one.step for one in taken] == [*Step]
    assert [bool(one.missing) for one in taken] == [False, True, False, False]
    assert "on paper" in _words(taken[1].reason_id)
    intake = standings.of(person("grace").id, who("grace").today)["intake"]
    assert intake.next
    assert intake.next.possible, "all is there, and nobody has granted it"


def _grace_was_stopped_and_let_go_on() -> None:
    taken = _decided("grace", "home-visit")
    states = [State.GRANTED, State.GRANTED, State.SUSPENDED, State.GRANTED]
    assert [one.state for one in taken] == states
    assert all(not one.missing for one in taken)
    assert "nobody in the office knew" in _words(taken[2].reason_id)


def _yonas_has_a_review_to_read() -> None:
    _, last = _reviews("yonas")
    assert last.row
    assert last.row.rated_by == person("daniel").id
    assert _apart(_both("yonas", "yonas")[-1]) == ["safety"]


def _hannas_waits_for_daniel() -> None:
    (review,) = _reviews("hanna")
    assert review.row
    waits = select(Review).filter_by(kind=RATING, closed_at=None)
    (waiting,) = db.session.scalars(waits).all()
    assert (waiting.person_id, waiting.source_id) == (person("hanna").id, review.row.id)
    assert access.may_read(who("daniel"), waiting)
    assert not _both("hanna", "daniel")[0].mine, "nobody sees it before rating too"
    assert _levels("hanna") == {}


def _accepting_what_waits_lets_marisol_go_on() -> None:
    assert _levels("marisol") == {}
    today = who("marisol").today
    assert [day for day, _ in cycles.to_come(person("marisol").id, today)] == [*USUAL]
    referral = standings.of(person("marisol").id, today)["referral"]
    step = unlocking.unlocking(referral, unlocking.desk(person("marisol").id, today))
    assert step
    assert (step.step.step, step.enough) == (Step.CO_LEAD, True)
    assert {one.kind for one in step.reviews} == {"discussion", "entry"}


def _one_review_is_begun_and_one_was_not_opened() -> None:
    (untouched,), (begun,) = _reviews("tomas"), _reviews("samira")
    assert untouched.row is None
    assert begun.row
    assert len(ratings.made(begun.row.id, person("samira").id)) == 2
    assert ratings.of_review(begun.row.id) == {True: {}, False: {}}


def _one_rating_was_on_paper() -> None:
    (paper,) = db.session.scalars(select(Rating).where(Rating.recorder_id.is_not(None)))
    assert paper.person_id == person("samira").id
    assert (paper.rater_id, paper.recorder_id) == (person("teresa").id, person("colette").id)
    assert paper.on < clock.today(zone_of("samira"), paper.recorded_at)


def _kofi_was_rated_without_a_word_of_his_own() -> None:
    (review,) = _reviews("kofi")
    assert review.row
    assert review.row.self_rated_at is None
    assert review.row.rated_at
    assert clock.today(zone_of("kofi"), review.row.rated_at) >= review.ready_on
    assert review.row.rated_by == person("eleni").id


def _meis_rating_was_taken_back() -> None:
    mine = select(Rating).filter_by(person_id=person("mei").id).order_by(Rating.id)
    wrong, right = db.session.scalars(mine)
    assert wrong.taken_back_at
    assert wrong.taken_back_by == wrong.rater_id == person("eleni").id
    assert "wrong level" in _words(wrong.reason_id)
    assert {right.review_id, wrong.review_id} == {None}
    assert _levels("mei") == {"communication": right.level}
    assert right.level < wrong.level


def _mei_may_do_something_that_is_not_all_there() -> None:
    (granted,) = _decided("mei", "home-visit")
    (need,) = map(granting.need_of, granted.missing)
    assert (need.kind, need.number) == ("entries", 2)
    assert "in your last job" in _words(granted.reason_id)
    standing = standings.of(person("mei").id, who("mei").today)["home-visit"]
    assert not standing.lapsed, "what was missing then is no surprise"


def _everyone_may_what_is_told() -> None:
    ids = db.session.scalars(select(Readiness.person_id).distinct())
    named = {person(handle).id: handle for handle, _ in MAY}
    may = {(named[mine], key): one.may for mine in ids
           for key, one in standings.of(mine, who("daniel").today).items() if one.may}  # fmt: skip
    assert may == MAY


def _nobody_rated_before_a_review_had_opened() -> None:
    for handle in REVIEWS:
        for one in (review for review in _reviews(handle) if review.row):
            row, zone = one.row, zone_of(handle)
            marks = [getattr(row, f"{name}_at") for name in MARKS]
            done = [moment for moment in marks if moment]
            assert done == sorted(done)
            assert all(clock.today(zone, moment) >= one.opens_on for moment in done)


def _no_stand_in_was_needed() -> None:
    said = select(Prose.id).where(or_(Prose.text == TALKED, Prose.text == ENOUGH))
    assert db.session.scalars(said).all() == []
