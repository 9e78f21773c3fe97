"""Page numbers and catalogue, as they are read back from the finished PDF (DA/T 22-2015; GB/T 9705)."""

from __future__ import annotations

from collections.abc import Iterator

from shenguan_docs.review.facts import Facts, FinishedFact
from shenguan_docs.review.names import folded
from shenguan_docs.review.rules.finished import of_the_pdf
from shenguan_docs.review.spots import Spot, bad, check, good, unseen


@of_the_pdf
def missing(_facts: Facts, finished: FinishedFact) -> Iterator[Spot]:
    """Every page of a document bears a number."""
    for page in finished.pages:
        if page.expected is not None:
            yield check(page.found is not None, page.document, f"{page.where}没有页号", page.expected)


@of_the_pdf
def wrong(_facts: Facts, finished: FinishedFact) -> Iterator[Spot]:
    """Numbers run on without gaps and doubles."""
    for page in finished.pages:
        if page.expected is not None and page.found is not None:
            note = f"{page.where}的页号是 {page.found}，应为 {page.expected}"
            yield check(page.found == page.expected, page.document, note, page.expected)


@of_the_pdf
def extra(_facts: Facts, finished: FinishedFact) -> Iterator[Spot]:
    """Cover, catalogue and 备考表 bear no number."""
    for page in finished.pages:
        if page.expected is None:
            yield check(page.found is None, 0, f"{page.where}不编页号，却有页号 {page.found}")


@of_the_pdf
def corner(_facts: Facts, finished: FinishedFact) -> Iterator[Spot]:
    """Numbers stand on the upper outer corner: to the right on the front, to the left on the back."""
    for page in finished.pages:
        if page.found is None or page.found != page.expected or not page.right_corner:
            continue
        if not page.corner:
            yield unseen(page.document, f"{page.where}的页号位置读不出来", page.expected)
            continue
        note = f"{page.where}的页号在{page.corner}角，应在{page.right_corner}角"
        yield check(page.corner == page.right_corner, page.document, note, page.expected)


@of_the_pdf
def blank(_facts: Facts, finished: FinishedFact) -> Iterator[Spot]:
    """No page of a document is empty."""
    for page in finished.pages:
        if page.expected is not None and page.blank is None:
            yield unseen(page.document, f"{page.where}画不出来，没有看是不是空白页", page.expected)
        elif page.expected is not None:
            note = f"{page.where}是空白页，没有注明“此页空白”或者抽去"
            yield check(not page.blank, page.document, note, page.expected)


@of_the_pdf
def listed(facts: Facts, finished: FinishedFact) -> Iterator[Spot]:
    """Each document has its line in the catalogue of its volume, and no line is without one."""
    rows = {(row.volume, row.document) for row in finished.rows}
    for volume, order in finished.due:
        one = facts.document(order)
        if one is not None:
            there = (volume, order) in rows
            yield check(there, order, f"卷内目录没有{one.named}《{one.title}》", one.first)
    for row in finished.rows:
        if not row.document:
            yield bad(0, f"{row.volume}卷内目录有一行没有对应的文书：{row.words[:30]}")


@of_the_pdf
def row_words(facts: Facts, finished: FinishedFact) -> Iterator[Spot]:
    """A line of the catalogue says number, organ, title and day of its document."""
    for row in finished.rows:
        one = facts.document(row.document)
        if one is None:
            continue
        words = folded(row.words)
        said = {"文号": one.number, "责任者": one.responsible, "题名": one.title}
        if one.day:
            said["日期"] = f"{one.day:%Y%m%d}"
        wrong = [name for name, value in said.items() if folded(value) not in words]
        note = f"卷内目录{one.named}的{'、'.join(wrong)}与文书不同"
        yield check(not wrong, one.order, note, one.first)


@of_the_pdf
def row_pages(facts: Facts, finished: FinishedFact) -> Iterator[Spot]:
    """The catalogue's 页号 are the pages on which the documents begin; the last has first and last."""
    for row in finished.rows:
        one = facts.document(row.document)
        if one is None:
            continue
        said = f"是 {row.page}，应为 {row.right_page}" if row.page else "没有填写"
        yield check(row.page == row.right_page, one.order, f"卷内目录{one.named}的页号{said}", row.first)


@of_the_pdf
def row_links(facts: Facts, finished: FinishedFact) -> Iterator[Spot]:
    """Catalogue lines and bookmarks lead to the first page of their document."""
    for row in finished.rows:
        one = facts.document(row.document)
        if one is None:
            continue
        for name, target in (("目录的链接", row.target), ("书签", row.bookmark)):
            where = f"第 {target} 页" if target else "别处"
            note = f"{one.named}{name}指向{where}，应为第 {row.first} 页"
            yield check(target == row.first, one.order, note, row.first)


def readable(facts: Facts) -> Iterator[Spot]:
    """Every document and attachment could be bound in."""
    for one in facts.documents:
        yield check(not one.unreadable, one.order, f"正文没有编入页面：{one.unreadable}", one.first)
        for file in one.attachments:
            if file.present and not file.composed:
                note = f"附件“{file.title}”没有编入页面：{file.unreadable}"
                yield check(not file.unreadable, one.order, note, file.page)


def whole(facts: Facts) -> Iterator[Spot]:
    """No bound PDF is damaged."""
    for one in facts.documents:
        yield (
            check(not one.damaged, one.order, "PDF 有缺损，只编入了读得出的部分", one.first)
            if one.damaged
            else good()
        )
