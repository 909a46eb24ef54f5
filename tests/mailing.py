"""A real mail server for tests, in a thread of its own, which can be as unfriendly as real ones."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from flask import Flask

from config import MailServer
from tests.serving import HOST, free_port

BASE, FROM = "https://onboarding.example.org", "onboarding@example.org"
USER, WORD = "preceptor", "open: sesame/%"


@dataclass
class PostBox:
    """What the server took, in order; and how it treats whom."""

    taken: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)  # whom it was for, by the envelope
    refused: set[str] = field(default_factory=set)  # recipients, for good
    later: set[str] = field(default_factory=set)  # recipients, for now
    spam: set[str] = field(default_factory=set)  # recipients whose mail is refused once read
    sender_refused: bool = False
    break_at: set[int] = field(default_factory=set)  # closes the line instead of taking this one
    break_after: set[int] = field(default_factory=set)  # takes it, but closes without saying so
    hang: bool = False
    slow: float = 0.0  # seconds for each mail
    offered: int = 0
    signed_in: list[str] = field(default_factory=list)

    async def handle_MAIL(self, _server: Any, _session: Any, envelope: Any, address: str,  # noqa: N802
                          options: list[str]) -> str:  # fmt: skip
        """MAIL FROM."""
        if self.sender_refused:
            return "553 not you"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str,  # noqa: N802
                          _options: list[str]) -> str:  # fmt: skip
        """RCPT TO."""
        if address in self.refused:
            return "550 nobody here"
        if address in self.later:
            return "451 not now"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """The mail itself."""
        self.offered += 1
        if self.hang:
            await asyncio.sleep(5)
        if self.offered in self.break_at:
            server.transport.abort()
            return "250 never heard"
        if self.spam & set(envelope.rcpt_tos):
            return "554 looks like spam"
        self.to += envelope.rcpt_tos
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.slow:
            await asyncio.sleep(self.slow)
        if self.offered in self.break_after:
            server.transport.abort()
        return "250 OK"

    def signs_in(self, _server: Any, _session: Any, _envelope: Any, _how: str, data: Any) -> Any:
        """Whether name and password are right."""
        from aiosmtpd.smtp import AuthResult

        right = (data.login, data.password) == (USER.encode(), WORD.encode())
        if right:
            self.signed_in.append(data.login.decode())
        return AuthResult(success=right, handled=False)

    def ids(self) -> list[str]:
        """The Message-IDs of what was taken, in order."""
        return [str(one["Message-ID"]) for one in self.taken]


@contextmanager
def listening(box: PostBox, port: int | None = None, **options: Any) -> Iterator[MailServer]:
    """The server, at a free port or at this one; plain, unless `options` of aiosmtpd say more."""
    controller = Controller(box, hostname=HOST, port=port or free_port(), **options)
    controller.start()
    try:
        yield MailServer(HOST, controller.port, "none")
    finally:
        controller.stop()


@contextmanager
def mailing(app: Flask, server: MailServer, **more: Any) -> Iterator[None]:
    """The app, with this mail server in its settings."""
    url = f"smtp://{server.host}:{server.port}?starttls=no"
    before = app.extensions["settings"]
    given = {"smtp_url": url, "base_url": BASE, "mail_from": FROM} | more
    app.extensions["settings"] = before.model_copy(update=given)
    try:
        yield
    finally:
        app.extensions["settings"] = before


def encrypted(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """What a server needs to encrypt, and the file by which its certificate is known."""
    from datetime import UTC, datetime, timedelta
    from ipaddress import ip_address

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    known_as = x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))])
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=4000))
        .not_valid_after(now + timedelta(days=4000)).add_extension(known_as, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    public, private = folder / "certificate.pem", folder / "key.pem"
    public.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return context, public


def text_of(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def html_of(mail: EmailMessage) -> str:
    """Its HTML."""
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
