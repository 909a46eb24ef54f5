"""Which of our job roles a job title means: HR systems know grades and letters, we know seven.

The role decides which tasks a person has, so a title is matched exactly or not at all.
"""

import re

from lms.people.models import JOB_ROLES

USUAL = {
    "case-manager": (
        "case manager", "case worker", "caseworker", "case management specialist", "cm",
        "resettlement case manager", "refugee case manager", "r p case manager",
    ),
    "icm-specialist": (
        "icm specialist", "icm", "icm case manager", "intensive case manager",
        "intensive case management specialist", "intensive case management case manager",
        "preferred communities specialist", "preferred communities case manager",
    ),
    "employment-counselor": (
        "employment counselor", "employment counsellor", "employment specialist",
        "employment case manager", "job developer", "job counselor", "job coach",
    ),
    "clinical-therapist": (
        "licensed clinical therapist", "clinical therapist", "therapist", "lcsw", "lmft", "lpc",
        "licensed clinical social worker", "licensed professional counselor", "clinician",
        "mental health therapist", "mental health clinician",
    ),
    "supervisor": (
        "supervisor", "case management supervisor", "case manager supervisor", "icm supervisor",
        "program supervisor", "team lead", "team leader",
    ),
    "training-officer": (
        "training officer", "training coordinator", "training specialist", "training manager",
        "onboarding coordinator",
    ),
    "other": ("other staff", "other"),
}  # fmt: skip
GRADE_BEFORE = re.compile(r"^(?:(?:senior|sr|junior|jr|lead|bilingual) )+")
GRADE_AFTER = re.compile(r"(?: (?:i{1,3}|iv|v|[1-9]|level|grade|senior|sr|lead))+$")


def _bare(title: str) -> str:
    return re.sub(r"[\W_]+", " ", title.casefold()).strip()


MEANS = {
    **{_bare(word): role for role, words in USUAL.items() for word in words},
    **{_bare(label): role for role, label in JOB_ROLES.items()},
    **{_bare(role): role for role in JOB_ROLES},
}


def role_of(title: str) -> str | None:
    """The job role that a title means, whatever its grade; None when it is not known."""
    bare = _bare(title)
    without = GRADE_AFTER.sub("", GRADE_BEFORE.sub("", bare))
    return MEANS.get(bare) or MEANS.get(without)
