"""The shapes of an office's own numbers: added, tried, removed; everyone's texts are looked at."""

from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import select

from lms.base import chain_check, prose
from lms.base.db import db
from lms.base.errors import NotFound, Refusal
from lms.base.events import Event
from lms.base.own_shapes import GuardPattern
from lms.base.patterns import StopsOrdinaryWriting
from lms.base.prose import ClientIdentified
from lms.curriculum import addresses
from lms.people.models import Office
from lms.roster import identifiers
from tests.cast import Cast
from tests.progress.refusing import refused
from tests.roster.files import text
from tests.roster.uploading import send
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
NUMBER = "SL-2048-81"


def add(office: Office, shape: str = "SL-####-##", name: str = "state case number", *,
        blocks: bool = True) -> None:  # fmt: skip
    identifiers.add(office, name, shape, blocks=blocks, actor_id=None)


def rows() -> Sequence[GuardPattern]:
    return db.session.scalars(select(GuardPattern).order_by(GuardPattern.id)).all()


def told() -> list[tuple[str, dict[str, object]]]:
    found = select(Event.verb, Event.data).where(Event.verb.like("identifier-%"))
    return [(verb, data) for verb, data in db.session.execute(found.order_by(Event.number))]


@pytest.mark.both
def test_everyones_texts_are_looked_at(cast: Cast) -> None:
    """Also in another office: the number identifies a client there as well."""
    prose.look_at(f"I saw {NUMBER}.")
    add(cast.elsewhere)
    for typed in (f"I saw {NUMBER}.", "sl 2048/81", "**SL**204881"):
        with pytest.raises(ClientIdentified, match="looks like a state case number"):
            prose.write(cast.learner.id, "answer", typed, cleared=True)
    with pytest.raises(ClientIdentified):
        prose.look_at_file_name("SL2048_81.pdf", cleared=True)


def test_one_may_only_ask(cast: Cast) -> None:
    add(cast.office, blocks=False)
    with pytest.raises(ClientIdentified):
        prose.look_at(NUMBER)
    prose.look_at(NUMBER, cleared=True)


def test_the_same_again_changes_nothing(cast: Cast) -> None:
    """However it is spelled; another name or answer takes its place."""
    add(cast.office)
    add(cast.office, " sl ####–## ")
    assert [(row.shape, row.superseded_at) for row in rows()] == [("SL-####-##", None)]
    add(cast.office, blocks=False)
    first, second = rows()
    assert first.superseded_at == second.recorded_at
    assert told() == [
        ("identifier-added", {"pattern": first.id, "blocks": True, "replaces": None}),
        ("identifier-added", {"pattern": second.id, "blocks": False, "replaces": first.id}),
    ]
    add(cast.elsewhere)
    assert len(identifiers.listed(cast.elsewhere)) == identifiers.count(cast.office) == 1


def test_removed_is_removed_once(cast: Cast) -> None:
    add(cast.office)
    (row,) = rows()
    for _ in range(2):
        identifiers.remove(cast.office, row.id, actor_id=None)
    prose.look_at(NUMBER)
    assert [verb for verb, _ in told()] == ["identifier-added", "identifier-removed"]
    assert row.superseded_at is not None
    with pytest.raises(NotFound):
        identifiers.remove(cast.elsewhere, row.id, actor_id=None)
    add(cast.office)
    assert identifiers.count(cast.office) == 1
    assert list(chain_check.faults()) == []


@pytest.mark.parametrize(
    ("name", "shape", "field"),
    [("", "SL-####-##", "name"), ("x" * 61, "SL-####-##", "name"), ("=1+1", "SL-####-##", "name"),
     ("number A204881736", "SL-####-##", "name"), ("number", "##", "shape"),
     ("number", "SL-*", "shape"),
     ("number", "I-###", "shape")],
)  # fmt: skip
def test_what_cannot_be_is_refused(cast: Cast, name: str, shape: str, field: str) -> None:
    with refused(".", field):
        add(cast.office, shape, name)
    assert rows() == []


