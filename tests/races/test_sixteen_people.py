"""Eight write and eight read at once, and every write that was acknowledged is there.

Also when the server is killed in the middle of it: whoever was told "saved" was told the truth.
"""

import time

import pytest

from tests.conftest import CI
from tests.races import crowd as crowds
from tests.races.conftest import House
from tests.races.crowd import Crowd
from tests.races.servers import complaints, serving

BUSY_SECONDS = 60 if CI else 4
POWER_CUTS = 10 if CI else 2
BEFORE_CUT = (40, 15, 90, 25, 60)  # acknowledged writes before the server is gone


@pytest.fixture
def crowd(house: House) -> Crowd:
    house.renew()
    with house.inside():
        return crowds.gather(house.app)


def test_all_that_was_acknowledged_is_there(house: House, crowd: Crowd) -> None:
    with serving(house.url, house.folder) as (server,):
        with crowd.busy(server):
            time.sleep(BUSY_SECONDS / 2)
            assert complaints(house.url) == [], "the checks find no fault while people write"
            time.sleep(BUSY_SECONDS / 2)
        assert crowd.complaints() == []
        assert server.faults() == []
    assert all(one.count for one in crowd.everyone)
    with house.inside():
        assert crowd.missing() == []


def test_a_killed_server_loses_nothing(house: House, crowd: Crowd) -> None:
    """What had no answer when the server was gone is sent again, and is there once."""
    with serving(house.url, house.folder) as (server,):
        for cut in range(POWER_CUTS):
            with crowd.busy(server, reading=False):
                crowd.wait_for(BEFORE_CUT[cut % len(BEFORE_CUT)])
                server.kill()
            server.start()
            assert complaints(house.url) == []
            with house.inside():
                assert crowd.missing() == []
        for writer in crowd.writers:
            writer.finish(server)
        assert crowd.complaints() == []
        assert server.faults() == []
    with house.inside():
        assert crowd.missing() == []
