"""Migrations: there and back, the tables the models describe, and no row lost on the way."""

import re
import shutil
import textwrap
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from click.testing import CliRunner
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select, text

from config import ROOT
from lms.base import chain_check, clock, health
from lms.base.db import Base, db
from lms.cli import preceptor
from lms.progress import rules, timeline
from lms.progress.models import Review, SectionProgress
from lms.signoff import queries
from tests.cast import Cast, actor
from tests.progress.lines import rebuilt
from tests.progress.playing import send, sign

pytestmark = pytest.mark.both
Write = Callable[[str], str]


def tables() -> set[str]:
    """What is there, apart from Alembic’s own table."""
    found = inspect(db.session.connection()).get_table_names()
    db.session.rollback()
    return {name for name in found if name != "alembic_version"}


def current() -> set[str]:
    """The revisions that the database is at."""
    found = MigrationContext.configure(db.session.connection()).get_current_heads()
    db.session.rollback()
    return set(found)


def kept() -> dict[str, int]:
    """How many rows each table has."""
    rows = {
        name: db.session.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()
        for name in tables()
    }
    db.session.rollback()
    return rows


def test_from_nothing_to_now_and_back_and_again(app: Flask) -> None:
    """Every step can be taken in both directions."""
    db.session.rollback()
    downgrade(revision="base")
    assert (tables(), current()) == (set(), set())
    upgrade()
    assert tables() == set(Base.metadata.tables)
    assert current() == health.expected()
    downgrade(revision="base")
    assert tables() == set()
    upgrade()
    upgrade()
    assert current() == health.expected()


def test_there_is_one_newest_revision() -> None:
    """Two people’s migrations were put in one order."""
    assert len(health.expected()) == 1


def test_the_tables_are_those_that_the_models_describe(app: Flask) -> None:
    """Columns, types, keys and indexes: nothing was changed in the models only."""
    context = MigrationContext.configure(
        db.session.connection(), opts={"compare_type": True, "compare_server_default": True}
    )
    assert compare_metadata(context, Base.metadata) == []


def test_constraints_are_named_alike(app: Flask) -> None:
    """A later migration must be able to name what it drops."""
    found = inspect(db.session.connection())
    for name in Base.metadata.tables:
        names = [found.get_pk_constraint(name)["name"]]
        names += [key["name"] for key in found.get_foreign_keys(name)]
        names += [key["name"] for key in found.get_unique_constraints(name)]
        names += [key["name"] for key in found.get_indexes(name)]
        for one in names:
            assert one is not None, name
            assert one[:3] in {"pk_", "fk_", "uq_", "ix_"}, one


def test_the_command_does_the_same(app: Flask) -> None:
    """`preceptor db downgrade` and `upgrade`, as a technician runs them."""
    db.session.rollback()
    run = CliRunner().invoke
    for words, wanted in ((("downgrade", "base"), set()), (("upgrade",), health.expected())):
        done = run(preceptor, ["db", *words], obj=app.app_context)
        assert done.exit_code == 0, done.output
        assert current() == wanted


def reviews() -> list[dict[str, object]]:
    """Every review with every column it has at this revision."""
    rows = db.session.execute(text("SELECT * FROM review ORDER BY id")).mappings().all()
    db.session.rollback()
    return [dict(row) for row in rows]


def test_reviews_from_before_they_kept_their_task_survive(cast: Cast) -> None:
    """0002 fills in what they lacked: when they were sent, and the task as worded then."""
    me, boss = actor(cast.learner), actor(cast.supervisor)
    sign(boss, cast.work, send(me, cast.work, "two-principles"))
    waits = send(me, cast.work, "boundary-challenges").id
    now = clock.now()
    db.session.add(
        Review(kind="entry", person_id=me.id, piece=1, source_id=waits, title="Shadowing",
               signers="supervisor", sent_at=now, opened_at=now)
    )  # fmt: skip
    db.session.commit()
    wanted, counts = reviews(), kept()
    added = {"sent_at", "task_id"}
    downgrade(revision="0001_ground")
    assert reviews() == [{k: v for k, v in row.items() if k not in added} for row in wanted]
    upgrade()
    assert rebuilt(missing_only=True) == 2
    db.session.commit()
    counts["event"] += 2
    assert (reviews(), kept()) == (wanted, counts)
    assert [row["sent_at"] for row in wanted] == [row["opened_at"] for row in wanted]
    assert [row["task_id"] is None for row in wanted] == [False, False, True]
    (attempt,) = queries.attempts(cast.work.id, "two-principles")
    assert attempt.signed is not None
    sign(boss, cast.work, db.session.get_one(Review, waits))
    assert list(timeline.faults()) == []
    db.session.rollback()
    downgrade(revision="0001_ground")
    assert {row["id"] for row in reviews()} == {row["id"] for row in wanted}


def lines() -> list[tuple[object, ...]]:
    """What the kept lines say, and from when until when; not which rows say it."""
    names = [column.key for column in SectionProgress.__table__.columns if column.key != "id"]
    columns = [getattr(SectionProgress, name) for name in names]
    rows = db.session.execute(select(*columns)).all()
    db.session.rollback()
    return sorted((tuple(row) for row in rows), key=repr)


