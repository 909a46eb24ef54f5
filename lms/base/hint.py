"""The live hint: what the guard would say of a text that is still being typed.

Only the server knows the shapes that offices added, so a page asks it after a pause. The text is
looked at and forgotten: it is not stored, not logged, and not answered back.
"""

from flask import Response, jsonify, request

from lms.base import markdown, own_shapes, prose
from lms.base.rule import placed


def hint() -> Response | tuple[Response, int]:
    """Advice with its places, as JSON; 422 for a text that no field would take."""
    text = request.form.get("text", "")
    if problem := markdown.check(text):
        return jsonify(problems=[problem]), 422
    told = [
        {**one._asdict(), **dict(zip(("line", "column"), placed(text, one.start), strict=True))}
        for one in prose.found(text, own_shapes.rules())
    ]
    return jsonify(findings=told)
