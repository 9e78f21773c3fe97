from __future__ import annotations

import itertools
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shenguan_docs.index.normal import Needle, normalise, with_positions

# Letters as they come: Chinese, rare Han, Latin, digits, widths, brackets, blanks, controls, surrogates.
TEXT = st.text(
    st.one_of(
        st.sampled_from(
            "林木采伐〔〕［］（）()[]【】ＡBcé1２0 \u3000\t\n\u00a0-—“”\"'·•○〇。，,:"
            "𠮷㎡①ﬁ豈⼀ガﾞ\u0301\ufe0f\u200b\u202e\x00"
        ),
        st.characters(),
        st.characters(categories=("Cs",)),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("〔2026〕7号", "(2026)7号"),
        ("［２０２６］７号", "(2026)7号"),
        ("【2026】 7 号", "(2026)7号"),
        ("林 木\n采\u3000伐", "林木采伐"),
        ("ABC  Company\nLtd", "abc company ltd"),
        ("益阳 ABC 公司", "益阳abc公司"),
        ("2026 年 3 月", "2026年3月"),
        ("Hello , world", "hello,world"),
        ("\uf900", "豈"),  # a compatibility ideograph
        ("9143０９００ｍａ", "91430900ma"),
        ("0737—123", "0737-123"),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("二○二六", "二〇二六"),
        ("葛\U000e0100", "葛"),
        ("a\x00\u200b\ud800b", "ab"),
        ("𠮷", "𠮷"),
        ("café", "cafe"),
        (" \n ", ""),
    ],
)
def test_what_is_typed_in_many_ways_is_compared_in_one(typed: str, normal: str) -> None:
    assert normalise(typed) == normal


@given(TEXT)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_characters_alone_are_stable() -> None:
    planes = (range(0x10000), range(0x10000, 0x20000, 7), range(0x20000, sys.maxunicode + 1, 101))
    for code in itertools.chain(*planes):
        once = normalise(chr(code) + "x")
        assert normalise(once) == once == with_positions(chr(code) + "x")[0], hex(code)


@given(TEXT, st.data())
def test_a_fragment_stays_a_fragment(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert normalise(text[start:end]) in normalise(text)


@given(TEXT)
def test_no_control_character_is_left(text: str) -> None:
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in normalise(text))


@given(TEXT)
def test_positions_lead_back_to_the_text(text: str) -> None:
    normal, positions = with_positions(text)
    assert normal == normalise(text)
    assert positions == sorted(positions)
    assert all(
        normalise(text[p]) in ("", normal[i]) or normal[i] in normalise(text[p])
        for i, p in enumerate(positions)
    )


@given(TEXT, st.data())
def test_a_needle_is_found_where_it_stands(text: str, data: st.DataObject) -> None:
    normal = normalise(text)
    start = data.draw(st.integers(0, max(len(normal) - 1, 0)))
    fragment = normal[start : start + data.draw(st.integers(1, 5))].strip()
    if not fragment:
        return
    needle = Needle(fragment)
    spans = needle.spans(text)
    assert spans
    for start, end in spans:
        assert normalise(fragment) in normalise(text[start:end])


def test_a_needle_is_found_in_spaced_and_in_odd_text() -> None:
    assert Needle("罚款伍万元").spans("决 定 罚 款\n伍 万 元") == [(4, 13)]
    assert Needle("ab c").spans("xab  c,ab\nc") == [(1, 6), (7, 11)]
    assert Needle("m2").spans("约㎡，共 m2") == [(1, 2), (5, 7)]
    assert Needle("ab").spans("a b") == []
    assert Needle("1").spans("\x1b\x1b¼") == [(2, 3)]
