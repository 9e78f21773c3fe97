"""Long runs in which things go wrong: ``python -m benchmarks.faults [bundles desk kills search lives scans …]``."""

from __future__ import annotations

import random
import sys
import tempfile
import traceback
from pathlib import Path

from benchmarks import review_faults, search_kills, tampering, transactions
from benchmarks.backup_faults import backups
from benchmarks.command_kills import commands
from benchmarks.crashes import play
from benchmarks.desk_kills import desk
from benchmarks.fuzz import fuzz
from benchmarks.hostile import hostile
from benchmarks.masking import masking
from benchmarks.office import made_office
from benchmarks.powerloss import powerloss
from benchmarks.syscalls import syscalls
from shenguan_docs.index.engines import ENGINES

ROUNDS, PROCESSES, LETTERS, KILLS = 6, 4, 24, 12
BUNDLES = 220
DOCUMENTS = 2000  # of the random lives
SEARCH_KILLS, BUILDING_KILLS = 24, 8
TAMPERED = 1200
SCANNED_PAGES, SCANNED_FILES = 120, 16  # of 送达回证


def kills() -> bool:
    """Four processes issue at once and are killed; returns whether all held."""
    good = True
    for seed in range(ROUNDS):
        with tempfile.TemporaryDirectory() as place:
            root = Path(place) / "office"
            made_office(root).close()
            outcome = play(root, processes=PROCESSES, letters=LETTERS, kills=KILLS, seed=seed)
        print(
            f"第 {seed + 1} 轮:{PROCESSES} 个进程,印发 {outcome.issued} 件,强杀 {outcome.kills} 次,问题 {len(outcome.faults)} 处"
        )
        for fault in outcome.faults:
            print(f"  {fault}")
        good = good and not outcome.faults
    return good


def search() -> bool:
    """Both engines are killed while they take letters in and while they are built anew; returns whether all held."""
    good = True
    for engine in ENGINES:
        with tempfile.TemporaryDirectory() as place:
            faults = search_kills.taking_in(Path(place) / "index", engine, SEARCH_KILLS, seed=1)
            faults += search_kills.while_building(Path(place) / "standing", engine, BUILDING_KILLS, seed=2)
        print(
            f"检索引擎 {engine}:收信时强杀 {SEARCH_KILLS} 次,重建时强杀 {BUILDING_KILLS} 次,问题 {len(faults)} 处"
        )
        for fault in faults:
            print(f"  {fault}")
        good = good and not faults
    return good


def lives() -> bool:
    """Random lives of at least 2,000 letters are what the small model says; returns whether all were."""
    from hypothesis import HealthCheck, Phase, settings
    from hypothesis.stateful import run_state_machine_as_test

    from benchmarks.lives import Lives

    quiet = settings(
        max_examples=20,
        stateful_step_count=60,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.generate],  # a failing life is short enough to be read as it is
    )
    good = True
    while Lives.seen["起草"] < DOCUMENTS and good:
        try:
            run_state_machine_as_test(Lives, settings=quiet)
        except AssertionError as error:
            print("与模型不同:", *traceback.format_exception(error))
            good = False
        print("、".join(f"{what} {times}" for what, times in sorted(Lives.seen.items())), flush=True)
    return good


def scans() -> bool:
    """Random files of scans of 送达回证, of at least 100 pages; returns whether each page went where it belongs."""
    from benchmarks.scan_runs import play as scanned

    good, pages, seed = True, 0, 0
    while pages < SCANNED_PAGES:
        seed += 1
        with tempfile.TemporaryDirectory() as place:
            office = made_office(Path(place) / "office")
            outcome = scanned(office, SCANNED_FILES, seed, Path(place))
            office.close()
        pages += sum(count for sort, count in outcome.sorts.items() if "dpi" in sort)
        told = "、".join(f"{sort} {count}" for sort, count in sorted(outcome.sorts.items()))
        print(f"第 {seed} 轮,共 {pages} 页,问题 {len(outcome.faults)} 处:{told}", flush=True)
        for fault in outcome.faults:
            print(f"  {fault}")
        good = good and not outcome.faults
    return good


