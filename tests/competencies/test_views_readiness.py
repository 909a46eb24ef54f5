"""What somebody may do, over HTTP: what is missing, granting, suspending, taking back."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from lms.base.db import db
from lms.base.prose import Words
from lms.competencies import granting
from lms.competencies.models import Readiness, State
from lms.curriculum.framework_outline import Step
from lms.people.actor import Actor
from lms.signoff import decisions
from tests.cast import PASSWORD, Cast
from tests.competencies.rated import rate, talked, tick
from tests.competencies.visiting import UNCHANGED, may, one, person
from tests.filled import forms
from tests.progress.history import nothing_changes
from tests.shadowing.logged import review_of, sent
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]
WHY = "She led with me at her last agency."
NOTHING_GRANTED = "Nothing is granted here now. Nothing was changed."


def newest() -> Readiness:
    """What was decided last."""
    db.session.expire_all()
    return db.session.scalars(select(Readiness).order_by(Readiness.id.desc()).limit(1)).one()


@pytest.fixture
def ready(cast: Cast, me: Actor, boss: Actor) -> None:
    """All is there that shadowing asks for."""
    tick(me, cast.work, "client-boundaries")
    talked(boss, cast.work, "client-information-storage")


@pytest.fixture
def granted(cast: Cast, ready: None, boss: Actor) -> None:
    """The learner may shadow assessments."""
    granting.grant(boss, cast.learner, "assessment", Step.SHADOW)
    db.session.commit()


@pytest.mark.both
def test_from_what_is_missing_to_what_is_granted(
    cast: Cast, visit: Visit, me: Actor, boss: Actor
) -> None:
    learner, window = visit(cast.learner), visit(cast.supervisor)
    page = learner.get(may(cast))
    for part in ("Nothing granted yet", "Next: may shadow", "1 of 1 still missing.",
                 "Go to this task", "Nothing was decided yet."):  # fmt: skip
        assert part in words(page)
    assert f"/onboarding/{cast.work.id}/tasks/client-boundaries" in page.text
    assert "Grant a step" not in words(page)
    tick(me, cast.work, "client-boundaries")
    page = window.get(may(cast))
    assert "Everything that is asked is there. It can be granted." in words(page)
    form = forms(page)[may(cast, "grant")]
    assert form.data["grant-step"] == "shadow", "the next step is chosen already"
    told = words(window.follow(window.post(may(cast, "grant"), **form.data)))
    assert "Sign it off after you did it together" in told
    assert "Granted and signed." in told
    assert "Daniel Okafor granted: May shadow" in told
    assert "Next: may co-lead" in told
    assert "Assessments May shadow May co-lead" in words(learner.get(person(cast)))
    kept = newest()
    assert (kept.state, kept.step, kept.missing, kept.reason_id) == ("granted", "shadow", [], None)
    assert kept.sign_off_id is not None


@pytest.mark.parametrize("who", ["learner", "supervisor", "officer", "auditor", "administrator"])
def test_who_is_offered_what(who: str, cast: Cast, granted: None, visit: Visit) -> None:
    page = visit(cast.people()[who]).get(may(cast))
    assert "May shadow" in words(page)
    for verb in ("grant", "take-back"):
        assert (may(cast, verb) in page.text) is (who == "supervisor")
    assert (may(cast, "suspend") in page.text) is (who in ("supervisor", "officer"))


def test_the_same_once_more_changes_nothing(cast: Cast, visit: Visit, granted: None) -> None:
    window, reason = visit(cast.supervisor), "An incident in the office."
    with nothing_changes():
        again = window.post(may(cast, "grant"), grant__step="shadow", grant__reason=reason)
        assert UNCHANGED in words(window.follow(again))
    path, field = may(cast, "suspend"), {"suspend__reason": reason}
    said = words(window.follow(window.post(path, **field)))
    assert "Suspended, until it is granted again." in said
    with nothing_changes():
        again = window.post(path, **field)
        assert UNCHANGED in words(window.follow(again))


def test_suspended_is_granted_again(cast: Cast, visit: Visit, granted: None) -> None:
    window = visit(cast.officer)
    with nothing_changes():
        refused = window.post(may(cast, "suspend"), suspend__reason=" ")
    assert (refused.status_code, "Say why: the person reads it" in words(refused)) == (422, True)
    window.post(may(cast, "suspend"), suspend__reason="An incident in the office.")
    for who in (cast.learner, cast.supervisor, cast.auditor):
        page = words(visit(who).get(may(cast)))
        for part in ("Suspended", "Granted again: may shadow", "An incident in the office.",
                     "Priya Raman suspended: May shadow"):  # fmt: skip
            assert part in page
    boss = visit(cast.supervisor)
    boss.post(may(cast, "grant"), grant__step="shadow")
    assert newest().state == State.GRANTED
    assert "Suspended Granted again" not in words(boss.get(may(cast)))


def test_taken_back_is_as_never_granted(cast: Cast, visit: Visit, granted: None) -> None:
    window, field = visit(cast.supervisor), "take__back__reason"
    with nothing_changes():
        refused = window.post(may(cast, "take-back"), **{field: ""})
    assert refused.status_code == 422
    assert '<details class="panel ask" open>' in refused.text, "the form is not folded away"
    page = window.follow(window.post(may(cast, "take-back"), **{field: "It was for Yonas."}))
    for part in ("Taken back.", "Nothing granted yet", "It was for Yonas.", "took back"):
        assert part in words(page)
    with nothing_changes():
        again = window.post(may(cast, "take-back"), **{field: "It was for Yonas."})
        assert UNCHANGED in words(window.follow(again))


def test_what_is_missing_takes_a_reason(cast: Cast, visit: Visit) -> None:
    window, path = visit(cast.supervisor), may(cast, "grant")
    with nothing_changes():
        answer = window.post(path, grant__step="co-lead")
    assert answer.status_code == 422
    assert "Say why it is granted all the same." in words(answer)
    assert forms(answer)[path].data["grant-step"] == "co-lead"
    window.post(path, grant__step="co-lead", grant__reason=WHY)
    for who in (cast.learner, cast.officer, cast.auditor):
        page = words(visit(who).get(may(cast)))
        assert "granted: May co-lead without Watch: Client Boundaries" in page
        assert WHY in page
    record = visit(cast.auditor).get(person(cast, "record"))
    assert "Granted, with 4 conditions open May co-lead" in words(record)


def test_a_safety_condition_takes_a_word_that_one_knows(cast: Cast, visit: Visit) -> None:
    window, path = visit(cast.supervisor), may(cast, "grant")
    with nothing_changes():
        answer = window.post(path, grant__step="independent", grant__reason=WHY)
    assert (answer.status_code, "A safety condition is open" in words(answer)) == (422, True)
    data = forms(answer)[path].data
    assert (data["grant-reason"], data["grant-step"]) == (WHY, "independent")
    assert window.post(path, **data, grant__knowing="y").status_code == 303
    assert "The last step is granted" in words(window.get(may(cast)))
    without = forms(window.get(may(cast, activity="team-meeting")))
    assert "grant-reason" in without[may(cast, "grant", "team-meeting")].data
    assert "safety condition" not in words(window.get(may(cast, activity="team-meeting")))


def test_nobody_goes_alone_once_a_protocol_is_open_again(
    cast: Cast, visit: Visit, me: Actor, boss: Actor
) -> None:
    tick(me, cast.work, "nasw-code")
    talked(boss, cast.work, "child-abuse-reporting")
    granting.grant(boss, cast.learner, "assessment", Step.INDEPENDENT, Words(WHY), knowing=True)
    decisions.reopen(boss, cast.work, "child-abuse-reporting", "The law has changed.")
    db.session.commit()
    for who in (cast.learner, cast.supervisor, cast.auditor):
        page = words(visit(who).get(may(cast)))
        assert "A safety condition is open again" in page
        assert "how suspected child abuse or neglect is reported" in page
        assert "Assessments On hold" in words(visit(who).get(person(cast)))


def test_which_sign_off_would_unlock_it(cast: Cast, visit: Visit, me: Actor, boss: Actor) -> None:
    tick(me, cast.work, "client-boundaries")
    talked(boss, cast.work, "client-information-storage", "boundary-challenges")
    granting.grant(boss, cast.learner, "assessment", Step.SHADOW)
    first, second = sent(me), sent(me)
    window = visit(cast.supervisor)
    page = window.get(may(cast))
    assert "Accepting these 2 would unlock this step." in words(page)
    for entry in (first, second):
        address = f'href="/approvals/{review_of(entry).id}"'
        assert address in page.text
        led = window.open(address[6:-1], follow_redirects=True)
        assert led.status_code == 200
    assert "A sign-off would unlock it" in words(window.get(person(cast)))
    page = visit(cast.learner).get(may(cast))
    assert "You sent what is asked; it waits for a decision." in words(page)
    assert "/approvals/" not in page.text
    assert "would unlock this step" not in words(visit(cast.auditor).get(may(cast)))


def test_a_level_that_is_asked_leads_to_rating_it(
    cast: Cast, visit: Visit, ready: None, boss: Actor
) -> None:
    granting.grant(boss, cast.learner, "assessment", Step.CO_LEAD, Words(WHY))
    rate(boss, cast.learner, "assessment", 1)
    page = visit(cast.supervisor).get(may(cast))
    assert "Intake and assessment: developing or above now beginning" in words(page)
    assert one(cast, "assessment", "rate") in page.text
    assert one(cast, "assessment", "rate") not in visit(cast.officer).get(may(cast)).text
    assert (
        f'{one(cast, "assessment")}">See what shows it' in visit(cast.learner).get(may(cast)).text
    )


@pytest.mark.parametrize("verb", ["suspend", "take-back"])
def test_where_nothing_is_granted_it_is_said_and_kept(cast: Cast, visit: Visit, verb: str) -> None:
    """A page was open too long: what was typed there is not lost."""
    with nothing_changes():
        field = {f"{verb.replace('-', '__')}__reason": WHY}
        answer = visit(cast.supervisor).post(may(cast, verb), **field)
    assert (answer.status_code, NOTHING_GRANTED in words(answer)) == (409, True)
    assert WHY in answer.text


def test_what_is_wrong_is_said_and_kept(cast: Cast, visit: Visit, granted: None) -> None:
    window, path = visit(cast.supervisor), may(cast, "grant")
    with nothing_changes():
        for step in ("", "fly", "x" * 300, "suspended"):
            answer = window.post(path, grant__step=step, grant__reason=WHY)
            assert (answer.status_code, "Choose a step." in words(answer)) == (422, True)
            assert forms(answer)[path].data["grant-reason"] == WHY
        for verb in ("grant", "suspend", "take-back"):
            field = {f"{verb.replace('-', '__')}__reason": "A204 881 731 was glad."}
            answer = window.post(may(cast, verb), grant__step="co-lead", **field)
            assert (answer.status_code, "A-number" in words(answer)) == (422, True)


def test_a_signature_asks_for_the_password(cast: Cast, visit: Visit, ready: None) -> None:
    window = visit(cast.supervisor, signing=False)
    steps: tuple[tuple[str, dict[str, object]], ...] = (
        ("grant", {"grant__step": "shadow"}), ("suspend", {"suspend__reason": WHY}),
        ("take-back", {"take__back__reason": WHY}),
    )  # fmt: skip
    for verb, data in steps[:1]:
        prefix = verb.replace("-", "__")
        for wrong in ("", "guess"):
            answer = window.post(may(cast, verb), **data, **{f"{prefix}__password": wrong})
            assert (answer.status_code, 'class="err"' in answer.text) == (422, True)
        assert db.session.scalar(select(func.count()).select_from(Readiness)) == 0
        right = {f"{prefix}__password": PASSWORD}
        assert window.post(may(cast, verb), **data, **right).status_code == 303
    for verb, data in steps[1:]:
        fresh = visit(cast.supervisor, signing=False)
        assert "Your password" in words(fresh.get(may(cast)))
        assert fresh.post(may(cast, verb), **data).status_code == 422
    assert newest().state == State.GRANTED


@pytest.mark.parametrize("activity", ["nothing", "assessments", "x" * 300, "ethics", "%00", "é"])
def test_there_is_no_such_activity(cast: Cast, visit: Visit, activity: str) -> None:
    window = visit(cast.supervisor)
    wanted = 400 if activity == "%00" else 404
    assert window.get(may(cast, activity=activity)).status_code == wanted
    for verb in ("grant", "suspend", "take-back"):
        path = may(cast, verb, activity)
        assert window.post(path, grant__step="shadow").status_code == wanted


def test_pages_of_what_was_decided(cast: Cast, visit: Visit, ready: None, boss: Actor) -> None:
    for number in range(13):
        granting.grant(boss, cast.learner, "assessment", Step.SHADOW, Words(f"Time {number}."))
        granting.suspend(boss, cast.learner, "assessment", Words(f"Halt {number}."))
    window = visit(cast.auditor)
    first, second = (words(window.get(f"{may(cast)}?page={page}")) for page in (1, 2))
    assert ("Halt 12." in first, "Time 0." in first) == (True, False)
    assert ("Halt 12." in second, "Time 0." in second) == (False, True)
    assert "There is nothing more." in words(window.get(f"{may(cast)}?page=3"))
    for page in ("0", "-1", "x", "9" * 20):
        assert window.get(f"{may(cast)}?page={page}").status_code == 200
