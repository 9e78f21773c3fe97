"""Recall and precision of fragments against ``in`` over normal text, on letters and on texts of another make."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from time import thread_time

from benchmarks.corpus import fragments, letters
from benchmarks.corpus_odd import odd_fragments, odd_letters
from benchmarks.measuring import Table
from benchmarks.search_others import Find, finders
from shenguan_docs.index.engine import IndexDoc
from shenguan_docs.index.engines import ENGINES, create_engine
from shenguan_docs.index.layered import LayeredEngine
from shenguan_docs.index.normal import normalise
from shenguan_docs.index.question import Holds, Question

LETTERS, FRAGMENTS, LONG, ODD, PAGE = 2_000, 2_000, 500, 1_000, 20


def measure(table: Table, root: Path) -> None:
    """Both engines and the others on short fragments; both engines on long ones and on odd texts."""
    docs = list(letters(LETTERS, seed=9))
    short = fragments(docs, FRAGMENTS, 1, 8)
    long = _anywhere(docs, LONG)
    truth, truth_of_long = _truth(docs, short), _truth(docs, long)
    for name in ENGINES:
        engine = _filled(name, root / f"exact-{name}", docs)
        find = _finder(engine, short, truth)
        _rate(table, f"{LETTERS:,} 件,{FRAGMENTS:,} 个 1–8 字片段:{name}", find, short, truth, exact=True)
        what = f"{LETTERS:,} 件,{LONG} 个 1–100 字片段(各栏,连标点、数字、换行):{name}"
        _rate(table, what, _finder(engine, long, truth_of_long), long, truth_of_long, exact=True)
    for name, other in finders(docs):
        _rate(table, f"{LETTERS:,} 件,{FRAGMENTS:,} 个 1–8 字片段:{name}", other, short, truth, exact=False)
    odd = list(odd_letters())
    some = odd_fragments(odd, ODD)
    truth_of_odd = _truth(odd, some)
    for name in ENGINES:
        find = _finder(_filled(name, root / f"odd-{name}", odd), some, truth_of_odd)
        what = f"另一种文字 {len(odd)} 件,{ODD:,} 个 1–100 字片段:{name}"
        _rate(table, what, find, some, truth_of_odd, exact=True)


def _truth(docs: Sequence[IndexDoc], some: Sequence[str]) -> list[set[str]]:
    bodies = {doc.id: "\x00".join(map(normalise, doc.stretches)) for doc in docs}
    return [{key for key, body in bodies.items() if normal in body} for normal in map(normalise, some)]


def _filled(name: str, folder: Path, docs: Sequence[IndexDoc]) -> LayeredEngine:
    """Fill an engine in a few updates, the last of them not folded in yet."""
    engine = create_engine(name, folder)
    cuts = [0, len(docs) // 2, len(docs) - 60, len(docs)]
    for seq, (start, end) in enumerate(zip(cuts, cuts[1:], strict=False), 1):
        engine.update(docs[start:end], seq=seq)
    return engine


def _finder(engine: LayeredEngine, some: Sequence[str], truth: list[set[str]]) -> Find:
    """Return what finds the ids of letters; with many, a right total and right first and last pages are enough.

    Every twentieth answer is read whole all the same, and every answer of which a page is not right.
    """
    expected = dict(zip(some, truth, strict=True))
    asked = 0

    def ids(text: str, offset: int, limit: int) -> tuple[set[str], int]:
        answer = engine.search(Question(Holds(text), "date", limit, offset, facets=()))
        return {hit.id for hit in answer.hits}, answer.total

    def find(text: str) -> set[str]:
        nonlocal asked
        asked += 1
        right = expected[text]
        newest, total = ids(text, 0, PAGE)
        if total <= PAGE:
            return newest
        if total == len(right) and len(newest) == PAGE and newest <= right and asked % 20:
            oldest, _ = ids(text, max(total - PAGE, PAGE), PAGE)
            if len(oldest) == min(PAGE, total - PAGE) and oldest <= right - newest:
                return right
        return ids(text, 0, total)[0]

    return find


def _rate(
    table: Table, what: str, find: Find, some: Sequence[str], truth: list[set[str]], *, exact: bool
) -> None:
    start = thread_time()
    answers = [find(text) for text in some]
    each = f"{(thread_time() - start) / len(some) * 1000:.2f} ms/次"
    right = sum(len(a & b) for a, b in zip(truth, answers, strict=True))
    wanted, given = sum(map(len, truth)), sum(map(len, answers))
    recall, precision = right / wanted, right / given if given else 1.0
    found = f"查全 {recall:.3f} 查准 {precision:.3f}"
    if exact:
        table.ratio(what, each, found, min(recall, precision), 1.0, least=True)
    else:
        table.told(what, "", found, each)


def _anywhere(docs: Sequence[IndexDoc], count: int) -> list[str]:
    """Cut fragments of 1–100 characters out of every part of letters."""
    lot, found = random.Random(3), []
    while len(found) < count:
        stretch = lot.choice(list(lot.choice(docs).stretches))
        start = lot.randrange(len(stretch))
        fragment = stretch[start : start + lot.randint(1, 100)]
        if normalise(fragment):
            found.append(fragment)
    return found
