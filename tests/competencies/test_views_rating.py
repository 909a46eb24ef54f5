"""Rating one competency over HTTP: said, signed, copied from paper, taken back."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select

from lms.base.db import db
from lms.competencies import evidence
from lms.competencies.framework import competency
from lms.competencies.models import Basis, Rating
from lms.people.actor import Actor
from lms.progress import rules
from lms.progress.models import SignOff
from lms.progress.work import works_of
from tests.cast import PASSWORD, Cast, actor
from tests.competencies.rated import rate, tick
from tests.competencies.visiting import GOOD, NO_CHOICE, UNCHANGED, one, person
from tests.filled import forms
from tests.progress.history import nothing_changes
from tests.visitor import Visitor, words

GONE = "does not count any more"
pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]
SAID = str(GOOD["comment"])


def newest() -> Rating:
    """The rating that was given last."""
    db.session.expire_all()
    return db.session.scalars(select(Rating).order_by(Rating.id.desc()).limit(1)).one()


def shown_evidence(cast: Cast, key: str = "ethics") -> list[int]:
    """The lines of the ledger that show a competency of the learner's."""
    return [line.fact_id for line in evidence.lines(cast.learner.id, [competency(key)[1]])[0]]


@pytest.mark.both
def test_a_rating_from_the_form_to_the_page(cast: Cast, visit: Visit, me: Actor) -> None:
    tick(me, cast.work, "nasw-code")
    [fact] = shown_evidence(cast)
    window = visit(cast.supervisor)
    form = words(window.get(one(cast, verb="rate")))
    for part in ("Marisol Vega", "Which level fits?", "How do you know it?", "1 to choose from"):
        assert part in form
    assert forms(window.get(one(cast, verb="rate")))[one(cast, verb="rate")].data["on"] == (
        "2026-03-04"
    )
    answer = window.post(one(cast, verb="rate"), **GOOD, evidence=[str(fact)])
    assert answer.location == one(cast)
    page = words(window.follow(answer))
    for part in ("Rated.", "Competent Mar 3, 2026 By Daniel Okafor", SAID, "It rests on:"):
        assert part in page
    kept = newest()
    assert (kept.level, kept.on, kept.behaviours, kept.evidence, kept.by_self) == (
        3, date(2026, 3, 3), [0, 2], [fact], False,
    )  # fmt: skip
    assert sorted(kept.basis) == [Basis.DISCUSSED, Basis.OBSERVED]
    assert kept.sign_off_id is not None


def test_the_same_once_more_changes_nothing_and_says_so(cast: Cast, visit: Visit) -> None:
    for who, change in ((cast.supervisor, GOOD), (cast.learner, {"level": "2", "comment": SAID})):
        window = visit(who)
        window.post(one(cast, verb="rate"), **change)
        with nothing_changes():
            again = window.post(one(cast, verb="rate"), **change)
            assert UNCHANGED in words(window.follow(again))
        other = window.post(one(cast, verb="rate"), **change | {"level": "1"})
        assert "Rated." in words(window.follow(other))


