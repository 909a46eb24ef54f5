"""A real server and a real Chromium."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from lms.base import clock
from tests import cast as people
from tests.browser import looking, office
from tests.browser.steps import Browse, Later, come_in
from tests.conftest import missing
from tests.serving import serving

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update",
             "--disable-sync", "--disable-quic", "--no-first-run"]  # fmt: skip
NETWORK = "Failed to load resource"  # what the server refuses, the journeys themselves look at


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, one for each test process."""
    if not Path(CHROMIUM).exists():
        missing("no browser: apt install chromium, or set CHROMIUM to its path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def look(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """How a page looks does not hang on the database: on the second, each is looked at once."""
    if kind != "sqlite":
        monkeypatch.setattr(looking, "LOOKS", looking.EVERY_LOOK[:1])


@pytest.fixture
def played(app: Flask) -> people.Cast:
    """The cast, two days in as of today: a browser has a clock of its own."""
    return people.assemble(clock.now().date() - timedelta(days=2))


@pytest.fixture
def busy(app: Flask) -> people.Cast:
    """Everyone, with three weeks behind them and work at every stage."""
    return office.three_weeks_in()


@pytest.fixture
def settled(app: Flask) -> people.Cast:
    """Everyone, with more than a month behind them: enough to look back on."""
    return office.seven_weeks_in()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The app, served as in production."""
    with serving(app, threads=4) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def later(app: Flask) -> Iterator[Later]:
    """So many days have gone by since the test began, as the server tells the time."""
    gone, served = timedelta(), app.wsgi_app

    def shifted(environ: Any, start: Any) -> Any:
        with clock.pretend(datetime.now(UTC) + gone):
            return served(environ, start)

    def by(days: int) -> None:
        nonlocal gone
        gone = timedelta(days=days)

    app.wsgi_app = shifted  # type: ignore[assignment,method-assign]
    yield by
    app.wsgi_app = served  # type: ignore[method-assign]


@pytest.fixture
def browse(chromium: Browser, address: str) -> Iterator[Browse]:
    """A window, with its own cookies; anything the page complains about fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(NETWORK):
            complaints.append(message.text)

    def listen(page: Page) -> None:
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", heard)

    def of(who: str = "", *, width: int = 1280, theme: str = "light", scripts: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=theme,  # type: ignore[arg-type]
            base_url=address,
            timezone_id="America/Denver",  # where the office is: elsewhere it may be tomorrow
            java_script_enabled=scripts,
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        context.on("page", listen)
        page = context.new_page()
        if who:
            come_in(page, who)
        return page

    yield of
    for context in contexts:
        context.close()
    assert complaints == []
