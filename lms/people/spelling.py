"""One spelling of names and addresses, so that nobody is added twice by a space or a capital."""

import unicodedata

from email_validator import EmailNotValidError, validate_email

from lms.base import tables
from lms.base.errors import Refusal

FORMULAS = tuple(sign for sign in tables.FORMULA if not sign.isspace())
FORMULA = "This looks like a formula. Begin with a letter."
LONGEST = 200  # characters of a name, as the tables hold them
# Not to be seen, but able to turn the words around them: a name could pass for another. Joiners
# stay: Persian and many other names are written with them.
TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
UNSEEN = frozenset({"Cc", "Co", "Cs"})  # controls, private signs, halves of signs


def line(name: str) -> str:
    """A person's or an office's name, the one rule for it wherever it comes from.

    Raises Refusal for an empty one, for what a spreadsheet takes for a formula, and as `one_line`.
    """
    name = one_line(name, "name")
    if not name:
        raise Refusal("Give a name.", "name")
    if is_formula(name):
        raise Refusal(FORMULA, "name")
    return name


def is_formula(text: str) -> bool:
    """Whether a text begins like a formula: names travel into files that others open."""
    return text.startswith(FORMULAS)


def one_line(text: str, field: str | None = None, longest: int = LONGEST) -> str:
    """A short text with single spaces, typed or from a file.

    Raises Refusal (at `field`) for signs that cannot be seen, and for more than `longest` signs.
    """
    text = " ".join(text.split())
    if any(sign in TURNING or unicodedata.category(sign) in UNSEEN for sign in text):
        raise Refusal("There are signs in it that cannot be seen. Type it anew.", field)
    if len(text) > longest:
        raise Refusal(f"Use up to {longest} characters.", field)
    return text


def address(email: str) -> str:
    """An e-mail address in lower case. Raises Refusal for what is none."""
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise Refusal("Write an e-mail address like name@example.org.", "email") from error
