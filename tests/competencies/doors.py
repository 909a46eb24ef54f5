"""Every way into competencies, and what each person of the cast meets there."""

from tests.met import (
    ALLOWED,
    DECIDES,
    FORBIDDEN,
    KEEPS_OFFICE,
    LEADS,
    NOTHING,
    OWN_WORK,
    RECORD,
    REMOVES,
    SIGN_IN,
    SIGNED_IN,
    TEAM,
    Door,
    everyone,
)

ROOM = "/competencies"
PERSON = f"{ROOM}/people/{{learner}}"
ONE, MAY = f"{PERSON}/of/assessment", f"{PERSON}/readiness/assessment"
TEXT, OWN_TEXT = f"{PERSON}/texts/{{rating_text}}", f"{PERSON}/texts/{{own_rating_text}}"
REVIEW = f"{ROOM}/reviews/{{work}}/2"  # the learner has rated, the supervisor has not
PASSED_BY = f"{ROOM}/reviews/{{work}}/1"
WAITING = "/approvals/{rating_review}/competencies"
OFFICE = "/offices/{office}/competencies"

RATES = OWN_WORK | {"supervisor": ALLOWED}  # each their own view
COPIES = OWN_WORK | {"learner": FORBIDDEN, "officer": ALLOWED}  # from paper
REMOVES_OF_OTHERS = REMOVES | {"learner": NOTHING}
BEING_MADE = everyone(NOTHING, nobody=SIGN_IN, supervisor=ALLOWED)  # there for its author alone


def _to_take_back(rating: str) -> str:
    return f"{ROOM}/ratings/{{{rating}}}/take-back"


COMPETENCIES = {
    "competencies.mine": [Door("GET", ROOM, SIGNED_IN)],
    "competencies.person": [Door("GET", PERSON, RECORD)],
    "competencies.competency": [Door("GET", ONE, RECORD)],
    "competencies.rate": [Door("GET", f"{ONE}/rate", RATES)],
    "competencies.rate_now": [Door("POST", f"{ONE}/rate", RATES)],
    "competencies.paper": [Door("GET", f"{ONE}/paper", COPIES)],
    "competencies.paper_now": [Door("POST", f"{ONE}/paper", COPIES)],
    "competencies.take_back": [
        Door("POST", _to_take_back("rating"), DECIDES),
        Door("POST", _to_take_back("self_rating"), OWN_WORK),
        Door("POST", _to_take_back("rating_made"), BEING_MADE),
    ],
    "competencies.readiness": [Door("GET", MAY, RECORD)],
    "competencies.grant": [Door("POST", f"{MAY}/grant", DECIDES)],
    "competencies.suspend": [Door("POST", f"{MAY}/suspend", LEADS)],
    "competencies.take_back_readiness": [Door("POST", f"{MAY}/take-back", DECIDES)],
    "competencies.record": [Door("GET", f"{PERSON}/record", RECORD)],
    "competencies.record_file": [
        Door("GET", f"{PERSON}/record.csv", RECORD), Door("GET", f"{PERSON}/record.xlsx", RECORD),
    ],
    "competencies.record_pdf": [Door("GET", f"{PERSON}/record.pdf", RECORD)],
    "competencies.texts": [Door("GET", f"{PERSON}/texts", REMOVES)],
    "competencies.remove": [
        Door("GET", f"{TEXT}/remove", REMOVES_OF_OTHERS),
        Door("GET", f"{OWN_TEXT}/remove", REMOVES),
    ],
    "competencies.remove_now": [
        Door("POST", f"{TEXT}/remove", REMOVES_OF_OTHERS),
        Door("POST", f"{OWN_TEXT}/remove", REMOVES),
    ],
    "competencies.framework": [Door("GET", f"{ROOM}/framework", SIGNED_IN)],
    "competencies.review": [Door("GET", REVIEW, RECORD), Door("GET", PASSED_BY, RECORD)],
    "competencies.waiting_review": [Door("GET", WAITING, DECIDES)],
    "competencies.say": [Door("GET", f"{REVIEW}/assessment", RATES)],
    "competencies.say_now": [Door("POST", f"{REVIEW}/assessment", RATES)],
    "competencies.finish": [Door("POST", f"{REVIEW}/finish", RATES)],
    "competencies.acknowledge": [Door("POST", f"{REVIEW}/acknowledge", OWN_WORK)],
    "competencies.take_up": [Door("POST", f"{REVIEW}/take-up", OWN_WORK)],
    "competencies.team": [Door("GET", f"{ROOM}/team", TEAM)],
    "competencies.team_file": [
        Door("GET", f"{ROOM}/team.csv", TEAM), Door("GET", f"{ROOM}/team.xlsx", TEAM),
    ],
    "competencies.gaps": [Door("GET", f"{ROOM}/team/gaps", TEAM)],
    "competencies.office": [Door("GET", OFFICE, KEEPS_OFFICE)],
    "competencies.change_cycle": [Door("POST", OFFICE, KEEPS_OFFICE)],
}  # fmt: skip
