"""The competency record: on the page, on paper, as a file."""

from flask import Response, render_template

from lms.base import gate, pdf, tables
from lms.base.errors import Refusal
from lms.competencies import record
from lms.competencies.views.blueprint import PERSON, bp
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress.access import person_to_see

RECORD = f"{PERSON}/record"


@bp.get(RECORD, endpoint="record")
@gate.signed_in
def show(person_id: int) -> str:
    """Every rating and every decision, for the personnel file."""
    return _page(person_to_see(gate.actor(), person_id))


@bp.get(f"{RECORD}.<any(csv, xlsx):kind>")
@gate.signed_in
def record_file(person_id: int, kind: str) -> Response:
    """The same as a table."""
    actor: Actor = gate.actor()
    found = person_to_see(actor, person_id)
    return tables.send(record.sheet(found, record.record(found.id), actor.today, actor.zone), kind)


@bp.get(f"{RECORD}.pdf")
@gate.signed_in
def record_pdf(person_id: int) -> Response:
    """The same on paper, where this server makes PDF files."""
    found = person_to_see(gate.actor(), person_id)
    if not pdf.available():
        raise Refusal("This server makes no PDF files. Print the page: your device can make one.")
    name = f"competencies-{found.id}-{gate.actor().today}.pdf"
    return pdf.download(name, _page(found))


def _page(found: Person) -> str:
    return render_template(
        "competencies/record.html", person=found, found=record.record(found.id),
        mine=found.id == gate.actor().id, has_pdf=pdf.available(), basis=record.BASIS,
    )  # fmt: skip
