"""How long coming in takes for a name that nobody has and for a wrong password: nothing may tell them apart."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.office import made_office
from shenguan_docs.cli.context import china_now
from shenguan_docs.errors import Refused
from shenguan_docs.office.opening import open_office
from shenguan_docs.office.people.entering import enter
from shenguan_docs.office.people.users import add, change

PASSWORD = "测量用的密码八个字"
ROUNDS, MOST = 100, 0.02  # attempts of each sort; the share of the time by which the medians may differ


def login() -> bool:
    """Ask in turn; print both medians. Returns whether they are alike."""
    times: dict[str, list[float]] = {"没有这个人": [], "密码不对": [], "停用的人": []}
    with tempfile.TemporaryDirectory(prefix="shenguan-login-") as folder:
        root = Path(folder) / "office"
        made_office(root).close()
        start, passed = china_now(), 0
        office = open_office(root, actor="测量", now=lambda: start + timedelta(seconds=passed))
        for name in ("示例甲", "示例乙"):
            add(office, name, roles=["文书"], department="区社会事务局", password=PASSWORD)
        change(office, "示例乙", disabled=True)
        asked = {"没有这个人": "示例丙", "密码不对": "示例甲", "停用的人": "示例乙"}
        for n in range(ROUNDS):
            for sort in sorted(asked, key=lambda s: (len(s) + n) % 3):
                passed += 1000  # earlier failures are forgotten: none is slowed down
                began = perf_counter()
                try:
                    enter(
                        office, asked[sort], PASSWORD if sort == "停用的人" else "不是这个密码吧", "127.0.0.1"
                    )
                except Refused:
                    times[sort].append(perf_counter() - began)
        office.close()
    middle = {sort: median(found) for sort, found in times.items()}
    apart = (max(middle.values()) - min(middle.values())) / min(middle.values())
    for sort, value in middle.items():
        print(f"{sort}:{len(times[sort])} 次,中位数 {value * 1000:.1f} 毫秒")
    print(f"相差 {apart:.1%}(目标不到 {MOST:.0%})")
    return apart < MOST
