"""Render a kind's texts: the template's own words and the words of fields stay apart until the end.

Each printed value becomes one private-use character (a token) while Jinja runs. Structure (#, |, @, line
breaks) is then read from the template's words only, so nothing that a person types can become structure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.environment import TemplateExpression
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context

from shenguan_docs.document import Run, Runs
from shenguan_docs.errors import Refused
from shenguan_docs.notices.values import Card, Many, Words, source_of, words_of
from shenguan_docs.sandbox import Sandbox
from shenguan_docs.template_words import in_words, slip_words
from shenguan_docs.text import chinese_date, clean, yuan_words

_TOKEN_BASE = 0xF0000
_TOKEN = re.compile("[\U000f0000-\U000ffffd]")
_TOKENS = " tokens"  # not an identifier, so no template can name it
_OUTPUT_LIMIT = 40_000  # characters of the text itself: some sixty pages, a table of 1,500 rows
_A_LINE = 20  # characters that a line break counts for
_WITH_FIELDS = 2_000_000  # characters with what was filled in


class _Tokens(list[Words]):
    """The words of the values that were printed; ``own`` counts those that are the text's doing.

    What a field says is the field's doing the first time that it is printed, and the text's every other time.
    """

    def __init__(self) -> None:
        super().__init__()
        self.own = self.all = 0
        self._known: set[tuple[str, str]] = set()

    def add(self, words: Words) -> None:
        key = words.source, str(words)
        size = _room(words)
        if not words.source or key in self._known:
            self.own += size
        self.all += size
        self._known.add(key)
        self.append(words)
        if len(self) > 60_000 or self.own > _OUTPUT_LIMIT or self.all > _WITH_FIELDS:
            raise SecurityError("正文太长")


def _room(text: str) -> int:
    return len(text) + _A_LINE * text.count("\n")


@jinja2.pass_context
def _tokenise(context: Context, value: Any) -> str:
    if not isinstance(value, str | int | Decimal | date | Card | tuple | list | jinja2.Undefined):
        raise SecurityError("这里印不出文字")
    text = clean(words_of(value))  # a Blank raises here
    tokens: _Tokens = context[_TOKENS]
    tokens.add(Words(text, source_of(value)))
    return chr(_TOKEN_BASE + len(tokens) - 1)


def _capitals(value: Any) -> Words:
    if not isinstance(value, int | Decimal):
        raise SecurityError("“大写”只能用于金额")
    return Words(yuan_words(Decimal(value)), source_of(value))


def _part(name: str) -> Any:
    def pick(value: Any) -> Any:
        if isinstance(value, tuple | list):
            return Many((pick(item) for item in value), source_of(value))
        return value.get(name, value) if isinstance(value, Mapping) else value

    return pick


def _count(value: Any) -> int:
    if isinstance(value, jinja2.Undefined):
        return 0
    return len(value) if isinstance(value, tuple | list) else 1


def _each_has(value: Any, *names: str) -> bool:
    """Whether each of several parties or rows has one of these parts; so it is where nothing was filled in."""
    if isinstance(value, jinja2.Undefined):
        return True
    items = value if isinstance(value, tuple | list) else (value,)
    return all(isinstance(item, Mapping) and any(item.get(name) for name in names) for item in items)


def _latest(value: Any) -> date:
    """The latest day among several days or cited letters; the first of all days where none has one."""
    items = value if isinstance(value, tuple | list) else (value,)
    days = [item.get("日期") if isinstance(item, Mapping) else item for item in items]
    return max((day for day in days if isinstance(day, date)), default=date.min)


def _date_words(value: Any) -> Words:
    if not isinstance(value, date):
        raise SecurityError("“年月日”只能用于日期")
    return Words(chinese_date(value), source_of(value))


FILTERS = {
    "大写": _capitals,
    "个数": _count,
    "全称": _part("全称"),
    "简称": _part("简称"),
    "名称": _part("名称"),
    "顿号": lambda value: Words(words_of(value), source_of(value)),
    "年月日": _date_words,
    "都有": _each_has,
    "最晚": _latest,
}


@lru_cache(maxsize=1)
def _environment() -> Sandbox:
    # A line break after {% endif %} stays one: blank lines do not count, joined lines would.
    return Sandbox(FILTERS, _tokenise, trim_blocks=False)


@lru_cache(maxsize=1)
def _rule_environment() -> Sandbox:
    return Sandbox(FILTERS)


@lru_cache(maxsize=512)
def _compiled(source: str) -> jinja2.Template:
    # A token in the text itself would stand for another field's words.
    return _environment().from_string(_TOKEN.sub("\ufffd", clean(source)))


def render(source: str, values: Mapping[str, Any], where: str) -> tuple[str, list[Words]]:
    """Render a template; return its text with one token a printed value, and the values' words.

    Raises Refused naming file and line for a fault in the template.
    """
    tokens = _Tokens()
    try:
        pieces, size = [], 0
        for piece in _compiled(source).generate({**values, _TOKENS: tokens}):
            size += _room(piece)
            if size + tokens.own > _OUTPUT_LIMIT:
                raise SecurityError("正文太长")
            pieces.append(piece)
        return "".join(pieces), tokens
    except jinja2.TemplateSyntaxError as error:
        raise syntax_fault(error, where) from error
    except jinja2.UndefinedError as error:
        raise Refused(
            f"文本要印出没有填写的内容（{_missing_name(error)}）",
            where=_line_of(error, where),
            remedy="填写这一项，或在文本里用 {% if … %} 把这句话括起来",
        ) from error
    except _FAILURES as error:
        raise Refused(
            f"文本不能排出：{in_words(error)}",
            where=_line_of(error, where),
            remedy="检查文本里的 {{ }} 和 {% %}",
        ) from error


def holds(expression: str, values: Mapping[str, Any], where: str) -> bool:
    """Evaluate a rule; it holds where it compares a field that was not filled in.

    A field that the rule itself asks after (``罚款金额 is defined``) may be missing.
    """
    if any(name not in values for name in _compared(expression, where)):
        return True
    try:
        return bool(_rule(expression)(**values))
    except (jinja2.TemplateError, *_FAILURES) as error:
        raise Refused(
            f"规则“{expression}”不能计算：{in_words(error)}", where=where, remedy="检查规则里的项和比较"
        ) from error


@lru_cache(maxsize=512)
def _rule(expression: str) -> TemplateExpression:
    return _rule_environment().compile_expression(expression, undefined_to_none=False)


@lru_cache(maxsize=512)
def _compared(expression: str, where: str) -> frozenset[str]:
    source = "{{ " + expression + " }}"
    names = {name for name, _ in names_in(source, where)}
    asked = {
        test.node.name
        for test in _environment().parse(source).find_all(nodes.Test)
        if test.name in ("defined", "undefined") and isinstance(test.node, nodes.Name)
    }
    return frozenset(names - asked)


@lru_cache(maxsize=1024)
def names_in(source: str, where: str) -> tuple[tuple[str, int], ...]:
    """Return the names that a template reads but does not set itself, each with its line.

    Raises Refused for a template that cannot be read or names something outside the sandbox.
    """
    try:
        tree = _environment().parse(source)
        _compiled(source)  # compiling is what finds an unknown filter
    except jinja2.TemplateSyntaxError as error:
        raise syntax_fault(error, where) from error
    except RecursionError as error:
        raise Refused(in_words(error), where=where, remedy="把文本写得简单些") from error
    for banned in tree.find_all(
        (nodes.Call, nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends, nodes.Macro)
    ):
        raise Refused(
            "文本里不能调用函数或引入别的文件", where=f"{where} 第 {banned.lineno} 行", remedy="删去这一处"
        )
    own = {n.name for n in tree.find_all(nodes.Name) if n.ctx == "store"} | {"loop"}
    return tuple(
        (n.name, n.lineno) for n in tree.find_all(nodes.Name) if n.ctx == "load" and n.name not in own
    )


_FAILURES = (
    jinja2.TemplateRuntimeError, SecurityError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError,
)  # fmt: skip


def syntax_fault(error: jinja2.TemplateSyntaxError, where: str) -> Refused:
    """Say in Chinese, with file and line, that a template cannot be read."""
    problem = slip_words(error)
    return Refused(
        problem, where=f"{where} 第 {error.lineno} 行", remedy="参照 templates/notices/README.md 改正"
    )


def runs_of(text: str, tokens: list[Words]) -> Runs:
    """Resolve tokens in one stretch of text; neighbouring words of one source become one run."""
    runs: list[Run] = []
    for words, source in _stretches(text, tokens):
        if not words:
            continue
        if runs and runs[-1].source == source:
            runs[-1] = Run(runs[-1].text + words, source)
        else:
            runs.append(Run(words, source))
    return tuple(runs)


def paragraphs_of(text: str, tokens: list[Words]) -> list[Runs]:
    """Like ``runs_of``, but a line break inside a field's words begins a new paragraph."""
    result: list[list[tuple[str, str]]] = [[]]
    for words, source in _stretches(text, tokens):
        first, *rest = words.split("\n")
        result[-1].append((first, source))
        result.extend([(line.strip(), source)] for line in rest)
    merged = [
        runs_of("".join(chr(_TOKEN_BASE + i) for i in range(len(p))), [Words(w, s) for w, s in p])
        for p in result
    ]
    return [runs for runs in merged if runs]


def _stretches(text: str, tokens: list[Words]) -> Iterator[tuple[str, str]]:
    position = 0
    for match in _TOKEN.finditer(text):
        yield text[position : match.start()], ""
        token = tokens[ord(match.group()) - _TOKEN_BASE]
        yield str(token), token.source
        position = match.end()
    yield text[position:], ""


def _missing_name(error: jinja2.UndefinedError) -> str:
    quoted = re.findall(r"'([^']*)'", str(error))
    return quoted[-1] if quoted else str(error)


def _line_of(error: Exception, where: str) -> str:
    line = 0
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return f"{where} 第 {line} 行" if line else where


def file_label(path: Path) -> str:
    """Name a template file the way an office knows it: its kind's folder and its name."""
    return f"{path.parent.name}/{path.name}"
