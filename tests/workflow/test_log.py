"""The log in any order: entries, decisions, confirmations, links, sharing, waivers, editions."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy import select

from lms.base.db import db
from lms.base.prose import Words
from lms.curriculum import rules as publishing
from lms.progress import moving, rules
from lms.progress.models import Fact, Meaning, Review
from lms.shadowing import confirming, decisions, entries, sending, serving
from lms.shadowing.models import State
from lms.signoff import decisions as signoff
from lms.signoff.decisions import Statement
from tests.cast import Cast
from tests.progress.history import everything
from tests.shadowing.logged import ASSESSMENTS, CASE_NOTE, FILES, quick
from tests.workflow.log_machine import ACTIVITIES, ASKED, KEYS, LogBook, Told
from tests.workflow.log_truth import LogTruth
from tests.workflow.stepping import play

PLACE, WHO = st.integers(0, 39), st.sampled_from([0, 0, 0, 1, 2, 3])
SOME = st.lists(st.sampled_from(KEYS), max_size=2)
FILE = st.sampled_from(["open", "closed"])
RARELY = st.sampled_from([False, False, False, True])
some_told = precondition(lambda self: self.told)


class Log(LogTruth):
    """Everything that people can do with an entry."""

    @rule(activity=st.sampled_from(ACTIVITIES), named=st.booleans(), device=st.integers(0, 30))
    def begin(self, activity: str, named: bool, device: int) -> None:
        who = self.cast.colleague.id if named else None
        partner = "" if named else "Valley Health"
        said = quick(activity=activity, on=self.me.today, colleague_id=who, agency=partner,
                     agency_job=partner and "nurse")  # fmt: skip
        before = len(self.told)
        made = []
        assert self.do(lambda: made.append(entries.begin(self.me, said, f"device-{device}")))
        known = {one.entry.id for one in self.told}
        if made[0].id not in known:
            tasks = [place.task_key for place in serving.linked([made[0].id])[made[0].id]]
            assert all(self.fits(key, Told(made[0])) for key in tasks)
            self.told.append(Told(made[0], State.DRAFT, tasks))
        assert len(self.told) in (before, before + 1)

    @some_told
    @rule(place=PLACE, keys=st.one_of(st.none(), SOME), file=FILE, stale=RARELY)
    def save(self, place: int, keys: list[str] | None, file: str, stale: bool) -> None:
        told = self.pick(place, State.DRAFT, State.RETURNED)
        keys = told.tasks if keys is None else keys
        said = self.writing(told, tasks=self.places(keys), file=file)
        said = replace(said, version=said.version - stale)
        same = entries.says(told.entry, said)
        saved = self.do(lambda: entries.save(self.me, told.entry, said))
        writable = told.state in (State.DRAFT, State.RETURNED)
        good = writable and not stale and self.may_be_for(told, keys)
        assert saved is (same or good)
        if saved and not same:
            self.now_for(told, keys)

    @some_told
    @rule(place=PLACE, keys=st.one_of(st.none(), SOME), file=FILE)
    def send(self, place: int, keys: list[str] | None, file: str) -> None:
        told = self.pick(place, State.DRAFT, State.RETURNED)
        self.send_it(told, told.tasks if keys is None else keys, file)

    def send_it(self, told: Told, keys: list[str], file: str) -> None:
        said = self.writing(told, tasks=self.places(keys), file=file)
        writable = told.state in (State.DRAFT, State.RETURNED)
        room = all(self.room(key, told, file) for key in keys)
        sent = self.do(lambda: sending.send(self.me, told.entry, said))
        assert sent is (writable and room and self.may_be_for(told, keys))
        if sent:
            self.now_for(told, keys)
            told.state = State.PENDING

    @rule(activity=st.sampled_from(ACTIVITIES), file=FILE, named=st.booleans(),
          ends=st.sampled_from([None, True, True, False]), alone=st.booleans())  # fmt: skip
    def a_visit(
        self, activity: str, file: str, named: bool, ends: bool | None, alone: bool
    ) -> None:
        """Begun, sent at once, and mostly answered."""
        self.begin(activity, named, 1_000 + len(self.told))
        told = self.told[-1]
        self.send_it(told, [] if alone else told.tasks, file)
        if ends is not None and told.state == State.PENDING:
            self.decide_on(told, self.reviews(told)[0], 0, ends)

    def may_be_for(self, told: Told, keys: list[str]) -> bool:
        several = len(set(keys)) < 2 or self.shares
        return several and all(self.fits(key, told) for key in keys)

    def now_for(self, told: Told, keys: list[str]) -> None:
        told.tasks = list(dict.fromkeys(keys))
        if self.shares:
            self.shared |= {(told.entry.id, key) for key in keys}

    @some_told
    @rule(place=PLACE)
    def withdraw(self, place: int) -> None:
        told = self.pick(place, State.PENDING)
        done = self.do(lambda: sending.withdraw(self.me, told.entry))
        assert done is (told.state in (State.PENDING, State.DRAFT))
        told.state = State.DRAFT if done else told.state

    @some_told
    @rule(place=PLACE)
    def give_up(self, place: int) -> None:
        told = self.pick(place, State.RETURNED)
        done = self.do(lambda: sending.give_up(self.me, told.entry))
        assert done is (told.state not in (State.PENDING, State.ACCEPTED))
        if done:
            told.state, told.tasks = State.GIVEN_UP, []

    @some_told
    @rule(place=PLACE)
    def take_up(self, place: int) -> None:
        told = self.pick(place, State.GIVEN_UP)
        assert self.do(lambda: sending.take_up(self.me, told.entry))
        told.state = State.DRAFT if told.state == State.GIVEN_UP else told.state

    @some_told
    @rule(place=PLACE, old=st.integers(0, 2), who=WHO,
          accept=st.sampled_from([True, True, False]))  # fmt: skip
    def decide(self, place: int, old: int, who: int, accept: bool) -> None:
        """On the newest attempt, or on one of which the page is old."""
        told = self.pick(place, State.PENDING, State.ACCEPTED)
        mine = select(Review).filter_by(kind="entry", source_id=told.entry.id)
        listed = list(db.session.scalars(mine.order_by(Review.id.desc()).limit(old + 1)))
        if not listed:
            return
        self.decide_on(told, listed[-1], who, accept)

    def decide_on(self, told: Told, review: Review, who: int, accept: bool) -> None:
        signer, words = self.who(who), Words("" if accept else "Say more, please.")
        now, before = review.closed_at is None and who == 0, review.decided_by == signer.id
        verb = decisions.accept if accept else decisions.give_back
        done = self.do(lambda: verb(signer, review, words))
        assert done >= now
        assert not done or now or before, "only a repeated request"
        if now:
            told.state = State.ACCEPTED if accept else State.RETURNED

    @some_told
    @rule(place=PLACE, who=WHO)
    def reopen(self, place: int, who: int) -> None:
        told, signer = self.pick(place, State.ACCEPTED), self.who(who)
        why = Words(self.why())
        done = self.do(lambda: decisions.reopen(signer, told.entry, why))
        assert done is (told.state == State.ACCEPTED and who == 0)
        told.state = State.RETURNED if done else told.state

    @some_told
    @rule(place=PLACE, key=st.sampled_from([CASE_NOTE, *KEYS]), who=WHO)
    def link(self, place: int, key: str, who: int) -> None:
        told, signer = self.pick(place, State.ACCEPTED), self.who(who)
        [where] = self.places([key])
        may = told.state == State.ACCEPTED and self.leads(signer)
        there = key in told.tasks
        file = told.entry.file
        good = self.fits(key, told) and bool(file or key != FILES) and self.room(key, told, file)
        free = not told.tasks or self.shares
        done = self.do(lambda: decisions.link(signer, told.entry, where))
        assert done is (may and (there or (good and free)))
        if done and not there:
            told.tasks.append(key)
            self.shared |= {(told.entry.id, one) for one in told.tasks if self.shares}

    @some_told
    @rule(place=PLACE, key=st.sampled_from(KEYS), who=WHO)
    def unlink(self, place: int, key: str, who: int) -> None:
        told, signer = self.pick(place, State.ACCEPTED), self.who(who)
        [where] = self.places([key])
        done = self.do(lambda: decisions.unlink(signer, told.entry, where))
        assert done is (told.state == State.ACCEPTED and self.leads(signer))
        if done and key in told.tasks:
            told.tasks.remove(key)

    @some_told
    @rule(place=PLACE, who=WHO, back=st.booleans())
    def confirm(self, place: int, who: int, back: bool) -> None:
        told, colleague = self.pick(place, State.PENDING), self.who(who)
        verb = confirming.unconfirm if back else confirming.confirm
        done = self.do(lambda: verb(colleague, told.entry))
        sent = told.state in (State.PENDING, State.ACCEPTED, State.RETURNED)
        assert done is (back or (sent and told.entry.colleague_id == colleague.id))

    @some_told
    @rule(place=PLACE, use=st.sampled_from(["make", "renew", "use", "end"]))
    def by_link(self, place: int, use: str) -> None:
        told = self.pick(place, State.DRAFT)
        newest = confirming.latest(told.entry.id)
        if use == "end":
            assert self.do(lambda: confirming.end_link(self.me, told.entry))
        elif use != "use":
            after = newest.id if newest and use == "renew" else 0
            self.do(lambda: confirming.make_link(self.me, told.entry, after=after))
        elif newest is not None:
            opens = confirming.opens(newest, told.entry)
            assert self.do(lambda: confirming.confirm_by_link(newest)) is opens

    @precondition(lambda self: len(self.told) > 1)
    @rule(on=st.booleans())
    def sharing(self, on: bool) -> None:
        assert self.share(on=on)
        self.shares = on

    @rule(key=st.sampled_from([ASSESSMENTS, CASE_NOTE]), who=st.sampled_from([0, 0, 1, 3]))
    def attest(self, key: str, who: int) -> None:
        """Without an entry, as before there was a log."""
        signer, already = self.who(who), self.attested[key]
        stated = Statement(Meaning.OBSERVED, signer.today)
        done = self.do(lambda: signoff.record(signer, self.work, key, stated, already=already))
        room = self.taken(key) < ASKED[key] and key not in self.waived
        assert done is (who == 0 and room)
        self.attested[key] += done

    @rule(part=FILE, number=st.integers(0, 2))
    def by_hand_too(self, part: str, number: int) -> None:
        same = self.by_hand[part] == number
        done = self.do(lambda: rules.count(self.me, self.work, FILES, part, number))
        fixed = self.serving(FILES, None) or FILES in self.waived
        most = {"open": 2, "closed": 1}[part]
        assert done is (number <= most and (same or not fixed))
        if done:
            self.by_hand[part] = number

    @rule(key=st.sampled_from(KEYS), who=WHO)
    def waive(self, key: str, who: int) -> None:
        signer, why = self.who(who), self.why()
        done = self.do(lambda: signoff.waive(signer, self.work, key, why))
        assert done is (self.leads(signer) and key not in self.waived and not self.done(key))
        if done:
            self.waived.add(key)

    @precondition(lambda self: self.waived)
    @rule(place=PLACE)
    def revoke_waiver(self, place: int) -> None:
        key = sorted(self.waived)[place % len(self.waived)]
        facts = select(Fact).filter_by(enrollment_id=self.enrollment, task_key=key, kind="waived",
                                       superseded_at=None)  # fmt: skip
        waiver = db.session.scalars(facts).one().source_id or 0
        why = "It is asked for after all."
        assert self.do(lambda: signoff.revoke(self.boss, self.work, key, waiver, why))
        self.waived.discard(key)

    @rule(days=st.integers(1, 10))
    def wait(self, days: int) -> None:
        self.later(timedelta(days=days))

    @precondition(lambda self: self.work.edition < 3)
    @rule()
    def new_edition(self) -> None:
        self.later(timedelta(seconds=1))
        old = self.work.outline
        edition = publishing.publish(replace(old, closing=f"In other words, {self.now}."))
        assert edition is not None
        moving.move_all(old.key, edition, actor_id=None, person_id=self.person.id)
        self.seen = everything()


def test_whatever_people_do_what_counts_is_what_was_accepted(cast: Cast, kind: str) -> None:
    LogBook.cast = cast
    play(Log, kind)
