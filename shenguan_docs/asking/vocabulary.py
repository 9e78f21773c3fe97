"""The names that an office knows, ready to be recognised in what somebody typed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from shenguan_docs.asking.pinyin import SoundIndex
from shenguan_docs.asking.shortening import cores, gaps, in_order, shortened
from shenguan_docs.nearest import fold_name
from shenguan_docs.plan.departments import Department

What = Literal["department", "kind", "genre", "matter", "code", "company", "state", "direction", "sort"]
SHORTEST_FRAGMENT = 4
"""Characters of a matter's name that are enough to mean it."""
_ORGAN_END = "局办委队组心院厅所站社处科股会府"
_KIND_ENDS = ("函", "纪要", "请示", "回执", "通知")
_GENRES = {
    "函": "函",
    "公函": "函",
    "函件": "函",
    "信函": "函",
    "通知": "通知",
    "请示": "请示",
    "纪要": "纪要",
    "记录单": "记录单",
}


@dataclass(frozen=True)
class Name:
    """One spelling of a thing. ``weak``: an everyday word too, which counts only beside something clearer."""

    spelling: str  # fold_name
    what: What
    values: tuple[str, ...]
    label: str
    weak: bool = False


@dataclass(frozen=True)
class KindName:
    """A kind as searching sees it; ``slugs`` are its own and those of the office's copies of it."""

    slugs: tuple[str, ...]
    name: str
    genre: str


