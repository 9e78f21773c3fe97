"""The real list of matters, row by row, and how a matter is found in it."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.plan.matter_import import read_matter_list
from shenguan_docs.plan.matters import MatterCode, MatterList, fill, find_matter, require_supervisor
from shenguan_docs.plan.seed import load_seed

PLAN = Path(__file__).parents[2] / "templates" / "plan"
DIRECTORY = load_seed(PLAN / "departments.toml")
SOURCE = PLAN / "事项清单(第一批).csv"
MATTERS = read_matter_list(SOURCE.read_bytes(), SOURCE.name, DIRECTORY)
LIST = MatterList(
    1, "审管联动事项清单（第一批）", date(2023, 10, 16), date(2026, 3, 2), SOURCE.name, "", MATTERS
)

ROWS = [  # 序号, 审批事项, 主管部门, codes
    ("1", "临时使用林地审批", "shehui", ["430264034W0Y"]),
    ("2", "林木采伐许可证核发", "shehui", ["430264056W00", "430264038W00"]),
    ("3", "林业植物检疫证书核发", "shehui", ["430664023W00"]),
    ("4", "权限内政府投资项目审批", "chanye", ["430604011W00"]),
    ("5", "政府投资项目可行性研究报告审批", "chanye", ["430604011W00"]),
    ("6", "政府投资项目建议书审批", "chanye", ["430604011W00"]),
    ("7", "企业投资项目核准", "chanye", ["430604017W00"]),
    ("8", "企业投资项目备案", "chanye", ["430604017W00"]),
    ("9", "建设工程消防设计审查", "kaifa", ["430617005W00"]),
    ("10", "建筑工程施工许可证核发", "kaifa", ["430617069W00"]),
    ("11", "施工图审查备案", "kaifa", ["430617073W00", "430617005W00"]),
    ("12", "建设工程消防验收", "xiaofang", ["000125049000"]),
    ("13", "建设工程消防验收备案", None, []),
]


@pytest.mark.parametrize(("position", "expected"), list(enumerate(ROWS, 1)))
def test_every_row_of_the_list(position, expected):
    matter = MATTERS[position - 1]
    assert matter.position == position
    assert (matter.row, matter.name, matter.supervisor, [c.code for c in matter.codes]) == expected
    assert matter.approver == "jingji"  # written with a line break inside in the file


def test_there_is_nothing_else_in_the_list():
    assert len(MATTERS) == 13


@pytest.mark.parametrize(
    ("name", "pairs"),
    [
        (
            "林木采伐许可证核发",
            [
                (
                    "430264056W00",
                    "对违法买卖林木采伐许可证、木材运输证件、批准出口文件、允许进出口证明书的处罚",
                ),
                ("430264038W00", "违规收购没有林木采伐许可证或其他合法来源的木材的处罚"),
            ],
        ),
        (
            "施工图审查备案",
            [
                ("430617073W00", "行政区域内勘察设计企业、施工图审查机构监督检查"),
                ("430617005W00", "对建设工程勘察、设计活动的监督"),
            ],
        ),
    ],
)
def test_codes_and_items_of_one_cell_are_paired_by_position(name, pairs):
    assert find_matter(LIST, name).codes == tuple(MatterCode(*pair) for pair in pairs)


@pytest.mark.parametrize(
    ("typed", "row"),
    [
        ("林木采伐许可证核发", "2"),
        (" 林木采伐\n许可证核发 ", "2"),
        ("430264056W00", "2"),
        ("430264056w00", "2"),
        ("４３０２６４０３４Ｗ０ｙ", "1"),
        ("4302 6403 4W0Y", "1"),
        ("000125049000", "12"),
        ("430617073W00", "11"),
    ],
)
def test_a_matter_is_found_however_it_is_typed(typed, row):
    assert find_matter(LIST, typed).row == row


@given(st.sampled_from(["430264034W0Y", "430264038W00", "430664023W00", "000125049000"]), st.data())
def test_codes_are_found_in_any_width_case_and_spacing(code, data):
    spellings = [st.sampled_from([c, c.lower(), chr(ord(c) + 0xFEE0), c + " ", "\u3000" + c]) for c in code]
    typed = "".join(data.draw(s) for s in spellings)
    assert code in [c.code for c in find_matter(LIST, typed).codes]


@pytest.mark.parametrize(
    ("code", "names"),
    [
        (
            "430604011W00",
            ["权限内政府投资项目审批", "政府投资项目可行性研究报告审批", "政府投资项目建议书审批"],
        ),
        ("430604017W00", ["企业投资项目核准", "企业投资项目备案"]),
        ("430617005W00", ["建设工程消防设计审查", "施工图审查备案"]),
    ],
)
def test_a_shared_code_is_refused_with_the_names(code, names):
    with pytest.raises(Refused, match="共用") as refusal:
        find_matter(LIST, code)
    assert all(f"“{name}”" in refusal.value.message for name in names)
    assert not isinstance(refusal.value, NotFound)


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("林木采伐许可", "林木采伐许可证核发"),
        ("430264056W01", "430264056W00"),
        ("施工许可证", "建筑工程施工许可证核发"),
    ],
)
def test_an_unknown_matter_brings_the_nearest(typed, suggested):
    with pytest.raises(NotFound) as refusal:
        find_matter(LIST, typed)
    assert suggested in refusal.value.remedy


@pytest.mark.parametrize("typed", ["", " ", "不相干"])
def test_what_resembles_nothing_is_just_not_found(typed):
    with pytest.raises(NotFound, match="shenguan matters"):
        find_matter(LIST, typed)


def test_row_13_says_that_its_authority_is_open_and_how_to_fill_it_in():
    with pytest.raises(Refused, match="主管部门待补") as refusal:
        require_supervisor(find_matter(LIST, "建设工程消防验收备案"))
    assert "shenguan matters fill 建设工程消防验收备案 --supervisor 部门 --code 编码 --item 监管事项" in str(
        refusal.value
    )
    assert require_supervisor(MATTERS[0]) == "shehui"


def test_row_13_is_filled_in():
    rows = fill(LIST, "建设工程消防验收备案", "xiaofang", "000125049001 ", "备案抽查")
    assert rows[:12] == MATTERS[:12]
    assert require_supervisor(rows[12]) == "xiaofang"
    assert rows[12].codes == (MatterCode("000125049001", "备案抽查"),)


@pytest.mark.parametrize(
    ("name", "code", "item", "problem"),
    [
        ("建设工程消防验收备案", "12345", "备案抽查", "应为12位"),
        ("建设工程消防验收备案", "000125049001", " ", "没有写监管事项名称"),
        ("临时使用林地审批", "000125049001", "检查", "已有主管部门"),
        ("建设工程消防验收", "000125049000", "检查", "已有编码"),
    ],
)
def test_filling_in_refuses_what_does_not_fit(name, code, item, problem):
    with pytest.raises(Refused, match=problem):
        fill(LIST, name, "xiaofang", code, item)
