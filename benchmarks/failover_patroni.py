"""Patroni's own switching while several processes issue: parts of the machine that leads are killed, again and again.

``python -m benchmarks.failover_patroni [kills [seed [strict]]]``. No number that was told is lost, none is given twice, none is left
out; the processes wait, say for what, and go on by themselves. What the manual says of Patroni rests on this.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

import psycopg

from benchmarks.failover import MOST, PROCESSES, AllEnded, Told, faults_of, judged, working
from benchmarks.patroni import TTL, Cluster, Machine, patroni
from benchmarks.transactions import furnish

KILLS = 24
PATIENCE = 30.0  # what a command waits; who is refused then tries again
_WAYS = {
    "整台机器": ("postgres", "patroni", "etcd"),  # in any order
    "数据库和 Patroni": ("postgres", "patroni"),
    "只有 Patroni，立刻再启动": ("patroni",),  # as systemd does
    "只有 Patroni，换了主机才再启动": (
        "patroni",
    ),  # what it left runs on: for a while two servers take writes
    "只有数据库": ("postgres",),  # Patroni starts it again where it was
    "数据库，它刚回来整台": ("postgres", ""),  # what the standby has not got yet must not have been told
}


def run(kills: int = KILLS, seed: int = 1, *, strict: bool = False) -> bool:
    """Kill ``kills`` times; whether all held."""
    chance, away = random.Random(seed), defaultdict[str, list[float]](list)
    with patroni(strict=strict) as cluster, tempfile.TemporaryDirectory() as folder:
        with psycopg.connect(cluster.url("postgres"), autocommit=True) as admin:
            admin.execute("CREATE DATABASE office TEMPLATE template0")
        root = Path(folder) / "office"
        ids = furnish(root, MOST, cluster.url("office"))
        mute = list[str]()
        with (
            working(root, ids, PATIENCE) as told,
            suppress(KeyboardInterrupt, AllEnded),
        ):  # judged by what has been
            for n in range(kills):
                told.await_more(2 * PROCESSES)  # they go on by themselves after the last one
                way = list(_WAYS)[n % len(_WAYS)]
                time.sleep(chance.uniform(0, 1.5))
                leader = cluster.wait()
                since = time.monotonic()
                _kill(cluster, leader, way, chance)
                if (
                    "启动" not in way
                    and "patroni" not in leader.running
                    and cluster.leader() in (None, leader)
                ):
                    # The other one may lack what was told, so Patroni leaves it: the first one is waited for.
                    way += "，另一台还没有齐，等它启动"
                if "启动" in way or strict:  # strict: who is alone takes no writes
                    cluster.start(leader)
                told.await_more(PROCESSES)
                until = time.monotonic()
                away[way].append(_longest(told, since, until))
                heard = {who for at, who in told.waited if since <= at <= until}
                if away[way][-1] > 5 and len(heard) < PROCESSES:
                    mute.append(f"第 {n + 1} 次只有 {len(heard)} 个进程说了在等什么")
                cluster.start(leader)
                now = cluster.wait()
                print(
                    f"第 {n + 1} 次，{leader.name} 的{way}：没有写入 {away[way][-1]:.1f} 秒，"
                    f"{'换到' if now is not leader else '仍是'} {now.name}，已告知 {len(told.numbers)} 件",
                    flush=True,
                )
        for machine in cluster.machines:  # where it was broken off
            cluster.start(machine)
        faults = faults_of(root, told)
    if (killed := sum(map(len, away.values()))) < kills:
        mute.append(f"只杀了 {killed} 次，就停了")
    print(f"强杀 {killed} 次；没有写入的秒数（中位、最长）：")
    for way, seconds in away.items():
        print(f"  {way} {len(seconds)} 次：{sorted(seconds)[len(seconds) // 2]:.1f}、{max(seconds):.1f}")
    for fault in mute:
        print(f"  {fault}")
    return judged(told, faults) and not mute


def _kill(cluster: Cluster, leader: Machine, way: str, chance: random.Random) -> None:
    """Kill, and wait until another one leads where one will: one that was no synchronous standby will not."""
    parts = list(_WAYS[way])
    if parts[-1] == "":
        leader.kill("postgres")
        _await_answer(leader)
        time.sleep(chance.uniform(0, 1))
        parts = list(_WAYS["整台机器"])
    chance.shuffle(parts)
    for part in parts:
        leader.kill(part)
        time.sleep(chance.choice([0, 0, 0.2]))
    if way == "只有 Patroni，立刻再启动":
        time.sleep(chance.uniform(0.5, 3))
    elif "patroni" in parts:
        until = time.monotonic() + 3 * TTL
        while (cluster.leader() or leader) is leader and time.monotonic() < until:
            time.sleep(0.2)


def _await_answer(machine: Machine) -> None:
    """Wait until the machine's PostgreSQL takes writes again."""
    url = f"postgresql://shenguan@127.0.0.1:{machine.port}/postgres?target_session_attrs=read-write"
    while True:
        try:
            psycopg.connect(url, connect_timeout=5).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)


def _longest(told: Told, since: float, until: float) -> float:
    """Return the longest time without a number told."""
    times = [since, *(at for at, _ in told.times if since <= at <= until), until]
    return max(later - earlier for earlier, later in zip(times, times[1:], strict=False))


if __name__ == "__main__":
    *numbers, strict = [*sys.argv[1:], ""] if "strict" not in sys.argv else sys.argv[1:]
    sys.exit(0 if run(*map(int, numbers), strict=bool(strict)) else 1)
