"""What a file would change: each row added, changed, left or refused and why, before anything is.

Planning reads and writes nothing, so that a dry run costs nothing, and the write that follows only
has to make sure that the plan still holds.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from lms.people import spelling
from lms.people.first_days import OF_GUIDE
from lms.roster import circles, far_days
from lms.roster.circles import NewPost
from lms.roster.columns import COLUMNS
from lms.roster.entries import Entry, Line, Trouble
from lms.roster.known import Known, KnownOffice, KnownPerson, KnownPost, KnownProgram

NAME, EMAIL, OFFICE, SUPERVISOR, PROGRAM = (
    COLUMNS[name].label for name in ("name", "email", "office", "supervisor_email", "program")
)
STRANGER = "This person is not in your offices."
SPARED = (
    "You cannot change yourself or someone with an access role here; an administrator can. A row "
    "that changes nothing may stay."
)
MOST_NAMED = 20
One = TypeVar("One", KnownOffice, KnownProgram)
TOO_EARLY = (
    "A guide cannot start in {year}. Leave this cell empty; enroll them on the People page, from "
    "the day on which they begin it."
)
LEFT_US = "This person was deactivated. Reactivate the account first."
# The same for an unknown address and for one of another office: nobody learns who works elsewhere.
UNKNOWN_BOSS = "Nobody in your offices or in this file has this e-mail address."
BOSS_LEFT = "This supervisor was deactivated. Name another."


class Outcome(StrEnum):
    """What becomes of a row."""

    REFUSED = "refused"
    ADDED = "added"
    CHANGED = "changed"
    LEFT = "left"


@dataclass(frozen=True)
class Planned:
    """What one row would do; what it does not touch is None or empty."""

    line: Line
    outcome: Outcome
    troubles: tuple[Trouble, ...] = ()
    person: KnownPerson | None = None
    office_id: int = 0  # whose calendar counts
    name: str | None = None
    post: NewPost | None = None
    starts: tuple[KnownProgram, ...] = ()
    note: str = field(default="", compare=False)  # not refused, but worth a look

    @property
    def what(self) -> list[str]:
        """What it changes, in a word each."""
        said = {"name": self.name, "post": self.post, "program": self.starts}
        return [word for word, changed in said.items() if changed]

    @property
    def told(self) -> tuple[object, ...]:
        """All that it would do, in plain values."""
        starts = [program.edition_id for program in self.starts]
        return self.line.number, self.outcome.value, self.name, self.office_id, self.post, starts


@dataclass(frozen=True)
class Plan:
    """All rows in the file's order."""

    rows: Sequence[Planned]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows have each outcome."""
        found = Counter(row.outcome for row in self.rows)
        return {outcome.value: found[outcome] for outcome in Outcome}

    @property
    def changes(self) -> list[Planned]:
        """The rows that change something."""
        return [row for row in self.rows if row.outcome in (Outcome.ADDED, Outcome.CHANGED)]

    @property
    def refused(self) -> int:
        """How many rows are refused: with one, nothing is imported."""
        return self.counts[Outcome.REFUSED]

    @property
    def noted(self) -> int:
        """How many rows would be taken and are worth a look all the same."""
        return sum(bool(row.note) for row in self.rows)

    @cached_property
    def digest(self) -> str:
        """What tells a plan from one that would do something else."""
        told = repr([row.told for row in self.rows])
        return hashlib.sha256(told.encode()).hexdigest()

    def listed(self) -> list[Planned]:
        """Refused rows first, then those that change something; among these the noted first."""
        order = [*Outcome]
        return sorted(self.rows, key=lambda row: (order.index(row.outcome), not row.note))


def plan(lines: Sequence[Line], known: Known) -> Plan:
    """Compare what a file says with what is known."""
    first: dict[str, Line] = {}
    for line in lines:
        if line.entry:
            first.setdefault(line.entry.email, line)
    comparing = _Comparing(known, first, {line.email.lower() for line in lines})
    rows = [comparing.row(line) for line in lines]
    return Plan(_without_circles(rows, known))


@dataclass(frozen=True)
class _Comparing:
    """One file beside the roster.

    `first` is the row that speaks for each e-mail; `listed` are all, also those of refused rows.
    """

    known: Known
    first: Mapping[str, Line]
    listed: Collection[str]

    def row(self, line: Line) -> Planned:
        """What becomes of one row."""
        entry = line.entry
        if entry is None:
            return Planned(line, Outcome.REFUSED, tuple(self._all_wrong(line)))
        first = self.first[entry.email]
        if first is not line:
            return _again(line, first)
        person = self.known.people.get(entry.email)
        if person and not (person.seen and person.active):
            return Planned(line, Outcome.REFUSED, tuple(self._all_wrong(line)))
        found = self._compared(line, entry, person)
        if person and not person.managed and found.outcome is Outcome.CHANGED:
            return Planned(line, Outcome.REFUSED, (Trouble(EMAIL, SPARED),))
        return found

    def _compared(self, line: Line, entry: Entry, person: KnownPerson | None) -> Planned:
        troubles: list[Trouble] = []
        office, programs = self._places(line, person, troubles)
        name = entry.name if person is None or person.name != entry.name else None
        if name and spelling.is_formula(name):  # who was called so before stays so
            troubles.append(Trouble(NAME, spelling.FORMULA))
        if troubles or office is None:
            return Planned(line, Outcome.REFUSED, tuple(troubles))
        planned = Planned(
            line, Outcome.ADDED if person is None else Outcome.CHANGED, person=person,
            office_id=office.id, name=name, post=_post(entry, person, office),
            starts=tuple(programs),
            note=far_days.told(entry.starts_on, office.today) if programs else "",
        )  # fmt: skip
        return planned if planned.what else replace(planned, outcome=Outcome.LEFT)

    def _all_wrong(self, line: Line) -> Sequence[Trouble]:
        """What is wrong with the row, and with whatever of it could be read.

        A stranger's posts are none of the actor's business, so nothing follows from them.
        """
        troubles = [*line.troubles]
        person = self.known.people.get(line.read.get("email", ""))
        if person and not (person.seen and person.active):
            troubles.append(Trouble(EMAIL, LEFT_US if person.seen else STRANGER))
        self._places(line, person if person and person.seen else None, troubles)
        return troubles

    def _places(
        self, line: Line, person: KnownPerson | None, troubles: list[Trouble]
    ) -> tuple[KnownOffice | None, Sequence[KnownProgram]]:
        """The office and the new programs that a row names; what is wrong with them is added."""
        office, read = None, line.read
        if "office" in read:
            office = _found(self.known.offices, read["office"], OFFICE, troubles)
        programs = self._new_programs(line, person, troubles)
        held = {one.supervisor for one in _lasting(person, office)}
        email = read.get("supervisor", "")
        troubles += self._supervisor(email, read.get("email", ""), held)
        return office, programs

    def _new_programs(
        self, line: Line, person: KnownPerson | None, troubles: list[Trouble]
    ) -> Sequence[KnownProgram]:
        """The programs that a row enrolls in: those the person is not on. Each once."""
        names, starts_on = line.read.get("programs", ()), line.read.get("starts_on")
        found = [_found(self.known.programs, name, PROGRAM, troubles) for name in names]
        on = person.programs if person else frozenset[int]()
        new = {one.key: one for one in found if one and one.id not in on}
        if new and starts_on and starts_on < OF_GUIDE.earliest:
            troubles.append(Trouble(PROGRAM, TOO_EARLY.format(year=starts_on.year)))
        return tuple(new.values())

    def _supervisor(self, email: str, of: str, held: Collection[str]) -> Iterable[Trouble]:
        """As the forms offer it: somebody of one's own offices, or who is it already."""
        found = self.known.people.get(email)
        if email and email == of:
            yield Trouble(SUPERVISOR, "Nobody supervises themselves.")
        elif not email or email in self.listed or email in held:
            return
        elif found is None or not found.seen:
            yield Trouble(SUPERVISOR, UNKNOWN_BOSS)
        elif not found.active:
            yield Trouble(SUPERVISOR, BOSS_LEFT)


