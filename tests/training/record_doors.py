"""Every way into course records and requests, and what each person of the cast meets there."""

from tests.met import (
    DECIDES,
    FORBIDDEN,
    LEADS,
    NOTHING,
    ONLY_OWN,
    OWN_WORK,
    RECORD,
    REMOVES,
    SIGNED_IN,
    Door,
)

ONE, ASKED = "/training/records", "/training/requests"
DRAFT, SENT, WISH = f"{ONE}/{{record}}", f"{ONE}/{{sent_record}}", f"{ASKED}/{{request}}"
FILE, PAPER = "/training/files/{file}", "/training/people/{learner}/records/new"
COURSE, WANTED = "/approvals/{course_review}/course", "/approvals/{wish_review}/training"
REMOVES_DRAFT = REMOVES | dict.fromkeys(("administrator", "auditor"), NOTHING)


def _of_record(verb: str) -> list[Door]:
    """The learner's alone; whoever sees a sent one is told that it is not theirs."""
    return [Door("POST", f"{DRAFT}/{verb}", ONLY_OWN), Door("POST", f"{SENT}/{verb}", OWN_WORK)]


def _of_texts(method: str, path: str) -> list[Door]:
    """The author, and who oversees the learner: of a draft too, for none of it is shown."""
    return [Door(method, f"{DRAFT}/texts{path}", REMOVES_DRAFT),
            Door(method, f"{SENT}/texts{path}", REMOVES)]  # fmt: skip


RECORDS = {
    "training.records": [Door("GET", ONE, SIGNED_IN)],
    "training.new_record": [Door("GET", f"{ONE}/new", SIGNED_IN)],
    "training.begin_record": [Door("POST", f"{ONE}/new", SIGNED_IN)],
    "training.record": [Door("GET", DRAFT, ONLY_OWN), Door("GET", SENT, RECORD)],
    "training.save_record": _of_record("draft"),
    "training.send_record": _of_record("send"),
    "training.withdraw_record": _of_record("withdraw"),
    "training.give_up_record": _of_record("give-up"),
    "training.take_up_record": _of_record("take-up"),
    "training.add_files": _of_record("files"),
    "training.take_file_out": [
        Door("POST", f"{DRAFT}/files/{{draft_file}}/take-out", ONLY_OWN),
        Door("POST", f"{SENT}/files/{{file}}/take-out", OWN_WORK),
    ],
    "training.reopen_record": [
        Door("POST", f"{DRAFT}/reopen", ONLY_OWN | {"learner": FORBIDDEN}),
        Door("POST", f"{SENT}/reopen", LEADS),
    ],
    "training.file": [
        Door("GET", FILE, RECORD),
        Door("GET", "/training/files/{draft_file}", ONLY_OWN),
    ],
    "training.remove_file": [Door("GET", f"{FILE}/remove", REMOVES)],
    "training.remove_file_now": [Door("POST", f"{FILE}/remove", REMOVES)],
    "training.record_texts": _of_texts("GET", ""),
    "training.remove_record_text": _of_texts("GET", "/names/remove"),
    "training.remove_record_text_now": _of_texts("POST", "/names/remove"),
    "training.record_for": [Door("GET", PAPER, LEADS)],
    "training.record_for_now": [Door("POST", PAPER, LEADS)],
    "training.course_review": [Door("GET", COURSE, DECIDES)],
    "training.confirm": [Door("POST", f"{COURSE}/confirm", DECIDES)],
    "training.return_record": [Door("POST", f"{COURSE}/return", DECIDES)],
    "training.new_request": [Door("GET", f"{ASKED}/new", SIGNED_IN)],
    "training.ask_now": [Door("POST", f"{ASKED}/new", SIGNED_IN)],
    "training.request_page": [Door("GET", WISH, RECORD)],
    "training.withdraw_request": [Door("POST", f"{WISH}/withdraw", OWN_WORK)],
    "training.record_request": [Door("POST", f"{WISH}/record", OWN_WORK)],
    "training.request_texts": [Door("GET", f"{WISH}/texts", REMOVES)],
    "training.remove_request_text": [Door("GET", f"{WISH}/texts/names/remove", REMOVES)],
    "training.remove_request_text_now": [Door("POST", f"{WISH}/texts/names/remove", REMOVES)],
    "training.training_review": [Door("GET", WANTED, DECIDES)],
    "training.decline": [Door("POST", f"{WANTED}/decline", DECIDES)],
    "training.approve": [Door("POST", f"{WANTED}/approve", DECIDES)],
}
