"""A bank as it stands: which question is which, what publishing would change, whose bank it is.

A key that is mended a year later has to find the answers to the old one: so a question has to stay
the same question, whatever becomes of its words.
"""

from dataclasses import replace

import pytest

from lms.base.db import db
from lms.base.errors import NotFound, Refusal
from lms.quizzes import banks, queries
from lms.quizzes.bank_files import every_bank
from lms.quizzes.banks import Change
from lms.quizzes.draws import Asked
from lms.quizzes.gift.reading import open_bank, read_bank
from lms.quizzes.gift.writing import write_bank
from lms.quizzes.question import Bank
from tests.cast import Cast
from tests.quizzes.banked import BANK, KEYS, brought, gift, hired, opened, small

CHOICE = "// [id:q]\n::T::Who? {=A#yes ~B#no ~C}\n"
SEVERAL = "// [id:q]\nWho? {~%50%A ~%50%B ~%-50%C}\n"
SHORT = "// [id:q]\nWho? {=Anna =%50%Ann*}\n"
NUMBER = "// [id:q]\nHow many? {#3:0.5}\n"
MATCH = "// [id:q]\nWhat with what? {=a->1 =b->2 =c->3 =->4}\n"
TRUE = "// [id:q]\nIs it? {TRUE}\n"
GAP = "// [id:q]\nIt is {=here ~there} now.\n"

KEY_CHANGED = {
    "another right one": (CHOICE, "=A#yes ~B#no", "~A#yes =B#no"),
    "half a point": (CHOICE, "~B#no", "~%50%B#no"),
    "another place and another right one": (CHOICE, "=A#yes ~B#no", "=B#no ~A#yes"),
    "several: another weight": (SEVERAL, "~%50%A ~%50%B ~%-50%C", "~%100%A ~%-50%B ~%-50%C"),
    "typed: one more is accepted": (SHORT, "=Anna", "=Anna =Anne"),
    "typed: one fewer": (SHORT, " =%50%Ann*", ""),
    "a wider tolerance": (NUMBER, "3:0.5", "3:1"),
    "another number": (NUMBER, "3:0.5", "4:0.5"),
    "matched otherwise": (MATCH, "=a->1 =b->2", "=a->2 =b->1"),
    "false": (TRUE, "TRUE", "FALSE"),
    "in the gap": (GAP, "=here ~there", "~here =there"),
    "to be confirmed": (CHOICE, "[id:q]", "[id:q] [tag:confirm]"),
    "for practice alone": (CHOICE, "[id:q]", "[id:q] [tag:ungraded]"),
}
WORDED = {
    "other words": (CHOICE, "Who?", "Who is it?"),
    "another title": (CHOICE, "::T::", "::U::"),
    "another feedback": (CHOICE, "#yes", "#Yes, indeed"),
    "a source": (CHOICE, "[id:q]", "[id:q] [tag:source=8 CFR 208.13]"),
    "a category": (CHOICE, "// [id", "$CATEGORY: x/y\n\n// [id"),
    "another order": (CHOICE, "=A#yes ~B#no ~C", "~C =A#yes ~B#no"),
    "other answers": (CHOICE, "~B#no", "~D#no"),
    "one answer more": (CHOICE, "~C", "~C ~D"),
    "several may be ticked": (CHOICE, "=A#yes ~B#no ~C", "~%50%A#yes ~%50%B#no ~C"),
    "another kind": (CHOICE, "{=A#yes ~B#no ~C}", "{=A}"),
    "other stems": (MATCH, "=b->2", "=d->2"),
    "one thing more to mislead": (MATCH, "=->4", "=->4 =->5"),
    "a comment": (CHOICE, "// [id", "// Ask Ruth.\n// [id"),
}


def listed(bank: Bank) -> list[Asked]:
    """As if it were published."""
    return [Asked(n, banks.key_of(one), one) for n, one in enumerate(bank.questions)]


def changes(old: str, new: str) -> dict[str, Change]:
    """What publishing the one after the other would do."""
    return dict(banks.plan(read_bank(new, "x"), listed(read_bank(old, "x"))).changes)


@pytest.mark.parametrize("case", KEY_CHANGED)
def test_an_answer_may_be_worth_something_else(case: str) -> None:
    text, old, new = KEY_CHANGED[case]
    assert old in text
    assert changes(text, text.replace(old, new)) == {"q": Change.KEY}
    assert changes(text.replace(old, new), text) == {"q": Change.KEY}


@pytest.mark.parametrize("case", WORDED)
def test_only_the_words_change(case: str) -> None:
    """Or so much that an answer to the one is none to the other."""
    text, old, new = WORDED[case]
    assert old in text
    assert changes(text, text.replace(old, new)) == {"q": Change.WORDING}


def test_new_and_retired() -> None:
    plan = banks.plan(small(keys=("q2", "q1", "q9")), listed(small()))
    assert plan.changes == {"q9": Change.NEW, "q3": Change.RETIRED, "q4": Change.RETIRED}
    assert [*plan.wanted] == ["q2", "q1", "q9"]
    assert [plan.count(one) for one in Change] == [1, 0, 0, 2]
    assert not banks.plan(small(), listed(small())).changes


