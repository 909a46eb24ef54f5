"""The deadlines of the pathway as a time line, with the table behind it."""

from datetime import date

from lms.base.drawing import Drawing, Frame, Table
from lms.base.filters import whole_day
from lms.base.time_line import Moment, Tick, time_line
from lms.pathway.clocks import MOST_MONTHS, REASSESSED, Reckoning, months_after
from lms.pathway.telling import who

LOOKS = {"pathway-end": "end", "extension-end": "maybe"}


def deadlines(found: Reckoning, today: date) -> Drawing:
    """From arrival to the longest extension."""
    moments = [
        Moment(found.arrival, "Arrival", "30 days, and all the months, count from here", "start"),
        Moment(found.intake, "Intake", "30 days for the record count from here", "start"),
    ]
    rows: list[tuple[str, ...]] = []
    for one in found.deadlines:
        assert one.due
        look = LOOKS.get(one.key, "point")
        moments.append(Moment(one.due, one.title, f"{one.rule}: {who(one).lower()}", look))
        rows.append((whole_day(one.due), one.title, who(one), one.counted, one.rule))
    months = (0, *REASSESSED, MOST_MONTHS)
    ticks = [Tick(months_after(found.arrival, n), str(n)) for n in months]
    says = (
        f"Arrival {whole_day(found.arrival)}, intake {whole_day(found.intake)}, and "
        f"{len(rows)} deadlines from there. The bar shows them to scale, in months from arrival."
    )
    table = Table(("By", "What", "Who acts", "Counted", "Rule"), rows)
    return time_line(Frame("clocks", "The time line", says), moments, ticks, today, table)
