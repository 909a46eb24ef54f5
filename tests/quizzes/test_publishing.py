"""Publishing a bank: the project's by command, an office's own by its officer, on its pages.

Whoever changes a question has to see first what that does, must not lose what was there before, and
must not put a client where all the office reads.
"""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from lms.base.db import db
from lms.base.errors import Refusal
from lms.base.events import Chain, Event
from lms.people.actor import Actor
from lms.quizzes import banks, publishing
from lms.quizzes.bank_files import every_bank
from lms.quizzes.gift.reading import open_bank, read_bank
from lms.quizzes.models import QuizBank, QuizQuestion
from lms.quizzes.question import Bank
from tests.cast import Cast, actor
from tests.progress.history import nothing_changes
from tests.quizzes.banked import BANK, brought, gift, opened, small
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]
CLIENT = "A204 881 734"


@pytest.fixture
def base(cast: Cast) -> str:
    """Where the officer finds the small bank."""
    brought(small())
    return f"/offices/{cast.office.id}/banks/{BANK}"


def told(kind: str) -> list[dict[str, object]]:
    """What the record says of published banks."""
    lines = select(Event.data).join(Chain, Chain.id == Event.chain_id)
    mine = lines.where(Chain.subject_kind == kind, Event.verb == "bank-published")
    return [one for one in db.session.scalars(mine.order_by(Event.number)) if one["bank"] == BANK]


def sent(window: Visitor, path: str, file: bytes, name: str = "bank.gift") -> TestResponse:
    """A file that is chosen."""
    data = {"csrf_token": window.token, "file": (io.BytesIO(file), name), "text": ""}
    return window.open(path, method="POST", data=data, content_type="multipart/form-data")


def test_the_same_again_changes_nothing(cast: Cast, officer: Actor) -> None:
    brought(small())
    with nothing_changes():
        assert not brought(small()).plan.changes
        assert not brought(small(), cast.office, cast.officer).plan.changes, "no own is made"
    brought(small({"q1": "Two"}), cast.office, cast.officer)
    with nothing_changes():
        brought(small({"q1": "Two"}), cast.office, cast.officer)
        brought(small())
    assert told("system") == [{"bank": BANK, "questions": 4, "changed": 4, "corrected": 0}]
    assert told("office") == [{"bank": BANK, "questions": 4, "changed": 1, "corrected": 1}]


def test_each_wording_stays_with_its_days(cast: Cast) -> None:
    for bank in (small(), small({"q1": "Two"}), small(keys=("q2", "q3", "q4")), small()):
        brought(bank)
    of_all = select(QuizBank.id).filter_by(key=BANK)
    lines = select(QuizQuestion).where(QuizQuestion.bank_id.in_(of_all)).order_by(QuizQuestion.id)
    kept = db.session.scalars(lines).all()
    assert [one.key for one in kept] == ["q1", "q2", "q3", "q4", "q1", "q1"]
    assert [one.superseded_at is None for one in kept] == [False, True, True, True, False, True]
    assert kept[0].gift != kept[4].gift
    assert kept[0].gift == kept[5].gift


def test_what_a_retired_question_was_is_still_shown(cast: Cast, visit: Visit) -> None:
    me = opened(cast).me
    attempt = me.took(q1="Two")
    brought(small(keys=("q2", "q3")))
    page = words(visit(me.person).get(f"/quizzes/attempts/{attempt.id}"))
    for key in ("q1", "q2", "q3", "q4"):
        assert f"How many is {key}?" in page
    assert [len(one.question.answers) for one in banks.questions(
        banks.bank_to_draw(BANK, None).id)] == [3, 3]  # fmt: skip


