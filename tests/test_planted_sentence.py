"""A sentence planted in a reflection is in no answer to anyone but its author and signer.

Pages, exports, logs, error pages: whoever else looks, wherever they look, finds nothing of it.
"""

import logging
from collections import defaultdict
from collections.abc import Callable

import pytest
from flask import Flask

from lms.base.db import db
from lms.people import rules as people
from lms.progress.models import Review
from lms.signoff import decisions, drafts, rules
from lms.signoff.drafts import Writing
from tests.cast import Cast, actor
from tests.doors import DOORS
from tests.met import EVERYONE
from tests.progress.playing import writing
from tests.visitor import Visitor

PLANTED = "The lantern fish hums in seven colors"
SAID = "The brass kettle answers on Sundays"
KEYS = ("two-principles", "three-ways-to-use-mi")
SIGNED_TOO = ("learner", "supervisor")


@pytest.fixture
def reviews(cast: Cast) -> list[Review]:
    """One reflection that waits and one that was returned, and a draft that was set aside."""
    me, boss, work = actor(cast.learner), actor(cast.supervisor), cast.work
    sent = []
    for key in KEYS:
        texts = [PLANTED] * len(drafts.prompts(work.tasks[key]))
        found = rules.submit(me, work, key, writing(work, key, *texts))
        assert found is not None
        sent.append(found)
    decisions.give_back(boss, sent[1], work, SAID)
    again = writing(work, KEYS[1], *[f"{PLANTED}!"] * len(drafts.prompts(work.tasks[KEYS[1]])))
    drafts.save_draft(me, work, KEYS[1], Writing(again.texts, again.version, choice=drafts.MINE))
    db.session.commit()
    return sent


@pytest.mark.parametrize("who", EVERYONE)
def test_nobody_else_reads_it(
    who: str, cast: Cast, reviews: list[Review], visit: Callable[..., Visitor],
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    person, found = cast.people().get(who), set()
    rows = defaultdict(
        lambda: 1, work=cast.work.id, learner=cast.learner.id
    )  # the first of whatever else a door names
    for method, path in _ways(rows, reviews):
        window = visit(person)
        answer = window.get(path) if method == "GET" else window.post(path)
        if person is not None:
            db.session.refresh(person)
        said = answer.get_data().decode(errors="replace")  # a workbook is no text
        if PLANTED in said or SAID in said:
            found.add(path)
    assert bool(found) is (who in SIGNED_TOO), found
    assert PLANTED not in caplog.text
    assert SAID not in caplog.text


def _ways(rows: dict[str, int], reviews: list[Review]) -> dict[tuple[str, str], None]:
    """Every method and address, for both reflections; one that names neither only once."""
    return {
        (one.method, one.path.format_map(rows | {"review": review.id}).replace(KEYS[0], key)): None
        for doors in DOORS.values()
        for one in doors
        for review, key in zip(reviews, KEYS, strict=True)
    }


def test_nor_does_the_next_supervisor(
    app: Flask, cast: Cast, reviews: list[Review], visit: Callable[..., Visitor]
) -> None:
    """Who comes later reads what waits, and nothing that was decided before."""
    people.give_post(
        cast.learner, cast.office, "case-manager", supervisor=cast.other_supervisor,
        starts_on=actor(cast.learner).today,
    )  # fmt: skip
    work, window = cast.work.id, visit(cast.other_supervisor)
    assert PLANTED in window.get(f"/approvals/{reviews[0].id}").text
    decided = window.get(f"/approvals/{reviews[1].id}")
    assert "Daniel Okafor" in decided.text
    assert PLANTED not in decided.text
    page = window.get(f"/record/{work}/tasks/{KEYS[1]}")
    assert page.status_code == 200
    assert PLANTED not in page.text
    assert SAID not in page.text
    assert PLANTED not in window.get(f"/record/{work}").text
    assert PLANTED not in visit(cast.supervisor).get(f"/record/{work}").text


def test_nor_does_an_officer_who_waives_the_task(
    cast: Cast, reviews: list[Review], visit: Callable[..., Visitor]
) -> None:
    """Ending what waits opens nobody's words; nor does taking back one's own."""
    decisions.waive(actor(cast.officer), cast.work, KEYS[0], "It was another guide.")
    window = visit(cast.officer)
    for path in (f"/approvals/{reviews[0].id}", f"/record/{cast.work.id}/tasks/{KEYS[0]}"):
        assert PLANTED not in window.get(path).text
    assert window.get(f"/approvals/{reviews[0].id}").status_code == 403
