"""Shapes that offices write down: what they fit, and which are refused."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.base import patterns
from lms.base.errors import Refusal
from lms.base.folding import folded
from lms.base.guard import check, check_name
from lms.base.ordinary import ORDINARY
from lms.base.patterns import StopsOrdinaryWriting

FITS = {
    "SL-####-##": ("SL-2048-81", "sl 2048 81", "SL204881", "Sl–2048–81", "client SL_2048/81.",
                   "ＳＬ２０４８８１", "clientSL204881", "SL ٢٠٤٨ ٨١"),
    "uw #####": ("UW-20488", "uw20488", "UW 20488,"),
    "@@@-######": ("KQZ-204881", "kqz204881", "KQZ.204881"),
    "2###-####-##": ("2048-8173-66", "2048 8173 66", "2048817366"),
    "#####@": ("20488K", "a 20488k."),
}  # fmt: skip
NOT = {
    "SL-####-##": ("SL-2048-815", "SL-204-81", "ASL-2048-81", "SL 2048 - x81"),
    "uw #####": ("UW-2048", "UW-204881", "uw"),
    "#####@": ("20488Kx", "120488K", "20488"),
}  # fmt: skip
REFUSED = {
    "": "at least 4 signs", "SL": "at least 4 signs", "####": "Nearly anything", "@@##": "at least",
    "@###": "Nearly anything", "SL##": "at least 4 signs, 3", "- - -": "at least 4 signs",
    "SL-<##>#": "“<” cannot be used", "SL-[0-9]+###": "“[” cannot be used",
    "x" * 38 + "###": "Use up to 40",
    "SL\\d###": "“\\” cannot be used", "案件-####": "“案” cannot be used",
}  # fmt: skip


@pytest.mark.parametrize("shape", FITS)
def test_a_shape_fits_every_spelling(shape: str) -> None:
    rule = patterns.rule(
        "case number", patterns.check("case number", shape, blocks=True), blocks=True
    )
    for text in FITS[shape]:
        assert [it.name for it in check(text, own=[rule]) if it.blocks] == ["case number"], text
        assert "case number" in [it.name for it in check_name(f"{text.strip()}.pdf", [rule])]
    for text in NOT.get(shape, ()):
        assert [it for it in check(text, own=[rule]) if it.name == "case number"] == [], text


def test_it_may_ask_instead() -> None:
    rule = patterns.rule("client code", "SL-####", blocks=False)
    (found,) = check("see SL-2048", own=[rule])
    assert (found.blocks, found.advice) == (
        False, "This looks like a client code. If it belongs to a client, leave it out.",
    )  # fmt: skip


@pytest.mark.parametrize(("shape", "said"), REFUSED.items())
def test_what_is_no_shape_is_refused(shape: str, said: str) -> None:
    with pytest.raises(Refusal, match=re.escape(said)) as caught:
        patterns.normal(shape)
    assert caught.value.field == "shape"


@pytest.mark.parametrize("shape", ["#####", "I-###", "DS-####", "45 CFR ###", "###-###-####"])
def test_what_would_stop_ordinary_writing_is_refused(shape: str) -> None:
    """With the sentences, so that whoever tried it sees why."""
    with pytest.raises(StopsOrdinaryWriting) as caught:
        patterns.check("case number", shape, blocks=False)
    assert caught.value.sentences
    assert set(caught.value.sentences) <= set(ORDINARY)


def test_one_that_is_too_slow_is_refused() -> None:
    """Nothing that can be written is; so the limit is made none."""
    with pytest.raises(Refusal, match="too long"):
        patterns.check("case number", "SL-####-##", blocks=True, limit=0)


def test_our_own_sentences_are_ordinary() -> None:
    assert len(ORDINARY) >= 40
    assert [text for text in ORDINARY if check(text)] == []


@given(st.text("#@SLsl019 -–./_:()", max_size=44))
def test_whatever_is_accepted_finds_its_own_example(shape: str) -> None:
    try:
        shape = patterns.normal(shape)
    except Refusal:
        return
    assert patterns.normal(shape) == shape
    rule = patterns.rule("case number", shape, blocks=True)
    made = patterns.example(shape)
    for text in (made, made.replace("-", " "), made.replace("-", ""), made.lower()):
        assert [*rule.found(folded(f" {text} ")[0])], text
