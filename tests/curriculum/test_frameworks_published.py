"""The framework in the database and by command: editions kept, the scale locked once in use."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from lms.base import chain_check, clock
from lms.base.db import db
from lms.base.errors import Refusal
from lms.base.events import Event
from lms.competencies.models import Rating
from lms.curriculum import commands, content_files, frameworks
from lms.curriculum.framework_outline import FrameworkOutline, LevelOutline, from_json, to_json
from lms.curriculum.framework_reading import read_framework
from lms.curriculum.frameworks import FrameworkRow
from lms.curriculum.models import Framework
from lms.curriculum.reading import COMPETENCIES, COMPETENCIES_FILE
from tests.cast import Cast
from tests.curriculum.test_framework_files import SMALL
from tests.curriculum.test_publishing import mend, preceptor_says
from tests.databases import GUIDE
from tests.together import together

WHOLE = "competencies: 5 domains, 14 competencies."


@pytest.fixture(scope="module")
def ours() -> FrameworkOutline:
    return read_framework(commands.CONTENT / COMPETENCIES_FILE, None, None)


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of content/, to be changed."""
    copy = shutil.copytree(commands.CONTENT, tmp_path / "content")
    for place in (commands, content_files):
        monkeypatch.setattr(place, "CONTENT", copy)
    return copy


def number() -> int:
    """Which edition is the latest; 0: none."""
    row = frameworks.latest()
    return row.number if row else 0


def current() -> FrameworkRow:
    row = frameworks.latest()
    assert row is not None
    return row


def told() -> list[dict[str, Any]]:
    """What the record says about publishing the framework."""
    verb = Event.verb == "framework-published"
    return list(db.session.scalars(select(Event.data).where(verb).order_by(Event.number)))


def kept() -> int:
    return db.session.scalars(select(func.count()).select_from(Framework)).one()


def rate(cast: Cast) -> None:
    """Let somebody be rated by the latest edition."""
    db.session.add(
        Rating(
            person_id=cast.learner.id, competency_key="ethics", framework_id=current().id,
            by_self=True, rater_id=cast.learner.id, level=2, on=date(2026, 3, 4), basis=[],
            behaviours=[], evidence=[], recorded_at=clock.now(), given_at=clock.now(),
        )
    )  # fmt: skip
    db.session.flush()


def harder(outline: FrameworkOutline) -> FrameworkOutline:
    """The framework with another meaning of its highest level."""
    *others, last = outline.levels
    return replace(outline, levels=(*others, replace(last, meaning="Never fails.")))


def test_an_outline_survives_its_json(ours: FrameworkOutline) -> None:
    for outline in (ours, SMALL):
        stored = from_json(json.loads(json.dumps(to_json(outline))))
        assert stored == outline
        assert frameworks.digest(stored) == frameworks.digest(outline)


@pytest.mark.both
def test_what_is_published_is_what_the_file_says(app: Flask, ours: FrameworkOutline) -> None:
    before = number()
    frameworks.publish(SMALL)
    edition = frameworks.publish(ours)
    assert edition is not None
    row = current()
    assert row == (edition.id, before + 2, frameworks.digest(ours), edition.published_at)
    assert row.outline == ours
    assert row.outline is current().outline  # kept in memory
    assert frameworks.framework(row.id) == row
    assert frameworks.framework(2**31 - 1) is None
    assert told()[-1] == {"edition": row.number, "digest": row.digest}


@pytest.mark.both
def test_the_same_again_changes_nothing(app: Flask, ours: FrameworkOutline) -> None:
    frameworks.publish(ours)
    before = (kept(), current(), told())
    assert frameworks.publish(ours) is None
    assert (kept(), current(), told()) == before


@pytest.mark.both
def test_editions_are_kept(app: Flask, ours: FrameworkOutline) -> None:
    frameworks.publish(ours)
    old = current()
    first, *domains = ours.domains
    less = replace(ours, domains=(replace(first, competencies=first.competencies[1:]), *domains))
    assert frameworks.publish(less)
    assert current().number == old.number + 1
    assert next(iter(current().outline.competencies)) == "confidentiality"
    assert old.outline == ours
    assert frameworks.publish(ours)
    assert (current().number, current().digest) == (old.number + 2, old.digest)
    assert list(chain_check.faults()) == []


def test_a_published_edition_never_changes(app: Flask) -> None:
    edition = frameworks.publish(SMALL)
    assert edition is not None
    edition.number = 99
    with pytest.raises(RuntimeError, match="never changes"):
        db.session.flush()
    db.session.rollback()


def test_before_anything_is_published_there_is_none(app: Flask) -> None:
    db.session.execute(delete(Framework))
    assert frameworks.latest() is None
    edition = frameworks.publish(SMALL)
    assert edition is not None
    assert (edition.number, number()) == (1, 1)


@pytest.mark.both
def test_the_scale_may_change_until_somebody_is_rated(cast: Cast, ours: FrameworkOutline) -> None:
    frameworks.publish(ours)
    assert frameworks.publish(harder(ours))
    rate(cast)
    before = (kept(), number(), told())
    said = "The scale is in use: people were rated on it"
    others = (ours, replace(harder(ours), scale="Another."), harder(SMALL))
    for other in others:
        with pytest.raises(Refusal, match=said) as caught:
            frameworks.publish(other)
        assert f"as edition {number()} has them, and publish again" in caught.value.message
    assert (kept(), number(), told()) == before


