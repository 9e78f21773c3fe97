"""Lists as offices keep them: other columns, other orders, spreadsheets, and everything that goes wrong."""

import io
from pathlib import Path

import openpyxl
import pytest

from shenguan_docs.errors import DataFaults, Refused
from shenguan_docs.plan.matter_import import read_matter_list, split_codes, split_items
from shenguan_docs.plan.seed import load_seed

PLAN = Path(__file__).parents[2] / "templates" / "plan"
DIRECTORY = load_seed(PLAN / "departments.toml")
HEAD = "序号,行政审批部门,审批事项,行业主管部门,监管事项编码,监管事项名称\n"


def read(text, name="清单.csv"):
    return read_matter_list(text.encode() if isinstance(text, str) else text, name, DIRECTORY)


def refusal(text, name="清单.csv"):
    with pytest.raises(Refused) as caught:
        read(text, name)
    return caught.value


def faults(text):
    error = refusal(text)
    assert isinstance(error, DataFaults)
    return [str(fault) for fault in error.faults]


def workbook(*rows, merge=(), text_columns=True):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for block in merge:
        book.active.merge_cells(block)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_columns_stand_in_any_order_with_the_optional_ones_among_them():
    (matter,) = read(
        "监管事项,审批事项,备注,主管部门,审批部门,信用查询,监管事项编码,审批科(股)室,审批责任人,审批联系电话,"
        "主管科室,主管责任人,主管联系电话,法律依据\n"
        "森林植物检疫检查,林业植物检疫证书核发,无,区社会事务局,审批局,必须,430664023w00,审批科,示例一,0737-1,"
        "林业股,示例二,0737-2,《植物检疫条例》第七条\n"
    )
    assert (matter.approver, matter.supervisor, matter.row) == ("jingji", "shehui", "1")
    assert (matter.approver_section, matter.approver_person, matter.approver_phone) == (
        "审批科",
        "示例一",
        "0737-1",
    )
    assert (matter.supervisor_section, matter.supervisor_person) == ("林业股", "示例二")
    assert (matter.supervisor_phone, matter.credit_check) == ("0737-2", "必须")
    assert matter.legal_basis == "《植物检疫条例》第七条"
    assert [(c.code, c.item) for c in matter.codes] == [("430664023W00", "森林植物检疫检查")]


def test_approval_and_supervision_may_be_two_sections_of_one_department():
    (matter,) = read(
        "审批部门,审批科室,审批事项,主管部门,主管科室,监管事项编码,监管事项名称\n"
        "区社会事务局,审批股,临时使用林地审批,社会事务局,林业股,430264034W0Y,林地检查\n"
    )
    assert matter.approver == matter.supervisor == "shehui"
    assert (matter.approver_section, matter.supervisor_section) == ("审批股", "林业股")


def test_tabs_and_semicolons_part_columns_too():
    row = "1,审批局,临时使用林地审批,区社会事务局,430264034W0Y,林地检查\n"
    for mark in "\t;":
        assert read((HEAD + row).replace(",", mark)) == read(HEAD + row)


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("430264056W00\n430264038W00", ["430264056W00", "430264038W00"]),
        ("430264056W00 430264038W00", ["430264056W00", "430264038W00"]),
        ("430264056w00、430264038W00", ["430264056W00", "430264038W00"]),
        ("４３０２６４０５６Ｗ００,430264038W00", ["430264056W00", "430264038W00"]),
        ("4302 6405 6W00", ["430264056W00"]),
        ("", []),
    ],
)
def test_codes_of_a_cell(cell, codes):
    assert split_codes(cell) == codes


