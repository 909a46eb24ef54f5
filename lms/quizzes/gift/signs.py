r"""The signs of GIFT: `~ = # { } :` mean something, and after a backslash they are mere signs.

While a file is read, each escape is hidden behind two signs that no file may hold. Whatever looks
for a `=` or a `}` then finds only those that mean something, and every place stays where it was.
"""

import re

from lms.curriculum.guide_lines import CONTROL
from lms.quizzes.gift.errors import Faults
from lms.quizzes.question import NONE, Markup, Words

BLANK = " \t\n"  # anything else is a sign, as it is to Moodle
MARKUPS = {f"[{markup}]": markup for markup in Markup}

_MARK = "\x01"
_SHOWN = {"\\\\": "\\", "\\n": "\n"} | {f"\\{sign}": sign for sign in "~=#{}:"}
# The pair of backslashes comes first: `\\n` is a backslash and an n, as it is to Moodle.
_HIDDEN = {escape: _MARK + chr(0x0E + n) for n, escape in enumerate(_SHOWN)}
_MEANING = {_HIDDEN[escape]: shown for escape, shown in _SHOWN.items()}
_WRITTEN = {hidden: escape for escape, hidden in _HIDDEN.items()}
_ESCAPED = re.compile(f"{_MARK}.")
_ESCAPE = str.maketrans({shown: escape for escape, shown in _SHOWN.items() if shown != ":"})
_LONGEST_MARKUP = max(map(len, MARKUPS))


def clean(text: str, faults: Faults) -> str:
    """Return the text without signs that cannot be seen and do harm further on, noting each line.

    A byte-order mark and Windows line ends are tolerated: nobody can see them.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if CONTROL.search(text) is None:
        return text
    for number, line in enumerate(text.split("\n"), 1):
        sign = CONTROL.search(line)
        if sign:
            message = f"a control character (U+{ord(sign[0]):04X}) stands here"
            faults.add(number, sign.start() + 1, message, "take it out")
    return CONTROL.sub(" ", text)


def hide(text: str) -> str:
    """Return the text, as long as before, with each escape out of the way."""
    if "\\" in text:
        for escape, hidden in _HIDDEN.items():
            text = text.replace(escape, hidden)
    return text


def written(hidden: str) -> str:
    """Return what `hide` was given."""
    if _MARK not in hidden:
        return hidden
    return _ESCAPED.sub(lambda found: _WRITTEN[found[0]], hidden)


def meaning(hidden: str) -> str:
    """Return a hidden text with each escape as the sign it stands for."""
    if _MARK not in hidden:
        return hidden
    return _ESCAPED.sub(lambda found: _MEANING[found[0]], hidden)


def show(hidden: str) -> str:
    """Return what a hidden text says, without blanks around it."""
    return meaning(hidden).strip(BLANK)


def read_words(hidden: str, inherited: Markup) -> Words:
    """Return a text, in the markup that it names or inherits; other brackets are text."""
    text = hidden.strip(BLANK)
    if text.startswith("["):
        end = text.find("]", 0, _LONGEST_MARKUP) + 1
        markup = MARKUPS.get(text[:end])
        if markup is not None:
            return Words(show(text[end:]), markup)
    return Words(show(text), inherited)


def read_feedback(hidden: str, inherited: Markup) -> Words:
    """Return the same for a feedback; one that says nothing is none."""
    return read_words(hidden, inherited) or NONE


def escape(text: str) -> str:
    """Return the text as it has to be written to be read as these signs."""
    return text.translate(_ESCAPE)


def escape_colons(text: str) -> str:
    """Return the same for a title, in which a colon means something too."""
    return escape(text).replace(":", "\\:")


def write_words(words: Words, inherited: Markup, guarded: tuple[str, ...] = ()) -> str:
    """Return a text with its markup where it needs one.

    It needs one too where it begins like a markup or like something `guarded`: a prefix is the
    one thing that makes a mere text of `//`, `%` or `[html]`.
    """
    text = escape(words.text)
    if text.startswith(":"):
        text = f"\\{text}"  # two of them would begin a title
    if words.markup == inherited and not text.lower().startswith((*MARKUPS, *guarded)):
        return text
    return f"[{words.markup}]{text}"
