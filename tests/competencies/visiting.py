"""Where the pages of the learner's competencies are, and what their forms send."""

from tests.cast import Cast

UNCHANGED = "It was like this already. Nothing was changed."
NO_CHOICE = "alid choice"  # WTForms says it in two ways
SEEN = "I saw it on two visits."
GOOD: dict[str, object] = {  # a rating, noon of the third day
    "level": "3", "on": "2026-03-03", "basis": ["observed", "discussed"], "behaviours": ["0", "2"],
    "comment": "On the visit it went well.",
}  # fmt: skip
JUDGED: dict[str, object] = {  # in a review
    "version": "0", "level": "2", "on": "2026-04-01", "basis": ["observed"], "comment": SEEN,
}  # fmt: skip


def person(cast: Cast, part: str = "") -> str:
    """The learner's profile, or a page below it."""
    return f"/competencies/people/{cast.learner.id}" + (f"/{part}" if part else "")


def one(cast: Cast, key: str = "ethics", verb: str = "") -> str:
    """A competency of the learner's, or what is done there."""
    return person(cast, f"of/{key}" + (f"/{verb}" if verb else ""))


def may(cast: Cast, verb: str = "", activity: str = "assessment") -> str:
    """What the learner may do in an activity, or what is decided there."""
    return person(cast, f"readiness/{activity}" + (f"/{verb}" if verb else ""))


def review(cast: Cast, part: str = "", day: int = 30) -> str:
    """The learner's review of a day, or what is done there."""
    return f"/competencies/reviews/{cast.work.id}/{day}" + (f"/{part}" if part else "")
