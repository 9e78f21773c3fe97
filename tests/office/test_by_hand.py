"""An office that starts in mid-year, and letters written by hand on paper."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from office_helpers import drafted, issued

from shenguan_docs.asking.query import Query
from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.office.finding.searching import search
from shenguan_docs.office.letters.by_hand import ByHand, attach_scan, enter, open_numbers
from shenguan_docs.office.letters.issuing import issue, void
from shenguan_docs.office.letters.numbering import account
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.opening import Office
from shenguan_docs.office.upkeep import rebuild
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.resources import shipped_templates

SCAN = shipped_templates() / "notices" / "penalty" / "示例-行政处罚决定书.pdf"
LETTER = ByHand(
    "关于协助核查示例木业有限公司的函", date(2026, 3, 2), "益高社函〔2026〕40号", receivers=("经合局",)
)


def test_an_office_that_starts_in_mid_year(office: Office) -> None:
    assert open_numbers(office, "益高社函", 57, reason="3月启用") == "益高社函〔2026〕57号"
    assert issued(office, "penalty").number == "益高社函〔2026〕57号"
    by_hand = enter(office, replace(LETTER, company="示例木业有限公司", files=(SCAN,)))
    assert by_hand.receivers == "益阳高新区经济合作局（政务管理服务局）"
    states = {row["ordinal"]: (row["state"], row["reason"]) for row in account(office, series="益高社函")}
    assert states[1] == states[56] == ("unused", "3月启用") and len(states) == 57
    assert states[40] == ("by_hand", "") and states[57] == ("issued", "")
    with pytest.raises(Refused, match="已经用过了"):
        enter(office, LETTER)
    assert verify_office(office).findings == ()


def test_found_shown_and_made_again(office: Office, office_root: Path) -> None:
    open_numbers(office, "益高社函", 57, reason="3月启用")
    letter = enter(office, replace(LETTER, company="示例木业有限公司", files=(SCAN,)))
    rebuild(office_root, office)
    assert verify_office(office).findings == ()
    for words in ("协助核查", "益高社函2026-40", "行政处罚决定书"):  # the last stands in the scan
        assert letter.id in [hit.id for hit in search(office, Query(words)).hits], words
    shown = show(office, "益高社函2026-40")
    assert (shown["state"], shown["life"][0]["what"]) == ("手写补登", "手写补登")
    assert (office_root / shown["files"][0]["path"]).read_bytes() == SCAN.read_bytes()


def test_the_next_number_and_one_above_it(office: Office) -> None:
    first = enter(office, replace(LETTER, number="", series="益高社函"))
    assert first.number == "益高社函〔2026〕1号"
    with pytest.raises(Refused, match=r"下一个号是“益高社函〔2026〕2号”.*空着第 2 号至第 4 号.*--reason"):
        enter(office, replace(LETTER, number="益高社函（2026）5号"))
    enter(office, replace(LETTER, number="益高社函（2026）5号"), reason="编号本上跳写了")
    assert enter(office, replace(LETTER, number="益高社函〔2026〕3号")).number == "益高社函〔2026〕3号"
    assert issued(office, "penalty").number == "益高社函〔2026〕6号"
    states = [row["state"] for row in account(office)]
    assert states == ["by_hand", "unused", "by_hand", "unused", "by_hand", "issued"]
    assert verify_office(office).findings == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": " "}, "没有写标题"),
        ({"number": ""}, "没有写文号"),
        ({"number": "别处函〔2026〕3号"}, "不是本单位任何一组"),
        ({"number": "益高社函〔2025〕3号"}, "文号是 2025 年的，成文日期是 2026-03-02"),
        ({"day": date(2026, 3, 21)}, "还没有到"),
        ({"number": "收〔2026〕1号"}, "收文用 shenguan receive"),
        ({"uscc": "91430900MA00YL0019", "company": "示例木业有限公司"}, "91430900MA00YL0019"),
        ({"uscc": "91430900MA00YL0018"}, "没有写行政相对人"),
        ({"files": (Path("没有.pdf"),)}, "没有这个文件"),
        ({"number": "", "series": "函"}, "可以指 7 组文号"),
    ],
)
def test_refused(office: Office, changes: dict[str, object], said: str) -> None:
    with pytest.raises(Refused, match=said):
        enter(office, replace(LETTER, **changes))  # type: ignore[arg-type]
    assert account(office) == []


def test_the_scan_comes_later(office: Office) -> None:
    letter = enter(office, replace(LETTER, number="", series="益高社函"))
    assert attach_scan(office, letter.number, SCAN) == letter.id
    assert show(office, letter.id)["files"][0]["name"] == SCAN.name
    with pytest.raises(Refused, match="已经有扫描件了"):
        attach_scan(office, letter.number, SCAN)
    with pytest.raises(NotFound):
        attach_scan(office, "益高社函〔2026〕9号", SCAN)


def test_an_earlier_day_is_explained(office: Office) -> None:
    enter(office, replace(LETTER, number="", series="益高社函", day=date(2026, 3, 9)))
    with pytest.raises(Refused, match="早于本组文号已用的最后日期 2026-03-09"):
        enter(office, replace(LETTER, number="", series="益高社函"))
    enter(office, replace(LETTER, number="", series="益高社函"), reason="补登上周的")


def test_void_and_cited(office: Office) -> None:
    incoming = replace(LETTER, number="", series="益高经函", receivers=("社会事务局",), day=date(2026, 3, 14))
    enter(office, incoming)
    answer = issue(office, [drafted(office, "reply", {"incoming": "益高经函〔2026〕1号"})])[0]
    assert show(office, answer.id)["relations"][0]["number"] == "益高经函〔2026〕1号"
    void(office, "益高经函〔2026〕1号", reason="写错单位")
    assert show(office, "益高经函〔2026〕1号")["state"] == "作废"
    with pytest.raises(Refused, match="已经作废，原因：写错单位"):
        void(office, "益高经函〔2026〕1号", reason="再来")
    assert [row["state"] for row in account(office, department="经合局")] == ["void"]


def test_a_secret_scan_is_refused(office: Office, tmp_path: Path) -> None:
    scan = tmp_path / "机密★关于某事的函.pdf"
    shutil.copy(SCAN, scan)
    with pytest.raises(Refused, match="密级"):
        enter(office, replace(LETTER, number="", series="益高社函", files=(scan,)))


def test_an_unknown_series(office: Office, opened: Callable[[], Office]) -> None:
    with pytest.raises(NotFound, match="没有“益高射函”这一组文号.*益高.函"):
        open_numbers(office, "益高射函", 5, reason="启用")
    assert open_numbers(opened(), "函", 5, reason="启用", department="社会事务局") == "益高社函〔2026〕5号"
    assert open_numbers(opened(), "收文", 31, reason="启用") == "收〔2026〕31号"
