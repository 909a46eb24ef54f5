"""The pages of the log, as each reader meets them."""

from collections.abc import Callable

from sqlalchemy import select

from lms.base.db import db
from lms.people.actor import Actor
from lms.shadowing.models import LogEntry, State
from tests.cast import Cast
from tests.filled import forms
from tests.shadowing.logged import TEXTS, accepted, begun, place, review_of, sent
from tests.visitor import Visitor

Visit = Callable[..., Visitor]
WHOLE = {
    "activity": "assessment", "part": "watched", "on": "2026-03-03", "agency": "Valley Health",
    "agency_job": "nurse", "minutes": "50", "mode": "in-person", "interpreter": "yes",
    "agreed": "agreed", **{f"text_{place}": text for place, text in TEXTS.items()},
}  # fmt: skip


def the_entry() -> LogEntry:
    return db.session.scalars(select(LogEntry).order_by(LogEntry.id.desc()).limit(1)).one()


def test_three_taps_then_the_rest(cast: Cast, visit: Visit) -> None:
    window = visit(cast.learner)
    page = window.get(f"/log/new?task={place(cast, 'two-assessments')}")
    assert "0 of 2 accepted" in page.text
    form = forms(page)["/log/new"]
    assert form.data["activity"] == "assessment"
    tapped = form.data | {"part": "watched", "beside": str(cast.supervisor.id)}
    answer = window.post("/log/new", **tapped)
    entry = the_entry()
    assert answer.location == f"/log/entries/{entry.id}"
    page = window.get(answer.location)
    assert "Daniel Okafor" in page.text
    form = forms(page)[f"/log/entries/{entry.id}/draft"]
    beside = {"agency": "", "agency_job": "", "colleague": str(cast.supervisor.id)}
    whole = form.data | WHOLE | beside
    answer = window.post(f"/log/entries/{entry.id}/send", **whole)
    assert answer.status_code == 303, answer.text
    db.session.refresh(entry)
    assert entry.state == State.PENDING
    assert "1 waiting" in window.get("/onboarding").text


def test_every_page_answers(cast: Cast, me: Actor, boss: Actor, visit: Visit) -> None:
    done, waiting, draft = accepted(me, boss), sent(me), begun(me)
    review = review_of(waiting).id
    pages = {
        "learner": ["/log", "/log/new", f"/log/entries/{done.id}", f"/log/entries/{waiting.id}",
                    f"/log/entries/{draft.id}", f"/log/people/{cast.learner.id}",
                    f"/log/people/{cast.learner.id}/paper", f"/log/people/{cast.learner.id}.csv",
                    f"/onboarding/{cast.work.id}/tasks/two-assessments/log",
                    f"/onboarding/{cast.work.id}/tasks/two-assessments",
                    f"/onboarding/{cast.work.id}/tasks/assessment-lessons", "/onboarding"],
        "supervisor": ["/approvals", f"/approvals/{review}/entry", f"/log/entries/{done.id}",
                       f"/log/people/{cast.learner.id}", "/log/team", "/log/team.csv",
                       "/log/team?unseen=close-out", f"/log/people/{cast.learner.id}.xlsx",
                       f"/record/{cast.work.id}", f"/record/{cast.work.id}/tasks/two-assessments"],
        "officer": [f"/offices/{cast.office.id}/log", f"/offices/{cast.office.id}", "/log/team"],
    }  # fmt: skip
    for who, listed in pages.items():
        window = visit(getattr(cast, who))
        for path in listed:
            assert window.get(path).status_code == 200, path
    shown = visit(cast.supervisor).get(f"/approvals/{review}")
    assert shown.location == f"/approvals/{review}/entry"
