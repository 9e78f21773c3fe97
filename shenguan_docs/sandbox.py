"""The sandbox in which an office's own texts and layouts run: they are data, not programs.

A template sees mappings, lists and plain values only. It cannot touch an attribute of a Python object,
call anything, load another file, or use a filter that is not on the list. What it loops over, joins and
prints is counted: a loop without end and a page without end are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.nodes import EvalContext
from jinja2.runtime import LoopContext, markup_join, str_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import pass_eval_context
from jinja2.visitor import NodeTransformer

_LOOP = frozenset({"index", "index0", "first", "last", "length", "revindex"})
_TESTS = frozenset(
    {"defined", "undefined", "none", "odd", "even", "in", "==", "!=", "<", ">", "<=", ">=", "eq", "ne"}
)
_FILTERS = frozenset({"default", "d", "first", "last", "length", "trim", "e", "escape"})


STEPS = 1_000_000
"""Turns of all loops of one rendering together; the longest register has some ten thousand."""
LONGEST = 20_000_000
"""Characters of one value and of what one rendering prints."""
SECONDS = 60.0
"""How long one rendering may take."""
_GREATEST = 10**15


@dataclass
class _Budget:
    """What is left of one rendering."""

    steps: int
    until: float

    def turn(self) -> None:
        self.steps -= 1
        if self.steps < 0 or (self.steps % 1000 == 0 and monotonic() > self.until):
            raise SecurityError("循环太多，或者没有尽头")


_budget: ContextVar[_Budget | None] = ContextVar("budget", default=None)


def _counted(items: Any) -> Iterator[Any]:
    """The items of a loop, counted together with those of every other loop of this rendering."""
    budget = _budget.get()
    for item in items:
        if budget is not None:
            budget.turn()
        yield item


class _Items:
    """What a loop runs over: it has a length, as ``loop.last`` and ``loop.length`` need it."""

    def __init__(self, items: Any) -> None:
        self._items = items

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Any]:
        return _counted(self._items)


@pass_eval_context
def _joined(context: EvalContext, parts: list[Any]) -> str:
    """``a ~ b``: escaped as Jinja does it, and not without end."""
    made = (markup_join if context.autoescape else str_join)(parts)
    if len(made) > LONGEST:
        raise SecurityError("连起来的文字太长")
    return made


def _printed(pieces: Iterable[str]) -> str:
    kept, size = [], 0
    for piece in pieces:
        size += len(piece)
        if size > LONGEST:
            raise SecurityError("印出的内容太长")
        kept.append(piece)
    return "".join(kept)


class _Bounds(NodeTransformer):
    """Every loop and every joining goes through what counts it."""

    def visit_For(self, node: nodes.For) -> nodes.For:
        """Count the turns of a loop."""
        self.generic_visit(node)
        node.iter = nodes.Filter(node.iter, " counted", [], [], None, None, lineno=node.lineno)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:
        """Measure what ``~`` joins."""
        self.generic_visit(node)
        parts = nodes.List(node.nodes, lineno=node.lineno)
        return nodes.Filter(parts, " joined", [], [], None, None, lineno=node.lineno)


class BoundedTemplate(jinja2.Template):
    """A template each of whose renderings has a budget of its own."""

    def render(self, *args: Any, **values: Any) -> str:
        """Render; raises SecurityError when the budget is spent."""
        _budget.set(_Budget(STEPS, monotonic() + SECONDS))
        return super().render(*args, **values)

    def generate(self, *args: Any, **values: Any) -> Iterator[str]:
        """Render piece by piece; raises SecurityError when the budget is spent."""
        _budget.set(_Budget(STEPS, monotonic() + SECONDS))
        return super().generate(*args, **values)


class Blank(jinja2.ChainableUndefined):
    """A value that was not filled in: false, empty, and never printed."""

    def __str__(self) -> str:
        self._fail_with_undefined_error()
        return ""


class Sandbox(ImmutableSandboxedEnvironment):
    """A Jinja environment reduced to data: no attributes, no calls, no loader, no globals.

    ``filters`` are added to the few harmless ones of Jinja; ``finalize`` sees every printed value.
    """

    intercepted_binops = frozenset({"*", "**", "%", "+"})
    template_class = BoundedTemplate
    concat = staticmethod(_printed)

    def __init__(
        self,
        filters: Mapping[str, Callable[..., Any]] | None = None,
        finalize: Callable[..., Any] | None = None,
        *,
        autoescape: bool = False,
        undefined: type[jinja2.Undefined] = Blank,
        trim_blocks: bool = True,
        extensions: tuple[str, ...] = (),
    ) -> None:
        super().__init__(
            finalize=finalize,
            autoescape=autoescape,
            undefined=undefined,
            trim_blocks=trim_blocks,
            lstrip_blocks=True,
            keep_trailing_newline=False,
            loader=None,
            extensions=extensions,
        )
        self.globals.clear()
        self.filters = {k: v for k, v in self.filters.items() if k in _FILTERS} | dict(filters or {})
        # Names with a blank: a template cannot write them.
        self.filters |= {" counted": _Items, " joined": _joined}
        self.tests = {k: v for k, v in self.tests.items() if k in _TESTS}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """``a.b`` means the same as ``a["b"]``."""
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Look a name up in a mapping, an index in a list; everything else is undefined."""
        if isinstance(obj, LoopContext):
            if argument in _LOOP:
                return getattr(obj, argument)
        elif isinstance(obj, Mapping):
            if argument in obj:
                return obj[argument]
        elif isinstance(obj, tuple | list):
            if isinstance(argument, int) and -len(obj) <= argument < len(obj):
                return obj[argument]
            if isinstance(argument, str) and len(obj) == 1:
                return self.getitem(obj[0], argument)
        return self.undefined(obj=obj, name=argument)

    def call(self, _context: Any, _obj: Any, *_args: Any, **_kwargs: Any) -> Any:
        """Refuse: a template calls nothing."""
        raise SecurityError("模板里不能调用函数")

    def call_binop(self, _context: Any, operator: str, left: Any, right: Any) -> Any:
        """Reckon with numbers of a sensible size, put words together up to a length: nothing without end."""
        if isinstance(left, int | float) and isinstance(right, int | float) and operator in "*+":
            if abs(made := left * right if operator == "*" else left + right) <= _GREATEST:
                return made
            raise SecurityError("模板里的数太大")
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            if len(left) + len(right) <= LONGEST:
                return left + right
            raise SecurityError("连起来的文字太长")
        raise SecurityError(f"模板里不能使用运算 {operator}")

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree: nodes.Template = _Bounds().visit(super()._parse(source, name, filename))
        return tree
