"""Settings, read once from the environment and checked before anything starts.

An office's technician should learn of a wrong setting from one clear line at start-up, not from
a failure weeks later. Every field is described in docs/configuration.md (a test compares them).
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

from email_validator import EmailNotValidError, validate_email
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent
BARE_NAMES = {"database_url": "DATABASE_URL", "host": "HOST", "port": "PORT"}
SHORTEST_KEY = 32
NO_KEY = (
    f"PRECEPTOR_SECRET_KEY: needs at least {SHORTEST_KEY} characters outside development; make one "
    "with: python3 -c 'import secrets; print(secrets.token_hex(32))'"
)
WRONG_URL = "write sqlite:////path/to/file.db or postgresql://user@host/name"
WRONG_SERVER = (
    "write smtp://name:password@host:587 or smtps://name:password@host:465; in name and password "
    "write %40 for @, %3A for :, %2F for / and %23 for #"
)
WRONG_BASE = "write https://host, without a path; http:// is for localhost only"
WRONG_SENDER = "write the plain address that mails come from, like onboarding@example.org"
AT_HOME = re.compile(r"localhost|.+\.localhost|127(\.\d{1,3}){3}|::1")
PLAIN = re.compile(r"[\x20-\x7e]*")  # what the sign-in of a mail server can carry
SMTP_PORTS = {"smtp": 587, "smtps": 465}


class ConfigurationError(Exception):
    """The environment holds a setting that cannot work; the text names each one."""


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed over. The password is in no text that could be printed or logged."""

    host: str
    port: int
    security: str  # starttls, tls, none
    user: str = ""
    password: str = field(default="", repr=False)


def mail_server(url: str) -> MailServer:
    """The server that PRECEPTOR_SMTP_URL names; name and password are percent-decoded.

    Raises ValueError, whose text repeats nothing of the URL.
    """
    parts = _split(url, WRONG_SERVER)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    asked = {"": "starttls", "starttls=no": "none"} if parts.scheme == "smtp" else {"": "tls"}
    if (
        parts.scheme not in SMTP_PORTS or parts.query not in asked or parts.path not in {"", "/"}
        or bool(user) != bool(password) or not PLAIN.fullmatch(user + password)
    ):  # fmt: skip
        raise ValueError(WRONG_SERVER)
    port = parts.port or SMTP_PORTS[parts.scheme]
    return MailServer(parts.hostname or "", port, asked[parts.query], user, password)


def _split(url: str, wrong: str) -> SplitResult:
    """A URL in its parts, with a host. Raises ValueError with the text `wrong`, and no other."""
    try:
        parts = urlsplit(url)
        known = parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        raise ValueError(wrong) from None
    # urlsplit would silently drop a tab or a line break.
    if not known or parts.fragment or not url.isprintable() or re.search(r"[\s\\]", url):
        raise ValueError(wrong)
    return parts


