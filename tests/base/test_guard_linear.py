"""However a text is made, the guard reads it once: four times as long takes four times as long.

`make bench` shows the seconds; here only the growth is asserted, by work done and not by the clock.
"""

from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.base import patterns
from lms.base.folding import folded
from lms.base.guard import RULES, check
from lms.base.rule import Rule
from tests.base.made_hostile import ATOMS, MADE
from tests.conftest import CI

LONG = 40_000 if CI else 20_000
TIMES, GROWTH, FEW = 4, 8, 0.004


def seconds(rule: Rule, text: str, times: int = TIMES) -> float:
    """The least work of this thread, of several tries, that the rule takes for a text."""
    took = []
    for _ in range(times):
        began = thread_time()
        for _ in rule.found(text):
            pass
        took.append(thread_time() - began)
    return min(took)


def grows_evenly(rule: Rule, text: str) -> bool:
    """Whether a text four times as long takes about four times as long, or no time at all."""
    return seconds(rule, text, 1) < FEW or (
        seconds(rule, text) < GROWTH * seconds(rule, text[: len(text) // 4])
    )


@pytest.mark.parametrize("atom", [*ATOMS, *MADE])
def test_hostile_repetition_is_read_to_its_end(atom: str) -> None:
    """Each would take minutes if a shape went over and over what it has read."""
    text = (atom * 20_000)[:20_000] + "\n – and A204881736!"
    last = check(text)[-1]
    assert text[last.start : last.end] == "A204881736"


@pytest.mark.parametrize(("place", "rule"), [*enumerate(RULES)])
def test_every_rule_is_linear(place: int, rule: Rule) -> None:
    """For every hostile text, those made from its own beginning included; a laptop takes some."""
    atoms = (*ATOMS, *MADE)
    for atom in atoms if CI else atoms[place % 4 :: 4]:
        assert grows_evenly(rule, folded((atom * LONG)[:LONG])[0]), atom


@given(st.lists(st.sampled_from([*ATOMS, *MADE]), max_size=8))
def test_what_is_skipped_could_not_have_been_found(atoms: list[str]) -> None:
    """`likely` only saves time."""
    plain = folded("".join(atoms))[0]
    small, digits = plain.lower(), sum(map(plain.count, "0123456789"))
    for rule in RULES:
        assert rule.likely(small, digits) or not [*rule.found(plain)], rule.name


@pytest.mark.parametrize(
    "shape", ["SL-####-##", "@-@-@-@-#-#-#-#-#", "A" * 30 + "-###", "#####-#####"]
)
def test_a_shape_of_an_office_is_linear_too(shape: str) -> None:
    """Whatever its own numbers are made into."""
    rule = patterns.rule("case number", patterns.normal(shape), blocks=True)
    for text in patterns.hostile(patterns.normal(shape)):
        assert grows_evenly(rule, text * 2)