def test_all_else_may_change_on_a_scale_in_use(cast: Cast, ours: FrameworkOutline) -> None:
    frameworks.publish(ours)
    rate(cast)
    assert frameworks.publish(ours) is None
    assert frameworks.publish(replace(ours, domains=ours.domains[1:], title="Fewer"))
    assert db.session.scalars(select(Rating.competency_key)).all() == ["ethics"]


def test_a_level_more_is_another_scale(cast: Cast, ours: FrameworkOutline) -> None:
    frameworks.publish(ours)
    rate(cast)
    more = (*ours.levels, LevelOutline("best", 5, "Best", "Best."))
    with pytest.raises(Refusal, match="The scale is in use"):
        frameworks.publish(replace(ours, levels=more))


@pytest.mark.both
def test_two_who_publish_at_once(app: Flask) -> None:
    def publisher(title: str) -> Callable[[], bool]:
        return lambda: frameworks.publish(replace(SMALL, title=title)) is not None

    before = number()
    done = together(app, *(publisher("Anew") for _ in range(3)))
    assert sorted(done, key=str) == [False, False, True]
    assert number() == before + 1


def test_check() -> None:
    said = preceptor_says("content", "check", COMPETENCIES)
    assert (said.exit_code, said.stdout) == (0, f"{WHOLE}\n")
    assert preceptor_says("content", "check").stdout.splitlines()[-1] == WHOLE
    assert WHOLE not in preceptor_says("content", "check", GUIDE).stdout


def test_a_fault_of_the_competencies_is_told(content: Path) -> None:
    line = mend(content / COMPETENCIES_FILE, "nasw-code", "nasw-cod")
    for words in ((), (COMPETENCIES,)):
        said = preceptor_says("content", "check", *words)
        assert (said.exit_code, said.stdout) == (1, "")
        error, last = said.stderr.splitlines()
        wanted = f"`nasw-cod` is no task of {GUIDE}; write `nasw-code`"
        assert error == f"{content / COMPETENCIES_FILE}:{line}: {wanted}"
        assert last == "1 to mend; nothing was changed."
    assert preceptor_says("content", "check", GUIDE).exit_code == 0


def test_a_task_that_left_the_guide_is_missed(content: Path) -> None:
    mend(content / GUIDE / "2-general-case-management.md", "{#nasw-code", "{#code-of-ethics")
    said = preceptor_says("content", "check", COMPETENCIES)
    assert f"`nasw-code` is no task of {GUIDE}; write " in said.stderr


def test_faults_of_a_guide_bring_none_of_what_names_it(content: Path) -> None:
    file = content / GUIDE / "2-general-case-management.md"
    line = mend(file, "{#nasw-code", "{#nasw_code")
    said = preceptor_says("content", "check", COMPETENCIES)
    assert said.exit_code == 1
    error, _ = said.stderr.splitlines()
    assert error.startswith(f"{file}:{line}: ")


def test_a_folder_called_competencies_is_refused(content: Path) -> None:
    shutil.copytree(content / GUIDE, content / COMPETENCIES)
    said = preceptor_says("content", "check")
    wanted = "`competencies` is what the list in competencies.md is called; name it otherwise"
    assert (said.exit_code, wanted in said.stderr) == (1, True)


def test_show_as_json(ours: FrameworkOutline) -> None:
    said = preceptor_says("content", "show", COMPETENCIES, "--json")
    shown = json.loads(said.stdout)
    assert [level["number"] for level in shown["levels"]] == [0, 1, 2, 3, 4]
    assert [len(domain["competencies"]) for domain in shown["domains"]] == [3, 3, 4, 2, 2]
    first = shown["domains"][0]["competencies"][0]
    assert (first["key"], first["code"], len(first["behaviours"])) == ("ethics", "C01", 4)
    assert first["evidence"]["tasks"]["keys"][0] == "nasw-code"
    assert from_json(shown) == ours


def test_show_in_plain_words() -> None:
    lines = preceptor_says("content", "show", COMPETENCIES).stdout.splitlines()
    assert lines[0] == "Professional foundation (3 competencies)"
    title = "Confidentiality and safe handling of information"
    assert lines[2] == f"   C02 {title} (target: Competent)"
    assert len(lines) == 5 + 14


def test_publish(app: Flask, content: Path) -> None:
    mend(content / COMPETENCIES_FILE, "Comes to supervision", "Goes to supervision")
    wanted = number() + 1
    for words in (f"edition {wanted} published", "nothing changed"):
        said = preceptor_says("content", "publish", COMPETENCIES)
        assert (said.exit_code, said.stdout) == (0, f"{COMPETENCIES}: {words}.\n")
        db.session.rollback()  # what was published was committed
    assert number() == wanted
    assert preceptor_says("content", "publish").stdout.splitlines()[-1] == said.stdout.strip()


def test_a_refusal_is_said(cast: Cast, content: Path) -> None:
    preceptor_says("content", "publish", COMPETENCIES)
    rate(cast)
    db.session.commit()
    mend(content / COMPETENCIES_FILE, "Finds a way", "Always finds a way")
    said = preceptor_says("content", "publish", COMPETENCIES)
    assert (said.exit_code, said.stdout) == (1, "")
    assert "Error: The scale is in use" in said.stderr
