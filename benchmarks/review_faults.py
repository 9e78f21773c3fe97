"""Single faults planted in real case files: each is found under its rule, and nothing else but declared consequences.

The case is played in an office (events, letters, 发出, sealed scans), exported or altered, and reviewed as
``shenguan review`` does.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf

from benchmarks import case_papers as papers
from benchmarks.case_files import MADE_ON, Case, perfect, played
from benchmarks.case_papers import FOREST, WOOD, receipt
from shenguan_docs.office.bundling.choosing import Choice
from shenguan_docs.office.bundling.exporting import bundle
from shenguan_docs.office.letters.delivering import claim
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import issue, void
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.office.received.receiving import receive
from shenguan_docs.office.reviewing.reviewing import Case as Asked
from shenguan_docs.office.reviewing.reviewing import Reviewed, review
from shenguan_docs.register import documents

Change = Callable[[Case], None]
Tamper = Callable[[Any], None]
PROCESSES = 2
P, L, X = "penalty", "licence", "exchange"
DECISION, LICENCE, NOTICE = "行政处罚决定书", "林木采伐许可证", "行政处罚事先告知书"


@dataclass(frozen=True)
class Sort:
    """One sort of fault: where it is planted, under which rule it is to be found, in which state.

    ``change`` alters the case before it is played, ``tamper`` the exported PDF of the first volume, ``values`` what
    the exported cover says.
    """

    profile: str
    name: str
    rule: str
    change: Change | None = None
    tamper: Tamper | None = None
    values: tuple[tuple[str, str], ...] = ()
    state: str = "扣分"


# -- changes of the case ----------------------------------------------------------------------


def words(title: str, old: str, new: str) -> Change:
    """Change the words of a paper."""

    def change(case: Case) -> None:
        text = case.files[title]
        assert isinstance(text, str) and old in text, (title, old)
        case.files[title] = text.replace(old, new)

    return change


def paper(title: str, text: str | None) -> Change:
    """Put another paper in, or leave it out."""

    def change(case: Case) -> None:
        case.files[title] = text

    return change


def letter(kind: str, **fields: Any) -> Change:
    """Change fields of a letter."""

    def change(case: Case) -> None:
        case.letters.setdefault(kind, {}).update(fields)

    return change


def event(type: str, **fields: Any) -> Change:
    """Change fields of an event."""

    def change(case: Case) -> None:
        case.events.setdefault(type, {}).update(fields)

    return change


def day(kind: str, on: str) -> Change:
    """Issue a letter on another day."""
    return lambda case: case.days.update({kind: on})


def without(*steps: str) -> Change:
    """Leave steps out."""
    return lambda case: case.skip.update(steps)


def channel(kind: str, way: str) -> Change:
    """Send a letter another way."""
    return lambda case: case.channel.update({kind: way})


def unsealed(case: Case) -> None:
    """No paper bears a seal."""
    case.sealed = set()


def afterwards(then: Callable[[Office, Any, Path], None]) -> Change:
    """Do something at the end."""

    def change(case: Case) -> None:
        case.then = then

    return change


def both(*changes: Change) -> Change:
    """Several changes that make one fault."""

    def change(case: Case) -> None:
        for one in changes:
            one(case)

    return change


def served(day_: str, **more: str) -> str:
    """Words of the decision's 送达回证."""
    return receipt(f"{DECISION}({papers.DECISION_NUMBER})", WOOD["name"], day_, **more)


SLIP = f"{DECISION}送达回证"


def blank(label: str) -> Change:
    """Leave one item of the decision's 送达回证 blank."""

    def change(case: Case) -> None:
        text = str(case.files[SLIP])
        lines = [f"{label}：" if line.startswith(f"{label}：") else line for line in text.splitlines()]
        assert "\n".join(lines) != text.strip()
        case.files[SLIP] = "\n".join(lines) + "\n"

    return change


def claimed(kind: str) -> Change:
    """The receiver claims by word of mouth."""
    return afterwards(lambda office, numbers, _folder: _claim(office, numbers[kind]))


def _claim(office: Office, number: str) -> None:
    claim(office, number, by="示例丙")


