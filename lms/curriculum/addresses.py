"""Web addresses that people type: of an office's material, of a training outside.

Others click on them without a second thought, so they are held to what a guide's own links are.
"""

from lms.base import markdown, prose
from lms.base.errors import Refusal
from lms.curriculum.links import address_fault, signs_in

LONGEST = 500  # characters
SIGNING_IN = (
    "This link holds a user name or a password, and everyone who sees the link would have it. "
    "Leave out what stands before the @."
)


def checked_address(url: str, field: str) -> None:
    """Raises Refusal for what nobody should click."""
    if len(url) > LONGEST:
        raise Refusal(f"Use a link of up to {LONGEST} characters.", field)
    if signs_in(url):
        raise Refusal(SIGNING_IN, field)
    if markdown.check(url) or address_fault(url):
        raise Refusal("Write the whole address, beginning with https:// or http://.", field)
    try:
        prose.look_at_label(url)
    except Refusal as refusal:
        refusal.field = field
        raise
