"""Golden letters: every line of every layout with its place in mm, kept in ``golden-pages.json``.

``python tests/layout/golden_pages.py`` writes the file again after a wanted change, and prints what moved.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pdfplumber
from layout_reading import MM
from layout_samples import LAYOUTS, body, rich, sample

from shenguan_docs.layout.pdf import PdfPrinter
from shenguan_docs.layout.source import LayoutSource

KEPT = Path(__file__).with_name("golden-pages.json")
TOLERANCE_MM = 0.1

Lines = list[list[Any]]  # [page, baseline, left, right, words], mm from the paper's upper left corner


def golden(printer: PdfPrinter) -> dict[str, Lines]:
    """Print the golden letters: each layout with everything in it, and a text of several pages."""
    long = body(*["审管联动2026年第3期培训，名单“如下”：喆堃玥赟犇鑫龑㛃䶮𬭎𬬻。" * 9] * 3)
    documents = {layout: rich(layout) for layout in LAYOUTS} | {"long": sample("letter", blocks=long)}
    return {name: lines_of(printer.pdf(document)) for name, document in documents.items()}


def lines_of(data: bytes) -> Lines:
    """Glyphs gathered by baseline."""
    out: Lines = []
    with pdfplumber.open(io.BytesIO(data)) as file:
        for number, page in enumerate(file.pages, 1):
            by_base: dict[int, list[dict[str, Any]]] = {}
            for char in page.chars:
                if char["text"].strip():
                    by_base.setdefault(round(char["matrix"][5]), []).append(char)
            for _, chars in sorted(by_base.items(), reverse=True):
                chars.sort(key=lambda c: c["x0"])
                places = (float(page.height) - chars[0]["matrix"][5], chars[0]["x0"], chars[-1]["x1"])
                words = "".join(c["text"] for c in chars)
                out.append([number, *(round(p * MM, 2) for p in places), words])
    return out


def moved(kept: dict[str, Lines], now: dict[str, Lines]) -> list[str]:
    """Say what is elsewhere than it was, in mm, or says something else."""
    found = []
    for name in sorted(kept.keys() | now.keys()):
        old, new = kept.get(name, []), now.get(name, [])
        if [line[4] for line in old] != [line[4] for line in new]:
            first = next(
                (b for a, b in zip(old, new, strict=False) if a[4] != b[4]),
                ["", "", "", "", "more or fewer lines"],
            )
            found.append(f"{name}: lines break elsewhere, first at page {first[0]}: {first[4][:20]}")
            continue
        for a, b in zip(old, new, strict=True):
            if a[0] != b[0]:
                found.append(f"{name}: “{b[4][:12]}” page {a[0]} → {b[0]}")
            elif far := [f"{w} {q - p:+.2f} mm" for w, p, q in zip(("base", "left", "right"), a[1:4], b[1:4], strict=True)
                         if abs(p - q) > TOLERANCE_MM]:  # fmt: skip
                found.append(f"{name}: page {b[0]} “{b[4][:12]}” {', '.join(far)}")
    return found


def main() -> None:
    """Write the golden file again and print what moved."""
    layouts = Path(__file__).resolve().parents[2] / "templates" / "layouts"
    now = golden(PdfPrinter(LayoutSource([layouts])))
    old = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    sys.stdout.write("".join(f"{line}\n" for line in moved(old, now)))
    letters = ",\n".join(
        f"{json.dumps(name)}: [\n"
        + ",\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
        + "\n]"
        for name, lines in now.items()
    )
    KEPT.write_text(f"{{\n{letters}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
