"""Files sent by browsers that mean well and by others: kept whole, or refused and nothing kept."""

from collections.abc import Callable
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from lms.base import files
from lms.base.db import db
from lms.people.actor import Actor
from lms.training import evidence
from lms.training.models import CourseRecord
from tests.base import made_files as made
from tests.cast import Cast
from tests.filled import forms
from tests.progress.history import nothing_changes
from tests.training.posting import address, post, upload
from tests.training.recorded import begun, certificate, sent, with_file
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]
MB = 1024 * 1024


@pytest.fixture
def record(me: Actor) -> CourseRecord:
    """A draft."""
    return begun(me)


def on_disk() -> list[Path]:
    folder = files.shelf().folder
    return [one for one in folder.rglob("*") if one.is_file()] if folder.is_dir() else []


@pytest.mark.parametrize("form", [*made.GOOD])
def test_a_good_one_is_kept_and_handed_out_as_it_was(
    cast: Cast, visit: Visit, record: CourseRecord, form: str
) -> None:
    content = made.GOOD[form]
    window = visit(cast.learner)
    page = window.follow(upload(window, address(record, "files"), content, f"My proof.{form}"))
    [kept] = evidence.of(record.id)
    assert "My proof." in words(page)
    assert kept.file.digest[:12] in words(page)
    answer = window.get(f"/training/files/{kept.file.id}")
    assert answer.data == content
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_name_leads_nowhere(cast: Cast, visit: Visit, record: CourseRecord) -> None:
    """The ways of other systems are cut off; the name itself is made harmless."""
    window, names = visit(cast.learner), ["..\\..\\boot.pdf", "a\u202efdp.exe", "x" * 300, "con"]
    for number, name in enumerate(names):
        upload(window, address(record, "files"), made.pdf(extra=b"/N %d" % number), name)
    assert [one.file.name for one in evidence.of(record.id)] == [
        "boot.pdf", "afdp.pdf", "x" * 116 + ".pdf", "_con.pdf",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (made.PROGRAM, "certificate.pdf", "none of them"),
        (made.SVG, "drawing.svg", "none of them"),
        (made.SVG, "drawing.png", "none of them"),
        (made.WEB_PAGE, "page.pdf", "none of them"),
        (made.archive(), "papers.pdf", "none of them"),
        (made.GOOD["pdf"] + made.archive(), "both.pdf", "packed into"),
        (made.pdf(extra=b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "a.pdf", "script"),
        (made.png(60_000, 60_000), "large.png", "larger than any page"),
        (made.GOOD["png"][:-8], "cut.png", "not whole"),
        (made.GOOD["jpeg"][:-2], "cut.jpg", "not whole"),
        (b"", "empty.pdf", "empty"),
        (made.GOOD["pdf"], "../../etc/passwd", "path"),
        (made.GOOD["pdf"], "A012 345 678.pdf", "A-number"),
    ],
)
def test_a_bad_one_is_refused_and_nothing_is_kept(
    cast: Cast, visit: Visit, record: CourseRecord, content: bytes, name: str, said: str
) -> None:
    window = visit(cast.learner)
    with nothing_changes():
        answer = upload(window, address(record, "files"), content, name)
    assert answer.status_code == 422
    assert said in words(answer)
    assert on_disk() == []


def test_too_much_is_refused(cast: Cast, visit: Visit, record: CourseRecord) -> None:
    """Six MB as they come, and a hundred as they are announced: none of those is read."""
    window, path = visit(cast.learner), address(record, "files")
    announced = {
        "content_type": "multipart/form-data; boundary=cut",
        "environ_overrides": {"CONTENT_LENGTH": str(100 * MB)},
    }
    sendings: tuple[Callable[[], TestResponse], ...] = (
        lambda: upload(window, path, made.large_pdf(6 * MB)),
        lambda: window.open(path, method="POST", data=b"--cut", **announced),
    )
    for send in sendings:
        with nothing_changes():
            answer = send()
        assert answer.status_code == 413
        assert "5 MB" in words(answer)
        assert on_disk() == []


