"""The tasks that Salt Lake City adds to the guide: its building and its people."""

from typing import NamedTuple


class OwnTask(NamedTuple):
    """One of them; `days` are counted from the first day."""

    key: str  # as the office's list numbers them
    verb: str
    title: str
    days: int
    note: str = ""
    confirmed: bool = False  # by the supervisor


OWN_TASKS = (
    OwnTask("t1", "Receive", "Get your building card", 7,
            "At the front desk, on any morning. Bring a photo ID."),
    OwnTask("t2", "Discuss", "Meet the front desk", 10,
            "They know who is waiting, and for whom. Ask how they want to be told."),
    OwnTask("t3", "Activity", "Fire drill and exits", 30,
            "Walk both ways out with your supervisor, down to the meeting point.", confirmed=True),
)  # fmt: skip
