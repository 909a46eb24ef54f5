"""Whether the quizzes of the guides and the banks fit together, before either is published.

A guide names a bank and how many questions of which category to draw; a question names the topic
that teaches it. Either can be mistyped, and nobody would notice until somebody takes the quiz.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from lms.base import clock
from lms.curriculum.content_files import CONTENT, programs
from lms.curriculum.guide_errors import GuideErrors, instead
from lms.curriculum.outline import ProgramOutline, QuizOutline
from lms.curriculum.reading import read_program
from lms.quizzes import draws, labels
from lms.quizzes.bank_files import Opened
from lms.quizzes.banks import key_of
from lms.quizzes.draws import category_key
from lms.quizzes.gift.errors import GiftError
from lms.quizzes.question import Bank

Guides = Mapping[Path, ProgramOutline]  # by their folders


def misfits(opened: Sequence[Opened]) -> list[GiftError]:
    """What does not fit between the guides in content/ and these banks.

    A bank that has faults of its own is left out, and so is such a guide: `content check` says it.
    """
    banks = {one.path.stem: one.bank for one in opened if one.bank}
    names = {one.path.stem: one.name for one in opened}
    found: dict[Path, ProgramOutline] = {}
    for key in programs():
        with suppress(GuideErrors):
            found[CONTENT / key] = read_program(CONTENT / key)
    return [*faults(found, banks, names, clock.today(clock.DEFAULT_ZONE))]


def faults(
    guides: Guides, banks: Mapping[str, Bank], names: Mapping[str, str], today: date
) -> Iterator[GiftError]:
    """Yield what does not fit: in the files of the guides, then in those of the banks.

    `banks` and the `names` of their files by key.
    """
    for folder, guide in guides.items():
        for quiz in guide.quizzes.values():
            if quiz.bank in banks:  # that there is one is asked of the guide
                yield from _draw_faults(folder, quiz, banks[quiz.bank], today)
    for key, bank in banks.items():
        yield from _twice_faults(names[key], bank)
        yield from _topic_faults(names[key], bank, _taught(guides.values(), key))


def _draw_faults(folder: Path, quiz: QuizOutline, bank: Bank, today: date) -> Iterator[GiftError]:
    known = sorted({category_key(one.category) for one in bank.questions} - {""})
    for category, there, wanted in draws.lacking(quiz, bank.questions, today):
        if category and category not in known:
            mend = instead(category, known) if known else "write only a number"
            yield _at(folder, quiz, f"{quiz.bank}.gift has no category `{category}`", mend)
        else:
            said = f"only {there} questions of `{category or quiz.bank}` count today, not {wanted}"
            yield _at(folder, quiz, said, "draw fewer, or write more")


def _twice_faults(name: str, bank: Bank) -> Iterator[GiftError]:
    """Without an id a question is known by its words: two of the same cannot be told apart."""
    first: dict[str, int] = {}
    for one in bank.questions:
        if (line := first.setdefault(key_of(one), one.line)) != one.line:
            said = f"this is the question of line {line} once more"
            yield GiftError(name, one.line, 1, said, "give each an id, as in `// [id:short-name]`")


def _topic_faults(name: str, bank: Bank, taught: Sequence[str]) -> Iterator[GiftError]:
    for one in bank.questions:
        topic = labels.topic(one)
        if topic and taught and topic not in taught:
            said = f"no guide that draws from this bank has a topic `{topic}`"
            yield GiftError(name, one.line, 1, said, instead(topic, taught))


def _taught(guides: Iterable[ProgramOutline], bank: str) -> list[str]:
    """The topics and sections of the guides that draw from a bank."""
    return [
        key
        for guide in guides
        if any(quiz.bank == bank for quiz in guide.quizzes.values())
        for section in guide.sections
        for key in (section.key, *(topic.key for topic in section.topics))
    ]


def _at(folder: Path, quiz: QuizOutline, message: str, mend: str) -> GiftError:
    """A fault of a quiz, where its line stands in the guide."""
    mark = f"{{#{quiz.key} "
    for path in sorted(folder.glob("*.md")):
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            if mark in line:
                return GiftError(path.as_posix(), number, line.index(mark) + 1, message, mend)
    return GiftError(folder.as_posix(), 1, 1, message, mend)
