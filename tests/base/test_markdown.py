"""Typed text comes out as meant, nothing in it can act, and no text brings the parser down."""

import inspect
import re
import sys
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.base.markdown import LONGEST, check, render, render_inline

BLOCKS = {"p", "ul", "ol", "li", "blockquote", "hr", "h4", "h5", "h6"}
TABLE = {"table", "thead", "tbody", "tr", "th", "td"}
TEXT = {"a", "br", "code", "em", "strong"}
ATTRIBUTES = {"a": {"href", "rel"}, "ol": {"start"}, "th": {"align"}, "td": {"align"}}


class Seen(HTMLParser):
    """What a browser would make of it: every tag with its attributes, and the bare text."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)


def assert_safe(markup: str, tags: set[str]) -> None:
    """Only known tags, only known attributes, links only to the web and to mail."""
    for tag, attributes in Seen(markup).tags:
        assert tag in tags
        assert set(attributes) <= ATTRIBUTES.get(tag, set())
        if tag == "a":
            assert attributes["rel"] == "noopener noreferrer"
            assert re.match(r"(?i)https?://|mailto:", attributes.get("href") or "https://")


def flat(markup: str) -> str:
    """Without the line ends between the tags, which nobody sees."""
    return markup.replace("\n", "")


REL = ' rel="noopener noreferrer"'
READ_AS_MEANT = [
    ("One line\nanother line", "<p>One line<br>another line</p>"),
    ("One\r\ntwo\x0bthree\u2028four", "<p>One<br>two<br>three<br>four</p>"),
    ("First.\n\nSecond.", "<p>First.</p><p>Second.</p>"),
    ("I saw:\n- one\n- two", "<p>I saw:</p><ul><li>one</li><li>two</li></ul>"),
    ("- one\n- two\nThen lunch.", "<ul><li>one</li><li>two</li></ul><p>Then lunch.</p>"),
    ("- one\n\n- two\n\n\n- three", "<ul><li>one</li><li>two</li><li>three</li></ul>"),
    ("•\tone\n•\u00a0two\n· three", "<ul><li>one</li><li>two</li><li>three</li></ul>"),
    ("* one\n+ two", "<ul><li>one</li><li>two</li></ul>"),
    ("Steps:\n1) ask\n2) wait", "<p>Steps:</p><ol><li>ask</li><li>wait</li></ol>"),
    ("3. three\n4. four", '<ol start="3"><li>three</li><li>four</li></ol>'),
    ("- a\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
    ("- a\n  - b\n  - c\n- d", "<ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ul>"),
    ("1. a\n   - b\n2. c", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
    ("- a\n    1. b", "<ul><li>a<ol><li>b</li></ol></li></ul>"),
    ("- a\n  - b\n  1. c", "<ul><li>a<ul><li>b</li><li>1. c</li></ul></li></ul>"),
    ("- long\n  goes on\n- b", "<ul><li>long<br>goes on</li><li>b</li></ul>"),
    ("- a\n\n  goes on\n- b", "<ul><li>a<br>goes on</li><li>b</li></ul>"),
    ("- - a", "<ul><li>- a</li></ul>"),
    ("- > a", "<ul><li>&gt; a</li></ul>"),
    ("There were\n12. they said", "<p>There were<br>12. they said</p>"),
    ("1998. A hard year.", "<p>1998. A hard year.</p>"),
    ("١. واحد", "<p>١. واحد</p>"),
    ("-5 degrees", "<p>-5 degrees</p>"),
    ("# One\ntext\n## Two ##", "<h4>One</h4><p>text</p><h5>Two</h5>"),
    ("###### Six", "<h6>Six</h6>"),
    ("#1 on my list", "<p>#1 on my list</p>"),
    ("Title\n=====\nmore", "<p>Title<br>=====<br>more</p>"),
    ("above\n---\nbelow", "<p>above</p><hr><p>below</p>"),
    ("* * *", "<hr>"),
    ("> said\n> so\nI answer", "<blockquote><p>said<br>so</p></blockquote><p>I answer</p>"),
    ("> - a\n> - b", "<blockquote><ul><li>a</li><li>b</li></ul></blockquote>"),
    ("5 > 3", "<p>5 &gt; 3</p>"),
    ("    pushed in\n\tas well", "<p>pushed in<br>as well</p>"),
    ("a **b** *c*", "<p>a <strong>b</strong> <em>c</em></p>"),
    ("__d__ _e_", "<p><strong>d</strong> <em>e</em></p>"),
    ("**a *b* c**", "<p><strong>a <em>b</em> c</strong></p>"),
    ("*a **b** c*", "<p><em>a <strong>b</strong> c</em></p>"),
    ("***a***", "<p><strong>a</strong></p>"),
    ("2*3*4, a_b_c, * a *, ____", "<p>2*3*4, a_b_c, * a *, ____</p>"),
    (r"\*as typed\*", "<p>*as typed*</p>"),
    ("say `<b>` now", "<p>say <code>&lt;b&gt;</code> now</p>"),
    ("the client`s and family`s", "<p>the client`s and family`s</p>"),
    ("AT&T &copy; &lt;", "<p>AT&amp;T © &lt;</p>"),
    ("<b>bold</b> <!-- x -->", "<p>&lt;b&gt;bold&lt;/b&gt; &lt;!-- x --&gt;</p>"),
    ("[a](https://e.org/x_(y)_z)", f'<p><a href="https://e.org/x_(y)_z"{REL}>a</a></p>'),
    ('[a [1]](<http://e.org> "t")', f'<p><a href="http://e.org"{REL}>a [1]</a></p>'),
    ("[**a**](mailto:a@e.org)", f'<p><a href="mailto:a@e.org"{REL}><strong>a</strong></a></p>'),
    ("(https://e.org/a_b.)", f'<p>(<a href="https://e.org/a_b"{REL}>https://e.org/a_b</a>.)</p>'),
    ("<https://e.org>", f'<p><a href="https://e.org"{REL}>https://e.org</a></p>'),
    ("<a@e.org>", f'<p><a href="mailto:a@e.org"{REL}>a@e.org</a></p>'),
    ("![a](https://e.org/a.png)", f'<p>!<a href="https://e.org/a.png"{REL}>a</a></p>'),
    ("[a](javascript:alert)", "<p>[a](javascript:alert)</p>"),
    ("[a](/admin) [b](//e.org)", "<p>[a](/admin) [b](//e.org)</p>"),
    ("[ ] open\n[x] done", "<p>[ ] open<br>[x] done</p>"),
    ("", ""),
    (" \n\t\n", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), READ_AS_MEANT)
def test_text_is_read_as_its_writer_meant_it(text: str, expected: str) -> None:
    assert check(text) is None
    assert flat(render(text)) == expected


def test_a_table_aligns_without_a_style() -> None:
    markup = flat(render("| a | b |\n|:-:|--:|\n| 1 | **2** |"))
    assert '<td align="center">1</td><td align="right"><strong>2</strong></td>' in markup
    assert "style" not in markup


def test_a_table_stays_a_table_in_size() -> None:
    wide = "|" * 4000 + "\n" + "|-" * 4000 + "\n" + "|\n" * 3000
    assert "<table" not in render(wide[:LONGEST])
    assert len(render(wide[:LONGEST])) < 10 * LONGEST


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Read **this** _now_", "Read <strong>this</strong> <em>now</em>"),
        ("two\nlines", "two lines"),
        ("# no\n- block", "# no - block"),
        ("1. no list", "1. no list"),
        ("> a", "&gt; a"),
        ("[a](https://e.org)", f'<a href="https://e.org"{REL}>a</a>'),
        ("<i>\0", "&lt;i&gt;\ufffd"),
        ("", ""),
    ],
)
def test_inline_is_one_line_without_a_block(text: str, expected: str) -> None:
    assert render_inline(text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a" * (LONGEST + 1), "20,001 characters"),
        ("one\ntwo\r\nth\0ree", "Line 3 contains a character"),
        ("\ud800", "Line 1"),
        ("\x1b[0m", "Line 1"),
        ("\x02klzzwxh:0000\x03", "Line 1"),
        ("[" * 21, "square brackets"),
    ],
)
def test_refused_with_a_reason_and_still_shown_plainly(text: str, words: str) -> None:
    problem = check(text)
    assert problem
    assert words in problem
    assert problem.endswith(".")
    for markup in (render(text), render_inline(text)):
        assert_safe(markup, {"p", "br"})
        assert markup.encode()


@pytest.mark.parametrize("text", ["a" * LONGEST, "[" * 20, "[a]" * 500, r"\[" * 500, "a\tb\f\x85"])
def test_what_a_person_may_write_is_not_refused(text: str) -> None:
    assert check(text) is None


# --- Nothing acts --------------------------------------------------------------------------------

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)' style='x' onclick=y>z</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](https://e.org/\"onmouseover=alert(1)//)",
    "[x](https://e.org \"t\" onclick=y)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](mailto:a@b?body=<script>)",
    "<javascript:alert(1)>",
    "<https://e.org/<script>>",
    "`</code><script>`",
    "**<script>**",
    "| <script> |\n|---|\n| <style>x</style> |",
    "[x]: javascript:alert(1)\n\n[x]",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "<<script>script>",
    "\\<script>",
    "wzxhzdk:0 klzzwxh:0000",
    "<style>@import 'x'</style><base href=//e.org><meta http-equiv=refresh>",
    "<!--><script>--><?php ?><![CDATA[<script>]]>",
    "# <script>\n> <iframe src=//e.org>\n- <form action=//e.org>",
    "<math><mtext></p><style><img src onerror=x></style>",
]  # fmt: skip


@pytest.mark.parametrize("text", ATTACKS)
def test_attacks_are_shown_as_text(text: str) -> None:
    assert_safe(render(text), BLOCKS | TABLE | TEXT)
    assert_safe(render_inline(text), TEXT)


PIECES = [*ATTACKS, *(text for text, _ in READ_AS_MEANT), "\n", "\n\n", "  ", "    ", "> ", "- "]
PIECES += ["1. ", "*", "**", "_", "`", "[", "]", "(", ")", "<", ">", "&", "|", "\\", "#", "!", "\t"]
composed = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
markup_signs = st.text("*_`[]()<>&|\\#!-+.:1aA \n\t\"'/=~\u00a0é", max_size=400)


@given(composed | markup_signs | st.text(max_size=300))
def test_any_text_is_rendered_safely(text: str) -> None:
    assert_safe(render(text), BLOCKS | TABLE | TEXT)
    assert_safe(render_inline(text), TEXT)


@given(st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=30))
def test_words_come_out_as_they_went_in(word: str) -> None:
    for text in (word, f"- {word}", f"> {word}", f"# {word}", f"**{word}**", f"`{word}`"):
        assert Seen(render(text)).text.strip() == word


@given(composed)
def test_rendering_is_the_same_each_time(text: str) -> None:
    assert render(text) == render(text)


# --- Nothing brings it down ----------------------------------------------------------------------

ATOMS = ["*a **b ", "*", "_*", "**a**", "`", "`a", "<", "<a", "<http://", "&", "&amp;", "[", "[]"]
ATOMS += ["[a](", "[a](http://b(", '[a](http://b "', "![", "\\", "\\*", "\n", "a\n", "a\n\n", "- "]
ATOMS += ["- a\n", "- a\n\n", "* * ", "---\n", "1. ", "1. a\n", "> ", ">", ">a\n\n", "> - ", "- > "]
ATOMS += ["#", "# a\n", "|", "a|b\n", "|-|\n", "http://a)", "<a@b>", "\t- a\n", "```\n", "a\n---\n"]
NESTED = {
    "lists": "\n".join("  " * depth + "- a" for depth in range(190)),
    "numbered lists": "\n".join(" " * 3 * depth + "1. a" for depth in range(110)),
    "quotes": "\n".join(">" * depth + " a" for depth in range(195)),
    "brackets": "[" * 9990 + "]" * 9990,
    "stops": "http://a" + ").," * 6000,
    "backticks": " ".join("`" * size for size in range(1, 195)),
    "cells": "|a" * 29 + "\n" + "|-" * 29 + "\n" + "|\n" * 190,
}


@pytest.mark.parametrize("text", [*ATOMS, *NESTED.values()], ids=[*map(repr, ATOMS), *NESTED])
def test_hostile_texts_are_refused_or_rendered(text: str) -> None:
    whole = (text * LONGEST)[:LONGEST] if text in ATOMS else text
    for markup in (render(whole), render_inline(whole)):
        assert_safe(markup, BLOCKS | TABLE | TEXT)
        assert len(markup) < 12 * LONGEST


def test_nesting_needs_little_of_the_stack() -> None:
    """Whoever calls the renderer may be deep in a request already."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 150)
    try:
        markup = [render(text) for text in NESTED.values()]
    finally:
        sys.setrecursionlimit(limit)
    assert all(markup)


def test_nothing_typed_is_lost() -> None:
    text = "A <b> & “c” > d [e](f) ![g] \\h ~~i~~ |j| {k} ^l^ ==m== :n: $o$ %p% #q @r ~s"
    assert Seen(render(text)).text == text