def test_the_command_writes_the_lines_that_an_older_version_did_not_keep(
    cast: Cast, noon: time_machine.Traveller
) -> None:
    """`preceptor db upgrade`: with their history, once; a second time there is nothing to do."""
    me, boss = actor(cast.learner), actor(cast.supervisor)
    rules.tick(me, cast.work, "nasw-code")
    noon.shift(timedelta(days=1))
    waits = send(me, cast.work, "two-principles")
    noon.shift(timedelta(days=1))
    sign(boss, cast.work, waits)
    db.session.commit()
    wanted, counts = lines(), kept()
    assert len(wanted) == 2 * 7 + 2 + 2
    noon.shift(timedelta(days=1))
    run, left = CliRunner().invoke, 12  # those of the sections that hold, until they are outdated
    for words, said in (
        (("downgrade", "0002_trust"), ""),
        (("upgrade", "0003_team"), ""),  # to a version of one's own choice: nothing but tables
        (("upgrade",), "The kept lines of 2 enrollments were written from the ledger.\n"),
        (("upgrade",), ""),
    ):
        done = run(preceptor, ["db", *words], obj=nullcontext)
        assert (done.exit_code, done.stdout) == (0, said), (words, done.output)
        db.session.rollback()
        assert kept()["section_progress"] == (len(wanted) if words == ("upgrade",) else left)
        left = 0
    assert lines() == wanted
    assert kept() == counts | {"event": counts["event"] + 2}
    assert list(timeline.faults()) == []
    assert list(chain_check.faults()) == []


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A copy of the migrations, to which a test adds one; the function gives their folder."""
    folder = tmp_path / "migrations"
    shutil.copytree(ROOT / "migrations", folder, ignore=shutil.ignore_patterns("__pycache__"))
    (newest,) = health.expected()

    def add(steps: str) -> str:
        body = textwrap.indent(steps, "    ")
        (folder / "versions" / "9999_tests.py").write_text(
            "import sqlalchemy as sa\nfrom alembic import op\n"
            f"revision, down_revision = '9999_tests', '{newest}'\ndef upgrade():\n{body}\n"
        )
        return str(folder)

    return add


REBUILT = """\
for name, column in (("person", "name"), ("office", "name"), ("prose", "purpose")):
    with op.batch_alter_table(name) as table:
        table.add_column(sa.Column("added", sa.Integer(), nullable=True))
        table.alter_column(column, type_=sa.String(250))"""


def test_rebuilding_a_table_keeps_the_rows_that_hang_on_it(cast: Cast, write: Write) -> None:
    """SQLite drops and renames the table of the persons; posts, grants and events stay."""
    db.session.commit()
    before = kept()
    assert min(before[name] for name in ("post", "grant", "event", "enrollment", "topic")) > 0
    upgrade(directory=write(REBUILT))
    assert kept() == before
    assert current() == {"9999_tests"}
    columns = {column["name"] for column in inspect(db.session.connection()).get_columns("person")}
    assert "added" in columns


CASCADING = """\
op.create_table("parent", sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("name", sa.String(20)))
op.create_table("child", sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("parent_id", sa.Integer(), sa.ForeignKey("parent.id", ondelete="CASCADE")))
op.execute("INSERT INTO parent (id) VALUES (1)")
op.execute("INSERT INTO child (id, parent_id) VALUES (1, 1)")
with op.batch_alter_table("parent") as table:
    table.alter_column("name", type_=sa.String(250))"""


def test_rebuilding_a_table_with_cascading_children_keeps_them(app: Flask, write: Write) -> None:
    """The loss that was seen with foreign keys switched on."""
    db.session.rollback()
    upgrade(directory=write(CASCADING))
    assert {name: kept()[name] for name in ("parent", "child")} == {"parent": 1, "child": 1}


def test_foreign_keys_are_on_again_afterwards(app: Flask, kind: str, write: Write) -> None:
    """In the same process, on every connection."""
    db.session.rollback()
    upgrade(directory=write(REBUILT))
    if kind == "sqlite":
        assert db.session.execute(text("PRAGMA foreign_keys")).scalar() == 1


WRONG = {
    "midway": (
        "op.add_column('person', sa.Column('added', sa.Integer()))\nraise LookupError('midway')"
    ),
    "orphan|foreign key": "op.execute('DELETE FROM person')",
    "no_such_table": "op.drop_table('sign_in_run')\nop.execute('SELECT * FROM no_such_table')",
}


@pytest.mark.parametrize("said", WRONG)
def test_a_migration_that_fails_changes_nothing(
    cast: Cast, write: Write, caplog: pytest.LogCaptureFixture, said: str
) -> None:
    """It fails whole, so that it can be mended and run again."""
    db.session.commit()
    before, revision = kept(), current()
    with pytest.raises((Exception, SystemExit)) as caught:
        upgrade(directory=write(WRONG[said]))
    assert re.search(said, f"{caught.value} {caplog.text}")
    assert (kept(), current()) == (before, revision)
    columns = {column["name"] for column in inspect(db.session.connection()).get_columns("person")}
    assert "added" not in columns
