"""What every new office knows: the plan's departments, matters and kinds, and a few companies."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import chain

from shenguan_docs.asking.understanding import Ground
from shenguan_docs.asking.vocabulary import Vocabulary
from shenguan_docs.office.finding.gathering import read_kinds, read_sayings
from shenguan_docs.plan.matter_import import read_matter_list
from shenguan_docs.plan.seed import load_seed
from shenguan_docs.resources import shipped_templates

TODAY = date(2026, 11, 24)  # a Tuesday
COMPANIES = (
    "益阳市恒能建设有限公司",
    "湖南君山林业有限公司",
    "益阳高新区华强木业有限公司",
    "湖南重力置业有限公司",
    "益阳恒大食品有限公司",
    "沅江市长乐商贸有限公司",
)
SAID = "处罚情况函告你局 恒能建设 现将3月5日的处罚情况 罚款伍万元 林木采伐许可证核发 安全生产 未取得采伐许可 逾期"
"""What the letters of this office say, for the question whether a stretch occurs in one."""


@cache
def vocabulary() -> Vocabulary:
    plan = shipped_templates() / "plan"
    directory = load_seed(plan / "departments.toml")
    source = plan / "事项清单(第一批).csv"
    matters = read_matter_list(source.read_bytes(), source.name, directory)
    return Vocabulary(
        departments=directory.departments,
        kinds=tuple(read_kinds([shipped_templates() / "notices"])),
        matters=tuple(m.name for m in matters),
        codes=tuple(sorted({c.code for c in chain.from_iterable(m.codes for m in matters)})),
        companies=COMPANIES,
        marks=tuple(d.mark + end for d in directory.departments if d.mark for end in ("函", "纪要")),
        called=read_sayings([shipped_templates()]),
    )


def ground(today: date = TODAY, said: str = SAID) -> Ground:
    return Ground(vocabulary(), today, lambda text: text in said)
