"""Search as an office does it, on both engines: eight issued letters and sixty more of every kind in the index."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from office_helpers import MORNING, drafted, issued

from shenguan_docs.asking.query import Query, Results
from shenguan_docs.cli import search_commands
from shenguan_docs.cli.context import CliContext
from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.index.engine import IndexDoc
from shenguan_docs.notices.kinds import load_kinds
from shenguan_docs.office.finding import saved_searches
from shenguan_docs.office.finding.alike import letters_like
from shenguan_docs.office.finding.searching import search
from shenguan_docs.office.keeping.plan_keeping import departments
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.plan.matters import MatterList
from shenguan_docs.register import plan_records

TODAY = date(2026, 4, 24)
COMPANIES = ("益阳市恒能建设有限公司", "湖南君山林业有限公司", "湖南重力置业有限公司")


def more_letters(office: Office) -> list[IndexDoc]:
    """Sixty letters over the 25 kinds, from July 2025 on, one every four days."""
    kinds = list(load_kinds(office.kind_places).values())
    bodies = {d.short_name: d.name for d in departments(office)}
    jing, she = bodies["区经济合作局"], bodies["区社会事务局"]
    with office.reading() as conn:
        matters: MatterList = plan_records.matter_list(conn, MORNING.date())
    letters = []
    for n in range(60):
        kind, matter, company = kinds[n % len(kinds)], matters.matters[n % 13], COMPANIES[n % 3]
        sender, receiver = (jing, she) if n % 2 else (she, jing)
        letters.append(
            IndexDoc(
                id=f"more{n:02}",
                number=f"益高{'经' if n % 2 else '社'}函〔2025〕{100 + n}号",
                title=f"关于{company}{matter.name}有关情况的{kind.name}",
                kind=kind.slug,
                kind_name=kind.name,
                genre=kind.genre,
                sender=sender,
                receivers=(receiver,),
                companies=(company,),
                usccs=(),
                matters=(matter.name,),
                codes=tuple(c.code for c in matter.codes),
                day=date(2025, 7, 1) + timedelta(4 * n),
                direction="out",
                state="void" if n == 7 else "issued",
                text=f"现将第{n}件的情况函告你局。罚款{'伍万' if n % 5 else '壹拾万'}元。",
                attachments=((f"附件{n}.pdf", "现场勘验笔录 砍伐马尾松" if n % 4 == 0 else ""),),
                seq=n,
            )
        )
    return letters


@pytest.fixture(scope="module", params=["whoosh", "tantivy"])
def stocked(
    request: pytest.FixtureRequest,
    trail: tuple[Office, dict[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Office, list[IndexDoc]]]:
    root = tmp_path_factory.mktemp(request.param) / "office"
    shutil.copytree(trail[0].root, root)
    office = open_office(root, actor="示例文书", now=lambda: MORNING, engine=request.param)
    letters = more_letters(office)
    office.index.update(letters, seq=office.index.checkpoint())
    yield office, letters
    office.close()


def ask(office: Office, text: str = "", **narrow: object) -> Results:
    return search(office, Query(text, today=TODAY, **{"limit": 200, **narrow}))  # type: ignore[arg-type]


def ids(results: Results) -> set[str]:
    return {hit.id for hit in results.hits if hit.id.startswith("more")}


def test_what_a_secretary_types_finds_the_letters_meant(stocked: tuple[Office, list[IndexDoc]]) -> None:
    office, letters = stocked
    social, economy = "益阳高新区社会事务局", "益阳高新区经济合作局（政务管理服务局）"
    expected = {
        "去年第四季度 复函": lambda d: d.kind == "reply" and date(2025, 10, 1) <= d.day <= date(2025, 12, 31),
        "发给社会局的函": lambda d: d.receivers == (social,) and d.genre == "函",
        "经合局 去年 处罚": lambda d: (
            d.kind == "penalty" and d.day.year == 2025 and economy in (d.sender, *d.receivers)
        ),
        "去年12月社会局给经合局的催办函": lambda d: (
            d.kind == "reminder" and (d.day.year, d.day.month) == (2025, 12) and d.sender == social
        ),
        "2025年10月至12月 林木采伐": lambda d: (
            "林木采伐许可证核发" in d.matters and date(2025, 10, 1) <= d.day <= date(2025, 12, 31)
        ),
        "去年 作废的函": lambda d: d.state == "void",
        "公司：恒能 日期：2025-09": lambda d: (
            "恒能" in d.companies[0] and (d.day.year, d.day.month) == (2025, 9)
        ),
        "砍伐马尾松 -恒能": lambda d: "马尾松" in d.attachments[0][1] and "恒能" not in d.companies[0],
        "(恒能 或 君山) 壹拾万元": lambda d: "重力" not in d.companies[0] and "壹拾万" in d.text,
        "益高社函〔2025〕104号": lambda d: d.id == "more04",
        "高社函2025-104": lambda d: d.id == "more04",
        "430264056W00 去年": lambda d: "430264056W00" in d.codes and d.day.year == 2025,
    }
    for typed, fits in expected.items():
        results = ask(office, typed)
        assert not results.notes, typed
        assert ids(results) == {d.id for d in letters if fits(d)} != set(), typed


def test_a_bare_fragment_finds_exactly_what_holds_it(stocked: tuple[Office, list[IndexDoc]]) -> None:
    office, letters = stocked
    for fragment in ("砍伐马尾松", "伍万元", "能建设", "第17件", "勘验笔录", "有关情况的更正"):
        results = ask(office, fragment)
        assert [p["field"] for p in results.understood] in ([], ["company"])
        assert ids(results) == {
            d.id for d in letters if any(fragment in s.replace(" ", "") for s in d.stretches)
        }


def test_what_finds_nothing_is_loosened_and_that_is_said(stocked: tuple[Office, list[IndexDoc]]) -> None:
    office, _ = stocked
    results = ask(office, "2019年3月 处罚")
    assert results.total
    assert results.notes == ("照原意没有找到，已放宽：不限日期：2019-03-01 至 2019-03-31",)
    assert {hit.kind for hit in results.hits} == {"penalty"}


def test_when_nothing_is_found_the_likely_word_is_suggested(stocked: tuple[Office, list[IndexDoc]]) -> None:
    office, _ = stocked
    for typed, instead in (
        ("示例术业", "示例木业"),
        ("示利木业", "示例木业"),
        ("益高社函〔2026〕99号", "益高社函〔2026〕"),
    ):
        results = ask(office, typed)
        assert not results.total
        assert any(s.instead.startswith(instead) and s.total for s in results.suggestions), typed


def test_a_look_alike_in_the_words_of_a_letter_is_suggested(stocked: tuple[Office, list[IndexDoc]]) -> None:
    office, _ = stocked
    for typed, meant in (("有关清况", "有关情况"), ("恒能健设", "恒能建设")):
        results = search(office, Query(typed))
        assert results.total == 0
        assert meant in [one.query for one in results.suggestions]
        for one in results.suggestions:
            assert search(office, Query(one.query)).total == one.total > 0


def test_a_company_by_its_initials(stocked: tuple[Office, list[IndexDoc]]) -> None:
    office, _ = stocked
    by_sound, by_name = ask(office, "slmyyxgs"), ask(office, '"示例木业有限公司"')
    assert [hit.id for hit in by_sound.hits] == [hit.id for hit in by_name.hits] != []


def test_traditional_and_simplified_together(stocked: tuple[Office, list[IndexDoc]]) -> None:
    office, _ = stocked
    without = search(office, Query("恆能 建設"))
    assert without.total == 0
    assert any("加 --variants" in note for note in without.notes)
    wide = search(office, Query("恆能 建設", variants=True))
    assert wide.total == search(office, Query("恒能 建设")).total > 0
    assert wide.understood[-1]["label"] == "繁体、简体一起查"


def test_pages_have_no_gaps_and_no_doubles(stocked: tuple[Office, list[IndexDoc]]) -> None:
    office, _ = stocked
    for typed in ("情况", "发给社会局的函", "经合局", ""):
        whole = [hit.id for hit in ask(office, typed).hits]
        paged = [
            h.id for at in range(0, len(whole) + 7, 7) for h in ask(office, typed, limit=7, offset=at).hits
        ]
        assert paged == whole
        assert len(set(whole)) == len(whole) == ask(office, typed, limit=0).total


def test_facets_count_what_was_found(stocked: tuple[Office, list[IndexDoc]]) -> None:
    office, letters = stocked
    results = ask(office, "去年 经合局 罚款", limit=0)
    counted = [d for d in letters if d.day and d.day.year == 2025]
    assert results.total == sum(results.facets["kind"].values()) == len(counted)
    assert results.facets["year"] == {"2025": len(counted)}
    assert results.facets["sender"]["益阳高新区社会事务局"] == sum("社会" in d.sender for d in counted)
    assert sum(results.facets["matter"].values()) == len(counted)


def test_the_marks_are_at_the_words(stocked: tuple[Office, list[IndexDoc]]) -> None:
    office, _ = stocked
    for hit in ask(office, "砍伐马尾松").hits:
        assert [hit.snippet[a:b] for a, b in hit.marks] == ["砍伐马尾松"]
        assert any(where.startswith("附件：附件") for where in hit.matched_in)


def test_letters_like_this_one(stocked: tuple[Office, list[IndexDoc]]) -> None:
    office, _ = stocked
    number = ask(office, "示例木业有限公司 处罚").hits[0].number
    results = letters_like(office, number, Query(limit=50))
    assert number not in {hit.number for hit in results.hits}
    assert "示例木业有限公司" in results.hits[0].companies
    paged = [letters_like(office, number, Query(limit=1, offset=n)).hits[0].id for n in range(5)]
    assert paged == [hit.id for hit in results.hits[:5]]
    with pytest.raises(NotFound):
        letters_like(office, "没有的号", Query())


def test_the_case_comes_first_then_the_company_then_the_kind(office: Office) -> None:
    first = issued(office, "penalty")
    another = {
        "name": "示例商贸有限公司",
        "uscc": "91430900MA00YL006P",
        "address": "示例路2号",
        "representative": "示例己",
    }
    other_company = issue(office, [drafted(office, "penalty", {"party": another})])[0]
    correction = issue(office, [drafted(office, "correction", {"original": first.number})])[0]
    found = [hit.id for hit in letters_like(office, first.number, Query()).hits]
    assert found[0] == correction.id
    assert other_company.id in found[1:]
    assert letters_like(office, correction.number, Query()).hits[0].id == first.id


def test_saved_searches_are_each_persons_own(stocked: tuple[Office, list[IndexDoc]]) -> None:
    office, _ = stocked
    saved_searches.keep(office, "去年的处罚", Query("去年 处罚", sort="date", day_from=date(2025, 7, 1)))
    again = saved_searches.recalled(office, "去年的处罚", Query(limit=5))
    assert again == Query("去年 处罚", sort="date", day_from=date(2025, 7, 1), limit=5)
    assert saved_searches.listed(office) == [{"name": "去年的处罚", "says": "去年 处罚 自：2025-07-01"}]
    assert saved_searches.listed(replace(office, actor="别人")) == []
    with pytest.raises(NotFound, match="去年的处罚"):
        saved_searches.recalled(office, "去年处罚", Query())
    saved_searches.forget(office, "去年的处罚")
    assert saved_searches.listed(office) == []
    with pytest.raises(Refused):
        saved_searches.keep(office, "空", Query())


def test_searches_that_an_earlier_version_kept_are_taken_over_once(office: Office) -> None:
    earlier = office.root / saved_searches.EARLIER
    earlier.write_text(
        '["示例文书"."去年"]\ntext = "处罚"\nday_from = 2025-07-01\n["别人"."自己的"]\ntext = "复函"\n',
        "utf-8",
    )
    again = saved_searches.recalled(office, "去年", Query())
    assert again == Query("处罚", day_from=date(2025, 7, 1)) and not earlier.exists()
    assert saved_searches.listed(replace(office, actor="别人")) == [{"name": "自己的", "says": "复函"}]
    saved_searches.forget(office, "去年")
    saved_searches.keep(office, "去年", Query("函"))
    saved_searches.keep(office, "去年", Query("复函"))
    assert saved_searches.listed(office) == [{"name": "去年", "says": "复函"}]


def run(office: Office, *words: str) -> tuple[int, str]:
    ctx = CliContext(actor="示例文书", now=lambda: MORNING)
    ctx._office = office
    result = CliRunner().invoke(search_commands.search, list(words), obj=ctx)
    return result.exit_code, result.output


def test_the_command_tells_what_it_understood(stocked: tuple[Office, list[IndexDoc]]) -> None:
    office, _ = stocked
    status, text = run(office, "去年第四季度", "复函", "--today", "2026-04-24")
    assert status == 0
    assert text.startswith("理解为：1. 日期：2025-10-01 至 2025-12-31  2. 类别：复函\n共 ")
    status, text = run(
        office, "--json", "去年第四季度 复函", "--not-understood", "2", "--today", "2026-04-24"
    )
    answer = json.loads(text)
    assert [part["field"] for part in answer["understood"]] == ["date"]
    assert set(answer) >= {"total", "hits", "facets", "understood", "notes", "suggestions"}
    assert run(office, "--json", "示例木业", "--limit", "1", "--save", "木业")[0] == 0
    assert json.loads(run(office, "--json", "--saved", "木业")[1])["total"] > 0
    assert json.loads(run(office, "--json", "--forget", "木业")[1]) == {"saved": []}


def test_words_with_a_minus_are_no_options(stocked: tuple[Office, list[IndexDoc]]) -> None:
    office, _ = stocked
    without = json.loads(run(office, "--json", "马尾松", "-恒能", "--limit", "99")[1])
    assert 0 < without["total"] == ask(office, "马尾松 -恒能").total < ask(office, "马尾松").total
    assert json.loads(run(office, "--json", "-恒能", "或", "马尾松")[1])["total"] > 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("x", "--sort", "name"), "可以写：relevance（相关）、date（日期）"),
        (("x", "--limit", "5000"), "要在 0 到 1000 之间"),
        (("x", "--limit", "多"), "不是整数"),
        (("x", "--not-understood", "9"), "没有第 9 个理解"),
    ],
)
def test_wrong_options_are_told_in_chinese(
    stocked: tuple[Office, list[IndexDoc]], words: tuple[str, ...], says: str
) -> None:
    office, _ = stocked
    ctx = CliContext(actor="示例文书", now=lambda: MORNING)
    ctx._office = office
    result = CliRunner().invoke(search_commands.search, list(words), obj=ctx)
    assert result.exit_code or result.exception
    assert says in result.output + str(result.exception)


@pytest.mark.parametrize(
    "typed",
    [
        "恒" * 100_000,
        "，。、",
        "-处罚",
        "((((",
        '"""',
        "“恒能",
        "*",
        "恒\x00能",
        "\ud800",
        "\u202e恒能",
        "甲 " * 900,
        "(" * 1900,
    ],
    ids=range(12),
)
def test_odd_input_gets_an_answer_or_a_sentence(stocked: tuple[Office, list[IndexDoc]], typed: str) -> None:
    try:
        assert ask(stocked[0], typed).total >= 0
    except Refused as refusal:
        assert str(refusal).endswith("。")
