"""Kept heads against the journal as it is now: which entries are not what was signed, and since when."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import islice, pairwise
from typing import Any

from shenguan_docs.proof.alone.tree import leaf_hash
from shenguan_docs.proof.details import Detail, content_digest, entry_words
from shenguan_docs.proof.heads import Kept
from shenguan_docs.proof.merkle import Frontier

Lines = Callable[[], Iterable[str]]
"""Gives the journal's lines from the first on, each time anew."""

_NAMED = 6  # letters named for a stretch of entries


@dataclass(frozen=True)
class Trouble:
    """One thing that a kept head shows; ``record`` is the entry's number or record, "" where none is known."""

    code: str
    record: str
    where: str
    message: str


def audit(lines: Lines, kept: Sequence[Kept], keys: Mapping[str, bool]) -> list[Trouble]:
    """Compare heads with the journal. ``keys`` are the office's public keys in hex, True where one was lost."""
    troubles = [_distrusted(one, keys) for one in kept]
    found = [trouble for trouble in troubles if trouble]
    sound = [one for one, trouble in zip(kept, troubles, strict=True) if not trouble]
    strangers = [one for one, trouble in zip(kept, troubles, strict=True) if trouble and not one.fault]
    found += _by_strangers(lines, strangers)
    if not sound:
        return found
    roots, count = _roots(lines(), {(one.head.size, one.head.hash) for one in sound})
    good = [one for one in sound if roots.get((one.head.size, one.head.hash)) == one.head.root]
    bad = [one for one in sound if one not in good]
    if bad:
        comparison = _Comparison(good, bad, count, _when(lines(), good, bad))
        found += comparison.troubles(lines)
    return found


def _by_strangers(lines: Lines, strangers: Sequence[Kept]) -> list[Trouble]:
    """Say what differs from heads whose key the journal no longer knows, where they are plainly of this journal.

    Whoever writes the journal anew without its keys shall not get rid of the heads that were kept outside.
    """
    signed = {one.digest for kept in strangers for one in kept.details.values()}
    if not signed or 2 * len(signed & {_now(line, 0).digest for line in lines()}) <= len(signed):
        return []
    roots, count = _roots(lines(), {(one.head.size, one.head.hash) for one in strangers})
    bad = [one for one in strangers if roots.get((one.head.size, one.head.hash)) != one.head.root]
    if not bad:
        return []
    since = _when(lines(), [], bad)
    told = _Comparison([], bad, count, since).troubles(lines)
    return [replace(one, message=f"这个树头如果是真的：{one.message}") for one in told]


def put_between(size: int, seq: int, lines: Iterable[str]) -> list[Trouble]:
    """Say what stands between the last of the ``size`` entries of a head and its own entry, which is number ``seq``.

    A head is signed and entered at once, so that nothing can; no later head may have been signed that would show it.
    ``lines`` are those behind number ``size``.
    """
    between = list(islice(lines, max(0, seq - size)))
    if not between or not _is_of(between.pop(), size):  # the table was edited: that is said elsewhere
        return []
    found = []
    for place, line in enumerate(between, size + 1):
        one = _now(line, place)
        message = f"流水账第 {place} 条（{one.words}）是后来插进去的：它后面的树头签的是前 {size} 条，签的时候就登记了"
        found.append(Trouble("head-inserted", one.record, f"流水账第 {place} 条", message))
    return found


def _distrusted(one: Kept, keys: Mapping[str, bool]) -> Trouble | None:
    fault = one.fault
    if not fault and one.head.public.hex() not in keys:
        fault = "签名的钥匙不在本单位流水账登记的钥匙之列：登记被换过，或者不是本单位的树头"
    return Trouble("head-broken", "", one.where, f"{one.name}不能采信：{fault}") if fault else None


def _roots(lines: Iterable[str], wanted: set[tuple[int, str]]) -> tuple[dict[tuple[int, str], bytes], int]:
    """Return the journal's root at each wanted size and hash, and how many entries it has."""
    trees = {name: Frontier(algorithm=name) for _, name in wanted}
    roots: dict[tuple[int, str], bytes] = {}
    count = 0
    for line in lines:
        count += 1
        for name, tree in trees.items():
            tree.add(leaf_hash(line.encode("utf-8", "surrogatepass"), name))
            if (count, name) in wanted:
                roots[count, name] = tree.root()
    return roots, count


def _when(lines: Iterable[str], good: Sequence[Kept], bad: Sequence[Kept]) -> str:
    """Say between which moments the journal was changed.

    A head grows from the tree of the one before, so the first one that does not fit still saw what was there.
    Of a later one we can tell which journal it saw: if the lines as they are now lead from the tree before it
    to its root, it was made after the change (which altered every line behind it, by ``prev``), else before.
    """
    ordered = sorted(bad, key=lambda one: one.head.size)
    grown = {after.head.signed: before.tree() for before, after in pairwise(ordered)}
    for place, line in enumerate(lines):
        for one in ordered:
            tree = grown.get(one.head.signed)
            if tree is not None and tree.size == place < one.head.size:
                tree.add(leaf_hash(line.encode("utf-8", "surrogatepass"), one.head.hash))
    last, later = ordered[0].head.at, [one.head.at for one in good if one.head.size > ordered[0].head.size]
    for one in ordered[1:]:
        tree = grown[one.head.signed]
        if tree is None:
            continue
        if tree.size == one.head.size and tree.root() == one.head.root:
            later.append(one.head.at)
            break
        last = one.head.at
    later = [at for at in later if at > last]
    return f"在 {last} 以后" + (f"、{min(later)} 以前" if later else "")


