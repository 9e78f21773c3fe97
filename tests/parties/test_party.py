"""What a form says about a party, and every way in which it may be wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from shenguan_docs.parties.codes import fold_phone, id_problem, masked_id, phone_problem, uscc_problem
from shenguan_docs.parties.party import Party, parse_party
from shenguan_docs.text import fold_code

CODE = "91430900MA4L2ABC1" + uscc.calc_check_digit("91430900MA4L2ABC1")
NUMBER = "43090319900101001" + ric.calc_check_digit("430903199001010010")
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCCS = st.tuples(
    st.sampled_from(["91", "92", "12", "N1", "A1"]),
    st.from_regex(r"[0-9]{6}", fullmatch=True),
    st.text(ALPHABET, min_size=9, max_size=9),
).map(lambda parts: "".join(parts) + uscc.calc_check_digit("".join(parts)))


def wrong(raw):
    faults = parse_party(raw, "当事人")
    assert isinstance(faults, list)
    return [str(fault) for fault in faults]


def test_a_company():
    raw = {
        "name": " 示例木业\n有限公司 ",
        "uscc": CODE,
        "address": "益阳高新区\n示例路1号",
        "phone": "０７３７－６２０００００",
        "representative": "示例甲",
    }
    assert parse_party(raw, "当事人") == Party(
        "示例木业有限公司", CODE, "", "益阳高新区示例路1号", "0737-6200000", "示例甲"
    )


def test_a_person():
    assert parse_party({"name": "示例乙", "id_number": NUMBER.lower()}, "当事人") == Party(
        "示例乙", id_number=NUMBER
    )


def test_chinese_names_of_the_parts():
    raw = {
        "姓名（名称）": "示例公司",
        "统一社会信用代码": CODE,
        "法定代表人": "示例甲",
        "联系电话": 13800000000,
        "住所": None,
    }
    assert parse_party(raw, "当事人") == Party("示例公司", CODE, "", "", "13800000000", "示例甲")


@given(USCCS, st.data())
def test_a_code_is_taken_in_any_width_case_and_spacing(code, data):
    spellings = [st.sampled_from([c, c.lower(), chr(ord(c) + 0xFEE0), c + " ", "-" + c]) for c in code]
    typed = "".join(data.draw(spelling) for spelling in spellings)
    assert parse_party({"name": "示例公司", "uscc": typed}, "当事人") == Party("示例公司", code)


@given(USCCS, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_no_single_slip_in_a_code_goes_unnoticed(code, place, sign):
    slipped = code[:place] + sign + code[place + 1 :]
    assert (uscc_problem(slipped) is None) == (slipped == code)


@given(st.dates(), st.integers(0, 999), st.integers(0, 16), st.sampled_from("0123456789"))
def test_no_single_slip_in_an_identity_number_goes_unnoticed(born, order, place, digit):
    number = f"430903{born.year:04d}{born.month:02d}{born.day:02d}{order:03d}"
    number += ric.calc_check_digit(number + "0")
    assert id_problem(number) is None
    slipped = number[:place] + digit + number[place + 1 :]
    assert (id_problem(slipped) is None) == (slipped == number)


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (CODE[:-1], "应为18位，现为17位"),
        ("430900123456789", "旧的工商注册号"),
        (CODE.replace("M", "O"), "中不会有“O”"),
        ("914309AAMA4L2ABC1X", "第3至8位（行政区划）应为数字"),
        (CODE[:-1] + ("0" if CODE[-1] != "0" else "1"), "校验码不符"),
        (NUMBER, "填的是公民身份号码"),
    ],
)
def test_a_wrong_code_says_what_is_wrong(code, problem):
    (fault,) = wrong({"name": "示例公司", "uscc": code})
    assert fault.startswith("“当事人·统一社会信用代码”")
    assert problem in fault


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        (NUMBER[:-1], "应为18位，现为17位"),
        (NUMBER[:15], "15位的旧号码"),
        ("4309031990010100AB", "前17位应为数字"),
        ("430903199013010010", "第7至14位不是日期"),
        (NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1"), "校验码不符"),
    ],
)
def test_a_wrong_identity_number_is_explained_and_not_repeated(number, problem):
    (fault,) = wrong({"name": "示例乙", "id_number": number})
    assert problem in fault
    assert number not in fault


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("示例公司", "“当事人”没有写全名称和代码"),
        ({"name": "示例公司"}, "“当事人”没有填统一社会信用代码或公民身份号码"),
        ({"name": "示例公司", "uscc": CODE, "id_number": NUMBER}, "只能填一个"),
        ({"name": " ", "uscc": CODE}, "“当事人·名称”没有填写"),
        ({"name": "公" * 201, "uscc": CODE}, "有201字，最多200字"),
        ({"name": "示例公司", "uscc": CODE, "phone": "明天"}, "“明天”不是电话号码"),
        ({"name": "示例公司", "uscc": CODE, "adress": "某路"}, "中没有“adress”这一项。是不是“address”"),
        ({"name": "示例公司", "uscc": CODE, "zzz": "1"}, "可以填的有名称、统一社会信用代码"),
        ({"name": "示例公司", "uscc": 9.143e17}, "“当事人·统一社会信用代码”应是文字"),
        ({"name": "示例公司", "uscc": CODE, "代码": CODE}, "填了两次"),
        ({"name": ["甲", "乙"], "uscc": CODE}, "“当事人·名称”应是文字"),
    ],
)
def test_each_fault_alone(raw, expected):
    assert expected in wrong(raw)[0]


def test_all_faults_at_once():
    found = wrong({"名稱": "示例", "uscc": "1", "phone": "x"})
    assert len(found) == 4
    assert "是不是“名称”" in found[0]


@pytest.mark.parametrize(
    "phone",
    [
        "0737-6200000",
        "(0737)6200000",
        "（0737） 6200000",
        "073762000000",
        "6200000",
        "0731-82000000-803",
        "82000000转12",
        "13800000000",
        "+86 13800000000",
        "+86-0737-6200000",
        "400-800-1234",
        "4008001234",
        "12345",
        "0737—6200000、13800000000",
        "0737-6200000/6200001",
    ],
)
def test_telephone_numbers_as_they_are_written(phone):
    assert phone_problem(fold_phone(phone)) is None


@pytest.mark.parametrize(
    "phone", ["1", "12345678901", "0737-62", "电话", "0737-6200000 张三", "138000000000"]
)
def test_what_is_no_telephone_number(phone):
    assert phone_problem(fold_phone(phone)) is not None


def test_an_identity_number_is_masked():
    assert masked_id(NUMBER) == "430***********" + NUMBER[-4:]
    assert masked_id("") == ""
    assert masked_id("1234567") == "*******"
    assert fold_code(NUMBER) not in masked_id(NUMBER)
