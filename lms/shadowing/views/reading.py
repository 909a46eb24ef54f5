"""The page of one entry, which several readers share: each sees of it what is theirs."""

from flask import render_template, url_for

from lms.base import drawing, gate
from lms.people import queries as people
from lms.people.actor import Actor
from lms.progress import access as works_access
from lms.progress.forms import ReasonForm
from lms.shadowing import access, confirming, forms, office_rules, queries, serving
from lms.shadowing.models import ConfirmLink, LogEntry, State


def entry_page(
    found: LogEntry, form: forms.WholeForm | None = None,
    reopening: ReasonForm | None = None,
) -> str:  # fmt: skip
    """`form` where the actor writes it; `reopening` where that was refused."""
    actor: Actor = gate.actor()
    mine = found.person_id == actor.id
    attempts = queries.attempts(found.id)
    leads = not mine and works_access.leads(actor, found.person_id)
    options = serving.options(found.person_id, without=found.id)
    places = serving.linked([found.id])[found.id]
    reopens = (
        leads
        and found.state == State.ACCEPTED
        and works_access.signs_task(actor, found.person_id, attempts[0].review.signers)
    )
    newest = confirming.latest(found.id) if mine else None
    link = newest if newest and confirming.opens(newest, found) else None
    address = _address(link)
    return render_template(
        "shadowing/entry.html", entry=found, form=form, mine=mine, attempts=attempts, leads=leads,
        line=queries.line(found.id), learner=people.names([found.person_id])[found.person_id],
        reads=access.readable(actor, [one.review.id for one in attempts]) if not mine else None,
        served=[one for one in options if one.place in places],
        takes=[one for one in options if one.place not in places
               and one.takes(found.activity, found.file)],
        link=link, link_after=newest.id if newest else 0, address=address,
        qr=drawing.qr_code(address, "QR code of the link") if address else None,
        removes=mine or works_access.oversees(actor, found.person_id),
        rules=office_rules.of_office(people.office_of(found.person_id)),
        reopening=reopening or (ReasonForm(prefix="reopen") if reopens else None),
    )  # fmt: skip


def _address(link: ConfirmLink | None) -> str:
    """The full address under which a colleague confirms."""
    if link is None:
        return ""
    token = confirming.token_of(link, gate.settings().signing_key)
    return gate.address_of(url_for("shadowing.by_link", token=token))
