"""Whatever is typed: an answer that is the definition's, or a sentence; on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shenguan_docs.asking.query import Query, question_of, read, reading_of
from shenguan_docs.asking.understanding import Ground
from shenguan_docs.errors import Refused
from shenguan_docs.index.engine import IndexDoc
from shenguan_docs.index.layered import LayeredEngine
from shenguan_docs.index.question import fits
from tests.asking.asking_office import TODAY, vocabulary
from tests.index.letters import PENALTY, letter

LETTERS = [PENALTY, *(letter(n, text=f"林木采伐 第{n}件 - (a) “引” 或 {'恒能' * (n % 2)}") for n in range(6))]
SIGNS = st.sampled_from(
    [
        *"-－\"“”「」『』()（）|｜*?:：〔〕[]{}、，。 \n\t\x00\ud800\u202e\u200d\ufeff&+~^\\/'",
        "或",
        " 或 ",
        " OR ",
        " AND ",
        " NOT ",
    ]
)
WORDS = st.sampled_from(
    [
        "林木",
        "采伐",
        "恒能",
        "處罰",
        "上个月",
        "发给",
        "社会事务局",
        "复函",
        "的",
        "益高社函〔2026〕7号",
        "2026-7",
        "2026年3月",
    ]
    + [
        "公司：",
        "日期：",
        "收：",
        "字号：",
        "编码：",
        "类别：",
        "标题：",
        "hnjs",
        "𠮷",
        "ma4l",
        "3-5月",
        "1",
        "一",
        "第",
    ]
)
QUERIES = st.lists(WORDS | SIGNS, max_size=12).map("".join) | st.text(max_size=20)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(typed=QUERIES, variants=st.booleans())
def test_any_query_is_answered_as_it_is_defined_or_refused_in_a_sentence(
    engine: LayeredEngine, typed: str, variants: bool
) -> None:
    if not engine.checkpoint():
        engine.update(LETTERS[:4], seq=1)
        engine.fold()
        engine.update(LETTERS[4:], seq=2)
    ground = Ground(vocabulary(), TODAY, lambda text: any(text in doc.text for doc in LETTERS))
    query = Query(typed, variants=variants, limit=50)
    try:
        question = question_of(query, reading_of(query, ground), ground)
    except Refused as refusal:
        assert str(refusal).endswith("。")
        return
    expected = {doc.id for doc in LETTERS if fits(doc, question.where)}
    answer = engine.search(question)
    assert ({hit.id for hit in answer.hits}, answer.total) == (expected, len(expected))
    for hit in answer.hits:
        assert all(0 <= start < end <= len(hit.snippet) for start, end in hit.marks)


@given(st.text(st.characters(), max_size=3_000))
def test_any_text_is_read_or_refused(typed: str) -> None:
    try:
        read(Query(typed, today=date(2026, 3, 20)))
    except Refused as refusal:
        assert str(refusal).endswith("。")


def test_a_page_has_every_letter_once_whatever_the_order(engine: LayeredEngine) -> None:
    docs: list[IndexDoc] = [replace(letter(n), day=date(2026, 1, 1 + n % 3)) for n in range(30)]
    engine.update(docs[:17], seq=1)
    engine.fold()
    engine.update(docs[17:], seq=2)
    for sort in ("relevance", "date"):
        for text in ("函告", "益高经函", ""):
            question, _ = read(Query(text, sort=sort))  # type: ignore[arg-type]
            pages = [
                engine.search(replace(question, limit=7, offset=offset)).hits for offset in range(0, 35, 7)
            ]
            ids = [hit.id for page in pages for hit in page]
            assert len(ids) == len(set(ids)) == 30
