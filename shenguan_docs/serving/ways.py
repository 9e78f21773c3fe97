"""The ways of service (民事诉讼法 2023 年修正 第八十七条至第九十五条;行政处罚法 2021 年修订 第六十一条), and what each must show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from shenguan_docs.errors import DataFaults, Fault

ANNOUNCED_DAYS = 30
"""公告送达: served when so many days have passed since the announcement (第九十五条)."""


@dataclass(frozen=True)
class Way:
    """A way of service: ``asks`` are the items of the outcome that it cannot do without, ``evidence`` what proves it."""

    name: str
    law: str
    evidence: str
    asks: tuple[str, ...] = ()


WAYS: Mapping[str, Way] = {
    "direct": Way("直接", "第八十八条", "收件人签名的送达回证", ("signer",)),
    "leave": Way("留置", "第八十九条", "送达人、见证人签名的送达回证，或者拍照、录像", ("note",)),
    "mail": Way("邮寄", "第九十一条", "邮件回执", ("post",)),
    "electronic": Way("电子", "第九十条", "送达地址确认书和到达的记录", ("through",)),
    "entrust": Way("委托", "第九十一条", "受托机关送达的回证", ("through", "signer")),
    "transfer": Way("转交", "第九十二条至第九十四条", "代为转交的单位签收的回证", ("through", "signer")),
    "notice": Way("公告", "第九十五条", "公告的页面、照片或者报样", ("through",)),
}

ITEMS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "signer": ("收件人", {"": "写明谁签收：--signer 姓名"}),
    "post": ("邮件号码", {"": "写明挂号信、特快专递的号码：--post 号码"}),
    "note": ("备注", {"leave": "写明拒收的事由和留置的经过：--note 文字"}),
    "through": (
        "经由",
        {
            "electronic": "写明接收的系统、邮箱或者号码：--through 文字",
            "entrust": "写明受委托的机关：--through 名称",
            "transfer": "写明代为转交的单位：--through 名称",
            "notice": "写明公告登在哪里：--through 名称",
        },
    ),
}


def way_name(key: str) -> str:
    """Return the Chinese name of a way, "" for none."""
    return WAYS[key].name if key in WAYS else key


def require_items(way: str, given: Mapping[str, str]) -> None:
    """Raise DataFaults with every item that this way of service cannot do without and that is blank."""
    faults = []
    for item in WAYS[way].asks:
        if not given.get(item, "").strip():
            label, advice = ITEMS[item]
            faults.append(
                Fault(label, f"没有填，{way_name(way)}送达要写明", advice.get(way, advice.get("", "")))
            )
    if faults:
        raise DataFaults(faults)


def served_by_notice(announced: date) -> date:
    """Return the day on which what was announced on a day is served."""
    return announced + timedelta(ANNOUNCED_DAYS)
