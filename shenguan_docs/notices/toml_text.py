"""Read TOML that a person wrote; a fault is told in Chinese with line and column."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from shenguan_docs.errors import Refused

_REASONS = {
    "Expected '='": "名称后面缺等号",
    "Invalid value": "值的写法不对",
    "Unterminated string": "引号没有成对",
    "Unescaped '\\'": "反斜杠在双引号里有特殊意思，路径请放在单引号里，或写成两个反斜杠",
    "Illegal character '\\n'": "引号没有成对",
    "Illegal character": "有不允许的字符",
    "Cannot overwrite": "同一项写了两遍",
    "Cannot declare": "同一项写了两遍",
    "Invalid statement": "这一行不成一项",
    "Expected newline": "一行里多写了内容",
    "Unclosed array": "方括号没有成对",
    "Unclosed inline table": "花括号没有成对",
    "Expected ']": "方括号没有成对",
    "Invalid date": "日期写法不对",
    "Invalid initial character": "缺名称，或名称没有放在英文双引号里",
}


def parse_toml(text: str, where: str) -> dict[str, Any]:
    """Parse TOML; raises Refused in Chinese with line and column."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+), column (\d+)", str(error))
        spot = f"第 {place[1]} 行第 {place[2]} 列" if place else "文件末尾"
        lines = text.split("\n")
        line = lines[int(place[1]) - 1] if place and int(place[1]) <= len(lines) else ""
        raise Refused(
            f"TOML 写法有误：{_slip(line) or _reason(str(error))}",
            where=f"{where} {spot}",
            remedy="每项写成“名称 = 值”，文字和中文名称都放在英文双引号里",
        ) from error
    except (RecursionError, ValueError) as error:  # a number of thousands of digits
        raise too_much(error, "TOML", where) from error


def too_much(error: Exception, form: str, where: str) -> Refused:
    """Tell what no parser takes: brackets nested thousands deep, numbers of thousands of digits."""
    problem = "括号套得太深" if isinstance(error, RecursionError) else "有一个数字太长"
    return Refused(f"{form} 写法有误：{problem}", where=where, remedy="核对括号和数字")


def _slip(line: str) -> str:
    """What people who write Chinese get wrong in TOML most often."""
    if re.search(r"=\s*(\[\s*)?[“”＂]|[\[{,=]\s*[“”＂]", line) or (
        re.search(r"[“”＂]", line) and '"' not in line
    ):
        return "用了中文引号，要用英文双引号"
    if "＝" in line and "=" not in line:
        return "用了全角等号，要用半角的 ="
    if re.search(r'(^|[{,])\s*[^"\s={,]*[\u4e00-\u9fff][^"={,]*=', line):
        return "中文名称没有放在英文双引号里"
    return ""


def _reason(message: str) -> str:
    return next((chinese for english, chinese in _REASONS.items() if english in message), "不能识别")