def test_too_slow_and_too_many_are_refused(cast: Cast) -> None:
    with pytest.raises(Refusal, match="too long"):
        identifiers.add(cast.office, "number", "SL-####", blocks=True, actor_id=None, limit=0)
    for place in range(identifiers.MOST):
        add(cast.office, f"SL{place:02}-####")
    with pytest.raises(Refusal, match="Keep it to"):
        add(cast.office, "SLX-####")
    with pytest.raises(StopsOrdinaryWriting):
        add(cast.office, "#####")
    assert len(rows()) == identifiers.MOST


def test_the_page(cast: Cast, visit: Callable[..., Visitor]) -> None:
    """Add, see, try, remove; each said in words."""
    window, path = visit(cast.officer), f"/offices/{cast.office.id}/identifiers"
    assert "No shape of your own yet." in words(window.get(path))
    data = {"name": "state case number", "shape": "sl ####-##", "does": "block"}
    said = words(window.follow(window.post(path, **data)))
    assert "Saved. Every text is looked at for it from now on." in said
    assert "state case number SL-####-## stopped" in said
    assert "Nothing was changed" in words(window.follow(window.post(path, **data)))
    assert "1 shape of your own numbers" in words(window.get(f"/offices/{cast.office.id}"))
    answer = window.post(f"{path}/try", text=f"one\nsee {NUMBER} and Mr. Haddad")
    assert answer.status_code == 200
    assert "Stopped Line 2, from character 5: This looks like a state case number." in words(answer)
    assert "Asked about Line 2, from character 20: This looks like a name with a" in words(answer)
    assert "Nothing is found in it." in words(window.post(f"{path}/try", text="An intake."))
    gone = f"{path}/{rows()[0].id}/remove"
    assert "It is looked for no longer." in words(window.follow(window.post(gone)))
    assert "Nothing was changed." in words(window.follow(window.post(gone)))


def test_the_page_says_what_a_shape_would_stop(cast: Cast, visit: Callable[..., Visitor]) -> None:
    window, path = visit(cast.administrator), f"/offices/{cast.office.id}/identifiers"
    answer = window.post(path, name="number", shape="I-###", does="ask")
    assert answer.status_code == 422
    assert "With it nobody could write: Form I-589 is for asylum" in words(answer)
    assert 'value="I-###"' in answer.text
    for data in ({}, {"name": "n", "shape": "SL-####", "does": "burn"}, {"name": "n", "shape": ""}):
        assert window.post(path, **data).status_code == 422
    for typed in ("", "x" * 20_001):
        assert window.post(f"{path}/try", text=typed).status_code == 422
    assert rows() == []


def test_the_name_of_an_imported_file_is_looked_at(
    cast: Cast, visit: Callable[..., Visitor]
) -> None:
    """It is kept nowhere, but tells that the file is no list of staff."""
    window = visit(cast.officer)
    for name, status in (("A204881736_clients.csv", 422), ("staff-2026-03-02.csv", 303),
                         ("Mr Okafor’s team.csv", 303), ("../../people.csv", 303)):  # fmt: skip
        answer = send(window, text("Ana Lima,ana@example.org"), name=name)
        assert answer.status_code == status, name
        why = "because of the file’s name. This looks like an A-number."
        assert (why in words(answer)) == (status == 422)


def test_names_and_links_that_everyone_sees_are_looked_at(
    cast: Cast, visit: Callable[..., Visitor]
) -> None:
    """Blocks only: a doctor’s name or a street is no fault in the name of a holiday."""
    window, office = visit(cast.officer), f"/offices/{cast.office.id}"
    answer = window.post(f"{office}/holidays", on="2026-07-23", name="Hearing of A204881736")
    assert answer.status_code == 422
    assert "This looks like an A-number." in words(answer)
    answer = window.post(f"{office}/holidays", on="2026-01-19", name="Dr. King Day")
    assert answer.status_code == 303
    with pytest.raises(ClientIdentified) as caught:
        addresses.checked_address("https://example.org/cases/A204881736", "url")
    assert caught.value.field == "url"
    settings = {"name": "Office 417-32-5508", "time_zone": "America/Denver", "region": "UT"}
    assert window.post(f"{office}/settings", **settings).status_code == 422
