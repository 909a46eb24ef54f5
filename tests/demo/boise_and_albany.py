"""The Boise and Albany offices of the demo are as their lines on the sign-in page tell."""

from datetime import date

from sqlalchemy import select

from lms.base import clock
from lms.base.db import db
from lms.people import queries as people
from lms.progress import due, terms
from lms.progress.models import Enrollment, Review, Status
from lms.progress.queries import section_standings
from lms.progress.standing import State
from lms.progress.work import find_work, works_of
from lms.signoff import queries as written
from lms.signoff.late import waiting_long
from tests.demo.looking import (
    in_state,
    in_time,
    late,
    outcomes,
    person,
    sections,
    sent_on,
    shifted,
    tasks,
    waiting,
    who,
    work,
    zone_of,
)

TOO_LONG = 10  # working days


def everyone() -> None:
    """All of both offices."""
    _noor_is_enrolled_and_no_more()
    _tomas_is_back_from_leave()
    _samira_got_two_things_back()
    _leila_stopped()
    _victor_has_left_and_his_record_stays()
    _kofi_waits_for_long()
    _farid_lost_the_supervisor_and_the_officer_signs()
    _mei_only_waits()
    _oksana_has_finished()
    _pavel_took_another_job()
    _approvals_wait_where_they_should()


def _noor_is_enrolled_and_no_more() -> None:
    assert in_state("noor", State.NOT_STARTED) == set(tasks("noor"))


def _tomas_is_back_from_leave() -> None:
    assert [one.state for one in sections("tomas")[:3]] == [State.DONE] * 2 + [State.IN_PROGRESS]
    assert in_state("tomas", State.SUBMITTED) == {"two-assessments"}
    assert tasks("tomas")["two-assessments"].signed == 1
    draft = written.draft(written.response(work("tomas").id, "termination-steps"))
    assert [bool(text.text) for _, text in sorted(draft.items())] == [True, False]
    assert late("tomas") == []
    (away,) = people.leaves(person("tomas").id)
    assert away.ends_on is not None
    assert (away.ends_on - away.starts_on).days == 13
    assert away.ends_on < who("tomas").today
    open_then = {one.key for one in work("tomas").outline.sections[2:]}
    assert shifted("tomas") >= open_then


def _samira_got_two_things_back() -> None:
    found = tasks("samira")
    assert in_state("samira", State.RETURNED) == {"assessment-timing", "intake-forms-list"}
    for key in in_state("samira", State.RETURNED):
        assert "Please say a little more" not in str(getattr(found[key].returned, "comment", ""))
    assert in_state("samira", State.SUBMITTED) == {"three-self-sufficiency-plans"}
    assert late("samira") == []


def _leila_stopped() -> None:
    assert late("leila") == [3, 4]
    assert in_state("leila", State.SUBMITTED) == set()
    assert sections("leila")[1].state is State.DONE


def _victor_has_left_and_his_record_stays() -> None:
    left = person("victor").deactivated_at
    assert left is not None
    assert (who("teresa").today - clock.today(zone_of("victor"), left)).days >= 26
    assert people.actor(person("victor").id) is None
    third = sections("victor")[2]
    assert 0 < third.done < third.required
    assert in_state("victor", State.SUBMITTED) == set(), "nothing is left lying with the supervisor"


def _kofi_waits_for_long() -> None:
    assert in_state("kofi", State.SUBMITTED) == {"guidelines-questions", "intake-forms-list"}
    closed = people.holidays(who("kofi").office_id)
    for key in in_state("kofi", State.SUBMITTED):
        days = due.working_days(sent_on("kofi", key), who("kofi").today, closed)
        assert days > TOO_LONG
    assert late("kofi") == []


def _farid_lost_the_supervisor_and_the_officer_signs() -> None:
    left = person("walter").deactivated_at
    assert left is not None
    assert not who("farid").supervisor_active
    assert who("farid").supervisor == "Walter Brandt"
    decided = db.session.execute(
        select(Review.closed_at, Review.decided_by).filter_by(enrollment_id=work("farid").id)
    ).all()
    later = {decider for closed, decider in decided if closed and closed > left}
    earlier = {decider for closed, decider in decided if closed and closed < left}
    assert later == {person("colette").id}
    assert person("walter").id in earlier
    assert waiting("colette") == ["Farid Nazari"] * 2
    assert late("farid") == []


def _mei_only_waits() -> None:
    open_tasks = {key for key, task in tasks("mei").items() if not task.closed}
    assert open_tasks == in_state("mei", State.SUBMITTED)
    assert len(open_tasks) == 3
    assert late("mei") == []


def _oksana_has_finished() -> None:
    assert [section.state for section in sections("oksana")] == [State.DONE] * 6
    assert in_time("oksana")
    assert max(one.completed_on or date.max for one in sections("oksana")) < who("oksana").today
    assert outcomes("oksana", "youth-resources") == ["accepted", "returned"]


def _pavel_took_another_job() -> None:
    assert works_of(person("pavel").id) == []
    assert who("pavel").job_role == "other"
    mine = select(Enrollment.id).filter_by(person_id=person("pavel").id)
    left = find_work(db.session.scalars(mine).one())
    assert left is not None
    assert left.status == Status.WITHDRAWN
    why, _ = terms.left(left) or (None, None)
    assert why is terms.Why.CHANGED_ROLE
    assert section_standings(left)[0].state is State.DONE, "the record stays"


def _approvals_wait_where_they_should() -> None:
    assert waiting("teresa") == ["Samira Yusuf", "Tomás Ibarra"]
    assert waiting("eleni") == ["Kofi Asante"] * 2 + ["Mei Tanaka"] * 3
    offices = {who("teresa").office_id, who("eleni").office_id}
    assert who("colette").officer_of == offices
    assert len(offices | {who("daniel").office_id}) == 3
    lines, _ = waiting_long(who("colette"), TOO_LONG)
    assert {line.learner for line in lines} >= {"Kofi Asante"}
