"""Chinese sentences have Chinese (full-width) punctuation, GB/T 15834, wherever a user can read them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HAN = "\u4e00-\u9fff"
HALF = re.compile(rf"[{HAN}][,;:](?! )|[,;:][{HAN}]|[{HAN}]\(|\([{HAN}]|[{HAN}]\)|\)[{HAN}]")
CODE = sorted([*(ROOT / "shenguan_docs").rglob("*.py"), ROOT / "cli.py"])
PAGES = sorted((ROOT / "shenguan_docs").rglob("*.html"))
MANUALS = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])

# Not sentences: what is read from files or typed, names of files, and text that was folded to half width before.
KEPT = ("@函:", "事项清单(第一批).csv", "立卷人:", "立卷日期:")
ADDRESS = re.compile(
    r"[a-z0-9+]+://(?:[a-z0-9]+://|主机[一二三]?|端口|用户|数据库|索引名|桶|前缀|字|[a-z0-9@/.?=&:,])+"
)
QUERIES = {"字:字年"}  # how a search is written
EXACT = {":年", "函:", ")第"}
# What a page or a manual holds beside its sentences: code, Jinja, tags, addresses of links.
CODE_IN_TEXT = (
    r"^```.*?^```",
    r"`[^`\n]*`",
    r"\{#.*?#\}",
    r"\{\{[^\"}]*\}\}",
    r"(?<=\])\([^)\n]*\)",
    r"<[^>\"]*>",
)


def _words(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the sentences of a module: its strings but patterns and English docstrings."""
    text = path.read_text(encoding="utf-8")
    lines = text.encode().splitlines()
    tree = ast.parse(text)
    patterns = {
        id(part)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "re"
        for part in ast.walk(call)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in patterns:
            continue
        begins = lines[node.lineno - 1][node.col_offset :].decode()
        first = node.value.strip().partition("\n")[0]
        if re.match(r"(?i)(r|rf|fr)[\"']", begins) or re.search(r"\(\?[:<P]", node.value):
            continue
        if len(re.findall(f"[{HAN}]", first)) * 3 < len(first) or re.match(r"[A-Z]?[a-z]+ [a-z]", first):
            continue
        if node.value not in EXACT:
            yield node.lineno, node.value


def _filled(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the sentences that something is filled into, with a Chinese sign in its place."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            own = "".join(str(v.value) for v in node.values if isinstance(v, ast.Constant))
            words = "".join(str(v.value) if isinstance(v, ast.Constant) else "字" for v in node.values)
            if re.search(f"[{HAN}]", own) and "\\" not in own and "(?" not in own and words not in QUERIES:
                yield node.lineno, words


def _faults(words: str) -> list[str]:
    words = ADDRESS.sub("", words)
    for kept in KEPT:
        words = words.replace(kept, "")
    return [words[max(0, m.start() - 8) : m.end() + 8] for m in HALF.finditer(words)]


@pytest.mark.parametrize("room", sorted({p.relative_to(ROOT).parts[:2] for p in CODE}), ids="/".join)
def test_what_a_program_says(room: tuple[str, ...]) -> None:
    mine = [p for p in CODE if p.relative_to(ROOT).parts[:2] == room]
    found = [
        f"{path}:{line}: {fault}"
        for path in mine
        for line, words in (*_words(path), *_filled(path))
        for fault in _faults(words)
    ]
    assert mine
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", [*PAGES, *MANUALS], ids=lambda p: str(p.relative_to(ROOT)))
def test_what_a_page_or_manual_says(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for code in CODE_IN_TEXT:
        text = re.sub(code, "", text, flags=re.S | re.M)
    if path.suffix == ".md":
        text = re.sub(r"^(?: {4}|\t).*?$", "", text, flags=re.M)
    found = _faults(text)
    assert not found, "\n".join(found)
