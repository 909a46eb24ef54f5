"""Every way into training, and what each person of the cast meets there."""

from tests.met import (
    ALLOWED,
    FORBIDDEN,
    KEEPS,
    KEEPS_OFFICE,
    LEADS,
    NOTHING,
    OWN_WORK,
    RECORD,
    SIGN_IN,
    SIGNED_IN,
    TEAM,
    Door,
    everyone,
)  # fmt: skip

SESSIONS = "/training/sessions"
SESSION = f"{SESSIONS}/{{session}}"  # of the learner's office, taught by the supervisor
COMES = everyone(ALLOWED, nobody=SIGN_IN, other_officer=NOTHING)
RUNS = everyone(
    FORBIDDEN, nobody=SIGN_IN, officer=ALLOWED, administrator=ALLOWED, other_officer=NOTHING
)
KEEPS_SHEET = RUNS | {"supervisor": ALLOWED}
PERSON, ASKED = "/training/people/{learner}", "/offices/{office}/training"
WAIVER = f"{PERSON}/courses/{{course}}/waive"
WAIVED = f"{PERSON}/waivers/{{waived}}/remove"
REMOVES_WAIVER = everyone(NOTHING, nobody=SIGN_IN, supervisor=ALLOWED, officer=ALLOWED)
OF_THE_OFFICE = everyone(ALLOWED, nobody=SIGN_IN, other_officer=NOTHING)

TRAINING = {
    "training.sessions": [Door("GET", SESSIONS, SIGNED_IN)],
    "training.open_sheets": [Door("GET", f"{SESSIONS}/attendance", SIGNED_IN)],
    "training.new_session": [Door("GET", f"{SESSIONS}/new", KEEPS)],
    "training.schedule": [Door("POST", f"{SESSIONS}/new", KEEPS)],
    "training.session": [Door("GET", SESSION, COMES)],
    "training.calendar": [Door("GET", f"{SESSION}.ics", COMES)],
    "training.sign_up": [Door("POST", f"{SESSION}/sign-up", COMES)],
    "training.cancel": [Door("POST", f"{SESSION}/cancel", COMES)],
    "training.edit_session": [Door("GET", f"{SESSION}/edit", RUNS)],
    "training.change_session": [Door("POST", f"{SESSION}/edit", RUNS)],
    "training.calling_off": [Door("GET", f"{SESSION}/call-off", RUNS)],
    "training.session_people": [Door("GET", f"{SESSION}/people", RUNS)],
    "training.put_on": [Door("POST", f"{SESSION}/people/{{learner}}/put-on", RUNS)],
    "training.take_off": [Door("POST", f"{SESSION}/people/{{learner}}/take-off", RUNS)],
    "training.sheet": [Door("GET", f"{SESSION}/attendance", KEEPS_SHEET)],
    "training.mark": [Door("POST", f"{SESSION}/attendance", KEEPS_SHEET)],
    "training.add_to_sheet": [Door("POST", f"{SESSION}/attendance/{{learner}}", KEEPS_SHEET)],
    "training.call_off": [Door("POST", f"{SESSION}/call-off", RUNS)],
    "training.mine": [Door("GET", "/training", SIGNED_IN)],
    "training.catalogue": [Door("GET", "/training/courses", SIGNED_IN)],
    "training.course": [
        Door("GET", "/training/courses/{course}", SIGNED_IN),
        Door("GET", "/training/courses/{own_course}", OF_THE_OFFICE),
    ],
    "training.course_of_key": [Door("GET", "/training/courses/of/rccm", SIGNED_IN)],
    "training.count": [Door("POST", "/training/records/{confirmed}/count", OWN_WORK)],
    "training.person": [Door("GET", PERSON, RECORD)],
    "training.waive": [Door("GET", WAIVER, LEADS)],
    "training.waive_now": [Door("POST", WAIVER, LEADS)],
    "training.ask_again": [Door("POST", f"{WAIVER}/back", LEADS)],
    "training.waiver_texts": [Door("GET", f"{PERSON}/waivers", RECORD)],
    "training.remove_waiver_text": [Door("GET", WAIVED, REMOVES_WAIVER)],
    "training.remove_waiver_text_now": [Door("POST", WAIVED, REMOVES_WAIVER)],
    "training.transcript": [Door("GET", f"{PERSON}/transcript", RECORD)],
    "training.transcript_file": [
        Door("GET", f"{PERSON}/transcript.csv", RECORD),
        Door("GET", f"{PERSON}/transcript.xlsx", RECORD),
    ],
    "training.transcript_pdf": [Door("GET", f"{PERSON}/transcript.pdf", RECORD)],
    "training.team": [Door("GET", "/training/team", TEAM)],
    "training.team_sheet": [
        Door("GET", "/training/team.csv", TEAM), Door("GET", "/training/team.xlsx", TEAM),
    ],
    "training.office": [Door("GET", ASKED, KEEPS_OFFICE)],
    "training.require": [Door("GET", f"{ASKED}/require", KEEPS_OFFICE)],
    "training.require_now": [Door("POST", f"{ASKED}/require", KEEPS_OFFICE)],
    "training.end": [Door("GET", f"{ASKED}/requirements/{{requirement}}/end", KEEPS_OFFICE)],
    "training.end_now": [Door("POST", f"{ASKED}/requirements/{{requirement}}/end", KEEPS_OFFICE)],
    "training.new_course": [Door("GET", f"{ASKED}/courses/new", KEEPS_OFFICE)],
    "training.add_course": [Door("POST", f"{ASKED}/courses/new", KEEPS_OFFICE)],
    "training.own_course": [Door("GET", f"{ASKED}/courses/{{own_course}}", KEEPS_OFFICE)],
    "training.change_course": [Door("POST", f"{ASKED}/courses/{{own_course}}", KEEPS_OFFICE)],
    "training.retire_course": [
        Door("POST", f"{ASKED}/courses/{{own_course}}/retire", KEEPS_OFFICE),
    ],
}  # fmt: skip
