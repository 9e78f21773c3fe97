"""The sandbox in which an office's own texts and layouts run: they are data, not programs.

A template sees mappings, lists and plain values only. It cannot touch an attribute of a Python object,
call anything, load another file, or use a filter that is not on the list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

_LOOP = frozenset({"index", "index0", "first", "last", "length", "revindex"})
_TESTS = frozenset(
    {"defined", "undefined", "none", "odd", "even", "in", "==", "!=", "<", ">", "<=", ">=", "eq", "ne"}
)
_FILTERS = frozenset({"default", "d", "first", "last", "length", "trim", "e", "escape"})


class Blank(jinja2.ChainableUndefined):
    """A value that was not filled in: false, empty, and never printed."""

    def __str__(self) -> str:
        self._fail_with_undefined_error()
        return ""


class Sandbox(ImmutableSandboxedEnvironment):
    """A Jinja environment reduced to data: no attributes, no calls, no loader, no globals.

    ``filters`` are added to the few harmless ones of Jinja; ``finalize`` sees every printed value.
    """

    intercepted_binops = frozenset({"*", "**", "%"})

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
        """Multiply numbers only: a text multiplied is a page without end."""
        if operator == "*" and isinstance(left, int) and isinstance(right, int):
            return left * right
        raise SecurityError(f"模板里不能使用运算 {operator}")