def lost_attachment(office: Office, numbers: Any, _folder: Path) -> None:
    """The archive has lost an attachment."""
    with office.reading() as conn:
        found = documents.find(conn, numbers["penalty"])
    office.archive.path(found.object_id, found.attachments[0].stored_name).unlink()


def twice_received(office: Office, _numbers: Any, folder: Path) -> None:
    """Two letters from one body bear the same number."""
    for n, title in enumerate(("关于示例木业有限公司木材来源的函", "关于示例木业有限公司补充材料的函"), 1):
        file = folder / f"来文{n}.txt"
        file.write_text(
            f"{title}\n示例木业有限公司（91430900MA00YL0018）的情况说明。\n示例市林业局\n2026年3月2{n}日\n",
            "utf-8",
        )
        data = {
            "sender": "示例市林业局",
            "number": "示林函〔2026〕8号",
            "title": title,
            "date": f"2026-03-2{n}",
        }
        receive(office, [file], data)


def fewer_enclosures(office: Office, _numbers: Any, folder: Path) -> None:
    """A letter from outside lists two enclosures and brings one."""
    title = "关于示例木业有限公司木材来源的函"
    file, enclosed = folder / "来文.txt", folder / "清单.txt"
    file.write_text(
        f"{title}\n示例木业有限公司（91430900MA00YL0018）的情况见附件。\n附件：1.木材清单\n2.现场照片\n示例市林业局\n2026年3月21日\n",
        "utf-8",
    )
    enclosed.write_text("木材清单\n示例木业有限公司\n", "utf-8")
    data = {"sender": "示例市林业局", "number": "示林函〔2026〕8号", "title": title, "date": "2026-03-21"}
    receive(office, [file, enclosed], data)


def void_in_it(case: Case) -> None:
    """A void letter is named one by one."""
    numbers: list[str] = []

    def then(office: Office, known: Any, folder: Path) -> None:
        from shenguan_docs.notices.examples import example_data
        from shenguan_docs.notices.kinds import find_kind

        data = example_data(find_kind(office.kind_places, "alert"), MADE_ON)
        data |= {"party": [WOOD], "matters": ["林木采伐许可证核发"]}
        one = issue(office, [draft(office, "alert", data, None).id])[0]
        void(office, one.number, reason="重复印发")
        with office.reading() as conn:
            event = documents.find(conn, known["penalty"]).event
        numbers.extend([*known.values(), one.number, event])
        case.choice = Choice(company=WOOD["name"], numbers=tuple(numbers))

    case.then = then


def one_by_one(case: Case) -> None:
    """The documents are named one by one: the party's name alone would be that of two."""

    def then(office: Office, numbers: Any, _folder: Path) -> None:
        with office.reading() as conn:
            event = documents.find(conn, numbers["penalty"]).event
        case.choice = Choice(numbers=(*numbers.values(), event))

    case.then = then


# -- changes of the exported PDF --------------------------------------------------------------


def _first_numbered(pdf: Any) -> int:
    return next(n for n, page in enumerate(pdf.pages) if b"ShenguanDigit" in _last(page))


def _last(page: Any) -> bytes:
    contents = page.obj.get("/Contents")
    return bytes(contents[-1].read_bytes()) if isinstance(contents, pikepdf.Array) else b""


def _numbered(pdf: Any, number: int) -> Any:
    return pdf.pages[_first_numbered(pdf) + number - 1]


def no_number(pdf: Any) -> None:
    page = _numbered(pdf, 5)
    page.obj.Contents[-1] = pdf.make_stream(b"\nQ\n")


def doubled_number(pdf: Any) -> None:
    page, other = _numbered(pdf, 5), _numbered(pdf, 7)
    page.obj.Contents[-1] = pdf.make_stream(_last(other))


def skipped_number(pdf: Any) -> None:
    page = _numbered(pdf, 5)
    page.obj.Contents[-1] = pdf.make_stream(_last(page).replace(b"Digit5", b"Digit9"))


def inner_corner(pdf: Any) -> None:
    page = _numbered(pdf, 5)
    moved = _last(_numbered(pdf, 6)).replace(b"Digit6", b"Digit5")
    page.obj.Contents[-1] = pdf.make_stream(moved)


def lost_page(pdf: Any) -> None:
    del pdf.pages[_first_numbered(pdf) + 5]


