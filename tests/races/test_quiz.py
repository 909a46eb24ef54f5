"""A whole intake takes a quiz at the same hour, and a key is corrected in the middle of it.

No answer that was saved may be lost, nobody may have two results, two windows of one person may not
overwrite each other, and every result has to end up by the corrected key, whoever was first.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import cycle
from threading import Barrier

import pytest

from tests.conftest import CI
from tests.races import quiz_room as rooms
from tests.races.conftest import House
from tests.races.quiz_room import Desk, Room
from tests.races.servers import Server, complaints, serving
from tests.races.windows import PAGE, SCRIPT, Answer

pytestmark = pytest.mark.both
PEOPLE, SOME, ROUNDS = (200, 100, 50) if CI else (200, 40, 12)
RIGHT = {"q1": "Two"}, {"q1": "Two", "q2": "Three"}


@pytest.fixture(scope="module")
def found(house: House) -> dict[str, Room]:
    """Three offices: one test in each."""
    with house.inside():
        return rooms.gather(house.app, Intake=PEOPLE, Corrected=SOME, Windows=ROUNDS)


@pytest.fixture(scope="module")
def servers(house: House, found: dict[str, Room]) -> Iterator[list[Server]]:
    """Two; when all is over, no server has failed, and the record and the kept lines are right."""
    with serving(house.url, house.folder, 2) as served:
        yield served
        assert [one.faults() for one in served] == [[], []]
    assert complaints(house.url) == []


def desks(room: Room, servers: Sequence[Server]) -> list[Desk]:
    """A window for each, on one server or the other."""
    return [Desk(server, one) for server, one in zip(cycle(servers), room.takers, strict=False)]


def test_two_hundred_at_once(
    house: House, found: dict[str, Room], servers: Sequence[Server]
) -> None:
    """Begun, saved several times and handed in twice by each."""
    room, ready = found["Intake"], Barrier(PEOPLE)
    with ThreadPoolExecutor(PEOPLE) as pool:
        told = list(pool.map(lambda one: rooms.whole(one, ready), desks(room, servers)))
    assert [said for said in told if said] == []
    with house.inside():
        for taker, attempts in rooms.left(room):
            (one,) = attempts
            assert one.answers == [[place] for place in taker.places]
            score, passed = rooms.worth(taker, {})
            assert (one.results, one.passed) == ([(score, passed)], int(passed))


def test_a_key_is_corrected_while_people_hand_in(
    house: House, found: dict[str, Room], servers: Sequence[Server]
) -> None:
    """Twice. Who had passed before stays passed; all else is by the last key."""
    room, ready = found["Corrected"], Barrier(SOME + 1)

    def hand_in(desk: Desk) -> list[str]:
        with closing(desk.window):
            ready.wait(rooms.LONGEST)
            desk.hand_in(1)
        return desk.said

    def correct() -> list[Answer]:
        ready.wait(rooms.LONGEST)
        return [room.publish(server, right) for server, right in zip(servers, RIGHT, strict=True)]

    with ThreadPoolExecutor(SOME + 1) as pool:
        seated = list(pool.map(rooms.begun, desks(room, servers)))
        corrected = pool.submit(correct)
        told = list(pool.map(hand_in, seated))
    assert [said for said in told if said] == []
    assert [one.status for one in corrected.result()] == [303, 303]
    with house.inside():
        for taker, attempts in rooms.left(room):
            (one,) = attempts
            score, passed = rooms.worth(taker, RIGHT[-1])
            had = any(rooms.worth(taker, right)[1] for right in ({}, *RIGHT))
            assert one.results in ([(score, passed)], [(score, had)])
            assert one.passed == int(one.results[0][1])


def test_two_windows_of_one_person(
    house: House, found: dict[str, Room], servers: Sequence[Server]
) -> None:
    """They save different answers at once: one is kept, and the other one is told."""
    room, kept = found["Windows"], dict[int, list[list[int]]]()
    for number, taker in enumerate(room.takers):
        two = [Desk(server, taker) for server in servers]
        for desk in two:
            desk.begin()
        said = taker.places, [(place + 1) % 3 for place in taker.places]
        answers = both_save(two, said, SCRIPT if number % 2 else PAGE)
        assert {one.attempt for one in two} == {two[0].attempt}
        assert sorted(one.status for one in answers) in ([200, 409], [303, 409])
        (told,) = (one for one in answers if not one.taken)
        assert "saved from another window or device meanwhile" in told.text
        (taken,) = (one for one, answer in zip(said, answers, strict=True) if answer.taken)
        kept[taker.work] = [[place] for place in taken]
    with house.inside():
        for taker, attempts in rooms.left(room):
            assert [one.answers for one in attempts] == [kept[taker.work]]


def both_save(two: Sequence[Desk], said: Sequence[Sequence[int]], accept: str) -> list[Answer]:
    """The same page in two windows, filled in differently."""
    ready = Barrier(2)

    def save(desk: Desk, places: Sequence[int]) -> Answer:
        answers = {f"question_{n}": place for n, place in enumerate(places)}
        with closing(desk.window):
            ready.wait(rooms.LONGEST)
            path = f"/quizzes/attempts/{desk.attempt}/save"
            return desk.window.post(path, {"version": 0, **answers}, accept)

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(save, two, said))
