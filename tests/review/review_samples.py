"""Perfect files of each profile as facts, and the words of the papers in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.case_papers import DECISION, FILING, HEARING, LICENCE, NOTICE, RECORD
from shenguan_docs.plan.workdays import Workdays
from shenguan_docs.resources import shipped_templates
from shenguan_docs.review.facts import (
    AttachmentFact,
    CoverFact,
    CreditFact,
    DeliveryFact,
    DocumentFact,
    Facts,
    FinishedFact,
    PageFact,
    Paper,
    PartyFact,
    RowFact,
    ServiceFact,
    TermFact,
    VolumeFact,
)
from shenguan_docs.review.points import PointsTable, load_points
from shenguan_docs.review.registry import RULES
from shenguan_docs.review.scoring import Review, review
from shenguan_docs.review.stages import stage_of

WOOD = PartyFact("示例木业有限公司", "91430900MA00YL0018", address="益阳高新区示例路1号")
FOREST = PartyFact("示例林业开发有限公司", "91430900MA00YL002B", address="益阳高新区示例路2号")
SOCIAL, ECONOMY = "益阳高新区社会事务局", "益阳高新区经济合作局(政务管理服务局)"
MADE_ON = date(2026, 4, 20)

ACCEPTANCE = "受理通知书\n申请人：示例林业开发有限公司\n2026年3月11日\n"


def table(slug: str) -> PointsTable:
    """A points table that comes with the program."""
    return load_points([shipped_templates() / "bundle" / "points"], slug, RULES)


def judged(facts: Facts, slug: str | None = None) -> Review:
    return review(facts, table(slug or facts.profile))


def paper(document: int, title: str, words: str, page: int, **more: Any) -> Paper:
    return Paper(document, title, words=words, page=page, stage=stage_of(title), **more)


def bound(documents: tuple[DocumentFact, ...], cover: CoverFact) -> FinishedFact:
    """What a reader of the finished PDF finds: cover, catalogue, the documents' pages, 备考表."""
    last = documents[-1].last
    numbered = tuple(
        PageFact(
            f"第 {n + 2} 面",
            n,
            n,
            "右上" if n % 2 else "左上",
            "右上" if n % 2 else "左上",
            document=next(one.order for one in documents if one.first <= n <= one.last),
        )
        for n in range(1, last + 1)
    )
    plain = (PageFact("封面", None, None), PageFact("卷内目录", None, None))
    expected = {one.order: str(one.first) for one in documents}
    expected[documents[-1].order] = f"{documents[-1].first}-{last}"
    rows = tuple(
        RowFact(
            one.order,
            f"{one.order}{one.number}{one.responsible}{one.title}{one.day:%Y%m%d}{expected[one.order]}",
            expected[one.order],
            one.first,
            one.first,
            expected[one.order],
            one.first,
        )
        for one in documents
    )
    words = "".join(f"{name}{value}" for name, value in cover.fields.items())
    return FinishedFact(
        (*plain, *numbered, PageFact("备考表", None, None)),
        rows,
        (
            VolumeFact(
                "",
                f"{words}本卷共 {len(documents)} 件 {last} 页",
                f"备考表 立卷人：示例文书 立卷日期：{MADE_ON.year}年{MADE_ON.month}月{MADE_ON.day}日",
                len(documents),
                last,
            ),
        ),
        tuple(("", one.order) for one in documents),
    )


def online(receiver: str, day: date) -> tuple[DeliveryFact, ...]:
    return (DeliveryFact(receiver, "main", "online", day, day),)


def file_of(profile: str, party: PartyFact, documents: tuple[DocumentFact, ...], **more: Any) -> Facts:
    days = [one.day for one in documents if one.day]
    cover = CoverFact(
        {"案卷题名": f"{party.name}案", "立卷单位": "示例区", "当事人": party.name, "立卷人": "示例文书"},
        party.name,
        party.uscc,
        min(days),
        max(days),
    )
    return Facts(profile, MADE_ON, cover, documents, finished=bound(documents, cover), **more)