@pytest.mark.parametrize(
    ("cell", "wanted", "items"),
    [
        ("1、检查甲。\n2、检查乙", 2, ["检查甲", "检查乙"]),
        ("1、检查甲。 2、检查乙。", 2, ["检查甲", "检查乙"]),
        ("1.检查甲。2.检查乙。", 2, ["检查甲", "检查乙"]),
        ("（1）检查甲;(2)检查乙", 2, ["检查甲", "检查乙"]),
        ("检查甲\n检查乙", 2, ["检查甲", "检查乙"]),
        ("对甲、乙两处\n的检查", 1, ["对甲、乙两处的检查"]),
        ("1、对甲\n和乙的检查", 1, ["对甲和乙的检查"]),
        ("检查 3、4 号库", 1, ["检查 3、4 号库"]),
        ("超过 1.5 米的检查", 1, ["超过 1.5 米的检查"]),
        ("", 0, []),
    ],
)
def test_items_of_a_cell(cell, wanted, items):
    assert split_items(cell, wanted) == items


def test_a_spreadsheet_with_a_title_merged_cells_and_a_repeated_heading():
    head = ["序号", "行政审批部门", "审批事项", "行业主管部门", "监管事项编码", "监管事项名称"]
    data = workbook(
        ["审管联动事项清单（第二批）"],
        head,
        [
            1,
            "区经济合作局\n(政务管理服务局)",
            "企业投资项目核准",
            "区产业发展局",
            "430604017W00",
            "1、监督检查。",
        ],
        [2, None, "企业投资项目备案", None, None, None],
        head,
        [3, "审批局", "建设工程消防验收", "消防大队", "000125049000", "消防安全检查"],
        merge=["A1:F1", "B3:B4", "D3:D4", "E3:E4", "F3:F4"],
    )
    rows = read(data, "清单.xlsx")
    assert [(m.row, m.name, m.approver, m.supervisor, m.codes[0].code) for m in rows] == [
        ("1", "企业投资项目核准", "jingji", "chanye", "430604017W00"),
        ("2", "企业投资项目备案", "jingji", "chanye", "430604017W00"),
        ("3", "建设工程消防验收", "jingji", "xiaofang", "000125049000"),
    ]


def test_a_heading_of_two_rows_gives_each_side_its_section_person_and_telephone():
    side = ["单位", "科（股）室", "责任人", "联系电话"]
    data = workbook(
        ["行政审批部门", None, None, None, "审批事项", "行业主管部门", None, None, None, "监管事项编码", "监管事项名称"],
        [*side, None, *side, None, None],
        ["审批局", "审批科", "示例乙", "0737-1", "企业投资项目核准", "区产业发展局", "投资股", "示例戊", "0737-2",
         "430604017W00", "监督检查"],
        merge=["A1:D1", "F1:I1", "E1:E2", "J1:J2", "K1:K2"],
    )  # fmt: skip
    (matter,) = read(data, "清单.xlsx")
    assert (matter.approver_section, matter.approver_person, matter.approver_phone) == (
        "审批科",
        "示例乙",
        "0737-1",
    )
    assert (matter.supervisor, matter.supervisor_person, matter.supervisor_phone) == (
        "chanye",
        "示例戊",
        "0737-2",
    )


def test_a_code_in_scientific_form_is_named_as_such():
    with pytest.raises(DataFaults, match="科学记数法"):
        read(
            "行政审批部门,审批事项,行业主管部门,监管事项编码,监管事项名称\n审批局,核准,消防大队,4.30604E+11,检查\n"
        )


def test_a_code_that_the_spreadsheet_took_for_a_number_is_refused():
    head = ["审批部门", "审批事项", "主管部门", "监管事项编码", "监管事项名称"]
    data = workbook(head, ["审批局", "建设工程消防验收", "消防大队", 125049000, "消防安全检查"])
    assert "“第 2 行 监管事项编码”“125049000”被表格当成了数字" in str(refusal(data, "清单.xlsx"))


# -- what goes wrong ------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\n"])
def test_an_empty_file(data):
    assert str(refusal(data)).startswith("清单.csv：文件是空的")


