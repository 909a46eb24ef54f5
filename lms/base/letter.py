"""A mail as it travels: plain text with an HTML twin, and headers that nobody can smuggle into.

Its Message-ID follows from its line in the outbox and is the same at every try, so that a mail
system can drop the second of two when nobody could know whether the first had been taken.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask import current_app

from lms.base import clock
from lms.base.outbox import Claimed

CONTROLS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")
LONGEST_HEADER = 200
POLICY = policy.default.clone(cte_type="7bit")  # every server takes it, however old


@dataclass(frozen=True)
class Sender:
    """Whom mails come from: a plain address, and the name shown beside it."""

    address: str
    name: str


@dataclass(frozen=True)
class Letter:
    """What is said to whom. `leave`: the address where this kind of mail is switched off."""

    to: str
    name: str
    subject: str
    text: str
    html: str
    leave: str = ""


def rendered(template: str, **values: Any) -> tuple[str, str]:
    """The plain text and the HTML of `templates/<template>.txt` and `.html`."""
    text, html = (
        current_app.jinja_env.get_template(f"{template}.{end}") for end in ("txt", "html")
    )
    plain = re.sub(r"\n{3,}", "\n\n", text.render(**values)).strip()
    return f"{plain}\n", html.render(**values)


def message(letter: Letter, sender: Sender, one: Claimed) -> EmailMessage:
    """The mail, ready for the server."""
    mail = EmailMessage(POLICY)
    mail["From"] = address(sender.name, sender.address)
    mail["To"] = address(letter.name, letter.to)
    mail["Subject"] = clean(letter.subject)
    mail["Date"] = format_datetime(clock.now().astimezone(UTC))
    mail["Message-ID"] = message_id(one, sender)
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"  # some servers know only this
    if letter.leave:
        mail["List-Unsubscribe"] = f"<{letter.leave}>"
    mail.set_content(storable(letter.text))
    mail.add_alternative(storable(letter.html), subtype="html")
    return mail


def message_id(one: Claimed, sender: Sender) -> str:
    """The same at every try, and another one in every other installation."""
    line: Sequence[object] = (
        one.id, one.person_id, one.kind, one.once, one.queued_at.astimezone(UTC).isoformat(),
    )  # fmt: skip
    digest = hashlib.sha256("\n".join(map(str, line)).encode()).hexdigest()[:32]
    return f"<{one.id}.{digest}@{sender.address.rpartition('@')[2]}>"


def address(name: str, spec: str) -> Address:
    """An address for a header; a domain of other letters in its plain form, where there is one."""
    try:
        found = validate_email(spec, check_deliverability=False, test_environment=True)
        spec = found.ascii_email or found.normalized
    except EmailNotValidError:
        spec = clean(spec).replace(" ", "")
    local, _, domain = spec.rpartition("@")
    return Address(clean(name), local, domain)


def clean(text: str) -> str:
    """Text as one short line: a line break in a header would begin another header."""
    return CONTROLS.sub(" ", storable(text)).strip()[:LONGEST_HEADER]


def storable(text: str) -> str:
    """Text that can be written as UTF-8, whatever it was."""
    return text.encode("utf-8", "replace").decode()
