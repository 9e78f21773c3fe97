"""The words of files that are to be registered."""

from __future__ import annotations

from pathlib import Path

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.index.extract import Extracted, extract_text, file_kind
from shenguan_docs.office.letters.lookup import refuse_secret
from shenguan_docs.text import readable_name


def texts_of(paths: list[Path]) -> tuple[list[Extracted], list[str]]:
    """Return the words and the readable names of files. Raises NotFound, Refused (secret, broken, empty)."""
    if not paths:
        raise Refused("没有写明要登记的文件")
    return [_text_of(path) for path in paths], [readable_name(path.name) for path in paths]


def _text_of(path: Path) -> Extracted:
    if path.is_dir():
        raise Refused("这是文件夹，不是文件", where=str(path))
    if not path.is_file():
        raise NotFound("没有这个文件", where=str(path), remedy="核对路径")
    name = readable_name(path.name)
    file_kind(path, name)
    extracted = extract_text(path, name)
    refuse_secret(extracted, name)
    return extracted
