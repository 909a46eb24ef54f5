"""`preceptor pathway clocks`: the deadlines of the pathway, from two days. Needs no database."""

import json
from datetime import datetime

import click

from lms.base import clock
from lms.base.errors import Refusal
from lms.base.filters import DAYS, whole_day
from lms.pathway import clocks as reckoning
from lms.pathway.clocks import Deadline
from lms.pathway.duties import LABEL
from lms.pathway.telling import who

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def pathway() -> None:
    """Utah's coordinated pathway."""


@pathway.command()
@click.option("--arrival", type=DAY, required=True, help="Day of arrival, as YYYY-MM-DD.")
@click.option("--intake", type=DAY, required=True, help="Day of intake, as YYYY-MM-DD.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def clocks(arrival: datetime, intake: datetime, *, as_json: bool) -> None:
    """Every deadline that follows from an arrival and an intake. Nothing is stored."""
    try:
        found = reckoning.reckon(arrival.date(), intake.date(), clock.today(clock.DEFAULT_ZONE))
    except Refusal as refusal:
        raise click.ClickException(f"--{refusal.field}: {refusal.message}") from refusal
    if as_json:
        click.echo(json.dumps(reckoning.as_json(found), indent=1, ensure_ascii=False))
        return
    click.echo(f"Coordinated pathway ({LABEL})")
    for remark in found.remarks:
        click.echo(f"\n{remark}")
    for one in (*found.deadlines, *found.undated):
        click.echo(f"\n{_told(one)}")


def _told(one: Deadline) -> str:
    """A deadline in a few lines: when and what, who and why, what is to be known."""
    when = f"{DAYS[one.due.weekday()]}, {whole_day(one.due)}" if one.due else "No date"
    lines = [f"{when}: {one.title}", f"{who(one)}; {one.counted} ({one.rule})"]
    return "\n   ".join([*lines, *filter(None, (one.explanation, one.assumed))])
