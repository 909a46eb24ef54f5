"""A question's words as safe HTML: banks come from many hands, and nothing in them may act."""

import html
import re
from functools import lru_cache

import nh3

from lms.base import markdown
from lms.quizzes.question import Markup, Words

TAGS = {"a", "b", "br", "code", "em", "i", "li", "ol", "p", "strong", "sub", "sup", "u", "ul"}
_ENDS = re.compile(r"<br */?>|</(?:p|li|ul|ol|h[1-6]|t[dh]|tr|div|blockquote)>", re.IGNORECASE)


@lru_cache(maxsize=4096)
def block(words: Words) -> str:
    """A text of one or several lines."""
    if words.markup is Markup.MARKDOWN:
        return markdown.render(words.text)
    if words.markup is Markup.PLAIN:
        return f"<p>{html.escape(words.text).replace(chr(10), '<br>')}</p>"
    text = words.text if words.markup is Markup.HTML else words.text.replace("\n", "<br>")
    clean = _clean(text, TAGS)
    return clean if clean.startswith(("<p>", "<ul>", "<ol>")) else f"<p>{clean}</p>"


@lru_cache(maxsize=4096)
def line(words: Words) -> str:
    """An answer: beside a box, in one line."""
    if words.markup is Markup.MARKDOWN:
        return markdown.render_inline(words.text)
    if words.markup is Markup.PLAIN:
        return html.escape(words.text)
    return " ".join(_clean(_apart(words.text), TAGS - {"p", "ul", "ol", "li"}).split())


def plain(words: Words) -> str:
    """What is read of it, without any markup."""
    return " ".join(html.unescape(nh3.clean(_apart(block(words)), tags=set())).split())


def _apart(markup: str) -> str:
    """Lines and blocks with a blank between them, so that no two words are glued without tags."""
    return _ENDS.sub(r"\g<0> ", markup)


def _clean(markup: str, tags: set[str]) -> str:
    """Nothing but these tags, and links to the web."""
    return nh3.clean(markup, tags=tags, attributes={"a": {"href"}}, url_schemes={"http", "https"},
                     url_relative="deny")  # fmt: skip
