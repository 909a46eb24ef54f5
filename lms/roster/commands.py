"""What `preceptor offices` gains from the roster: the days on which an office is closed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

import click
from sqlalchemy import select

from lms.base.commands import with_app
from lms.base.db import db
from lms.base.errors import Refusal
from lms.people.models import Office
from lms.roster import holidays as calendar
from lms.roster import offices

DAY = click.DateTime(formats=["%Y-%m-%d"])
Result = TypeVar("Result")


@click.command("close-on")
@click.argument("name")
@click.argument("day", type=DAY)
@click.argument("reason")
@with_app
def close_on(name: str, day: datetime, reason: str) -> None:
    """Name a day on which the office is closed: nothing falls due on it."""
    office = _office(name)
    moved = _carried_out(lambda: calendar.add(office, day.date(), reason, actor_id=None))
    click.echo(f"{name} is closed on {day.date()}.{_said(moved)}")


@click.command("holidays")
@click.argument("name")
@click.option("--region", help="US state whose holidays the office keeps, e.g. UT.")
@click.option("--years", type=click.IntRange(1, calendar.MOST_YEARS), default=calendar.YEARS,
              show_default=True, help="This year and so many in all.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Only say what would be added.")
@with_app
def holidays(name: str, region: str | None, years: int, dry_run: bool) -> None:
    """Take over US public holidays; days the office was opened on again stay open."""
    office = _office(name)
    if region is not None:
        wanted = replace(offices.setup_of(office), region=region.upper())
        _carried_out(lambda: offices.change(office, wanted, actor_id=None), keep=False)
    new = [one for one in calendar.offered(office, years=years) if not (one.known or one.opened)]
    for one in new:
        click.echo(f"{one.on} {one.name}")
    if dry_run:
        db.session.rollback()
        click.echo(f"{len(new)} days would be added. Nothing was changed.")
        return
    days = {one.on: one.name for one in new}
    added, moved = _carried_out(lambda: calendar.add_public(office, days, actor_id=None))
    click.echo(f"{added} days added to the calendar of {name}.{_said(moved)}")


of_offices = (close_on, holidays)


def _carried_out(change: Callable[[], Result], *, keep: bool = True) -> Result:
    try:
        result = change()
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal
    if keep:
        db.session.commit()
    return result


def _said(moved: int) -> str:
    return f" {moved} due dates moved." if moved else ""


def _office(name: str) -> Office:
    found = db.session.scalar(select(Office).filter_by(name=name))
    if found is None:
        raise click.ClickException(f"There is no office “{name}”: preceptor offices add NAME")
    return found
