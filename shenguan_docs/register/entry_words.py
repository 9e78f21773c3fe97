"""What each kind of entry of the journal is called in an office."""

from __future__ import annotations

import re
from collections.abc import Mapping

ENTRY_WORDS: Mapping[str, str] = {
    "document.issued": "印发", "document.voided": "作废", "document.sent": "发出", "document.claimed": "认领",
    "document.sealed": "附盖章件", "document.received": "收文登记", "received.corrected": "更正收文",
    "received.step": "办理收文", "received.named": "写明收文的当事人", "draft.step": "送审签发的一步",
    "draft.signed": "签发", "draft.created": "起草", "draft.comment": "批注", "draft.comment-answered": "回复批注",
    "draft.comment-settled": "了结批注", "event.added": "登记事件", "event.changed": "改动事件",
    "event.withdrawn": "撤回事件", "event.joined": "并入事件", "past.imported": "补录旧登记",
    "past.by-hand": "手写补登", "past.files": "归入文件", "past.voided": "作废旧登记", "record.filed": "归档",
    "words.read": "读取文字", "words.accepted": "说明不必再读", "department.set": "登记部门", "district.set": "登记区县",
    "section.set": "登记科室", "person.set": "登记人员", "officer.set": "登记联络员",
    "matters.imported": "导入事项清单", "matters.withdrawn": "撤回事项清单", "workdays.entered": "登记放假安排",
    "company.merged": "合并行政相对人", "company.separated": "分开行政相对人", "company.renamed": "登记更名",
    "numbers.opened": "设定起始号", "liaison.changed": "变更联络员", "liaison.undone": "撤回联络员变更",
    "service.made": "制作送达回证", "service.done": "登记送达", "service.scanned": "归入送达回证扫描件",
    "service.voided": "作废送达回证", "scan.waits": "扫描页待认", "scan.discarded": "丢弃扫描页",
    "absence.entered": "登记不在岗", "claim-way.entered": "登记认领方式", "clock.corrected": "更正时钟",
    "review.judged": "评查人意见", "user.entered": "登记用户", "user.password": "更换口令", "case.saved": "存下案件",
    "warning.listed": "列入警示", "warning.removed": "移出警示", "warning.corrected": "更正警示",
    "key.entered": "登记公钥", "head.signed": "签树头",
}  # fmt: skip
_KIND = re.compile(r"\b[a-z]+\.[a-z-]+\b")


def in_words(text: str) -> str:
    """Return ``text`` with every kind of entry in it as an office calls it."""
    return _KIND.sub(lambda found: ENTRY_WORDS.get(found.group(), found.group()), text)
