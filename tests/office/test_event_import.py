"""Tables of 业务事件 as offices keep them: headings, spoilt cells, doubles, files that are none."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from office_helpers import TODAY

from shenguan_docs.errors import Refused
from shenguan_docs.office.events import entering, showing
from shenguan_docs.office.events.examples import event_csv
from shenguan_docs.office.events.forms import find_type
from shenguan_docs.office.events.importing import Imported
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.opening import Office
from shenguan_docs.office.received.receiving import receive

WOOD = "91430900MA00YL0018"
FOREST = "91430900MA00YL002B"


def table(*rows: Mapping[str, str]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def penalty_row(**changes: str) -> dict[str, str]:
    row = {
        "当事人": "示例木业有限公司",
        "统一社会信用代码": WOOD,
        "审批事项": "林木采伐许可证核发",
        "生效日期": "2026/3/10",
        "决定书文号": "益高社林罚决字〔2026〕第3号",
        "市平台流水号": "CF0001",
    }
    return {**row, **changes}


def test_a_received_document_is_named_by_its_number(
    office: Office, imported: Callable[..., Imported], tmp_path: Path
) -> None:
    file = tmp_path / "通知.txt"
    file.write_text("关于调整林木采伐许可有关要求的通知", "utf-8")
    got = receive(
        office, [file], {"sender": "湖南省示例林业局", "number": "湘林示〔2026〕12号", "date": "2026-03-01"}
    )
    row = {
        "收文号": got.number,
        "收文日期": "2026-03-16",
        "涉及事项": "林木采伐许可证核发",
        "变动类型": "政策调整",
    }
    done = imported(table(row), "法规变动")
    assert not done.faults, done.faults[0].words
    rest = {"changes": ["改为书面承诺"], "effective_on": "2026-04-01", "original": ["示例-上级文件.pdf"]}
    drafted = draft(office, "law-change", rest, None, event=done.rows[0][1].id)
    (letter,) = issue(office, [drafted.id])
    assert [r["id"] for r in show(office, letter.number)["relations"]] == [got.id]
    assert show(office, got.number)["relations"][0]["number"] == letter.number


def test_doubles_within_a_table_and_with_what_is_there(
    imported: Callable[..., Imported], office: Office
) -> None:
    rows = [penalty_row(), penalty_row(市平台流水号=""), penalty_row(市平台流水号="cf 0001")]
    done = imported(table(*rows))
    assert [entered.double for _, entered in done.rows] == [False, True, True]
    assert len({entered.id for _, entered in done.rows}) == 1
    assert all(entered.double for _, entered in imported(table(*rows)).rows)
    assert len(entering.list_events(office)) == 1


def test_a_table_with_other_headings_titles_and_marks(
    imported: Callable[..., Imported], office: Office
) -> None:
    text = (
        "2026年3月行政处罚台账,,,,,,\n"
        "被处罚单位*,信用代码,事项名称(必填),处罚决定生效日期,行政处罚决定书文号,罚款金额(元),处罚类型,经办\n"
        f'示例木业有限公司,{WOOD.lower()},430264038W00,2026年3月10日,益高社林罚决字〔2026〕第3号,"19,200",'
        "罚款、没收非法财物,张三\n"
    )
    done = imported(text.encode())
    assert not done.faults, [f.words for f in done.faults]
    (column,) = [c for c in done.columns["penalty-effective"] if c.target is None]
    assert column.heading == "经办"
    event = showing.show(office, done.rows[0][1].id)
    assert event["data"]["fine"] == "19200"
    assert event["data"]["penalty_kinds"] == ["罚款", "没收非法财物"]
    assert event["matters"] == ["林木采伐许可证核发"]


def test_of_two_columns_for_one_item_the_nearer_name_is_read(imported: Callable[..., Imported]) -> None:
    text = f"企业名称,当事人,统一社会信用代码,事项,生效日期,决定文号\n甲厂,示例木业有限公司,{WOOD},林木采伐许可证核发,2026-3-10,1号\n"
    done = imported(text.encode())
    assert done.rows[0][1].title.split()[1] == "示例木业有限公司"
    assert [c.heading for c in done.columns["penalty-effective"] if c.target is None] == ["企业名称"]


def test_a_choice_may_be_worded_otherwise(imported: Callable[..., Imported], office: Office) -> None:
    head = "行政相对人名称,统一社会信用代码,事项名称,决定类型,决定日期,法律文书\n"
    row = f"示例木业有限公司,{WOOD},林木采伐许可证核发,{{}},2026-3-10,林木采伐许可证\n"
    results = ["准予行政许可", "准予延续", "变更"]
    done = imported((head + "".join(map(row.format, results))).encode(), "审批决定")
    assert [e["open"] for e in entering.list_events(office)] == [["approval-result"]] * 3
    first = showing.show(office, done.rows[0][1].id)
    assert first["data"]["result"] == "准予"
    assert any("准予行政许可" in warning for warning in done.rows[0][1].warnings)
    assert (
        "没有“不准予”这个选项" in imported((head + row.format("不准予")).encode(), "审批决定").faults[0].words
    )


def test_a_column_is_named_by_hand(imported: Callable[..., Imported]) -> None:
    row = {("甲" if key == "决定书文号" else key): value for key, value in penalty_row().items()}
    with pytest.raises(Refused, match="没有“处罚决定文号”一列"):
        imported(table(row))
    assert imported(table(row), overrides={"甲": "处罚决定文号"}).entered
    with pytest.raises(Refused, match="没有“乙”这一列"):
        imported(table(row), overrides={"乙": "处罚决定文号"})
    with pytest.raises(Refused, match="没有“处罚文好”这一项.*是不是“处罚决定文号”"):
        imported(table(row), overrides={"甲": "处罚文好"})


def test_nothing_is_entered_unless_all_is_right(
    imported: Callable[..., Imported], office: Office, tmp_path: Path
) -> None:
    bad = penalty_row(统一社会信用代码="91430900MA00YL0019", 生效日期="2026-02-30", 市平台流水号="2")
    content = table(penalty_row(), bad)
    done = imported(content)
    assert not done.entered
    assert entering.list_events(office) == []
    assert done.copy == tmp_path / "月报-问题.csv"
    first, second, third = csv.reader(io.StringIO(done.copy.read_text("utf-8-sig")))
    assert first[-1] == "问题"
    assert second[-1] == ""
    assert "校验码不符" in third[-1]
    assert "没有“2026-02-30”这一天" in third[-1]
    assert third[:-1] == list(bad.values())

    partly = imported(content, good_rows=True)
    assert [row for row, _ in partly.rows] == [2]
    assert len(entering.list_events(office)) == 1
    mended = done.copy.read_text("utf-8-sig").replace("YL0019", "YL0018").replace("2026-02-30", "2026-03-11")
    assert [entered.double for _, entered in imported(mended.encode()).rows] == [True, False]


def test_a_dry_run_leaves_nothing_behind(
    imported: Callable[..., Imported], office: Office, tmp_path: Path
) -> None:
    done = imported(table(penalty_row(), penalty_row(生效日期="明天")), dry_run=True)
    assert len(done.rows) == len(done.faults) == 1
    assert not done.entered
    assert done.copy is None
    assert entering.list_events(office) == []
    assert imported(table(penalty_row(生效日期="明天")), dry_run=True, copy_to=tmp_path / "看.csv").copy


def test_a_workbook_with_days_numbers_and_spoilt_codes(
    imported: Callable[..., Imported], office: Office, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["封面"])
    sheet = book.create_sheet("处罚")
    sheet.append(list(penalty_row()))
    good = penalty_row()
    sheet.append([*list(good.values())[:3], date(2026, 3, 10), *list(good.values())[4:]])
    spoilt = penalty_row(市平台流水号="2")
    sheet.append([spoilt["当事人"], 914309000000000000, spoilt["审批事项"], 46091, spoilt["决定书文号"], "2"])
    out = io.BytesIO()
    book.save(out)
    done = imported(out.getvalue())
    assert [entered.date for _, entered in done.rows] == [date(2026, 3, 10)]
    (faults,) = done.faults
    assert (faults.row, "末几位已经丢失" in faults.words) == (3, True)
    assert "生效日期" not in faults.words  # 46091 is 2026-03-10 to a spreadsheet
    assert done.copy is not None
    copy = openpyxl.load_workbook(done.copy)["处罚"]
    assert [cell.value for cell in copy[1]][-1] == "问题"
    assert copy[2][6].value is None
    assert "末几位已经丢失" in str(copy[3][6].value)
    assert copy[3][1].fill.fgColor.rgb.endswith("FFF2CC")


def test_several_parties_and_several_matters_in_a_cell(
    imported: Callable[..., Imported], office: Office
) -> None:
    row = penalty_row(
        当事人="示例木业有限公司\n示例林业开发有限公司",
        统一社会信用代码=f"{WOOD}\n{FOREST}",
        审批事项="林木采伐许可证核发、临时使用林地审批",
    )
    done = imported(table(row))
    (event,) = entering.list_events(office, company="林业开发")
    assert [c["uscc"] for c in event["companies"]] == [WOOD, FOREST]
    assert event["matters"] == ["林木采伐许可证核发", "临时使用林地审批"]
    assert not done.faults
    uneven = imported(table(penalty_row(当事人="甲公司\n乙公司", 市平台流水号="3")))
    assert "有 2 个" in uneven.faults[0].words


def test_a_sum_and_a_remark_below_the_table_are_no_events(imported: Callable[..., Imported]) -> None:
    empty = dict.fromkeys(penalty_row(), "")
    rows = [
        {"序号": "1", **penalty_row()},
        {"序号": "合 计", **empty, "当事人": "1 件"},
        {"序号": "填表人：某某", **empty},
    ]
    done = imported(table(*rows))
    assert (len(done.rows), done.faults, done.skipped) == (1, [], [3, 4])


def test_each_row_may_say_its_own_type(imported: Callable[..., Imported], office: Office) -> None:
    rows = [
        {**penalty_row(), "事件类型": "处罚决定生效", "基本事实": "", "发现日期": ""},
        {
            **penalty_row(市平台流水号="2"),
            "事件类型": "隐患",
            "基本事实": "通道被占。",
            "发现日期": "2026-3-19",
        },
    ]
    done = imported(table(*rows), type="")
    assert not done.entered
    assert "没有“隐患”这种事件" in done.faults[0].words
    rows[1]["事件类型"] = "安全隐患"
    assert [e.type for _, e in imported(table(*rows), type="").rows] == ["penalty-effective", "hazard-found"]
    with pytest.raises(Refused, match="看表头像是“处罚决定生效”，写 --type penalty-effective"):
        imported(event_csv(find_type(office, "penalty-effective"), TODAY).encode(), type="")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "文件是空的"),
        ("甲,乙\n1,2\n".encode(), "没有找到表头"),
        (table(penalty_row()).splitlines()[0], "只有表头"),
        ("当事人,当事人,事项,生效日期,决定文号\n甲,乙,丙,丁,戊\n".encode(), "两列都是“当事人·名称”"),
        ("当事人,事项\n".encode("gbk") + "甲,乙\n".encode("gbk"), "多半是 GBK"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(
    imported: Callable[..., Imported], content: bytes, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        imported(content)