def test_oneself_without_a_signature(cast: Cast, visit: Visit) -> None:
    window = visit(cast.learner, signing=False)
    data = forms(window.get(one(cast, verb="rate")))[one(cast, verb="rate")].data
    assert data.keys() == {"csrf_token", "comment"}
    sent: dict[str, object] = {"level": "4", "basis": ["guess"], "behaviours": ["77"], "on": "x"}
    assert window.post(one(cast, verb="rate"), **sent).status_code == 303
    kept = newest()
    assert (kept.by_self, kept.level, kept.on) == (True, 4, date(2026, 3, 4))
    assert (kept.basis, kept.behaviours, kept.sign_off_id) == ([], [], None)
    assert db.session.scalar(select(func.count()).select_from(SignOff)) == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"level": None}, "Choose the level that fits."),
        ({"level": "99"}, NO_CHOICE),
        ({"level": "x"}, NO_CHOICE),
        ({"level": "-1"}, NO_CHOICE),
        ({"basis": []}, "Say how you know it"),
        ({"basis": ["guess"]}, NO_CHOICE),
        ({"basis": ["test"]}, "shows no more than the second level"),
        ({"behaviours": []}, "say which behavio"),
        ({"behaviours": ["77"]}, NO_CHOICE),
        ({"behaviours": ["-1"]}, NO_CHOICE),
        ({"behaviours": ["x"]}, NO_CHOICE),
        ({"evidence": ["99999999999999999999"]}, GONE),
        ({"evidence": ["x"]}, GONE),
        ({"evidence": ["0"]}, GONE),
        ({"on": ""}, "Say on which day."),
        ({"on": "yesterday"}, "Not a valid date"),
        ({"on": "2026-03-05"}, "it cannot be to come"),
        ({"on": "9999-12-31"}, "it cannot be to come"),
        ({"on": "0001-01-01"}, "Choose the day on which it was judged"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field(
    cast: Cast, visit: Visit, me: Actor, change: dict[str, object], said: str
) -> None:
    tick(me, cast.work, "nasw-code")
    window = visit(cast.supervisor)
    whole = {k: v for k, v in (GOOD | change).items() if v is not None}
    with nothing_changes():
        answer = window.post(one(cast, verb="rate"), **whole)
    assert (answer.status_code, 'class="err"' in answer.text) == (422, True)
    assert said in words(answer)
    kept = forms(answer)[one(cast, verb="rate")].data
    sound = {"comment": SAID, "level": "3", "behaviours": "2", "basis": "discussed"}
    assert {name: kept.get(name) for name in sound if name not in change} == {
        name: value for name, value in sound.items() if name not in change
    }


def test_a_level_needs_words_or_evidence(cast: Cast, visit: Visit, me: Actor) -> None:
    tick(me, cast.work, "nasw-code")
    window, said = visit(cast.supervisor), "Choose what it rests on, or say it in a few words."
    refused = window.post(one(cast, verb="rate"), **GOOD | {"comment": " "})
    assert (refused.status_code, said in words(refused)) == (422, True)
    [fact] = shown_evidence(cast)
    alone = GOOD | {"comment": "", "evidence": [str(fact)]}
    assert window.post(one(cast, verb="rate"), **alone).status_code == 303
    bare: dict[str, object] = {"level": "0", "on": "2026-03-04"}
    assert window.post(one(cast, verb="rate"), **bare).status_code == 303
    assert "Not observed yet Mar 4, 2026 By Daniel Okafor" in words(window.get(one(cast)))


def test_evidence_of_somebody_else_is_none(cast: Cast, visit: Visit, me: Actor) -> None:
    tick(me, cast.work, "nasw-code")
    [fact] = shown_evidence(cast)
    [work] = works_of(cast.colleague.id)
    tick(actor(cast.colleague), work, "nasw-code")
    other = one(cast, verb="rate").replace(str(cast.learner.id), str(cast.colleague.id))
    with nothing_changes():
        answer = visit(cast.supervisor).post(other, **GOOD, evidence=[str(fact)])
        assert answer.status_code == 422


@pytest.mark.parametrize("keys", [("nasw-code",), ("nasw-code", "client-boundaries")])
def test_evidence_that_is_gone_meanwhile_is_not_left_out_unsaid(
    cast: Cast, visit: Visit, me: Actor, keys: tuple[str, ...]
) -> None:
    """Whoever signs ticked it: a rating without it is another one."""
    tick(me, cast.work, *keys)
    fact, window = shown_evidence(cast)[-1], visit(cast.supervisor)
    rules.untick(me, cast.work, "nasw-code")
    db.session.commit()
    with nothing_changes():
        answer = window.post(one(cast, verb="rate"), **GOOD, evidence=[str(fact)])
    assert answer.status_code == 422
    assert "does not count any more" in words(answer)


def test_the_guard_looks_at_the_comment(cast: Cast, visit: Visit) -> None:
    window = visit(cast.supervisor)
    blocked = GOOD | {"comment": "Client A204 881 731 was glad.", "cleared": "y"}
    with nothing_changes():
        answer = window.post(one(cast, verb="rate"), **blocked)
    assert (answer.status_code, "A-number" in words(answer)) == (422, True)
    warned = GOOD | {"comment": "Ask 801-555-0142."}
    answer = window.post(one(cast, verb="rate"), **warned)
    assert answer.status_code == 422
    assert "this identifies no client" in words(answer)
    assert window.post(one(cast, verb="rate"), **warned, cleared="y").status_code == 303


def test_a_signature_asks_for_the_password(cast: Cast, visit: Visit) -> None:
    window = visit(cast.supervisor, signing=False)
    assert "Your password" in words(window.get(one(cast, verb="rate")))
    for wrong in ("", "guess"):
        answer = window.post(one(cast, verb="rate"), **GOOD, password=wrong)
        assert (answer.status_code, SAID in answer.text) == (422, True)
    assert db.session.scalar(select(func.count()).select_from(Rating)) == 0
    assert window.post(one(cast, verb="rate"), **GOOD, password=PASSWORD).status_code == 303
    assert "Your password" not in words(window.get(one(cast, verb="rate")))


@pytest.mark.both
def test_copied_from_paper_with_who_made_it(cast: Cast, visit: Visit) -> None:
    window = visit(cast.officer)
    assert "Copy a rating from paper" in words(window.get(one(cast)))
    page = window.get(one(cast, verb="paper"))
    assert "what stands on paper, exactly as it stands there" in words(page)
    for name in ("Daniel Okafor", "Priya Raman"):
        assert f">{name}</option>" in page.text
    for name in ("Marisol Vega", "Yonas Tesfaye", "Luis Ortega"):
        assert f">{name}</option>" not in page.text
    with nothing_changes():
        for rater in ("", "x", "999", str(cast.learner.id), str(cast.colleague.id), "9" * 30):
            answer = window.post(one(cast, verb="paper"), **GOOD, rater=rater)
            assert (answer.status_code, SAID in answer.text) == (422, True), rater
            assert 'class="err"' in answer.text
    sent = GOOD | {"rater": str(cast.supervisor.id), "on": "2026-02-02"}
    told = words(window.follow(window.post(one(cast, verb="paper"), **sent)))
    assert "Copied from paper." in told
    assert "Feb 2, 2026 By Daniel Okafor, copied from paper by Priya Raman" in told
    with nothing_changes():
        again = window.post(one(cast, verb="paper"), **sent)
        assert UNCHANGED in words(window.follow(again))
    assert (newest().rater_id, newest().recorder_id) == (cast.supervisor.id, cast.officer.id)
    record = visit(cast.auditor).get(person(cast, "record"))
    assert "Daniel Okafor, copied from paper by Priya Raman" in words(record)


def test_paper_asks_for_the_password_too(cast: Cast, visit: Visit) -> None:
    window = visit(cast.officer, signing=False)
    sent = GOOD | {"rater": str(cast.supervisor.id)}
    assert window.post(one(cast, verb="paper"), **sent, password="guess").status_code == 422
    assert window.post(one(cast, verb="paper"), **sent, password=PASSWORD).status_code == 303


def back(rating: Rating) -> str:
    """Where a rating is taken back."""
    return f"/competencies/ratings/{rating.id}/take-back"


@pytest.mark.both
def test_taken_back_it_stays_to_be_seen(cast: Cast, visit: Visit, boss: Actor) -> None:
    rate(boss, cast.learner, "ethics", 1)
    rating = rate(boss, cast.learner, "ethics", 3)
    window = visit(cast.supervisor)
    field = f"take__back__{rating.id}__reason"
    with nothing_changes():
        answer = window.post(back(rating), **{field: " "})
    assert (answer.status_code, "Say why: it stays in the record." in words(answer)) == (422, True)
    answer = window.post(back(rating), **{field: "It was meant for Yonas."})
    assert answer.location == one(cast)
    assert "Taken back." in words(window.follow(answer))
    with nothing_changes():
        again = window.post(back(rating), **{field: "It was meant for Yonas."})
        assert UNCHANGED in words(window.follow(again))
    for who in (cast.learner, cast.officer, cast.auditor):
        page = words(visit(who).get(one(cast)))
        assert "Daniel Okafor took this rating back on" in page
        assert "It was meant for Yonas." in page
    profile = words(visit(cast.auditor).get(person(cast)))
    assert "Ethical practice and professional boundaries Wed, Mar 4 Beginning" in profile


def test_whoever_copied_it_takes_it_back_too(cast: Cast, visit: Visit) -> None:
    window = visit(cast.officer)
    window.post(one(cast, verb="paper"), **GOOD, rater=str(cast.supervisor.id))
    rating, field = newest(), f"take__back__{newest().id}__reason"
    assert "Take this rating back" in words(window.get(one(cast)))
    assert "Take this rating back" not in words(visit(cast.learner).get(one(cast)))
    assert window.post(back(rating), **{field: "Another sheet."}).status_code == 303
    assert newest().taken_back_by == cast.officer.id
