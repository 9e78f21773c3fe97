"""Compose the document model from a kind, checked data and the setting in which the letter is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shenguan_docs.document import Annex, Document, Enclosure, Runs, Signature
from shenguan_docs.errors import Refused
from shenguan_docs.notices.field_values import department_card, person_card
from shenguan_docs.notices.fields import Filled
from shenguan_docs.notices.kind import Kind
from shenguan_docs.notices.lookup import Lookup
from shenguan_docs.notices.markup import blocks_of
from shenguan_docs.notices.texts import file_label, render, runs_of
from shenguan_docs.notices.values import Card, Day, Many, Words
from shenguan_docs.plan.departments import Department
from shenguan_docs.plan.matters import Matter, require_supervisor

BUILT_IN_NAMES = frozenset(
    ["发文单位", "主送单位", "我方", "你方", "联系人", "成文日期", "条款", "今天", "文号"]
)  # what every text may use without a field of that name

JOINT = "联合发文单位"
"""The label of the field by which a kind lets several organs send one letter (GB/T 9704 7.2.5, 7.3.5.1)."""

_PLAN = "《益阳高新区审管联动实施方案》"


@dataclass(frozen=True)
class Exchange:
    """Who writes to whom: sender, 主送, 抄送; ``joint`` are the organs that send it with the sender, who leads."""

    sender: Department
    receivers: tuple[Department, ...]
    copies: tuple[Department, ...]
    joint: tuple[Department, ...] = ()


@dataclass(frozen=True)
class Setting:
    """What the letter needs beside its data: the exchange, the contact, its day, its number."""

    exchange: Exchange
    contact_name: str
    contact_phone: str
    written_on: date | None
    printed_on: date | None = None
    number: str = ""
    signatory: str = ""
    watermark: str = ""


def exchange_of(kind: Kind, filled: Filled, lookup: Lookup) -> Exchange:
    """Find sender and receivers: by the matter where the kind has one, else by the kind and its fields.

    Raises Refused where a matter's 主管部门 is still open or several matters have several senders.
    """
    senders = _bodies(kind.sender, kind, filled, lookup)
    if len(senders) != 1:
        names = "、".join(d.short_name for d in senders) or "没有"
        raise Refused(f"发文单位要有且只有一个，现在是：{names}", remedy="事项分属几个部门时，一个部门写一件")
    sender = senders[0]
    if sender.outside or not sender.mark:
        raise Refused(
            f"{sender.name}没有机关代字，不能发文",
            remedy=f"运行 shenguan departments add {sender.name} --mark 代字",
        )
    receivers = _unique(d for spec in kind.receivers for d in _bodies(spec, kind, filled, lookup))
    copies = _unique(d for spec in kind.copies_to for d in _bodies(spec, kind, filled, lookup))
    copies = _unique([*copies, *(d for label, d in filled.departments if label == "抄送")])
    if (
        sender in receivers
        and kind.layout != "form"
        and len(receivers) == 1
        and not _two_sections(filled.matters)
    ):
        raise Refused(f"发文单位和主送单位都是{sender.short_name}", remedy="核对所填的部门")
    joint = _unique(d for label, d in filled.departments if label == JOINT)
    if len(receivers) > 1:
        receivers = tuple(d for d in receivers if d not in (sender, *joint))
    _require_joint(joint, kind, sender, receivers)
    own = (sender, *joint, *receivers)
    return Exchange(sender, receivers, tuple(d for d in copies if d not in own), joint)


def _require_joint(
    joint: tuple[Department, ...], kind: Kind, sender: Department, receivers: tuple[Department, ...]
) -> None:
    if joint and not receivers and kind.receivers:
        raise Refused(f"主送单位都在“{JOINT}”里", remedy="核对所填的部门")
    for organ in joint:
        if organ == sender or organ in receivers:
            what = "主办的发文单位" if organ == sender else "主送单位"
            raise Refused(
                f"“{JOINT}”里有{what}{organ.short_name}", remedy="只填主办单位以外一起发文的单位，按机关顺序"
            )
        if kind.layout == "upward" and not organ.signatory:
            raise Refused(
                f"上行文要写每个机关的签发人，没有{organ.short_name}的",
                remedy=f"运行 shenguan departments add {organ.name} --signatory 姓名",
            )
    if joint and kind.seal == "stamp":
        raise Refused("盖签名章的文书不能联合发文", remedy=f"去掉“{JOINT}”，或者在 kind.toml 里改 seal")


def compose(kind: Kind, filled: Filled, setting: Setting) -> Document:
    """Return the letter as a document model; ``setting.number`` is "" for a draft."""
    values = _values(kind, filled, setting)
    folder = kind.folder

    def runs(source: str, place: str) -> Runs:
        text, tokens = _short(source, values, place)
        return runs_of(text.strip(), tokens)

    head = file_label(folder / "kind.toml")
    title_text, title_tokens = _short(kind.title, values, f"{head} title")
    title = tuple(s for part in title_text.split("|") if (s := runs_of(part.strip(), title_tokens)))
    body_label = file_label(folder / "body.txt")
    text, tokens = render(kind.body, values, body_label)
    sender = setting.exchange.sender
    has_imprint = kind.layout in ("general", "upward", "minutes")
    urgency = filled.values.get("紧急程度") or kind.urgency
    return Document(
        kind=kind.slug,
        genre=kind.genre,
        layout=kind.layout,
        issuer=_issuer(kind, runs, sender, head),
        title=title,
        blocks=blocks_of(text, tokens, values, body_label),
        signature=Signature(
            # 纪要 are not signed (GB/T 9704 10.3); their day stands in the 版记.
            () if kind.layout == "minutes" else (sender.name, *(d.name for d in setting.exchange.joint)),
            None if kind.layout == "minutes" else setting.written_on,
            kind.seal,
            sender.signatory_title,
            setting.signatory,
        ),
        number=setting.number,
        urgency=str(urgency),
        # 7.2.6: those of all organs, the leading one's first.
        signers=(setting.signatory, *(d.signatory for d in setting.exchange.joint))
        if kind.layout == "upward" and setting.signatory
        else (),
        recipients=tuple(d.short_name for d in setting.exchange.receivers)
        if kind.layout in _ADDRESSED
        else (),
        annexes=_annexes(kind, values),
        enclosures=tuple(Enclosure(f.title, f.name) for _, f in filled.files),
        note=runs(kind.note, f"{head} note") if kind.note else (),
        copies_to=tuple(d.short_name for d in setting.exchange.copies),
        printer=(sender.name if len(sender.name) <= _IMPRINT_ROOM else sender.short_name)
        if has_imprint
        else "",
        printed_on=(setting.printed_on or setting.written_on) if has_imprint else None,
        watermark=setting.watermark,
    )


def _short(source: str, values: dict[str, Any], where: str) -> tuple[str, list[Words]]:
    """Render a title, a note, the name of an organ: what stands above or below a letter, not on pages of its own."""
    text, tokens = render(source, values, where)
    if len(text) + sum(map(len, tokens)) > _LONGEST_LINE:
        raise Refused("写得太长", where=where, remedy=f"不应超过 {_LONGEST_LINE} 字")
    return text, tokens


_LONGEST_LINE = 1_000  # characters
_IMPRINT_ROOM = 20  # characters of 4号 beside 印发日期 on one line (GB/T 9704 7.4.3)
_ADDRESSED = ("letter", "general", "upward")


def _issuer(kind: Kind, runs: Any, sender: Department, head: str) -> str:
    if kind.issuer:
        return "".join(run.text for run in runs(kind.issuer, f"{head} issuer"))
    suffix = {"general": "文件", "upward": "文件", "minutes": "会议纪要"}.get(kind.layout, "")
    return sender.name + suffix


def _annexes(kind: Kind, values: Mapping[str, Any]) -> tuple[Annex, ...]:
    annexes = []
    for number, source in enumerate(kind.annexes, 1):
        label = file_label(kind.folder / f"annex-{number}.txt")
        text, tokens = render(source, values, label)
        head, _, rest = text.strip().partition("\n")
        if not text.strip():
            continue  # an annex whose whole text stands under a condition that does not hold
        if not head.startswith("@标题"):
            raise Refused("第一行要写“@标题 附件的题名”", where=f"{label} 第 1 行")
        title = "".join(run.text for run in runs_of(head.removeprefix("@标题").strip(), tokens))
        annexes.append(Annex(title, blocks_of(rest, tokens, values, label)))
    return tuple(annexes)


def _values(kind: Kind, filled: Filled, setting: Setting) -> dict[str, Any]:
    exchange = setting.exchange
    receivers = Many((department_card(d) for d in exchange.receivers), "")
    day = setting.written_on
    built_in: dict[str, Any] = {
        "发文单位": department_card(exchange.sender),
        "我方": Words("我们" if exchange.joint else f"我{_kind_of_body(exchange.sender)}"),
        "你方": Words(
            "你单位" if len(exchange.receivers) != 1 else f"你{_kind_of_body(exchange.receivers[0])}"
        ),
        "条款": Words(_PLAN + kind.clause_text),
        "文号": Words(setting.number),
    }
    if receivers:
        built_in["主送单位"] = receivers
    if day is not None:
        built_in |= {"成文日期": Day(day), "今天": Day(day)}
    values = {**built_in, **filled.values}
    contact = filled.values.get("联系人")
    if contact is None:
        values["联系人"] = person_card(setting.contact_name, setting.contact_phone, "")
    elif isinstance(contact, Card) and not contact.get("电话"):
        values["联系人"] = person_card(contact.text, setting.contact_phone, "", "联系人")
    return values


def _kind_of_body(department: Department) -> str:
    # 你局、我办: how two bodies call each other in a letter goes by the last word of the name.
    name = department.short_name.split("（")[0]
    endings = (
        ("大队", "大队"),
        ("支队", "支队"),
        ("委员会", "委"),
        ("小组", "组"),
        ("局", "局"),
        ("办公室", "办"),
        ("办", "办"),
    )
    return next(
        (word for ending, word in (*endings, ("厅", "厅"), ("中心", "中心")) if name.endswith(ending)), "单位"
    )


def _bodies(spec: str, kind: Kind, filled: Filled, lookup: Lookup) -> tuple[Department, ...]:
    if spec == "主管部门":
        return _unique(lookup.department_of(require_supervisor(m)) for m in filled.matters)
    if spec == "审批部门":
        return _unique(lookup.department_of(m.approver) for m in filled.matters)
    if any(f.label == spec for f in kind.all_fields):
        return tuple(d for label, d in filled.departments if label == spec)
    return (lookup.department(spec),)


def _two_sections(matters: tuple[Matter, ...]) -> bool:
    """Approval and supervision may be two 科室 of one department (方案第三部分第(一)项)."""
    return any(m.approver == m.supervisor and m.approver_section != m.supervisor_section for m in matters)


def _unique(departments: Any) -> tuple[Department, ...]:
    return tuple(dict.fromkeys(departments))