def perfect_penalty() -> Facts:
    """A penalty: 立案, 告知, 听证, the decision told to the approver with its 送达回证, the approver's reply."""
    number = "益高社函〔2026〕1号"
    case = DocumentFact(
        1, "event-1", "event", "违法收购木材案材料", responsible=SOCIAL, day=date(2026, 1, 20), slot="case", place=1,
        first=1, last=3, listed=(), parties=(WOOD,),
        attachments=(
            AttachmentFact("立案审批表", "立案.pdf", sha256="a1", page=1),
            AttachmentFact("行政处罚事先告知书", "告知.pdf", sha256="a2", page=2),
            AttachmentFact("听证笔录", "听证.pdf", sha256="a3", page=3),
            AttachmentFact("现场检查笔录", "检查.pdf", sha256="a4", page=3),
        ),
    )  # fmt: skip
    decision = "行政处罚决定书（益高社林罚决字〔2026〕第3号）"
    letter = DocumentFact(
        2, "letter-1", "issued", "关于通报示例木业有限公司行政处罚决定的函", number, "penalty", SOCIAL,
        date(2026, 3, 16), slot="letter", place=2, first=4, last=6, needs_seal=True, sealed=True, parties=(WOOD,),
        attachments=(AttachmentFact(decision, "决定书.pdf", sha256="b1", page=5),), listed=(decision,),
        deliveries=online(ECONOMY, date(2026, 3, 16)),
        terms=(
            TermFact("通报行政处罚决定", date(2026, 3, 17), met_on=date(2026, 3, 16)),
            TermFact("函复处理情况", date(2026, 4, 3), True, date(2026, 4, 1)),
        ),
        data={
            "decided_on": date(2026, 3, 6), "served_on": date(2026, 3, 10), "effective_on": date(2026, 3, 10),
            "decision_number": "益高社林罚决字〔2026〕第3号", "fine": "19200", "penalty_kinds": ["没收非法财物", "罚款"],
            "basis": "《中华人民共和国森林法》（2019年修订）第七十八条",
        },
    )  # fmt: skip
    reply = DocumentFact(
        3, "letter-2", "issued", "关于示例木业有限公司处罚处理情况的复函", "益高经函〔2026〕9号", "reply", ECONOMY,
        date(2026, 4, 1), slot="reply", place=3, first=7, last=8, needs_seal=True, sealed=True, parties=(WOOD,),
        deliveries=online(SOCIAL, date(2026, 4, 1)), answers=((number, date(2026, 3, 16)),),
        cites=((number, date(2026, 3, 16)),), data={"received_on": date(2026, 3, 16)},
    )  # fmt: skip
    return file_of(
        "penalty", WOOD, (case, letter, reply),
        papers=(
            Paper(1, case.title, "main", case.title, page=1),
            paper(1, "立案审批表", FILING, 1),
            paper(1, "行政处罚事先告知书", NOTICE, 2),
            paper(1, "听证笔录", HEARING, 3),
            paper(1, "现场检查笔录", RECORD, 3),
            Paper(2, letter.title, "main", "现将示例木业有限公司的行政处罚通报如下。", page=4),
            paper(2, decision, DECISION, 5, seal="seen"),
            Paper(3, reply.title, "main", "示例木业有限公司的处理情况函复如下。", page=7),
        ),
        services=(
            ServiceFact(
                2, decision, WOOD.name, "示例路1号", "直接送达", "示例戊、示例己", "示例一", date(2026, 3, 10), page=6,
                proof=False,
            ),
            ServiceFact(
                1, "行政处罚事先告知书", WOOD.name, "示例路1号", "直接送达", "示例戊", "示例一", date(2026, 2, 20), page=2,
                proof=False,
            ),
        ),
    )  # fmt: skip


