"""Layout files (版式文件): where they lie and the sandbox in which their tags run.

An office's own file wins over the shipped one of the same name. A layout sees the words of ``printed``
and nothing else: no attributes of Python objects, no calls, no file but the layouts beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from types import CodeType
from typing import Any, TypeVar

import jinja2
from jinja2.bccache import Bucket

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.resources import shipped_templates
from shenguan_docs.sandbox import Sandbox
from shenguan_docs.template_words import in_words, slip_words

_Made = TypeVar("_Made")
_NAME = re.compile(r"[A-Za-z0-9_-]+\.(html|svg|css|docx)")
_LARGEST = 8_000_000  # bytes; a layout is some kilobytes, a logo some hundred


_PAGES = (".html", ".svg", ".css")


def _same(path: Path, shipped: Path) -> bool:
    try:
        return path.stat().st_size == shipped.stat().st_size and path.read_bytes() == shipped.read_bytes()
    except OSError:
        return False


class _Kept(jinja2.BytecodeCache):
    """What was compiled of a layout, for all offices of this process: most have the shipped ones."""

    _MOST = 256

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Lend the code of the same text in the same file."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code."""
        if len(self._codes) >= self._MOST:
            self._codes.clear()
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


_KEPT = _Kept()


class LayoutSource:
    """Finds layout files in ``folders``, the office's own first, and compiles them in a sandbox."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = tuple(folders)
        self.sandbox = Sandbox(autoescape=True)
        self.sandbox.loader = jinja2.FunctionLoader(self._load)
        self.sandbox.bytecode_cache = _KEPT

    def path(self, name: str) -> Path:
        """Return the file called ``name``; raises NotFound, and Refused for what is no layout name."""
        if not _NAME.fullmatch(name):
            raise Refused(
                f"“{name}”不是版式文件名", remedy="版式文件名由字母、数字、短横组成，如 letter.html"
            )
        for folder in self.folders:
            path = folder / name
            if path.is_file():
                # A link must not lead a layout out of its folder.
                if not path.resolve().is_relative_to(folder.resolve()):
                    raise Refused("版式文件不能是指到别处的链接", where=str(path))
                if path.stat().st_size > _LARGEST:
                    raise Refused("版式文件太大", where=str(path), remedy="不应超过 8 MB")
                return path
        raise NotFound(f"没有版式文件 {name}", remedy="从随软件带来的 templates/layouts 里复制一份")

    def own(self) -> bool:
        """Whether pages are laid out by files of an office's own, not only by those that come with the program."""
        shipped = shipped_templates()
        return any(
            path.suffix in _PAGES and not _same(path, shipped / folder.name / path.name)
            for folder in self.folders
            if not folder.is_relative_to(shipped) and folder.is_dir()
            for path in folder.iterdir()
        )

    def text(self, name: str) -> str:
        """Return the text of an HTML or CSS layout."""
        path = self.path(name)
        try:
            return path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise Refused("不是 UTF-8 编码的文本", where=str(path), remedy="另存为 UTF-8 编码") from None
        except OSError as error:
            raise Refused("读不出来", where=str(path), remedy="检查文件的权限") from error

    def render(self, name: str, values: dict[str, Any]) -> str:
        """Fill the layout ``name``; a fault in it is Refused with file and line."""
        return guarded(lambda: self.sandbox.get_template(name).render(values), self._label)

    def compiled(self, text: str, path: Path) -> jinja2.Template:
        """Compile a part of the layout at ``path``; raises what Jinja complains of."""
        sandbox = self.sandbox
        bucket = _KEPT.get_bucket(sandbox, path.name, str(path), text)
        if bucket.code is None:
            bucket.code = sandbox.compile(text, path.name, str(path))
            _KEPT.set_bucket(bucket)
        return sandbox.template_class.from_code(sandbox, bucket.code, {})

    def _label(self, name: str | None) -> str:
        try:
            return str(self.path(name)) if name else ""
        except Refused:
            return name or ""

    def _load(self, name: str) -> tuple[str, str, Callable[[], bool]]:
        path = self.path(name)
        stamp = path.stat().st_mtime_ns

        def current() -> bool:
            try:
                return self.path(name) == path and path.stat().st_mtime_ns == stamp
            except (OSError, Refused):
                return False

        return self.text(name), str(path), current


def guarded(work: Callable[[], _Made], label: Callable[[str | None], str], unit: str = "行") -> _Made:
    """Run a template and turn its faults into Refused with file and line (``unit`` "段" in a DOCX)."""
    try:
        return work()
    except jinja2.TemplateSyntaxError as error:
        where = error.filename or label(error.name)
        raise Refused(
            f"版式写错了：{slip_words(error)}", where=f"{where} 第 {error.lineno} {unit}"
        ) from error
    except jinja2.TemplateNotFound as error:
        raise Refused(f"版式引用的文件 {error.name} 不存在") from error
    except jinja2.TemplateError as error:
        raise Refused(f"版式不能这样写：{in_words(error)}", where=_place(error, unit)) from error
    except (TypeError, ValueError, ArithmeticError, LookupError, RecursionError) as error:
        raise Refused(f"版式不能这样写：{in_words(error)}", where=_place(error, unit)) from error


def _place(error: BaseException, unit: str) -> str:
    """File and line of the template in the traceback (Jinja rewrites the frames to the template's lines)."""
    place, frame = "", error.__traceback__
    while frame is not None:
        name = frame.tb_frame.f_code.co_filename
        if name.endswith((".html", ".svg", ".css", ".docx")):
            place = f"{name} 第 {frame.tb_lineno} {unit}"
        frame = frame.tb_next
    return place
