"""Every file of a backup spoilt in turn: each is told in words, nothing is restored, the next backup goes on or says why."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks import tampering
from shenguan_docs.backup.store import Store
from shenguan_docs.cli.context import china_now
from shenguan_docs.errors import ShenguanError
from shenguan_docs.office.backups.making import back_up
from shenguan_docs.office.backups.restoring import Opening, faults_of, restore
from shenguan_docs.office.opening import _unseen, open_office

_HARMS = ("改一位", "截短", "删去", "换成别的", "加一段")


def backups() -> bool:
    """Spoil each file of a backup in each way; whether all of it was told, and nothing half was restored."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        tampering.furnish(root, letters=2)
        office = open_office(root / "office", actor="测量", now=china_now)
        store = root / "备份"
        back_up(office, store)
        back_up(office, store)
        good, told, wrong = root / "whole", Counter[str](), list[str]()
        shutil.copytree(store, good)
        for name in sorted(str(p.relative_to(good)) for p in good.rglob("*") if p.is_file()):
            if name in ("backup.lock", "说明.txt"):
                continue
            for harm in _HARMS:
                shutil.rmtree(store)
                shutil.copytree(good, store)
                _spoil(store / name, harm)
                for fault in _faults(office, store, root / "新"):
                    wrong.append(f"{name} {harm}:{fault}")
                told[harm] += 1
        office.close()
    print(f"备份的文件各改坏 {told.total()} 次:" + "、".join(f"{harm} {n}" for harm, n in told.items()))
    print(f"没有查出、没有说清或者恢复了一半的 {len(wrong)} 处")
    for fault in wrong:
        print(f"  {fault}")
    return not wrong


def _spoil(path: Path, harm: str) -> None:
    data = path.read_bytes()
    path.chmod(0o600)
    if harm == "改一位":
        at = len(data) // 2
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :] if data else b"x")
    elif harm == "截短":
        path.write_bytes(data[:-9] if data else b"x")
    elif harm == "删去":
        path.unlink()
    elif harm == "换成别的":
        path.write_bytes(b"[" * max(len(data), 3))
    else:
        path.write_bytes(data + b"\n{}")


def _faults(office: object, store: Path, target: Path) -> Iterator[str]:
    words = ""
    try:
        opened = Store.open(store)
        for name in opened.names():
            words += "".join(faults_of(opened, opened.entries(opened.snapshot(name))))
        if len(opened.names()) < 2:
            words += "少了一份"
    except ShenguanError as error:
        words += str(error)
    except Exception as error:
        yield f"核对时 {error!r}"
    if not words:
        yield "没有查出"
    try:
        restore(store, target, Opening("测量", china_now, lambda _w: None, _unseen))
        shutil.rmtree(target)  # the other backup was whole
    except ShenguanError:
        if target.exists():
            yield "恢复了一半"
    except Exception as error:
        yield f"恢复时 {error!r}"
    try:
        back_up(office, store)  # type: ignore[arg-type]
    except ShenguanError:
        return
    except Exception as error:
        yield f"再备份时 {error!r}"


if __name__ == "__main__":
    backups()
