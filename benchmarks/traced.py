"""What a process does to the files below one folder, recorded by strace, as a list of changes in their order.

The changes speak of inodes, so that they can be played again with some of them lost: see ``powerloss.py``.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_CALLS = (
    "open,openat,creat,write,pwrite64,lseek,rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,link,"
    "linkat,symlink,symlinkat,ftruncate,truncate,fsync,fdatasync,close,clone,clone3,fork,vfork,writev,pwritev,"
    "pwritev2,copy_file_range,sendfile,fallocate,dup,dup2,dup3"
)
_UNTOLD = {
    "link",
    "linkat",
    "symlink",
    "symlinkat",
    "truncate",
    "writev",
    "pwritev",
    "pwritev2",
    "copy_file_range",
    "sendfile",
}
_LINE = re.compile(r"(\d+) +(\w+)\((.*)\) += (-?\d+)(.*)")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_PLACE = re.compile(r"<((?:\\x[0-9a-f]{2})*)>")


@dataclass(frozen=True)
class Change:
    """One change: ``what`` is create, mkdir, write, cut, sync, move, unlink, or said.

    ``node`` is the file or folder that is meant, ``folder``/``name`` its entry, ``to_folder``/``to_name`` where it was
    moved; ``data`` what was written at ``place`` (said: the words); of a cut, ``place`` is the new length.
    """

    what: str
    node: int = 0
    folder: int = 0
    name: str = ""
    to_folder: int = 0
    to_name: str = ""
    place: int = 0
    data: bytes = b""


@dataclass
class Tree:
    """Folders by node: name → node; files: node → the path that holds their content at the beginning."""

    folders: dict[int, dict[str, int]] = field(default_factory=dict)
    files: dict[int, Path | None] = field(default_factory=dict)

    def new(self) -> int:
        """Return a node that is not used yet."""
        return len(self.folders) + len(self.files) + 1


def read_tree(root: Path) -> Tree:
    """Return what lies below ``root``; the root itself is node 1."""
    tree = Tree()

    def take(folder: Path) -> int:
        node = tree.new()
        tree.folders[node] = {}
        for path in sorted(folder.iterdir()):
            if path.is_dir():
                tree.folders[node][path.name] = take(path)
            else:
                file = tree.new()
                tree.files[file] = path
                tree.folders[node][path.name] = file
        return node

    take(root)
    return tree


def record(command: Sequence[str], trace: Path, environment: dict[str, str]) -> None:
    """Run ``command`` to its end and write what it asked of the system to ``trace``."""
    strace = ["strace", "-f", "-y", "-xx", "-s", "100000000", "-o", str(trace), "-e", f"trace={_CALLS}"]
    subprocess.run([*strace, *command], env=environment, check=True)


def changes(trace: Path, root: Path, tree: Tree) -> Iterator[Change]:
    """Yield the changes below ``root``; ``tree`` is what lay there before, and is kept up. Ends with ValueError
    where the trace holds a call that is not understood."""
    live = _Live(root, tree)
    for process, call, words, result, rest in _calls(trace):
        if result >= 0 or call in ("clone", "clone3"):
            yield from live.change(process, call, words, result, rest)


def _calls(trace: Path) -> Iterator[tuple[str, str, str, int, str]]:
    """Put calls together that were cut in two by another thread's."""
    begun: dict[str, str] = {}
    with trace.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            process, _, told = line.strip().partition(" ")
            told = told.strip()
            if told.endswith("<unfinished ...>"):
                begun[process] = told.removesuffix("<unfinished ...>")
                continue
            if told.startswith("<... "):
                told = begun.pop(process, "?(") + told.partition(" resumed>")[2]
            match = _LINE.fullmatch(f"{process} {told}")
            if match:
                yield match[1], match[2], match[3], int(match[4]), match[5]


def _text(hexed: str) -> str:
    return bytes.fromhex(hexed.replace("\\x", "")).decode("utf-8", "surrogateescape")


