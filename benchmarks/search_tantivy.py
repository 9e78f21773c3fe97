"""The engine on tantivy beside tantivy itself: the same index asked directly, the same fields written directly."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import tantivy

from benchmarks import search_others
from benchmarks.corpus import letters
from benchmarks.measuring import Ask, Table, Times, in_turn
from benchmarks.search_questions import COMMON, FACETS, FRAGMENT, questions
from shenguan_docs.index.engine import IndexDoc
from shenguan_docs.index.engines import create_engine, open_engine
from shenguan_docs.index.question import Question
from shenguan_docs.index.record import record
from shenguan_docs.index.tantivy_query import Asking
from shenguan_docs.index.tantivy_schema import Packer, dictionary, document, plain, register, schema

SAMPLE, SINGLES = 5_000, 5_000
TIMES_MORE, GIGABYTES = 12, 1.5


def measure(table: Table, root: Path, counts: list[int]) -> None:
    """Measure at every size; larger ones beside the smallest."""
    _building(table, root)
    first: dict[str, Times] = {}
    for count in counts:
        folder = built(table, root, "tantivy", count)
        found = _asking(table, root, folder, count, beside=count == counts[0])
        for name, times in found.items() if first else ():
            ratio = times.cpu / first[name].cpu
            what = f"{count:,} 件:{name}"
            table.ratio(
                what, f"{times.cpu:.2f} ms", f"{counts[0]:,} 件 {first[name].cpu:.2f} ms", ratio, TIMES_MORE
            )
        first = first or found
        held = json.loads(subprocess.check_output([sys.executable, "-m", __name__, str(folder)]))
        what = f"{count:,} 件:检索进程的内存 GB(含映射的索引页)"
        table.ratio(what, f"{held['peak']:.2f}", f"自己的 {held['own']:.2f}", held["peak"], GIGABYTES)


def built(table: Table, root: Path, engine: str, count: int) -> Path:
    """Return the index of ``count`` letters, made if it is not there yet."""
    folder = root / f"{engine}-{count}"
    if (folder / "size.json").exists():
        return folder
    text, start, cpu = 0, perf_counter(), process_time()

    def counted() -> Iterator[IndexDoc]:
        nonlocal text
        for doc in letters(count):
            text += sum(len(stretch.encode()) for stretch in doc.stretches)
            yield doc

    made = create_engine(engine, folder)
    made.update(counted(), seq=1)
    made.fold()
    cpu, wall = process_time() - cpu, perf_counter() - start
    (folder / "size.json").write_text(json.dumps({"text": text, "bytes": _size(folder)}))
    table.told(f"{engine} {count:,} 件:建索引,连同造信", f"{count / cpu:.0f} 件/处理器秒", f"{wall:.0f} 秒")
    return folder


def _building(table: Table, root: Path) -> None:
    """Build an index of some letters by the engine and by tantivy from ready-made fields, in turn."""
    docs = list(letters(SAMPLE))
    records = [record(doc) for doc in docs]
    packer = Packer(dictionary([plain(one) for one in records[:1_000]]))
    ready = [document(one, packer).to_dict() for one in records]
    best: dict[str, tuple[float, float]] = {}
    for _ in range(3):
        for name, build in (("ours", _ours), ("bare", _bare)):
            folder = root / f"building-{name}"
            shutil.rmtree(folder, ignore_errors=True)
            cpu, wall = process_time(), perf_counter()
            build(folder, docs, ready)
            times = process_time() - cpu, perf_counter() - wall
            best[name] = min(best.get(name, times), times)
    (a, a_wall), (b, b_wall) = best["ours"], best["bare"]
    table.ratio(
        f"建索引({SAMPLE:,} 件)÷ 直接写进 tantivy,件/处理器秒",
        f"{SAMPLE / a:.0f}({SAMPLE / a_wall:.0f}/秒)",
        f"tantivy {SAMPLE / b:.0f}({SAMPLE / b_wall:.0f}/秒)",
        b / a,
        0.6,
        least=True,
    )
    for name in best:
        shutil.rmtree(root / f"building-{name}")


def _ours(folder: Path, docs: list[IndexDoc], ready: list[dict[str, Any]]) -> None:
    create_engine("tantivy", folder).update(docs, seq=1)


def _bare(folder: Path, docs: list[IndexDoc], ready: list[dict[str, Any]]) -> None:
    folder.mkdir()
    made = schema()
    index = tantivy.Index(made, path=str(folder))
    register(index)
    writer = index.writer(160_000_000, 2)
    for fields in ready:
        writer.add_document(tantivy.Document.from_dict(fields, made))
    writer.commit()
    writer.wait_merging_threads()


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _asking(table: Table, root: Path, folder: Path, count: int, *, beside: bool) -> dict[str, Times]:
    size = json.loads((folder / "size.json").read_text())
    table.ratio(f"{count:,} 件:索引 ÷ 文字(UTF-8)", f"{size['bytes'] / 2**20:.0f} MB", f"{size['text'] / 2**20:.0f} MB",
                size["bytes"] / size["text"], 1.4)  # fmt: skip
    engine = open_engine("tantivy", folder)
    bare = _bare_asks(folder / "letters")
    fts = search_others.fts(root, count) if beside else {}
    found = {}
    for name, asked in questions().items():
        ours: list[Ask] = [lambda q=q: engine.search(q) for q in asked]  # type: ignore[misc]
        times, other = in_turn(ours, [bare(q) for q in asked])
        found[name] = times
        table.compared(f"{count:,} 件:{name}", times, other, "tantivy", 3)
        if name in fts:
            few = min(len(ours), len(fts[name]))
            again, theirs = in_turn(ours[:few], fts[name][:few])
            goal = {FRAGMENT: 1.0, COMMON: 0.25, FACETS: 0.25}[name]
            table.compared(f"{count:,} 件:{name}", again, theirs, "FTS5 三字", goal)
    return found


def _bare_asks(folder: Path) -> Any:
    """Return what asks tantivy for a question: page, stored fields and facets, nothing done to them."""
    index = tantivy.Index.open(str(folder))
    register(index)
    index.reload()
    searcher = index.searcher()
    asking = Asking(index.schema, searcher)

    def bare(question: Question) -> Ask:
        query = asking.where(question.where)
        order = {"order_by_field": "order"} if question.sort == "date" else {}
        facets = {
            facet: {"terms": {"field": f"f_{facet}", "size": 20 if facet == "company" else 65_000}}
            for facet in question.facets
        }

        def ask() -> None:
            for _, at in searcher.search(query, question.limit, **order).hits if question.limit else ():
                searcher.doc(at).get_first("letter")
            if facets:
                searcher.aggregate(query, facets)

        return ask

    return bare


def singles(table: Table, root: Path) -> None:
    """5,000 updates of one letter each, against the same letters at once."""
    docs = list(letters(SINGLES))
    one, many = create_engine("tantivy", root / "one"), create_engine("tantivy", root / "many")
    many.update(docs, seq=1)
    cpu, start = process_time(), perf_counter()
    for n, doc in enumerate(docs, 1):
        one.update([doc], seq=n)
    took = (
        f"{(process_time() - cpu) / SINGLES * 1000:.1f}({(perf_counter() - start) / SINGLES * 1000:.1f})ms/件"
    )
    table.told(f"{SINGLES:,} 次单件提交", took)
    for name, asked in islice(questions().items(), 4):
        sides: list[list[Ask]] = [[lambda q=q, e=e: e.search(q) for q in asked] for e in (one, many)]  # type: ignore[misc]
        table.compared(f"{SINGLES:,} 次单件:{name}", *in_turn(*sides), "一次建成", 2)
    sizes = _size(root / "one"), _size(root / "many")
    table.ratio(
        f"{SINGLES:,} 次单件:大小", *(f"{size / 2**20:.1f} MB" for size in sizes), sizes[0] / sizes[1], 2
    )


def _held() -> dict[str, float]:
    """Return what a process holds in memory after all questions, in GB."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return {name: int(lines[key].split()[0]) / 2**20 for name, key in (("peak", "VmHWM"), ("own", "RssAnon"))}


if __name__ == "__main__":
    asked_engine = open_engine("tantivy", Path(sys.argv[1]))
    for asked_questions in questions().values():
        for asked_question in asked_questions:
            asked_engine.search(asked_question)
    print(json.dumps(_held()))
