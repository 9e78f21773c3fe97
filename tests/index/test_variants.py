"""Traditional and simplified forms as one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shenguan_docs.index.engines import create_engine
from shenguan_docs.index.normal import WideNeedle, normalise
from shenguan_docs.index.question import Holds, Question
from shenguan_docs.index.variants import fold_variants, forms, simplified, usual_spellings
from tests.index.letters import letter

WORDS = st.text(st.sampled_from("后後发發髮复復複覆台臺檯里裏裡林業业a(.*)|〔 "), max_size=12)


def test_one_character_may_have_several_forms() -> None:
    assert set(forms("后")) == {"后", "後"}
    assert set(forms("髮")) == {"发", "發", "髮"}
    assert set(forms("答")) == {"答"}
    assert simplified("處罰覆函") == "处罚覆函"
    assert usual_spellings("处罚以后") == ("处罚以后", "處罰以後")


@given(WORDS, WORDS)
def test_texts_are_alike_where_each_character_is_a_form_of_the_others(a: str, b: str) -> None:
    alike = len(a) == len(b) and all(y in forms(x) for x, y in zip(a, b, strict=True))
    assert (fold_variants(a) == fold_variants(b)) is alike


@given(WORDS, WORDS, WORDS)
def test_a_stretch_is_marked_where_it_stands(before: str, inside: str, after: str) -> None:
    if not normalise(inside):
        return
    text, needle = before + inside + after, WideNeedle(normalise(simplified(inside)))
    if needle.normal in fold_variants(normalise(text)):
        (start, end), *_ = needle.spans(text)
        assert fold_variants(normalise(text[start:end])) == needle.normal


@pytest.mark.parametrize("engine", ["whoosh", "tantivy"])
def test_a_letter_is_found_in_any_spelling_only_when_that_is_asked(engine: str, tmp_path: Path) -> None:
    index = create_engine(engine, tmp_path / "index")
    index.update(
        [letter(1, text="處罰決定發出以後", companies=("恆能建設",)), letter(2, text="处罚决定发出以后")],
        seq=1,
    )

    def ids(text: str, field: str | None = None, variants: bool = True) -> list[str]:
        return [h.id for h in index.search(Question(Holds(text, field, variants), "date")).hits]  # type: ignore[arg-type]

    for typed in ("处罚决定", "處罰決定", "發出以后", "后", "罰", "决定發"):
        assert ids(typed) == ["n2", "n1"]
    assert ids("处罚", variants=False) == ["n2"]
    assert ids("恒能建设", "company") == ["n1"]
    (hit,) = index.search(Question(Holds("恒能", "company", True))).hits
    assert hit.matched_in == ("当事人",)
    answer = index.search(Question(Holds("发出", None, True), "date"))
    assert [h.snippet[slice(*h.marks[0])] for h in answer.hits] == ["发出", "發出"]