def perfect_licence() -> Facts:
    """A licence: 受理, the credit check, the opinion asked for and given, the result pushed."""
    asked_number = "益高经函〔2026〕5号"
    material = DocumentFact(
        1, "event-2", "event", "采伐申请受理材料", responsible=ECONOMY, day=date(2026, 3, 11), slot="application", place=1,
        first=1, last=1, parties=(FOREST,), attachments=(AttachmentFact("受理通知书", "受理.pdf", sha256="c1", page=1),),
    )  # fmt: skip
    check = DocumentFact(
        2, "letter-3", "issued", "信用查询记录单", "信用查询〔2026〕1号", "credit-check", ECONOMY, date(2026, 3, 11),
        slot="credit", place=2, first=2, last=2, parties=(FOREST,),
        data={"accepted_on": date(2026, 3, 11), "queried_on": date(2026, 3, 11)},
    )  # fmt: skip
    asked = DocumentFact(
        3, "letter-4", "issued", "关于征求对示例林业开发有限公司申请意见的函", asked_number, "consultation", ECONOMY,
        date(2026, 3, 12), slot="opinion", place=3, first=3, last=3, needs_seal=True, sealed=True, parties=(FOREST,),
        deliveries=online(SOCIAL, date(2026, 3, 12)),
        terms=(TermFact("函复意见", date(2026, 3, 17), True, date(2026, 3, 16)),),
        data={"accepted_on": date(2026, 3, 11), "decide_by": date(2026, 3, 31)},
    )  # fmt: skip
    reply = DocumentFact(
        4, "letter-5", "issued", "关于示例林业开发有限公司申请意见的复函", "益高社函〔2026〕4号", "reply", SOCIAL,
        date(2026, 3, 16), slot="opinion", place=3, first=4, last=4, needs_seal=True, sealed=True, parties=(FOREST,),
        deliveries=online(ECONOMY, date(2026, 3, 16)), answers=((asked_number, date(2026, 3, 12)),),
    )  # fmt: skip
    told = DocumentFact(
        5, "letter-6", "issued", "关于推送示例林业开发有限公司“林木采伐许可证核发”审批结果的函", "益高经函〔2026〕6号",
        "approval-result", ECONOMY, date(2026, 3, 19), slot="result", place=4, first=5, last=6, needs_seal=True,
        sealed=True, parties=(FOREST,), listed=("林木采伐许可证（示例采字第000001号）",),
        attachments=(AttachmentFact("林木采伐许可证（示例采字第000001号）", "证.pdf", sha256="d1", page=6),),
        deliveries=online(SOCIAL, date(2026, 3, 19)),
        terms=(TermFact("推送审批结果", date(2026, 3, 23), met_on=date(2026, 3, 19)),),
        data={
            "accepted_on": date(2026, 3, 11), "decided_on": date(2026, 3, 18), "valid_to": date(2026, 6, 16),
            "document_number": ["示例采字第000001号"],
        },
    )  # fmt: skip
    return file_of(
        "licence", FOREST, (material, check, asked, reply, told),
        papers=(
            paper(1, "受理通知书", ACCEPTANCE, 1),
            Paper(3, asked.title, "main", "现就示例林业开发有限公司的申请征求意见。", page=3),
            paper(5, "林木采伐许可证（示例采字第000001号）", LICENCE, 6, seal="seen"),
        ),
        credits=(CreditFact(5, "林木采伐许可证核发", date(2026, 3, 18), True, (date(2026, 3, 11),)),),
        services=(
            ServiceFact(
                5, "林木采伐许可证（示例采字第000001号）", FOREST.name, "政务大厅", "直接送达", "示例乙", "示例二",
                date(2026, 3, 19), page=6, proof=False,
            ),
        ),
    )  # fmt: skip


def perfect_exchange() -> Facts:
    """Letters about one company between the two departments, nothing else."""
    file = perfect_penalty()
    documents = tuple(
        replace(one, order=n, first=one.first - 3, last=one.last - 3, attachments=tuple(replace(a, page=2) for a in one.attachments))
        for n, one in enumerate(file.documents[1:], 1)
    )  # fmt: skip
    papers = tuple(
        replace(p, document=p.document - 1, page=(p.page or 0) - 3) for p in file.papers if p.document > 1
    )
    return file_of("exchange", WOOD, documents, papers=papers)


PERFECT = {"penalty": perfect_penalty, "licence": perfect_licence, "exchange": perfect_exchange}
CALENDAR = Workdays()
ROOT = Path(__file__).resolve().parent
