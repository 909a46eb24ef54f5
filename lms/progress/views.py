"""Home, and My onboarding: what to do next, how far I am, what waits."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.base import assets, clock, gate, tables
from lms.base.db import db
from lms.base.errors import Refusal
from lms.curriculum.office_says import OfficeSays, office_says
from lms.people import queries as people
from lms.people.actor import Actor
from lms.people.placed import placed
from lms.progress import access, asking, moved_dates, queries, rules
from lms.progress import record as records
from lms.progress.sections import QuizLine, SectionStanding, paused
from lms.progress.standing import State
from lms.progress.work import Work, works_left, works_of

bp = Blueprint("progress", __name__)
TASK = "/onboarding/<row:enrollment_id>/tasks/<key>"


@bp.get("/")
@gate.signed_in
def home() -> Response:
    """Where work waits: decisions first, then one's own guide, then one's team."""
    actor: Actor = gate.actor()
    where = ".my_onboarding"
    if actor.signs_for_others and access.count_waiting(actor) > 0:
        where = "signoff.approvals"
    elif actor.sees_a_team and not works_of(actor.id):
        where = "reports.team"
    return redirect(url_for(where), 303)


@bp.get("/onboarding")
@bp.get("/onboarding/<row:enrollment_id>", endpoint="enrollment")
@gate.signed_in
@assets.compress.compressed()
def my_onboarding(enrollment_id: int | None = None) -> str:
    """One guide with everything in it."""
    actor: Actor = gate.actor()
    works: Sequence[Work] = works_of(actor.id)
    if enrollment_id is not None:
        shown = access.own_work(actor, enrollment_id)
        works = [shown, *(other for other in works if other.id != enrollment_id)]
    if not works:
        return _nothing(actor)
    return render_template("progress/my_onboarding.html", **prepared(actor, works))


def prepared(actor: Actor, works: Sequence[Work]) -> dict[str, object]:
    """All that the page shows, so that rendering asks the database nothing."""
    work, today = works[0], actor.today
    due, moves = moved_dates.dates_and_moves(work.id)
    sections = queries.section_standings(work, due=due)
    sections = paused(sections) if actor.on_leave else sections
    tasks = [task for section in sections for task in section.tasks.values()]
    following = queries.next_task(sections, today)
    said = OfficeSays({}, {}) if work.office_id else office_says(actor.office_id, work.program_id)
    current = work.outline.section_of[following.task.key].key if following else None
    asked = request.args.get("open", "")
    return {
        "work": work,
        "others": [other for other in works[1:] if other.office_id is None],
        "own_tasks": [other for other in works[1:] if other.office_id is not None],
        "supplies": said.supplies,
        "asked_quizzes": said.required,
        "quiz": None if following else _next_quiz(sections, said),
        "today": today,
        "hour": clock.local(clock.now(), actor.zone).hour,
        "sections": sections,
        "next": following,
        "current": asked if any(asked == s.section.key for s in sections) else current,
        "returned": [task for task in tasks if task.state is State.RETURNED],
        "waiting": [task for task in tasks if task.waiting],
        "moves": moves,
        "asked": asking.asked(work.id),
        "officers": [] if actor.supervisor_active else people.officers(actor.office_id),
        "waivers": {
            key: row
            for key, rows in queries.signatures(work.id).items()
            for row in rows
            if row.reason
        }
        if any(task.state is State.WAIVED for task in tasks)
        else {},
    }


def _next_quiz(sections: Sequence[SectionStanding], said: OfficeSays) -> QuizLine | None:
    """The first quiz that is required and not passed; None where all are."""
    lines = (line for section in sections for line in section.quizzes)
    return next((one for one in lines if one.passed_on is None
                 and said.required.get(one.quiz.key, one.quiz.required)), None)  # fmt: skip


def _nothing(actor: Actor, here: str = "onboarding") -> str:
    """Whoever is on no guide learns why: none began, they left it, or they lead from a day on."""
    left = [(work, clock.today(actor.zone, at)) for work, at in works_left(actor.id)]
    leads_from = None if actor.has_people else people.leads_from(actor.id, actor.today)
    return render_template("progress/nothing.html", here=here, left=left, leads_from=leads_from)


@bp.get("/record")
@gate.signed_in
def my_record() -> Response | str:
    """My own record, of the guide I am on."""
    actor: Actor = gate.actor()
    works = works_of(actor.id)
    if not works:
        return _nothing(actor, here="record")
    return redirect(url_for(".record", enrollment_id=works[0].id, on=request.args.get("on")), 303)


@bp.get("/record/<row:enrollment_id>")
@gate.signed_in
def record(enrollment_id: int) -> str:
    """One person's record: the learner's own, or one of those I may see; also as it once was."""
    actor: Actor = gate.actor()
    past = gate.past_day(actor.today)
    at = records.end_of(access.record_of(actor, enrollment_id), past)
    work = access.record_of(actor, enrollment_id, at)
    return render_template(
        "progress/record.html",
        record=records.record(work, at, today=past or actor.today),
        mine=work.person_id == actor.id,
        leads=at is None and access.leads(actor, work.person_id),
        removes=at is None and access.oversees(actor, work.person_id),
        learner=placed(work.person_id, past or actor.today, at),
        past=past, today=past or actor.today,
        now=at or clock.now(),
        name=people.names([work.person_id])[work.person_id],
    )  # fmt: skip


@bp.get("/record/<row:enrollment_id>/record.csv")
@gate.signed_in
def record_csv(enrollment_id: int) -> Response:
    """The same as a file."""
    actor: Actor = gate.actor()
    past = gate.past_day(actor.today)
    at = records.end_of(access.record_of(actor, enrollment_id), past)
    work = access.record_of(actor, enrollment_id, at)
    told = records.record(work, at, today=past or actor.today)
    name = f"record-{work.outline.key}-{work.id}{f'-{past}' if past else ''}.csv"
    return tables.download(name, list(tables.as_csv(records.HEAD, told.rows())))


@bp.post(f"{TASK}/tick")
@gate.signed_in
def tick(enrollment_id: int, key: str) -> Response:
    """I did it."""
    work = rules.lock_own(gate.actor(), enrollment_id)
    rules.tick(gate.actor(), work, key)
    return _back(work, key)


@bp.post(f"{TASK}/untick")
@gate.signed_in
def untick(enrollment_id: int, key: str) -> Response:
    """I take it back."""
    work = rules.lock_own(gate.actor(), enrollment_id)
    rules.untick(gate.actor(), work, key)
    return _back(work, key)


@bp.post(f"{TASK}/count", defaults={"part": ""})
@bp.post(f"{TASK}/count/<part>")
@gate.signed_in
def count(enrollment_id: int, key: str, part: str) -> Response:
    """So many of them are done."""
    work = rules.lock_own(gate.actor(), enrollment_id)
    number = request.form.get("number", type=int)
    if number is None:
        raise Refusal("Say how many.")
    rules.count(gate.actor(), work, key, part, number)
    return _back(work, key)


def _back(work: Work, key: str) -> Response:
    db.session.commit()
    if request.form.get("back") == "task":
        return redirect(url_for("signoff.task", enrollment_id=work.id, key=key), 303)
    section = work.outline.section_of[key].key
    address = url_for(".enrollment", enrollment_id=work.id, open=section, _anchor=key)
    return redirect(address, 303)
