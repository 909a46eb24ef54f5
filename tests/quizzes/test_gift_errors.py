"""What is wrong in a bank: each fault has its line and column, and says what to write instead."""

from pathlib import Path

import pytest

from lms.quizzes.gift import files
from lms.quizzes.gift.errors import MOST, GiftErrors
from lms.quizzes.gift.reading import open_bank, read_bank, read_question


def errors_of(text: str) -> list[tuple[int, int, str]]:
    """Line, column and wording of all that is wrong with a text."""
    with pytest.raises(GiftErrors) as caught:
        read_bank(text, "a.gift")
    assert {error.file for error in caught.value.errors} == {"a.gift"}
    return [
        (error.line, error.column, f"{error.message}; {error.expected}")
        for error in caught.value.errors
    ]


FAULTS: dict[str, tuple[str, int, int, str]] = {
    # the frame
    "unclosed": ("x\n y {=a\n\nz{T}", 2, 4, "`{` of line 2 is never closed; write `}`"),
    "stray": ("x }", 1, 3, "has no `{` before it; write `\\}`"),
    "stray behind": ("x {T} }", 1, 7, "has no `{` before it"),
    "nested": ("x {=a\n\t=b {c}}", 2, 5, "stands within braces; write `\\{`"),
    "second": ("x {T}\ny {F}", 2, 3, "already has its braces; leave a blank line"),
    "no text": (" {T}", 1, 2, "has no text"),
    "no text, title": ("::t::{T}", 1, 6, "has no text"),
    "only a title": ("::t::", 1, 6, "no text here"),
    "only a markup": ("[html]", 1, 1, "no text here"),
    "title open": ("::t x{T}", 1, 1, "never closed; write `::` after it"),
    "title with a brace": ("::t {x}:: y{T}", 1, 1, "`\\{` for a brace"),
    "title late": ("[html]::t::x{T}", 1, 1, "write `::title::[html]text`"),
    "title long": (f"::{'t' * 256}::x{{T}}", 1, 1, "at most 255 signs"),
    "answers without braces": ("x\n =a\n~b", 2, 2, "begins like an answer"),
    "behind an essay": ("x {} \n y", 2, 2, "behind the braces"),
    "behind a matching": ("x {=a->1 =b->2 =c->3} y", 1, 23, "behind the braces"),
    "general twice": ("x {=a ####b ####c}", 1, 7, "written twice; write one `####`, last"),
    "answers behind general": ("x {####b ~c}", 1, 10, "behind the general feedback"),
    "answer behind general": ("x {~a =b ####c ~d}", 1, 16, "behind the general feedback"),
    "essay with answers behind": ("x {####b\n=c}", 2, 1, "behind the general feedback"),
    "too long": ("x" * 20_001, 1, 1, "too long; write at most 20,000 signs"),
    # answers
    "lower case truth": ("x {true}", 1, 4, "neither TRUE nor FALSE; write `{TRUE}`"),
    "no sign": ("x { Boise}", 1, 5, "no sign before it; write `=`"),
    "no sign in a choice": ("x {a ~b =c}", 1, 4, "no sign before it"),
    "empty answer": ("x {=a ~ ~b}", 1, 7, "this answer is empty"),
    "only a feedback": ("x {=a ~#no}", 1, 7, "this answer is empty"),
    "only a markup in it": ("x {=a ~[html]}", 1, 7, "this answer is empty"),
    "one to choose": ("x {~a}", 1, 3, "only one answer to choose"),
    "none right": ("x {~a ~b}", 1, 3, "no answer is right"),
    "sum": ("x {~%50%a ~%25%b ~%-50%c}", 1, 3, "75 % together; write weights that make 100 %"),
    "sum above": ("x {~%60%a ~%50%b}", 1, 3, "110 % together"),
    "all right": ("x {=a ~%100%b}", 1, 3, "every answer is right; write a wrong one"),
    "choice twice": ("x {=a\n~b\n ~b}", 3, 2, "`b` stands here twice"),
    "choice twice, written otherwise": ("x {=a ~b\\:c ~b:c}", 1, 13, "`b:c` stands here twice"),
    "weight of a right one": ("x {=%50%a ~b}", 1, 4, "always worth 100 %; write `~%…%`"),
    "weight, no number": ("x {=a ~ %half%b}", 1, 9, "`%half%` is no weight"),
    "weight open": ("x {=a ~%5 of them}", 1, 8, "is no weight; write it as `%50%`"),
    "weight beyond": ("x {=a ~%101%b}", 1, 8, "beyond 100 %"),
    "weight far beyond": ("x {=a ~%-99999%b}", 1, 8, "beyond 100 %"),
    "weight not known": ("x {=a ~%34%b}", 1, 8, "Moodle knows; write `%33.33333%`"),
    "weight not known, below": ("x {=a ~%-49.9%b}", 1, 8, "write `%-50%`"),
    "weight cut too short": ("x {=a ~%33%b}", 1, 8, "write `%33.33333%`"),
    "weight rounded wrongly": ("x {=a ~%33.4%b}", 1, 8, "write `%33.33333%`"),
    "weight as a power": ("x {=a ~%1e1%b}", 1, 8, "is no weight"),
    "no full short": ("x {=%50%a}", 1, 3, "no answer is worth 100 %"),
    "short twice": ("x {=a =a}", 1, 7, "`a` stands here twice"),
    "everything right": ("x {=a =*}", 1, 7, "every answer is right; write `=%0%*`"),
    "too many": (f"x {{{'~a' * 101}}}", 1, 4, "at most 100"),
    # matching
    "two pairs": ("x {=a->1 =b->2 =->3}", 1, 3, "too few pairs; write at least 3"),
    "no arrow": ("x {=a->1 =b->2 =c}", 1, 16, "has no `->`"),
    "two arrows": ("x {=a->1 =b->2 =c->3->4}", 1, 21, "a second `->`"),
    "no match": ("x {=a->1 =b->2 =c-> }", 1, 16, "nothing stands behind this `->`"),
    "no sign of a pair": ("x {a->1 =b->2 =c->3}", 1, 4, "write `=` before each"),
    "pair with feedback": ("x {=a->1#y =b->2 =c->3}", 1, 9, "no pair has a feedback"),
    "arrow in a feedback": ("x {=a#b -> c}", 1, 9, "write `→` there"),
    "pair with weight": ("x {= %50%a->1 =b->2 =c->3}", 1, 6, "no pair has a weight"),
    "stem twice": ("x {=a->1 =b->2 =a->3}", 1, 16, "`a` stands here twice"),
    "misleads nobody": ("x {=a->1 =b->2 =c->3 =->2}", 1, 22, "already among the matches"),
    "all the same": ("x {=a->1 =b->1 =c->1}", 1, 3, "every match is the same"),
    # numbers
    "no number": ("x {#}", 1, 4, "no number here"),
    "not a number": ("x {#many}", 1, 5, "`many` is not read as a number; write it as `3.14`"),
    "comma": ("x {#1,000}", 1, 5, "not read as a number"),
    "not a number, weighed": ("x {#3 =%50% b}", 1, 13, "`b` is not read as a number"),
    "tolerance": ("x {#3:-1}", 1, 5, "below zero"),
    "no tolerance": ("x {#3:}", 1, 5, "not read as a number"),
    "range": ("x {#5..1}", 1, 5, "begins above its end"),
    "huge": ("x {#1e999999999}", 1, 5, "not read as a number"),
    "huge, three digits": ("x {#1e999}", 1, 5, "too many digits"),
    "tiny": ("x {#1e-999}", 1, 5, "too many digits"),
    "endless": (f"x {{#{'9' * 100}}}", 1, 5, "not read as a number"),
    "number twice": ("x {#3 =3.0}", 1, 7, "this number stands here twice"),
    "every number": ("x {#3 =*}", 1, 7, "every number is right"),
    "other in the middle": ("x {#~#no =3}", 1, 5, "write it last"),
    "other with a number": ("x {#3 ~4#no}", 1, 7, "write it last, as `~#feedback`"),
    "no full number": ("x {#%50%3}", 1, 3, "no answer is worth 100 %"),
    # comments, ids, tags, categories
    "id twice": ("// [id:a]\nx{T}\n\n //  [id:a]\ny{T}", 4, 6, "already taken in line 1"),
    "two ids": ("// [id:a] [id:b]\nx{T}", 1, 11, "already has the id `a`"),
    "empty id": ("// [id: ]\nx{T}", 1, 4, "this id is empty"),
    "open id": ("// [id:a\nx{T}", 1, 4, "`[id:` is never closed"),
    "open tag": ("// [tag:a [tag:b]\nx{T}", 1, 4, "`[tag:` is never closed"),
    "long id": (f"// [id:{'a' * 101}]\nx{{T}}", 1, 4, "at most 100 signs"),
    "long tag": (f"// [tag:{'a' * 256}]\nx{{T}}", 1, 4, "at most 255 signs"),
    "tag twice": ("// [tag:a]\n// [tag:a]\nx{T}", 2, 4, "the tag `a` is written twice"),
    "label twice": ("// [tag:topic=a] [tag:topic=b]\nx{T}", 1, 18, "`topic` is written twice"),
    "tag with a sign": ("// [tag:a<b]\nx{T}", 1, 4, "no tag may hold a `<`"),
    "empty tag": ("// [tag:]\nx{T}", 1, 4, "this tag is empty"),
    "id apart": ("// [id:a]\n\nx{T}", 1, 4, "belongs to no question"),
    "id of a category": ("// [id:a]\n$CATEGORY: a\nx{T}", 1, 4, "belongs to no question"),
    "id at the end": ("x{T}\n\n// [id:a]", 3, 4, "belongs to no question"),
    "topic": ("// [tag:topic=Who we serve]\nx{T}", 1, 4, "cannot be a topic's key"),
    "day": ("// [tag:review-by=2027-02-30]\nx{T}", 1, 4, "`2027-02-30` is no day"),
    "day, short": ("// [tag:review-by=20270228]\nx{T}", 1, 4, "write it as `review-by=2027-06-30`"),
    "label without value": ("// [tag:source]\nx{T}", 1, 4, "write it as `[tag:source=…]`"),
    "label with blanks": ("// [tag:source = a]\nx{T}", 1, 4, "write it as `[tag:source=…]`"),
    "label with capitals": ("// [tag:Confirm]\nx{T}", 1, 4, "write `[tag:confirm]`"),
    "category without name": ("$CATEGORY:\n\nx{T}", 1, 1, "has no name"),
    "category with a gap": (" $CATEGORY: a//b//c/ /d\n\nx{T}", 1, 2, "a name is missing"),
    "category small": ("$category: a\n\nx{T}", 1, 1, "write it as `$CATEGORY:"),
    "category in a question": ("x\n$CATEGORY: a\n\ny{T}", 2, 1, "leave a blank line above it"),
    # signs
    "zero": ("x{T}\n\ny \0{T}", 3, 3, "control character (U+0000)"),
    "surrogate": ("x\ud800{T}", 1, 2, "control character (U+D800)"),
    "carriage return": ("x\ry{T}", 1, 2, "control character (U+000D)"),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_every_fault_names_its_place_and_what_to_write(case: str) -> None:
    text, line, column, mend = FAULTS[case]
    ((found, place, message),) = errors_of(text)
    assert (found, place, mend in message) == (line, column, True), (found, place, message)


def test_an_error_reads_as_compilers_write_them() -> None:
    with pytest.raises(GiftErrors) as caught:
        read_bank("x}", "odd\nname\ud800.gift")
    assert str(caught.value) == (
        "odd?name?.gift:1:2: this `}` has no `{` before it; write `\\}` for a mere brace"
    )


def test_all_faults_come_at_once_in_the_order_of_their_places() -> None:
    text = "a{=}\n\nb{=b\n\n\tc{#d}\n\n// [tag:]\ne{~%34%f ~}\n\ng{T}\n\nh}"
    assert [error[:2] for error in errors_of(text)] == [
        (1, 3), (3, 2), (5, 5), (7, 4), (8, 4), (8, 10), (12, 2),
    ]  # fmt: skip


def test_a_question_that_a_blank_line_cuts_is_told_once() -> None:
    text = "a {=b\n\n~c\n\n~d}\n\ne{T}"
    assert [error[:2] for error in errors_of(text)] == [(1, 3)]
    assert [error[:2] for error in errors_of(f"{text}\n\nf}}")] == [(1, 3), (9, 2)]


def test_a_list_that_nobody_would_read_to_its_end_is_cut() -> None:
    found = errors_of("x}\n\n" * (MOST + 50))
    assert len(found) == MOST + 1
    assert found[-1] == (2 * MOST + 1, 2, f"more errors follow; mend these {MOST} first")
    assert len(errors_of("x}\n\n" * MOST)) == MOST


def test_a_question_by_itself() -> None:
    for text in ("", "// a", "x{T}\n\ny{T}", "x{T}\n\n// below"):
        with pytest.raises(GiftErrors, match="this is not one question"):
            read_question(text)
    with pytest.raises(GiftErrors, match="question:1:2: this `}`"):
        read_question("x}")


FILES: dict[str, tuple[bytes | None, str]] = {
    "not there": (None, "1:1: there is no ordinary file of this name; put a text file here"),
    "latin-1": ("x{T}\n\né{T} é".encode() + b" \xe9", "3:8: this is not UTF-8 text; save the file"),
    "too large": (b"x" * 101, "1:1: this file is too large; write at most"),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_cannot_be_read(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGEST", 100)
    data, said = FILES[case]
    path = tmp_path / "a.gift"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(GiftErrors) as caught:
        open_bank(path)
    assert str(caught.value).startswith(f"{path}:{said}")


def test_names_that_no_file_can_have(tmp_path: Path) -> None:
    for path in (tmp_path, Path("a\0b"), Path("a\ud800" * 300)):
        with pytest.raises(GiftErrors) as caught:
            open_bank(path)
        str(caught.value).encode()