def test_a_question_without_an_id_is_known_by_its_words() -> None:
    text = "Who? {=A ~B}\n\nWhat? {=A ~B}\n"
    who, what = (banks.key_of(one) for one in read_bank(text, "x").questions)
    assert who != what
    assert changes(text, text.replace("Who? {=A ~B}", "Who? {~A =B}")) == {who: Change.KEY}
    reworded = changes(text, text.replace("Who?", "Who is it?"))
    assert sorted(reworded.values()) == [Change.NEW, Change.RETIRED]
    assert reworded[who] is Change.RETIRED


def test_what_follows_a_gap_is_part_of_the_words() -> None:
    text = "It is {=here ~there} now.\n\nIt is {=here ~there} today.\n"
    assert len(banks.plan(read_bank(text, "x"), ()).changes) == 2


@pytest.mark.parametrize("text", ["Who? {=A ~B}\n\nWho? {=A ~C}\n", "Who? {T}\n\nWho? {F}\n"])
def test_the_same_words_twice_are_refused(text: str) -> None:
    with pytest.raises(Refusal, match="are the same; give each an id") as refused:
        banks.plan(read_bank(text, "x"), ())
    assert refused.value.field == "text"


def test_an_id_twice_is_refused_whoever_made_the_bank() -> None:
    (first, *_) = small().questions
    with pytest.raises(Refusal, match="are the same; give each an id"):
        banks.plan(Bank((first, replace(first, title="Once more"))), ())


@pytest.mark.both
@pytest.mark.usefixtures("app")
def test_a_published_bank_reads_as_its_file() -> None:
    for path in every_bank():
        found = banks.bank_to_draw(path.stem, None)
        assert write_bank(banks.contents(found.id)) == write_bank(
            replace(open_bank(path), comments=())
        )


@pytest.mark.usefixtures("app")
def test_questions_stand_in_the_order_of_the_file() -> None:
    def order() -> list[str]:
        return [one.key for one in banks.questions(banks.bank_to_draw(BANK, None).id)]

    brought(small())
    assert order() == [*KEYS]
    brought(small(keys=("q4", "q9", "q1", "q2")))
    assert order() == ["q4", "q9", "q1", "q2"]
    brought(small(keys=("q2", "q9", "q1", "q4")))
    assert order() == ["q2", "q9", "q1", "q4"], "also when nothing but the order changes"
    brought(small(keys=("q3", "q2", "q9", "q1", "q4")))
    assert order() == ["q3", "q2", "q9", "q1", "q4"]


@pytest.mark.usefixtures("app")
def test_what_a_bank_is_called() -> None:
    """By what its categories have before them, or else by its key."""
    brought(small())
    assert banks.bank_to_draw(BANK, None).title == "Small things"
    brought(small(keys=("q1",)))
    assert banks.bank_to_draw(BANK, None).title == "Small things", "also once others are retired"
    brought(read_bank("// [id:q9]\nWho? {=A ~B}\n\n" + gift(keys=("q1",)), BANK))
    assert banks.bank_to_draw(BANK, None).title == "Small", "its first question has no category"
    assert banks.BankRow(1, "two-words", None).title == "Two words"


def test_an_offices_own_stands_in_place_of_the_shared_one(cast: Cast) -> None:
    brought(small())
    brought(small(keys=("q8", "q9")), cast.office, cast.officer)
    here, there = (banks.bank_to_draw(BANK, one.id) for one in (cast.office, cast.elsewhere))
    assert (here.office_id, there.office_id) == (cast.office.id, None)
    assert [one.key for one in banks.questions(here.id)] == ["q8", "q9"]
    assert [one.key for one in banks.questions(there.id)] == [*KEYS]
    assert banks.bank_to_draw(BANK, None) == there
    shared, ours = (banks.banks_of(one) for one in (None, cast.office.id))
    assert [one.key for one in shared] == [one.key for one in ours] == sorted({
        *(path.stem for path in every_bank()), BANK,
    })  # fmt: skip
    assert sum(one.office_id is not None for one in ours) == 1


def test_its_people_alone_draw_from_it(cast: Cast) -> None:
    found = opened(cast)
    brought(small(keys=("q8", "q9")), cast.office, cast.officer)
    other = hired(cast, "Lina Haddad", found.edition, cast.elsewhere)
    db.session.commit()
    drawn = [[one.key for one in queries.items(who.begun().id)] for who in (found.me, other)]
    assert drawn == [["q8", "q9"], [*KEYS]]


def test_a_bank_of_another_office_is_nobody_elses(cast: Cast) -> None:
    brought(small(), cast.office, cast.officer)
    assert banks.bank(BANK, cast.elsewhere.id) is None
    with pytest.raises(NotFound):
        banks.bank_to_draw(BANK, None)
