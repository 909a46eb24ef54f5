"""What stays true of the log, whatever was done: said once more in plain words after each step."""

from hypothesis.stateful import invariant
from sqlalchemy import func, select

from lms.base import chain_check
from lms.base.db import db
from lms.progress import timeline
from lms.progress.models import Fact, SignOff
from lms.progress.standing import State as Standing
from lms.shadowing import confirming, serving
from lms.shadowing.models import Confirmation, State
from tests.workflow.log_machine import ASKED, KEYS, LogBook

STATES = {
    None: State.PENDING, "accepted": State.ACCEPTED, "returned": State.RETURNED,
    "withdrawn": State.DRAFT,
}  # fmt: skip


class LogTruth(LogBook):
    """The invariants."""

    @invariant()
    def each_entry_stands_where_its_newest_review_says(self) -> None:
        for told in self.told:
            db.session.refresh(told.entry)
            found = self.reviews(told)
            said = STATES[found[0].outcome] if found else State.DRAFT
            assert told.entry.state == told.state
            assert said == (State.DRAFT if told.state == State.GIVEN_UP else told.state)
            linked = [one.task_key for one in serving.linked([told.entry.id])[told.entry.id]]
            assert sorted(linked) == sorted(told.tasks)

    @invariant()
    def the_ledger_has_the_links_of_what_was_accepted(self) -> None:
        mine = select(Fact.source_id, Fact.task_key, Fact.minutes).filter_by(
            person_id=self.person.id, kind="entry", superseded_at=None
        )
        rows = db.session.execute(mine).all() if self.told else []
        wanted = [
            (one.entry.id, key)
            for one in self.told if one.state == State.ACCEPTED
            for key in (one.tasks or [""])
        ]  # fmt: skip
        assert sorted((n, k or "") for n, k, _ in rows) == sorted(wanted)
        spent = {n: [m for number, _, m in rows if number == n and m] for n, _, _ in rows}
        assert all(len(minutes) == 1 for minutes in spent.values()), "an hour is counted once"

    @invariant()
    def nothing_counts_twice_or_too_much(self) -> None:
        for told in self.told:
            several = len(told.tasks) > 1
            assert not several or all((told.entry.id, k) in self.shared for k in told.tasks)
        for key in KEYS:
            assert self.taken(key) <= ASKED[key]
            found = self.standing(key)
            assert (found.state is Standing.DONE) is (self.done(key) and key not in self.waived)
            assert (found.state is Standing.WAIVED) is (key in self.waived)
            assert len(found.waiting) == self.waiting(key)
            assert found.signed == self.accepted(key) + self.attested[key]

    @invariant()
    def a_confirmation_speaks_for_what_is_stated_now(self) -> None:
        for told in self.told:
            current = select(func.count()).select_from(Confirmation).filter_by(
                entry_id=told.entry.id, superseded_at=None
            )  # fmt: skip
            assert (db.session.scalar(current) or 0) <= 1
            found = confirming.current(told.entry)
            assert found is None or found.about == confirming.about(told.entry)
            if found is not None and found.person_id is not None:
                assert found.person_id == told.entry.colleague_id

    @invariant()
    def nobody_signed_their_own_work(self) -> None:
        assert all(s.person_id != s.signer_id for s in db.session.scalars(select(SignOff)))

    def teardown(self) -> None:
        if hasattr(self, "enrollment"):
            assert list(timeline.faults([self.work], past=True)) == []
            assert list(chain_check.faults()) == []
        super().teardown()