def turned_over(pdf: Any) -> None:
    first = _first_numbered(pdf)
    page = pdf.pages[first + 5]
    del pdf.pages[first + 5]
    pdf.pages.insert(first + 4, page)


def emptied(pdf: Any) -> None:
    page = _numbered(pdf, 5)
    page.obj.Contents = pikepdf.Array([pdf.make_stream(b"q\n"), page.obj.Contents[-1]])


def numbered_cover(pdf: Any) -> None:
    cover, page = pdf.pages[0], _numbered(pdf, 1)
    cover.obj.Contents = pikepdf.Array([cover.obj.Contents, pdf.make_stream(_last(page))])
    for name, form in page.obj.Resources.XObject.items():
        if name.startswith("/ShenguanDigit"):
            if "/XObject" not in cover.obj.Resources:
                cover.obj.Resources.XObject = pikepdf.Dictionary()
            cover.obj.Resources.XObject[name] = form


def wrong_link(pdf: Any) -> None:
    first = _first_numbered(pdf)
    catalogue = pdf.pages[first - 1]
    target = pdf.pages[first + 7].obj
    links = [a for a in catalogue.obj.Annots if "/Dest" in a]
    low = links[2].Dest[0].objgen
    for link in links:
        if link.Dest[0].objgen == low:
            link.Dest[0] = target


def lost_bookmark(pdf: Any) -> None:
    with pdf.open_outline() as outline:
        del outline.root[4]


def wrong_bookmark(pdf: Any) -> None:
    with pdf.open_outline() as outline:
        outline.root[4].destination = outline.root[6].destination


def lost_endnote(pdf: Any) -> None:
    page = pdf.pages[-1]
    page.obj.Contents = pdf.make_stream(b"")


