"""Whom a page is about: what the list's address asks for, and who was ticked."""

import re

from flask import request

from lms.base import gate
from lms.base.errors import NotFound
from lms.people.models import JOB_ROLES
from lms.roster import access, listing
from lms.roster.listing import Asked


def asked() -> Asked:
    """What the address asks for; what nobody can be asked for narrows nothing."""
    given = request.args
    offices = {str(office.id): office.id for office in access.offices_managed(gate.actor())}
    job, state = given.get("job", ""), given.get("state", "")
    return Asked(
        given.get("q", "").strip()[: listing.LONGEST], offices.get(given.get("office", "")),
        job if job in JOB_ROLES else "", state if state in listing.STATES else "",
    )  # fmt: skip


def query(wanted: Asked) -> dict[str, str | int]:
    """The same for other addresses: the pages before and after, and all who fit."""
    named = {"q": wanted.words, "office": wanted.office_id, "job": wanted.job_role,
             "state": wanted.state}  # fmt: skip
    return {name: value for name, value in named.items() if value}


def ticked() -> list[int]:
    """The people in the address or the form. Raises NotFound for what can be no person."""
    listed = request.values.getlist("person")
    if not all(re.fullmatch(r"[1-9][0-9]{0,8}", one) for one in listed):
        raise NotFound
    return list(dict.fromkeys(map(int, listed)))
