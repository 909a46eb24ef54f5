"""A profile, a competency and the framework: what each reader is told, and what of nothing yet."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from lms.base.db import db
from lms.base.prose import Words
from lms.competencies import evidence, rating
from lms.competencies.framework import competency
from lms.people.actor import Actor
from lms.progress import rules
from tests.cast import Cast
from tests.competencies.rated import judged, rate, rated, self_rated, talked, tick
from tests.competencies.visiting import SEEN, one, person, review
from tests.shadowing.logged import accepted
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]
LOOKING = ("learner", "supervisor", "officer", "auditor", "administrator")
ETHICS = "Ethical practice and professional boundaries"
OWN = "That is how I see it."


def test_nothing_was_rated_yet(cast: Cast, visit: Visit) -> None:
    window = visit(cast.learner)
    page = words(window.follow(window.get("/competencies")))
    for part in (
        "My competencies",
        "0 of 14 rated",
        "30-day review Opens Wed, Apr 1",
        "Assessments Nothing granted yet May shadow 1 of 1",
        f"{ETHICS} Not observed yet",
    ):
        assert part in page
    assert "To talk about" not in page
    page = words(window.get(one(cast)))
    for part in ("Nobody has rated this yet.", "It is rated in your next review", "Nothing yet.",
                 "Rate myself now", "Not there yet", "Read", "An entry of the log"):  # fmt: skip
        assert part in page
    assert "Nobody has rated you yet." in words(window.get(person(cast, "record")))
    assert "Nothing was written here" in words(window.get(person(cast, "texts")))
    boss = visit(cast.supervisor)
    assert "What practice shows, and what Marisol Vega may do." in words(boss.get(person(cast)))
    assert "Nobody has rated Marisol Vega yet." in words(boss.get(person(cast, "record")))


def test_whoever_is_on_no_guide_has_a_page_all_the_same(cast: Cast, visit: Visit) -> None:
    for who in (cast.administrator, cast.auditor, cast.other_officer, cast.supervisor):
        window = visit(who)
        page = words(window.follow(window.get("/competencies")))
        assert "You are on no guide now, so no review is due." in page
        mine = f"/competencies/people/{who.id}"
        for path in ("of/ethics", "of/ethics/rate", "readiness/intake", "record", "texts"):
            assert window.get(f"{mine}/{path}").status_code == 200
        assert window.post(f"{mine}/of/ethics/rate", level="3").status_code == 303
        assert window.get(f"{mine}/of/ethics/paper").status_code == 403
        assert window.post(f"{mine}/readiness/intake/grant").status_code == 403


@pytest.mark.both
@pytest.mark.parametrize("who", LOOKING)
def test_what_each_reader_is_told(
    who: str, cast: Cast, visit: Visit, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    rate(boss, cast.learner, "safety", 3)
    noon.shift(timedelta(days=31))
    rate(boss, cast.learner, "ethics", 1)
    rate(boss, cast.learner, "safety", 4)
    rating.give(me, cast.learner, "ethics", judged(3, me.today, comment=Words(OWN)))
    db.session.commit()
    window, both = visit(cast.people()[who]), who in ("learner", "supervisor")
    page = words(window.get(person(cast)))
    assert "2 of 14 rated" in page
    assert f"{ETHICS} Beginning not observed{' Competent' if both else ''} Developing" in page
    assert f"response Strong Competent{' not observed' if both else ''} Competent" in page
    own = "By myself" if who == "learner" else "Own view"
    assert (own in page) is both
    assert ("To talk about" in page, "Competent and beginning" in page) == (both, both)
    page = words(window.get(one(cast)))
    assert "By Daniel Okafor" in page
    by_self = "By yourself" if who == "learner" else "By themselves"
    assert (by_self in page, OWN in page, SEEN in page) == (both, both, both)
    assert ("I saw it on the job" in page) is (who == "supervisor")
    assert ("seen on the job" in page) is (who != "supervisor")
    assert ("Rate it now" in page, "Rate myself now" in page) == (
        who == "supervisor", who == "learner",
    )  # fmt: skip
    assert ("Take this rating back" in page) is both
    assert ("Copy a rating from paper" in page) is (who == "officer")


@pytest.mark.parametrize("who", ["colleague", "other_supervisor", "other_officer"])
def test_strangers_learn_nothing(who: str, cast: Cast, visit: Visit, boss: Actor) -> None:
    rate(boss, cast.learner, "ethics", 1)
    window = visit(cast.people()[who])
    for path in (person(cast), one(cast), person(cast, "record.csv"), person(cast, "texts")):
        answer = window.get(path)
        assert (answer.status_code, "Marisol" in answer.text) == (404, False)


def test_what_a_rating_rests_on(cast: Cast, visit: Visit, me: Actor, boss: Actor) -> None:
    tick(me, cast.work, "nasw-code", "client-boundaries")
    shown = evidence.lines(cast.learner.id, [competency("ethics")[1]])[0]
    rate(boss, cast.learner, "ethics", 2, evidence=tuple(line.fact_id for line in shown))
    rules.untick(me, cast.work, "client-boundaries")
    db.session.commit()
    for who, path in ((cast.learner, "/onboarding"), (cast.supervisor, "/record")):
        page = visit(who).get(one(cast))
        assert f'href="{path}/{cast.work.id}/tasks/nasw-code"' in page.text
        assert "something that counts no more" in words(page)
        assert "National Association of Social Workers Code of Ethics Read, done" in words(page)


def test_an_entry_and_a_signature_are_evidence(
    cast: Cast, visit: Visit, me: Actor, boss: Actor
) -> None:
    entry = accepted(me, boss)
    talked(boss, cast.work, "boundary-challenges")
    page = visit(cast.auditor).get(one(cast, "safety"))
    assert "Assessment Log entry, watched Tue, Mar 3" in words(page)
    assert f'href="/log/entries/{entry.id}"' in page.text
    assert "Discuss, signed off" in words(visit(cast.learner).get(one(cast)))


def test_pages_of_one_competency(cast: Cast, visit: Visit, boss: Actor) -> None:
    for number in range(27):
        rate(boss, cast.learner, "ethics", 1, comment=Words(f"Time {number:02}."))
    window = visit(cast.learner)
    first, second, third = (words(window.get(f"{one(cast)}?page={page}")) for page in (1, 2, 3))
    assert ("Time 26." in first, "Time 00." in first) == (True, False)
    assert ("Time 26." in second, "Time 00." in second) == (False, True)
    assert "There is nothing more." in third
    for odd in ("0", "-1", "x", "1.5"):
        assert "Time 26." in words(window.get(f"{one(cast)}?page={odd}"))
    assert "There is nothing more." in words(window.get(f"{one(cast)}?page={'9' * 20}"))


def test_a_refusal_is_said_at_a_rating_of_the_second_page_too(
    cast: Cast, visit: Visit, boss: Actor
) -> None:
    oldest = rate(boss, cast.learner, "ethics", 2)
    for number in range(26):
        rate(boss, cast.learner, "ethics", 1, comment=Words(f"Time {number:02}."))
    window, path = visit(cast.supervisor), f"/competencies/ratings/{oldest.id}/take-back?page=2"
    assert path in window.get(f"{one(cast)}?page=2").text
    answer = window.post(path, **{f"take__back__{oldest.id}__reason": "A204 881 731 was glad."})
    assert (answer.status_code, "A-number" in words(answer)) == (422, True)


def test_the_framework_is_for_everyone(cast: Cast, visit: Visit) -> None:
    for who in cast.people().values():
        page = words(visit(who).get("/competencies/framework"))
        for part in ("Edition 1", "The scale", "Not observed yet", ETHICS, "Readiness"):
            assert part in page
        assert "Aimed at by the end of onboarding: competent" in page


def test_the_reviews_of_a_person_by_how_far_they_are(
    cast: Cast, visit: Visit, me: Actor, boss: Actor, noon: time_machine.Traveller
) -> None:
    noon.shift(timedelta(days=28))

    def said() -> list[str]:
        pages = [words(visit(who).get(person(cast))) for who in (cast.learner, cast.supervisor)]
        return [page.split("30-day review Opened Wed, Apr 1")[1][:64] for page in pages]

    mine, theirs = said()
    assert "Rate yourself first; then your supervisor rates. Open" in mine
    assert "They rate themselves first. Open" in theirs
    self_rated(me, cast.learner)
    mine, theirs = said()
    assert "Your supervisor rates next. Waiting" in mine
    assert "It waits to be rated. Waiting" in theirs
    rated(boss, cast.learner)
    mine, theirs = said()
    assert "Read it, and say that you have. Rated" in mine
    assert "It waits to be read. Rated" in theirs
    assert f'href="{review(cast)}"' in visit(cast.auditor).get(person(cast)).text


@pytest.mark.parametrize(
    "path",
    ["of/nothing", "of/Ethics", "of/é", "of/ethics/more", "of/nothing/rate", "of/nothing/paper",
     "readiness", "record.pdfs", "record.txt", "texts/999999/remove", "texts/0/remove",
     f"of/{'x' * 3000}", "texts/9999999999999/remove"],
)  # fmt: skip
def test_there_is_nothing_at_such_an_address(cast: Cast, visit: Visit, path: str) -> None:
    for who in (cast.learner, cast.supervisor, cast.officer):
        answer = visit(who).get(person(cast, path))
        wanted = (403, 404) if path.endswith(("nothing/rate", "nothing/paper")) else (404,)
        assert answer.status_code in wanted


def test_numbers_that_no_person_has(cast: Cast, visit: Visit) -> None:
    window = visit(cast.administrator)
    for number in ("0", "-1", "x", "2147483647", "2147483648", "9" * 30, "1.0", "٣"):
        assert window.get(f"/competencies/people/{number}").status_code == 404
        take_back = f"/competencies/ratings/{number}/take-back"
        assert window.post(take_back).status_code == 404
