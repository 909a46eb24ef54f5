"""One person's pages: correcting, another post, links, and what is no business of an officer's."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.base.db import db
from lms.base.events import Event
from lms.base.mail import Mail
from lms.people import links, queries, rules
from lms.people.models import Grant, Link, Person, Post, Role
from tests.cast import Cast, actor, posted
from tests.people.linking import MAILING, configured, newcomer, outbox, path
from tests.visitor import Visitor, words

Visit = Callable[..., Visitor]
TODAY = date(2026, 3, 4)
BIG = "9" * 20
FORM = "application/x-www-form-urlencoded"


def size() -> tuple[int, ...]:
    """How much there is of what these pages write."""
    tables = (Person, Post, Link, Grant, Mail, Event)
    return tuple(db.session.scalar(select(func.count()).select_from(one)) or 0 for one in tables)


def of(someone: Person, page: str = "") -> str:
    """A page about someone."""
    return f"/roster/{someone.id}{page}"


@pytest.mark.both
def test_all_about_one_account(cast: Cast, visit: Visit) -> None:
    """Posts past, present and coming; who reports to them; the guides they are on."""
    rules.give_post(cast.learner, cast.office, "icm-specialist", supervisor=cast.other_supervisor,
                    starts_on=date(2026, 4, 1))  # fmt: skip
    posted("Amira Said", cast.office, cast.learner)
    page = visit(cast.officer).get(of(cast.learner))
    said = words(page)
    assert "ICM specialist, Salt Lake City (coming) Supervisor: Ingrid Moe" in said
    assert "Case manager, Salt Lake City Supervisor: Daniel Okafor" in said
    assert "Mon, Jan 5 to Tue, Mar 31" in said
    assert "Who reports to Marisol Vega Amira Said" in said
    assert f'href="/record/{cast.work.id}"' in page.text
    assert "Change roles" not in said
    assert "Change roles" in words(visit(cast.administrator).get(of(cast.learner)))


@pytest.mark.both
def test_a_correction_follows_into_the_record(cast: Cast, visit: Visit, sound: None) -> None:
    """Names are shown from the table."""
    window = visit(cast.officer)
    form = {"name": "Marisol Ruiz", "email": "ruiz@example.org", "time_zone": "America/Boise"}
    answer = window.post(of(cast.learner, "/edit"), **form)
    assert "Saved." in words(window.follow(answer))
    assert "Marisol Ruiz" in window.get(f"/record/{cast.work.id}").text
    before = size()
    assert window.post(of(cast.learner, "/edit"), **form).status_code == 303
    assert size() == before
    assert actor(cast.learner).zone == "America/Boise"


@pytest.mark.both
@pytest.mark.parametrize("page", ["edit", "add"])
def test_a_name_like_a_formula_is_refused_at_its_field(cast: Cast, visit: Visit, page: str) -> None:
    """As in a file: names travel into files that others open."""
    form = {"name": "=1+1", "email": "one@example.org", "time_zone": "", "office": cast.office.id,
            "job_role": "other", "supervisor": "", "starts_on": "2026-03-09"}  # fmt: skip
    where = "/roster/add" if page == "add" else of(cast.learner, "/edit")
    before = size()
    answer = visit(cast.officer).post(where, **form)
    assert (answer.status_code, size()) == (422, before)
    assert "This looks like a formula. Begin with a letter." in words(answer)
    assert 'value="=1+1"' in answer.text


def test_a_zone_that_is_not_listed_stays(cast: Cast, visit: Visit) -> None:
    """Someone may work from abroad; the form does not move them back."""
    cast.learner.time_zone = "Europe/Athens"
    window = visit(cast.officer)
    assert 'selected value="Europe/Athens"' in window.get(of(cast.learner, "/edit")).text
    form = {"name": "Marisol Vega", "email": cast.learner.email, "time_zone": "Europe/Athens"}
    assert window.post(of(cast.learner, "/edit"), **form).status_code == 303


@pytest.mark.both
def test_another_post(cast: Cast, visit: Visit, sound: None) -> None:
    """The form begins with the present one; sent twice, it changes nothing twice."""
    window = visit(cast.officer)
    page = window.get(of(cast.learner, "/post")).text
    assert f'selected value="{cast.supervisor.id}"' in page
    form = {"office": cast.office.id, "job_role": "icm-specialist", "starts_on": "2026-04-01",
            "supervisor": cast.other_supervisor.id}  # fmt: skip
    assert window.post(of(cast.learner, "/post"), **form).location == of(cast.learner)
    before = size()
    assert window.post(of(cast.learner, "/post"), **form).status_code == 303
    assert size() == before
    post = queries.post_of(cast.learner.id, date(2026, 4, 1))
    assert post is not None
    assert post.supervisor_id == cast.other_supervisor.id


def test_a_supervisor_of_another_office_stays_in_the_list(cast: Cast, visit: Visit) -> None:
    """Omar is led from Salt Lake City; Boise's officer does not lose that by opening the form."""
    omar = db.session.scalar(select(Person).filter_by(name="Omar Haddad"))
    assert omar is not None
    page = visit(cast.other_officer).get(of(omar, "/post")).text
    assert f'selected value="{cast.other_supervisor.id}"' in page
    assert f'value="{cast.supervisor.id}"' not in page