_CODE = "统一社会信用代码：91430900MA00YL0018\n"
SORTS: tuple[Sort, ...] = (
    # the decision's elements
    Sort(P, "决定书没有地址", "decision.address", words(DECISION, "地址：益阳高新区示例路1号\n", "")),
    Sort(P, "决定书没有违法事实", "decision.facts", words(DECISION, "经查，当事人于2026年1月19日", "")),
    Sort(P, "决定书没有证据", "decision.evidence", words(DECISION, "以上事实有现场检查笔录、询问笔录、收购单据等证据为证。\n", "")),
    Sort(P, "决定书没有依据的条款", "decision.basis", words(DECISION, "（2019年修订）第七十八条", "（2019年修订）")),
    Sort(P, "决定书没有履行方式", "decision.way", words(DECISION, "将罚款缴至示例银行益阳分行，逾期不缴纳的", "履行，逾期的")),
    Sort(P, "决定书没有履行期限", "decision.term", words(DECISION, "自收到本决定书之日起十五日内将罚款", "将罚款")),
    Sort(P, "决定书没有复议途径", "decision.review", words(DECISION, "六十日内向益阳高新区管理委员会申请行政复议，也可以在", "")),
    Sort(P, "决定书的复议期限不对", "decision.review-term", words(DECISION, "六十日内", "三十日内")),
    Sort(P, "决定书没有诉讼途径", "decision.suit", words(DECISION, "，也可以在六个月内\n直接向人民法院提起行政诉讼", "")),
    Sort(P, "决定书的诉讼期限不对", "decision.suit-term", words(DECISION, "六个月内", "三十日内")),
    Sort(P, "决定书没有日期", "decision.day", words(DECISION, "2026年3月6日\n", "")),
    Sort(P, "决定书没有当事人", "decision.party", words(DECISION, f"当事人：示例木业有限公司\n{_CODE}", "当事人：\n")),
    Sort(P, "决定书没有盖章", "decision.seal", unsealed),
    # letter and decision
    Sort(P, "函写的决定书文号不同", "decision.number", letter("penalty", decision_number="益高社林罚决字〔2026〕第4号")),
    Sort(P, "函写的罚款不同", "decision.sum", letter("penalty", fine=19000)),
    Sort(P, "函写的依据不同", "decision.same-basis", letter("penalty", basis="《中华人民共和国森林法》（2019年修订）第七十六条")),
    Sort(P, "函写的种类不同", "decision.same-kinds", letter("penalty", penalty_kinds=["没收非法财物", "罚款", "警告"])),
    Sort(P, "函写的决定日期不同", "date.decision", letter("penalty", decided_on="2026-03-05")),
    Sort(P, "附件里是另一份决定书", "attachment.number", words(DECISION, "罚决字〔2026〕第3号", "罚决字〔2026〕第5号")),
    # names and codes
    Sort(P, "决定书名称差一字", "party.words", words(DECISION, "示例木业有限公司", "示例木材有限公司")),
    Sort(P, "听证笔录名称多两字", "party.words", words("听证笔录", "示例木业有限公司", "示例木业有限责任公司")),
    Sort(P, "检查笔录名称少字", "party.words", words("现场检查笔录", "示例木业有限公司", "示例木业公司")),
    Sort(P, "告知书名称颠倒", "party.words", words(NOTICE, "示例木业有限公司", "木例示业有限公司")),
    Sort(P, "决定书代码是别人的", "party.code-words", words(DECISION, WOOD["uscc"], "91430900MA00YL003E")),
    Sort(P, "决定书代码校验位错", "party.digit-words", words(DECISION, WOOD["uscc"], "91430900MA00YL0019")),
    Sort(P, "决定书代码少一位", "party.digit-words", words(DECISION, WOOD["uscc"], WOOD["uscc"][:-1])),
    Sort(P, "列入函名称不同", "party.names", letter("warning-listing", party=[{**WOOD, "name": "示例木业（益阳）有限公司"}])),
    Sort(P, "列入函代码不同", "party.codes", both(letter("warning-listing", party=[{**WOOD, "uscc": "91430900MA00YL003E"}]), one_by_one)),
    # days
    Sort(P, "立案晚于决定", "date.filing", words("立案审批表", "2026年1月20日", "2026年3月20日")),
    Sort(P, "检查笔录晚于决定", "date.evidence", words("现场检查笔录", "2026年1月19日", "2026年3月8日")),
    Sort(P, "告知晚于决定", "date.notice", words(NOTICE, "2026年2月20日", "2026年3月7日")),
    Sort(P, "决定早于听证", "date.hearing", words("听证笔录", "2026年2月27日", "2026年3月8日")),
    # 送达回证
    Sort(P, "全卷没有送达回证", "service.missing", both(paper(SLIP, None), paper(f"{NOTICE}送达回证", None))),
    Sort(P, "决定书没有送达回证", "service.missing", paper(SLIP, None)),
    Sort(P, "告知书没有送达回证", "service.missing", paper(f"{NOTICE}送达回证", None)),
    *(Sort(P, f"回证没有{label}", "service.items", blank(label)) for label in ("受送达人", "送达地点", "送达方式", "送达人", "收件人签名")),
    Sort(P, "回证没有时间", "service.items", blank("送达时间")),
    Sort(P, "送达太晚", "service.late", both(
        paper(SLIP, served("2026年3月18日")), letter("penalty", served_on="2026-03-18", effective_on="2026-03-18"),
        event("penalty-effective", served_on="2026-03-18", date="2026-03-18"), day("penalty", "2026-03-19"),
        day("warning-listing", "2026-03-20"),
        letter("warning-listing", listed_on="2026-03-20", told="2026年3月20日书面告知"),
    )),
    Sort(P, "函和回证的日期不同", "service.day", paper(SLIP, served("2026年3月11日"))),
    Sort(P, "送达给别人", "service.receiver", words(SLIP, f"受送达人：{WOOD['name']}", "受送达人：示例商贸公司")),
    Sort(P, "邮寄送达没有回执", "service.proof", paper(SLIP, served("2026年3月10日", way="邮寄送达"))),
    Sort(P, "公告送达没有佐证", "service.proof", paper(SLIP, served("2026年3月10日", way="公告送达"))),
    Sort(P, "代收没有理由", "service.proxy", paper(SLIP, served("2026年3月10日").replace("代收理由：", "代收人：示例七\n代收理由："))),
    # materials
    Sort(P, "没有调查取证材料", "material.required", paper("现场检查笔录", None)),
    Sort(P, "通报函没有盖章件", "material.sealed", without("sealed:penalty")),
    Sort(P, "附件的文件丢失", "attachment.missing", afterwards(lost_attachment)),
    Sort(P, "来文附件比附件说明少", "attachment.count", afterwards(fewer_enclosures)),
    Sort(P, "文号重复", "order.numbers", afterwards(twice_received)),
    Sort(P, "作废的在卷", "order.void", void_in_it),
    Sort(P, "封面没有案由", "cover.fields", event("penalty-effective", facts=None)),
    # exchange
    Sort(X, "没有盖章件", "material.sealed", without("sealed:warning-listing")),
    Sort(X, "没有发出", "sent.missing", without("dispatch:warning-listing")),
    Sort(X, "没有认领", "claim.missing", channel("warning-listing", "paper")),
    Sort(X, "邮寄没有回执", "sent.post", both(channel("warning-listing", "mail"), claimed("warning-listing"))),
    Sort(X, "认领没有回执", "claim.proof", both(channel("warning-listing", "paper"), claimed("warning-listing"))),
    Sort(X, "传真认领没有回执", "claim.proof", both(channel("warning-listing", "fax"), claimed("warning-listing"))),
    Sort(X, "逾期通报", "exchange.late", both(
        day("penalty", "2026-03-25"), day("warning-listing", "2026-03-26"),
        letter("warning-listing", listed_on="2026-03-26", told="2026年3月26日书面告知"),
    )),
    Sort(X, "没有列入警示信息库", "exchange.missing", without("letter:warning-listing")),
    # licence
    Sort(L, "没有信用查询", "credit.missing", without("letter:credit-check")),
    Sort(L, "信用查询晚于决定", "credit.day", both(day("credit-check", "2026-03-19"), letter("credit-check", queried_on="2026-03-19"))),
    Sort(L, "征求意见没有答复", "reply.missing", without("letter:reply")),
    Sort(L, "复函没有印发", "reply.draft", without("issue:reply")),
    Sort(L, "逾期答复", "reply.late", day("reply", "2026-03-18")),
    Sort(L, "没有等答复就决定", "licence.opinion", both(letter("consultation", reply_by="2026-03-24"), day("reply", "2026-03-20"))),
    Sort(L, "超过审批期限", "licence.term", both(
        letter("consultation", decide_by="2026-03-17"), event("application-accepted", decide_by="2026-03-17"),
    )),
    Sort(L, "受理晚于决定", "date.acceptance", words("受理通知书", "2026年3月11日", "2026年3月20日")),
    Sort(L, "没有申请材料", "material.required", both(paper("林木采伐申请书", None), paper("受理通知书", None))),
    Sort(L, "没有送达回证", "service.missing", paper(f"{LICENCE}送达回证", None)),
    Sort(L, "送达早于决定(许可)", "service.early", words(f"{LICENCE}送达回证", "2026年3月18日", "2026年3月17日")),
    Sort(L, "证上没有名称", "licence.party", words(LICENCE, f"持证人：{FOREST['name']}\n统一社会信用代码：{FOREST['uscc']}\n", "")),
    Sort(L, "证上名称差一字", "party.words", words(LICENCE, FOREST["name"], "示例林木开发有限公司")),
    Sort(L, "证号不同", "licence.number", words(LICENCE, "示例采字第000001号", "示例采字第000007号")),
    Sort(L, "有效期不同", "licence.valid", words(LICENCE, "2026年6月16日", "2026年6月18日")),
    Sort(L, "证上没有机关", "licence.organ", words(LICENCE, "发证机关：益阳高新区经济合作局（政务管理服务局）\n", "")),
    Sort(L, "证没有盖章", "licence.seal", unsealed),
    Sort(L, "逾期推送", "exchange.late", day("approval-result", "2026-03-30")),
    Sort(L, "推送没有盖章件", "material.sealed", without("sealed:approval-result")),
    # the exported PDF
    Sort(P, "一页没有页号", "page.missing", tamper=no_number),
    Sort(P, "页号重", "page.wrong", tamper=doubled_number),
    Sort(P, "页号跳", "page.wrong", tamper=skipped_number),
    Sort(P, "页号在内侧", "page.corner", tamper=inner_corner),
    Sort(P, "少一页", "page.missing", tamper=lost_page),
    Sort(P, "两页颠倒", "page.wrong", tamper=turned_over),
    Sort(P, "一页空白", "page.blank", tamper=emptied),
    Sort(P, "封面编了页号", "page.extra", tamper=numbered_cover),
    Sort(P, "目录的链接指错", "catalogue.links", tamper=wrong_link),
    Sort(P, "书签少一个", "catalogue.links", tamper=lost_bookmark),
    Sort(P, "书签指错", "catalogue.links", tamper=wrong_bookmark),
    Sort(P, "备考表是空的", "endnote", tamper=lost_endnote),
    Sort(P, "封面印的案由不同", "cover.printed", values=(("案由", "无证采伐"),)),
)  # fmt: skip


