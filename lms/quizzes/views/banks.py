"""A bank as its training officer sees it: questions, keys, numbers; looked at, published, taken."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from lms.base import body, clock, gate, tables
from lms.base.errors import WrittenElsewhere
from lms.people.access import office_to_manage
from lms.people.models import Office
from lms.quizzes import answered, banks, uploading
from lms.quizzes.banks import BankRow
from lms.quizzes.forms import BankForm
from lms.quizzes.gift.writing import write_bank
from lms.quizzes.publishing import Published
from lms.quizzes.uploading import Look
from lms.quizzes.views.blueprint import Page, bp

PAGE = 25
BANK = "/offices/<row:office_id>/banks/<key>"


@bp.get(BANK)
@gate.signed_in
def bank(office_id: int, key: str) -> str:
    """Its questions, each with how it was answered."""
    office, found = _bank(office_id, key)
    page = gate.page_number()
    listed = banks.questions(found.id)
    shown = listed[(page - 1) * PAGE : page * PAGE]
    return render_template(
        "quizzes/bank.html", office=office, bank=found, questions=shown, count=len(listed),
        analyses=answered.analyses(key, office.id, shown), page=page,
        more=len(listed) > page * PAGE, today=clock.today(office.time_zone),
    )  # fmt: skip


@bp.get(f"{BANK}.gift")
@gate.signed_in
def bank_file(office_id: int, key: str) -> Answer:
    """The bank as a file in GIFT, as Moodle reads it."""
    _, found = _bank(office_id, key)
    text = write_bank(banks.contents(found.id))
    return tables.download(f"{found.key}.gift", [text.encode()], tables.TEXT)


@bp.get(f"{BANK}/upload")
@gate.signed_in
def upload(office_id: int, key: str) -> str:
    """Choose a file, or change the text right here."""
    office, found = _bank(office_id, key)
    return _upload_page(
        office, found, BankForm(data={"text": _text(found), "made_from": _digest(found)})
    )


@bp.post(f"{BANK}/upload", endpoint="look_at_bank")
@body.takes_file
@gate.signed_in
def look_at_bank(office_id: int, key: str) -> Answer | Page:
    """What is in it, and what it would change. Nothing is published."""
    return _take(office_id, key, lambda text: uploading.look(text, key, office_id))


@bp.post(f"{BANK}/publish", endpoint="publish_bank")
@body.takes_file
@gate.signed_in
def publish_bank(office_id: int, key: str) -> Answer | Page:
    """Let it be the office's bank from now on."""
    actor, made_from = gate.actor(), request.form.get("made_from") or None
    return _take(
        office_id, key, lambda text: uploading.publish(actor, text, key, office_id, made_from)
    )


def _take(office_id: int, key: str, verb: Callable[[str], Look]) -> Answer | Page:
    """The text of a file goes into the box, so that it can be mended there."""
    office, found = _bank(office_id, key)
    form, seen = BankForm(), list[Look]()

    def carry() -> None:
        form.text.data = uploading.text_of(form.file.data, form.text.data or "")
        seen.append(verb(form.text.data))

    if status := form.carry_out(carry):
        if isinstance(form.refusal, WrittenElsewhere):
            form.made_from.data = _digest(found)
        return _upload_page(office, found, form), status
    if (done := seen[0].published) is None:
        return _upload_page(office, found, form, seen[0]), 422 if seen[0].errors else 200
    flash(_said(done))
    return redirect(url_for(".bank", office_id=office.id, key=key), 303)


def _said(done: Published) -> str:
    if not done.plan.changes:
        moved = "Published: the questions come in another order now."
        return moved if done.plan.moved else "All was as it is. Nothing was changed."
    said = f"Published. Questions new, changed or taken out: {len(done.plan.changes)}."
    if done.rescored.changed:
        said += f" Results marked anew: {done.rescored.changed}."
    if done.rescored.undecided:
        said += f" Waiting for your decision: {done.rescored.undecided}."
    return said


def _digest(found: BankRow) -> str:
    return banks.digest(banks.questions(found.id))


def _text(found: BankRow) -> str:
    return write_bank(banks.contents(found.id))


def _bank(office_id: int, key: str) -> tuple[Office, BankRow]:
    """A bank that this office draws from. Raises NotFound, NotAllowed."""
    office = office_to_manage(gate.actor(), office_id)
    return office, banks.bank_to_draw(key, office.id)


def _upload_page(
    office: Office, found: BankRow, form: BankForm, look: Look | None = None
) -> str:  # fmt: skip
    return render_template("quizzes/upload.html", office=office, bank=found, form=form, look=look)
