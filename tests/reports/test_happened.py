"""What happened to a person, from the record: in words, and without what anyone wrote."""

from collections.abc import Callable

import pytest

from config import ROOT
from lms.people import accounts
from lms.people.actor import Actor
from lms.people.models import Role
from lms.progress import terms
from lms.progress.terms import Why
from lms.reports import happened
from lms.roster import profile
from lms.signoff import decisions
from tests.cast import Cast, actor
from tests.progress.playing import send
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("sound")
Visit = Callable[..., Visitor]


def test_what_happened_is_told_without_what_was_written(
    cast: Cast, me: Actor, boss: Actor, visit: Visit
) -> None:
    review = send(me, cast.work, "two-principles")
    decisions.give_back(boss, review, cast.work, "A word only she should read.")
    page = words(visit(cast.auditor).get(f"/team/{cast.work.id}"))
    assert "Daniel Okafor returned: Pick two principles" in page
    assert "Marisol Vega sent: Pick two" in page
    assert "only she should read" not in page


def test_every_sentence_is_of_a_verb_that_the_record_knows() -> None:
    rooms = [path for path in (ROOT / "lms").rglob("*.py") if path.name != "happened.py"]
    code = "".join(path.read_text(encoding="utf-8") for path in rooms)
    assert [verb for verb in happened.SAID if f'"{verb}"' not in code] == []


def test_who_left_the_guide_and_lost_a_role_is_told_in_words(cast: Cast, visit: Visit) -> None:
    administrator = actor(cast.administrator)
    accounts.give_role(administrator, cast.learner, Role.AUDITOR, cast.office)
    (held,) = profile.roles(cast.learner.id)
    accounts.take_back_role(administrator, cast.learner, held[0])
    terms.withdraw(administrator, cast.work, Why.OTHER)
    page = words(visit(cast.auditor).get(f"/team/{cast.work.id}"))
    assert "Ruth Adler lost the role auditor" in page
    assert "Ruth Adler was taken off the guide" in page