def found_in(reviewed: Reviewed) -> tuple[set[tuple[str, str]], list[str]]:
    """Return rule and state of what was found of its own, and what was found as a consequence."""
    own = {(f.rule, f.state) for f in reviewed.review.findings if not f.follows}
    return own, [f.rule for f in reviewed.review.findings if f.follows]


def tried(sort: Sort, ready: dict[str, Path]) -> str:
    """Plant one sort of fault; return what is wrong with what was found, "" if nothing is.

    ``ready`` are offices in which the perfect case of a profile was played.
    """
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        case = perfect(sort.profile)
        if sort.change is not None:
            sort.change(case)
            with played(case, root) as (office, choice):
                reviewed = review(office, Asked(case.choice or choice, profile=sort.profile, made_on=MADE_ON))
        else:
            shutil.copytree(ready[sort.profile], root / "office")
            reviewed = _tampered(sort, case, root)
    own, _ = found_in(reviewed)
    if own == {(sort.rule, sort.state)}:
        return ""
    notes = "；".join(f"{f.rule} {f.state}:{f.note}" for f in reviewed.review.findings if not f.follows)
    return f"应只有 {sort.rule},得到 {notes or '没有'}"


def _tampered(sort: Sort, case: Case, root: Path) -> Reviewed:
    from benchmarks.case_files import NOW

    office = open_office(root / "office", actor="示例文书", now=lambda: NOW)
    try:
        choice = Choice(company=case.party["name"])
        result = bundle(
            office, choice, root / "案卷", profile=sort.profile, made_on=MADE_ON, values=dict(sort.values)
        )
        pdfs = [result.folder / volume.pdf for volume in result.volumes]
        if sort.tamper is not None:
            with pikepdf.open(pdfs[0]) as pdf:
                sort.tamper(pdf)
                pdf.save(root / "改过.pdf")
            pdfs[0] = root / "改过.pdf"
        return review(office, Asked(choice, profile=sort.profile, made_on=MADE_ON), pdfs)
    finally:
        office.close()


