"""The catalogue as XML with the metadata of DA/T 46-2009 (文书类电子文件元数据方案), its elements by their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from shenguan_docs.office.filing.arranging import Standing
from shenguan_docs.office.opening import Office
from shenguan_docs.text import clean


@dataclass(frozen=True)
class HandedFile:
    """A file as it was handed over: its path below the folder, what it is, its size and SHA-256."""

    path: str
    role: str
    original_name: str
    size: int
    sha256: str


def catalogue_xml(
    office: Office,
    filed: Sequence[Standing],
    files: Mapping[str, Sequence[HandedFile]],
    lives: Mapping[str, Sequence[Mapping[str, Any]]],
    year: int,
) -> bytes:
    """Return the XML; ``files`` and ``lives`` (what happened, as ``show`` tells it) are by record."""
    rule = office.settings.filing
    root = etree.Element("归档文件目录", 年度=str(year), 元数据方案="DA/T 46-2009")
    source = _under(root, "来源")
    _words(source, "档案馆名称", rule.archive_name)
    _words(source, "全宗名称", office.settings.name)
    _words(source, "立档单位名称", office.settings.name)
    for one in filed:
        _piece(root, rule.fonds, one, files[one.piece.record], lives.get(one.piece.record, ()))
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return bytes(content)


def _piece(
    root: Any,
    fonds: str,
    one: Standing,
    files: Sequence[HandedFile],
    life: Sequence[Mapping[str, Any]],
) -> None:
    piece, done = one.piece, one.filed
    assert done is not None
    entity = _under(root, "文件实体")
    _words(entity, "聚合层次", "件")
    _words(entity, "电子文件号", piece.record)
    number = _under(entity, "档号")
    number.set("值", done.number)
    parts = {
        "全宗号": fonds, "年度": str(done.year), "保管期限": done.retention, "机构或问题": done.unit,
        "室编件号": str(done.ordinal),
    }  # fmt: skip
    _all(number, parts)
    described = {
        "题名": piece.title, "文件编号": piece.number, "责任者": piece.responsible, "日期": str(piece.day or ""),
        "文种": piece.genre, "紧急程度": piece.urgency, "主送": piece.receivers, "抄送": piece.copies_to,
    }  # fmt: skip
    _all(_under(entity, "内容描述"), described)
    form = {
        "文件组合类型": "组合文件" if len(files) > 1 else "单件",
        "页数": str(done.pages) if done.pages else "",
        "语种": "中文",
        "稿本": "正本",
    }
    _all(_under(entity, "形式特征"), form)
    for file in files:
        electronic = _under(entity, "电子属性")
        told = {
            "格式信息": file.path.rpartition(".")[2].upper(), "计算机文件名": file.path,
            "计算机文件大小": str(file.size), "文件用途": file.role, "原文件名": file.original_name,
            "数字摘要算法": "SHA-256", "数字摘要": file.sha256,
        }  # fmt: skip
        _all(electronic, told)
    _words(entity, "附注", done.note)
    for step in life:
        action = _under(entity, "业务实体")
        told = {
            "业务状态": "历史行为", "业务行为": str(step["what"]), "业务时间": str(step["at"]),
            "业务描述": str(step["detail"] or ""), "机构人员名称": str(step["by"]),
        }  # fmt: skip
        _all(action, told)


def _all(parent: Any, told: Mapping[str, str]) -> None:
    for name, words in told.items():
        _words(parent, name, words)


def _words(parent: Any, name: str, words: str) -> None:
    if words:
        _under(parent, name).text = clean(words)


def _under(parent: Any, name: str) -> Any:
    return etree.SubElement(parent, name)


def digests(files: Iterable[HandedFile]) -> bytes:
    """Return the list that ``sha256sum -c`` checks."""
    return "".join(f"{file.sha256}  {file.path}\n" for file in files).encode()
