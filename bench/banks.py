"""Reading banks of questions: ten thousand, twice as many, and floods made to hang the reader.

Seconds of this thread's own work, so that what else runs here counts little.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice
from time import thread_time

from lms.quizzes.bank_files import every_bank
from lms.quizzes.gift.reading import GiftErrors, open_bank, read_bank
from lms.quizzes.gift.writing import write_bank
from lms.quizzes.question import Bank
from tests.quizzes.test_gift_hostile import AROUND

NUMBER, TIMES, MEGABYTE = 10_000, 4, 1_000_000
SIGNS = ("{", "}", "\\", "~", "[id:")


def speed() -> None:
    """Print how long many questions take, and whether twice as many take twice as long."""
    once, twice = (made(number) for number in (NUMBER, 2 * NUMBER))
    pairs = [(_seconds(once), _seconds(twice)) for _ in range(TIMES)]
    least, double = (min(column) for column in zip(*pairs, strict=True))
    print(f"reading {NUMBER} questions, {len(once) / MEGABYTE:.1f} MB: {least:.1f} s (below 2); "
          f"twice as many: {double / least:.1f} times as long (at most 2.2)")  # fmt: skip


def floods() -> None:
    """Print how long the worst of a megabyte of one sign takes, alone or within a question."""
    took = sorted((*_answer(text), name) for name, text in _floods())
    refused = sum(not read for _, read, _ in took)
    longest, _, name = took[-1]
    print(f"{len(took)} floods of a megabyte: {refused} refused, the others are comments; "
          f"at most {longest:.2f} s (below 2), for {name}")  # fmt: skip


def made(number: int) -> str:
    """The file of a bank of so many questions: the real ones again and again, each with its id."""
    real = (one for path in every_bank() for one in open_bank(path).questions)
    many = enumerate(islice(cycle(real), number))
    return write_bank(Bank(tuple(replace(one, id=f"q{place}") for place, one in many)))


def _seconds(text: str) -> float:
    began = thread_time()
    read_bank(text, "bench")
    return thread_time() - began


def _floods() -> Iterator[tuple[str, str]]:
    for sign in SIGNS:
        for around in AROUND:
            yield repr(around.format(f"{sign}…")), around.format(sign * (MEGABYTE // len(sign)))


def _answer(text: str) -> tuple[float, bool]:
    """Seconds, and whether it was read."""
    began, read = thread_time(), True
    try:
        read_bank(text, "bench")
    except GiftErrors:
        read = False
    return thread_time() - began, read
