"""Which column of a file holds what: guessed from its heading, for the officer to put right.

Every HR system names its columns its own way, and nobody should have to rename them by hand.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lms.base.errors import Refusal

Matched = Mapping[str, str]  # our name of a column → the file's heading


@dataclass(frozen=True)
class Column:
    """One thing that a file may say about a person, and how others head it, the surest first."""

    label: str  # also the heading of our own export
    usual: tuple[str, ...]  # letters and digits only
    needed: bool = True


COLUMNS = {
    "name": Column("Name", ("name", "fullname", "employeename", "staffname", "displayname",
                            "legalname", "workername", "employee", "worker"), needed=False),
    "first_name": Column("First name", ("firstname", "givenname", "preferredfirstname",
                                        "legalfirstname", "forename", "first"), needed=False),
    "last_name": Column("Last name", ("lastname", "surname", "familyname", "legallastname",
                                      "last"), needed=False),
    "email": Column("Email", ("email", "emailaddress", "workemail", "workemailaddress",
                              "employeeemail", "businessemail", "companyemail", "primaryemail",
                              "officialemail", "mail")),
    "job_title": Column("Job title", ("jobtitle", "title", "jobrole", "position", "positiontitle",
                                      "businesstitle", "jobname", "job", "role")),
    "office": Column("Office", ("office", "officename", "officelocation", "location",
                                "locationname", "worklocation", "site", "worksite", "branch")),
    "supervisor_email": Column("Supervisor email", (
        "supervisoremail", "supervisorsemail", "supervisoremailaddress", "supervisorsemailaddress",
        "manageremail", "managersemail", "manageremailaddress", "managersemailaddress",
        "managerworkemail", "reportstoemail", "linemanageremail"), needed=False),
    "starts_on": Column("Start date", ("startdate", "startson", "hiredate", "datehired",
                                       "dateofhire", "hiredon", "hired", "startedon", "firstday",
                                       "originalhiredate", "joindate", "begindate", "start")),
    "program": Column("Program", ("program", "programkey", "onboardingprogram", "trainingprogram",
                                  "curriculum", "guide"), needed=False),
}  # fmt: skip
HALVES = ("first_name", "last_name")


def guess(headings: Sequence[str]) -> dict[str, str]:
    """Which heading is probably which of our columns; each heading once."""
    known = {_bare(heading): heading for heading in reversed(headings)}
    found: dict[str, str] = {}
    for name, column in COLUMNS.items():
        usual = next((one for one in column.usual if one in known), None)
        if usual is not None and known[usual] not in found.values():
            found[name] = known[usual]
    if "name" in found:  # one column is enough, and surer than two halves
        found = {name: heading for name, heading in found.items() if name not in HALVES}
    return found


def check(matched: Matched, headings: Sequence[str]) -> None:
    """Raises Refusal for a heading that is not there or chosen twice; its field is our column."""
    chosen: dict[str, str] = {}
    for name, heading in matched.items():
        if name not in COLUMNS or heading not in headings:
            raise Refusal("Choose one of the file’s columns.", name)
        if heading in chosen:
            other = COLUMNS[chosen[heading]].label
            raise Refusal(f"“{heading}” is chosen for “{other}” already.", name)
        chosen[heading] = name
    if "name" in matched and any(half in matched for half in HALVES):
        raise Refusal("Choose either one column for the name or the two halves.", "name")


def missing(matched: Matched) -> list[str]:
    """The labels of what is needed and not matched yet."""
    labels = [one.label for name, one in COLUMNS.items() if one.needed and name not in matched]
    named = "name" in matched or all(half in matched for half in HALVES)
    return labels if named else [COLUMNS["name"].label, *labels]


def _bare(heading: str) -> str:
    return re.sub(r"[^a-z0-9]", "", heading.lower())
