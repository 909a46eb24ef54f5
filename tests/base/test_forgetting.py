"""Forgetting: the files on the disk hold nothing of what was erased, whoever reads meanwhile."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from string import ascii_lowercase
from threading import Event

import psycopg
import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text

from lms.base import clock, commands, erasing, forgetting, prose
from lms.base.db import db
from lms.base.erasing import Why
from lms.base.prose import Prose
from lms.cli import preceptor
from tests.cast import Cast
from tests.on_disk import holds
from tests.visitor import Visitor

pytestmark = pytest.mark.both
CHANCE = random.Random(5)
LENGTHS = (12, 20, 30, 50, 80, 120, 300, 900, 3000, 19_000)


def some(name: str, length: int) -> str:
    """A text that no compression makes smaller, with its name at both ends and in between."""
    words = [
        f"{name} {''.join(CHANCE.choices(ascii_lowercase, k=60))}" for _ in range(length // 80)
    ]
    return " ".join([*words, name])


def erase(*texts: Prose) -> None:
    """For good, by the training officer."""
    erasing.erase(texts, actor_id=texts[0].author_id, why=Why.NAMES_A_CLIENT)
    db.session.commit()


def test_a_long_text_is_gone_with_all_its_former_versions(cast: Cast) -> None:
    """20 kB take many pages; a draft was saved many times before."""
    kept = prose.write(cast.learner.id, "draft", some("grown-a", 300))
    for place, length in enumerate((900, 19_000, 5_000, 40, 19_000), 1):
        db.session.commit()
        prose.rewrite(kept, some(f"grown-{ascii_lowercase[place]}", length))
    db.session.commit()
    assert holds("grown-f") == ["grown-f"]
    erase(kept)
    assert holds(*(f"grown-{one}" for one in "abcdef")) == []
    assert db.session.execute(text("SELECT count(*) FROM prose")).scalar() == 1


def test_among_many_texts_no_copy_is_left_where_pages_were_split(cast: Cast) -> None:
    """Short texts beside long ones: rows move from page to page while drafts grow."""
    kept, gone = dict[str, Prose](), set[str]()
    for step in range(2000):
        name = f"step{step:04}x"
        if kept and CHANCE.random() < 0.5:
            before = CHANCE.choice(list(kept))
            kept[name] = kept.pop(before)
            gone.add(before)
        else:
            kept[name] = Prose(author_id=cast.learner.id, purpose="draft", written_at=clock.now())
            db.session.add(kept[name])
        kept[name].text = some(name, CHANCE.choice(LENGTHS))
        if step % 10 == 0:
            db.session.commit()
    chosen = CHANCE.sample(sorted(kept), 60)
    erase(*(kept.pop(name) for name in chosen))
    assert holds(*chosen, *gone) == []
    assert len(holds(*kept)) == len(kept)


def test_what_was_not_committed_is_not_forgotten_either(cast: Cast, app: Flask) -> None:
    """A rollback leaves nothing to do for the next transaction."""
    kept = prose.write(cast.learner.id, "draft", "rolledback")
    db.session.commit()
    erasing.erase([kept], actor_id=cast.learner.id, why=Why.NUMBER)
    db.session.rollback()
    assert not {forgetting.ERASED, forgetting.COMMITTED} & db.session().info.keys()
    assert kept.text == "rolledback"


@contextmanager
def reading() -> Iterator[None]:
    """Somebody reads for long what there was at first, as for a file that is sent slowly."""
    options = {"sqlite_begin": "DEFERRED", "isolation_level": "REPEATABLE READ"}
    if db.engine.dialect.name == "sqlite":
        options.pop("isolation_level")
    with db.engine.connect().execution_options(**options) as connection:
        connection.execute(text("SELECT count(*) FROM prose")).scalar()
        yield


def test_whoever_reads_meanwhile_holds_up_nobody(cast: Cast, visit: Callable[..., Visitor]) -> None:
    """The request goes on; once they are done, the end of the next one finishes it."""
    kept = prose.write(cast.learner.id, "draft", some("heldup", 19_000))
    db.session.commit()
    with reading():
        erase(kept)
        assert holds("heldup") == ["heldup"]
        assert visit().get("/healthz").status_code == 200
        assert holds("heldup") == ["heldup"]
    visit().get("/healthz")
    assert holds("heldup") == []


def test_whoever_writes_in_another_database_holds_it_up_too(
    app: Flask, cast: Cast, kind: str, visit: Callable[..., Visitor]
) -> None:
    """PostgreSQL keeps old rows for as long as anything runs that began before, wherever."""
    if kind == "sqlite":
        pytest.skip("a file of SQLite is one database")
    kept = prose.write(cast.learner.id, "draft", some("next-door", 19_000))
    db.session.commit()
    url = db.engine.url.set(drivername="postgresql", database="postgres")
    with psycopg.connect(url.render_as_string(hide_password=False)) as other:
        other.execute("SELECT pg_current_xact_id()")
        erase(kept)
        left = app.extensions["forgetting"]
        assert (left.rewrite, holds("next-door")) == (True, ["next-door"])
    visit().get("/healthz")
    assert (left.rewrite, holds("next-door")) == (False, [])


def test_while_many_threads_answer(app: Flask, cast: Cast, visit: Callable[..., Visitor]) -> None:
    """Each has its own connection; none is refused anything, and the text is gone at once."""
    kept = prose.write(cast.learner.id, "draft", some("crowded", 19_000))
    db.session.commit()
    done = Event()

    windows = [visit(cast.learner) for _ in range(4)]
    paths = ("/onboarding", f"/record/{cast.work.id}")

    def ask_on(window: Visitor) -> set[int]:
        met = set()
        while not done.is_set():
            met |= {window.client.get(path).status_code for path in paths}
        return met

    with ThreadPoolExecutor(4) as crowd:
        asked = [crowd.submit(ask_on, window) for window in windows]
        erase(kept)
        left = app.extensions["forgetting"]
        done.set()
        met = set().union(*(one.result() for one in asked))
    assert met == {200}
    visit().get("/healthz")
    assert (left.rewrite, left.cut) == (False, False)
    assert holds("crowded") == []


def test_a_database_that_is_too_large_is_written_anew_at_a_quiet_hour(cast: Cast) -> None:
    """The request cuts the log only; whatever its size, a technician's command does all."""
    kept = prose.write(cast.learner.id, "draft", some("larkspur", 19_000))
    db.session.commit()
    assert forgetting.forget(largest=0)
    erase(kept)
    assert forgetting.forget(largest=None)
    assert holds("larkspur") == []


def test_the_command_for_a_quiet_hour(cast: Cast) -> None:
    """`preceptor texts forget`: it says whether all is gone, and fails while somebody reads."""
    kept = prose.write(cast.learner.id, "draft", some("quietude", 19_000))
    db.session.commit()
    erase(kept)
    done = CliRunner().invoke(preceptor, ["texts", "forget"], obj=nullcontext)
    assert (done.exit_code, "hold nothing" in done.output) == (0, True)
    assert holds("quietude") == []


def test_the_command_says_when_somebody_reads(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then it is to be run again."""
    monkeypatch.setattr(commands, "PATIENT", (0.0,))
    kept = prose.write(cast.learner.id, "draft", some("busybody", 19_000))
    db.session.commit()
    with reading():
        erase(kept)
        done = CliRunner().invoke(preceptor, ["texts", "forget"], obj=nullcontext)
        assert (done.exit_code, "Try again" in done.output) == (1, True)
    done = CliRunner().invoke(preceptor, ["texts", "forget"], obj=nullcontext)
    assert done.exit_code == 0
    assert holds("busybody") == []
