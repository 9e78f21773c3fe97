"""Structure comes from the template's words only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shenguan_docs.document import Block, Paragraph, Roster, Table, plain
from shenguan_docs.errors import Refused
from shenguan_docs.notices.markup import blocks_of, cjk_number
from shenguan_docs.notices.texts import render
from shenguan_docs.notices.values import Words
from shenguan_docs.text import clean


def blocks(source: str, **values: str) -> tuple[Block, ...]:
    words = {name: Words(text, name) for name, text in values.items()}
    text, tokens = render(source, words, "测试")
    return blocks_of(text, tokens, words, "测试")


def lines(found: tuple[Block, ...]) -> list[str]:
    return [b.label + plain(b.runs) for b in found if isinstance(b, Paragraph)]


def test_headings_count_by_level_and_start_again() -> None:
    source = "# 甲\n## 乙\n### 丙\n#### 丁\n### 戊\n# 己\n## 庚"
    assert lines(blocks(source)) == ["一、甲", "（一）乙", "1.丙", "（1）丁", "2.戊", "二、己", "（一）庚"]


def test_a_heading_may_run_into_its_text() -> None:
    (paragraph,) = blocks("## 加强组织。| 各单位要负责。")
    assert isinstance(paragraph, Paragraph)
    assert [run.text for run in paragraph.runs[: paragraph.lead]] == ["加强组织。"] or paragraph.lead == 1
    assert plain(paragraph.runs) == "加强组织。各单位要负责。"


def test_a_line_break_in_a_field_begins_a_paragraph() -> None:
    assert lines(blocks("事由：{{ 事由 }}", 事由="第一段\n第二段")) == ["事由：第一段", "第二段"]


@given(st.text(max_size=60).map(clean).filter(lambda t: t.strip() and "\n" not in t))
def test_no_typed_words_become_structure(typed: str) -> None:
    (paragraph,) = blocks("前{{ 事由 }}后", 事由=typed)
    assert isinstance(paragraph, Paragraph) and paragraph.level == 0
    assert plain(paragraph.runs) == f"前{typed}后"


def test_typed_marks_at_the_beginning_of_a_line_are_words() -> None:
    for typed in ("# 标题", "| 甲 | 乙 |", "@出席 某人", "> 顶格", "{{ 事由 }}"):
        (paragraph,) = blocks("{{ 事由 }}", 事由=typed)
        assert isinstance(paragraph, Paragraph) and paragraph.level == 0
        assert plain(paragraph.runs) == typed


def test_tables_with_a_head_and_with_labels() -> None:
    head, sheet = blocks(
        "| 姓名 | 职务 |\n| {{ 人 }} | 科长 |\n\n甲\n|| 查询人 | {{ 人 }} |\n|| 结果 | 良好 |", 人="示例|甲"
    )[::2]
    assert isinstance(head, Table) and head.head_rows == 1
    assert plain(head.rows[1][0].runs) == "示例|甲"
    assert isinstance(sheet, Table) and sheet.head_rows == 0 and sheet.rows[0][0].head


def test_rosters() -> None:
    (roster,) = blocks("@出席 {{ 人 }}", 人="示例甲、示例乙")
    assert roster == Roster("出席", roster.runs) and plain(roster.runs) == "示例甲、示例乙"


def test_chinese_ordinals() -> None:
    assert [cjk_number(n) for n in (1, 10, 11, 20, 21, 99)] == [
        "一",
        "十",
        "十一",
        "二十",
        "二十一",
        "九十九",
    ]


def test_a_wide_table_is_marked_so() -> None:
    before, wide, after = blocks("| 甲 | 乙 |\n@横表\n| 丙 | 丁 |\n后\n")
    assert isinstance(before, Table) and isinstance(wide, Table) and isinstance(after, Paragraph)
    assert (before.wide, wide.wide) == (False, True)


def test_the_head_of_a_narrow_column_stays_on_one_line() -> None:
    rows = "| 职责 | 原联络员 | 现联络员 | 科（股）室及职务 | 联系电话 |\n| 推送 | 张三 | 李四 | 建设管理股副科长 | 0737-6789012 |"
    (table,) = blocks(rows)
    assert isinstance(table, Table)
    characters = [share * 31.5 for share in table.widths]  # of 4号 across 156 mm, the cells' margins included
    assert all(
        room >= len(plain(cell.runs)) + 0.6 for room, cell in zip(characters, table.rows[0], strict=True)
    )


def test_more_headings_than_have_a_number_are_refused() -> None:
    assert lines(blocks("# 甲\n" * 99))[-1].startswith("九十九、")
    with pytest.raises(Refused, match="99 个"):
        blocks("# 甲\n" * 100)