def test_a_gbk_file_names_the_line_and_says_how_to_save_it():
    error = refusal(b"a,b\n" + HEAD.encode("gb18030"))
    assert error.where == "清单.csv 第 2 行"
    assert "GBK" in error.message
    assert "CSV UTF-8" in error.remedy


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (HEAD.encode("utf-16"), "UTF-16"),
        (b"\xff\x80\x00", "不是表格"),
        (b"abc,\xe4\xb8\xff", "不是 UTF-8"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "旧格式的 .xls"),
        (b"PK\x03\x04 damaged", "不是 XLSX 文件，或已损坏"),
        (HEAD, "只有表头，没有事项"),
        ("今天天气,很好\n一,二\n", "没有找到表头"),
    ],
)
def test_files_that_are_no_list(data, problem):
    error = refusal(data)
    assert problem in error.message
    assert error.where.startswith("清单.csv")
    assert error.remedy or "只有表头" in problem


def test_an_open_quotation_mark_names_the_line_it_begins_on():
    error = refusal(HEAD + '1,审批局,甲,区社会事务局,,\n2,"审批局\n,乙,,,\n')
    assert error.where == "清单.csv 第 3 行"
    assert "引号不成对" in error.message


def test_missing_columns_are_named():
    found = faults("行政审批部门,审批事项,行业主管部门,监管编号\n审批局,甲,,\n")
    assert "“表头”缺“监管事项编码”一列。请补上这一列。" in found
    assert "“表头”缺“监管事项名称”一列。请补上这一列。" in found


def test_a_misspelt_and_a_doubled_column_are_named():
    found = faults(HEAD.strip() + ",主管联系人电话,监管事项\n")
    assert found == [
        "“表头”不认得“主管联系人电话”，是不是“主管联系电话”。请改正表头。",
        "“表头”有两列都是“监管事项名称”。请只留一列。",
    ]


def test_all_faults_of_a_list_come_at_once_with_their_lines():
    found = faults(
        HEAD  # the first row takes lines 2 and 3
        + '1,"区经济合作局\n(政务管理服务局)",临时使用林地审批,区社会事物局,430264034W0Y,检查\n'
        + "2,审批局,林木采伐许可证核发,区社会事务局,430264056W00,\n"
        + "3,审批局,临时使用 林地审批,区社会事务局,4302640,检查\n"
        + "4,,,区社会事务局,430264034W0-Y,检查\n"
        + '5,审批局,甲,区社会事务局,"430264034W0Y\n430264034w0y","1、检查\n2、检查"\n'
        + "6,审批局,乙,区社会事务局,430264034W0!,检查\n"
        + "7,审批局,丙,区社会事务局,430264034W0Y,检查甲,检查乙\n"
    )
    assert found == [
        "“第 2 行 行业主管部门”写的“区社会事物局”没有登记。"
        "最接近的有区社会事务局；新部门先用 shenguan departments add … 登记。",
        "“第 4 行 监管事项名称”编码有 1 个，监管事项有 0 项，对不上。"
        "请每个编码、每项监管事项各写一行，次序一致。",
        "“第 5 行 监管事项编码”“4302640”应为12位数字或字母，现为7位。请核对编码。",
        "“第 5 行 审批事项”“临时使用 林地审批”与第 2 行重复。同一事项请并为一行，编码写在同一格。",
        "“第 6 行 审批事项”没有填写。",
        "“第 6 行 行政审批部门”没有填写。",
        "“第 7 行 监管事项编码”“430264034W0Y”写了两次。请删去一个或改正。",
        "“第 10 行 监管事项编码”“430264034W0!”应为12位数字或字母，不能有其他字符。请核对编码。",
        "“第 11 行 审批事项”这一行比表头多出几列。格里的内容有逗号时，请用英文双引号括住。",
    ]


def test_a_word_for_the_credit_check_that_is_none():
    (fault,) = faults(HEAD.strip() + ",信用查询\n1,审批局,甲,,,,要\n")
    assert fault == "“第 2 行 信用查询”应为“必须”“鼓励”或留空，现为“要”。"