class _Live:
    """The tree as it is after each call, and how far each open file has been written."""

    def __init__(self, root: Path, tree: Tree) -> None:
        self.root, self.tree = str(root), tree
        self.sizes: dict[int, int] = {n: p.stat().st_size for n, p in tree.files.items() if p is not None}
        self.home: dict[str, str] = {}  # thread → process
        self.open: dict[tuple[str, int], tuple[int, bool]] = {}
        self.at: dict[tuple[str, int], int] = {}

    def change(self, thread: str, call: str, words: str, result: int, rest: str) -> Iterator[Change]:
        home = self.home.setdefault(thread, thread)
        if call in ("clone", "clone3", "fork", "vfork"):
            if result > 0:
                self.home[str(result)] = home if "CLONE_THREAD" in words else str(result)
            return
        paths = list(map(_text, _STRING.findall(words)))
        if call in ("open", "openat", "creat"):
            yield from self._opened(home, paths[0], words, result, rest)
        elif call in ("rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir", "mkdir", "mkdirat"):
            yield from self._entries(call, words)
        elif call == "write" and words.startswith("1<"):
            told = bytes.fromhex(_STRING.findall(words)[0].replace("\\x", ""))
            if told.startswith(b"SAID "):
                yield Change("said", data=told[5:])
        else:
            yield from self._of_file(home, call, words, result)

    def _opened(self, home: str, path: str, words: str, result: int, rest: str) -> Iterator[Change]:
        key = (home, result)
        self.open.pop(key, None)
        place = _PLACE.match(rest)
        if place and _text(place[1]) == self.root:
            self.open[key] = 1, False
            return
        found = self._find(_text(place[1])) if place else None
        if found is None:
            return
        folder, name = found
        node = self.tree.folders[folder].get(name, 0)
        if node in self.tree.folders:
            self.open[key] = node, False
            return
        if not node:
            if "O_CREAT" not in words:  # or has no name at all (O_TMPFILE)
                return
            node = self.tree.new()
            self.tree.files[node], self.sizes[node] = None, 0
            self.tree.folders[folder][name] = node
            yield Change("create", node, folder, name)
        elif "O_TRUNC" in words and self.sizes[node]:
            self.sizes[node] = 0
            yield Change("cut", node, place=0)
        self.open[key], self.at[key] = (node, "O_APPEND" in words), 0

    def _of_file(self, home: str, call: str, words: str, result: int) -> Iterator[Change]:
        number = re.match(r"\d+", words)
        key = (home, int(number[0])) if number else ("", 0)
        if call == "close":
            self.open.pop(key, None)
            return
        if key not in self.open:
            return
        node, appends = self.open[key]
        if call in _UNTOLD or call.startswith("dup") or call == "fallocate":
            raise ValueError(f"a call that is not played again: {call}({words[:60]}")
        if call in ("fsync", "fdatasync"):
            yield Change("sync", node)
        elif call == "lseek":
            self.at[key] = result
        elif call == "ftruncate":
            self.sizes[node] = int(words.rpartition(",")[2])
            yield Change("cut", node, place=self.sizes[node])
        elif call in ("write", "pwrite64"):
            data = bytes.fromhex(_STRING.findall(words)[0].replace("\\x", ""))[:result]
            if call == "pwrite64":
                place = int(words.rpartition(",")[2])
            else:
                place = self.sizes[node] if appends else self.at[key]
                self.at[key] = place + len(data)
            self.sizes[node] = max(self.sizes[node], place + len(data))
            yield Change("write", node, place=place, data=data)

    def _entries(self, call: str, words: str) -> Iterator[Change]:
        where = [self._find(path) for path in self._paths(words)]
        if where[0] is None:
            if len(where) > 1 and where[1] is not None:
                raise ValueError(f"moved in from outside: {words[:80]}")
            return
        folder, name = where[0]
        entries = self.tree.folders[folder]
        if call in ("mkdir", "mkdirat"):
            node = self.tree.new()
            self.tree.folders[node] = {}
            entries[name] = node
            yield Change("mkdir", node, folder, name)
        elif call in ("unlink", "unlinkat", "rmdir"):
            yield Change("unlink", entries.pop(name), folder, name)
        else:
            if where[1] is None:
                raise ValueError(f"moved out: {words[:80]}")
            node = entries.pop(name)
            self.tree.folders[where[1][0]][where[1][1]] = node
            yield Change("move", node, folder, name, *where[1])

    def _paths(self, words: str) -> list[str]:
        """Return the absolute paths that a call names; a folder's descriptor stands before its path."""
        found = []
        for base, path in re.findall(
            r'(?:(?:AT_FDCWD|\d+)<((?:\\x[0-9a-f]{2})*)>, )?"((?:\\x[0-9a-f]{2})*)"', words
        ):
            name = _text(path)
            found.append(name if name.startswith("/") else f"{_text(base)}/{name}")
        return found

    def _find(self, path: str) -> tuple[int, str] | None:
        """Return the folder and the name in it, None for what lies elsewhere or nowhere."""
        if not path.startswith(self.root + "/"):
            return None
        *parents, name = path.removeprefix(self.root + "/").rstrip("/").split("/")
        node = 1
        for parent in parents:
            node = self.tree.folders.get(node, {}).get(parent, 0)
            if node not in self.tree.folders:
                return None
        return node, name
