"""One spelling of names and addresses, so that nobody is added twice by a space or a capital."""

from email_validator import EmailNotValidError, validate_email

from lms.base.errors import Refusal

LONGEST = 200  # characters of a name, as the tables hold them


def line(name: str) -> str:
    """A name with single spaces. Raises Refusal for an empty or overlong one."""
    name = " ".join(name.split())
    if not name:
        raise Refusal("Give a name.", "name")
    if len(name) > LONGEST:
        raise Refusal(f"Use up to {LONGEST} characters.", "name")
    return name


def address(email: str) -> str:
    """An e-mail address in lower case. Raises Refusal for what is none."""
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise Refusal("Write an e-mail address like name@example.org.", "email") from error
