"""Letters to index in tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from shenguan_docs.index.engine import IndexDoc

PENALTY = IndexDoc(
    id="d1",
    number="益高社函〔2026〕7号",
    title="关于益阳市恒能建设有限公司行政处罚情况的函",
    kind="penalty",
    kind_name="行政处罚推送函",
    genre="函",
    sender="益阳高新区社会事务局",
    receivers=("益阳高新区经济合作局",),
    companies=("益阳市恒能建设有限公司",),
    usccs=("91430900MA4L2WXX3K",),
    matters=("林木采伐许可证核发",),
    codes=("430264056W00",),
    day=date(2026, 3, 5),
    direction="out",
    state="issued",
    text="益阳高新区经济合作局:\n该公司未取得林木采伐许可证,擅自采伐林木 12.5 立方米,"
    "现将处罚情况函告你局。\n联系人：𠮷田,电话 0737-1234567",
    attachments=(("处罚决定书.pdf", "益 高 社 罚 字\n[2026] 第 3 号 决 定 罚 款 伍 万 元"),),
    seq=1,
)


def letter(n: int, **changes: Any) -> IndexDoc:
    """Return a letter of its own with a few things changed."""
    plain = IndexDoc(
        id=f"n{n}",
        number=f"益高经函〔2026〕{n}号",
        title=f"关于第{n}批许可结果的函",
        kind="approval-result",
        kind_name="许可结果推送函",
        genre="函",
        sender="益阳高新区经济合作局",
        receivers=("益阳高新区社会事务局",),
        companies=(),
        usccs=(),
        matters=(),
        codes=(),
        day=date(2026, 1, 1),
        direction="out",
        state="issued",
        text="现将有关情况函告你局。",
        seq=n,
    )
    return replace(plain, **changes)
