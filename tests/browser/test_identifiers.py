"""The page on which an office writes down how its own numbers look, on a phone and at a desk."""

import pytest
from playwright.sync_api import expect

from lms.base.db import db
from lms.roster import identifiers
from tests.browser.looking import sound_everywhere, walk
from tests.browser.steps import OFFICER, Browse
from tests.cast import Cast

pytestmark = pytest.mark.browser


def test_a_shape_is_refused_then_added_and_tried(browse: Browse, played: Cast) -> None:
    path = f"/offices/{played.office.id}/identifiers"
    identifiers.add(played.office, "agency number", "AG ######", blocks=False, actor_id=None)
    db.session.commit()
    page = browse(OFFICER, width=390)
    walk(page, [path])
    page.get_by_label("What it is").fill("state case number")
    page.get_by_label("How it looks").fill("I-###")
    page.get_by_role("button", name="Add the shape").click()
    expect(page.get_by_text("With it nobody could write:")).to_be_visible()
    sound_everywhere(page)
    page.get_by_label("How it looks").fill("SL-####-##")
    page.get_by_role("button", name="Add the shape").click()
    expect(page.get_by_text("Every text is looked at for it from now on.")).to_be_visible()
    page.get_by_label("A text").fill("See SL 2048 81, AG-204881.")
    page.get_by_role("button", name="See what would be found").click()
    expect(page.get_by_text("This looks like a state case number.")).to_be_visible()
    expect(page.get_by_text("This looks like an agency number.")).to_be_visible()
    sound_everywhere(page)
