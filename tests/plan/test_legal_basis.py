"""Laws and articles as offices cite them, and which matters rest on a changed one."""

from __future__ import annotations

import pytest

from shenguan_docs.plan.legal_basis import articles, citations, named_laws, resting_on
from shenguan_docs.plan.matters import Matter


@pytest.mark.parametrize(
    "text, numbers",
    [
        ("第五十七条", {57}), ("第57、58条", {57, 58}), ("第三条至第六条", {3, 4, 5, 6}), ("第十条第一款", {10}),
        ("第一百零二条", {102}), ("第三十八条、第四十条和第五条", {38, 40, 5}), ("第二十至二十二条", {20, 21, 22}),
        ("没有条款", set()), ("第三部分", set()), ("第１２条", {12}),
    ],
)  # fmt: skip
def test_articles(text: str, numbers: set[int]) -> None:
    assert articles(text) == numbers


def test_a_revision_or_the_full_name_is_the_same_law() -> None:
    keys = {
        c.key
        for c in citations(
            "《中华人民共和国森林法》（2019年修订）第五十七条;《森林法（2019年修订）》第五十八条"
        )
    }
    assert keys == {"森林法"}
    assert citations("森林法第57条")[0].articles == {57}
    assert [(c.law, set(c.articles)) for c in citations("森林法57、58条")] == [("森林法", {57, 58})]
    assert [(c.law, set(c.articles)) for c in citations("《森林法》57条至60条")] == [
        ("森林法", {57, 58, 59, 60})
    ]
    assert citations("") == ()


def test_articles_of_a_field_of_their_own_belong_to_the_only_law() -> None:
    assert named_laws(["《森林法》"], ["第五十七条"])[0].articles == {57}
    assert [c.articles for c in named_laws(["《森林法》", "《消防法》"], ["第五十七条"])] == [set(), set()]


def test_a_matter_rests_on_a_law_by_shared_articles() -> None:
    def matter(name: str, basis: str) -> Matter:
        return Matter(1, "1", name, "a", "b", legal_basis=basis)

    matters = [
        matter("采伐", "《中华人民共和国森林法》第五十七条"),
        matter("用地", "《中华人民共和国森林法》第三十八条"),
        matter("整部", "《森林法》"),
        matter("条例", "《中华人民共和国森林法实施条例》第五十七条"),
        matter("没写", ""),
    ]
    found = resting_on(matters, named_laws(["《森林法》第五十七条"]))
    assert [r.matter.name for r in found] == ["采伐", "整部"]
    assert found[0].cited == "《森林法》第57条"
    assert len(resting_on(matters, named_laws(["《森林法》"]))) == 3
