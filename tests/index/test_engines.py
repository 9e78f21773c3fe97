"""What every engine promises (``shenguan_docs.index.engine``)."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shenguan_docs.asking.query import Query, read
from shenguan_docs.errors import Refused
from shenguan_docs.index.engine import Answer, IndexDoc
from shenguan_docs.index.layered import LayeredEngine
from shenguan_docs.index.normal import normalise
from shenguan_docs.index.numbers import NumberForm
from shenguan_docs.index.question import All, Any, Between, Holds, Is, Node, Not, Numbered, Question, fits
from tests.index.letters import PENALTY, letter
from tests.index.opened import opened


def ask(engine: LayeredEngine, text: str = "", **narrow: object) -> Answer:
    question, _ = read(Query(text, **narrow))  # type: ignore[arg-type]
    return engine.search(question)


def found(engine: LayeredEngine, text: str = "", **narrow: object) -> list[str]:
    return [hit.id for hit in ask(engine, text, limit=1000, **narrow).hits]


@pytest.mark.parametrize(
    "typed",
    [
        "恒能",
        "能",
        "林木采伐许可证,擅自",
        "ma4l2",
        "ＭＡ４Ｌ",
        "430264056w",
        "12.5立方",
        "𠮷",
        "𠮷田",
        "罚款伍万元",  # blanks of OCR between the characters
        "罚字（2026）第3号",
        "〔2026〕第3号",
        "电话0737",
        '"林木 12.5"',
        "立方米,",
        "，",
        "恒能 伍万元",
        "不存在的词 或 恒能",
        "恒能 -无此词",
        "-无此词",
        "益高社函〔2026〕7号",
        "〔2026〕 7 号",
        "[2026]007",
        "2026-7",
    ],
)
def test_a_letter_is_found_by_any_fragment_in_any_form(engine: LayeredEngine, typed: str) -> None:
    engine.update([PENALTY, letter(8)], seq=2)
    assert "d1" in found(engine, typed)


@pytest.mark.parametrize(
    "typed", ["恒能 撤销", "恒能 -伍万元", '"恒能 处罚"', "〔2025〕7号", "益高经函〔2026〕7号", "证核发函"]
)
def test_a_letter_is_not_found_by_what_it_does_not_say(engine: LayeredEngine, typed: str) -> None:
    engine.update([PENALTY, letter(8)], seq=2)
    assert "d1" not in found(engine, typed)


def test_hits_say_where_they_matched(engine: LayeredEngine) -> None:
    engine.update([PENALTY], seq=1)
    (hit,) = ask(engine, "恒能建设").hits
    assert hit.matched_in == ("题名", "当事人")
    (hit,) = ask(engine, "伍万元").hits
    assert hit.matched_in == ("附件：处罚决定书.pdf",)
    assert [hit.snippet[a:b] for a, b in hit.marks] == ["伍 万 元"]
    (hit,) = ask(engine, "[2026]7").hits
    assert hit.matched_in == ("文号",)
    (hit,) = ask(engine, "MA4L2 擅自采伐").hits
    assert hit.matched_in == ("代码", "正文")
    assert [hit.snippet[a:b] for a, b in hit.marks] == ["擅自采伐"]


def test_a_typed_number_comes_first_then_letters_that_cite_it(engine: LayeredEngine) -> None:
    citing = letter(9, text="你局来函（益高社函〔2026〕7号）收悉。", day=date(2026, 9, 9))
    titled = letter(10, title="关于益高社函〔2026〕7号的复函")
    engine.update([citing, titled, PENALTY, letter(7)], seq=4)
    for typed in ("益高社函〔2026〕7号", "益高社函[2026]第007号", "益高社函 （2026） 7 号"):
        answer = ask(engine, typed)
        assert [hit.id for hit in answer.hits] == ["d1", "n10", "n9"]


@pytest.mark.parametrize(
    "narrow",
    [
        {"company": "恒能"},
        {"company": "91430900ma4l2wxx3k"},
        {"uscc": "９１４３０９００MA4L2WXX3K"},
        {"uscc": "MA4L2"},
        {"code": "264056w"},
        {"matter": "采伐许可"},
        {"kind": "penalty"},
        {"kind": "行政处罚推送函"},
        {"department": "益阳高新区社会事务局", "kind": "penalty"},
        {"department": "益阳高新区经济合作局", "company": "恒能"},
        {"day_from": date(2026, 3, 5)},
        {"day_from": date(2026, 3, 5), "day_to": date(2026, 3, 5)},
    ],
)
def test_filters(engine: LayeredEngine, narrow: dict[str, object]) -> None:
    engine.update([PENALTY, letter(8), letter(9, companies=("恒大公司",), usccs=("9143",))], seq=3)
    assert found(engine, **narrow) == ["d1"]
    assert found(engine, "函告", **narrow) == ["d1"]
    assert found(engine, "不存在", **narrow) == []


def test_days_at_the_edges(engine: LayeredEngine) -> None:
    engine.update(
        [letter(1, day=date(2026, 1, 1)), letter(2, day=date(2026, 1, 2)), letter(3, day=None)], seq=1
    )
    assert found(engine, day_to=date(2026, 1, 1)) == ["n1"]
    assert found(engine, day_from=date(2026, 1, 2)) == ["n2"]
    assert found(engine) == ["n2", "n1", "n3"]


def test_pages_have_no_gaps_and_no_doubles(engine: LayeredEngine) -> None:
    engine.update([letter(n, day=date(2026, 1, 1 + n % 3)) for n in range(50)], seq=50)
    for sort in ("relevance", "date"):
        pages = [
            hit.id
            for offset in range(0, 60, 7)
            for hit in ask(engine, "函告", sort=sort, limit=7, offset=offset).hits  # type: ignore[arg-type]
        ]
        assert len(pages) == len(set(pages)) == 50
        assert pages == found(engine, "函告", sort=sort)


def test_facets_count_everything_found(engine: LayeredEngine) -> None:
    engine.update(
        [PENALTY, *(letter(n, companies=("甲", "乙"), day=date(2025, 1, 1)) for n in range(30))], seq=31
    )
    answer = ask(engine, "局", limit=1)
    assert answer.total == 31
    assert answer.facets == {
        "kind": {"许可结果推送函": 30, "行政处罚推送函": 1},
        "year": {"2026": 1, "2025": 30},
        "sender": {"益阳高新区经济合作局": 30, "益阳高新区社会事务局": 1},
        "company": {"乙": 30, "甲": 30, "益阳市恒能建设有限公司": 1},
    }


def test_the_most_frequent_of_equals_are_told_in_the_order_of_their_names(engine: LayeredEngine) -> None:
    docs = [letter(n, companies=(f"公司{n % 40:02}", f"商行{n % 33:02}")) for n in range(200)]
    engine.update(docs[:70], seq=70)
    engine.fold()
    engine.update(docs[70:150], seq=150)
    engine.fold()
    engine.update(
        [replace(docs[3], companies=("公司39",)), *docs[150:]], seq=200
    )  # the last ones stand apart
    counts = Counter(name for doc in docs for name in doc.companies)
    counts.subtract(docs[3].companies)
    counts["公司39"] += 1
    expected = sorted(counts.items(), key=lambda known: (-known[1], known[0]))
    for most in (1, 8, 20, None):
        answer = engine.search(Question(limit=1, most=most))
        assert list(answer.facets["company"].items()) == expected[:most]


def test_more_letters_than_a_block_of_postings_holds(engine: LayeredEngine) -> None:
    engine.update([letter(n, day=None) for n in range(2_100)], seq=2_100)
    engine.update([letter(n, text="改了") for n in (0, 1, 1_023, 1_024, 2_099)], seq=2_101)
    engine.fold()
    answer = ask(engine, "有关情况", sort="date", limit=3)
    assert answer.total == 2_095
    assert [hit.id for hit in answer.hits] == ["n2098", "n2097", "n2096"]
    assert ask(engine, limit=0).total == ask(engine, "函").total == 2_100


def test_a_title_comes_before_a_text(engine: LayeredEngine) -> None:
    engine.update(
        [letter(1, text="湿地 " * 20, day=date(2027, 1, 1)), letter(2, title="关于湿地的函")], seq=2
    )
    assert found(engine, "湿地") == ["n2", "n1"]
    assert found(engine, "湿地", sort="date") == ["n1", "n2"]


def test_an_update_replaces_and_the_last_one_wins(engine: LayeredEngine) -> None:
    engine.update([PENALTY, letter(1)], seq=1)
    engine.update(
        [replace(PENALTY, state="void", text="作废"), replace(PENALTY, state="void", text="已作废")], seq=2
    )
    assert found(engine, "擅自") == []
    assert found(engine, "已作废") == ["d1"]
    assert ask(engine).total == 2
    assert ask(engine, "恒能").hits[0].state == "void"


def test_the_checkpoint_is_committed_with_the_letters(engine: LayeredEngine) -> None:
    assert engine.checkpoint() == 0
    engine.update([PENALTY], seq=7)
    assert engine.checkpoint() == 7
    engine.update([], seq=9)
    assert engine.checkpoint() == 9
    engine.clear()
    assert (engine.checkpoint(), ask(engine).total) == (0, 0)
    engine.update([PENALTY], seq=3)
    assert (engine.checkpoint(), ask(engine).total) == (3, 1)


def test_a_letter_that_cannot_be_read_leaves_nothing(engine: LayeredEngine) -> None:
    engine.update([PENALTY], seq=1)

    def broken() -> object:
        yield from (letter(n) for n in range(600))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        engine.update(broken(), seq=2)  # type: ignore[arg-type]
    assert (engine.checkpoint(), ask(engine).total) == (1, 1)
    engine.update([letter(1)], seq=2)
    assert ask(engine).total == 2


def test_what_is_no_character_stands_in_no_letter(engine: LayeredEngine) -> None:
    engine.update(
        [letter(1, title="关于甲\ud800乙的函", companies=("恒\udfff能",), text="丙\ud801丁")], seq=1
    )
    engine.fold()
    for typed in ("甲乙", "恒能", "丙丁"):
        assert found(engine, typed) == ["n1"]
    assert ask(engine).facets["company"] == {"恒?能": 1}


@pytest.mark.parametrize("typed", ["恒" * 100_000, "\x00", "\ud800\ud801", "\u202e\u200f", "甲 " * 900, '""'])
def test_what_is_no_question_is_refused_in_a_sentence(engine: LayeredEngine, typed: str) -> None:
    engine.update([PENALTY], seq=1)
    with pytest.raises(Refused, match="检索词太|可以检索"):
        ask(engine, typed)


@pytest.mark.parametrize(
    "typed",
    [
        "，。、",
        "*",
        '"',
        '"恒能',
        "“",
        "((((",
        "-",
        "--",
        "或",
        "或 或",
        "-恒能",
        "OR",
        "AND NOT",
        "恒\x00能",
        "[",
        "-或",
    ],
)
def test_odd_input_gets_an_answer(engine: LayeredEngine, typed: str) -> None:
    engine.update([PENALTY], seq=1)
    assert ask(engine, typed).total in (0, 1)


@pytest.mark.parametrize("narrow", [{"company": "恒" * 100_000}, {"code": "\x00"}, {"kind": "\ud800"}])
def test_a_filter_that_nobody_means_is_refused(engine: LayeredEngine, narrow: dict[str, str]) -> None:
    with pytest.raises(Refused, match="太长|可以检索"):
        ask(engine, **narrow)  # type: ignore[arg-type]


def name_of(engine: LayeredEngine) -> str:
    return engine.form.name.split()[0]


_SEEN_ELSEWHERE = """
import sys
from pathlib import Path
from shenguan_docs.asking.query import Query, read
from tests.index.opened import opened
engine = opened(sys.argv[2], Path(sys.argv[1]))
for line in sys.stdin:
    print(engine.search(read(Query(line.strip()))[0]).total, flush=True)
