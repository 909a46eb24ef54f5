"""The reports: a list of them, each on a page, and each as a file."""

from dataclasses import dataclass

from flask import Response, render_template, request

from lms.base import gate, tables
from lms.curriculum import queries as curriculum
from lms.people.actor import Actor
from lms.progress import access
from lms.progress.access import Visible
from lms.progress.offices import offices as offices_of
from lms.reports import pictures, waiting
from lms.reports import reports as rules
from lms.reports.forms import ChoiceForm, MonthsForm
from lms.reports.reports import Report
from lms.reports.scope import Choice
from lms.reports.views.blueprint import bp


def sees_a_team(actor: Actor) -> bool:
    """Reports are for those who may see how far others are."""
    return actor.sees_a_team


@dataclass(frozen=True)
class Asked:
    """What a request asks for: which report, about whom."""

    report: Report
    form: ChoiceForm
    visible: Visible
    sound: bool

    def picture_and_groups(self, choice: Choice) -> dict[str, object]:
        """What stands above the rows of some reports."""
        if self.report.key != "approvals":
            return {}
        groups = waiting.groups(self.visible, choice)
        return {"groups": groups, "ages": waiting.AGES, "picture": pictures.ages(groups)}

    def template(self) -> dict[str, object]:
        """What the page shows, whatever it shows."""
        given = {field.name: request.args.get(field.name) for field in self.form}
        filters = {name: value for name, value in given.items() if value}
        return {"report": self.report, "form": self.form, "filters": filters}


def asked(key: str) -> Asked:
    """Read the request. Raises NotFound for a report that is none."""
    report, visible = rules.report(key), access.visible(gate.actor())
    form = ChoiceForm(request.args)
    form.offer(report, visible)
    return Asked(report, form, visible, form.validate())


@bp.get("/reports")
@gate.only(sees_a_team)
def reports() -> tuple[str, int]:
    """What can be asked, and one guide month by month."""
    actor: Actor = gate.actor()
    visible, picture, sound = access.visible(actor), None, True
    form, guides = MonthsForm(request.args), curriculum.guides()
    if guides:
        form.offer(offices_of(visible), guides)
        sound = form.validate()
        picture = pictures.months(visible, form.asked(actor.today)) if sound else None
    return render_template(
        "reports/reports.html", reports=rules.ALL, picture=picture, form=form if guides else None
    ), 200 if sound else 422


@bp.get("/reports/<key>")
@gate.only(sees_a_team)
def report(key: str) -> tuple[str, int]:
    """One report, a page at a time."""
    found, page = asked(key), gate.page_number()
    if not found.sound:
        return render_template("reports/report.html", **found.template()), 422
    choice = found.form.choice()
    lines, more = found.report.page(found.visible, choice, page)
    told = found.template() | found.picture_and_groups(choice)
    return render_template(
        "reports/report.html", lines=lines, page=page, more=more, choice=choice, **told
    ), 200


@bp.get("/reports/<key>.<any(csv, xlsx):kind>")
@gate.only(sees_a_team)
def report_file(key: str, kind: str) -> Response | tuple[str, int]:
    """The same as a file: all of it."""
    found = asked(key)
    if not found.sound:
        return render_template("reports/report.html", **found.template()), 422
    return tables.send(found.report.sheet(found.visible, found.form.choice()), kind)
