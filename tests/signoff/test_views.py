"""Writing, sending, signing off and returning, over HTTP."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select, text

from lms.base.db import db
from lms.base.events import Event
from lms.base.prose import Prose
from lms.people import rules
from lms.progress.models import Review, SignOff
from tests.cast import Cast
from tests.progress.playing import before_the_log
from tests.visitor import Visitor, words

pytestmark = pytest.mark.both
Visit = Callable[..., Visitor]
ANSWERS = {"answer_0": "Dignity of the person.", "answer_1": "Service before self."}


def _task(cast: Cast, key: str = "two-principles") -> str:
    return f"/onboarding/{cast.work.id}/tasks/{key}"


def _send(cast: Cast, visit: Visit, **form: object) -> Review:
    window = visit(cast.learner)
    page = window.follow(window.post(f"{_task(cast)}/send", **({"version": 0, **ANSWERS} | form)))
    assert "Waiting for sign-off" in words(page)
    return db.session.scalars(select(Review).filter_by(closed_at=None)).one()


def _events() -> int:
    return db.session.scalar(select(func.count()).select_from(Event)) or 0


def test_a_reflection_goes_back_and_forth(cast: Cast, visit: Visit) -> None:
    """Sent, returned with a comment, sent again, signed off."""
    review = _send(cast, visit)
    boss, learner = visit(cast.supervisor), visit(cast.learner)
    listed = boss.get("/approvals")
    assert "Marisol Vega" in words(listed)
    assert "Dignity of the person." in words(listed)
    comment = "Say more about the second."
    boss.post(f"/approvals/{review.id}/return", return__comment=comment)
    assert "Nothing waits for you." in words(boss.get("/approvals"))
    page = learner.get(_task(cast))
    assert comment in words(page)
    assert "Dignity of the person.</textarea>" in page.text
    assert comment in words(learner.get("/onboarding"))
    again = _send(cast, visit, version=2, answer_1="Service, because …")
    page = boss.get(f"/approvals/{again.id}")
    assert "Earlier attempts" in words(page)
    assert "Service before self." in words(page)
    decided = boss.post(
        f"/approvals/{again.id}/sign-off", sign__meaning="reviewed", sign__on="2026-03-04"
    )
    assert decided.location == "/approvals"
    text = words(learner.get(_task(cast)))
    assert "Signed off" in text
    assert "Daniel Okafor: reviewed on Wed, Mar 4" in text
    assert "1 of 114 tasks done" in words(learner.get("/onboarding"))


def test_an_unanswered_prompt_is_named_and_the_words_are_kept(cast: Cast, visit: Visit) -> None:
    answer = visit(cast.learner).post(
        f"{_task(cast)}/send", version=0, answer_0="Dignity of the person.", answer_1=" "
    )
    assert answer.status_code == 422
    assert "Please answer this before you send it." in words(answer)
    assert "Dignity of the person.</textarea>" in answer.text
    assert db.session.scalar(select(func.count()).select_from(Prose)) == 0


@pytest.mark.parametrize("verb", ["/draft", "/send"])
def test_an_identifier_is_stopped_and_kept_nowhere(verb: str, cast: Cast, visit: Visit) -> None:
    form = ANSWERS | {"answer_0": "The file of A012345678 shows it."}
    answer = visit(cast.learner).post(f"{_task(cast)}{verb}", version=0, **form)
    assert answer.status_code == 422
    assert "This looks like an A-number." in words(answer)
    assert "The file of A012345678 shows it.</textarea>" in answer.text
    assert "identifies no client" not in words(answer)
    kept = db.session.execute(text("SELECT count(*) FROM prose")).scalar()
    assert kept == 0


def test_a_warning_may_be_let_through_by_a_tick(cast: Cast, visit: Visit) -> None:
    form = ANSWERS | {"answer_0": "The clinic’s open line is 801-555-0142."}
    window = visit(cast.learner)
    warned = window.post(f"{_task(cast)}/send", version=0, **form)
    assert warned.status_code == 422
    assert "I have checked: this identifies no client." in words(warned)
    sent = window.post(f"{_task(cast)}/send", version=0, cleared="y", **form)
    assert sent.status_code == 303


def test_a_draft_is_kept_and_goes_on(cast: Cast, visit: Visit) -> None:
    window = visit(cast.learner)
    saved = window.post(f"{_task(cast)}/draft", version=0, answer_0="Dignity", answer_1="")
    page = window.follow(saved)
    assert "Draft saved." in words(page)
    assert "Dignity</textarea>" in page.text
    assert 'name="version" type="hidden" value="1"' in page.text
    assert "In progress" in words(page)


def test_a_stale_window_loses_nothing(cast: Cast, visit: Visit) -> None:
    """The same draft in two windows: the second to save is told, and both texts are there."""
    window = visit(cast.learner)
    window.post(f"{_task(cast)}/draft", version=0, answer_0="From the desk", answer_1="")
    late = window.post(f"{_task(cast)}/draft", version=0, answer_0="From the phone", answer_1="")
    assert late.status_code == 409
    assert "saved from another window" in words(late)
    assert "From the phone</textarea>" in late.text
    assert "Saved from the other window From the desk" in words(late)
    assert "From the desk</textarea>" in window.get(_task(cast)).text


def test_sending_twice_is_sending_once(cast: Cast, visit: Visit) -> None:
    _send(cast, visit)
    before = _events()
    again = visit(cast.learner).post(f"{_task(cast)}/send", version=0, **ANSWERS)
    assert again.status_code == 303
    assert _events() == before
    assert db.session.scalar(select(func.count()).select_from(Review)) == 1


def test_a_second_observation_from_the_same_form_is_not_lost(cast: Cast, visit: Visit) -> None:
    """Two windows with the same form and two days: the second is told, not dropped."""
    learner, path = visit(cast.learner), _task(cast, "two-assessments")
    before_the_log(cast.work, "two-assessments")
    assert learner.post(f"{path}/send", version=0, on="2026-03-02").status_code == 303
    second = learner.post(f"{path}/send", version=0, on="2026-03-03")
    assert second.status_code == 409
    assert "from another window" in words(second)
    assert 'value="2026-03-03"' in second.text


def test_sending_an_old_form_after_a_return_says_so(cast: Cast, visit: Visit) -> None:
    review = _send(cast, visit)
    visit(cast.supervisor).post(f"/approvals/{review.id}/return", return__comment="Say more.")
    again = visit(cast.learner).post(f"{_task(cast)}/send", version=0, **ANSWERS)
    assert again.status_code == 409
    assert "Dignity of the person.</textarea>" in again.text


def test_everything_that_is_missing_is_named_at_once(cast: Cast, visit: Visit) -> None:
    answer = visit(cast.learner).post(f"{_task(cast)}/send", version=0, answer_0="", answer_1="")
    assert answer.status_code == 422
    assert words(answer).count("Please answer this before you send it.") == 2
    assert "<title>Please check: " in answer.text


def test_an_ended_session_says_what_happened(cast: Cast, visit: Visit) -> None:
    """A form sent after the session ran out is kept for its page, and nothing is claimed."""
    window = visit(cast.learner)
    visit(cast.learner).post("/sign-out")
    page = {"Referer": f"http://localhost{_task(cast)}"}
    form = {"csrf_token": window.token, "version": 0, **ANSWERS}
    sent = window.open(f"{_task(cast)}/send", method="POST", data=form, headers=page)
    assert sent.status_code == 307
    asked = window.open(sent.location, method="POST", data=form, headers=page)
    assert asked.status_code == 401
    assert "You were signed out meanwhile." in words(asked)
    assert f'value="{_task(cast)}"' in asked.text
    assert "Dignity" not in asked.text
    assert db.session.scalar(select(func.count()).select_from(Prose)) == 0


def test_an_ended_session_leads_a_bare_button_back(cast: Cast, visit: Visit) -> None:
    """Without words there is nothing to keep: only that nothing was changed is said."""
    window = visit(cast.learner)
    visit(cast.learner).post("/sign-out")
    data, path = {"csrf_token": window.token}, _task(cast, "nasw-code")
    page = {"Referer": f"http://localhost{path}"}
    sent = window.open(f"{path}/tick", method="POST", data=data, headers=page)
    assert sent.location == f"/sign-in?next={path}"
    assert "You were signed out meanwhile." in words(window.follow(sent))


@pytest.mark.parametrize("day", ["0026-03-03", "2024-03-03"])
def test_a_mistyped_year_is_refused(day: str, cast: Cast, visit: Visit) -> None:
    sent = visit(cast.learner).post(f"{_task(cast, 'icm-basics')}/send", version=0, on=day)
    assert sent.status_code == 422
    assert "before the guide was started" in words(sent)


def test_what_passed_to_someone_else_is_not_decided(cast: Cast, visit: Visit) -> None:
    """The page was open when another supervisor took over."""
    review, boss = _send(cast, visit), visit(cast.supervisor)
    rules.give_post(
        cast.learner, cast.office, "case-manager", supervisor=cast.other_supervisor,
        starts_on=date(2026, 3, 4),
    )  # fmt: skip
    answer = boss.post(f"/approvals/{review.id}/return", return__comment="Say more.")
    assert answer.status_code == 404
    taken = visit(cast.other_supervisor).get(f"/approvals/{review.id}")
    assert "Dignity of the person." in words(taken)


def test_deciding_twice_is_deciding_once(cast: Cast, visit: Visit) -> None:
    review, boss = _send(cast, visit), visit(cast.supervisor)
    path = f"/approvals/{review.id}"
    form = {"sign__meaning": "reviewed", "sign__on": "2026-03-04"}
    boss.post(f"{path}/sign-off", **form)
    before = _events()
    assert boss.post(f"{path}/sign-off", **form).status_code == 303
    other = boss.post(f"{path}/return", return__comment="After all, no.")
    assert other.status_code == 409
    assert "You signed this off meanwhile. Nothing was changed." in words(other)
    assert "After all, no." in words(other)  # what was typed is not lost
    assert _events() == before
    assert db.session.scalar(select(func.count()).select_from(SignOff)) == 1


def test_returning_asks_for_a_comment(cast: Cast, visit: Visit) -> None:
    review = _send(cast, visit)
    answer = visit(cast.supervisor).post(f"/approvals/{review.id}/return", return__comment=" ")
    assert answer.status_code == 422
    assert "Say what to look at again." in words(answer)
    assert db.session.get_one(Review, review.id).closed_at is None


@pytest.mark.parametrize("day", ["2026-03-05", "soon", "", "0000-00-00", "9999-99-99"])
def test_a_day_that_cannot_be_is_refused(day: str, cast: Cast, visit: Visit) -> None:
    review = _send(cast, visit)
    answer = visit(cast.supervisor).post(
        f"/approvals/{review.id}/sign-off", sign__meaning="discussed", sign__on=day
    )
    assert answer.status_code == 422
    assert db.session.scalar(select(func.count()).select_from(SignOff)) == 0


def test_an_unknown_meaning_is_refused(cast: Cast, visit: Visit) -> None:
    review = _send(cast, visit)
    answer = visit(cast.supervisor).post(
        f"/approvals/{review.id}/sign-off", sign__meaning="fine", sign__on="2026-03-04"
    )
    assert answer.status_code == 422


def test_two_observations_are_confirmed_one_by_one(cast: Cast, visit: Visit) -> None:
    learner, boss = visit(cast.learner), visit(cast.supervisor)
    path = _task(cast, "two-assessments")
    before_the_log(cast.work, "two-assessments")
    for version, day in enumerate(("2026-03-02", "2026-03-03")):
        assert learner.post(f"{path}/send", version=version, on=day).status_code == 303
    assert "0 of 2 confirmed, 2 waiting" in words(learner.get(path))
    for review in db.session.scalars(select(Review.id).order_by(Review.id)).all():
        boss.post(f"/approvals/{review}/sign-off", sign__meaning="observed", sign__on="2026-03-03")
    assert "2 of 2 confirmed" in words(learner.get(path))
    assert learner.post(f"{path}/send", version=2, on="2026-03-03").status_code == 409


def test_a_conversation_is_asked_with_its_day(cast: Cast, visit: Visit) -> None:
    learner, path = visit(cast.learner), _task(cast, "icm-basics")
    missing = learner.post(f"{path}/send", version=0)
    assert missing.status_code == 422
    assert "Say on which day it took place." in words(missing)
    learner.post(f"{path}/send", version=0, on="2026-03-03")
    listed = words(visit(cast.officer).get("/approvals"))
    assert "a conversation on Tue, Mar 3" in listed  # either may confirm this one


def test_what_was_written_is_read_by_its_signer_only(cast: Cast, visit: Visit) -> None:
    review = _send(cast, visit, answer_0="A planted sentence about dignity.")
    record, led = f"/record/{cast.work.id}", _task(cast).replace("onboarding", "record")
    deciding = {"/approvals", f"/approvals/{review.id}", led, f"{record}/together"}
    reads = {"learner": {_task(cast)}, "supervisor": deciding}
    paths = {"/onboarding", record, f"{record}/record.csv", _task(cast), *deciding}
    for who, person in cast.people().items():
        seen = {path for path in paths if "A planted sentence" in visit(person).get(path).text}
        assert seen == reads.get(who, set()), who


def test_approvals_are_paged_and_constant_in_queries(cast: Cast, visit: Visit) -> None:
    """Thirty waiting: two pages; the oldest first."""
    learner = visit(cast.learner)
    discussions = [
        task.key
        for task in cast.work.tasks.values()
        if task.evidence == "none" and not task.prompts
    ]
    sent = 0
    for key in discussions:
        sent += (
            learner.post(f"{_task(cast, key)}/send", version=0, on="2026-03-03").status_code == 303
        )
    assert sent >= 20
    for task in cast.work.tasks.values():
        if task.evidence == "response":
            form = {f"answer_{n}": "Well put." for n in range(max(len(task.prompts), 1))}
            learner.post(f"{_task(cast, task.key)}/send", version=0, **form)
    boss = visit(cast.supervisor)
    first, second = boss.get("/approvals"), boss.get("/approvals?page=2")
    assert first.text.count("<li><div>") == 25
    assert 0 < second.text.count("<li><div>") <= 25
    assert boss.get("/approvals?page=99").status_code == 200
    assert boss.get("/approvals?page=-1").status_code == 200
