"""The table of clauses: 25 kinds of notice, each with the clause that asks for it."""

import pytest

from shenguan_docs.errors import NotFound
from shenguan_docs.plan.clauses import clause_of, clauses, clauses_of, printed_clause
from shenguan_docs.resources import shipped_templates

PLAN_TEXT = (shipped_templates() / "plan" / "益阳高新区审管联动实施方案.txt").read_text(encoding="utf-8")


def test_there_are_25_kinds():
    assert len(clauses()) == len({c.slug for c in clauses()}) == 25


@pytest.mark.parametrize(
    ("key", "printed"),
    [
        ("4.4-a", "《益阳高新区审管联动实施方案》第四部分第（四）项"),
        ("4.3-b", "《益阳高新区审管联动实施方案》第四部分第（三）项"),
        ("3.2-3", "《益阳高新区审管联动实施方案》第三部分第（二）项第3条"),
        ("3.3-4", "《益阳高新区审管联动实施方案》第三部分第（三）项第4条"),
        ("4.1", "《益阳高新区审管联动实施方案》第四部分第（一）项"),
    ],
)
def test_how_a_clause_is_cited(key, printed):
    assert printed_clause(key) == printed


def test_kinds_of_one_clause_cite_it_alike_and_the_key_says_where_it_stands():
    numerals = "零一二三四"
    for clause in clauses():
        part, _, rest = clause.key.partition(".")
        item, _, point = rest.partition("-")
        cited = f"第{numerals[int(part)]}部分第（{numerals[int(item)]}）项" + (
            f"第{point}条" if point.isdigit() else ""
        )
        assert clause.printed == cited


def test_the_layout_follows_from_the_genre():
    layouts = {
        "函": "letter",
        "复函": "letter",
        "请示": "upward",
        "通知": "general",
        "纪要": "minutes",
        "记录单": "form",
    }
    for clause in clauses():
        assert layouts[clause.genre] == clause.layout
        assert clause.title.endswith(("函", "请示", "通知", "纪要", "记录单", "认领回执"))


def test_a_row_reads_as_in_the_table():
    penalty = clause_of("penalty")
    assert penalty is not None
    assert (penalty.key, penalty.direction, penalty.duty_when) == ("4.3-b", "管→审", "处罚决定生效")
    assert [c.slug for c in clauses_of("4.3-b")] == ["penalty", "correction"]
    assert clause_of("our-own") is None


def test_what_is_cited_stands_in_the_plan():
    assert "监管部门在事后监管中作行政处罚决定的,要在处罚决定生效后及时通过双向推送系统通报" in PLAN_TEXT


def test_an_unknown_clause():
    with pytest.raises(NotFound, match="没有键为“4.3-z”的条款。最接近的有4.3-"):
        printed_clause("4.3-z")
