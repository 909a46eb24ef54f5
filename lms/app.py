"""The roof: puts settings, ground and rooms together. The only file that imports views."""

from pathlib import Path

from flask import Flask, jsonify
from flask_migrate import Migrate
from sqlalchemy.engine import make_url
from werkzeug.wrappers import Response

from config import ROOT, Settings, from_environment
from lms.base import (
    assets,
    errors,
    files,  # noqa: F401  # its table: a room's pages keep and send them
    filters,
    forgetting,
    gate,
    health,
    hint,
    logs,
    mail,  # noqa: F401  # its table: commands send it
)
from lms.base import db as ground
from lms.base.db import db
from lms.competencies import views as competencies
from lms.demo import office as demo
from lms.notices import views as notices
from lms.pathway import views as pathway
from lms.people import views as people
from lms.progress import access
from lms.progress import views as progress
from lms.quizzes import views as quizzes
from lms.reports import views as reports
from lms.roster import views as roster
from lms.shadowing import asking
from lms.shadowing import queries as log
from lms.shadowing import views as shadowing
from lms.signoff import views as signoff
from lms.training import views as training

ROOMS = (
    people.bp, progress.bp, signoff.bp, shadowing.bp, training.bp, quizzes.bp, pathway.bp,
    competencies.bp, roster.bp, reports.bp, notices.bp,
)  # fmt: skip


def create_app(settings: Settings | None = None) -> Flask:
    """A ready app. Raises ConfigurationError for settings that cannot work."""
    settings = settings or from_environment()
    app = Flask("lms", root_path=str(ROOT), static_folder=None, template_folder="templates")
    app.config.update(
        SQLALCHEMY_DATABASE_URI=_with_folder(settings.database_url),
        SQLALCHEMY_ENGINE_OPTIONS=ground.engine_options(settings.database_url, settings.threads),
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.extensions["settings"] = settings
    app.extensions["demo"] = demo.listed
    app.extensions["noted"] = log.noted  # what stands in the log, beside an answer about it
    app.extensions["citable"] = log.citable  # what of the log a course record may cite
    logs.init_app(app, settings.log_level)
    gate.init_app(app, settings)
    forgetting.init_app(app)  # before the database: at the end of a request it comes after it
    ground.init_app(app)
    errors.init_app(app)
    assets.init_app(app)
    filters.init_app(app, settings)
    people.login.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    for room in ROOMS:
        app.register_blueprint(room)
    app.add_url_rule("/healthz", "healthz", gate.public(healthz))
    app.add_url_rule("/guard", "guard", gate.signed_in(hint.hint), methods=["POST"])
    app.context_processor(waiting_for_me)
    gate.check_doors(app)
    return app


def healthz() -> tuple[Response, int]:
    """For whoever watches the server: can it read, and is the database the one it expects?"""
    state = health.state()
    return jsonify(state), 200 if state["ok"] else 503


def waiting_for_me() -> dict[str, int]:
    """The numbers beside Log, and beside Approvals for those who sign for others."""
    actor = gate.actor()
    if not actor.is_authenticated:
        return {}
    decides = actor.signs_for_others
    return {
        "approvals": access.count_waiting(actor) if decides else 0,
        "to_confirm": asking.count_asked(actor),
    }


def _with_folder(url: str) -> str:
    """SQLite makes the file, but not the folder it lies in."""
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite" and parts.database:
        Path(parts.database).parent.mkdir(parents=True, exist_ok=True)
    return url
