"""Settings: all described, checked before anything starts, and wrong ones named at once."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config import ROOT, ConfigurationError, Settings, from_environment, variable
from lms.app import create_app
from lms.cli import main

DOCS = ROOT / "docs" / "configuration.md"
ROW = re.compile(r"^\| `([A-Z_]+)` \| (?:`([^`]*)`)? *\|(.*)\|$", re.MULTILINE)
KEY = "k" * 32


def described() -> dict[str, str]:
    """Variable → default, from the table in the docs."""
    return {name: default for name, default, _ in ROW.findall(DOCS.read_text())}


def test_every_setting_is_described_and_nothing_else() -> None:
    """A technician finds each variable in the docs, and no variable that does nothing."""
    assert set(described()) == {variable(name) for name in Settings.model_fields}


def test_the_described_defaults_are_the_defaults() -> None:
    """Setting each variable to what the docs call its default changes nothing."""
    assert from_environment(described(), serving=False) == Settings.model_validate({})


def test_every_described_range_is_the_range() -> None:
    """Whoever reads `1 to 64` in the docs may rely on it."""
    for name, _, text in ROW.findall(DOCS.read_text()):
        for low, high in re.findall(r"\b(\d+) to (\d+)", text):
            for good in (low, high):
                from_environment({name: good}, serving=False)
            for bad in (int(low) - 1, int(high) + 1):
                with pytest.raises(ConfigurationError, match=f"^{name}: "):
                    from_environment({name: str(bad)}, serving=False)


def test_every_variable_is_read() -> None:
    """Each documented variable reaches its field."""
    given = {
        "PRECEPTOR_ENV": "development", "PRECEPTOR_SECRET_KEY": KEY, "HOST": "0.0.0.0",
        "DATABASE_URL": "postgresql+psycopg://u@h/n", "PORT": "9000", "PRECEPTOR_THREADS": "3",
        "PRECEPTOR_ORGANIZATION": "Example", "PRECEPTOR_DEMO": "true",
        "PRECEPTOR_TRUSTED_PROXIES": "2", "PRECEPTOR_SECURE_COOKIES": "false",
        "PRECEPTOR_IDLE_MINUTES": "20", "PRECEPTOR_SESSION_HOURS": "8",
        "PRECEPTOR_ACCOUNT_FAILURES": "5", "PRECEPTOR_ACCOUNT_PAUSE_MINUTES": "7",
        "PRECEPTOR_ADDRESS_FAILURES": "50", "PRECEPTOR_MAX_BODY_KB": "128",
        "PRECEPTOR_LOG_LEVEL": "ERROR", "PRECEPTOR_SIGNING_MINUTES": "5",
        "PRECEPTOR_ESCALATE_DAYS": "3", "PRECEPTOR_BASE_URL": "https://onboarding.example.org",
        "PRECEPTOR_SMTP_URL": "smtp://mail.example.org", "PRECEPTOR_MAIL_FROM": "us@example.org",
        "PRECEPTOR_EVIDENCE_FOLDER": "/srv/evidence", "PRECEPTOR_EVIDENCE_MB": "7",
    }  # fmt: skip
    found = from_environment(given).model_dump()
    assert {variable(name) for name in found} == set(given)
    assert {variable(name): str(value).lower() for name, value in found.items()} == {
        name: value.lower() for name, value in given.items()
    }


@pytest.mark.parametrize("key", ["", "short", "k" * 31])
def test_production_needs_a_secret_key(key: str) -> None:
    """Without one, anybody could sign a cookie."""
    environ = {"PRECEPTOR_SECRET_KEY": key} if key else {}
    with pytest.raises(ConfigurationError, match=r"^PRECEPTOR_SECRET_KEY: .*32 characters"):
        from_environment(environ)


def test_who_needs_no_secret_key() -> None:
    """Development, and commands, which sign nothing."""
    assert from_environment({"PRECEPTOR_ENV": "development"}).signing_key
    assert from_environment({}, serving=False).secret_key == ""
    assert from_environment({"PRECEPTOR_SECRET_KEY": KEY}).signing_key == KEY


def test_all_wrong_settings_are_named_at_once() -> None:
    """One start is enough to learn of them all, the missing key included."""
    environ = {
        "PRECEPTOR_ENV": "prod", "DATABASE_URL": "mysql://u:hidden-word@h/n", "PORT": "eighty",
        "PRECEPTOR_THREADS": "0", "PRECEPTOR_DEMO": "perhaps", "PRECEPTOR_LOG_LEVEL": "LOUD",
    }  # fmt: skip
    with pytest.raises(ConfigurationError) as caught:
        from_environment(environ)
    lines = str(caught.value).splitlines()
    named = {line.partition(": ")[0] for line in lines}
    assert named == {*environ, "PRECEPTOR_SECRET_KEY"}
    assert len(lines) == len(named)
    assert "hidden-word" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u:p@h:5432/n", "postgresql+psycopg://u:p@h:5432/n"),
        ("postgresql://u@h/n?sslmode=require", "postgresql+psycopg://u@h/n?sslmode=require"),
        ("postgresql+psycopg:///n?host=/run", "postgresql+psycopg:///n?host=/run"),
        ("sqlite:////srv/preceptor.db", "sqlite:////srv/preceptor.db"),
        ("sqlite:///var/here.db", f"sqlite:///{ROOT}/var/here.db"),
    ],
)
def test_databases_that_can_be_used(given: str, used: str) -> None:
    """The addresses hosting firms hand out work; a path means one file, wherever one stands."""
    assert from_environment({"DATABASE_URL": given}, serving=False).database_url == used


@pytest.mark.parametrize(
    "url",
    ["", "preceptor.db", "mysql://u@h/n", "postgresql+asyncpg://u@h/n", "sqlite://", "sqlite:///",
     "sqlite:///:memory:", "sqlite://host/x.db", "postgresql://u:word@h:port/n"],
)  # fmt: skip
def test_databases_that_cannot(url: str) -> None:
    """One line says what to write instead, and repeats no password."""
    with pytest.raises(ConfigurationError, match=r"^DATABASE_URL: .*(write|name a file)") as caught:
        from_environment({"DATABASE_URL": url}, serving=False)
    assert "word@" not in str(caught.value)


def test_an_app_is_not_made_from_a_wrong_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any server that loads the app learns of it at start."""
    monkeypatch.setenv("PRECEPTOR_SECRET_KEY", "short")
    with pytest.raises(ConfigurationError):
        create_app()


def test_serve_refuses_plainly(tmp_path: Path) -> None:
    """The real command, as a technician meets it: no trace, one line for each setting, exit 2."""
    environ = {key: value for key, value in os.environ.items() if "PRECEPTOR" not in key}
    environ |= {"DATABASE_URL": f"sqlite:///{tmp_path}/x.db", "PORT": "0"}
    done = subprocess.run(
        [Path(sys.executable).with_name("preceptor"), "serve"],
        env=environ, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    first, second = done.stderr.splitlines()
    assert first == "Preceptor cannot start."
    assert second.startswith("PRECEPTOR_SECRET_KEY: ")
    assert not (tmp_path / "x.db").exists()


def test_any_command_refuses_a_wrong_setting_plainly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not only the server reads settings."""
    monkeypatch.setattr(sys, "argv", ["preceptor", "events", "verify"])
    monkeypatch.setenv("PORT", "eighty")
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 2
    assert capsys.readouterr().err.splitlines()[1].startswith("PORT: ")
