"""Words about the columns of an imported table, and 项=值 as it is typed."""

from __future__ import annotations

from typing import Any


def mapped(text: str) -> tuple[str, str]:
    """Read one ``--map``: the column, and the item that it is. Raises Refused."""
    from shenguan_docs.errors import Refused

    column, sign, wanted = text.replace("＝", "=").partition("=")
    if not sign or not column.strip():
        raise Refused(f"“{text}”不是“列=项”", where="--map", remedy="写成 --map 文书号=处罚决定文号")
    return column.strip(), wanted.strip()


def told_columns(key: str, columns: Any) -> str:
    """Say how the columns of a table are read."""
    read = [
        f"{c.heading} → {c.target.label}{'' if c.sure else '（近似，请核对）'}" for c in columns if c.target
    ]
    unread = [c.heading for c in columns if c.target is None and c.heading]
    lines = [f"表头（{key}）：" + "；".join(read)]
    if unread:
        lines.append(f"没有读的列：{'、'.join(unread)}（要读的用 --map 列=项）")
    return "\n".join(lines)


def settings(fixed: tuple[str, ...]) -> dict[str, str]:
    """Read each ``--set 项=值``. Raises Refused."""
    from shenguan_docs.errors import Refused

    wrong = [one for one in fixed if "=" not in one]
    if wrong:
        raise Refused(f"“{wrong[0]}”不是“项=值”", remedy="写成 --set 项=值，如 --set 移出原因=警示期满")
    return {name.strip(): value.strip() for name, _, value in (one.partition("=") for one in fixed)}
