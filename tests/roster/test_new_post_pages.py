"""The page for a new post: it begins with the post of today, and names the one to come."""

from collections.abc import Callable
from datetime import date

import pytest

from lms.base.db import db
from lms.people import queries, rules
from lms.people.models import Person
from lms.roster import profile
from tests.cast import Cast, person
from tests.visitor import Visitor, words

Visit = Callable[..., Visitor]
TODAY, APRIL = date(2026, 3, 4), date(2026, 4, 1)


def page_of(someone: Person) -> str:
    return f"/roster/{someone.id}/post"


def coming(cast: Cast, someone: Person) -> None:
    rules.give_post(someone, cast.office, "icm-specialist", supervisor=cast.other_supervisor,
                    starts_on=APRIL)  # fmt: skip
    db.session.commit()


@pytest.mark.both
def test_the_post_of_today_and_the_one_to_come(cast: Cast, visit: Visit) -> None:
    """The form does not offer to bring the coming one forward."""
    coming(cast, cast.learner)
    page = visit(cast.officer).get(page_of(cast.learner))
    said = words(page)
    assert (
        "Today Marisol Vega is Case manager in Salt Lake City under Daniel Okafor, "
        "since Mon, Jan 5. From Wed, Apr 1: ICM specialist in Salt Lake City under Ingrid Moe."
    ) in said
    assert "begins before Wed, Apr 1, or on that day, takes the place of what is to come" in said
    for chosen in ("case-manager", str(cast.supervisor.id)):
        assert f'selected value="{chosen}"' in page.text
    assert 'value="2026-03-04"' in page.text


@pytest.mark.both
def test_what_a_post_before_and_after_the_coming_one_does(
    cast: Cast, visit: Visit, sound: None
) -> None:
    """As the page says: a later one follows it, an earlier one takes its place."""
    coming(cast, cast.learner)
    window = visit(cast.officer)
    form = {"office": cast.office.id, "job_role": "other", "supervisor": "",
            "starts_on": "2026-05-01"}  # fmt: skip
    assert window.post(page_of(cast.learner), **form).status_code == 303
    held = queries.post_of(cast.learner.id, APRIL)
    assert held is not None
    assert (held.job_role, held.ends_on) == ("icm-specialist", date(2026, 4, 30))
    form["starts_on"] = "2026-03-16"
    assert window.post(page_of(cast.learner), **form).status_code == 303
    posts = profile.told(cast.learner.id, TODAY)
    assert [(one.job, one.starts_on) for one in posts["coming"]] == [
        ("Other staff", date(2026, 3, 16))
    ]


def test_only_a_coming_post(cast: Cast, visit: Visit) -> None:
    """Sent as it is, the form changes nothing."""
    newcomer = person("Amira Said")
    coming(cast, newcomer)
    page = visit(cast.administrator).get(page_of(newcomer))
    said = words(page)
    assert "Amira Said has no post today. From Wed, Apr 1: ICM specialist" in said
    assert 'selected value="icm-specialist"' in page.text
    assert 'value="2026-04-01"' in page.text


def test_only_a_past_post_and_none(cast: Cast, visit: Visit) -> None:
    newcomer, window = person("Amira Said"), visit(cast.administrator)
    db.session.commit()
    assert "Amira Said has no post yet." in words(window.get(page_of(newcomer)))
    given = rules.give_post(newcomer, cast.office, "other", supervisor=None, starts_on=TODAY)
    given.starts_on, given.ends_on = date(2026, 1, 5), date(2026, 2, 27)
    db.session.commit()
    page = window.get(page_of(newcomer))
    said = words(page)
    assert "no post today. The last was Other staff in Salt Lake City, until Fri, Feb 27." in said
    assert 'selected value="other"' in page.text
    assert "what is to come" not in said