"""


def test_another_process_sees_what_was_updated(engine: LayeredEngine, tmp_path: Path) -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", _SEEN_ELSEWHERE, str(tmp_path / "index"), name_of(engine)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=Path(__file__).parents[2],
    )
    assert other.stdin and other.stdout

    def asked(text: str) -> int:
        assert other.stdin and other.stdout
        print(text, file=other.stdin, flush=True)
        return int(other.stdout.readline())

    assert asked("恒能") == 0
    engine.update([PENALTY], seq=1)
    assert asked("恒能") == 1
    engine.update([letter(n) for n in range(600)], seq=2)  # enough to be folded into the engine's own index
    assert (asked("恒能"), asked("许可结果")) == (1, 600)
    engine.update([replace(PENALTY, text="", title="", companies=())], seq=3)
    assert (asked("恒能"), asked("林木采伐")) == (0, 1)
    engine.clear()
    assert asked("林木采伐") == 0
    other.stdin.close()
    assert other.wait(10) == 0


SIGNS = "林木采伐采埰证證恒能益阳陽𠮷Aab1２ 2026-7〔〕()，。\n 或后後发發髮"
DAYS = st.none() | st.sampled_from([date(2026, 1, n) for n in range(1, 5)])
WORDS = st.text(st.sampled_from(SIGNS), max_size=30)


@st.composite
def corpora(draw: st.DrawFn) -> list[IndexDoc]:
    names = st.lists(WORDS, max_size=2).map(tuple)
    return [
        letter(
            n,
            id=f"n{draw(st.integers(0, 40))}",
            title=draw(WORDS),
            text=draw(WORDS),
            number=draw(WORDS | st.sampled_from(["益高经函〔2026〕7号", "高社函〔2026〕7号"])),
            companies=draw(names),
            codes=draw(names),
            day=draw(DAYS),
            attachments=draw(st.lists(st.tuples(WORDS, WORDS), max_size=2).map(tuple)),
        )
        for n in range(draw(st.integers(1, 30)))
    ]


def taken_in(engine: LayeredEngine, corpus: list[IndexDoc], cuts: list[int]) -> dict[str, IndexDoc]:
    """Give ``engine`` the letters in a few updates, some of them folded; return them as they are in the end."""
    engine.clear()
    parts = [0, *sorted(min(cut, len(corpus)) for cut in cuts), len(corpus)]
    for seq, (start, end) in enumerate(zip(parts, parts[1:], strict=False), 1):
        engine.update(corpus[start:end], seq=seq)
        if seq < 3:
            engine.fold()
    return {doc.id: doc for doc in corpus}  # the last one wins


CUTS = st.lists(st.integers(5, 30), min_size=2, max_size=2)
FEW = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))


@FEW
@given(corpus=corpora(), cuts=CUTS, data=st.data())
def test_phrases_find_exactly_what_contains_them(
    engine: LayeredEngine, corpus: list[IndexDoc], cuts: list[int], data: st.DataObject
) -> None:
    letters = taken_in(engine, corpus, cuts)
    for fragment in data.draw(st.lists(st.text(st.sampled_from(SIGNS), min_size=1, max_size=6), max_size=40)):
        if not normalise(fragment):
            continue
        for variants in (False, True):
            expected = {key for key, doc in letters.items() if fits(doc, Holds(fragment, None, variants))}
            answer = ask(engine, f'"{fragment}"', limit=100, variants=variants)
            assert {hit.id for hit in answer.hits} == expected
            assert answer.total == len(expected)


FRAGMENTS = st.text(st.sampled_from(SIGNS), max_size=3)
FIELDS = st.sampled_from(
    [None, "title", "number", "company", "uscc", "code", "matter", "sender", "receiver", "kind"]
)
FACTS = st.sampled_from(["id", "number", "company", "uscc", "code", "kind", "genre", "direction", "state"])
LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.builds(Holds, FRAGMENTS, FIELDS, st.booleans()),
    st.builds(Is, FACTS, FRAGMENTS | st.sampled_from(["n1", "approval-result", "函", "OUT", "issued"])),
    st.builds(
        Numbered, st.builds(NumberForm, st.sampled_from(["", "函", "益高经函"]), st.just(2026), st.just(7))
    ),
    st.builds(Between, DAYS, DAYS),
)
TREES = st.recursive(
    LEAVES,
    lambda parts: st.one_of(
        st.builds(All, st.lists(parts, max_size=3).map(tuple)),
        st.builds(Any, st.lists(parts, max_size=3).map(tuple)),
        st.builds(Not, parts),
    ),
    max_leaves=6,
)


@FEW
@given(corpus=corpora(), cuts=CUTS, data=st.data())
def test_any_tree_of_conditions_is_answered_as_it_is_defined(
    engine: LayeredEngine, corpus: list[IndexDoc], cuts: list[int], data: st.DataObject
) -> None:
    letters = taken_in(engine, corpus, cuts)
    for where in data.draw(st.lists(TREES, max_size=40)):
        expected = {key for key, doc in letters.items() if fits(doc, where)}
        for sort in ("relevance", "date"):
            answer = engine.search(Question(where, sort, limit=100))  # type: ignore[arg-type]
            assert {hit.id for hit in answer.hits} == expected
            assert answer.total == len(answer.hits) == len(expected)
            assert sum(answer.facets["sender"].values()) == len(expected)


def test_many_single_updates_equal_one_large(
    make_index: Callable[[Path], LayeredEngine], tmp_path: Path
) -> None:
    docs = [letter(n, text=f"第{n}件{'木' * (n % 5)}") for n in range(40)]
    single, large = make_index(tmp_path / "single"), make_index(tmp_path / "large")
    for doc in docs:
        single.update([doc], seq=doc.seq)
        if doc.seq % 2:
            single.fold()
    large.update(docs, seq=39)
    for text in ("木木", "第1", "件", ""):
        assert ask(single, text, limit=99, sort="date") == ask(large, text, limit=99, sort="date")
        assert set(ask(single, text, limit=99).hits) == set(ask(large, text, limit=99).hits)


_COMMITTING = """
import sys
from pathlib import Path
from tests.index.opened import opened
from tests.index.letters import letter
engine = opened(sys.argv[2], Path(sys.argv[1]))
for n in range(1, 10_000):
    engine.update([letter(n)], seq=n)
    print(n, flush=True)
    if n % 3 == 0:
        engine.fold()
"""


@pytest.mark.parametrize("after", [2, 5])
def test_killed_while_committing_it_answers_what_was_told(
    engine: LayeredEngine, tmp_path: Path, after: int
) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", _COMMITTING, str(tmp_path / "index"), name_of(engine)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert writer.stdout
    told = 0
    while told < after:
        told = int(writer.stdout.readline())
    writer.kill()
    told = max([told, *map(int, writer.stdout.read().split())])
    writer.wait()
    again = opened(name_of(engine), tmp_path / "index")
    assert again.checkpoint() in (told, told + 1)
    assert again.search(Question(Holds("许可结果"), limit=0)).total == again.checkpoint()
    again.update([PENALTY], seq=99)
    assert again.search(Question(Holds("恒能"))).total == 1
