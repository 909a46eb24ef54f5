"""The name of an uploaded file, made harmless: it is shown and offered again, and never a path.

On disk a file has a name of our own. The one it came with may be in any script, but cannot lead
anywhere, turn the line it stands in around, or look like another kind of file.
"""

import re
import unicodedata

from lms.base import prose
from lms.base.errors import Refusal
from lms.base.formats import FIELD, FORMATS

LONGEST = 120  # characters, the ending included
NAMELESS = "file"
PATH = (
    "The name of this file holds a path. Give the file a name without slashes and choose it again."
)
UNWANTED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # control, invisible, turning signs
UNSAFE = re.compile(r"[\"'`<>|:*?;&%$#{}\\/]|[\u2018-\u201f\u2039\u203a\u00ab\u00bb\uff02\uff07]")
ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,4}\Z")
OURS = re.compile(r"(?i)(?:\.(?:pdf|png|jpe?g))+\Z")
RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|\Z)")


def cleaned(name: str, kind: str) -> str:
    """The name as it is kept, of at most 120 characters, with the ending of its kind.

    Raises Refusal for a path, or a name by which a client could be known.
    """
    name = unicodedata.normalize("NFC", name[:1000])
    if "/" in name or "\\" in name:
        raise Refusal(PATH, FIELD)
    shown = "".join(sign for sign in name if unicodedata.category(sign) not in UNWANTED)
    for one in dict.fromkeys((name, shown)):
        _look_at(one)
    stem = OURS.sub("", ENDING.sub("", UNSAFE.sub("_", " ".join(shown.split()))))
    stem = stem.strip(" .") or NAMELESS
    stem = f"_{stem}" if RESERVED.match(stem) else stem
    ending = f".{FORMATS[kind].ending}"
    return stem[: LONGEST - len(ending)].rstrip(" .") + ending


def _look_at(name: str) -> None:
    """Warnings are let through: the form with a file has its own reminder."""
    try:
        prose.look_at_file_name(name, cleared=True)
    except prose.ClientIdentified as found:
        raise Refusal(f"The name of the file: {found.message}", FIELD) from found