@dataclass(frozen=True)
class Vocabulary:
    """All names. ``called`` adds everyday words: ``{"kinds": {slug: […]}, "matters": {name: […]}}``."""

    departments: tuple[Department, ...] = ()
    kinds: tuple[KindName, ...] = ()
    matters: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    called: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)

    @cached_property
    def by_first(self) -> dict[str, list[Name]]:
        """Every name but those of companies, by its first character, the longest first."""
        shelves: dict[str, list[Name]] = defaultdict(list)
        for name in dict.fromkeys(self._names()):
            if name.spelling:
                shelves[name.spelling[0]].append(name)
        for names in shelves.values():
            names.sort(key=lambda n: (-len(n.spelling), n.weak))
        return dict(shelves)

    def _names(self) -> Iterator[Name]:
        yield from self._department_names()
        yield from self._kind_names()
        yield from self._matter_names()
        for word, genre in _GENRES.items():
            yield Name(word, "genre", (genre,), f"文种：{genre}", weak=True)
        for word in ("作废", "已作废", "作废了", "废止"):
            yield Name(word, "state", ("void",), "状态：作废", weak=word == "作废" or word == "废止")
        for word in (
            "收文",
            "来文",
            "来函",
            "外来文",
            "收到的文",
            "外单位来文",
            "外单位来函",
            "上级来文",
            "上级来函",
        ):
            yield Name(word, "direction", ("in",), "收文", weak=word in ("来文", "来函"))
        for word in ("发文",):
            yield Name(word, "direction", ("out",), "发文", weak=True)
        for word in ("最近", "最新", "近期", "新近"):
            yield Name(word, "sort", ("date",), "最近的在前", weak=True)

    def _department_names(self) -> Iterator[Name]:
        taken: dict[str, set[str]] = defaultdict(set)
        for d in self.departments:
            for spelling in (d.name, d.short_name, *d.aliases):
                taken[fold_name(spelling)].add(d.name)
        derived: dict[str, set[str]] = defaultdict(set)
        for d in self.departments:
            for spelling in shortened(d):
                if spelling not in taken:
                    derived[spelling].add(d.name)
        short = {d.name: d.short_name for d in self.departments}
        for spelling, owners in (*taken.items(), *derived.items()):
            if len(spelling) > 1 and len(owners) == 1:
                (owner,) = owners
                yield Name(spelling, "department", (owner,), short[owner])

    def _kind_names(self) -> Iterator[Name]:
        words: dict[tuple[str, bool], list[KindName]] = defaultdict(list)
        by_slug = {slug: kind for kind in self.kinds for slug in kind.slugs}
        for kind in self.kinds:
            name = fold_name(kind.name)
            words[name, name in _GENRES].append(kind)
            for ending in ("函", "通知", "请示", "记录单", "单"):
                core = name.removesuffix(ending)
                if core != name and len(core) > 1:
                    words[core, True].append(kind)
                    words[core + "的" + ending, False].append(kind)
                    words[core + kind.genre, False].append(kind)
        for slug, said in self.called.get("kinds", {}).items():
            called = by_slug.get(slug)
            if called:
                for word in map(fold_name, said):
                    plain = word.endswith(_KIND_ENDS)
                    words[word, not plain].append(called)
                    for before in () if plain else ("", "的", "通报", "推送"):
                        words[word + before + called.genre, False].append(called)
        slugs = set(by_slug) | {"received"}
        for slug in slugs:
            if len(slug) > 3 and slug != "received":
                words[slug, False].append(by_slug[slug])
        yield Name("received", "kind", ("received",), "类别：收文")
        for (word, weak), kinds in words.items():
            values = tuple(dict.fromkeys(slug for kind in kinds for slug in kind.slugs))
            names = "、".join(dict.fromkeys(kind.name for kind in kinds))
            yield Name(word, "kind", values, f"类别：{names}", weak and (word, False) not in words)

    def _matter_names(self) -> Iterator[Name]:
        fragments: dict[str, list[str]] = defaultdict(list)
        for matter in self.matters:
            folded = fold_name(matter)
            yield Name(folded, "matter", (matter,), f"事项：{matter}")
            for length in range(SHORTEST_FRAGMENT, len(folded)):
                for start in range(len(folded) - length + 1):
                    fragments[folded[start : start + length]].append(matter)
        for said, holders in fragments.items():
            owners = tuple(dict.fromkeys(holders))
            label = owners[0] if len(owners) == 1 else f"含“{said}”的 {len(owners)} 项"
            yield Name(said, "matter", owners, f"事项：{label}", weak=True)
        called: dict[str, list[str]] = defaultdict(list)
        for matter, spellings in self.called.get("matters", {}).items():
            if matter in self.matters:
                for said in map(fold_name, spellings):
                    called[said].append(matter)
        for said, owned in called.items():
            yield Name(said, "matter", tuple(owned), f"事项：{'、'.join(owned)}", weak=True)
        for code in self.codes:
            yield Name(fold_name(code), "code", (code,), f"编码：{code}")

    @cached_property
    def department_by_spelling(self) -> dict[str, Name]:
        """What each spelling of a department means."""
        return {n.spelling: n for n in self._department_names()}

    def find(self, typed: str, *whats: What) -> Name | None:
        """Return what all of ``typed`` means among ``whats``."""
        folded = fold_name(typed)
        for name in self.by_first.get(folded[:1], ()):
            if name.spelling == folded and name.what in whats:
                return name
        return None

    # -- companies ---------------------------------------------------------------------------

    @cached_property
    def company_sounds(self) -> SoundIndex:
        """Companies by pinyin."""
        return SoundIndex(self.companies)

    @cached_property
    def department_sounds(self) -> SoundIndex:
        """Departments by pinyin of their short names."""
        return SoundIndex(self.department_by_spelling)

    @cached_property
    def _company_text(self) -> tuple[str, list[int], list[str]]:
        lines, starts, at = [], [], 0
        for name in self.companies:
            line = fold_name(name) + "\n"
            starts.append(at)
            lines.append(line)
            at += len(line)
        return "".join(lines), starts, list(self.companies)

    @cached_property
    def companies_by_first(self) -> dict[str, list[tuple[str, str]]]:
        """Full names of companies (folded, as written) by their first two characters, the longest first."""
        shelves: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for name in self.companies:
            folded = fold_name(name)
            if len(folded) > 3:
                shelves[folded[:2]].append((folded, name))
        for names in shelves.values():
            names.sort(key=lambda pair: -len(pair[0]))
        return dict(shelves)

    def companies_with(self, fragment: str, most: int) -> list[str]:
        """Return the companies whose name holds ``fragment``; one more than ``most`` at the most."""
        text, starts, names = self._company_text
        folded, at = fold_name(fragment), 0
        found: list[str] = []
        while folded and len(found) <= most and (at := text.find(folded, at)) >= 0:
            n = bisect_right(starts, at) - 1
            found.append(names[n])
            at = starts[n + 1] if n + 1 < len(starts) else len(text)
        return found

    def companies_abbreviated(self, typed: str) -> list[str]:
        """Return the companies that ``typed`` shortens: its characters in order, 恒能公司 for 恒能建设有限公司.

        The first two characters stand together in the name, so do any others but for one or two gaps.
        """
        folded = fold_name(typed)
        if not 3 <= len(folded) <= 30 or folded.isascii():
            return []
        text, starts, names = self._company_text
        rest = "[^\n]*?".join(map(re.escape, folded[2:]))
        pattern = re.compile(re.escape(folded[:2]) + "[^\n]*?" + rest)
        found: dict[str, None] = {}
        for match in pattern.finditer(text):
            if gaps(folded, match.group()) <= 2:
                found[names[bisect_right(starts, match.start()) - 1]] = None
        return list(found)

    def matters_abbreviated(self, typed: str) -> list[str]:
        """Return the matters that ``typed`` shortens: 采伐证 for 林木采伐许可证核发."""
        folded = fold_name(typed)
        if not 3 <= len(folded) <= 12:
            return []
        found = []
        for matter in self.matters:
            name = fold_name(matter)
            start = name.find(folded[:2])
            whole = name[start:].startswith(
                folded[:-1]
            )  # then a lone last sign is 证, not any that comes later
            if start >= 0 and gaps(folded, name[start:]) <= 1 and (folded[-1] in "证图" or not whole):
                found.append(matter)
        return found

    def departments_abbreviated(self, typed: str) -> list[Department]:
        """Return the departments that ``typed`` shortens: 市监局 for 市场监督管理局; same first and last character."""
        folded = fold_name(typed)
        if not 3 <= len(folded) <= 8 or folded[-1] not in _ORGAN_END:
            return []
        found = []
        for d in self.departments:
            for name in cores(d):
                if name[0] == folded[0] and name[-1] == folded[-1] and in_order(folded, name):
                    found.append(d)
                    break
        return found


EMPTY = Vocabulary()
