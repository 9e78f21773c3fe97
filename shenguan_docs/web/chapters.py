"""Which chapter or section of the manual tells of a page: the link in its foot leads there.

An endpoint's own line goes before that of its blueprint. A test fails for a page that has none, and for an anchor that
the manual lacks. A template may name a nearer one: ``{% set chapter = "草稿" %}``.
"""

from __future__ import annotations

from collections.abc import Mapping

TROUBLE = "出了问题怎么办"

CHAPTERS: Mapping[str, str] = {
    # blueprints
    "entering": "登录和密码",
    "starting": "第一次启动",
    "home": "首页",
    "writing": "写文书",
    "events": "业务事件",
    "letters": "文书的页面",
    "acting": "审核和签发",
    "signing": "一次签发几件",
    "commenting": "批注和比较",
    "receiving": "收文",
    "handling": "收文",
    "service": "送达回证",
    "searching": "查找",
    "companies": "行政相对人",
    "plan": "事项和部门",
    "duties": "义务",
    "books": "登记簿和号段账",
    "figures": "统计",
    "bundling": "案卷",
    "filing": "归档",
    "batching": "成批办理",
    "working": "长的工作",
    "people": "用户",
    "keeping": "管理",
    "help": "怎样用这本手册",
    # pages
    "service.lacking": "缺送达回证的文书",
    "service.tray": "待认的扫描页",
    "plan.departments": "部门",
    "plan.department": "部门",
    "duties.month": "日历",
    "books.numbers": "号段账",
    "acting.compare": "批注和比较",
}


def chapter_of(endpoint: str) -> str:
    """Return the anchor for a page, "" for one that has none."""
    return CHAPTERS.get(endpoint) or CHAPTERS.get(endpoint.partition(".")[0], "")
