"""`preceptor quizzes`: check the banks in quizzes/, publish them, bring one into its usual form."""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from lms.base.commands import with_app
from lms.base.db import db
from lms.base.errors import Refusal
from lms.curriculum.reading import BANK_ENDING
from lms.quizzes import bank_files, guides, publishing
from lms.quizzes.bank_files import Opened, every_bank, open_file, replace_file
from lms.quizzes.bank_json import bank_json
from lms.quizzes.banks import Change
from lms.quizzes.gift.errors import GiftError, printable
from lms.quizzes.gift.writing import write_bank
from lms.quizzes.publishing import Published
from lms.quizzes.question import Bank

FILE = click.Path(path_type=Path)
CHANGED = {Change.NEW: "new", Change.KEY: "with a corrected key", Change.WORDING: "reworded",
           Change.RETIRED: "taken out"}  # fmt: skip


@click.group()
def quizzes() -> None:
    """The question banks in quizzes/, in Moodle's text format GIFT."""


@quizzes.command()
@click.argument("files", nargs=-1, type=FILE)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """Read the banks; print every error with its file, line, column and what to write instead.

    Without a FILE: every bank in quizzes/.
    """
    opened = [open_file(path) for path in files or every_bank()]
    wrong = [error for one in opened for error in one.errors]
    wrong += [] if files else guides.misfits(opened)
    if not as_json:
        _print_counts(opened)
        _exit_with(wrong)
        return
    _print_json({"files": _files_json(opened, wrong)})
    if wrong:
        sys.exit(1)


@quizzes.command()
@with_app
def publish() -> None:
    """Publish every bank that changed, and mark anew what a corrected key changes.

    The same again changes nothing; a bank that an office has of its own stays as it is.
    """
    opened = [open_file(path) for path in every_bank()]
    _exit_with([error for one in opened for error in one.errors] + guides.misfits(opened))
    for one in opened:
        assert one.bank is not None, "it has no errors"
        try:
            done = publishing.publish(None, one.bank, one.path.stem, None)
        except Refusal as refusal:
            raise click.ClickException(f"{one.name}: {refusal.message}") from refusal
        db.session.commit()
        click.echo(f"{one.path.stem}: {_published(done)}.")


def _published(done: Published) -> str:
    if not done.plan.differs:
        return "nothing changed"
    said = [f"{done.plan.count(change)} {word}" for change, word in CHANGED.items()
            if done.plan.count(change)]  # fmt: skip
    if done.rescored.changed:
        said.append(f"{done.rescored.changed} results marked anew")
    if done.rescored.undecided:
        said.append(f"{done.rescored.undecided} wait for a decision of their office")
    return ", ".join(said)


@quizzes.command("format")
@click.argument("file", type=FILE)
@click.option("--write", is_flag=True, help="Replace the file.")
def format_bank(file: Path, write: bool) -> None:
    """Print a bank in its usual form; comments and meaning stay as they are."""
    text = write_bank(_sound(file))
    if not write:
        click.echo(text, nl=False)
        return
    try:
        replace_file(file, text.encode())
    except OSError as error:
        reason = error.strerror or "it cannot be written"
        raise click.ClickException(f"{printable(file.as_posix())}: {reason}.") from error


@quizzes.command()
@click.argument("bank")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def show(bank: str, as_json: bool) -> None:
    """Print one bank, by its key (the name of its file in quizzes/) or by its file."""
    ours = bank_files.QUIZZES / f"{bank}{BANK_ENDING}"
    found = _sound(ours if ours in every_bank() else Path(bank))
    if as_json:
        _print_json(bank_json(found))
    else:
        click.echo("\n".join(_lines(found)))


def _sound(path: Path) -> Bank:
    """The bank in this file; prints its errors and exits 1 when there are any."""
    opened = open_file(path)
    _exit_with(opened.errors)
    assert opened.bank is not None
    return opened.bank


def _exit_with(errors: Sequence[GiftError]) -> None:
    """Print the errors and exit 1, when there are any."""
    for error in errors:
        click.echo(str(error), err=True)
    if errors:
        click.echo(f"{len(errors)} to mend; nothing was changed.", err=True)
        sys.exit(1)


def _print_counts(opened: Sequence[Opened]) -> None:
    """Print how many questions each sound bank has, by category."""
    for one in opened:
        if one.bank:
            click.echo(f"{one.name}: {len(one.bank.questions)} questions.")
            counted = Counter(question.category for question in one.bank.questions)
            for category, count in counted.items():
                click.echo(f"   {category or 'without a category'}: {count}")


def _files_json(opened: Sequence[Opened], wrong: Sequence[GiftError]) -> list[dict[str, Any]]:
    """Return each file with its errors; others too that are about a file of another kind."""
    sizes = {one.name: len(one.bank.questions) if one.bank else 0 for one in opened}
    sizes |= {error.file: 0 for error in wrong if error.file not in sizes}
    return [
        {
            "file": name,
            "questions": size,
            "errors": [_error_json(error) for error in wrong if error.file == name],
        }
        for name, size in sizes.items()
    ]


def _error_json(error: GiftError) -> dict[str, Any]:
    return {
        "line": error.line,
        "column": error.column,
        "message": error.message,
        "expected": error.expected,
    }


def _print_json(data: dict[str, Any]) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))


def _lines(bank: Bank) -> list[str]:
    lines = []
    category = None
    for number, question in enumerate(bank.questions, 1):
        if question.category != category:
            category = question.category
            lines.append(category or "without a category")
        said = question.title or " ".join(question.words.text.split()) or "…"
        known = f" [{question.id}]" if question.id else ""
        lines.append(f"   {number}. {said} ({question.kind}){known}")
    return lines
