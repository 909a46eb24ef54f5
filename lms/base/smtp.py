"""Handing one mail after the other to a mail server, and knowing what became of each.

What matters is what a failure means: whether the server will never take this mail, may take it
later, or whether nobody can know, because the line broke after the mail was on its way.
"""

import logging
import smtplib
import ssl
from email import policy
from email.message import EmailMessage
from enum import Enum
from types import TracebackType

from config import MailServer

TIMEOUT = 30.0  # seconds for each answer of the server
BROKEN_OFF = 421  # the server says that it closes the line
MOST_BREAKS = 3  # in a row
log = logging.getLogger("preceptor.mail")


class Unreachable(Exception):  # noqa: N818
    """The server takes no mail at all now. The text says why, for a technician."""


class Broken(Exception):  # noqa: N818
    """The line broke. `unknown`: the mail was on its way, and may have been taken."""

    def __init__(self, *, unknown: bool) -> None:
        super().__init__()
        self.unknown = unknown


class Answer(Enum):
    """What the server said to a mail."""

    TAKEN = "taken"
    LATER = "later"
    NEVER = "never"


class Line:
    """A line to the server, opened when it is needed, and anew when it broke."""

    def __init__(self, server: MailServer, name: str) -> None:
        self.server, self.name = server, name  # `name`: as whom this machine greets
        self.breaks = 0
        self._line: smtplib.SMTP | None = None

    def __enter__(self) -> "Line":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        if self._line is not None:
            try:
                self._line.quit()
            except (smtplib.SMTPException, OSError):
                self._line.close()

    def ready(self) -> None:
        """Open the line unless it is. Raises Unreachable."""
        if self._line is not None and self._line.sock is not None:
            return
        if self.breaks >= MOST_BREAKS:
            raise Unreachable("it broke the connection again and again")
        self._line = None
        try:
            self._line = self._opened()
        except smtplib.SMTPNotSupportedError as error:
            raise Unreachable("it does not offer STARTTLS, or no way to sign in") from error
        except smtplib.SMTPAuthenticationError as error:
            raise Unreachable("it did not accept the name and password") from error
        except ssl.SSLError as error:
            raise Unreachable("no encrypted connection could be made with it") from error
        except smtplib.SMTPResponseException as error:
            raise Unreachable(f"it answered with {error.smtp_code}") from error
        except (smtplib.SMTPException, OSError) as error:
            raise Unreachable("it did not answer") from error

    def hand_over(self, mail: EmailMessage) -> Answer:
        """Offer a mail to the server. Raises Broken, and Unreachable for an unknown sender."""
        assert self._line is not None, "the line is made ready first"
        sender, recipient = mail["From"].addresses[0], mail["To"].addresses[0]
        wide = not recipient.addr_spec.isascii()
        if wide and not self._line.has_extn("smtputf8"):
            log.warning("mail not taken", extra={"missing": "SMTPUTF8"})
            return Answer.NEVER
        data = mail.as_bytes(policy=policy.SMTPUTF8 if wide else policy.SMTP)
        on_its_way = False
        try:
            said = self._line.mail(sender.addr_spec, ["SMTPUTF8"] if wide else [])[0]
            self._know_sender(said)
            if said < 400:
                said = self._line.rcpt(recipient.addr_spec)[0]
            if said < 400:
                on_its_way = True
                said = self._line.data(data)[0]
            elif said != BROKEN_OFF:
                self._line.rset()
        except smtplib.SMTPDataError as error:
            said = int(error.smtp_code)
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            raise Broken(unknown=on_its_way) from error
        if said == BROKEN_OFF:
            self._hang_up()
            raise Broken(unknown=False)  # whenever it says so, it has not taken the mail
        self.breaks = 0
        if said < 400:
            return Answer.TAKEN
        # The server's own words may name the recipient: the log gets the number only.
        log.log(logging.WARNING if said >= 500 else logging.INFO, "mail not taken",
                extra={"code": said})  # fmt: skip
        return Answer.LATER if said < 500 else Answer.NEVER

    def _opened(self) -> smtplib.SMTP:
        server = self.server
        if server.security == "tls":
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, self.name, timeout=TIMEOUT,
                context=ssl.create_default_context(),
            )  # fmt: skip
        else:
            line = smtplib.SMTP(server.host, server.port, self.name, timeout=TIMEOUT)
        try:
            if server.security == "starttls":
                line.starttls(context=ssl.create_default_context())
            line.ehlo_or_helo_if_needed()
            if server.user:
                line.login(server.user, server.password)
        except BaseException:
            line.close()
            raise
        return line

    def _know_sender(self, said: int) -> None:
        """A sender that is refused for good would be refused in every mail."""
        if said >= 500:
            raise Unreachable(f"it takes no mail from PRECEPTOR_MAIL_FROM ({said})")

    def _hang_up(self) -> None:
        self.breaks += 1
        if self._line is not None:
            self._line.close()
            self._line = None
