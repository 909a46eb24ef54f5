"""A hundred thousand identifiers, none missed; a hundred thousand sentences, few asked about.

With CI=true; a laptop looks at a few thousand. Both are made anew from the same seed each time.
"""

import unicodedata
from collections import Counter
from random import Random

import pytest

from lms.base.guard import check, check_name
from lms.base.rule import Finding
from tests.base import made_identifiers
from tests.base.made_identifiers import BLOCKED, WARNED, ZEROS, Made, in_a_name, made
from tests.base.made_sentences import sentence
from tests.conftest import CI

NUMBER = 100_000 if CI else 4_000
ROUNDS = 10 if CI else 2  # each a test of its own, so that they can be shared out
ASKED_AT_MOST = 0.01  # of all sentences: a section 9.2.55 looks like a day


def missed(one: Made, found: list[Finding], *, blocks: bool) -> bool:
    """Whether the guard overlooks an identifier, or one of its digits."""
    near = [it for it in found if it.start < one.end and it.end > one.start]
    inside = {place for it in near for place in range(it.start, it.end)}
    digits = {
        place for place in range(one.start, one.end)
        if unicodedata.digit(one.text[place], None) is not None
    }  # fmt: skip
    return not near or (blocks and not any(it.blocks for it in near)) or not digits <= inside


@pytest.mark.parametrize("part", range(ROUNDS))
def test_no_identifier_is_missed(part: int) -> None:
    """Kinds × separators × scripts × surroundings, in texts and in names of files."""
    rng, overlooked, seen = Random(part), [], Counter[str]()  # the same every time
    for place in range(NUMBER // ROUNDS):
        if place % 8 == 7:
            one = in_a_name(rng)
            wrong = missed(one, check_name(one.text), blocks=True)
        else:
            kinds = WARNED if place % 4 == 3 else BLOCKED
            one = made(rng, kinds)
            wrong = missed(one, check(one.text), blocks=kinds is BLOCKED)
        seen[one.kind] += 1
        if wrong:
            overlooked.append((one.kind, one.text))
    assert overlooked == []
    assert sum(seen.values()) == NUMBER // ROUNDS
    assert seen.keys() >= {*BLOCKED}


@pytest.mark.parametrize("part", range(ROUNDS))
def test_ordinary_sentences_are_let_through(part: int, capsys: pytest.CaptureFixture[str]) -> None:
    """None is stopped; how many are asked about is shown, and by which kind."""
    rng, number = Random(1000 + part), NUMBER // ROUNDS
    stopped, asked = [], Counter[str]()
    for _ in range(number):
        text = sentence(rng)
        found = check(text)
        stopped += [text for it in found if it.blocks]
        asked.update({it.name for it in found})
    with capsys.disabled():
        print(f"\n{number} sentences: {len(stopped)} stopped, asked about: {dict(asked) or 0}")
    assert stopped == []
    assert sum(asked.values()) <= ASKED_AT_MOST * number


def test_every_script_with_digits_is_among_them() -> None:
    """As many as Unicode has; Arabic-Indic and full width are two of them."""
    assert len(ZEROS) > 60
    assert {0x660, 0x6F0, 0xFF10} <= {*ZEROS}
    for zero in ZEROS:
        number = "".join(chr(zero + int(digit)) for digit in "204881736")
        assert [it.blocks for it in check(f"A{number}")] == [True]
    assert made_identifiers.DASHES
