"""Every way into quizzes, and what each person of the cast meets there."""

from tests.met import KEEPS_OFFICE, LEADS, OWN_WORK, RECORD, TEAM, Door

QUIZ = "/onboarding/{work}/quizzes/quiz-who-we-serve"
OTHER = "/onboarding/{work}/quizzes/quiz-community-outreach"
ATTEMPT = "/quizzes/attempts/{attempt}"
OFFICE = "/offices/{office}/quizzes"
BANK = "/offices/{office}/banks/who-we-serve"

QUIZZES = {
    "quizzes.quiz": [Door("GET", QUIZ, OWN_WORK)],
    "quizzes.begin": [Door("POST", f"{QUIZ}/begin", OWN_WORK)],
    "quizzes.attempt": [
        Door("GET", ATTEMPT, RECORD), Door("GET", "/quizzes/attempts/{handed_in}", RECORD),
    ],
    "quizzes.save": [Door("POST", f"{ATTEMPT}/save", OWN_WORK)],
    "quizzes.hand_in": [Door("POST", f"{ATTEMPT}/hand-in", OWN_WORK)],
    "quizzes.practice": [Door("GET", f"{OTHER}/practice", OWN_WORK)],
    "quizzes.check": [Door("POST", f"{OTHER}/practice", OWN_WORK)],
    "quizzes.person": [Door("GET", "/record/{work}/quizzes", RECORD)],
    "quizzes.more_attempts": [Door("GET", f"{QUIZ}/extra", LEADS)],
    "quizzes.give_attempts": [Door("POST", f"{QUIZ}/extra", LEADS)],
    "quizzes.team": [Door("GET", "/quizzes/team", TEAM)],
    "quizzes.office": [Door("GET", OFFICE, KEEPS_OFFICE)],
    "quizzes.require": [
        Door("POST", f"{OFFICE}/{{guide}}/quiz-who-we-serve/require", KEEPS_OFFICE),
    ],
    "quizzes.decide": [Door("POST", f"{OFFICE}/results/{{handed_in}}/decide", KEEPS_OFFICE)],
    "quizzes.bank": [Door("GET", BANK, KEEPS_OFFICE)],
    "quizzes.bank_file": [Door("GET", f"{BANK}.gift", KEEPS_OFFICE)],
    "quizzes.upload": [Door("GET", f"{BANK}/upload", KEEPS_OFFICE)],
    "quizzes.look_at_bank": [Door("POST", f"{BANK}/upload", KEEPS_OFFICE)],
    "quizzes.publish_bank": [Door("POST", f"{BANK}/publish", KEEPS_OFFICE)],
}  # fmt: skip
