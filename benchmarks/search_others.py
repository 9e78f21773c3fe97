"""What others do with the same letters: SQLite's trigrams, tantivy's own words, jieba's words; whole processes."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.corpus import letters
from benchmarks.measuring import Ask, Table
from benchmarks.search_questions import COMMON, FACETS, FRAGMENT, questions
from shenguan_docs.index.engine import IndexDoc
from shenguan_docs.index.normal import normalise
from shenguan_docs.index.question import Holds

Find = Callable[[str], set[str]]


def fts(root: Path, count: int) -> dict[str, list[Ask]]:
    """Return what asks SQLite FTS5 (trigram) with a table of facts beside, over the same letters."""
    place = root / f"fts-{count}.db"
    fresh = not place.exists()
    db = sqlite3.connect(place)
    if fresh:
        _fill(db, count)
    page = "SELECT d.*, snippet(f, 0, '[', ']', '', 30) FROM f JOIN d ON d.id = f.rowid WHERE f MATCH ? ORDER BY rank LIMIT 20"
    newest = (
        "SELECT * FROM d WHERE text LIKE '%年%' ORDER BY day DESC LIMIT 20"  # its trigrams know no single one
    )
    total = "SELECT count(*) FROM d WHERE text LIKE '%年%'"
    facets = [
        f"SELECT {column}, count(*) FROM d GROUP BY 1 ORDER BY 2 DESC LIMIT 60"
        for column in ("kind", "sender", "company", "substr(day, 1, 4)")
    ]
    some = [q.where.text for q in questions()[FRAGMENT] if isinstance(q.where, Holds)]
    return {
        FRAGMENT: [lambda text=text: db.execute(page, (_quoted(text),)).fetchall() for text in some],  # type: ignore[misc]
        COMMON: [lambda: (db.execute(newest).fetchall(), db.execute(total).fetchall())] * 3,
        FACETS: [lambda: [db.execute(facet).fetchall() for facet in facets]] * 3,
    }


def _fill(db: sqlite3.Connection, count: int) -> None:
    db.execute("CREATE VIRTUAL TABLE f USING fts5(body, tokenize='trigram')")
    facts = "id INTEGER PRIMARY KEY, day TEXT, kind TEXT, sender TEXT, company TEXT, text TEXT"
    db.execute(f"CREATE TABLE d ({facts})")
    for n, doc in enumerate(letters(count), 1):
        db.execute("INSERT INTO f (rowid, body) VALUES (?, ?)", (n, " ".join(map(normalise, doc.stretches))))
        row = (n, str(doc.day), doc.kind_name, doc.sender, doc.companies[0], doc.text)
        db.execute("INSERT INTO d VALUES (?, ?, ?, ?, ?, ?)", row)
    db.execute("CREATE INDEX i ON d (day)")
    db.commit()


def _quoted(text: str) -> str:
    return '"' + normalise(text).replace('"', '""') + '"'


def finders(docs: Sequence[IndexDoc]) -> Iterator[tuple[str, Find]]:
    """Yield each of the others, filled with ``docs``: its name, what finds the ids of letters with a fragment."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE f USING fts5(id UNINDEXED, body, tokenize='trigram')")
    for doc in docs:
        db.execute("INSERT INTO f VALUES (?, ?)", (doc.id, " ".join(map(normalise, doc.stretches))))
    ask = "SELECT id FROM f WHERE f MATCH ?"
    yield "SQLite FTS5 三字", lambda text: {row[0] for row in db.execute(ask, (_quoted(text),))}
    yield "tantivy 默认分词", _words(docs, str)
    import jieba

    jieba.setLogLevel(60)
    yield "jieba 分词 + tantivy", _words(docs, lambda text: " ".join(jieba.cut(text)))


def _words(docs: Sequence[IndexDoc], cut: Callable[[str], str]) -> Find:
    """Return what finds fragments as phrases of words; ``cut`` sets blanks between the words."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("body")
    index = tantivy.Index(builder.build())
    writer = index.writer(30_000_000, 1)
    for doc in docs:
        body = cut(" ".join(map(normalise, doc.stretches)))
        writer.add_document(tantivy.Document(id=[doc.id], body=[body]))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def find(text: str) -> set[str]:
        words = cut(normalise(text)).replace('"', " ").replace("\\", " ")
        asked, _ = index.parse_query_lenient(f'"{words}"', ["body"])
        return {searcher.doc(at)["id"][0] for _, at in searcher.search(asked, len(docs)).hits}

    return find


_ASK = """
import sys
from pathlib import Path
from shenguan_docs.index.engines import open_engine
from shenguan_docs.index.question import Holds, Question
print(open_engine(sys.argv[1], Path(sys.argv[2])).search(Question(Holds("年"))).total)
"""


def processes(table: Table, root: Path) -> None:
    """Ask every index there is for a character of every letter as a cold process, against ``import click``."""

    def seconds(*command: str) -> float:
        start = perf_counter()
        subprocess.run([sys.executable, "-c", *command], check=True, stdout=subprocess.DEVNULL)
        return perf_counter() - start

    for folder in sorted(root.glob("*-*/size.json")):
        engine, _, count = folder.parent.name.partition("-")
        rounds = [(seconds(_ASK, engine, str(folder.parent)), seconds("import click")) for _ in range(9)]
        ours, click = (median(side) for side in zip(*rounds, strict=True))
        ratio = median(a / b for a, b in rounds)
        what = f"{engine} {int(count):,} 件:冷进程问每件都有的字"
        table.ratio(what, f"{ours * 1000:.0f} ms", f"import click {click * 1000:.0f} ms", ratio, 6)
