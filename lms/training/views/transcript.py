"""The transcript: on the page, on paper, as a file."""

from flask import Response, render_template

from lms.base import gate, pdf, tables
from lms.base.errors import Refusal
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress.access import person_to_see
from lms.training import transcript
from lms.training.transcript import Transcript
from lms.training.views.blueprint import PERSON, bp, moment_of

ONE = f"{PERSON}/transcript"


@bp.get(ONE, endpoint="transcript")
@gate.signed_in
def show(person_id: int) -> str:
    """Everything that one person completed; also as it was on a past day."""
    person, found = _read(person_id)
    return _page(person, found)


@bp.get(f"{ONE}.<any(csv, xlsx):kind>")
@gate.signed_in
def transcript_file(person_id: int, kind: str) -> Response:
    """The same as a table."""
    actor: Actor = gate.actor()
    person, found = _read(person_id)
    return tables.send(transcript.sheet(person, found, actor.zone), kind)


@bp.get(f"{ONE}.pdf")
@gate.signed_in
def transcript_pdf(person_id: int) -> Response:
    """The same on paper, where this server makes PDF files."""
    person, found = _read(person_id)
    if not pdf.available():
        raise Refusal("This server makes no PDF files. Print the page: your device can make one.")
    return pdf.download(f"training-{person.id}-{found.day}.pdf", _page(person, found))


def _read(person_id: int) -> tuple[Person, Transcript]:
    actor: Actor = gate.actor()
    person = person_to_see(actor, person_id)
    return person, transcript.transcript(person.id, moment_of(actor))


def _page(person: Person, found: Transcript) -> str:
    return render_template(
        "training/transcript.html", person=person, found=found, how=transcript.HOW,
        mine=person.id == gate.actor().id, has_pdf=pdf.available(),
        past=gate.past_day(gate.actor().today),
    )  # fmt: skip
