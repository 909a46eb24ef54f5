"""What people do again and again: sign in, open a task, write, sign."""

import re
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import Dialog, Locator, Page, expect

from lms.base import clock
from tests.cast import PASSWORD

expect.set_options(timeout=15_000)
LEARNER, BOSS = "marisol.vega@example.org", "daniel.okafor@example.org"
COLLEAGUE, OFFICER = "yonas.tesfaye@example.org", "priya.raman@example.org"
ADMINISTRATOR = "ruth.adler@example.org"
Browse = Callable[..., Page]
Later = Callable[[int], None]


def sign_in(page: Page, who: str) -> None:
    """Through the door, as a person does."""
    page.goto("/sign-in")
    give_password(page, who)
    expect(page.locator(".avatar")).to_be_visible()  # inside, before anything else is pressed


def come_in(page: Page, who: str) -> None:
    """Through the same door, without drawing it: most journeys begin behind it."""
    door = page.request.get("/sign-in").text()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', door)
    assert token is not None
    said = {"csrf_token": token[1], "email": who, "password": PASSWORD}
    answer = page.request.post("/sign-in", form=said, max_redirects=0)
    assert answer.status == 303, who
    page.goto("/")


def give_password(page: Page, who: str, password: str = PASSWORD) -> None:
    """The sign-in form as it stands there, with whatever it keeps."""
    page.get_by_label("E-mail").fill(who)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def box(page: Page, place: int = 0) -> Locator:
    """The box for one of the answers."""
    return page.locator(f"#answer_{place}")


def write(page: Page, text: str, place: int = 0) -> None:
    """Type it, key by key at the end, as a person does: a browser warns of nothing else."""
    box(page, place).fill(text[:-1])
    box(page, place).press("End")
    box(page, place).press_sequentially(text[-1])


def told(page: Page, text: str) -> None:
    """What stands beside the buttons about saving."""
    expect(page.locator(".autosave")).to_contain_text(text)


def write_in_vain(page: Page, text: str, why: str, *, scripts: bool) -> None:
    """Type what cannot be saved now: the page says `why` at once, or only once it is sent."""
    if scripts:
        write(page, text)
        told(page, why)
        expect(box(page)).to_have_value(text)
    else:
        box(page).fill(text)


def save_draft(page: Page) -> None:
    """The button."""
    page.get_by_role("button", name="Save draft").click()


def version(page: Page) -> int:
    """The number of the draft that the page stands on."""
    return int(page.locator("[name=version]").input_value())


def sign(page: Page, button: str, *, asked: bool) -> None:
    """Put a signature there; the password is `asked` for once per spell."""
    pressed = page.get_by_role("button", name=button, exact=True)
    field = page.locator("form").filter(has=pressed).get_by_label("Your password")
    expect(field).to_have_count(1 if asked else 0)
    if asked:
        field.fill(PASSWORD)
    pressed.click()


def unfold(page: Page) -> None:
    """Everything that is folded together, but for the menu."""
    page.evaluate("document.querySelectorAll('main details').forEach(box => { box.open = true })")


def run_out(app: Flask, page: Page) -> None:
    """The sign-in of this window was last used yesterday: its cookie says so, signed as ever."""
    sealing = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    (cookie,) = (one for one in page.context.cookies() if one["name"] == "preceptor")
    held = sealing.loads(cookie["value"])
    held["started"] = held["seen"] = (clock.now() - timedelta(days=1)).isoformat()
    again: SetCookieParam = {
        "name": "preceptor", "value": sealing.dumps(held), "httpOnly": True, "sameSite": "Lax",
        "domain": cookie["domain"], "path": cookie["path"],
    }  # fmt: skip
    page.context.add_cookies([again])


def stays(page: Page) -> list[str]:
    """Someone who, asked whether to leave the page, stays; what the browser asked is collected."""
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    return asked


def try_to_leave(page: Page, asked: list[str]) -> None:
    """A press on a link out of the page, until the browser asks."""
    page.get_by_role("heading", level=1).click()  # a browser asks only who touched the page
    with page.expect_event("dialog"):
        page.get_by_role("link", name="My onboarding").first.click(no_wait_after=True)
    assert asked == ["beforeunload"]


def path_of(page: Page) -> str:
    """Where the window is."""
    return re.sub(r"^https?://[^/]+", "", page.url)
