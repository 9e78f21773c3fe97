"""Documents that the layout tests print."""

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

HOSTILE = "甲<b>&amp;乙\"'{{ title }}{% for %}{# x #}{_{ }_}\\n \\ $1 ％﹪ＡＢＣabc123—…“引”‘号’《书》喆堃玥赟犇鑫龑㛃䶮𬭎𬬻"


def runs(text: str, source: str = "") -> Runs:
    return (Run(text, source),)


def body(*texts: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(runs(text)) for text in texts)


TEXT = (
    (
        "根据《益阳高新区审管联动实施方案》第四部分第(三)项的规定,现将我局对湖南示例木业有限公司作出行政处罚决定的有关情况通报如下。"
    )
    .replace("(", "（")
    .replace(")", "）")
    .replace(",", "，")
)

TABLE = Table(
    (
        (Cell(runs("姓名"), 1, True), Cell(runs("单位"), 1, True), Cell(runs("联系电话"), 1, True)),
        (Cell(runs("张三")), Cell(runs("益阳高新区市场监督管理局")), Cell(runs("0737-1234567"))),
        (Cell(runs("合计")), Cell(runs("共一人,无其他"), 2)),
    ),
    (0.2, 0.5, 0.3),
)
FORM = Table(
    (
        (
            Cell(runs("查询对象"), 1, True),
            Cell(runs("湖南示例木业有限公司")),
            Cell(runs("代码"), 1, True),
            Cell(runs("91430900MA4L0XXX1X")),
        ),
        (Cell(runs("查询结果"), 1, True), Cell(runs("无失信记录。" * 30), 3)),
    ),
    (0.16, 0.38, 0.1, 0.36),
    0,
)

LEVELS = (
    Paragraph(runs("基本情况"), 1, "一、", 1),
    *body(TEXT * 2),
    Paragraph(runs("处罚决定"), 1, "二、", 1),
    Paragraph((Run("违法事实。"), Run(TEXT)), 2, "（一）", 1),
    Paragraph(runs("罚款50000元,没收违法所得。"), 3, "1."),
    Paragraph(runs("限期15日内缴纳,逾期每日按3%加处罚款。"), 4, "（1）"),
)  # fmt: skip


def letter(**changes: object) -> Document:
    base = Document(
        kind="penalty",
        genre="函",
        layout="letter",
        issuer="益阳高新区应急管理局",
        title=(runs("关于通报"), runs("湖南示例木业有限公司", "当事人"), runs("行政处罚决定"), runs("的函")),
        blocks=(*LEVELS, *body("特此函告。")),
        signature=Signature(("益阳高新区应急管理局",), date(2026, 7, 16)),
        number="益高应急函〔2026〕7号",
        recipients=("益阳高新区行政审批服务局",),
        note=runs("联系人：李四，电话：0737-7654321"),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def sample(layout: Layout, **changes: object) -> Document:
    if layout == "letter":
        return letter(**changes)
    if layout == "form":
        values: dict[str, object] = {
            "layout": "form", "genre": "记录单", "issuer": "益阳高新区行政审批服务局",
            "title": (runs("信用信息查询"), runs("记录单")), "number": "行审信用〔2026〕3号", "blocks": (FORM,),
            "recipients": (), "signature": Signature(("益阳高新区行政审批服务局",), date(2026, 12, 16), "plain"),
        }  # fmt: skip
    elif layout == "minutes":
        values = {
            "layout": "minutes", "genre": "纪要", "issuer": "审管联动联席会议纪要", "number": "第3期",
            "title": (runs("2026年第三次"), runs("审管联动联席会议"), runs("纪要")), "recipients": (),
            "blocks": (*LEVELS, Roster("出席", runs("张三、李四、王五、赵六、钱七、孙八、周九、吴十、郑十一、王十二、冯十三")),
                       Roster("列席", runs("陈某"))),
            "signature": Signature((), date(2026, 3, 5)), "note": (),
        }  # fmt: skip
    else:
        mark = "益阳高新区行政审批服务局文件"
        values = {"layout": layout, "issuer": mark, "genre": "通知", "number": "益高审发〔2026〕12号"}
        if layout == "upward":
            values |= {"genre": "请示", "signers": ("王建国",)}
            values |= {
                "title": (runs("关于协调"), runs("建筑施工许可事项"), runs("监管职责"), runs("的请示"))
            }
    if layout in ("general", "upward", "minutes"):
        values |= {
            "copies_to": ("益阳高新区管委会办公室", "益阳高新区市场监督管理局", "益阳高新区自然资源局"),
            "printer": "益阳高新区行政审批服务局", "printed_on": date(2026, 7, 17),
        }  # fmt: skip
    return letter(**(values | changes))


LAYOUTS: tuple[Layout, ...] = ("letter", "general", "upward", "minutes", "form")


def rich(layout: Layout, **changes: object) -> Document:
    """All elements at once."""
    values: dict[str, object] = {
        "urgency": "特急",
        "annexes": (
            Annex("参训人员报名回执", (*body("请于7月20日前报送。"), TABLE)),
            Annex("行政处罚决定书送达情况及有关材料的说明材料汇编和其他", LEVELS),
        ),
        "enclosures": (
            Enclosure("行政处罚决定书(益高应急罚〔2026〕3号)的复印件以及送达回证等材料共三份", "a.pdf"),
        ),
        "copies_to": ("益阳高新区管委会办公室", "益阳高新区市场监督管理局"),
        "blocks": (*sample(layout).blocks, TABLE, *body("特此函告。")),
    }
    return sample(layout, **(values | changes))
