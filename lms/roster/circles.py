"""Who would lead whom once a file is imported: nobody may lead themselves, however far around.

A file can close a circle that no single row shows, with people in it or with people on the roster.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lms.roster.known import KnownPerson

HIGHEST = 50  # people above one another; no organization of ours is higher
TOO_HIGH = f"More than {HIGHEST} people stand above this one. Check the supervisors."


@dataclass(frozen=True)
class NewPost:
    """A post that a row gives; the supervisor by e-mail, "" for none."""

    office_id: int
    job_role: str
    supervisor: str
    starts_on: date


def above(
    email: str, new: Mapping[str, NewPost], people: Mapping[str, KnownPerson]
) -> tuple[list[str], bool]:
    """Those above someone on the first day of their new post, the nearest first.

    Also whether the last of them is led by this person: a circle. Whoever is above them is followed
    no further than one beyond HIGHEST.
    """
    day, found = new[email].starts_on, dict.fromkeys([email])
    at = new[email].supervisor
    while at and at not in found and len(found) <= HIGHEST + 1:
        found[at] = None
        at = _supervisor(at, day, new, people)
    return [*found][1:], at == email


def _supervisor(
    email: str, day: date, new: Mapping[str, NewPost], people: Mapping[str, KnownPerson]
) -> str:
    given = new.get(email)
    if given and given.starts_on <= day:
        return given.supervisor
    post = people[email].post_on(day) if email in people else None
    return post.supervisor if post else ""
