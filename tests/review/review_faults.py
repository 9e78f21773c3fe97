"""Single faults, each planted into the facts of a perfect file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from review_samples import FOREST, WOOD

from shenguan_docs.review.facts import (
    AttachmentFact,
    ExchangeFact,
    Facts,
    LackingFact,
    PartyFact,
)

Plant = Callable[[Facts], Facts]


@dataclass(frozen=True)
class Planted:
    """One sort of fault: in which profile's file, under which rule it has to be found, in which state."""

    profile: str
    sort: str
    rule: str
    plant: Plant
    state: str = "扣分"


def document(order: int, **more: Any) -> Plant:
    """Change one document."""
    return lambda facts: replace(
        facts, documents=tuple(replace(one, **more) if one.order == order else one for one in facts.documents)
    )


def data(order: int, **more: Any) -> Plant:
    """Change fields of one letter."""

    def plant(facts: Facts) -> Facts:
        one = facts.document(order)
        assert one is not None
        return document(order, data={**one.data, **more})(facts)

    return plant


def delivery(order: int, **more: Any) -> Plant:
    """Change how a letter was sent and claimed."""

    def plant(facts: Facts) -> Facts:
        one = facts.document(order)
        assert one is not None
        return document(order, deliveries=tuple(replace(d, **more) for d in one.deliveries))(facts)

    return plant


def words(title: str, old: str, new: str, **more: Any) -> Plant:
    """Change the words of one paper."""

    def plant(facts: Facts) -> Facts:
        changed = tuple(
            replace(p, words=p.words.replace(old, new), **more)
            if title in p.title and p.role == "file"
            else p
            for p in facts.papers
        )
        assert changed != facts.papers, title
        return replace(facts, papers=changed)

    return plant


def service(number: int, **more: Any) -> Plant:
    """Change a 送达回证."""
    return lambda facts: replace(
        facts,
        services=tuple(replace(s, **more) if n == number else s for n, s in enumerate(facts.services)),
    )


def finished(**more: Any) -> Plant:
    """Change what is read back from the PDF."""

    def plant(facts: Facts) -> Facts:
        assert facts.finished is not None
        return replace(facts, finished=replace(facts.finished, **more))

    return plant


def volume(**more: Any) -> Plant:
    """Change what stands on the cover and the 备考表 of the only volume."""

    def plant(facts: Facts) -> Facts:
        assert facts.finished is not None
        return finished(volumes=(replace(facts.finished.volumes[0], **more),))(facts)

    return plant


def page(number: int, **more: Any) -> Plant:
    """Change one numbered page."""

    def plant(facts: Facts) -> Facts:
        assert facts.finished is not None
        pages = tuple(replace(p, **more) if p.expected == number else p for p in facts.finished.pages)
        return finished(pages=pages)(facts)

    return plant


def row(order: int, **more: Any) -> Plant:
    """Change one line of the catalogue."""

    def plant(facts: Facts) -> Facts:
        assert facts.finished is not None
        rows = tuple(replace(r, **more) if r.document == order else r for r in facts.finished.rows)
        return finished(rows=rows)(facts)

    return plant


def without_row(facts: Facts) -> Facts:
    assert facts.finished is not None
    return finished(rows=facts.finished.rows[:-1])(facts)


def cover(**more: Any) -> Plant:
    return lambda facts: replace(facts, cover=replace(facts.cover, **more))


def cover_field(name: str) -> Plant:
    return lambda facts: cover(fields={**facts.cover.fields, name: ""})(facts)


def cover_words(old: str, new: str) -> Plant:
    def plant(facts: Facts) -> Facts:
        assert facts.finished is not None
        return volume(cover_words=facts.finished.volumes[0].cover_words.replace(old, new))(facts)

    return plant


def endnote(old: str, new: str) -> Plant:
    def plant(facts: Facts) -> Facts:
        assert facts.finished is not None
        return volume(endnote_words=facts.finished.volumes[0].endnote_words.replace(old, new))(facts)

    return plant


