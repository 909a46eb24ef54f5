"""What each person of the cast meets at a door: let in, told it is not theirs, told nothing."""

from typing import NamedTuple

EVERYONE = (
    "nobody", "learner", "colleague", "supervisor", "other_supervisor", "officer",
    "other_officer", "administrator", "auditor",
)  # fmt: skip
ALLOWED, SIGN_IN, FORBIDDEN, NOTHING = "allowed", "sign-in", "403", "404"


def everyone(answer: str, **but: str) -> dict[str, str]:
    """The same for all of the cast, but for these."""
    return dict.fromkeys(EVERYONE, answer) | but


PUBLIC = everyone(ALLOWED)
SIGNED_IN = everyone(ALLOWED, nobody=SIGN_IN)
OWN_WORK = everyone(
    NOTHING, nobody=SIGN_IN, learner=ALLOWED, supervisor=FORBIDDEN, officer=FORBIDDEN,
    administrator=FORBIDDEN, auditor=FORBIDDEN,
)  # fmt: skip
SIGNERS = everyone(
    ALLOWED, nobody=SIGN_IN, learner=FORBIDDEN, colleague=FORBIDDEN, administrator=FORBIDDEN,
    auditor=FORBIDDEN,
)  # fmt: skip
TEAM = SIGNERS | {"administrator": ALLOWED, "auditor": ALLOWED}
DECIDES = OWN_WORK | {"learner": FORBIDDEN, "supervisor": ALLOWED}
RECORD = OWN_WORK | dict.fromkeys(("supervisor", "officer", "administrator", "auditor"), ALLOWED)
LEADS = OWN_WORK | {"learner": FORBIDDEN, "supervisor": ALLOWED, "officer": ALLOWED}
TEAM = everyone(ALLOWED, nobody=SIGN_IN, learner=FORBIDDEN, colleague=FORBIDDEN)
OFFICERS = everyone(FORBIDDEN, nobody=SIGN_IN, officer=ALLOWED, other_officer=ALLOWED)
KEEPS = OFFICERS | {"administrator": ALLOWED}  # the roster
MANAGES = RECORD | dict.fromkeys(("learner", "supervisor", "auditor"), FORBIDDEN)
GIVES_ROLES = MANAGES | {"officer": FORBIDDEN}
REMOVES = LEADS | {"learner": ALLOWED}  # an own text
AWAY = LEADS | {"administrator": ALLOWED}
KEEPS_ONE = AWAY | {"supervisor": FORBIDDEN}
KEEPS_OFFICE = everyone(
    FORBIDDEN, nobody=SIGN_IN, officer=ALLOWED, administrator=ALLOWED, other_officer=NOTHING
)
ONLY_OWN = everyone(NOTHING, nobody=SIGN_IN, learner=ALLOWED)  # not even told that it is there
OWN_FILE = KEEPS | dict.fromkeys(("officer", "other_officer", "administrator"), NOTHING)


class Door(NamedTuple):
    """One way in, and what each person of the cast meets there."""

    method: str
    path: str
    met: dict[str, str]
