"""Choosing files in a browser: what is too large is said before it travels."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests import cast as people
from tests.base import made_files as made
from tests.base.file_doors import with_doors
from tests.browser.steps import LEARNER, Browse
from tests.serving import serving

pytestmark = pytest.mark.browser
MB = 1024 * 1024


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The app with doors for files, served as in production."""
    with with_doors(app) as other, serving(other, threads=4) as port:
        yield f"http://127.0.0.1:{port}"


def test_too_much_is_said_at_once_and_something_smaller_is_taken(
    browse: Browse, played: people.Cast, tmp_path: Path
) -> None:
    """Two files that are each small enough; then one of them."""
    page = browse(LEARNER)
    page.goto("/files")
    paths = [tmp_path / "a.pdf", tmp_path / "b.pdf"]
    for path in paths:
        path.write_bytes(made.large_pdf(3 * MB))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    page.set_input_files("input[type=file]", paths)
    said = page.get_by_text("Files may have 5 MB together.")
    said.wait_for()
    page.get_by_role("button", name="Add").click()
    assert said.is_visible()
    assert "POST" not in asked
    page.set_input_files("input[type=file]", paths[:1])
    assert not said.count()
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**/files")
    page.get_by_text("1", exact=True).wait_for()
