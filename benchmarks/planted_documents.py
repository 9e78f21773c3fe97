"""One right document of each layout with every element, for planting faults."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from shenguan_docs.document import (
    Annex,
    Cell,
    Document,
    Enclosure,
    Layout,
    Paragraph,
    Roster,
    Run,
    Runs,
    Signature,
    Table,
)

LAYOUTS: tuple[Layout, ...] = ("letter", "general", "upward", "minutes", "form")
_TEXT = "根据《益阳高新区审管联动实施方案》第四部分第（三）项的规定，现将对湖南示例木业有限公司作出行政处罚决定的有关情况通报如下。"


def _runs(text: str) -> Runs:
    return (Run(text),)


_TABLE = Table(
    (
        (Cell(_runs("姓名"), 1, True), Cell(_runs("单位"), 1, True)),
        (Cell(_runs("张三")), Cell(_runs("市场监督管理局"))),
    ),
    (0.3, 0.7),
)
_LEVELS = (
    Paragraph(_runs(_TEXT * 2)),
    Paragraph(_runs("基本情况"), 1, "一、", 1),
    Paragraph((Run("违法事实。"), Run(_TEXT)), 2, "（一）", 1),
    Paragraph(_runs("罚款50000元，没收违法所得。"), 3, "1."),
    Paragraph(_runs("限期15日内缴纳，逾期每日按3%加处罚款。"), 4, "（1）"),
    Paragraph(_runs("有关要求"), 1, "二、", 1),
    Paragraph(_runs(_TEXT)),
)  # fmt: skip


def document(layout: Layout) -> Document:
    """A right document of this layout."""
    base = Document(
        kind="planted", genre="函", layout=layout, issuer="益阳高新区应急管理局",
        title=(_runs("关于通报湖南示例木业有限公司"), _runs("行政处罚决定"), _runs("的函")), blocks=_LEVELS,
        signature=Signature(("益阳高新区应急管理局",), date(2026, 7, 16)), number="益高应急函〔2026〕7号", urgency="特急",
        recipients=("益阳高新区行政审批服务局",), note=_runs("联系人：李四，电话：0737-7654321"),
        annexes=(Annex("人员名单", (Paragraph(_runs("请于7月20日前报送。")), _TABLE)),),
        enclosures=(Enclosure("行政处罚决定书（益高应急罚〔2026〕3号）的复印件以及送达回证等材料共三份", "a.pdf"),),
        copies_to=("益阳高新区管委会办公室", "益阳高新区市场监督管理局"),
    )  # fmt: skip
    printed = {"printer": "益阳高新区行政审批服务局", "printed_on": date(2026, 7, 17)}
    if layout == "general":
        return replace(base, issuer="益阳高新区应急管理局文件", number="益高应急发〔2026〕12号", **printed)  # type: ignore[arg-type]
    if layout == "upward":
        title = (_runs("关于协调施工许可监管职责的请示"),)
        return replace(base, issuer="益阳高新区应急管理局文件", signers=("王建国",), title=title, **printed)  # type: ignore[arg-type]
    if layout == "minutes":
        names = "张三、李四、王五、赵六、钱七、孙八、周九、吴十、郑十一、王十二、冯十三、陈十四"
        return replace(
            base, issuer="审管联动联席会议纪要", number="第3期", title=(_runs("第三次审管联动联席会议纪要"),), recipients=(),
            blocks=(*_LEVELS, Roster("出席", _runs(names)), Roster("列席", _runs("陈某"))), signature=Signature((), None), note=(),
            urgency="", **printed,  # type: ignore[arg-type]
        )  # fmt: skip
    if layout == "form":
        return replace(
            base, title=(_runs("信用信息查询记录单"),), blocks=(_TABLE,), recipients=(), annexes=(), enclosures=(), copies_to=(),
            urgency="", number="行审信用〔2026〕3号", signature=Signature(("益阳高新区应急管理局",), date(2026, 7, 16), "plain"),
        )  # fmt: skip
    return base
