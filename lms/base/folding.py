"""One spelling for every script and keyboard, so that a number is found however it was typed.

Digits of any script, raised or in a circle become 0-9, every dash and dot one kind, every blank
one kind; letters that only look Latin become Latin; marks that nobody sees, or that only sit on a
digit, go. Each character of the plain text knows its place in the writer's own.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

# What normalisation does not know: signs that look alike, and are typed for one another.
_SAME = {
    "-": "−⁃˗─━┄┅➖ー﹘⁓∼〜ᜭ",
    ".": "·•∙⋅‧・･⸱۔।。٫",
    "/": "⁄∕⧸╱",
    ":": "∶꞉ː׃",
    "|": "│┃¦∣❘",
    "#": "♯⌗",
    "\n": "\u2028\u2029\x85\v\f",
    # Numbers written digit by digit in Chinese characters.
    "0": "〇零", "1": "一", "2": "二", "3": "三", "4": "四", "5": "五", "6": "六", "7": "七",
    "8": "八", "9": "九",
    # Cyrillic and Greek letters that look Latin, and small capitals.
    "A": "АΑᴀ", "B": "ВΒʙ", "C": "СϹᴄ", "E": "ЕΕᴇ", "H": "НΗ", "I": "ІΙӀ", "J": "Јᴊ", "K": "КΚᴋ",
    "M": "МΜᴍ", "N": "Νɴ", "O": "ОΟᴏ", "P": "РΡᴘ", "S": "Ѕꜱ", "T": "ТΤᴛ", "W": "Ԝᴡ", "X": "ХΧ",
    "Y": "ҮΥʏ", "Z": "Ζᴢ", "a": "аα", "c": "с", "e": "е", "i": "іı", "o": "оο", "p": "р", "s": "ѕ",
    "x": "х", "y": "у",
}  # fmt: skip
_ODD = {odd: plain for plain, many in _SAME.items() for odd in many}
_UNSEEN = {"Cf", "Mn", "Me"}  # zero-width, direction marks, what sits on another sign
_BLANK = {"ᅟ", "ᅠ", "ㅤ", "ﾠ"}  # letters by category, and yet nothing is seen
# A letter O or l inside a number was meant as a digit, or read so from a scan.
_MISREAD = re.compile(r"(?<=\d)[OoIl]{1,3}(?=\d)")
_READ = str.maketrans("OoIl", "0011")


class _Fold(dict[int, str]):
    """Character → what it is read as; remembers what it has met."""

    def __missing__(self, code: int) -> str:
        plain = _plain(chr(code))
        if len(self) < 4096:  # a text made of every known character must not fill the memory
            self[code] = plain
        return plain


def _plain(char: str) -> str:
    """One character as read: perhaps two or three (№), perhaps none."""
    kind = unicodedata.category(char)
    if char in _ODD:
        return _ODD[char]
    if kind in _UNSEEN or char in _BLANK:
        return ""
    if kind in ("Pd", "Zs"):
        return "-" if kind == "Pd" else " "
    value = unicodedata.digit(char, None)
    if value is not None:
        return str(value)
    same = unicodedata.normalize("NFKC", char)  # full width, mathematical, in a circle
    same = "".join(_ODD.get(one, one) for one in same)
    return same if same.isascii() else char


_FOLD = _Fold()


def folded(text: str) -> tuple[str, Sequence[int]]:
    """The text in plain spelling, and for each of its characters the place in the original."""
    if text.isascii():
        return text, range(len(text))
    plain = text.translate(_FOLD)
    if len(plain) == len(text) and "" not in map(_FOLD.__getitem__, map(ord, set(text))):
        return plain, range(len(text))
    return plain, list(_places(text))


def _places(text: str) -> Iterator[int]:
    for place, char in enumerate(text):
        for _ in _FOLD[ord(char)]:
            yield place


def misread(plain: str) -> str:
    """The same, as long, with letters inside numbers as the digits they stand for."""
    return _MISREAD.sub(lambda found: found[0].translate(_READ), plain)


def spaced(plain: str, places: Sequence[int]) -> tuple[str, Sequence[int]]:
    """A file's name as words: broken at signs, before capitals, between letters and digits."""
    found, kept = list[str](), list[int]()
    for place, char in enumerate(plain):
        before = plain[place - 1] if place else ""
        if before and _breaks(before, char):
            found.append(" ")
            kept.append(places[place - 1])
        found.append(" " if char in "_-.+()[]" else char)
        kept.append(places[place])
    return "".join(found), kept


def _breaks(before: str, char: str) -> bool:
    return (before.islower() and char.isupper()) or (
        before.isalnum() and char.isalnum() and before.isdigit() != char.isdigit()
    )
