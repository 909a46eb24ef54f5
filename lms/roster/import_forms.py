"""The shape of an upload, and of the answer which column holds what."""

from collections.abc import Mapping, Sequence

from wtforms import FileField, SelectField

from lms.base.body import LARGEST_FILE
from lms.base.forms import AppForm
from lms.roster.columns import COLUMNS

NOT_IN_FILE = "Not in this file"


class UploadForm(AppForm):
    """One CSV file."""

    file = FileField(
        "CSV file", description="Up to 5,000 rows and 2 MB. Nothing is changed by uploading it.",
        render_kw={"accept": ".csv,text/csv,text/plain", "required": True},
    )  # fmt: skip

    def content(self) -> bytes:
        """What was sent, one byte more at most than is taken; empty without a file."""
        read = getattr(self.file.data, "read", None)
        return bytes(read(LARGEST_FILE + 1)) if read else b""

    def file_name(self) -> str:
        """As the browser says it."""
        return str(getattr(self.file.data, "filename", "") or "")


class MatchForm(AppForm):
    """A choice for each of our columns (added by `match_form`)."""

    def matched(self) -> dict[str, str]:
        """Our column → the file's heading, for those that are in the file."""
        chosen = {name: self._fields[name].data for name in COLUMNS}
        return {name: heading for name, heading in chosen.items() if heading}


def match_form(headings: Sequence[str], present: Mapping[str, str]) -> MatchForm:
    """The form for a file with these headings, as it is matched at present."""

    class FileForm(MatchForm):
        pass

    choices = {"": NOT_IN_FILE, **{heading: heading for heading in headings}}
    for name, column in COLUMNS.items():
        setattr(FileForm, name, SelectField(column.label, choices=choices))
    return FileForm(data={name: present.get(name, "") for name in COLUMNS})