PLACES = {
    "words": f"Who is {CLIENT}? {{=A ~B}}\n",
    "after a gap": f"It is {{=A ~B}} of {CLIENT} now.\n",
    "answer": f"Who? {{=A ~{CLIENT}}}\n",
    "feedback of an answer": f"Who? {{=A ~B#Not {CLIENT}}}\n",
    "feedback": f"Who? {{=A ~B ####Ask {CLIENT}}}\n",
    "typed": f"Who? {{={CLIENT}}}\n",
    "feedback of a number": f"Who? {{#=3#Of {CLIENT}}}\n",
    "stem": f"Who? {{={CLIENT}->1 =b->2 =c->3}}\n",
    "match": f"Who? {{=a->{CLIENT} =b->2 =c->3}}\n",
    "title": f"::About {CLIENT}::Who? {{=A ~B}}\n",
    "source": f"// [tag:source=File {CLIENT}]\nWho? {{=A ~B}}\n",
    "category": f"$CATEGORY: Files/{CLIENT}\n\nWho? {{=A ~B}}\n",
    "comment": f"// From the file of {CLIENT}\nWho? {{=A ~B}}\n",
    "markup": "[html]Who is A204<b> </b>881<i> 734</i>? {=A ~B}\n",
}


@pytest.mark.parametrize("place", PLACES)
def test_no_client_stands_in_a_question(cast: Cast, officer: Actor, place: str) -> None:
    bank = read_bank(PLACES[place], BANK)
    with nothing_changes(), pytest.raises(Refusal, match="A-number"):
        publishing.publish(officer, bank, BANK, cast.office.id)


@pytest.mark.parametrize("path", every_bank(), ids=lambda path: path.stem)
def test_every_shared_bank_can_become_an_offices_own(cast: Cast, path: Path) -> None:
    """The guard finds no client in what the project asks."""
    bank = open_bank(path)
    more = read_bank("Who is the director of this office? {=Ms. Adler ~Mr. Weiss}\n", "x")
    both = Bank((*bank.questions, *more.questions))
    done = publishing.publish(actor(cast.officer), both, path.stem, cast.office.id)
    assert len(done.plan.changes) == 1


# On the pages.


def test_looked_at_and_then_published(cast: Cast, base: str, visit: Visit) -> None:
    window, text = visit(cast.officer), gift({"q1": "Two"}, keys=("q1", "q2", "q3", "q9"))
    with nothing_changes():
        seen = window.post(f"{base}/upload", text=text)
    page = words(seen)
    assert seen.status_code == 200
    for part in ("New 1", "Key corrected 1", "Reworded 0", "Taken out 1", "Title of q1"):
        assert part in page
    assert "Publish for Salt Lake City" in page
    done = window.post(f"{base}/publish", text=text)
    page = words(window.follow(done))
    assert "Published. Questions new, changed or taken out: 3." in page
    assert "Your office’s own bank." in page
    with nothing_changes():
        again = window.follow(window.post(f"{base}/publish", text=text))
    assert "All was as it is. Nothing was changed." in words(again)


def test_another_order_is_published_too(cast: Cast, base: str, visit: Visit) -> None:
    window = visit(cast.officer)
    page = window.follow(window.post(f"{base}/publish", text=gift(keys=("q4", "q3", "q2", "q1"))))
    assert "come in another order now" in words(page)
    assert words(page).index("Title of q4") < words(page).index("Title of q1")


def test_the_officer_is_told_what_was_marked_anew(cast: Cast, visit: Visit) -> None:
    me = opened(cast).me
    me.took(q1="Two")
    window, base = visit(cast.officer), f"/offices/{cast.office.id}/banks/{BANK}"
    right = {"q1": "Two", "q2": "Two"}
    page = words(window.follow(window.post(f"{base}/publish", text=gift(right | {"q3": "Two"}))))
    assert "Results marked anew: 1." in page
    assert "Waiting for your decision: 1." in page


@pytest.mark.parametrize("key", [path.stem for path in every_bank()])
def test_downloaded_and_uploaded_it_is_the_same(cast: Cast, visit: Visit, key: str) -> None:
    window, base = visit(cast.officer), f"/offices/{cast.office.id}/banks/{key}"
    file = window.get(f"{base}.gift").data
    with nothing_changes():
        seen = sent(window, f"{base}/upload", file)
        done = sent(window, f"{base}/publish", file.replace(b"\n", b"\r\n"))
    assert "All of it is there already." in words(seen)
    assert done.status_code == 303
    assert sent(window, f"{base}/publish", file + b"\n\nWho? {=A ~B}\n").status_code == 303
    own = window.get(f"{base}.gift").data
    assert own.startswith(file.rstrip())
    assert b"Who?" in own


