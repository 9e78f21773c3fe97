"""The code of a 送达回证: what is misread, mistyped or foreign is refused."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from shenguan_docs.serving import codes

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TAGS = st.integers(0, 2**64).map(codes.make_tag)
IDS = st.from_regex(r"[0-9]{8}-[0-9a-z]{6}", fullmatch=True)
CODES = st.builds(codes.make, TAGS, IDS)


@given(TAGS, IDS)
def test_a_code_is_read_back(tag: str, id: str) -> None:
    text = codes.make(tag, id)
    assert codes.read(text) == codes.Code(text, tag)
    assert codes.shown(text).replace(" ", "") == text
    assert len(text) <= 29  # version 2 of a QR code holds 29 such characters at level Q


@settings(max_examples=15)
@given(CODES)
def test_every_wrong_character_is_found(text: str) -> None:
    for place in range(len(text)):
        for letter in set(LETTERS + "-?a中") - {text[place]}:
            assert codes.read(text[:place] + letter + text[place + 1 :]) is None


@settings(max_examples=15)
@given(CODES)
def test_every_two_exchanged_characters_are_found(text: str) -> None:
    for one, other in combinations(range(len(text)), 2):
        if text[one] != text[other]:
            letters = list(text)
            letters[one], letters[other] = letters[other], letters[one]
            assert codes.read("".join(letters)) is None


@given(st.text(max_size=40))
def test_any_text_is_no_code(text: str) -> None:
    assert codes.read(text) is None
