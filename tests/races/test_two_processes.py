"""Two server processes, two people (or one with two windows), one task: one of them counts.

Deciding the same review, sending and saving the same draft, ticking the same task, taking back
what is being signed: exactly one change each, and the other side is told.
"""

import re
from collections.abc import Iterator, Sequence

import pytest

from tests.conftest import CI
from tests.races import stage as stages
from tests.races.arena import hold
from tests.races.conftest import House
from tests.races.contests import CONTESTS, Contest
from tests.races.servers import Server, serving
from tests.races.stage import Stage
from tests.races.traces import Trace, faults, traces
from tests.races.windows import Answer

pytestmark = pytest.mark.both
ROUNDS = 200 if CI else 12
Answers = tuple[Answer, Answer]


@pytest.fixture(scope="module")
def stage(house: House) -> Stage:
    with house.inside():
        return stages.build(house.app, ROUNDS)


@pytest.fixture(scope="module")
def servers(house: House, stage: Stage) -> Iterator[list[Server]]:
    with serving(house.url, house.folder, 2) as found:
        yield found


@pytest.mark.parametrize("contest", CONTESTS, ids=lambda contest: contest.name.replace(" ", "-"))
def test_one_of_two_counts(
    contest: Contest, house: House, stage: Stage, servers: Sequence[Server]
) -> None:
    answers = hold(stage, contest, servers)
    assert [server.faults() for server in servers] == [[], []]
    assert {one.status for both in answers for one in both} <= {200, 303, 409}
    assert any(first.began < second.ended > second.began < first.ended for first, second in answers)
    rounds = stage.rounds[contest.name]
    with house.inside():
        left = traces()
        assert faults() == []
    for one, both in zip(rounds, answers, strict=True):
        assert left[one.work, one.key] == counted(contest, both)


def counted(contest: Contest, answers: Answers) -> Trace:
    """What has to be there, after it was made sure that both were told how it ended."""
    taken = [act for act, answer in zip(contest.acts, answers, strict=True) if answer.taken]
    if not contest.told:
        assert len(taken) == 2
        return taken[0].left
    assert len(taken) == 1, "one of two different requests counts"
    told = next(answer for answer in answers if not answer.taken)
    said = told.words if told.text.startswith("<") else told.text
    assert re.search(contest.told, said), said
    return taken[0].left
