"""What a penalty decision must say (行政处罚法第五十九条), and that letter and decision agree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation

from shenguan_docs.review.dates import days_in
from shenguan_docs.review.facts import DocumentFact, Facts, Paper
from shenguan_docs.review.names import another_number, folded, plain
from shenguan_docs.review.spots import Rule, Spot, absent, bad, good, unseen

_KINDS = (
    r"警告|通报批评|罚款|没收|暂扣|降低资质|吊销|限制开展|责令停产|停业|责令关闭|限制从业|拘留|不予行政处罚"
)
_NO_PERFORMANCE = {"警告", "通报批评"}
_TERM = r"(?:[0-9]+|[一二三四五六七八九十]+)个?(?:工作)?(?:日|天|月)(?:之)?内|当场|立即|前(?:缴|交|履行|改正)|起至"
_REMEDY = re.compile(r"复议|诉讼|法院")  # their terms are others
_ARTICLE = re.compile(r"《([^》]+)》[^《第]{0,20}?(第[〇零一二三四五六七八九十百千0-9]+条)")


def papers(facts: Facts) -> list[Paper]:
    """Return the penalty decisions of the file; one that lies there twice (with the letter that tells of it) once."""
    return [paper for paper in facts.distinct_papers() if paper.stage == "decision"]


def says(pattern: str, what: str) -> Rule:
    """Make a rule: each decision's words fit ``pattern`` (blanks taken out), else it lacks ``what``."""
    wanted = re.compile(pattern)

    def rule(facts: Facts) -> Iterator[Spot]:
        for paper in papers(facts):
            yield (
                good(paper.document) if wanted.search(plain(paper.words)) else absent(paper, f"没有写{what}")
            )

    return rule


facts_of_it = says(r"经查|查明|违法事实|调查,|违法行为", "违法事实")
evidence = says(r"证据|为证|予以证明|证实|笔录.{0,60}(?:证明|佐证)", "证据")
kind = says(rf"(?:决定(?!书)|处以|给予|予以|并处).{{0,60}}(?:{_KINDS})", "处罚的种类")
basis = says(
    r"(?:依据|根据|依照|按照).{0,6}《[^》]+》.{0,30}第[〇零一二三四五六七八九十百千0-9]+条",
    "处罚的依据（法律名称和条款）",
)
review_way = says(r"行政复议", "申请行政复议的途径")
suit_way = says(r"行政诉讼|人民法院(?:提起诉讼|起诉)|向.{0,20}人民法院", "提起行政诉讼的途径")
review_term = says(
    r"(?:六十|60)(?:个)?日(?:之)?内.{0,40}复议|复议.{0,40}(?:六十|60)日", "申请行政复议的期限（六十日）"
)
suit_term = says(
    r"(?:六个月|6个月|十五日|15日|三个月|3个月)(?:之)?内.{0,60}(?:诉讼|起诉|人民法院)|(?:诉讼|起诉).{0,30}(?:六个月|6个月)",
    "提起行政诉讼的期限（六个月）",
)


def party(facts: Facts) -> Iterator[Spot]:
    """The decision names a party of the case."""
    names = {folded(p.name) for p in facts.parties()}
    names |= {folded(name) for former in facts.former_names.values() for name in former}
    for paper in papers(facts):
        words = folded(paper.words)
        here = any(name in words for name in names)
        yield good(paper.document) if here else absent(paper, "没有写当事人的姓名或者名称")


def address(facts: Facts) -> Iterator[Spot]:
    """The decision gives the party's address."""
    wanted = re.compile(r"(?:地址|住址|住所(?:地)?|经营场所|注册地)[:为]?[\u4e00-\u9fff0-9a-z]{3,}")
    known = {folded(p.address) for p in facts.parties() if p.address}
    for paper in papers(facts):
        words = folded(paper.words)
        here = bool(wanted.search(words)) or any(one in words for one in known)
        yield good(paper.document) if here else absent(paper, "没有写当事人的地址")


def performance_way(facts: Facts) -> Iterator[Spot]:
    """The decision says how it is to be performed; a warning needs no performance."""
    yield from _performance(
        facts,
        r"缴纳|缴至|缴到|缴付|交至|上缴|收缴|账户|账号|银行|履行方式|改正|予以没收|执行方式",
        "履行的方式",
    )


def performance_term(facts: Facts) -> Iterator[Spot]:
    """The decision says until when it is to be performed."""
    for paper, words in _to_perform(facts):
        said = "。".join(one for one in re.split(r"[。;]", words) if not _REMEDY.search(one))
        wanted = re.search(
            rf"(?:{_TERM}).{{0,40}}(?:缴|交|履行|改正|银行)|(?:履行|缴纳|改正)期限|(?:缴|交|履行|改正).{{0,30}}(?:{_TERM})",
            said,
        )
        yield good(paper.document) if wanted else absent(paper, "没有写履行的期限")


def _performance(facts: Facts, pattern: str, what: str) -> Iterator[Spot]:
    for paper, words in _to_perform(facts):
        yield good(paper.document) if re.search(pattern, words) else absent(paper, f"没有写{what}")


def _to_perform(facts: Facts) -> Iterator[tuple[Paper, str]]:
    for paper in papers(facts):
        document = facts.document(paper.document)
        kinds = _chosen(document, "penalty_kinds")
        if not kinds or kinds - _NO_PERFORMANCE:
            yield paper, plain(paper.words)