FORMS = {
    "edit": {"name": "Marisol", "email": "m@example.org", "time_zone": ""},
    "post": {"office": "1", "job_role": "other", "supervisor": "", "starts_on": "2026-03-09"},
    "deactivate": {"supervisor": "", "starts_on": "2026-03-09"},
    "roles": {"role": "auditor", "office": ""},
    "link": {"after": "0"},
}
TYPED = ("", "x", BIG, "-1", "٣", "9999-12-31", "\ud800", "x" * 100_000, "a\x00b", "1\n2", "<b>")
FREE = {
    ("edit", "time_zone", ""), ("post", "supervisor", ""), ("deactivate", "supervisor", ""),
    ("roles", "office", ""), ("link", "after", ""),
    ("deactivate", "starts_on", "9999-12-31"),  # nobody takes over, so the day says nothing
} | {("edit", "name", typed) for typed in TYPED}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_whatever_is_typed_is_no_fault(cast: Cast, visit: Visit, form: str) -> None:
    """Refused at its field, and nothing changes; never a fault."""
    where = of(cast.supervisor, f"/{form}")
    window = visit(cast.administrator)
    for field in FORMS[form]:
        for typed in TYPED:
            before = size()
            sent = typed.encode("utf-8", "replace").decode() if "\ud800" in typed else typed
            answer = window.post(where, **(FORMS[form] | {field: sent}))
            assert answer.status_code in (303, 400, 409, 422), (field, typed[:20])
            if (form, field, typed) not in FREE:
                changed = answer.status_code == 303
                assert not changed or (form, field) == ("link", "after"), (field, typed[:20])
                assert changed or size() == before
    odd = b"&name=%ED%A0%80&email=%FF&supervisor=%ED%A0%80&role=%FF"
    body = b"csrf_token=" + window.token.encode() + odd
    answer = window.open(where, method="POST", data=body, content_type=FORM)
    assert answer.status_code in (303, 409, 422)


@pytest.mark.both
def test_a_reset_is_shown_once(cast: Cast, visit: Visit, sound: None) -> None:
    """To the officer who made it, and to nobody else; it works."""
    window, other = visit(cast.officer), visit(cast.administrator)
    page = window.follow(window.post(of(cast.learner, "/link"), after="0"))
    link = links.latest(cast.learner.id)
    assert link is not None
    assert link.kind == "reset"
    assert path(link) in page.text
    for later in (window, other):
        again = later.get(of(cast.learner)).text
        assert path(link) not in again
        assert "Good" in again
    assert visit().post(path(link), password="violet-anchor-thimble-9",
                        again="violet-anchor-thimble-9").status_code == 303  # fmt: skip
    assert "Used" in words(window.get(of(cast.learner)))


def test_a_double_click_ends_no_link(cast: Cast, visit: Visit) -> None:
    """The second answer shows the same one."""
    window = visit(cast.officer)
    window.post(of(cast.learner, "/link"), after="0")
    before = size()
    page = window.follow(window.post(of(cast.learner, "/link"), after="0"))
    link = links.latest(cast.learner.id)
    assert link is not None
    assert (path(link) in page.text, size()) == (True, before)
    refused = visit(cast.administrator).post(of(cast.learner, "/link"), after="0")
    assert refused.status_code == 409
    assert "Someone else made a link meanwhile" in refused.text


def test_a_link_remembered_for_another_opens_nothing(cast: Cast, visit: Visit) -> None:
    """What the session remembers is shown on that person's page only, to whoever made it."""
    window = visit(cast.officer)
    window.post(of(cast.learner, "/link"), after="0")
    link = links.latest(cast.learner.id)
    assert link is not None
    assert "/welcome/" not in window.get(of(cast.colleague)).text
    assert path(link) in window.get(of(cast.learner)).text


@pytest.mark.both
@pytest.mark.parametrize(
    ("outcome", "said"),
    [(None, "waiting to be sent"), ("sent", "Mail: sent"), ("refused", "refused by the mail"),
     ("given-up", "could not be sent"), ("needless", "no longer needed")],
)  # fmt: skip
def test_the_page_says_what_became_of_the_mail(
    app: Flask, cast: Cast, visit: Visit, outcome: str | None, said: str
) -> None:
    """Whether it is waiting, was sent or could not be."""
    with configured(app, **MAILING):
        window = visit(cast.officer)
        page = window.follow(window.post(of(cast.learner, "/link"), after="0"))
        link = links.latest(cast.learner.id)
        assert link is not None
        assert "/welcome/" not in page.text
        assert outbox() == [(cast.learner.id, "reset", str(link.id))]
        row = db.session.scalar(select(Mail))
        assert row is not None
        row.outcome = outcome
        assert said in words(window.get(of(cast.learner)))


def test_an_officer_cannot_reset_an_administrator(cast: Cast, visit: Visit) -> None:
    """Nor anyone with a role, nor themselves; nor in another office. Nothing is made."""
    rules.grant(cast.colleague, Role.ADMINISTRATOR)
    db.session.commit()
    before, window = size(), visit(cast.officer)
    forms = (*FORMS, "reactivate")
    for someone, status in ((cast.colleague, 403), (cast.officer, 403), (cast.administrator, 404),
                            (cast.auditor, 404), (cast.other_officer, 404)):  # fmt: skip
        for one in forms:
            answer = window.post(of(someone, f"/{one}"), **FORMS.get(one, {}))
            assert answer.status_code == status, (someone.name, one)
    assert size() == before
    answer = visit(cast.administrator).post(of(cast.colleague, "/link"), after="0")
    assert answer.status_code == 303


def test_who_never_signed_in_is_invited_again(cast: Cast, visit: Visit) -> None:
    """An invitation until there is a password."""
    someone = newcomer()
    window = visit(cast.administrator)
    assert "Invite again" not in words(window.get(of(someone)))
    window.post(of(someone, "/link"), after="0")
    link = links.latest(someone.id)
    assert link is not None
    assert link.kind == "invitation"
    assert "Invite again" in words(window.get(of(someone)))
