"""Who does what on the coordinated pathway: three roles, five stages, 38 rules in our own words.

Utah's rules, the same in every office that works by them, so they stand here and in no table. The
numbers are those of the state's own text: whoever doubts a line finds it there.
"""

from collections.abc import Sequence
from typing import NamedTuple

PROGRAM = "rccm-pathway"  # the guide in content/ that teaches this
LABEL = "Utah, effective January 1, 2020"

CM, EC, LCT = "case-manager", "employment-counselor", "clinical-therapist"
ROLES = {CM: "Case manager", EC: "Employment counselor", LCT: "Clinical therapist"}
WHERE = {
    CM: "at the resettlement agency",
    EC: "at the Department of Workforce Services (DWS)",
    LCT: "licensed, at the Refugee Services Office of DWS",
}
COLUMNS = {"icm-specialist": CM} | {role: role for role in ROLES}  # by job role
EVERYONE = (CM, EC, LCT)


class Duty(NamedTuple):
    """What a rule asks of a role, or of all three together."""

    rule: str  # such as B.2: the letter is the stage
    roles: tuple[str, ...]
    does: str


class Route(NamedTuple):
    """Where a disagreement or problem goes when those concerned cannot settle it."""

    rule: str
    about: str
    first: str
    then: tuple[str, ...]


STAGES = {
    "A": "Enrollment and intake",
    "B": "Initial and ongoing assessment",
    "C": "Action plan",
    "D": "Connection to services",
    "E": "Monitoring, evaluation and ending",
}