def test_every_fault_is_listed_with_its_line(cast: Cast, base: str, visit: Visit) -> None:
    window, faulty = visit(cast.officer), "Who? {=A ~B\n\nWhat? {~A ~B}\n"
    for verb in ("upload", "publish"):
        with nothing_changes():
            answer = window.post(f"{base}/{verb}", text=faulty)
        assert answer.status_code == 422
        assert "Line 1, column" in words(answer)
        assert "nothing was published" in words(answer)
        assert "What? {~A ~B}" in answer.text, "it can be mended right there"


def test_what_is_no_bank_is_refused(cast: Cast, base: str, visit: Visit) -> None:
    window = visit(cast.officer)
    files = {b"\xff\xfeW\0h\0o\0": "not UTF-8 text", b"x" * 200_001: "too long for this page"}
    for verb in ("upload", "publish"):
        for file, why in files.items():
            with nothing_changes():
                answer = sent(window, f"{base}/{verb}", file)
            assert (answer.status_code, why in words(answer)) == (422, True)
        for text, why in {"": "Choose a file", " \n": "Choose a file",
                          gift() + "\nQ{=A ~B}\n\nQ{=A ~C}\n": "are the same; give each an id",
                          "é" * 100_001: "too long for this page"}.items():  # fmt: skip
            with nothing_changes():
                answer = window.post(f"{base}/{verb}", text=text)
            assert (answer.status_code, why in words(answer)) == (422, True), text[:40]


def test_a_client_is_refused_on_the_page(cast: Cast, base: str, visit: Visit) -> None:
    with nothing_changes():
        answer = visit(cast.officer).post(f"{base}/publish", text=PLACES["title"])
    assert answer.status_code == 409
    assert "A-number" in words(answer)


def test_only_who_keeps_the_office_sees_the_keys(cast: Cast, base: str, visit: Visit) -> None:
    expected = {
        "officer": 200, "administrator": 200, "learner": 403, "colleague": 403, "supervisor": 403,
        "other_supervisor": 403, "auditor": 403, "other_officer": 404,
    }  # fmt: skip
    for part, status in expected.items():
        window = visit(cast.people()[part])
        pages = (base, f"{base}.gift", f"{base}/upload")
        assert [window.get(page).status_code for page in pages] == [status] * 3, part
        if status != 200:
            with nothing_changes():
                answers = [window.post(f"{base}/{verb}", text=gift({"q1": "Two"}))
                           for verb in ("upload", "publish")]  # fmt: skip
            assert [one.status_code for one in answers] == [status] * 2, part


def test_no_bank_no_page(cast: Cast, base: str, visit: Visit) -> None:
    window = visit(cast.officer)
    for path in (base.replace(BANK, "nothing"), "/offices/9999/banks/small",
                 base.replace(BANK, "x" * 100)):  # fmt: skip
        assert window.get(path).status_code == 404
        assert window.get(f"{path}.gift").status_code == 404
        assert window.post(f"{path}/publish", text=gift()).status_code == 404


def test_the_offices_own_is_for_its_people_alone(cast: Cast, visit: Visit) -> None:
    me = opened(cast).me
    window, base = visit(cast.officer), f"/offices/{cast.office.id}/banks/{BANK}"
    assert window.post(f"{base}/publish", text=gift(keys=("q1", "q9"))).status_code == 303
    page = words(window.get(f"/offices/{cast.office.id}/quizzes"))
    assert "Small things Your own, in place of the shared one" in page
    there = words(visit(cast.other_officer).get(f"/offices/{cast.elsewhere.id}/quizzes"))
    assert "Small things Shared" in there
    mine = visit(me.person)
    begun = mine.follow(mine.post(f"/onboarding/{me.work.id}/quizzes/check-small/begin"))
    assert "How many is q9?" in words(begun)
    assert "How many is q2?" not in words(begun)
