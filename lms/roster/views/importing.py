"""People from a file: upload it, match its columns, look at what would change, import all of it."""

from collections.abc import Iterator

from flask import flash, redirect, render_template, request, stream_template, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import body, errors, gate, tables
from lms.base.db import db
from lms.base.errors import Refusal
from lms.people.actor import Actor
from lms.roster import access, columns, exporting, importing, uploads
from lms.roster.import_forms import MatchForm, UploadForm, match_form
from lms.roster.importing import Step
from lms.roster.planning import Plan
from lms.roster.uploads import Kept
from lms.roster.views.blueprint import bp

PAGE = 100
ONE = "/roster/import/<row:upload_id>"
EXAMPLE = (
    ["Ana Lima", "ana.lima@example.org", "Case manager", "Salt Lake City",
     "daniel.okafor@example.org", "2026-03-02", "icm-onboarding"],
    ["Daniel Okafor", "daniel.okafor@example.org", "Supervisor", "Salt Lake City", "",
     "2026-01-05", ""],
)  # fmt: skip
keepers = gate.only(access.keeps)


@bp.get("/roster/import")
@keepers
def imports() -> str:
    """Choose a file; or go on with one that was uploaded today."""
    return _imports_page(UploadForm())


@bp.post("/roster/import")
@body.takes_file
@keepers
def upload() -> Answer | tuple[str, int]:
    """Keep the file for its uploader, and go on to look at it."""
    form = UploadForm()
    kept: list[int] = []
    status = form.carry_out(lambda: kept.append(_store(form)))
    if status:
        return _imports_page(form), status
    return redirect(url_for(".look_at_import", upload_id=kept[0]), 303)


@bp.get("/roster/import/example.csv")
@keepers
def import_example() -> Answer:
    """A file as it may look."""
    return tables.download("people-example.csv", list(tables.as_csv(exporting.HEAD, EXAMPLE)))


@bp.get(ONE)
@keepers
def look_at_import(upload_id: int) -> str | tuple[str, int]:
    """Which column is which, and what an import would change."""
    found = uploads.mine(gate.actor(), upload_id)
    return _page(found, _match_form(found))


@bp.post(f"{ONE}/columns")
@keepers
def match_columns(upload_id: int) -> Answer | tuple[str, int]:
    """The officer knows better which column is which."""
    found = _shown(upload_id)
    form = _match_form(found)
    status = form.carry_out(lambda: uploads.match(found, form.matched()))
    if status:
        return _page(found, form), status
    return redirect(url_for(".look_at_import", upload_id=upload_id), 303)


@bp.post(f"{ONE}/discard")
@keepers
def discard_import(upload_id: int) -> Answer:
    """Throw the file away."""
    uploads.take(_shown(upload_id))
    db.session.commit()
    flash("The file is thrown away. Nobody was added or changed.")
    return redirect(url_for(".imports"), 303)


@bp.post(f"{ONE}/carry-out")
@keepers
def carry_out_import(upload_id: int) -> Answer | tuple[str, int]:
    """All of it, or nothing; the page tells how far it is while it is made."""
    found = _shown(upload_id)
    plan, form = _look(found), _match_form(found)
    if plan.refused:
        return _page(found, form, note=importing.NOT_ALL), 422
    if plan.digest != request.form.get("plan"):
        return _page(found, form, note=importing.MEANWHILE), 409
    return _streamed(_Import(found, plan, gate.actor()))


@bp.get("/roster/people.csv")
@keepers
def people_csv() -> Answer:
    """Everyone the actor looks after, in the shape of an import."""
    rows = list(exporting.rows(gate.actor()))  # what fails is an error page, not half a file
    return tables.download("people.csv", tables.as_csv(exporting.HEAD, rows))


class _Import:
    """One import while its page is made: how far it is, and how it ended."""

    def __init__(self, kept: Kept, plan: Plan, actor: Actor) -> None:
        self.kept, self.plan, self.actor = kept, plan, actor
        self.failed = ""

    def steps(self) -> Iterator[Step]:
        """Write, and commit at the end; whatever happens before leaves nothing behind."""
        db.session.rollback()  # what the frame of the page read
        try:
            uploads.take(self.kept)
            yield from importing.carry_out(self.plan, self.actor)
            db.session.commit()
        except Exception as error:  # noqa: BLE001  # the page is under way: it says so itself
            self.failed = errors.said(error)
        finally:  # also when nobody waits for the page any more
            db.session.rollback()


def _streamed(run: _Import) -> Answer:
    answer = Answer(
        stream_template("roster/importing.html", run=run, counts=run.plan.counts),
        mimetype="text/html",
    )
    answer.headers["X-Accel-Buffering"] = "no"  # a proxy in front passes each step on at once
    return answer


def _store(form: UploadForm) -> int:
    content = form.content()
    if not content:
        raise Refusal("Choose a CSV file; this one is empty or there is none.", "file")
    return uploads.store(gate.actor(), content, form.file_name())


def _shown(upload_id: int) -> Kept:
    """The file that the form of a page is about."""
    return uploads.shown(gate.actor(), upload_id, request.form.get("file", ""))


def _look(found: Kept) -> Plan:
    db.session.rollback()  # looking takes no lock: others go on meanwhile
    return importing.look(found.sheet, found.matched, gate.actor())


def _match_form(found: Kept) -> MatchForm:
    return match_form(found.sheet.headings, found.matched)


def _imports_page(form: UploadForm) -> str:
    waiting = uploads.waiting(gate.actor())
    return render_template("roster/imports.html", form=form, waiting=waiting)


def _page(found: Kept, form: MatchForm, note: str = "") -> str:
    """The dry run, a page of its rows at a time; only the matching, while a column is missing."""
    missing = columns.missing(found.matched)
    plan = None if missing else _look(found)
    page, rows = gate.page_number(), plan.listed() if plan else []
    first = (page - 1) * PAGE
    return render_template(
        "roster/import.html", upload=found, form=form, missing=missing, plan=plan, page=page,
        rows=rows[first : first + PAGE], more=len(rows) > first + PAGE,
        note=note,
    )  # fmt: skip