def _tried(number: int, ready: dict[str, Path]) -> str:
    """``tried`` by number: what a worker process can be told."""
    try:
        return tried(SORTS[number], ready)
    except Exception as error:  # one sort that cannot be planted must not end the run
        return f"没有做成:{type(error).__name__} {error}"


def run() -> bool:
    """Play the perfect files and every sort of fault, two at a time; print what failed; return whether none did."""
    good = True
    with tempfile.TemporaryDirectory() as place:
        ready: dict[str, Path] = {}
        for profile in (P, L, X):
            (Path(place) / profile).mkdir()
            with played(perfect(profile), Path(place) / profile) as (office, choice):
                reviewed = review(office, Asked(choice, profile=profile, made_on=MADE_ON))
                ready[profile] = office.root
            print(f"{profile}:没有问题的案卷得 {reviewed.review.score:g} 分", flush=True)
            good = good and reviewed.review.score == 100 and not reviewed.review.findings
        wrong = 0
        with ProcessPoolExecutor(PROCESSES) as pool:
            for sort, problem in zip(
                SORTS, pool.map(_tried, range(len(SORTS)), [ready] * len(SORTS)), strict=True
            ):
                if problem:
                    wrong += 1
                    print(f"  {sort.profile} {sort.name}:{problem}", flush=True)
        print(f"单个错误 {len({s.name for s in SORTS})} 种,查得不对的 {wrong} 种")
    return good and not wrong