def tamper() -> bool:
    """A thousand edits of archive, journal and database with everyday tools; returns whether each was found and named."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        tampering.furnish(root, letters=6)
        sorts = random.Random(1).choices(list(tampering.SORTS), k=TAMPERED)
        outcome = tampering.run(root, sorts, seed=1)
    for sort in sorted({*outcome.found, *outcome.mended}):
        mended = f",打开时自己补齐 {outcome.mended[sort]} 次" if outcome.mended[sort] else ""
        print(f"{sort}:查出 {outcome.found[sort]} 次{mended}")
    print(
        f"改动 {outcome.trials} 次(另有 {outcome.without_effect} 次没有效果),没有查出 {len(outcome.missed)} 次,"
        f"没有指明 {len(outcome.unnamed)} 次,误报 {len(outcome.false)} 处"
    )
    for fault in (*outcome.missed, *outcome.unnamed, *outcome.false):
        print(f"  {fault}")
    return not outcome.missed and not outcome.unnamed and not outcome.false


def bundles() -> bool:
    """Random case bundles, read back by another reader; returns whether all were right."""
    from benchmarks.random_bundles import faults, made
    from shenguan_docs.bundle.make import shipped_layouts
    from shenguan_docs.layout.pdf import PdfPrinter

    printer = PdfPrinter(shipped_layouts()).html_pdf
    wrong = pages = volumes = 0
    for seed in range(BUNDLES):
        with tempfile.TemporaryDirectory() as place:
            model = made(seed, printer)
            found = faults(model, Path(place) / "bundle", printer)
            volumes += len(list(Path(place).rglob("案卷*.pdf")))
        pages += sum(map(len, model.marks))
        wrong += bool(found)
        for fault in found:
            print(f"第 {seed} 个:{fault}", flush=True)
    print(f"随机案卷 {BUNDLES} 个,{volumes} 卷,{pages} 页:读回来有错的 {wrong} 个")
    return not wrong


def issuing() -> bool:
    """Eight processes, ten thousand issuing transactions, a hundred SIGKILLs; returns whether all held."""
    return transactions.main(["kills"]) == 0


def failover() -> bool:
    """The first PostgreSQL is killed while processes issue, its standby takes over; by itself: it wants a server."""
    from benchmarks.failover import run

    return run()


def on_patroni() -> bool:
    """The same with Patroni and etcd, which see to it that another one takes over."""
    from benchmarks.failover_patroni import run

    return run()


RUNS = {
    "bundles": bundles,
    "desk": desk,
    "kills": kills,
    "search": search,
    "lives": lives,
    "scans": scans,
    "masking": masking,
    "review": review_faults.run,
    "syscalls": syscalls,
    "power": powerloss,
    "issuing": issuing,
    "hostile": hostile,
    "tamper": tamper,
    "fuzz": fuzz,
    "backups": backups,
    "commands": commands,
}


def on_opensearch() -> bool:
    """Data nodes of an OpenSearch cluster are killed while it answers and takes letters in."""
    from benchmarks import opensearch_faults

    return opensearch_faults.run()


def on_s3() -> bool:
    """Volumes, filers and gateways of a store are killed while letters are issued into it."""
    from benchmarks import s3_faults

    return s3_faults.run()


def moves() -> bool:
    """``move`` is killed at any moment, and the servers under it."""
    from benchmarks import move_kills

    return move_kills.moves()


ON_SERVERS = {
    "moves": moves,
    "opensearch": on_opensearch,
    "s3": on_s3,
    "failover": failover,
    "patroni": on_patroni,
}
"""What starts servers of its own (``script/setup --scaled``), only when it is named."""


def main(names: list[str]) -> int:
    """Run what is named, or all; exit status 1 when something did not hold."""
    known = RUNS | ON_SERVERS
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"没有“{unknown[0]}”这项,可选:{'、'.join(known)}", file=sys.stderr)
        return 2
    good = [known[name]() for name in names or RUNS]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
