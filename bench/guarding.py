"""The guard: how long each rule takes for 20 kB made against it, and how often it is wrong.

Seconds of this thread's own work, so that what else runs here counts little. The longest of all
hostile texts is shown for the slowest rules; none may take 20 ms.
"""

from random import Random
from time import thread_time

from lms.base import patterns
from lms.base.folding import folded
from lms.base.guard import RULES, check, check_name
from lms.base.rule import Rule
from tests.base.made_hostile import ATOMS, MADE
from tests.base.made_identifiers import BLOCKED, WARNED, in_a_name, made
from tests.base.made_sentences import sentence
from tests.base.test_guard_generated import missed

LENGTH, TIMES, AT_MOST, SHOWN = 20_000, 5, 20, 5
NUMBER = 100_000
SHAPES = ("SL-####-##", "@@@-######", "2###-####-##", "@-@-@-@-#-#-#-#-#", "A" * 30 + "-###")


def speed() -> None:
    """Print the slowest rules, and the slowest shape that an office could write."""
    texts = {atom: folded((atom * LENGTH)[:LENGTH])[0] for atom in (*ATOMS, *MADE)}
    slowest = sorted(
        ((*max((_milliseconds(rule, text), atom) for atom, text in texts.items()), rule.name)
         for rule in RULES), reverse=True,
    )  # fmt: skip
    for took, atom, name in slowest[:SHOWN]:
        print(f"20 kB of {atom!r}, rule {name}: {took:.1f} ms (below {AT_MOST})")
    print(f"the other {len(RULES) - SHOWN} rules: at most {slowest[SHOWN][0]:.1f} ms")
    own = [(patterns.normal(shape), patterns.rule("number", patterns.normal(shape), blocks=True))
           for shape in SHAPES]  # fmt: skip
    took = max(patterns.slowest(rule, shape) for shape, rule in own)
    print(f"a shape of an office, of {len(SHAPES)}: at most {took * 1000:.1f} ms (below {AT_MOST})")
    whole = max(_whole(atom) for atom in texts)
    usual = _whole("I shadowed an intake of 2 hours on March 14 with form I-589 in room 204. ")
    print(f"20 kB by all {len(RULES)} rules: {usual:.0f} ms of ordinary text, at most {whole:.0f}")


def false_alarms() -> None:
    """Print how many identifiers are missed, and how many ordinary sentences are asked about."""
    rng, overlooked = Random(0), 0
    for place in range(NUMBER):
        if place % 8 == 7:
            one = in_a_name(rng)
            overlooked += missed(one, check_name(one.text), blocks=True)
        else:
            kinds = WARNED if place % 4 == 3 else BLOCKED
            one = made(rng, kinds)
            overlooked += missed(one, check(one.text), blocks=kinds is BLOCKED)
    print(f"{NUMBER} generated identifiers: {overlooked} missed (none)")
    stopped = asked = 0
    for _ in range(NUMBER):
        found = check(sentence(rng))
        stopped += any(it.blocks for it in found)
        asked += bool(found)
    print(f"{NUMBER} ordinary sentences: {stopped} stopped (none), {asked} asked about (below 1 %)")


def _milliseconds(rule: Rule, text: str) -> float:
    return min(_once(rule, text) for _ in range(TIMES)) * 1000


def _once(rule: Rule, text: str) -> float:
    began = thread_time()
    for _ in rule.found(text):
        pass
    return thread_time() - began


def _whole(atom: str) -> float:
    text, took = (atom * LENGTH)[:LENGTH], []
    for _ in range(2):
        began = thread_time()
        check(text)
        took.append(thread_time() - began)
    return min(took) * 1000
