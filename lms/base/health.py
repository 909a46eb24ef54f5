"""Is the system well? The database answers, and its tables are the ones this version expects."""

import logging
from functools import cache
from typing import Any

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from config import ROOT
from lms.base.db import db

log = logging.getLogger("preceptor.health")


def state() -> dict[str, Any]:
    """`{"ok", "database", "migrations"}`, each plain enough for a monitor to read."""
    try:
        fit = fits(db.session.connection())
    except SQLAlchemyError as error:
        log.error("database unreachable", extra={"kind": type(error).__name__})  # noqa: TRY400
        return {"ok": False, "database": "unreachable", "migrations": "unknown"}
    return {"ok": fit, "database": "ok", "migrations": "current" if fit else "behind"}


def fits(connection: Connection) -> bool:
    """Whether the tables are those of this version."""
    return set(MigrationContext.configure(connection).get_current_heads()) == expected()


@cache
def expected() -> frozenset[str]:
    """The revisions this version of the code was written for."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return frozenset(ScriptDirectory.from_config(config).get_heads())
