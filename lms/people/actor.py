"""The person behind a request, with everything access rules ask about, read at once.

Rules take an `Actor` rather than a request, so that they can be tested and called from the
command line alike.
"""

from dataclasses import dataclass, field
from datetime import date

from lms.base import clock


@dataclass(frozen=True)
class Actor:
    """Who acts, by the posts and grants of today."""

    id: int
    name: str
    email: str
    session_key: str
    zone: str = clock.DEFAULT_ZONE
    office_id: int | None = None
    office: str = ""
    job_role: str = ""
    supervisor_id: int | None = None
    supervisor: str = ""
    supervisor_email: str = ""
    supervisor_active: bool = False
    has_people: bool = False
    officer_of: frozenset[int] = field(default=frozenset())
    auditor_of: frozenset[int] = field(default=frozenset())
    is_administrator: bool = False
    on_leave: bool = False

    # What Flask-Login asks of whoever is signed in.
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the session cookie holds: worthless once the session key changed."""
        return f"{self.id}.{self.session_key}"

    @property
    def today(self) -> date:
        """The date on this person's wall."""
        return clock.today(self.zone)

    @property
    def first_name(self) -> str:
        """For greetings."""
        return self.name.split()[0]

    @property
    def initials(self) -> str:
        """For the round badge in the header."""
        words = self.name.split()
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()

    @property
    def manages_people(self) -> bool:
        """Whether this person keeps the roster: of some offices, or of all."""
        return self.is_administrator or bool(self.officer_of)

    @property
    def sees_a_team(self) -> bool:
        """Whether this person may see how far others are."""
        return self.manages_people or self.has_people or bool(self.auditor_of)

    @property
    def signs_for_others(self) -> bool:
        """Whether approvals can ever wait for this person."""
        return self.has_people or bool(self.officer_of)
