"""The sandbox in which an office's own texts and layouts run: they are data, not programs.

A template sees mappings, lists and plain values only. It cannot touch an attribute of a Python object,
call anything, load another file, or use a filter that is not on the list. What it loops over, joins and
prints is counted: a loop without end and a page without end are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from time import thread_time
from types import CodeType
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, LoopContext, markup_join, str_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import pass_context, pass_eval_context
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
MADE = 100_000_000
"""Characters that one rendering puts together in all, printed or not."""
SECONDS = 6.0
"""Seconds of work that one rendering may take."""
TAGS = 5_000
"""Tags of one text; the longest layout has some hundred, and each costs time before anything is printed."""
_GREATEST = 10**15
_WEIGHT = 100_000  # values in the lists that a template writes, each counted as often as it would be printed


@dataclass
class _Budget:
    """What is left of one rendering."""

    steps: int
    made: int
    until: float

    def turn(self) -> None:
        self.steps -= 1
        if self.steps < 0 or (self.steps % 50 == 0 and thread_time() > self.until):
            raise SecurityError("循环太多，或者没有尽头")

    def make(self, size: int) -> None:
        self.made -= size
        if self.made < 0:
            raise SecurityError("连起来的文字太长")
        self.turn()


_budget: ContextVar[_Budget | None] = ContextVar("budget", default=None)


def _passed(value: Any) -> Any:
    """What was reckoned out, a comparison or what a filter made: it is work too."""
    if (budget := _budget.get()) is not None:
        budget.make(len(value) if isinstance(value, str) else 0)
    return value


@pass_context  # so that it is asked at every rendering, not once while compiling
def _brought(_context: Context, name: Any) -> Any:
    """The name of a layout that is brought in: two that bring in two each have no end."""
    if (budget := _budget.get()) is not None:
        for _ in range(50):
            budget.turn()
    return name


class _List(list[Any]):
    """A list that a template wrote, with the number of values in it."""

    weight = 0


class _Map(dict[Any, Any]):
    """A mapping that a template wrote, with the number of values in it."""

    weight = 0


def _weighed(value: Any) -> Any:
    """A list or mapping as a template writes it: one that holds itself twice, forty times over, has no end."""
    made: _List | _Map = _Map(value) if isinstance(value, dict) else _List(value)
    made.weight = 1 + sum(
        getattr(item, "weight", 1) for item in (made.values() if isinstance(made, _Map) else made)
    )
    if made.weight > _WEIGHT:
        raise SecurityError("列表里的内容太多")
    return _passed(made)


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
    _passed(made)
    return made


def _printed(pieces: Iterable[str]) -> str:
    kept, size = [], 0
    for piece in pieces:
        size += len(piece)
        if size > LONGEST:
            raise SecurityError("印出的内容太长")
        kept.append(piece)
    made = "".join(kept)
    _passed(made)
    return made


class _Bounds(NodeTransformer):
    """Every loop, every joining, all that makes or compares values goes through what counts it."""

    def visit_For(self, node: nodes.For) -> nodes.For:
        """Count the turns of a loop."""
        self.generic_visit(node)
        node.iter = _through(" counted", node.iter)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:
        """Measure what ``~`` joins."""
        self.generic_visit(node)
        return _through(" joined", nodes.List(node.nodes, lineno=node.lineno))

    def visit_Filter(self, node: nodes.Filter) -> nodes.Expr:
        """Measure what a filter makes; a block that is filtered has no value yet."""
        self.generic_visit(node)
        return node if node.node is None else _through(" passed", node)

    def visit_Compare(self, node: nodes.Compare) -> nodes.Filter:
        """Count comparisons."""
        self.generic_visit(node)
        return _through(" passed", node)

    def visit_List(self, node: nodes.List) -> nodes.Filter:
        """Weigh a list."""
        self.generic_visit(node)
        return _through(" weighed", node)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Expr:
        """Weigh a list in round brackets, but not names that are given values."""
        self.generic_visit(node)
        return _through(" weighed", node) if node.ctx == "load" else node

    def visit_Dict(self, node: nodes.Dict) -> nodes.Filter:
        """Weigh a mapping."""
        self.generic_visit(node)
        return _through(" weighed", node)

    def visit_Const(self, node: nodes.Const) -> nodes.Const:
        """Refuse a number beyond all reckoning, which Python writes in ways that it does not read."""
        if isinstance(node.value, int | float) and not abs(node.value) <= _GREATEST:
            raise jinja2.TemplateSyntaxError("数太大", node.lineno)
        return node

    def visit_Include(self, node: Any) -> Any:
        """Count what is brought in."""
        self.generic_visit(node)
        node.template = _through(" brought", node.template)
        return node

    visit_Import = visit_FromImport = visit_Extends = visit_Include


def _through(name: str, node: Any) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


def _fresh() -> _Budget:
    return _Budget(STEPS, MADE, thread_time() + SECONDS)


class BoundedTemplate(jinja2.Template):
    """A template each of whose renderings has a budget of its own."""

    def render(self, *args: Any, **values: Any) -> str:
        """Render; raises SecurityError when the budget is spent."""
        _budget.set(_fresh())
        return super().render(*args, **values)

    def generate(self, *args: Any, **values: Any) -> Iterator[str]:
        """Render piece by piece; raises SecurityError when the budget is spent."""
        _budget.set(_fresh())
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

    intercepted_binops = frozenset({"*", "**", "%", "+", "-", "/", "//"})
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
        self.filters |= {
            " counted": _Items,
            " joined": _joined,
            " passed": _passed,
            " weighed": _weighed,
            " brought": _brought,
        }
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
                return _passed(left + right)
            raise SecurityError("连起来的文字太长")
        if operator in ("-", "/", "//"):
            made = self.binop_table[operator](left, right)
            if not isinstance(made, int | float) or abs(made) <= _GREATEST:
                return made
            raise SecurityError("模板里的数太大")
        raise SecurityError(f"模板里不能使用运算 {operator}")

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        if source.count("{{") + source.count("{%") > TAGS:
            raise jinja2.TemplateSyntaxError("标记太多", 1, name, filename)
        try:
            tree: nodes.Template = _Bounds().visit(super()._parse(source, name, filename))
        except jinja2.TemplateSyntaxError as error:
            error.name, error.filename = error.name or name, error.filename or filename
            raise
        except ValueError as error:  # a number of thousands of figures
            raise jinja2.TemplateSyntaxError("数太大", 1, name, filename) from error
        return tree

    def _compile(self, source: str, filename: str) -> CodeType:
        try:
            return super()._compile(source, filename)
        except (SyntaxError, MemoryError, RecursionError) as error:  # Python's own limits of nesting
            raise jinja2.TemplateSyntaxError("一层套一层，套得太深", 1, None, filename) from error
