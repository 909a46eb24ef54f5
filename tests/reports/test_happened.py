"""What happened to a person, from the record: in words, and without what anyone wrote."""

import ast
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import time_machine

from config import ROOT
from lms.base.prose import Words
from lms.competencies import granting, rating, reviewing
from lms.competencies.models import State
from lms.curriculum.framework_outline import Step
from lms.people import accounts
from lms.people.actor import Actor
from lms.people.models import Role
from lms.progress import rules, terms
from lms.progress.terms import Why
from lms.reports import happened
from lms.roster import profile
from lms.shadowing import confirming, sending
from lms.signoff import decisions
from tests.cast import Cast, actor
from tests.competencies.rated import judged, opened, rate, rated, self_rated
from tests.progress.playing import finish, send
from tests.shadowing.logged import accepted, begun, sent
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]


RECORDING = ("record", "NewLine", "event", "_tell", "settle")
OF_READINESS = {f"readiness-{state}" for state in State}  # put together where they are written
OF_OTHERS = {
    "courses-published", "due-days-changed", "edition-published", "holiday-added",
    "holiday-removed", "log-rules-changed", "office-added", "office-changed", "own-tasks-published",
    "own-course-added", "own-course-changed", "own-course-retired",
    "session-scheduled", "session-changed", "course-required", "course-required-no-more",
    "people-imported", "slot-filled", "slot-emptied", "public-holidays-added", "bank-published",
    "quiz-required", "framework-published", "review-days-changed",
}  # fmt: skip  # of an office or the system, not of a person


def verbs() -> set[str]:
    """Every verb that the code writes into the record."""
    found = set()
    for path in (ROOT / "lms").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func).rpartition(".")[2]
                words = [one.value for one in node.args[:3] if isinstance(one, ast.Constant)]
                found |= {word for word in words if name in RECORDING and isinstance(word, str)}
    return found | OF_READINESS


def test_what_happened_is_told_without_what_was_written(
    cast: Cast, me: Actor, boss: Actor, visit: Visit
) -> None:
    review = send(me, cast.work, "two-principles")
    decisions.give_back(boss, review, cast.work, "A word only she should read.")
    page = words(visit(cast.auditor).get(f"/team/{cast.work.id}"))
    assert "Daniel Okafor returned: Pick two principles" in page
    assert "Marisol Vega sent: Pick two" in page
    assert "only she should read" not in page


def test_every_sentence_is_of_a_verb_that_the_record_knows() -> None:
    rooms = [path for path in (ROOT / "lms").rglob("*.py") if path.name != "happened.py"]
    code = "".join(path.read_text(encoding="utf-8") for path in rooms)
    written = [verb for verb in happened.SAID if verb not in OF_READINESS]
    assert [verb for verb in written if f'"{verb}"' not in code] == []
    assert 'f"readiness-{row.state}"' in code


def test_who_left_the_guide_and_lost_a_role_is_told_in_words(cast: Cast, visit: Visit) -> None:
    administrator = actor(cast.administrator)
    accounts.give_role(administrator, cast.learner, Role.AUDITOR, cast.office)
    (held,) = profile.roles(cast.learner.id)
    accounts.take_back_role(administrator, cast.learner, held[0])
    terms.withdraw(administrator, cast.work, Why.OTHER)
    page = words(visit(cast.auditor).get(f"/team/{cast.work.id}"))
    assert "Ruth Adler took the access role auditor back" in page
    assert "Ruth Adler took this person off the guide (other)" in page


def test_the_person_as_they_were_at_the_end_of_a_past_day(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller, visit: Visit
) -> None:
    finish(me, boss, cast.work, "nasw-code")
    noon.shift(timedelta(days=1))
    send(me, cast.work, "two-principles")
    page = words(visit(cast.officer).get(f"/team/{cast.work.id}?on=2026-03-04"))
    assert "as it was at the end of Wed, Mar 4" in page
    assert "Marisol Vega ticked" in page
    assert "Marisol Vega sent" not in page
    assert "1 of 114 tasks done" in page
    assert visit(cast.officer).get(f"/team/{cast.work.id}?on=2025-01-01").status_code == 404


def test_a_day_ends_at_the_office_and_not_where_somebody_is(
    cast: Cast, me: Actor, noon: time_machine.Traveller, visit: Visit
) -> None:
    cast.learner.time_zone = "America/New_York"
    noon.move_to(datetime.fromisoformat("2026-03-05T06:30:00+00:00"))  # 11:30 PM there, on the 4th
    rules.tick(me, cast.work, "nasw-code")
    noon.shift(timedelta(days=1))
    assert "1 of 114 tasks done" in words(
        visit(cast.officer).get(f"/record/{cast.work.id}?on=2026-03-04")
    )


