"""Search: 10,000 letters on Whoosh, 100,000 on tantivy (``SHENGUAN_MILLION=1``: 1,000,000 too), beside others.

Bare tantivy and bare Whoosh are the same index asked directly for the same query and the same stored fields;
SQLite FTS5 (trigram), tantivy's own n-grams and jieba get the same letters.
"""

from __future__ import annotations

import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.corpus import fragments, letters, material
from shenguan_docs.index.engine import IndexDoc
from shenguan_docs.index.engines import create_engine
from shenguan_docs.index.normal import normalise
from shenguan_docs.index.question import All, Between, Holds, Question

ROUNDS = 100
YEARS = Between(date(2018, 1, 1), date(2024, 12, 31))
Ask = Callable[[], object]


def run() -> bool:
    """Measure and print; returns whether the goals were reached."""
    reached = True
    with tempfile.TemporaryDirectory(prefix="shenguan-bench-") as place:
        root = Path(place)
        reached &= _exactness(root, 2_000)
        reached &= _whoosh(root, 10_000)
        hundred = _tantivy(root, 100_000, beside=True)
        reached &= hundred["reached"]
        if os.environ.get("SHENGUAN_MILLION"):
            million = _tantivy(root, 1_000_000, beside=False)
            for name, ms in million["ms"].items():
                reached &= _line(f"百万:{name} ÷ 十万", ms / hundred["ms"][name], 12)
            reached &= _line("百万:内存 GB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 1.5)
        reached &= _singles(root)
    return reached


def _line(what: str, found: float, goal: float, least: bool = False) -> bool:
    fine = found >= goal if least else found <= goal
    print(
        f"{what:42} {found:9.3f}  目标 {'≥' if least else '≤'} {goal}  {'好' if fine else '未达到'}",
        flush=True,
    )
    return fine


def _p95(asks: Iterable[Ask]) -> float:
    """Return the 95th percentile of whole calls in ms."""
    times = []
    for ask in asks:
        start = perf_counter()
        ask()
        times.append((perf_counter() - start) * 1000)
    return sorted(times)[int(len(times) * 0.95)]


def _both(ours: list[Ask], bare: list[Ask]) -> tuple[float, float]:
    """Measure two lists in turn, three times; return the medians of the 95th percentiles."""
    a, b = zip(*((_p95(ours), _p95(bare)) for _ in range(3)), strict=True)
    return median(a), median(b)


def _questions(docs: list[IndexDoc]) -> dict[str, list[Question]]:
    lot = random.Random(5)
    some = fragments(docs, ROUNDS, 4, 6)
    short = fragments(docs, ROUNDS * 2, 2, 3)
    companies = [lot.choice(material().companies)[0] for _ in range(ROUNDS)]
    return {
        "4–6 字片段": [Question(Holds(text)) for text in some],
        "两个片段+企业+日期": [
            Question(
                All((Holds(short[2 * n]), Holds(short[2 * n + 1]), Holds(companies[n], "company"), YEARS))
            )
            for n in range(ROUNDS)
        ],
        "每件都有的字,最新 20 件": [Question(Holds("年"), "date", facets=())] * 30,
        "全部的分面": [Question(limit=0)] * 30,
    }


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _tantivy(root: Path, count: int, *, beside: bool) -> dict[str, Any]:
    import tantivy

    from shenguan_docs.index.record import record
    from shenguan_docs.index.tantivy_query import Asking
    from shenguan_docs.index.tantivy_schema import Packer, document, register, schema

    print(f"— tantivy,{count} 件 —", flush=True)
    reached, folder = True, root / f"tantivy-{count}"
    engine = create_engine("tantivy", folder)
    text = 0

    def counted() -> Iterable[IndexDoc]:
        nonlocal text
        for doc in letters(count):
            text += sum(len(stretch.encode()) for stretch in doc.stretches)
            yield doc

    start = perf_counter()
    sum(1 for _ in letters(2_000))
    making = (perf_counter() - start) / 2_000
    start = perf_counter()
    engine.update(counted(), seq=1)
    rate = 1 / max((perf_counter() - start) / count - making, 1e-9)
    reached &= _line("索引大小 ÷ 文字", _size(folder) / text, 1.4)
    sample = list(letters(5_000))
    if beside:
        packer = Packer(b"")
        prepared = [document(record(doc), packer) for doc in sample]
        (root / "bare").mkdir()
        index = tantivy.Index(schema(), path=str(root / "bare"))
        register(index)
        writer = index.writer(160_000_000, 2)
        start = perf_counter()
        for made in prepared:
            writer.add_document(made)
        writer.commit()
        writer.wait_merging_threads()
        bare_rate = len(prepared) / (perf_counter() - start)
        reached &= _line(f"建索引 件/秒({rate:.0f})÷ 纯 tantivy", rate / bare_rate, 0.6, least=True)
    index = tantivy.Index.open(str(folder / "letters"))
    register(index)
    index.reload()
    searcher = index.searcher()
    asking = Asking(index.schema, searcher)

    def bare(question: Question) -> Ask:
        query = asking.where(question.where)
        facets = {
            f: {"terms": {"field": f"f_{f}", "size": 65_000 if f != "company" else 20}}
            for f in question.facets
        }

        def ask() -> None:
            order = {"order_by_field": "order"} if question.sort == "date" else {}
            if question.limit:
                for _, at in searcher.search(query, 20, **order).hits:
                    searcher.doc(at).get_first("letter")
            if facets:
                searcher.aggregate(query, facets)

        return ask

    fts = _fts(root, count) if beside else {}
    found: dict[str, float] = {}
    for name, questions in _questions(sample).items():
        ours, plain = _both([lambda q=q: engine.search(q) for q in questions], [bare(q) for q in questions])
        found[name] = ours
        reached &= _line(f"{name}:{ours:.2f} ms ÷ 纯 tantivy {plain:.2f}", ours / plain, 3)
        if name in fts:
            other = _p95(fts[name])
            goal = 1.0 if name.startswith("4") else 0.25
            if not name.startswith("两"):
                reached &= _line(f"{name} ÷ FTS5 {other:.2f} ms", ours / other, goal)
    return {"reached": reached, "ms": found}


def _fts(root: Path, count: int) -> dict[str, list[Ask]]:
    """SQLite's FTS5 with trigrams over the same letters."""
    db = sqlite3.connect(root / "fts.db")
    db.execute("CREATE VIRTUAL TABLE f USING fts5(body, tokenize='trigram')")
    db.execute(
        "CREATE TABLE d (id INTEGER PRIMARY KEY, day TEXT, kind TEXT, sender TEXT, company TEXT, text TEXT)"
    )
    for n, doc in enumerate(letters(count), 1):
        db.execute("INSERT INTO f (rowid, body) VALUES (?, ?)", (n, normalise(doc.text)))
        row = (n, str(doc.day), doc.kind_name, doc.sender, doc.companies[0], doc.text)
        db.execute("INSERT INTO d VALUES (?, ?, ?, ?, ?, ?)", row)
    db.execute("CREATE INDEX i ON d (day)")
    db.commit()

    def fragment(text: str) -> Ask:
        sql = "SELECT d.*, snippet(f, 0, '[', ']', '', 30) FROM f JOIN d ON d.id = f.rowid WHERE f MATCH ? ORDER BY rank LIMIT 20"
        needle = '"' + normalise(text).replace('"', '""') + '"'
        return lambda: db.execute(sql, (needle,)).fetchall()

    common = "SELECT d.* FROM f JOIN d ON d.id = f.rowid WHERE f.body LIKE '%年%' ORDER BY day DESC LIMIT 20"
    count_common = "SELECT count(*) FROM f WHERE body LIKE '%年%'"
    facet = "SELECT {0}, count(*) FROM d GROUP BY {0} ORDER BY 2 DESC LIMIT 60"
    some = [q.where.text for q in _questions(list(letters(5_000)))["4–6 字片段"]]  # type: ignore[union-attr]
    return {
        "4–6 字片段": [fragment(text) for text in some],
        "每件都有的字,最新 20 件": [
            lambda: (db.execute(common).fetchall(), db.execute(count_common).fetchall())
        ]
        * 5,
        "全部的分面": [
            lambda: [
                db.execute(facet.format(column)).fetchall()
                for column in ("kind", "sender", "company", "substr(day, 1, 4)")
            ]
        ]
        * 5,
    }


def _whoosh(root: Path, count: int) -> bool:
    """Whoosh against the postings and columns of the same index read directly, and as a whole process."""
    from shenguan_docs.index.record import needle_grams
    from shenguan_docs.index.whoosh_codec import Storage

    print(f"— Whoosh,{count} 件 —", flush=True)
    reached, folder = True, root / "whoosh"
    engine = create_engine("whoosh", folder)
    start = perf_counter()
    engine.update(letters(count), seq=1)
    print(f"建索引 {count / (perf_counter() - start):.0f} 件/秒")
    sample = list(letters(2_000))
    reader = Storage(str(folder / "letters")).open_index().reader()
    columns = {name: reader.column_reader(name) for name in ("card", "body", "words")}

    def bare(question: Question) -> Ask:
        """AND of all pieces as Whoosh intersects them, confirmed in the body; then 20 stored letters."""
        parts = question.where.parts if isinstance(question.where, All) else (question.where,)
        needles = [normalise(part.text) for part in parts if isinstance(part, Holds)]

        def ask() -> None:
            found: Any = None
            for gram in {gram for needle in needles for gram in needle_grams(needle)}:
                try:
                    ids = set(reader.postings("grams", gram.encode()).all_ids())
                except Exception:
                    ids = set()
                found = ids if found is None else found & ids
            if found is None:
                found = reader.all_doc_ids()
            wanted = [needle.encode() for needle in needles if len(needle) > 2]
            kept = [n for n in found if all(needle in columns["body"][n] for needle in wanted)]
            if question.facets:
                for n in kept:
                    columns["card"][n]
            for n in kept[-20:]:
                columns["card"][n], columns["words"][n]

        return ask

    for name, questions in _questions(sample).items():
        ours, plain = _both([lambda q=q: engine.search(q) for q in questions], [bare(q) for q in questions])
        reached &= _line(f"{name}:{ours:.2f} ms ÷ 纯 Whoosh {plain:.2f}", ours / plain, 3)
    return reached


def _exactness(root: Path, count: int) -> bool:
    """Recall and precision of 2,000 fragments of 1–8 characters against ``in``."""
    print(f"— {count} 件,2000 个 1–8 字片段:查全率、查准率 —", flush=True)
    docs = list(letters(count, seed=9))
    some = fragments(docs, 2_000, 1, 8)
    bodies = {doc.id: "\x00".join(map(normalise, doc.stretches)) for doc in docs}
    truth = [{key for key, body in bodies.items() if normalise(text) in body} for text in some]
    exact = True
    for name in ("tantivy", "whoosh"):
        engine = create_engine(name, root / f"exact-{name}")
        engine.update(docs, seq=1)
        answers = [
            {hit.id for hit in engine.search(Question(Holds(t), "date", limit=count, facets=())).hits}
            if n % 100 == 0
            else _ids(engine, t, truth[n])
            for n, t in enumerate(some)
        ]
        exact &= _rates(name, truth, answers) == (1.0, 1.0)
    for name, answers in _others(docs, some):
        _rates(name, truth, answers)
    return exact


def _ids(engine: Any, text: str, expected: set[str]) -> set[str]:
    """Return the ids found; a total that is right and a newest page that is right stand for all of them."""
    answer = engine.search(Question(Holds(text), "date", limit=50, facets=()))
    page = {hit.id for hit in answer.hits}
    if answer.total == len(expected) and page <= expected and len(page) == min(50, len(expected)):
        return expected
    return page


def _rates(name: str, truth: list[set[str]], answers: list[set[str]]) -> tuple[float, float]:
    right = sum(len(a & b) for a, b in zip(truth, answers, strict=True))
    wanted, given = sum(map(len, truth)), sum(map(len, answers))
    rates = right / wanted, right / given if given else 1.0
    print(f"{name:24} 查全 {rates[0]:.3f}  查准 {rates[1]:.3f}", flush=True)
    return rates


def _others(docs: list[IndexDoc], some: list[str]) -> Iterable[tuple[str, list[set[str]]]]:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE f USING fts5(id UNINDEXED, body, tokenize='trigram')")
    for doc in docs:
        db.execute("INSERT INTO f VALUES (?, ?)", (doc.id, " ".join(map(normalise, doc.stretches))))
    ask = "SELECT id FROM f WHERE f MATCH ?"
    quoted = ('"' + normalise(t).replace('"', '""') + '"' for t in some)
    yield "SQLite FTS5 trigram", [{row[0] for row in db.execute(ask, (q,))} for q in quoted]
    import tantivy

    def plain(cut: Callable[[str], str], query: Callable[[str], str]) -> list[set[str]]:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        builder.add_text_field("body")
        index = tantivy.Index(builder.build())
        writer = index.writer(30_000_000, 1)
        for doc in docs:
            writer.add_document(
                tantivy.Document(id=[doc.id], body=[cut(" ".join(map(normalise, doc.stretches)))])
            )
        writer.commit()
        index.reload()
        searcher = index.searcher()
        answers = []
        for text in some:
            words = query(normalise(text)).replace('"', " ")
            asked, _ = index.parse_query_lenient(f'"{words}"', ["body"])
            hits = searcher.search(asked, len(docs)).hits
            answers.append({searcher.doc(at)["id"][0] for _, at in hits})
        return answers

    yield "tantivy 默认分词", plain(lambda text: text, lambda text: text)
    try:
        import jieba
    except ImportError:
        print("jieba                    没有安装,未测")
        return
    jieba.setLogLevel(60)
    yield "jieba + tantivy", plain(lambda t: " ".join(jieba.cut(t)), lambda t: " ".join(jieba.cut(t)))


def _singles(root: Path) -> bool:
    """5,000 updates of one letter each, against the same letters at once; then a search as a whole process."""
    print("— 5000 次单件 —", flush=True)
    docs = list(letters(5_000))
    one, many = create_engine("tantivy", root / "one"), create_engine("tantivy", root / "many")
    many.update(docs, seq=1)
    for n, doc in enumerate(docs, 1):
        one.update([doc], seq=n)
    questions = _questions(docs)["4–6 字片段"]
    ours, fresh = _both(
        [lambda q=q: one.search(q) for q in questions], [lambda q=q: many.search(q) for q in questions]
    )
    size = _size(root / "one") / _size(root / "many")
    return (
        _line("单件 ÷ 一次:检索用时", ours / fresh, 2) & _line("单件 ÷ 一次:大小", size, 2) & _process(root)
    )


_ASK = """
import sys
from pathlib import Path
from shenguan_docs.index.engines import open_engine
from shenguan_docs.index.question import Holds, Question
print(open_engine(sys.argv[1], Path(sys.argv[2])).search(Question(Holds("年"))).total)
"""


def _process(root: Path) -> bool:
    """A cold process that asks for a character of every letter, against ``import click``."""

    def seconds(*command: str) -> float:
        start = perf_counter()
        subprocess.run([sys.executable, "-c", *command], check=True, stdout=subprocess.DEVNULL)
        return perf_counter() - start

    reached = True
    for name, folder in (("tantivy", root / "tantivy-100000"), ("whoosh", root / "whoosh")):
        ratio = median(seconds(_ASK, name, str(folder)) / seconds("import click") for _ in range(9))
        reached &= _line(f"{name} 冷进程 ÷ import click", ratio, 6)
    return reached
