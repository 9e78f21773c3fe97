"""Random files of scans against what the office makes of them: each page where it belongs, nothing lost, nothing twice."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.returned import as_jpeg, as_pdf, as_tiff, blank, paper, sheet, signed, worn
from shenguan_docs.errors import Refused
from shenguan_docs.notices.examples import example_data
from shenguan_docs.notices.kinds import find_kind
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.opening import Office
from shenguan_docs.office.service.filling import void
from shenguan_docs.office.service.making import make
from shenguan_docs.office.service.scanning import PageResult, scan
from shenguan_docs.office.service.showing import listed, waiting
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.register.services import FORM_PDF, Service
from shenguan_docs.serving import codes

DPIS = (150, 200, 300)


@dataclass
class Outcome:
    """What was scanned in, by sort, and what went wrong."""

    sorts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def receipts(office: Office, count: int) -> list[Service]:
    """An office's receipts: one letter, served on many; a long one of two pages among them."""
    data = example_data(find_kind(office.kind_places, "penalty"), office.today)
    number = issue(office, [draft(office, "penalty", data, None).id])[0].number
    names = [f"示例单位{n}" for n in range(1, count)]
    found = list(make(office, [number], to=names).new)
    long = [f"关于示例事项的示例文书之{n}(示例〔2026〕{n}号)" for n in range(1, 60)]
    return [*found, *make(office, [number], to=["示例公司"], papers=long).new]


def play(office: Office, files: int, seed: int, place: Path) -> Outcome:
    """Scan in random files of random pages and compare."""
    by, outcome = random.Random(seed), Outcome()
    made = receipts(office, 12)
    dead = void(office, made.pop(0).id, "示例")
    filed: Counter[str] = Counter()
    trayed = 0
    for n in range(files):
        dpi = by.choice(DPIS)
        pictures, wanted = _pages(office, made, dead, dpi, by)
        path, content = _packed(place, n, pictures, dpi, by)
        path.write_bytes(content)
        if path.suffix == ".jpg":
            wanted = wanted[:1]
        [result] = scan(office, [path])
        for page, (sort, ids) in zip(result.pages, wanted, strict=True):
            outcome.sorts[f"{sort} {dpi} dpi {path.suffix}"] += 1
            expected = "filed" if ids else "blank" if sort == "背面空白" else "tray"
            if (page.result, set(page.services)) != (expected, ids):
                outcome.faults.append(
                    f"{path.name} 第 {page.page} 页({sort},{dpi} dpi):{page.result} {page.services} {page.said}"
                )
            filed.update(page.services if page.result == "filed" else ())
            trayed += page.result == "tray"
        if by.random() < 0.3 and {p.result for p in scan(office, [path])[0].pages} - {"double", "blank"}:
            outcome.faults.append(f"{path.name} 再来一遍没有认出")
        if by.random() < 0.3:
            some = _broken(office, place, content, path.suffix, by, outcome)
            filed.update(id for page in some if page.result == "filed" for id in page.services)
            trayed += sum(page.result == "tray" for page in some)
    kept = {one["id"]: len(one["scans"]) for one in listed(office, "all")}
    outcome.faults += [
        f"{id} 存了 {kept[id]} 页,应有 {count} 页" for id, count in filed.items() if kept[id] != count
    ]
    if len(waiting(office)) != trayed:
        outcome.faults.append(f"待认 {len(waiting(office))} 页,应有 {trayed} 页")
    outcome.faults += [finding.problem for finding in verify_office(office).findings]
    return outcome


def _pages(
    office: Office, made: list[Service], dead: Service, dpi: int, by: random.Random
) -> tuple[list[Any], list[tuple[str, set[str]]]]:
    pictures, wanted = [], []
    tag = codes.read(made[0].code)
    assert tag is not None
    for _ in range(by.randrange(1, 5)):
        sort = by.choice(("回证", "回证", "回证", "回证", "作废的", "别的单位的", "两份在一页", "没有码的"))
        one, other = by.sample(made, 2)
        ids: set[str] = set()
        if sort == "回证":
            form, ids = office.archive.read(one.object_id, FORM_PDF), {one.id}
            page = paper(form, dpi, by.randrange(2) if one.receiver == "示例公司" else 0)
        elif sort == "作废的":
            page = paper(office.archive.read(dead.object_id, FORM_PDF), dpi)
        elif sort == "别的单位的":
            page = sheet(dpi, codes.make("ZZ" + tag.tag[:2], f"20260320-{by.randrange(36**5):06}"[:15]))
        elif sort == "两份在一页":
            page, ids = sheet(dpi, one.code, other.code), {one.id, other.id}
        else:
            page = blank(sheet(dpi).size, by)
        pictures.append(worn(signed(page, by), by))
        wanted.append((sort, ids))
        if by.random() < 0.4:
            pictures.append(blank(pictures[-1].size, by))
            wanted.append(("背面空白", set()))
    return pictures, wanted


def _packed(place: Path, n: int, pictures: list[Any], dpi: int, by: random.Random) -> tuple[Path, bytes]:
    suffix = by.choice((".pdf", ".pdf", ".tif", ".jpg"))
    path = place / f"扫描{n:03}{suffix}"
    if suffix == ".pdf":
        return path, as_pdf(pictures, by, dpi)
    if suffix == ".tif":
        return path, as_tiff(pictures, by, dpi)
    return path, as_jpeg(pictures[0], by, dpi)


def _broken(
    office: Office, place: Path, content: bytes, suffix: str, by: random.Random, outcome: Outcome
) -> tuple[PageResult, ...]:
    """The same file, damaged: refused in a sentence, or read; never anything else."""
    at = by.randrange(20, len(content))
    path = place / f"坏{suffix}"
    path.write_bytes(
        content[:at] if by.random() < 0.5 else content[:at] + by.randbytes(64) + content[at + 64 :]
    )
    try:
        [result] = scan(office, [path])
    except Refused:
        outcome.sorts["坏的文件,拒绝"] += 1
        return ()
    outcome.sorts["坏的文件,读出了一些"] += 1
    return result.pages
