"""However a text is made, the guard reads it once: four times as long takes four times as long.

What makes that so is asserted here, not the seconds, which `make bench` shows for every rule: each
shape says how often at most anything in it may come again, and so no text can send it far.
"""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.base import patterns
from lms.base.folding import folded
from lms.base.guard import RULES, check
from lms.base.rule import Rule
from tests.base.made_hostile import ATOMS, MADE

LITERAL = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]")  # one sign, however it is written
ENDLESS = re.compile(r"[*+]|\{\d*,\}")
FARTHEST = 200  # characters


def repeats(pattern: str) -> list[int]:
    """How often at most whatever comes again in a pattern does so; 0 where there is no end."""
    signs = LITERAL.sub("x", pattern)
    assert "[" not in signs, "every class was recognised"
    counted = re.findall(r"\{(?:\d*,)?(\d+)\}", signs)
    return [*(0 for _ in ENDLESS.findall(signs)), *map(int, counted)]


def shapes(rule: Rule) -> Iterator[str]:
    """What a rule looks for, and the words that give it its meaning."""
    yield rule.shape.pattern
    if rule.beside:
        yield rule.beside.words.pattern


@pytest.mark.parametrize("atom", [*ATOMS, *MADE])
def test_hostile_repetition_is_read_to_its_end(atom: str) -> None:
    """Each would take minutes if a shape went over and over what it has read."""
    text = (atom * 20_000)[:20_000] + "\n – and A204881736!"
    last = check(text)[-1]
    assert text[last.start : last.end] == "A204881736"


@pytest.mark.parametrize("pattern", ["a*", "(?:ab)+", "[ab]*?", r"\d{3,}", r"\]+", "[]]+"])
def test_what_has_no_end_is_seen(pattern: str) -> None:
    assert 0 in repeats(pattern)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_linear(rule: Rule) -> None:
    """Wherever a shape begins, it has an end."""
    for pattern in shapes(rule):
        assert all(0 < most <= FARTHEST for most in repeats(pattern)), pattern


@given(st.lists(st.sampled_from([*ATOMS, *MADE]), max_size=8))
def test_what_is_skipped_could_not_have_been_found(atoms: list[str]) -> None:
    """`likely` only saves time."""
    plain = folded("".join(atoms))[0]
    small, digits = plain.lower(), sum(map(plain.count, "0123456789"))
    for rule in RULES:
        assert rule.likely(small, digits) or not [*rule.found(plain)], rule.name


@pytest.mark.parametrize(
    "shape", ["SL-####-##", "@-@-@-@-#-#-#-#-#", "A" * 30 + "-###", "#####-#####", "(##)+*#-###"]
)
def test_a_shape_of_an_office_is_linear_too(shape: str) -> None:
    """Whatever its own numbers are made into."""
    [pattern] = shapes(patterns.rule("case number", patterns.normal(shape), blocks=True))
    assert all(0 < most <= patterns.LONGEST for most in repeats(pattern))