def organ(facts: Facts) -> Iterator[Spot]:
    """The decision is signed with the name of an organ, at its end."""
    for paper in papers(facts):
        tail = folded(paper.words)[-160:]
        here = re.search(r"[\u4e00-\u9fff]{2,}(?:局|委员会|大队|支队|政府|中心|办公室|厅|管委会|站)", tail)
        yield good(paper.document) if here else absent(paper, "末尾没有行政机关的名称")


def day(facts: Facts) -> Iterator[Spot]:
    """The decision bears its date, at its end."""
    for paper in papers(facts):
        tail = re.sub(r"\s", "", paper.words)[-160:]
        yield good(paper.document) if any(days_in(tail)) else absent(paper, "末尾没有决定日期")


def seal(facts: Facts) -> Iterator[Spot]:
    """The decision bears the organ's seal."""
    for paper in papers(facts):
        if paper.seal == "unknown":
            yield unseen(
                paper.document, f"“{paper.title}”有没有盖章看不出（不是彩色的，或者打不开）", paper.page
            )
        else:
            seen = paper.seal == "seen"
            yield (
                good(paper.document) if seen else bad(paper.document, f"“{paper.title}”没有盖章", paper.page)
            )


def number(facts: Facts) -> Iterator[Spot]:
    """The decision bears the number that the letter gives it."""
    for one, paper in _told(facts):
        given = _text(one, "decision_number")
        if not given:
            continue
        if folded(given) in folded(paper.words):
            yield good(one.order)
        else:
            other = another_number(paper.words, given)
            note = f"的文号是 {other}，{one.number}写的是 {given}" if other else f"里没有文号 {given}"
            yield absent(paper, note)


def fine(facts: Facts) -> Iterator[Spot]:
    """The decision's sums are those of the letter."""
    for one, paper in _told(facts):
        for field, name in (("fine", "罚款"), ("confiscated", "没收违法所得")):
            amount = _amount(one, field)
            if amount:
                here = amount in _sums(paper.words)
                yield (
                    good(one.order)
                    if here
                    else absent(paper, f"里没有{name} {amount} 元，与{one.number}不同")
                )


def same_basis(facts: Facts) -> Iterator[Spot]:
    """The decision rests on the articles that the letter names."""
    for one, paper in _told(facts):
        for law, article in _ARTICLE.findall(_text(one, "basis")):
            words = folded(paper.words)
            here = folded(law) in words and folded(article) in words
            yield good(one.order) if here else absent(paper, f"里没有{one.number}写的依据《{law}》{article}")


def same_kinds(facts: Facts) -> Iterator[Spot]:
    """The decision gives the kinds of penalty that the letter names."""
    for one, paper in _told(facts):
        words = folded(paper.words)
        for chosen in sorted(_chosen(one, "penalty_kinds") - {"其他行政处罚"}):
            stem = "没收" if chosen.startswith("没收") else chosen
            yield good(one.order) if stem in words else absent(paper, f"里没有“{chosen}”，与{one.number}不同")


def _told(facts: Facts) -> Iterator[tuple[DocumentFact, Paper]]:
    """Each letter that tells of a decision, with the decision that is attached to it, else the only one of the file."""
    every = papers(facts)
    for one in facts.documents:
        if one.data.get("decided_on") and one.kind == "penalty":
            own = [p for p in facts.papers if p.stage == "decision" and p.document == one.order]
            for paper in own or (every if len(every) == 1 else []):
                yield one, paper


def _text(one: DocumentFact, field: str) -> str:
    value = one.data.get(field)
    return value if isinstance(value, str) else ""


def _chosen(one: DocumentFact | None, field: str) -> set[str]:
    value = one.data.get(field) if one else None
    return (
        {str(v) for v in value}
        if isinstance(value, list | tuple)
        else ({value} if isinstance(value, str) else set())
    )


def _amount(one: DocumentFact, field: str) -> Decimal | None:
    try:
        value = Decimal(str(one.data.get(field)))
    except InvalidOperation:
        return None
    return value if value > 0 else None


_SUM: tuple[tuple[str, Callable[[str], Decimal]], ...] = (
    (r"([0-9][0-9,]*(?:\.[0-9]+)?)万元", lambda n: Decimal(n) * 10_000),
    (r"([0-9][0-9,]*(?:\.[0-9]+)?)元", lambda n: Decimal(n)),
)


def _sums(words: str) -> set[Decimal]:
    """The sums in a text, in 元: 19200元, 1.92万元, 19,200.00 元, 壹万玖仟贰佰元."""
    text = plain(words)
    found = {worth(match.replace(",", "")) for pattern, worth in _SUM for match in re.findall(pattern, text)}
    return found | {
        Decimal(_capitals(match)) for match in re.findall(r"([零壹贰叁肆伍陆柒捌玖拾佰仟万亿]+)[元圆]", text)
    }


def _capitals(words: str) -> int:
    digits, units = "零壹贰叁肆伍陆柒捌玖", {"拾": 10, "佰": 100, "仟": 1000}
    total = part = digit = 0
    for c in words:
        if c in digits:
            digit = digits.index(c)
        elif c in units:
            part, digit = part + (digit or 1) * units[c], 0
        else:
            total, part, digit = (total + part + digit) * (10_000 if c == "万" else 100_000_000), 0, 0
    return total + part + digit
