"""The field of a form into which evidence goes: a few files, each looked at before a rule sees it.

A browser cannot keep a chosen file in a form that is shown again, so the page says to choose it
once more; whatever else was typed is kept as ever.
"""

from typing import Any

from wtforms import MultipleFileField
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from lms.base import files, gate
from lms.base.body import MB, TOO_LARGE
from lms.base.errors import Refusal
from lms.base.files import Checked
from lms.base.formats import FORMATS

MOST = 5  # files at once
TOO_MANY = f"These are more than {MOST} files. Choose fewer, and add the others afterwards."
AGAIN = "Choose the file again: a browser does not keep it when a page is shown once more."
LOST = "The file did not come along. Choose it again, or go on without it."


class EvidenceField(MultipleFileField):
    """Up to five files, or none. `checked` holds them once the form is valid; call it “file”."""

    def __init__(self, label: str = "Files", **kwargs: Any) -> None:
        largest = gate.settings().evidence_mb
        kwargs.setdefault("description", (
            f"PDF, PNG or JPEG; up to {MOST} files, {largest} MB together. No client may be in "
            "them, nor in their names."
        ))  # fmt: skip
        endings = [f".{one.ending}" for one in FORMATS.values()]
        kinds = [one.mimetype for one in FORMATS.values()]
        kwargs.setdefault("render_kw", {
            "accept": ",".join([*endings, ".jpeg", *kinds]),
            "data-largest": largest * MB,  # bytes; a script looks at it before anything is sent
            "data-too-large": TOO_LARGE.format(largest),
        })  # fmt: skip
        super().__init__(label, **kwargs)
        self.checked: list[Checked] = []
        self._form: BaseForm | None = None

    @property
    def again(self) -> str:
        """What to say where files were sent with a form that is shown again; else nothing."""
        return AGAIN if self._sent() and self._form is not None and self._form.errors else ""

    def post_validate(self, form: BaseForm, validation_stopped: bool) -> None:
        """Look at each file. What is wrong is said beside the field, with which file it is."""
        self._form, self.checked, sent = form, [], self._sent()
        if validation_stopped:
            return
        if any(isinstance(one, str) and one for one in self.data or ()):  # like sealed.LOST
            raise ValidationError(LOST)
        if len(sent) > MOST:
            raise ValidationError(TOO_MANY)
        for number, one in enumerate(sent, 1):
            try:
                self.checked.append(files.check(str(one.filename), one.stream))
            except Refusal as refusal:
                which = f"File {number} of {len(sent)}: " if len(sent) > 1 else ""
                raise ValidationError(which + refusal.message) from refusal

    def _sent(self) -> list[Any]:
        """The files themselves; a browser sends one without a name where none was chosen."""
        return [one for one in self.data or () if getattr(one, "filename", "")]
