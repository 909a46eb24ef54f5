"""Small files of people for tests, and how they are looked at and imported by the rules."""

from lms.base.db import db
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress.work import Work, works_of
from lms.roster import columns, importing, sheet
from lms.roster.importing import Step
from lms.roster.planning import Plan
from tests.databases import GUIDE

HEAD = "Name,Email,Job title,Office,Supervisor email,Start date,Program"
ANA = f"Ana Lima,ana@example.org,ICM specialist,Salt Lake City,daniel.okafor@example.org,2026-03-09,{GUIDE}"  # noqa: E501
MARISOL = (
    "Marisol Vega,marisol.vega@example.org,Case manager,Salt Lake City,"
    f"daniel.okafor@example.org,2026-01-05,{GUIDE}"
)


def text(*rows: str, head: str = HEAD) -> str:
    """A file with these rows."""
    return "\r\n".join([head, *rows])


def row(**cells: str) -> str:
    """Ana's row with these cells instead, named as our columns."""
    names = ("name", "email", "job_title", "office", "supervisor_email", "starts_on", "program")
    values = dict(zip(names, ANA.split(","), strict=True)) | cells
    return ",".join(values[name] for name in names)


def look(actor: Actor | None, *rows: str, head: str = HEAD) -> Plan:
    """The dry run of these rows."""
    db.session.commit()
    table = sheet.read(text(*rows, head=head))
    plan = importing.look(table, columns.guess(table.headings), actor)
    db.session.rollback()
    return plan


def carry_out(actor: Actor | None, *rows: str) -> list[Step]:
    """Import these rows; they must be good."""
    plan = look(actor, *rows)
    assert said(plan) == {}
    steps = list(importing.carry_out(plan, actor))
    db.session.commit()
    return steps


def outcomes(plan: Plan) -> list[str]:
    return [one.outcome.value for one in plan.rows]


def said(plan: Plan) -> dict[int, dict[str, str]]:
    """What is wrong, by row and column."""
    return {
        one.line.number: {trouble.column: trouble.why for trouble in one.troubles}
        for one in plan.rows
        if one.troubles
    }


def the_work(who: Person) -> Work:
    """Their one enrollment."""
    (work,) = works_of(who.id)
    return work
