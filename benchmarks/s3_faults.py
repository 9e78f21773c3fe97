"""Parts of a SeaweedFS are killed while letters are issued into it: a volume, a filer, a gateway, one after another."""

from __future__ import annotations

import pickle
import random
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path

from benchmarks.transactions import _issued, furnish
from shenguan_docs.cli.context import china_now
from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.office.letters.composing import to_print
from shenguan_docs.office.letters.letter_object import LETTER_PDF
from shenguan_docs.office.letters.numbering import account
from shenguan_docs.office.moving.archive import move_archive
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.register.lookups import all_letters
from tests.scaled.seaweed import SeaweedFS, cluster
from tests.scaled.servers import postgresql

KILLS, LETTERS = 24, 4000
PATIENCE = 180.0
_PARTS = ("volume1", "filer1", "gateway1", "volume2", "filer2", "gateway2")


class Killer(threading.Thread):
    """Kills one part, leaves it dead for a while, starts it again, waits until all answer; ``kills`` times."""

    def __init__(self, server: SeaweedFS, kills: int, seed: int) -> None:
        super().__init__(daemon=True)
        self.server, self.kills, self.chance = server, kills, random.Random(seed)
        self.done = 0
        self.down = ""

    def run(self) -> None:
        for n in range(self.kills):
            time.sleep(self.chance.uniform(0.2, 2.0))
            self.down = name = _PARTS[n % len(_PARTS)]
            self.server.kill(name)
            time.sleep(self.chance.uniform(0.5, 6.0))
            self.server.start(name)
            self.server.wait()
            self.done, self.down = n + 1, ""


class Reader(threading.Thread):
    """Reads letters that were issued, all the time; counts those that it had while a part was dead."""

    def __init__(self, root: Path, killer: Killer, known: list[str]) -> None:
        super().__init__(daemon=True)
        self.office = _opened(root)
        self.killer, self.known, self.stop = killer, known, False
        self.read = self.meanwhile = 0
        self.faults: list[str] = []

    def run(self) -> None:
        chance = random.Random(1)
        while not self.stop:
            if not self.known:
                time.sleep(0.05)
                continue
            down, one = self.killer.down, chance.choice(self.known)
            try:
                self.office.archive.read(one, LETTER_PDF)
                self.read += 1
                self.meanwhile += bool(down)
            except Exception as error:
                self.faults.append(f"{one}{f'({down} 不在时)' if down else ''}:{error}")
            time.sleep(0.02)


def _opened(root: Path) -> Office:
    return open_office(root, actor="测量", now=china_now, patience=PATIENCE)


def run(kills: int = KILLS, seed: int = 0) -> bool:
    """Issue until all kills are done; returns whether nothing was lost, doubled or unreadable."""
    faults: list[str] = []
    with (
        postgresql(durable=True) as records,
        cluster(records) as server,
        tempfile.TemporaryDirectory() as place,
    ):
        root = Path(place) / "office"
        ids = furnish(root, LETTERS)
        office = _opened(root)
        move_archive(office, server.fresh())
        office.close()
        office = _opened(root)
        printed = pickle.loads((root.parent / "printed").read_bytes())
        with office.reading() as conn, ExitStack() as stack:
            one = to_print(office, conn, stack, (root.parent / "first").read_text(), None, None, "")
        told: dict[str, str] = {}
        known: list[str] = []
        killer = Killer(server, kills, seed)
        reader = Reader(root, killer, known)
        killer.start()
        reader.start()
        waits, longest, begun = 0, 0.0, time.monotonic()
        for id in ids:
            at = time.monotonic()
            while id not in told:
                try:
                    told[id] = _issued(office, one, printed, id)
                except OfficeUnusable:
                    waits += 1
            longest = max(longest, time.monotonic() - at)
            known.append(id)
            if not killer.is_alive():
                break
        took = time.monotonic() - begun
        reader.stop = True
        reader.join()
        killer.join()
        office.close()
        office = _opened(root)
        with office.reading() as conn:
            letters = {letter.id: letter for letter in all_letters(conn)}
        for id, number in told.items():
            if id not in letters or letters[id].number != number:
                faults.append(f"已告知的 {number} 不见了或者不是这件")
            else:
                with suppress(KeyError):
                    office.archive.read(letters[id].object_id, LETTER_PDF)
        ordinals = [row["ordinal"] for row in account(office) if row["series"] == "函"]
        if ordinals != list(range(1, len(ordinals) + 1)) or len(ordinals) != len(told) + 1:
            faults.append(f"号不连续或者多了:{len(ordinals)} 个,告知 {len(told)} 个")
        faults += [f"核验:{finding.message}" for finding in verify_office(office).findings]
        faults += reader.faults
        office.close()
    print(
        f"强杀 {killer.done} 次({'、'.join(_PARTS)} 轮流),{took:.0f} 秒印发 {len(told)} 件,"
        f"等不到而再试 {waits} 次,最久的一件 {longest:.0f} 秒;"
        f"其间读 {reader.read} 次,{reader.meanwhile} 次有一个不在;问题 {len(faults)} 处",
        flush=True,
    )
    for fault in faults[:20]:
        print(f"  {fault}")
    return not faults and killer.done >= kills


if __name__ == "__main__":
    sys.exit(0 if run(*(int(word) for word in sys.argv[1:])) else 1)
