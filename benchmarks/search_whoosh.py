"""The engine on Whoosh beside Whoosh itself: the same pieces asked by Whoosh's own queries, the same columns read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from whoosh import query

from benchmarks.measuring import Ask, Table, in_turn
from benchmarks.search_questions import questions
from benchmarks.search_tantivy import built
from shenguan_docs.index.engines import open_engine
from shenguan_docs.index.normal import normalise
from shenguan_docs.index.question import All, Holds, Question
from shenguan_docs.index.record import needle_grams
from shenguan_docs.index.whoosh_codec import Storage


def measure(table: Table, root: Path, count: int) -> None:
    """Measure at one size."""
    folder = built(table, root, "whoosh", count)
    engine = open_engine("whoosh", folder)
    bare = _bare_asks(folder / "letters")
    for name, asked in questions().items():
        ours: list[Ask] = [lambda q=q: engine.search(q) for q in asked]  # type: ignore[misc]
        table.compared(f"Whoosh {count:,} 件:{name}", *in_turn(ours, [bare(q) for q in asked]), "Whoosh", 3)


def _bare_asks(folder: Path) -> Any:
    """Return what asks Whoosh for all pieces of a question, and reads the columns of what it finds.

    Whoosh knows no substrings: what its pieces find is confirmed in the body, as anyone would have to.
    """
    searcher = Storage(str(folder)).open_index().searcher()
    reader = searcher.reader()
    columns = {name: reader.column_reader(name) for name in ("card", "body", "words")}

    def bare(question: Question) -> Ask:
        parts = question.where.parts if isinstance(question.where, All) else (question.where,)
        needles = [normalise(part.text) for part in parts if isinstance(part, Holds)]
        grams = {gram for needle in needles for gram in needle_grams(needle)}
        pieces = [query.Term("grams", gram.encode()) for gram in grams]
        where = query.And(pieces) if pieces else query.Every()
        wanted = [needle.encode() for needle in needles if len(needle) > 2]

        def ask() -> None:
            found = list(searcher.docs_for_query(where))
            if wanted:
                found = [n for n in found if all(needle in columns["body"][n] for needle in wanted)]
            if question.facets:
                for n in found:
                    columns["card"][n]
            for n in found[-question.limit :] if question.limit else ():
                columns["card"][n], columns["words"][n]

        return ask

    return bare
