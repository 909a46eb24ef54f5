"""Invitations and resets by mail, and what no mail ever says."""

import pytest
import time_machine
from flask import Flask

from lms.base import mail
from lms.base.commands import PASSING_KEY
from lms.base.db import db
from lms.cli import application
from lms.people import links
from lms.people import rules as people
from lms.people.actor import Actor
from lms.people.models import Link, Person
from lms.signoff import decisions
from tests.cast import Cast
from tests.databases import SECRET
from tests.mailing import BASE, FROM, PostBox, html_of, text_of
from tests.notices.conftest import Command
from tests.progress.playing import writing

PLANTED = "The lantern fish hums in seven colors"
SAID = "The brass kettle answers on Sundays"
KEY = "two-principles"


def link(who: Person) -> Link:
    """A link for them, with its mail in the outbox."""
    made = links.make(who, made_by=None, by_mail=True)
    db.session.commit()
    return made


@pytest.mark.both
def test_an_invitation(cast: Cast, box: PostBox, notices: Command) -> None:
    """The address that opens the door, and until when."""
    new = people.add_person("Nour Haddad", "nour@example.org", None, zone="America/Denver")
    made = link(new)
    assert notices("send").stdout == "Queued: 0 mails. Sent: 1.\n"
    [found] = box.taken
    url = f"{BASE}/welcome/{links.token_of(made, SECRET)}"
    assert f"\n{url}\n" in text_of(found)
    assert f'<a href="{url}">' in html_of(found)
    assert "until Wed, Mar 11, 1:00 PM" in text_of(found)
    assert (box.to, found["Subject"]) == (["nour@example.org"], "Your invitation to Preceptor")
    assert "List-Unsubscribe" not in found
    assert "An account in Preceptor, where staff onboarding is kept, is ready" in text_of(found)


def test_an_invitation_names_the_organization(
    app: Flask, cast: Cast, box: PostBox, notices: Command
) -> None:
    """Whoever is invited knows by whom."""
    link(people.add_person("Nour Haddad", "nour@example.org", None))
    given = {"organization": "Harbor & Light"}
    before = app.extensions["settings"]
    app.extensions["settings"] = before.model_copy(update=given)
    try:
        notices("send")
    finally:
        app.extensions["settings"] = before
    [found] = box.taken
    assert "\nHarbor & Light keeps its staff onboarding in Preceptor, and an" in text_of(found)
    assert found["From"].addresses[0].display_name == "Harbor & Light"


def test_a_reset(cast: Cast, box: PostBox, notices: Command) -> None:
    """Also for whoever wants no daily mail."""
    cast.learner.daily_mail = False
    made = link(cast.learner)
    notices("send")
    [found] = box.taken
    assert f"{BASE}/welcome/{links.token_of(made, SECRET)}" in text_of(found)
    assert found["Subject"] == "Choose a new password for Preceptor"


@pytest.mark.parametrize("why", ["used", "taken back", "replaced", "ran out", "left"])
def test_a_link_that_opens_nothing_is_not_sent(
    why: str, cast: Cast, noon: time_machine.Traveller, box: PostBox, notices: Command
) -> None:
    made = link(cast.learner)
    if why == "used":
        made.used_at = made.made_at
    elif why == "taken back":
        links.end_open(cast.learner.id)
    elif why == "replaced":
        links.make(cast.learner, made_by=None, by_mail=False)
    elif why == "ran out":
        noon.move_to(made.expires_at, tick=False)
    else:
        people.deactivate(cast.learner, actor_id=None)
    assert "Needless: 1." in notices("send").stdout
    assert box.taken == []


def test_a_line_that_names_no_link_of_that_person(
    cast: Cast, box: PostBox, notices: Command
) -> None:
    """Whatever stands in the outbox, nobody gets another person's link."""
    made = link(cast.learner)
    mail.queue(cast.colleague.id, "reset", str(made.id))
    mail.queue(cast.colleague.id, "invitation", str(made.id))
    mail.queue(cast.colleague.id, "reset", "no number")
    notices("send")
    assert box.to == [cast.learner.email]


def test_without_the_key_links_wait(app: Flask, cast: Cast, box: PostBox, notices: Command) -> None:
    """Said plainly; nothing is lost."""
    link(cast.learner)
    app.extensions[PASSING_KEY] = True
    try:
        for words in (("send",), ("status",)):
            found = notices(*words)
            assert "1 mail with links wait: without PRECEPTOR_SECRET_KEY" in found.stderr
    finally:
        app.extensions[PASSING_KEY] = False
    assert box.taken == []
    assert notices("send").stderr == ""
    assert box.to == [cast.learner.email]


@pytest.mark.parametrize(
    ("given", "keyless"),
    [({}, True), ({"PRECEPTOR_SECRET_KEY": SECRET}, False),
     ({"PRECEPTOR_ENV": "development"}, False)],
)  # fmt: skip
def test_a_command_knows_whether_it_has_the_servers_key(
    given: dict[str, str], keyless: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    """A link signed with another key would open nothing."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/x.db")
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with application() as found:
        assert found.extensions[PASSING_KEY] is keyless


@pytest.mark.both
def test_no_mail_holds_what_anyone_wrote(
    cast: Cast, me: Actor, boss: Actor, noon: time_machine.Traveller, box: PostBox, notices: Command
) -> None:
    """A planted sentence, a comment, and who said it: in no header and no part of any mail."""
    from lms.signoff import rules

    for key in (KEY, "three-ways-to-use-mi"):
        count = len(cast.work.tasks[key].prompts) or 1
        sent = rules.submit(me, cast.work, key, writing(cast.work, key, *[PLANTED] * count))
        assert sent is not None
        if key == KEY:
            decisions.give_back(boss, sent, cast.work, SAID)
    link(cast.colleague)
    noon.shift(86400 * 15 - 4 * 3600)
    notices("send")
    assert {cast.learner.email, cast.supervisor.email} <= {*box.to}
    for one in box.taken:
        everything = f"{one.as_string()} {text_of(one)} {html_of(one)}"
        for secret in (PLANTED, SAID, *PLANTED.split()[1:3], "principles", "Daniel Okafor wrote"):
            assert secret not in everything
        assert FROM in everything
        others = [who.name for who in cast.people().values()
                  if who.email != one["To"].addresses[0].addr_spec]  # fmt: skip
        assert not any(name in everything for name in others)


def test_names_in_any_letters(cast: Cast, box: PostBox, notices: Command) -> None:
    """And nothing in a name is read as HTML."""
    link(people.add_person("Zoë <b>Ångström</b> & ត្រា", "zoe@example.org", None))
    notices("send")
    [found] = box.taken
    assert text_of(found).startswith("Hello Zoë <b>Ångström</b> & ត្រា,\n")
    assert "Hello Zoë &lt;b&gt;Ångström&lt;/b&gt; &amp; ត្រា," in html_of(found)
