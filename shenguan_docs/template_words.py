"""Why a template cannot be read or filled, in Chinese; the words of Jinja and Python are English."""

from __future__ import annotations

import re

import jinja2

_SLIPS = {
    "No filter named": "没有这个过滤器：",
    "No test named": "没有这个判断：",
    "nexpected end": "有没写完的 {{ 或 {%",
    "Missing end of comment": "有没写完的 {#",
    "Missing end of raw": "有没写完的 {% raw %}",
    "Encountered unknown tag": "不认识的标记 ",
    "Expected an expression": "{{ }} 或 {% %} 里缺内容",
    "unexpected char": "有不能用的符号：",
    "unexpected": "多写了符号：",
    "expected token": "缺符号：",
}


def in_words(error: Exception) -> str:
    """Say in Chinese why a template failed; the words of Jinja and Python are English."""
    said = str(error)
    if isinstance(error, jinja2.UndefinedError):
        named = "".join(re.findall(r"'([^']*)'", said)[-1:])
        return f"没有“{named}”这一项"
    if re.search("[\u4e00-\u9fff]", said) and not isinstance(error, jinja2.TemplateSyntaxError):
        return said
    for english in ("No filter named", "No test named"):
        if english in said:  # inside a condition Jinja looks for it only when it comes there
            return _SLIPS[english] + "".join(re.findall(r"'([^']*)'", said)[:1])
    if "no loader" in said:
        return "不能引入别的文件"
    if "not iterable" in said:
        return "for 后面要写能填多个的项"
    if "not supported between" in said:
        return "这两项不能相比"
    if isinstance(error, RecursionError):
        return "一层套一层，套得太深"
    if isinstance(error, ZeroDivisionError):
        return "除数是零"
    return "这里的写法算不出结果"


def slip_words(error: jinja2.TemplateSyntaxError) -> str:
    """Say why a template cannot be read."""
    message = error.message or ""
    named = re.findall(r"'([^']*)'", message)
    known = (
        chinese + (named[0] if named and chinese.endswith(("：", " ")) else "")
        for english, chinese in _SLIPS.items()
        if english in message
    )
    ours = re.search("[\u4e00-\u9fff]", message) and not named
    return next(known, message if ours else "写法有误")
