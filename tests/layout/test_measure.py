"""Where titles break, how a long 标志 fits, where signatures stand."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from shenguan_docs.document import Signature
from shenguan_docs.layout import figures
from shenguan_docs.layout.measure import mark, title_lines, width
from shenguan_docs.layout.signing import signature

ROOM = figures.TEXT_WIDTH_MM / (figures.TITLE_PT * figures.MM_PER_PT)


def test_a_title_breaks_between_its_segments_only() -> None:
    assert title_lines(["关于通报", "湖南示例木业有限公司", "行政处罚决定", "的函"]) == [
        "关于通报湖南示例木业有限公司",
        "行政处罚决定的函",
    ]
    assert title_lines(["关于开展培训", "的通知"]) == ["关于开展培训的通知"]


def test_three_lines_are_no_hourglass() -> None:
    lines = title_lines(
        ["益阳高新区人力资源和社会保障局", "关于举办", "2026年第一期", "审管联动", "业务培训班", "的通知"]
    )
    lengths = [width(line) for line in lines]
    assert not (len(lengths) == 3 and lengths[1] < min(lengths[0], lengths[2]))


def test_a_title_of_works_stays_whole() -> None:
    lines = title_lines(
        [
            "关于转发《湖南省优化营商环境规定》和《益阳高新区审管联动实施方案》及2026年工作要点等有关文件材料的函"
        ]
    )
    assert all(line.count("《") == line.count("》") for line in lines)


@settings(deadline=None)
@given(
    st.lists(
        st.text(st.sampled_from("审管联动的，《》函abc12"), min_size=1, max_size=30), min_size=1, max_size=40
    )
)
def test_titles_keep_every_character_and_the_width(segments: list[str]) -> None:
    lines = title_lines(segments)
    assert "".join(lines) == "".join(segments)
    assert all(width(line) <= ROOM for line in lines)


@given(st.integers(1, 80))
def test_a_mark_fits(length: int) -> None:
    made = mark("局" * length, 44, 156)
    assert length * made.points * made.scale * figures.MM_PER_PT <= 156.01
    assert made.points <= 44 and made.scale <= 1


@given(st.integers(1, 40), st.dates(date(2020, 1, 1)))
def test_a_sealed_organ_is_centred_on_the_date(length: int, day: date) -> None:
    placed = signature(Signature(("局" * length,), day))
    organ, date_right = placed["rows"][0][0]["right"], placed["date_right"]
    assert organ >= 0 and date_right >= 4
    if length <= 28:
        assert abs(organ + length / 2 - date_right - width(placed["date"]) / 2) < 0.01


def test_an_unsealed_date_begins_two_characters_right_of_the_organ() -> None:
    placed = signature(Signature(("益阳高新区行政审批服务局",), date(2026, 3, 5), "plain"))
    organ_left = placed["rows"][0][0]["right"] + 12
    assert placed["rows"][0][0]["right"] == 2
    assert organ_left - (placed["date_right"] + width(placed["date"])) == 2
    short = signature(Signature(("区办",), date(2026, 12, 16), "plain"))
    assert short["date_right"] == 2 and short["rows"][0][0]["right"] > 2


def test_joint_seals_do_not_touch() -> None:
    placed = signature(
        Signature(("益阳高新区甲局", "益阳高新区乙局", "益阳高新区丙局", "益阳高新区丁局"), date(2026, 3, 5))
    )
    assert [len(row) for row in placed["rows"]] == [3, 1]
    centres = [28 - o["right"] - 3.5 for o in placed["rows"][0]]
    assert all(b - a > 42 / figures.CHARACTER_MM for a, b in zip(centres, centres[1:], strict=False))


def test_a_long_joint_organ_takes_a_row_and_the_others_share_one() -> None:
    """7.3.5.1: the seals of a row stay inside the text area and do not meet; the last one stands over the date."""
    organs = (
        "益阳高新区推进政府职能转变和“放管服”改革协调小组办公室",
        *(f"益阳高新区第{n}局" for n in "一二三"),
    )
    sign = signature(Signature(organs, date(2026, 7, 16)))
    assert [[organ["text"] for organ in row] for row in sign["rows"]] == [[organs[0]], [*organs[1:]]]
    middles = [28 - organ["right"] - width(organ["text"]) / 2 for organ in sign["rows"][1]]
    assert middles[0] >= 3.8 and middles[-1] <= 28 - 3.8
    assert all(b - a >= 7.6 for a, b in zip(middles, middles[1:], strict=False))
    assert abs(28 - sign["date_right"] - width(sign["date"]) / 2 - middles[-1]) < 0.01
