"""The demo's three offices: where they are, who signs there, who looks after accounts and records.

Everyone is made up. One training officer looks after two offices, as in a small organization, and
one supervisor has left: then the officer signs for whoever is still under that supervisor.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Branch:
    """One office, with its own clock and the state whose public holidays it keeps."""

    name: str
    zone: str
    region: str
    escalate_days: int | None = None  # working days; None: as the whole system has it


SALT_LAKE_CITY = Branch("Harborlight, Salt Lake City", "America/Denver", "UT")
BOISE = Branch("Harborlight, Boise", "America/Boise", "ID")
ALBANY = Branch("Harborlight, Albany", "America/New_York", "NY", escalate_days=8)
HOME = SALT_LAKE_CITY  # accounts are made here, and its calendar says which day it is for the demo


@dataclass(frozen=True)
class Colleague:
    """Someone who signs, looks after accounts, or reads records."""

    handle: str
    name: str
    who: str  # for the sign-in page
    post: str = ""  # the job role; "" for who has no post
    branch: Branch = HOME


DANIEL = Colleague(
    "daniel", "Daniel Okafor",
    "Supervisor in Salt Lake City: approvals wait, one of the log, one a review; "
    "one asks for more time",
    "supervisor",
)  # fmt: skip
PRIYA = Colleague(
    "priya", "Priya Raman",
    "Training officer of Salt Lake City: two start soon, one is on leave; look at Offices too",
    "training-officer",
)  # fmt: skip
TERESA = Colleague(
    "teresa", "Teresa Quiroga", "Boise, supervisor: one reply and one observation wait",
    "supervisor", BOISE,
)  # fmt: skip
ELENI = Colleague(
    "eleni", "Eleni Markou", "Albany, supervisor: two things have waited too long",
    "supervisor", ALBANY,
)  # fmt: skip
WALTER = Colleague("walter", "Walter Brandt", "Albany, supervisor who left", "supervisor", ALBANY)
COLETTE = Colleague(
    "colette", "Colette Baptiste",
    "Training officer of Boise and Albany: signs where a supervisor left, sees what waits long",
    "training-officer", BOISE,
)  # fmt: skip
RUTH = Colleague("ruth", "Ruth Adler", "Administrator: accounts and settings")
SAM = Colleague("sam", "Sam Weiss", "Auditor: reads records")

OFFICERS = {SALT_LAKE_CITY: PRIYA, BOISE: COLETTE, ALBANY: COLETTE}
BRANCHES = tuple(OFFICERS)
