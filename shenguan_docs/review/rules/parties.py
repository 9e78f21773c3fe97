"""Names and codes of the 行政相对人: the same in all documents, the attachments' words included."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from shenguan_docs.parties.codes import id_problem
from shenguan_docs.review.facts import Facts, PartyFact
from shenguan_docs.review.names import code_meant, code_problem, codes_in, folded, near_names
from shenguan_docs.review.spots import Spot, bad, check, good, unseen


def names(facts: Facts) -> Iterator[Spot]:
    """One code has one name; a former name is no fault."""
    usual = _usual(facts, lambda p: p.uscc or p.id_number, lambda p: p.name)
    for one in facts.documents:
        for party in one.parties:
            code = party.uscc or party.id_number
            if not code:
                continue
            right = usual[code]
            former = {folded(name) for name in facts.former_names.get(code, ())}
            same = folded(party.name) == folded(right) or folded(party.name) in former
            note = f"代码 {code} 的名称写作“{party.name}”，别的文书写“{right}”" if party.uscc else (
                f"“{party.name}”与“{right}”的证件号相同"
            )  # fmt: skip
            yield check(same, one.order, note, one.first)


def codes(facts: Facts) -> Iterator[Spot]:
    """One name has one code."""
    usual = _usual(facts, lambda p: folded(p.name), lambda p: p.uscc or p.id_number)
    for one in facts.documents:
        for party in one.parties:
            code, right = party.uscc or party.id_number, usual.get(folded(party.name), "")
            if code and right:
                shown = f"代码 {code} 与别的文书（{right}）" if party.uscc else "证件号与别的文书"
                yield check(code == right, one.order, f"“{party.name}”的{shown}不同", one.first)


def _usual(
    facts: Facts, key: Callable[[PartyFact], str], value: Callable[[PartyFact], str]
) -> dict[str, str]:
    """What most documents say, by key; of equals the first."""
    counts: dict[str, Counter[str]] = {}
    for one in facts.documents:
        for party in one.parties:
            k, v = key(party), value(party)
            if k and v:
                counts.setdefault(k, Counter())[v] += 1
    return {k: counter.most_common(1)[0][0] for k, counter in counts.items()}


def check_digits(facts: Facts) -> Iterator[Spot]:
    """The codes that documents give are right by their check digits (GB 32100-2015, GB 11643)."""
    for one in facts.documents:
        for party in one.parties:
            if party.uscc:
                problem = code_problem(party.uscc)
                yield check(not problem, one.order, f"“{party.name}”的统一社会信用代码{problem}", one.first)
            elif party.id_number:
                wrong = id_problem(party.id_number)
                yield check(
                    wrong is None, one.order, f"“{party.name}”的公民身份号码{wrong and wrong[0]}", one.first
                )


def names_in_words(facts: Facts) -> Iterator[Spot]:
    """No text writes the name of a party nearly but not quite."""
    own = {party.name for party in facts.parties()}
    if not own:
        return
    former = {name for names in facts.former_names.values() for name in names}
    for paper in facts.distinct_papers():
        if paper.unread and not paper.words.strip():
            yield unseen(
                paper.document, f"“{paper.title}”没有读出（{paper.unread}），名称未能核对", paper.page
            )
            continue
        found = near_names(paper.words, own, facts.other_names | former)
        if paper.role == "main":  # what the letter calls its own party is told by ``names``
            mine = {
                folded(p.name) for one in facts.documents if one.order == paper.document for p in one.parties
            }
            found = tuple(near for near in found if near.written not in mine)
        for near in found:
            note = f"“{paper.title}”写作“{near.written}”，应为“{near.meant}”"
            told = unseen(paper.document, note + "（识别的文字，请人工核对）", paper.page)
            yield told if paper.recognised else bad(paper.document, note, paper.page)
        if paper.unread:
            yield unseen(paper.document, f"“{paper.title}”没有全部读出（{paper.unread}）", paper.page)
        elif not found:
            yield good(paper.document)


def codes_in_words(facts: Facts) -> Iterator[Spot]:
    """No text gives a party another code than its own."""
    yield from _text_codes(facts, wrong_digit=False)


def digits_in_words(facts: Facts) -> Iterator[Spot]:
    """No text gives a party a code whose check digit is wrong."""
    yield from _text_codes(facts, wrong_digit=True)


def _text_codes(facts: Facts, *, wrong_digit: bool) -> Iterator[Spot]:
    own = [p.uscc for p in facts.parties() if p.uscc]
    by_name = [p.name for p in facts.parties()]
    if not own:
        return
    for paper in facts.distinct_papers():
        if paper.unread and not paper.words.strip():
            yield unseen(
                paper.document, f"“{paper.title}”没有读出（{paper.unread}），代码未能核对", paper.page
            )
            continue
        clear = True
        for code in codes_in(paper.words):
            if code.code in own:
                continue
            meant, problem = code_meant(code, paper.words, own, by_name), code_problem(code.code)
            if bool(problem) != wrong_digit or not (meant or (problem and code.labelled)):
                continue
            clear = False
            note = f"“{paper.title}”里的代码 {code.code} " + (
                problem if problem else f"不是当事人的（{meant}）"
            )
            told = unseen(paper.document, note + "（识别的文字，请人工核对）", paper.page)
            yield told if paper.recognised else bad(paper.document, note, paper.page)
        if paper.unread:
            yield unseen(paper.document, f"“{paper.title}”没有全部读出（{paper.unread}）", paper.page)
        elif clear:
            yield good(paper.document)


def of_the_case(facts: Facts) -> Iterator[Spot]:
    """Every document with a party is about a party of the case (一案一卷)."""
    name = folded(facts.cover.party)
    if not name:
        return
    codes = {facts.cover.uscc} - {""}
    former = {folded(n) for code in codes for n in facts.former_names.get(code, ())}
    for one in facts.documents:
        if one.parties:
            here = any(
                folded(p.name) in name
                or name in folded(p.name)
                or p.uscc in codes
                or folded(p.name) in former
                for p in one.parties
            )
            note = f"《{one.title}》写的是{'、'.join(p.name for p in one.parties)}，不是本案当事人"
            yield check(here, one.order, note, one.first)
