"""What the guard caught is nowhere: no log, no table, no byte of the database's file."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from lms.base.db import db
from lms.base.guard import check
from lms.roster import identifiers
from tests.base.test_guard_kinds import STOPPED
from tests.base.test_prose import everything
from tests.cast import Cast
from tests.visitor import Visitor

OWN = "SL-2048-81"
SHORT = 5
CAUGHT = {
    **{name: texts[0].replace("⟦", "").replace("⟧", "") for name, texts in STOPPED.items()},
    "A-number": "A204881736", "USCIS number": "204-881-736",
    "Social Security number": "417-32-5508",
    "ITIN": "941-78-3302", "I-94 number": "73018842956", "receipt number": "IOE0988174425",
    "SEVIS number": "N0037715204", "passport number": "passport P4471902",
    "birth date": "born 7/19/1988", "state case number": OWN,
}  # fmt: skip


@pytest.fixture
def logged(app: Flask, caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """All that is logged at any level, ours included, which otherwise goes nowhere else."""
    ours = logging.getLogger("preceptor")
    for name in (None, "preceptor", "preceptor.requests"):
        caplog.set_level(logging.DEBUG, name)
    ours.addHandler(caplog.handler)
    yield caplog
    ours.removeHandler(caplog.handler)


def telling(text: str) -> str:
    """The part of a sample that nothing else could hold: its last word, or all of it where four
    digits could stand in some digest by chance.
    """
    last = text.rsplit(maxsplit=1)[-1]
    return last if len(last) > SHORT else text


def seen_everywhere(app: Flask, capfd: pytest.CaptureFixture[str], logged: str) -> str:
    """All that is left of some requests."""
    db.session.commit()
    engine, left = db.engine, [logged, *capfd.readouterr(), *everything()]
    db.session.rollback()
    if engine.dialect.name == "sqlite":
        file = Path(str(engine.url.database))
        left += [one.read_bytes().decode("latin-1") for one in file.parent.glob(f"{file.name}*")]
    return "\n".join(left)


@pytest.mark.both
def test_a_reflection_with_every_identifier_leaves_nothing(
    cast: Cast, app: Flask, visit: Callable[..., Visitor], logged: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Saved, sent, previewed, hinted at, tried: each is stopped or only looked at."""
    identifiers.add(cast.office, "state case number", "SL-####-##", blocks=True, actor_id=None)
    learner, officer = visit(cast.learner), visit(cast.officer)
    task = f"/onboarding/{cast.work.id}/tasks/two-principles"
    for kind, identifier in CAUGHT.items():
        text = f"Today I met {identifier}"
        if kind != "state case number":
            assert kind in [found.name for found in check(text)]
        data = {"answer_0": text, "answer_1": text, "version": "0", "cleared": "y"}
        for way in ("draft", "send"):
            answer = learner.post(f"{task}/{way}", **data)
            assert answer.status_code == 422, (kind, way)
            assert f"{kind}. Leave it out" in answer.text
            assert telling(identifier) in answer.text, "the words are kept in the page"
        learner.post(f"{task}/preview", **data)
        assert kind in learner.post("/guard", text=text).text
        tried = officer.post(f"/offices/{cast.office.id}/identifiers/try", text=text)
        assert kind in tried.text
    left = seen_everywhere(app, capfd, logged.text + repr([one.__dict__ for one in logged.records]))
    assert "preceptor.requests" in left
    assert [kind for kind, identifier in CAUGHT.items() if telling(identifier) in left] == []