def test_days_are_told_in_words(cast: Cast, me: Actor, boss: Actor, visit: Visit) -> None:
    """As on the rest of the page; and whoever does the last step, the learner completes it."""
    section, other = cast.work.outline.sections[:2]
    for task in section.tasks:
        finish(me, boss, cast.work, task.key)
    for task in cast.work.outline.sections[2].tasks:
        finish(me, boss, cast.work, task.key)
    decisions.move_due(boss, cast.work, (other.key, ""), date(2027, 4, 15), "Agreed.")
    pages = [words(visit(cast.officer).get(f"/team/{cast.work.id}?page={n}")) for n in (1, 2, 3, 4)]
    told = " ".join(pages).partition("What happened")[2]
    assert f"Marisol Vega completed the section on Wed, Mar 4: {section.title}" in told
    assert "enrolled this person from Mon, Mar 2" in told
    assert "gave this person a post from Mon, Jan 5" in told
    assert "to Thu, Apr 15, 2027" in told
    assert not re.search(r"\d{4}-\d\d-\d\d", told)


def test_who_settled_the_last_task_is_named_beside_who_completed(
    cast: Cast, me: Actor, boss: Actor, visit: Visit
) -> None:
    last = "two-principles"
    section = cast.work.outline.section_of[last]
    tasks = [task.key for task in section.tasks]
    for key in tasks:
        if key != last:
            finish(me, boss, cast.work, key)
    decisions.waive(boss, cast.work, last, "Not part of this post.")
    page = words(visit(cast.officer).get(f"/team/{cast.work.id}"))
    assert (
        "Marisol Vega completed the section on Wed, Mar 4, "
        f"when Daniel Okafor settled what was left: {section.title}"
    ) in page
    for key in cast.work.tasks.keys() - set(tasks):
        finish(me, boss, cast.work, key)
    told = [line.said for line in happened.happened(cast.work, 1)[0]]
    assert [said for said in told if said.startswith("completed the guide on Wed, Mar 4")]


def test_every_verb_of_a_person_s_record_has_words() -> None:
    known = verbs()
    assert {"ticked", "enrolled", "leave-recorded", "link-made"} <= known
    assert known - OF_OTHERS - happened.SAID.keys() == set()


def test_the_log_is_told_in_words_and_without_what_it_says(
    cast: Cast, me: Actor, boss: Actor, visit: Visit
) -> None:
    accepted(me, boss)
    waits = sent(me, tasks=[])
    confirming.confirm_by_link(confirming.make_link(me, waits))
    sending.give_up(me, begun(me, tasks=[]))
    page = words(visit(cast.auditor).get(f"/team/{cast.work.id}"))
    title = "Sit in on two assessments of ICM clients."
    for said in (
        "Marisol Vega began a log entry", f"Marisol Vega let a log entry be for a task: {title}",
        "Marisol Vega sent a log entry, of Tue, Mar 3", "Marisol Vega gave up a log entry",
        "Daniel Okafor accepted a log entry, of Tue, Mar 3",
        f"Daniel Okafor let a log entry count for a task: {title}",
        "Marisol Vega made a link to confirm a log entry",
        "Whoever held the link confirmed a log entry; nobody checked who it was",
    ):  # fmt: skip
        assert said in page, said
    for secret in ("Case A", "Valley Health", "Informed consent"):
        assert secret not in page


def test_competencies_are_told_in_words_and_without_a_level(
    cast: Cast, me: Actor, boss: Actor, officer: Actor, noon: time_machine.Traveller, visit: Visit
) -> None:
    """What was rated, not how: a state and a date are all that this page is for."""
    noon.shift(timedelta(days=29))
    given = rate(boss, cast.learner, "service-delivery", 3)
    rating.take_back(boss, given, Words("I took her for a colleague."))
    rating.record(officer, cast.learner, boss.id, "ethics", judged(3, boss.today))
    self_rated(me, cast.learner, ethics=1)
    reviewing.take_up(me, opened(cast.learner, me))
    reviewing.finish_own(me, opened(cast.learner, me))
    rated(boss, cast.learner, ethics=3)
    reviewing.acknowledge(me, opened(cast.learner, me), Words("Thank you for your time."))
    page = words(visit(cast.auditor).get(f"/team/{cast.work.id}"))
    for said in (
        "Daniel Okafor rated a competency (service delivery)",
        "Daniel Okafor took back a rating of a competency (service delivery)",
        "Priya Raman copied a rating of a competency from paper (ethics)",
        "Marisol Vega began the 30-day review of competencies",
        "Marisol Vega rated a competency (ethics)",
        "Marisol Vega finished rating themselves in a review of competencies",
        "Marisol Vega went on rating themselves in a review of competencies",
        "Daniel Okafor finished rating in a review of competencies, and signed",
        "Marisol Vega read what was rated in a review of competencies",
    ):  # fmt: skip
        assert said in page, said
    for secret in ("ompetent", "eginning", "colleague", "two visits", "Thank you"):
        assert secret not in page, secret


def test_readiness_is_told_with_its_activity_and_step(
    cast: Cast, boss: Actor, visit: Visit
) -> None:  # fmt: skip
    why, who = Words("An incident on Tuesday."), cast.learner
    for end in (granting.suspend, granting.take_back):
        granting.grant(boss, who, "home-visit", Step.CO_LEAD, why)
        end(boss, who, "home-visit", why)
    page = words(visit(cast.auditor).get(f"/team/{cast.work.id}"))
    for said in (
        "granted readiness (home visit: may co-lead)",
        "suspended readiness (home visit: may co-lead)",
        "took back readiness, granted by mistake (home visit: may co-lead)",
    ):
        assert f"Daniel Okafor {said}" in page, said
    assert "incident" not in page