class Settings(BaseModel):
    """One process's settings; all have working defaults except the secret key."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    env: Literal["production", "development"] = "production"
    secret_key: str = ""
    database_url: str = f"sqlite:///{ROOT / 'var' / 'preceptor.db'}"
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    threads: int = Field(8, ge=1, le=64)
    organization: str = Field("", max_length=80)
    smtp_url: str = Field("", repr=False)
    base_url: str = Field("", validate_default=True)
    mail_from: str = Field("", validate_default=True)
    demo: bool = False
    trusted_proxies: int = Field(0, ge=0, le=5)
    secure_cookies: bool = True
    idle_minutes: int = Field(30, ge=1, le=24 * 60)
    session_hours: int = Field(12, ge=1, le=24 * 7)
    account_failures: int = Field(10, ge=1, le=10)
    account_pause_minutes: int = Field(5, ge=1, le=15)
    address_failures: int = Field(200, ge=10)
    signing_minutes: int = Field(15, ge=0, le=12 * 60)
    escalate_days: int = Field(5, ge=1, le=60)
    max_body_kb: int = Field(256, ge=64, le=100 * 1024)
    evidence_folder: Path = ROOT / "var" / "evidence"
    evidence_mb: int = Field(5, ge=1, le=25)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        try:
            parts = make_url(url)
        except (ArgumentError, ValueError) as error:
            raise ValueError(WRONG_URL) from error
        if parts.drivername in {"postgres", "postgresql", "postgresql+psycopg"}:
            return "postgresql+psycopg:" + url.partition(":")[2]
        if parts.drivername != "sqlite" or parts.host:
            raise ValueError(WRONG_URL)
        if parts.database in {None, "", ":memory:"}:
            raise ValueError("an in-memory database loses everything; name a file")
        # The same file wherever a command is started: the folder it is started in does not count.
        return f"sqlite:///{ROOT / url.removeprefix('sqlite:///')}"

    @field_validator("evidence_folder", mode="before")
    @classmethod
    def _folder(cls, path: str | Path) -> str:
        if not str(path).strip() or "\x00" in str(path):
            raise ValueError("name a folder, like /srv/preceptor/evidence")
        return str(ROOT / path)  # the folder that a command is started in does not count

    @field_validator("smtp_url")
    @classmethod
    def _known_server(cls, url: str) -> str:
        if url:
            mail_server(url)
        return url

    @field_validator("base_url")
    @classmethod
    def _outside_address(cls, url: str, info: ValidationInfo) -> str:
        if not url:
            return _unless_mailing(info)
        parts = _split(url, WRONG_BASE)
        safe = parts.scheme == "https" or AT_HOME.fullmatch(parts.hostname or "")
        more = parts.path not in {"", "/"} or "?" in url or "#" in url or "@" in url
        if parts.scheme not in {"https", "http"} or not safe or more:
            raise ValueError(WRONG_BASE)
        return url.rstrip("/")

    @field_validator("mail_from")
    @classmethod
    def _sender(cls, address: str, info: ValidationInfo) -> str:
        if not address:
            return _unless_mailing(info)
        try:
            found = validate_email(address, check_deliverability=False, test_environment=True)
        except EmailNotValidError as error:
            raise ValueError(WRONG_SENDER) from error
        return found.ascii_email or found.normalized

    @property
    def mail_server(self) -> MailServer | None:
        """Where mails are handed over; None: no mail is sent."""
        return mail_server(self.smtp_url) if self.smtp_url else None

    @property
    def signing_key(self) -> str:
        """The key that signs cookies; a fixed, worthless one in development only."""
        return self.secret_key or "development-only-not-a-secret-at-all"


def _unless_mailing(info: ValidationInfo) -> str:
    """Empty, as it may be where no mail is sent."""
    if info.data.get("smtp_url"):
        raise ValueError("needed together with PRECEPTOR_SMTP_URL")
    return ""


def variable(name: str) -> str:
    """The environment variable that sets a field, e.g. PRECEPTOR_IDLE_MINUTES."""
    return BARE_NAMES.get(name, f"PRECEPTOR_{name.upper()}")


def from_environment(environ: Mapping[str, str] | None = None, *, serving: bool = True) -> Settings:
    """Settings from `environ` (the process's own by default).

    Raises ConfigurationError, which names every wrong variable at once; when `serving`, a missing
    secret key outside development too, for it signs the cookies. Commands sign nothing.
    """
    environ = os.environ if environ is None else environ
    given = {
        name: environ[variable(name)] for name in Settings.model_fields if variable(name) in environ
    }
    keyless = len(given.get("secret_key", "")) < SHORTEST_KEY and given.get("env") != "development"
    wrong = [NO_KEY] if serving and keyless else []
    try:
        settings = Settings(**given)  # type: ignore[arg-type]  # pydantic turns the texts into types
    except ValidationError as error:
        wrong += [_line(tuple(e["loc"]), e["msg"]) for e in error.errors()]
    if wrong:
        raise ConfigurationError("\n".join(wrong))
    return settings


def _line(where: tuple[int | str, ...], message: str) -> str:
    message = message.removeprefix("Value error, ")
    return f"{variable(str(where[0]))}: {message}" if where else message
