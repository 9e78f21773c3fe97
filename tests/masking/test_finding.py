"""What the rules find in a text, and what they leave alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.masking_documents import Planter
from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.masking.finding import Known, Secret, compact, find, new_secrets
from shenguan_docs.masking.rules import FILE_NAME, read_rules
from shenguan_docs.masking.showing import masked
from shenguan_docs.resources import shipped_templates

PLACE = shipped_templates() / "bundle"
RULES = read_rules([PLACE])
NONE = Known(())


def found(text: str, hide: tuple[str, ...] = (), keep: tuple[str, ...] = ()) -> set[tuple[str, str]]:
    known = Known([Secret(words, "by-hand", "经办人指定", "") for words in hide], keep)
    return {(hit.secret.key, hit.secret.words) for hit in find(text, [range(len(text))], RULES, known)}


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ("身份证号430903199001010014。", "id-number", "430903199001010014"),
        ("４３０９０３１９９００１０１００１４", "id-number", "４３０９０３１９９００１０１００１４"),
        ("号码 430903 19900101 002X 止", "id-number", "43090319900101002X"),
        ("号码 4309031990\n01010014", "id-number", "430903199001010014"),
        ("4 3 0 9 0 3 1 9 9 0 0 1 0 1 0 0 1 4", "id-number", "430903199001010014"),
        ("旧号码430903900101001", "id-number", "430903900101001"),
        ("护照号码：E12345678", "passport", "E12345678"),
        ("手机138-1234-5678", "telephone", "138-1234-5678"),
        ("1381234\n5678", "telephone", "13812345678"),
        ("+86 13812345678", "telephone", "+8613812345678"),
        ("（0737）4266888转801", "telephone", "（0737）4266888转801"),
        ("电话：4266888", "telephone", "4266888"),
        ("账号：4305 0167 4136 0000 0123", "bank-account", "43050167413600000123"),
        ("邮箱zhang_san@example.cn", "email", "zhang_san@example.cn"),
        ("邮箱zhang\nsan@163.com", "email", "zhangsan@163.com"),
        ("车辆湘H·A1234", "plate", "湘H·A1234"),
        ("出生日期：1990年1月1日", "birthday", "1990年1月1日"),
        ("住址：益阳市赫山区桃花仑路12号3栋501室。", "address", "益阳市赫山区桃花仑路12号3栋501室"),
        ("本人住湖南省桃江县金盆村3组12号，", "address", "湖南省桃江县金盆村3组12号"),
        ("法定代表人：王建国，", "name", "王建国"),
        ("法定代表人：王建\n国，电话", "name", "王建国"),
        ("法定代表人 王 建 国", "name", "王建国"),
        ("负责人：欧阳春晓；", "name", "欧阳春晓"),
        ("当事人：阿卜杜拉·买买提，男", "name", "阿卜杜拉·买买提"),
        ("经营者陈平系该店业主", "name", "陈平"),
        ("联系人：张三、李四", "name", "李四"),
        ("1 赵六 男 430903199001010014", "name", "赵六"),
        ("姓名\n赵六\n钱七七\n", "name", "钱七七"),
        ("3-苏建嘉的身份证复印件.pdf", "name", "苏建嘉"),
        ("关于周建国涉嫌滥伐林木案的函", "name", "周建国"),
    ],
)  # fmt: skip
def test_what_is_secret_is_found_however_it_is_written(text: str, key: str, words: str) -> None:
    assert (key, words) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "统一社会信用代码91430900MA00YL0018",
        "湘益市监处罚〔2026〕12号",
        "依据《中华人民共和国森林法》（2019年修订）第六十五条",
        "罚款50000元（大写：伍万元整），2026年3月5日前缴纳",
        "当事人应当在收到本决定书之日起15日内履行",
        "当事人：示例木业有限公司",
        "监管事项编码：430264056W00、430264038W00",
        "2026-03-05 4266888 号",
        "负责人应于3月5日前到场",
        "位于益阳市赫山区龙光桥街道，面积30亩",
        "关于示例木业有限公司有关情况的函",
        "关于安全生产违法行为有关问题的通知",
    ],
)
def test_codes_numbers_of_letters_sums_and_days_stay(text: str) -> None:
    assert found(text) == set()


def test_what_one_place_gives_away_is_hidden_everywhere() -> None:
    first = "法定代表人：王建国，电话：4266888。"
    learned = NONE.joined(new_secrets(find(first, [range(len(first))], RULES, NONE), NONE))
    assert masked("王建国称，可拨打42 66888", RULES, learned) == "王某某称，可拨打*******"


def test_words_by_hand_are_hidden_and_kept_words_stay() -> None:
    text = "联系人：刘志强，电话：0737-4266888，项目代号松针"
    assert found(text, hide=("松针",), keep=("刘志强", "0737-4266888")) == {("by-hand", "松针")}


def test_a_name_that_already_looks_masked_still_changes() -> None:
    known = Known([Secret("张某某", "name", "姓名", "")])
    assert masked("张某某到场", RULES, known) == "张**到场"


@given(st.integers(0, 100_000))
def test_no_planted_secret_is_left_in_a_sentence(seed: int) -> None:
    planter = Planter(seed)
    text = planter.sentence()
    left = compact(masked(text, RULES, NONE))
    assert [words for words in planter.secrets if compact(words) in left] == []


def test_an_office_has_rules_of_its_own_and_a_wrong_one_is_named(tmp_path: Path) -> None:
    text = (PLACE / FILE_NAME).read_text("utf-8")
    own = tmp_path / FILE_NAME
    own.write_text(text + '\n[[rules]]\nkey = "well"\nname = "井号"\npattern = "井[0-9]{3}"\n', "utf-8")
    rules = read_rules([tmp_path, PLACE])
    assert [hit.secret.words for hit in find("钻井101", [range(5)], rules, NONE)] == ["井101"]
    own.write_text(text.replace('check = "plate"', 'check = "plates"'), "utf-8")
    with pytest.raises(Refused, match="check 应是"):
        read_rules([tmp_path])
    own.write_text(text + '\n[[rules]]\nkey = "x"\nname = "甲"\npattern = "("\n', "utf-8")
    with pytest.raises(Refused, match="不是正则表达式"):
        read_rules([tmp_path])
    with pytest.raises(NotFound):
        read_rules([tmp_path / "none"])