@dataclass(frozen=True)
class _Now:
    """An entry as the journal has it now."""

    seq: int
    digest: str
    words: str
    record: str
    letter: str  # a number, where the entry bears one


class _Comparison:
    """What differs between the journal of ``count`` entries and heads of which ``bad`` do not fit it."""

    def __init__(self, good: Sequence[Kept], bad: Sequence[Kept], count: int, since: str) -> None:
        self._bad = sorted(bad, key=lambda one: one.head.size)
        self._first, self._last = self._bad[0].head.size, self._bad[-1].head.size
        self._from = max((one.head.size for one in good if one.head.size < self._first), default=0)
        self._count = count
        self._since = since
        self._where = self._bad[0].where

    def troubles(self, lines: Lines) -> list[Trouble]:
        now = [_now(line, n) for n, line in enumerate(lines(), 1) if n > self._from]
        then = {seq: one for kept in self._bad for seq, one in kept.details.items() if seq > self._from}
        known = [then[seq] for seq in sorted(then)]
        found = self._named(known, now) if known else []
        gaps = [seq for seq in range(self._from + 1, self._last + 1) if seq not in then]
        if gaps and (not found or gaps[0] <= self._first):
            found.append(self._stretch(gaps[0], self._first if gaps[0] <= self._first else self._last, now))
        if not found:  # each entry says what it said; only places or the chain differ
            found.append(self._stretch(self._from + 1, self._first, now))
        return found

    def _stretch(self, first: int, last: int, now: Sequence[_Now]) -> Trouble:
        letters = list(dict.fromkeys(one.letter for one in now if first <= one.seq <= last and one.letter))
        named = f"；这一段登记的有{'、'.join(letters[:_NAMED])}" if letters else ""
        named += f"等 {len(letters)} 件" if len(letters) > _NAMED else ""
        if self._count < last and self._count <= self._first:
            what = f"流水账现在只有 {self._count} 条，第 {max(first, self._count + 1)} 至 {last} 条被删去"
        else:
            what = f"流水账第 {first} 至 {last} 条之间有改动、增删或者次序变化"
        message = f"{what}（{self._since}），与{self._bad[0].name}不符{named}"
        return Trouble("head-mismatch", "", self._where, message)

    def _named(self, then: Sequence[Detail], now: Sequence[_Now]) -> list[Trouble]:
        matcher = SequenceMatcher(
            None, [one.digest for one in then], [one.digest for one in now], autojunk=False
        )
        gone: list[Detail] = []
        new: list[_Now] = []
        pairs: list[tuple[Detail, _Now]] = []
        for what, i1, i2, j1, j2 in matcher.get_opcodes():
            if what == "equal":
                continue
            before, after = list(then[i1:i2]), list(now[j1:j2])
            if i2 == len(then):  # behind the last that was signed anything may follow
                after = after[: len(before)]
            together = min(len(before), len(after))
            pairs += zip(before[:together], after[:together], strict=True)
            gone += before[together:]
            new += after[together:]
        return self._told(pairs, gone, new)

    def _told(
        self, pairs: Sequence[tuple[Detail, _Now]], gone: Sequence[Detail], new: Sequence[_Now]
    ) -> list[Trouble]:
        left = {one.digest: one for one in [*gone, *(pair[0] for pair in pairs)]}
        came = {one.digest: one for one in [*new, *(pair[1] for pair in pairs)]}
        found = [
            self._trouble(
                "head-moved", left[digest], f"的次序被改动，现在是第 {came[digest].seq} 条", came[digest]
            )
            for digest in left.keys() & came.keys()
        ]
        for before, after in pairs:
            if before.digest in came and after.digest in left:
                continue
            if before.digest in came:
                found.append(self._added(after))
            elif after.digest in left:
                found.append(self._trouble("head-removed", before, "被删去"))
            else:
                same = before.words == after.words
                what = "的内容被改动（时间、种类、文号照旧）" if same else f"被改动，现在写的是 {after.words}"
                found.append(self._trouble("head-altered", before, what, after))
        found += [self._trouble("head-removed", one, "被删去") for one in gone if one.digest not in came]
        found += [self._added(one) for one in new if one.digest not in left]
        return sorted(found, key=lambda one: one.message)

    def _trouble(self, code: str, before: Detail, what: str, after: _Now | None = None) -> Trouble:
        record = after.record if after else before.words.rpartition(" ")[2]
        message = (
            f"流水账第 {before.seq} 条（{before.words}）{what}（{self._since}；{self._bad[0].name}可证）"
        )
        return Trouble(code, record, self._where, message)

    def _added(self, one: _Now) -> Trouble:
        message = (
            f"流水账第 {one.seq} 条（{one.words}）是后来插进去的（{self._since}；{self._bad[0].name}可证）"
        )
        return Trouble("head-inserted", one.record, self._where, message)


def _is_of(line: str, size: int) -> bool:
    """Whether a line enters the head of so many entries."""
    try:
        return bool(json.loads(line)["data"]["size"] == size)
    except (ValueError, TypeError, LookupError, RecursionError):
        return False


def _now(line: str, place: int) -> _Now:
    try:
        entry: Any = json.loads(line)
        words = entry_words(entry)
        record = words.rpartition(" ")[2]
        return _Now(place, content_digest(entry), words, record, record if record != entry["record"] else "")
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return _Now(place, "", "读不出来", "", "")
