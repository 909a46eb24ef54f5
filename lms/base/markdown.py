"""From typed text to safe HTML, for people who have never heard of Markdown.

A new case manager writes as in an e-mail: lines end where they end, a list begins right below a
sentence, dots come from a word processor. That must come out as meant, and nothing typed may act:
no raw HTML, no images, no headings that compete with the page's own, links only to the web and to
mail. What is not understood is shown as it was typed.

The text is first laid out in the few forms that Python-Markdown reads in linear time and at little
depth; its own rules are quadratic or recurse on many others (20 kB of `[` took it a minute). nh3
has the last word on every tag and address.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.blockprocessors import HashHeaderProcessor
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension, TableProcessor
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

LONGEST, UNMATCHED = 20_000, 20  # characters; open brackets such as a hand leaves over
DEEPEST_LIST, DEEPEST_QUOTE = 5, 3
WIDEST_TABLE, LONGEST_TABLE = 30, 200

_TEXT_TAGS = {"a", "br", "code", "em", "strong"}
_TAGS = _TEXT_TAGS | {
    *("p", "ul", "ol", "li", "blockquote", "hr", "h4", "h5", "h6"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "th": {"align"}, "td": {"align"}}

# What str.splitlines() takes for the end of a line is one here too, whatever program it is from.
_LINE_END = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNSHOWABLE = re.compile("[\0-\x08\x0e-\x1b\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def check(text: str) -> str | None:
    """Return what keeps this text from being shown as written, in words for its writer."""
    if len(text) > LONGEST:
        return f"This text has {len(text):,} characters; {LONGEST:,} fit. Shorten it or split it."
    if odd := _UNSHOWABLE.search(text):
        line = _LINE_END.sub("\n", text[: odd.start()]).count("\n") + 1
        return f"Line {line} contains a character that cannot be shown. Type that line again."
    if _left_open(text) > UNMATCHED:
        return f"More than {UNMATCHED} square brackets “[” are never closed. Close or remove them."
    return None


def _left_open(text: str) -> int:
    """How many square brackets are still open at the end; one after a backslash is a letter."""
    depth = 0
    for sign in re.findall(r"\\.|[\[\]]", text):
        depth = depth + 1 if sign == "[" else max(0, depth - 1) if sign == "]" else depth
    return depth


def render(text: str) -> str:
    """Return the text as blocks of HTML; one that check() refuses is shown without markup."""
    if check(text):
        lines = html.escape(_LINE_END.sub("\n", _UNSHOWABLE.sub("\ufffd", text))).split("\n")
        return f"<p>{'<br>'.join(lines)}</p>"
    lines = [line.expandtabs(4).rstrip() for line in _LINE_END.sub("\n", text).split("\n")]
    return _clean(_reader().convert("\n".join(_laid_out(lines))), _TAGS)


def render_inline(text: str) -> str:
    """Return the text as HTML in one line without a block around it, as for a title."""
    one_line = " ".join(text.split())
    if check(text):
        return html.escape(_UNSHOWABLE.sub("\ufffd", one_line))
    reader = _reader()
    for name in ("indent", "hashheader", "hr", "olist", "ulist", "quote", "table"):
        reader.parser.blockprocessors.deregister(name)
    return _clean(reader.convert(one_line), _TEXT_TAGS)


def _clean(markup: str, tags: set[str]) -> str:
    return nh3.clean(
        markup,
        tags=tags,
        attributes=_ATTRIBUTES,
        link_rel="noopener noreferrer",
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
    ).strip()


_ITEM = re.compile(r"(?:[-*+•◦▪●‣·]|([0-9]{1,3})[.)])\s+(.*)")
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_BEGINS_BLOCK = re.compile(r">|[-*+]\s|#{1,6}\s")
_NUMBER = re.compile(r"\d+(?=\.\s)")
_Level = tuple[int, bool]  # an open list: how far in its items stand, and if they have numbers


def _laid_out(lines: Iterable[str], depth: int = 1) -> Iterator[str]:
    """Every quote, heading, rule and list as a block of its own, nothing nested without end."""
    for quoted, group in groupby(lines, key=lambda line: line.lstrip().startswith(">")):
        if not quoted:
            yield from _plain_lines(group)
            continue
        inner = "\n".join(line.lstrip()[1:].removeprefix(" ") for line in group)
        if depth == DEEPEST_QUOTE:
            inner = re.sub(r"(?m)^[> ]+", "", inner)
        laid_out = "\n".join(_laid_out(inner.split("\n"), depth + 1)).strip("\n")
        yield from ("", *(f"> {line}" for line in laid_out.split("\n")), "")


def _plain_lines(lines: Iterable[str]) -> Iterator[str]:
    """Text and lists. A line at the left edge ends a list: its writer began a new thought."""
    levels: list[_Level] = []
    in_text = False
    for line in lines:
        bare = line.lstrip()
        indent = len(line) - len(bare)
        item, alone = _ITEM.fullmatch(bare), _alone(bare)
        if item and not alone and (levels or not in_text or item[1] in (None, "1")):
            yield from _item(levels, indent, item)
        elif alone:
            yield from ("", alone, "")
            levels.clear()
        elif not levels or (bare and indent):
            yield _as_text(bare)
        elif bare:
            yield from ("", _as_text(bare))
            levels.clear()
        in_text = bool(bare) and not alone and not levels


def _item(levels: list[_Level], indent: int, item: re.Match[str]) -> Iterator[str]:
    """One item, four blanks in for each level above it; `levels` is kept up to date."""
    number, content = item[1], item[2]
    numbered = number is not None
    while len(levels) > 1 and indent < levels[-1][0]:
        levels.pop()
    if levels and indent >= levels[-1][0] + 2:
        if len(levels) < DEEPEST_LIST:
            levels.append((indent, numbered))
    elif not levels or (len(levels) == 1 and levels[0][1] != numbered):
        levels[:] = [(indent, numbered)]
        yield ""
    if numbered and not levels[-1][1]:
        content = f"{number}. {content}"
    sign = f"{number or 1}." if levels[-1][1] else "-"
    yield f"{'    ' * (len(levels) - 1)}{sign} {_as_text(content)}"


def _alone(bare: str) -> str:
    """The line as a heading beneath those of the page or as a rule; empty when it is neither."""
    if heading := _HEADING.fullmatch(bare):
        return f"{'#' * min(6, len(heading[1]) + 3)} {heading[2].rstrip(' #')}"
    signs = bare.replace(" ", "")
    return "---" if len(signs) >= 3 and signs[0] in "-*_" and not signs.strip(signs[0]) else ""


def _as_text(bare: str) -> str:
    """The line without the power to begin a block: "1998. A hard year." stays as it is."""
    if number := _NUMBER.match(bare):
        return f"{number[0]}\\{bare[number.end() :]}"
    return f"\\{bare}" if _BEGINS_BLOCK.match(bare) or _alone(bare) else bare


_CODE = r"(?<![\w`\\])`([^`\n]+)`(?![\w`])"  # not between the client`s and the family`s
_ADDRESS = r"(?i:https?://|mailto:)(?:[^\s<>()\x02\x03]|\([^\s<>()\x02\x03]*\))+"
_LINK = (
    r"\[((?:[^\[\]]|\[[^\[\]]*\])+)\]"
    rf"""\(\s*<?({_ADDRESS})>?(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)"""
)
_BARE = r"(?i:https?://)(?=\w)[^\s<>\x02\x03]{1,2000}"
_STOPS = ".,;:!?'\"*_]”’"  # what may follow an address without being a part of it
_MAIL = r"[^\s<>@\x02\x03]{1,64}@[^\s<>@\x02\x03]{1,255}"
_PASTED = rf"<({_BARE}|{_MAIL})>|(?<!\w)({_BARE})"
# Single signs of emphasis stand at the edge of a word, so that 2*3*4 and file_name_1 stay as they
# are. `**` comes round twice, because the second time it sees past the `*` within.
_EMPHASIS = (
    ("strong", r"(?<!\*)(\*\*\*)(?![\s*])([^*]+)(?<!\s)\*\*\*(?!\*)"),
    ("strong", r"(?<!\*)(\*\*)(?![\s*])([^*]+)(?<!\s)\*\*(?!\*)"),
    ("em", r"(?<![\w*])(\*)(?![\s*])([^*]+)(?<!\s)\*(?![\w*])"),
    ("strong", r"(?<!\*)(\*\*)(?![\s*])([^*]+)(?<!\s)\*\*(?!\*)"),
    ("strong", r"(?<!\w)(__)(?![\s_])([^_]+)(?<!\s)__(?!\w)"),
    ("em", r"(?<!\w)(_)(?![\s_])([^_]+)(?<!\s)_(?!\w)"),
)


def _element(tag: str, text: str, **attributes: str) -> Element:
    element = Element(tag, attributes)
    element.text = text
    return element


def _code(m: re.Match[str]) -> tuple[Element, int]:
    return _element("code", AtomicString(html.escape(m[1], quote=False))), m.end()


def _link(m: re.Match[str]) -> tuple[Element, int]:
    return _element("a", m[1], href=m[2]), m.end()


def _pasted(m: re.Match[str]) -> tuple[Element, int]:
    """An address alone, in angle brackets or without the full stop of its sentence."""
    address = m[1] or _without_stop(m[2])
    href = address if "://" in address else f"mailto:{address}"
    end = m.end() if m[1] else m.start() + len(address)
    return _element("a", AtomicString(address), href=href), end


def _without_stop(address: str) -> str:
    """The address without the punctuation after it; brackets that belong to it stay."""
    shorter = address.rstrip(_STOPS)
    while shorter.endswith(")") and shorter.count("(") < shorter.count(")"):
        shorter = shorter[:-1].rstrip(_STOPS)
    return shorter


class _Inline(InlineProcessor):
    """One kind of markup in a line; `read` gives what stands for it, and where it ends."""

    ANCESTOR_EXCLUDES = ("a",)  # no link within a link

    def __init__(self, pattern: str, read: Callable[[re.Match[str]], tuple[Element, int]]) -> None:
        super().__init__(pattern)
        self.read = read

    def handleMatch(self, m: re.Match[str], _data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: N802
        """Return the element for this place, and the place."""
        element, end = self.read(m)
        return element, m.start(), end


class _Heading(HashHeaderProcessor):
    """Only what _alone() has written: "#1 on my list" is no heading."""

    RE = re.compile(r"^(?P<level>#{4,6}) (?P<header>.*)$")


class _SmallTable(TableProcessor):
    """A table such as a person types. A few hundred bars more would make millions of cells."""

    def test(self, parent: Element, block: str) -> bool:
        """Whether this block is a table."""
        rows = block.split("\n")
        small = len(rows) <= LONGEST_TABLE and all(
            row.count("|") <= WIDEST_TABLE and row.count("`") <= WIDEST_TABLE for row in rows
        )
        return small and super().test(parent, block)


class _LineBreaks(Treeprocessor):
    """A new line is a new line, as in an e-mail; the library's way is slow on many lines."""

    def run(self, root: Element) -> None:
        """Put a <br> for each line end within a text."""
        for parent in list(root.iter()):
            parent.text, children = _broken(parent.text)
            for child in parent:
                child.tail, breaks = _broken(child.tail)
                children += [child, *breaks]
            parent[:] = children


def _broken(text: str | None) -> tuple[str | None, list[Element]]:
    """A text up to its first line end, and its other lines, each as the tail of a <br>."""
    first, *others = text.split("\n") if text else [text]
    breaks = [Element("br") for _ in others]
    for element, line in zip(breaks, others, strict=True):
        element.tail = line
    return first, breaks


_UNUSED_INLINE = (
    *("backtick", "reference", "link", "image_link", "image_reference", "short_reference"),
    *("short_image_ref", "autolink", "automail", "linebreak", "html", "entity", "em_strong"),
)


def _reader() -> Markdown:
    """A parser of these few forms. A new one each time (0.1 ms), for it keeps state as it reads."""
    tables = TableExtension(use_align_attribute=True)
    reader = Markdown(extensions=[SaneListExtension(), tables], output_format="html")
    reader.preprocessors.deregister("html_block")
    blocks, inline = reader.parser.blockprocessors, reader.inlinePatterns
    for name in ("code", "setextheader", "reference"):
        blocks.deregister(name)
    blocks.register(_Heading(reader.parser), "hashheader", 70)
    blocks.register(_SmallTable(reader.parser, tables.getConfigs()), "table", 75)
    for name in _UNUSED_INLINE:
        inline.deregister(name)
    inline.register(_Inline(_CODE, _code), "code", 190)  # before `escape`, which has 180
    inline.register(_Inline(_LINK, _link), "link", 160)
    inline.register(_Inline(_PASTED, _pasted), "pasted", 120)
    for order, (tag, pattern) in enumerate(_EMPHASIS):
        inline.register(SimpleTagInlineProcessor(pattern, tag), f"emphasis {order}", 60 - order)
    reader.treeprocessors.register(_LineBreaks(reader), "line breaks", 15)
    return reader
