"""Run the measurements that are named, or all: ``python -m benchmarks [issuing start]``.

What follows one name and begins with ``--`` is for that measurement: ``python -m benchmarks search --letters 20000``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from benchmarks import (
    batch,
    bundles,
    characters,
    desk,
    docx,
    duties,
    issuing,
    long_pdf,
    own_letters,
    page_faults,
    planted_docx,
    registers,
    review_faults,
    scans,
    search,
    search_process,
    start,
    transactions,
    verifying,
)

MEASUREMENTS = {
    "issuing": issuing.run,
    "batch": batch.run,
    "bundle": bundles.run,
    "desk": desk.run,
    "docx": docx.run,
    "duties": duties.run,
    "start": start.run,
    "transactions": lambda: transactions.main(["ratio"]) == 0,
    "verify": verifying.run,
    "search": search.run,
    "search-process": search_process.run,
    "registers": registers.run,
    "review": review_faults.run,
    "scans": scans.run,
    "characters": characters.run,
    "own-letters": own_letters.run,
    "long-pdf": long_pdf.run,
    "planted-docx": planted_docx.run,
    "faults-in-pages": page_faults.run,
}


def main(names: list[str]) -> int:
    """Print each table; exit status 1 when a goal was missed, 2 for an unknown name."""
    if names[:1] == ["scaled"]:  # by itself: it wants servers
        return 0 if _scaled(names[1:]) else 1
    first = next((n for n, name in enumerate(names) if name.startswith("--")), len(names))
    names, options = names[:first], names[first:]
    unknown = [name for name in names if name not in MEASUREMENTS]
    takes: dict[str, Callable[..., bool]] = {"search": search.run, "desk": desk.run}
    if options and (len(names) != 1 or names[0] not in takes):
        print("选项只用于 search、desk:python -m benchmarks desk --help", file=sys.stderr)
        return 2
    if unknown:
        print(f"没有“{unknown[0]}”这项测量,可选:{'、'.join(MEASUREMENTS)}", file=sys.stderr)
        return 2
    reached = True
    for name in names or MEASUREMENTS:
        print(f"\n■ {name}")
        reached = (takes[name](*options) if options else MEASUREMENTS[name]()) and reached
    return 0 if reached else 1


def _scaled(options: list[str]) -> bool:
    """Measure on real servers; ``--only records``, ``--only issuing`` or ``--only search``, which takes ``--letters``."""
    from benchmarks import issuing_on_server, on_server, search_opensearch

    only = options[options.index("--only") + 1] if "--only" in options[:-1] else ""
    parts: dict[str, Callable[[], bool]] = {
        "records": on_server.run,
        "issuing": issuing_on_server.run,
        "search": lambda: search_opensearch.run(*options),
    }
    reached = [run() for name, run in parts.items() if only in ("", name)]
    return all(reached)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