def _again(line: Line, first: Line) -> Planned:
    """A second row for the same e-mail: nothing new, or nobody knows which of them is right."""
    if line.entry == first.entry:
        return Planned(line, Outcome.LEFT)
    why = f"Row {first.number} has this e-mail too, and says something else."
    return Planned(line, Outcome.REFUSED, (Trouble(EMAIL, why),))


def _found(
    among: Mapping[str, Sequence[One]], name: str, column: str, troubles: list[Trouble]
) -> One | None:
    """The one that is called so, in whatever letters; else a trouble that lists what is known."""
    found = among.get(name.casefold(), ())
    exact = [one for one in found if name in one.names]
    if len(found) == 1 or len(exact) == 1:
        return exact[0] if exact else found[0]
    names = sorted({one.names[0] for many in among.values() for one in many})
    what = "your offices" if column == OFFICE else "a published program"
    listed = ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")
    troubles.append(Trouble(column, f"This is none of {what}: {listed or 'none yet'}."))
    return None


def _post(entry: Entry, person: KnownPerson | None, office: KnownOffice) -> NewPost | None:
    """The post that a row gives; None where it says what holds today, or what is to come.

    It begins on the row's start date where that lies after the start of the post before: HR
    systems go on writing the first day of all. Else it begins today.
    """
    lasting = _lasting(person, office)
    last = lasting[-1] if lasting else None
    held = [one for one in lasting if one.holds_on(office.today)][-1:]
    for one in [*held, *lasting[-1:]]:
        same = (one.office_id, one.job_role) == (office.id, entry.job_role)
        if same and entry.supervisor in ("", one.supervisor):
            return None
    supervisor = entry.supervisor or (last.supervisor if last else "")
    starts_on = entry.starts_on
    if last and starts_on <= last.starts_on:
        starts_on = max(starts_on, office.today)
    return NewPost(office.id, entry.job_role, supervisor, starts_on)


def _lasting(person: KnownPerson | None, office: KnownOffice | None) -> list[KnownPost]:
    """The posts that hold or will, by the office's day; all, while no office is known."""
    posts = person.posts if person else ()
    return [one for one in posts if not (office and one.ends_on and one.ends_on < office.today)]


def _without_circles(rows: Sequence[Planned], known: Known) -> list[Planned]:
    """The rows, with those refused that would let somebody lead themselves."""
    new = {_email(row): row.post for row in rows if row.post}
    names = {email: one.name for email, one in known.people.items() if one.seen}
    names |= {_email(row): row.line.name for row in rows if row.line.entry}
    found = []
    for row in rows:
        why = _circle(_email(row), new, known, names) if row.post and row.post.supervisor else ""
        trouble = (Trouble(SUPERVISOR, why),)
        found.append(Planned(row.line, Outcome.REFUSED, trouble) if why else row)
    return found


def _circle(email: str, new: Mapping[str, NewPost], known: Known, names: Mapping[str, str]) -> str:
    chain, around = circles.above(email, new, known.people)
    if around:
        listed = [names.get(one, "someone of another office") for one in [email, *chain, email]]
        return f"The supervisors would run in a circle: {' → '.join(listed)}."
    return circles.TOO_HIGH if len(chain) > circles.HIGHEST else ""


def _email(row: Planned) -> str:
    return row.line.entry.email if row.line.entry else ""
