"""The page of one competency, which several requests end on: a look, or a form that was refused."""

from flask import render_template

from lms.base import gate
from lms.competencies import access, evidence, gaps, ratings
from lms.competencies.framework import competency
from lms.curriculum import frameworks
from lms.people.actor import Actor
from lms.people.models import Person
from lms.progress.forms import ReasonForm


def competency_page(
    found: Person, key: str, taking: ReasonForm | None = None, rating_id: int = 0
) -> str:
    """`taking`: the form by which a rating was to be taken back, and was refused."""
    actor: Actor = gate.actor()
    framework, outline = competency(key)
    sight, page = access.sight(actor, found.id), gate.page_number()
    lines, more_lines = ratings.lines(sight, key, page)
    shown, more = evidence.lines(found.id, [outline], page)
    had = gaps.had(framework.outline, [outline], [found.id], actor.today)[found.id]
    rests_on = {number for line in lines for number in line.evidence}
    return render_template(
        "competencies/competency.html", person=found, sight=sight, competency=outline,
        outline=framework.outline, lines=lines, evidence=shown, page=page,
        more=more or more_lines, rated_by=frameworks.outlines({x.framework_id for x in lines}),
        missing=list(gaps.missing(outline, had, gaps.titles(framework.outline))), had=had,
        named=evidence.named(found.id, rests_on, [outline]), taking=taking, taken=rating_id,
        reasons=lambda number: ReasonForm(formdata=None, prefix=f"take-back-{number}"),
        copies=access.copies(actor, found.id),
    )  # fmt: skip
