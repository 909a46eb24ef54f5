"""The framework as people read it: the scale, what practice has to show, the steps of readiness."""

from flask import render_template

from lms.base import gate
from lms.competencies import evidence
from lms.competencies.framework import present
from lms.competencies.views.blueprint import bp
from lms.curriculum import courses


@bp.get("/competencies/framework", endpoint="framework")
@gate.signed_in
def show() -> str:
    """All of it, also for whoever is rated by it."""
    return render_template(
        "competencies/framework.html", framework=present(), guides=evidence.guides_by_key(),
        courses={one.key: one.title for one in courses.catalogue(None, retired=True)},
    )  # fmt: skip
