"""The demo's quizzes show something real: passed, failed and passed later, begun, to try again."""

from lms.curriculum.office_says import office_says
from lms.demo.quizzes import REQUIRED
from lms.people import queries as people
from lms.progress.work import works_of
from lms.quizzes import banks, queries
from lms.quizzes.standing import QuizStanding, State
from tests.demo.looking import person

WHERE = {
    ("grace", "additional-resources"): (State.PASSED, 2),
    ("yonas", "general-case-management"): (State.PASSED, 2),
    ("hanna", "general-case-management"): (State.IN_PROGRESS, 1),
    ("marisol", "who-we-serve"): (State.PASSED, 1),
    ("marisol", "general-case-management"): (State.NOT_PASSED, 1),
    ("abdul", "who-we-serve"): (State.NOT_STARTED, 0),
}


def everything() -> None:
    """All of it."""
    found = {(handle, key): _standing(handle, key) for handle, key in WHERE}
    assert {key: (one.state, len(one.tried)) for key, one in found.items()} == WHERE
    assert all(one.passed for one in _quizzes("grace").values())
    _salt_lake_city_requires_two()
    assert len(banks.banks_of(None)) == 7


def _quizzes(handle: str) -> dict[str, QuizStanding]:
    """Each quiz of somebody's guide."""
    work = works_of(person(handle).id)[0]
    return {key: queries.standing(work, quiz) for key, quiz in work.quizzes.items()}


def _standing(handle: str, section: str) -> QuizStanding:
    return _quizzes(handle)[f"quiz-{section}"]


def _salt_lake_city_requires_two() -> None:
    grace = person("grace")
    work = works_of(grace.id)[0]
    said = office_says(people.office_of(grace.id), work.program_id).required
    assert said == dict.fromkeys(REQUIRED, True)