def attachments(order: int, *more: AttachmentFact, **change: Any) -> Plant:
    """Change a letter's first attachment, add others."""

    def plant(facts: Facts) -> Facts:
        one = facts.document(order)
        assert one is not None
        changed = (replace(one.attachments[0], **change), *one.attachments[1:], *more)
        return document(order, attachments=changed)(facts)

    return plant


def term(order: int, name: str, **more: Any) -> Plant:
    def plant(facts: Facts) -> Facts:
        one = facts.document(order)
        assert one is not None
        return document(order, terms=tuple(replace(t, **more) if t.name == name else t for t in one.terms))(
            facts
        )

    return plant


def both(*plants: Plant) -> Plant:
    def plant(facts: Facts) -> Facts:
        for one in plants:
            facts = one(facts)
        return facts

    return plant


def unbound(facts: Facts) -> Facts:
    return replace(facts, finished=None)


LATER = timedelta(days=1)
OTHER_NAME, OTHER_CODE = "示例水业有限公司", "91430900MA00YL003E"
_WRONG_CODE = WOOD.uscc[:-1] + "9"
P, L, X = "penalty", "licence", "exchange"
_DECISION_PARTS = (
    ("地址", "地址：益阳高新区示例路1号\n", "", "decision.address"),
    ("违法事实", "经查，当事人于2026年1月19日", "", "decision.facts"),
    ("证据", "以上事实有现场检查笔录、询问笔录、收购单据等证据为证。\n", "", "decision.evidence"),
    ("履行方式", "将罚款缴至示例银行益阳分行，逾期不缴纳的", "履行，逾期的", "decision.way"),
    ("履行期限", "自收到本决定书之日起十五日内将罚款", "将罚款", "decision.term"),
    ("复议途径", "六十日内向益阳高新区管理委员会申请行政复议，也可以在", "", "decision.review"),
    ("复议期限", "六十日内", "三十日内", "decision.review-term"),
    ("诉讼途径", "，也可以在六个月内\n直接向人民法院提起行政诉讼", "", "decision.suit"),
    ("诉讼期限", "六个月内", "三十日内", "decision.suit-term"),
    ("机关", "管理委员会", "有权部门", None),
    ("数额", "罚款人民币19200元（壹万玖仟贰佰元整）", "罚款人民币19000元", "decision.sum"),
    ("落款日期", "2026年3月6日", "2026年3月9日", "date.decision"),
    ("名称相近", "示例木业有限公司", "示例木材有限公司", "party.words"),
    ("名称多字", "示例木业有限公司", "示例木业有限责任公司", "party.words"),
    ("名称少字", "示例木业有限公司", "示例木业公司", "party.words"),
    ("别的代码", WOOD.uscc, OTHER_CODE, "party.code-words"),
    ("代码校验位", WOOD.uscc, _WRONG_CODE, "party.digit-words"),
    ("代码少一位", WOOD.uscc, WOOD.uscc[:-1], "party.digit-words"),
    ("决定书文号", "益高社林罚决字〔2026〕第3号", "益高社林罚决字〔2026〕第5号", "attachment.number"),
    ("没有写依据的条款", "（2019年修订）第七十八条", "（2019年修订）", "decision.basis"),
    ("依据的条款不同", "第七十八条", "第七十六条", "decision.same-basis"),
)