DUTIES = (
    Duty("A.1", (CM,), "Explains in detail how case management works, and opens the case file."),
    Duty("A.2", (CM,), "Gathers the eligibility papers; for TANF, enters the client in TEVS."),
    Duty("A.3", (CM,), "Makes the connection to DWS for whoever has none, helps to apply for "
         "benefits, and stays in touch with DWS."),
    Duty("A.4", (CM,), "Registers clients who can have Match Grant for employment services, at "
         "jobs.utah.gov."),
    Duty("A.5", (CM,), "Completes the case record and those of all members in UWORKS: 30 days "
         "from intake at most, and before the assessment meeting."),
    Duty("B.1", (CM,), "Arranges the first assessment with the therapist."),
    Duty("B.1", (LCT,), "Makes the first assessment together with the case manager."),
    Duty("B.2", (CM,), "Sees to it that everyone over 18 is assessed within 30 days of arrival, "
         "needs and strengths, and every six months from then on."),
    Duty("B.2", (LCT,), "Assesses the needs and strengths of everyone over 18, with the case "
         "manager."),
    Duty("B.3", (LCT,), "Enters the assessment in UWORKS."),
    Duty("B.3", (CM,), "Reads the assessment in UWORKS."),
    Duty("B.3", (EC,), "Reads the assessment in UWORKS."),
    Duty("B.4", (LCT,), "Names what needs more support until the next assessment."),
    Duty("B.5", (LCT,), "Calls the team together, and others where they are needed."),
    Duty("B.5", (CM,), "Comes to the team meeting."),
    Duty("B.5", (EC,), "Comes to the team meeting."),
    Duty("B.6", (CM,), "Arranges the assessments at 6, 12, 18 and 24 months."),
    Duty("B.6", (LCT,), "Sets these dates together with the case manager."),
    Duty("B.7", (CM,), "Shares all news of progress with the employment counselor."),
    Duty("B.7", (EC,), "Shares all news of progress with the case manager."),
    Duty("B.8", (CM,), "Connects the client with the independent English assessor, and helps with "
         "the appointment."),
    Duty("B.9", (LCT,), "Recommends, after a final assessment, that case management may end; no "
         "case closes without it."),
    Duty("B.9", (CM,), "Ends case management together with the therapist, and connects people to "
         "those who are there for them afterward."),
    Duty("C.1", EVERYONE, "Keep the plan’s aim in sight: fewer barriers on the way to standing on "
         "one’s own feet."),
    Duty("C.2", EVERYONE, "Choose activities by what is best for the person and what they are "
         "able to reach."),
    Duty("C.3", (CM,), "Goes along to intake and to the first employment plan appointment at "
         "DWS."),
    Duty("C.3", (EC,), "Holds the first employment plan appointment with client and case manager."),
    Duty("C.4", (CM,), "Helps with later appointments; who cannot come asks the employment "
         "counselor about it within 48 hours, by e-mail or phone."),
    Duty("C.4", (EC,), "Tells a case manager who could not come how it went."),
    Duty("C.5", (CM,), "Makes the action plan with the therapist, changes it when an assessment "
         "says so, and follows its progress."),
    Duty("C.5", (LCT,), "Makes the action plan with the case manager, and recommends what to "
         "change in it."),
    Duty("C.6", (CM,), "Enters the coordinated plan with its steps in UWORKS."),
    Duty("C.7", EVERYONE, "Agree on one employment plan, with short and long-term steps, toward "
         "work and standing on one’s own feet."),
    Duty("C.8", EVERYONE, "Settle activities with the client, and disagreements without."),
    Duty("C.9", EVERYONE, "Talk regularly about progress and about changes to the plan."),
    Duty("C.10", EVERYONE, "Make sure that the client knows who helps with which step."),
    Duty("C.11", EVERYONE, "Solve problems together and directly, before anyone else is called."),
    Duty("D.1", (CM,), "Connects clients to social services, together with the employment "
         "counselor."),
    Duty("D.1", (EC,), "Connects clients to social services, together with the case manager."),
    Duty("D.2", EVERYONE, "Agree on each referral with the client, by what is best for the "
         "person."),
    Duty("D.3", (CM,), "Refers to employment programs, such as the Humanitarian Center, together "
         "with the employment counselor."),
    Duty("D.3", (EC,), "Refers to employment programs, such as the Humanitarian Center, together "
         "with the case manager."),
    Duty("D.4", (CM,), "Shows clients how to look for work, and what DWS has on offer."),
    Duty("D.5", (CM, EC), "See to it that everyone is connected to the Upward Mobility Career "
         "Planner within six months. The rule names nobody: agree who does it."),
    Duty("D.6", (CM,), "Works with DWS on job placement."),
    Duty("D.7", (CM,), "Gives all the support of case management on the way to economic "
         "self-sufficiency."),
    Duty("D.8", (CM,), "Sums up for the employment counselor what was done under Match Grant, "
         "when somebody moves on from it."),
    Duty("D.8", (EC,), "Takes over from Match Grant with that summary."),
    Duty("E.1", EVERYONE, "Tell each other at once: changes, progress, whoever stays away, "
         "closures."),
    Duty("E.2", EVERYONE, "Note contacts, changed steps, reviews, follow-up, extension and closure "
         "in UWORKS, with the case or with the member."),
    Duty("E.3", EVERYONE, "Encourage people whose DWS case was closed to come back when they need "
         "to."),
    Duty("E.4", (LCT,), "Recommends, by the assessment, whether to end or to extend."),
    Duty("E.4", (CM,), "Agrees with the therapist on an extension past the 24th month, three "
         "months at most, one case at a time."),
    Duty("E.5", (CM, LCT), "Take it further together when you do not agree that a case should "
         "close."),
)  # fmt: skip

ROUTES = (
    Route("C.8", "The plan, an activity or a closure, among all three",
          "Case manager, therapist and employment counselor try to settle it themselves, without "
          "the client in the room.",
          ("the therapist’s supervisor", "the employment counselor’s supervisor",
           "the agency’s contact")),
    Route("E.5", "Whether a case should close, between two",
          "Therapist and case manager do not agree.",
          ("the therapist’s supervisor", "the agency’s contact")),
    Route("C.11", "Any other problem",
          "Employment counselor, case manager and therapist solve it together, directly.",
          ("the supervisors of both sides",)),
)  # fmt: skip


def rules() -> list[str]:
    """Every rule once, in order."""
    return list(dict.fromkeys(duty.rule for duty in DUTIES))


def of(stage: str, role: str) -> Sequence[Duty]:
    """What a role does in a stage, apart from what all three do together."""
    return [one for one in _in(stage) if role in one.roles and one.roles != EVERYONE]


def together(stage: str) -> Sequence[Duty]:
    """What all three do in a stage."""
    return [one for one in _in(stage) if one.roles == EVERYONE]


def _in(stage: str) -> Sequence[Duty]:
    return [one for one in DUTIES if one.rule.startswith(f"{stage}.")]
