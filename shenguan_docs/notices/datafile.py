"""Read a data file that a person filled in: TOML or JSON, from a path or standard input."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from shenguan_docs.errors import Refused, system_reason
from shenguan_docs.notices.toml_text import parse_toml, too_much


@dataclass(frozen=True)
class DataFile:
    """Data and the folder beside which its attachments are sought."""

    data: dict[str, Any]
    folder: Path


def read_data_file(path: str) -> DataFile:
    """Read ``path`` (``-`` is standard input, TOML or JSON); raises Refused naming line and column."""
    if path == "-":
        if sys.stdin is None:
            raise Refused("没有标准输入", remedy="写文件名，或用管道送入数据")
        return DataFile(_parse(sys.stdin.buffer.read(), "标准输入", None), Path.cwd())
    file = Path(path)
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        raise Refused("没有这个文件", where=path, remedy="核对路径") from None
    except IsADirectoryError:
        raise Refused("这是文件夹，不是文件", where=path) from None
    except OSError as error:
        raise Refused(
            f"读不出来（{system_reason(error)}）", where=path, remedy="核对文件的读取权限"
        ) from error
    return DataFile(_parse(content, file.name, file.suffix.lower()), file.parent)


_TABLES = (".xlsx", ".xls", ".csv")


def _parse(content: bytes, where: str, suffix: str | None) -> dict[str, Any]:
    if suffix in _TABLES:
        raise Refused(
            "这是表格，这里要一件的数据文件（TOML 或 JSON）",
            where=where,
            remedy="表格里的事件用 shenguan event import，文书用 shenguan draft 类别 --batch",
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("不是 UTF-8 编码", where=where, remedy="在编辑器里另存为 UTF-8") from error
    if not text.strip():
        raise Refused("文件是空的", where=where, remedy="运行 shenguan kinds example 类别 看一份完整的示例")
    looks_like_json = text.lstrip().startswith("{")
    if suffix == ".json" or (suffix is None and looks_like_json):
        try:
            data = json.loads(text, parse_float=str, object_pairs_hook=partial(_unique, where))
        except json.JSONDecodeError as error:
            spot = f"{where} 第 {error.lineno} 行第 {error.colno} 列"
            raise Refused("JSON 写法有误", where=spot, remedy="核对引号、逗号和括号") from error
        except (RecursionError, ValueError) as error:
            raise too_much(error, "JSON", where) from error
        if not isinstance(data, dict):
            raise Refused("JSON 最外层要是一组“名称: 值”", where=where)
        return data
    if suffix not in (None, ".toml", ".txt"):
        raise Refused(
            f"不能读 {suffix} 文件" if suffix else "文件名没有扩展名",
            where=where,
            remedy="填写的数据用 .toml 或 .json",
        )
    return parse_toml(text, where)


def _unique(where: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that stands twice; JSON itself would silently keep the last."""
    known = dict(pairs)
    if len(known) < len(pairs):
        names = [name for name, _ in pairs]
        doubled = next(name for name in names if names.count(name) > 1)
        raise Refused(f"“{doubled}”写了两遍", where=where, remedy="只留一处")
    return known