FAULTS: tuple[Planted, ...] = (
    *(
        Planted(P, f"封面没有{name}", "cover.fields", cover_field(name))
        for name in ("案卷题名", "当事人", "立卷人")
    ),
    Planted(P, "封面印错当事人", "cover.printed", cover_words(f"当事人{WOOD.name}", "当事人示例")),
    Planted(P, "封面起始日期不对", "cover.period", cover(period_from=date(2026, 1, 1))),
    Planted(P, "封面截止日期不对", "cover.period", cover(period_to=date(2026, 4, 2))),
    Planted(P, "封面代码不是当事人的", "cover.party", cover(uscc=FOREST.uscc)),
    Planted(P, "封面件数不对", "cover.counts", cover_words("3 件", "4 件")),
    Planted(P, "封面页数不对", "cover.counts", cover_words("8 页", "9 页")),
    Planted(P, "没有备考表", "endnote", volume(endnote_words="")),
    Planted(P, "备考表没有立卷人", "endnote", endnote("示例文书", "")),
    Planted(P, "备考表没有立卷日期", "endnote", endnote("2026年4月20日", "")),
    Planted(P, "次序颠倒", "order.slots", document(3, place=1)),
    Planted(
        L,
        "同类不按日期",
        "order.days",
        both(
            document(4, day=date(2026, 3, 11), answers=()),
            lambda f: row(4, words=f.finished.rows[3].words.replace("20260316", "20260311"))(f),
        ),
    ),
    Planted(P, "放错正副卷", "order.volumes", document(3, slot_volume="副卷")),
    Planted(P, "作废的在卷", "order.void", document(3, void="重复印发")),
    Planted(
        L,
        "文号重复",
        "order.numbers",
        both(
            document(5, number="益高经函〔2026〕5号"),
            row(
                5,
                words="5益高经函〔2026〕5号益阳高新区经济合作局(政务管理服务局)关于推送示例林业开发有限公司“林木采伐许可证核发”审批结果的函202603195-6",
            ),
        ),
    ),
    Planted(
        P,
        "同一材料两份",
        "order.doubles",
        both(
            attachments(2, sha256="a1"),
            attachments(1, sha256="a1", title="行政处罚决定书（益高社林罚决字〔2026〕第3号）"),
        ),
    ),
    Planted(P, "缺页号", "page.missing", page(5, found=None)),
    Planted(P, "页号重", "page.wrong", page(5, found=4)),
    Planted(P, "页号跳", "page.wrong", page(8, found=9)),
    Planted(
        P,
        "封面编了页号",
        "page.extra",
        lambda f: finished(pages=(replace(f.finished.pages[0], found=1), *f.finished.pages[1:]))(f),
    ),
    Planted(P, "页号在内侧", "page.corner", page(4, corner="右上")),
    Planted(P, "页号位置读不出", "page.corner", page(4, corner=""), "未能核查"),
    Planted(P, "空白页", "page.blank", page(8, blank=True)),
    Planted(P, "有一页画不出来", "page.blank", page(8, blank=None), "未能核查"),
    Planted(P, "附件打不开", "page.readable", attachments(2, unreadable="加密的 PDF")),
    Planted(P, "正文没有页面", "page.readable", document(3, unreadable="只有 DOCX 文件，没有页面")),
    Planted(P, "PDF 有缺损", "page.whole", document(3, damaged=True)),
    Planted(P, "目录缺一行", "catalogue.listed", without_row),
    Planted(
        P,
        "目录多一行",
        "catalogue.listed",
        lambda f: finished(rows=(*f.finished.rows, replace(f.finished.rows[-1], document=0)))(f),
    ),
    Planted(
        P,
        "目录题名不对",
        "catalogue.words",
        row(2, words="2益高社函〔2026〕1号益阳高新区社会事务局关于通报处罚的函202603164"),
    ),
    Planted(
        P,
        "目录日期不对",
        "catalogue.words",
        lambda f: row(2, words=f.finished.rows[1].words.replace("20260316", "20260317"))(f),
    ),
    Planted(P, "目录页号不对", "catalogue.pages", row(2, page="5")),
    Planted(P, "末件没有止页", "catalogue.pages", row(3, page="7")),
    Planted(P, "目录没有页号", "catalogue.pages", row(2, page="")),
    Planted(P, "链接指错", "catalogue.links", row(2, target=5)),
    Planted(P, "书签指错", "catalogue.links", row(2, bookmark=None)),
    Planted(
        P,
        "缺必备材料",
        "material.required",
        lambda f: replace(f, lacking=(LackingFact("closing", "结案审批表"),)),
    ),
    Planted(P, "缺盖章件", "material.sealed", document(2, sealed=False)),
    Planted(
        L,
        "缺信用查询",
        "credit.missing",
        lambda f: replace(f, credits=(replace(f.credits[0], checked_on=()),)),
    ),
    Planted(
        L,
        "信用查询太晚",
        "credit.day",
        lambda f: replace(f, credits=(replace(f.credits[0], checked_on=(date(2026, 3, 19),)),)),
    ),
    Planted(
        L,
        "警示中给了便利",
        "credit.warned",
        lambda f: replace(f, credits=(replace(f.credits[0], warned="在警示中,选了绿色通道"),)),
    ),
    Planted(P, "附件没有文件", "attachment.missing", attachments(2, present=False)),
    Planted(
        P,
        "附件比说明多",
        "attachment.count",
        attachments(2, AttachmentFact("照片", "照片.jpg", sha256="b2", page=6)),
    ),
    Planted(
        P,
        "附件比说明少",
        "attachment.count",
        document(2, listed=("行政处罚决定书（益高社林罚决字〔2026〕第3号）", "现场照片")),
    ),
    Planted(P, "附件说明读不出", "attachment.count", document(2, listed=None), "未能核查"),
    Planted(P, "附件名称不同", "attachment.names", document(2, listed=("处罚决定书",))),
    Planted(P, "没有送达回证", "service.missing", lambda f: replace(f, services=f.services[1:])),
    Planted(P, "全卷没有送达回证", "service.missing", lambda f: replace(f, services=())),
    Planted(P, "回证没有收回", "service.back", service(0, back=False, proof=False)),
    *(
        Planted(
            P, f"回证没有{name}", "service.items", service(0, **{field: None if field == "served_on" else ""})
        )
        for name, field in (
            ("受送达人", "to"),
            ("送达地点", "place"),
            ("送达方式", "way"),
            ("送达人", "by"),
            ("签名", "signed_by"),
        )
    ),
    Planted(P, "回证读不出", "service.items", service(0, unseen="扫描件没有识别"), "未能核查"),
    Planted(P, "送达给别人", "service.receiver", service(0, to="示例商贸有限公司")),
    Planted(
        P,
        "送达太晚",
        "service.late",
        both(
            service(0, served_on=date(2026, 3, 18)),
            data(2, served_on=date(2026, 3, 18), effective_on=date(2026, 3, 18)),
            document(2, day=date(2026, 3, 18)),
            term(2, "通报行政处罚决定", due=date(2026, 3, 25), met_on=date(2026, 3, 18)),
            delivery(2, sent_on=date(2026, 3, 18), claimed_on=date(2026, 3, 18)),
            lambda f: row(2, words=f.finished.rows[1].words.replace("20260316", "20260318"))(f),
        ),
    ),
    Planted(
        P,
        "送达早于决定",
        "service.early",
        both(service(0, served_on=date(2026, 3, 5)), data(2, served_on=date(2026, 3, 5))),
    ),
    Planted(P, "函和回证的送达日期不同", "service.day", data(2, served_on=date(2026, 3, 9))),
    Planted(P, "邮寄送达没有回执", "service.proof", service(0, way="邮寄送达")),
    Planted(P, "公告送达没有佐证", "service.proof", service(0, way="公告送达", signed_by="")),
    Planted(P, "留置送达没有见证", "service.proof", service(0, way="留置送达", signed_by="")),
    Planted(P, "邮寄回执没有核查", "service.proof", service(0, way="邮寄送达", proof=None), "未能核查"),
    Planted(P, "代收没有理由", "service.proxy", service(0, signed_by="", proxy="示例七")),
    Planted(X, "没有发出", "sent.missing", delivery(1, sent_on=None, claimed_on=None)),
    Planted(X, "没有认领", "claim.missing", delivery(1, channel="paper", claimed_on=None)),
    Planted(
        X, "发出早于成文", "sent.day", delivery(1, sent_on=date(2026, 3, 13), claimed_on=date(2026, 3, 17))
    ),
    Planted(X, "邮寄没有回执", "sent.post", delivery(1, channel="mail")),
    Planted(X, "线下认领没有回执", "claim.proof", delivery(1, channel="paper")),
    Planted(X, "传真认领没有回执", "claim.proof", delivery(1, channel="fax")),
    Planted(X, "认领早于发出", "claim.day", delivery(1, claimed_on=date(2026, 3, 15))),
    Planted(X, "没有答复", "reply.missing", term(1, "函复处理情况", met_on=None)),
    Planted(X, "逾期答复", "reply.late", term(1, "函复处理情况", due=date(2026, 3, 31))),
    Planted(
        X, "复函早于来函", "reply.day", document(2, answers=(("益高社函〔2026〕1号", date(2026, 4, 2)),))
    ),
    Planted(
        X,
        "复函没有印发",
        "reply.draft",
        lambda f: replace(f, drafts=((1, "20260401-draft", "关于处理情况的复函"),)),
    ),
    Planted(
        X, "引用以后的文书", "cited.day", document(1, cites=(("益高经函〔2026〕8号", date(2026, 3, 20)),))
    ),
    Planted(X, "逾期通报", "exchange.late", term(1, "通报行政处罚决定", due=date(2026, 3, 13))),
    Planted(
        X,
        "缺警示通报",
        "exchange.missing",
        lambda f: replace(
            f, exchanges=(ExchangeFact("列入警示信息库", "处罚已通报", "shenguan draft warning-listing"),)
        ),
    ),
    Planted(P, "立案晚于决定", "date.filing", words("立案", "2026年1月20日", "2026年3月20日")),
    Planted(P, "告知晚于决定", "date.notice", words("告知书", "2026年2月20日", "2026年3月7日")),
    Planted(P, "决定早于听证", "date.hearing", words("听证", "2026年2月27日", "2026年3月8日")),
    Planted(P, "检查笔录晚于决定", "date.evidence", words("检查笔录", "2026年1月19日", "2026年3月8日")),
    Planted(P, "生效早于送达", "date.effective", data(2, effective_on=date(2026, 3, 9))),
    Planted(P, "函早于生效", "date.told", data(2, effective_on=date(2026, 3, 17))),
    Planted(
        P,
        "晚于立卷",
        "date.future",
        lambda f: endnote("2026年4月20日", "2026年3月20日")(replace(f, made_on=date(2026, 3, 20))),
    ),
    Planted(
        X,
        "收文早于文书",
        "date.received",
        document(2, source="received", data={"received_on": date(2026, 3, 31)}),
    ),
    Planted(L, "受理晚于决定", "date.acceptance", words("受理通知书", "2026年3月11日", "2026年3月20日")),
    Planted(P, "同一代码两个名称", "party.names", document(3, parties=(PartyFact(OTHER_NAME, WOOD.uscc),))),
    Planted(P, "同一名称两个代码", "party.codes", document(3, parties=(PartyFact(WOOD.name, OTHER_CODE),))),
    Planted(P, "别人的文书在卷", "party.case", document(3, parties=(FOREST,))),
    *(
        Planted(P, f"决定书：{name}", rule, words("行政处罚决定书", old, new))
        for name, old, new, rule in _DECISION_PARTS
        if rule
    ),
    Planted(
        P,
        "决定书没有当事人",
        "decision.party",
        words(
            "行政处罚决定书", "当事人：示例木业有限公司\n统一社会信用代码：91430900MA00YL0018\n", "当事人：\n"
        ),
    ),
    Planted(
        P,
        "决定书没有写决定什么",
        "decision.kind",
        words(
            "行政处罚决定书",
            "决定给予以下行政处罚：\n1.没收违法收购的杉木12立方米；\n2.罚款人民币19200元（壹万玖仟贰佰元整）。",
            "处理如下：杉木12立方米，缴款19200元，违法所得没收。罚款另计。",
        ),
    ),
    Planted(
        P,
        "决定书没有机关",
        "decision.organ",
        words(
            "行政处罚决定书",
            "直接向人民法院提起行政诉讼。\n益阳高新区社会事务局\n",
            "直接向人民法院提起行政诉讼。特此决定，请当事人遵照执行，并将执行的情况报告我们。逾期不执行的，将依照法律的规定处理。以上各项请一并遵守，有疑问的可以来函或者来电询问，也可以到我们办公的地方当面询问，来的时候请带上本决定书和身份证件。送达以后请在回证上签名，并写上日期，交给送达的人员带回，以备查考，如有变更另行书面告诉。此决定书一式三份，一份送达，一份存卷，一份备查，以上三份的效力相同，特此说明\n",
        ),
    ),
    Planted(P, "决定书没有日期", "decision.day", words("行政处罚决定书", "2026年3月6日\n", "")),
    Planted(P, "决定书没有盖章", "decision.seal", words("行政处罚决定书", "", "", seal="none")),
    Planted(
        P, "黑白扫描看不出盖章", "decision.seal", words("行政处罚决定书", "", "", seal="unknown"), "未能核查"
    ),
    Planted(P, "处罚种类不同", "decision.same-kinds", data(2, penalty_kinds=["罚款", "吊销许可证件"])),
    Planted(
        P, "函里的决定书文号不同", "decision.number", data(2, decision_number="益高社林罚决字〔2026〕第4号")
    ),
    Planted(
        P,
        "代码校验位错",
        "party.digits",
        lambda f: replace(
            both(
                *(document(n, parties=(replace(WOOD, uscc=_WRONG_CODE),)) for n in (1, 2, 3)),
                cover(uscc=_WRONG_CODE),
            )(f),
            papers=tuple(
                replace(p, words=p.words.replace(f"统一社会信用代码：{WOOD.uscc}\n", "")) for p in f.papers
            ),
        ),
    ),
    Planted(
        L,
        "证上没有名称",
        "licence.party",
        words("林木采伐许可证", "持证人：示例林业开发有限公司\n统一社会信用代码：91430900MA00YL002B\n", ""),
    ),
    Planted(
        L, "证号不同", "licence.number", words("林木采伐许可证", "示例采字第000001号", "示例采字第000007号")
    ),
    Planted(L, "有效期不同", "licence.valid", words("林木采伐许可证", "2026年6月16日", "2026年6月18日")),
    Planted(
        L,
        "证上没有机关",
        "licence.organ",
        words("林木采伐许可证", "发证机关：益阳高新区经济合作局（政务管理服务局）\n", ""),
    ),
    Planted(
        L,
        "证上没有日期",
        "licence.day",
        words(
            "林木采伐许可证",
            "有效期自2026年3月18日至2026年6月16日\n发证机关：益阳高新区经济合作局（政务管理服务局）\n2026年3月18日\n",
            "发证机关：益阳高新区经济合作局（政务管理服务局）\n",
        ),
    ),
    Planted(L, "证没有盖章", "licence.seal", words("林木采伐许可证", "", "", seal="none")),
    Planted(L, "超过审批期限", "licence.term", data(3, decide_by=date(2026, 3, 17))),
    Planted(
        L,
        "没有等答复",
        "licence.opinion",
        both(
            term(3, "函复意见", due=date(2026, 3, 24), met_on=date(2026, 3, 20)),
            document(4, day=date(2026, 3, 20)),
            delivery(4, sent_on=date(2026, 3, 20), claimed_on=date(2026, 3, 20)),
            cover(period_to=date(2026, 3, 20)),
            lambda f: row(4, words=f.finished.rows[3].words.replace("20260316", "20260320"))(f),
        ),
    ),
    Planted(L, "推送缺地址", "licence.complete", document(5, parties=(replace(FOREST, address=""),))),
)