# Werkzeug lets the part that was cut off go when nobody holds it any more.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_request_that_is_cut_off_leaves_nothing(
    cast: Cast, visit: Visit, record: CourseRecord
) -> None:
    """The body ends in the middle of the file, whatever its head promises."""
    window = visit(cast.learner)
    whole = (
        b'--cut\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n%s\r\n'
        b'--cut\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n%s" % (window.token.encode(), made.GOOD["pdf"])
    )
    for body, length in ((whole[:-40], len(whole) - 40), (whole[:-40], len(whole) + 9)):
        with nothing_changes():
            answer = window.open(
                address(record, "files"), method="POST", data=body,
                environ_overrides={"CONTENT_LENGTH": str(length)},
                content_type="multipart/form-data; boundary=cut",
            )  # fmt: skip
        assert answer.status_code == 400
        assert "send it again" in words(answer)
        assert on_disk() == []


def test_a_file_that_is_refused_leaves_the_text_as_it_was_saved(
    cast: Cast, visit: Visit, record: CourseRecord
) -> None:
    window = visit(cast.learner)
    post(window, record, "draft", reflection="My own words.")
    page = upload(window, address(record, "files"), made.PROGRAM)
    assert "My own words." in page.text
    assert "Nothing was added." in words(page)
    assert "what you typed is still here" not in words(page)
    form = forms(page)[address(record, "draft")]
    assert (form.data["version"], form.data["minutes"]) == ("2", "45")


def test_a_form_without_a_file_says_so(cast: Cast, visit: Visit, record: CourseRecord) -> None:
    window = visit(cast.learner)
    for answer in (window.post(address(record, "files")),
                   upload(window, address(record, "files"), b"", "")):  # fmt: skip
        assert answer.status_code == 422
        assert "Choose a file first." in words(answer)


def test_a_full_disk_is_said_and_the_record_goes_on(
    cast: Cast, visit: Visit, record: CourseRecord, me: Actor
) -> None:
    folder = files.shelf().folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("no folder")
    window = visit(cast.learner)
    try:
        with nothing_changes():
            answer = upload(window, address(record, "files"))
        assert answer.status_code == 507
        assert "no room" in words(answer)
        assert "Who gave it?" in words(answer)
    finally:
        folder.unlink()
    assert upload(window, address(record, "files")).status_code == 303


def test_a_large_text_is_still_refused_where_files_are_not_taken(
    cast: Cast, visit: Visit, record: CourseRecord
) -> None:
    window = visit(cast.learner)
    answer = upload(window, address(record, "draft"), made.large_pdf(MB))
    assert answer.status_code == 413


def test_taken_out_and_removed(cast: Cast, visit: Visit, me: Actor) -> None:
    waits, draft = sent(me, outside=True), begun(me)
    with_file(me, draft)
    window = visit(cast.learner)
    mine = evidence.of(draft.id)[0].file.id
    window.post(address(draft, f"files/{mine}/take-out"))
    assert window.get(f"/training/files/{mine}").status_code in (404, 410)
    file_id, boss = evidence.of(waits.id)[0].file.id, visit(cast.supervisor)
    page = boss.get(f"/training/files/{file_id}/remove")
    assert certificate().name not in page.text
    path = f"/training/files/{file_id}/remove"
    assert boss.post(path).status_code == 422
    assert "removed for good" in words(boss.follow(boss.post(path, why="names-a-client")))
    assert "removed already" in words(boss.follow(boss.post(path, why="names-a-client")))
    gone = window.get(f"/training/files/{file_id}")
    assert gone.status_code == 410
    assert "it named a client" in words(gone)
    assert "it named a client" in words(window.get(address(waits)))
    assert "Daniel Okafor" in words(window.get(address(waits)))
    assert [one for one in on_disk() if one.stat().st_size > 10] == []
    db.session.rollback()
