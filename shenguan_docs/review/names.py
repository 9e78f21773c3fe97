"""Names of bodies and codes that stand in a text, against those of the case: the same, nearly the same, another's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from shenguan_docs.nearest import fold_name
from shenguan_docs.parties.codes import id_problem, uscc_problem

_ENDINGS = (
    "有限责任公司", "股份有限公司", "有限公司", "公司", "合作社", "合伙企业", "经营部", "服务部", "商行", "工作室",
    "中心", "医院", "学校", "幼儿园", "酒店", "餐馆", "超市", "加工场", "农场", "林场", "厂", "店", "场", "社", "部",
)  # fmt: skip
_SHORTEST = 5  # characters: in shorter names one other character makes another name
_LABEL = re.compile(r"(?:统一)?社会信用代码(?:\([^)]{0,8}\))?:?")
_RUN = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{14,22}(?![0-9A-Za-z])")
_LEGAL_PERSON = re.compile(r"[159][1-9Y][0-9]{6}")  # how a code of a body begins (GB 32100-2015)
_NEAR_CODE = 4  # places in which a code may differ and still be meant to be this one
_BESIDE = 60  # characters between a name and the code that belongs to it
_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,}[〔\[(\uff08【](?:19|20)\d{2}[〕\])\uff09】]第?\d+号")
_PAPERS = re.compile(r".*(?:决定书|通知书|告知书|回证|许可证|函|文件)")


def number_in(title: str) -> str:
    """Return the 文号 that stands in a title, "" if there is none."""
    found = _NUMBER.search(title)
    return _PAPERS.sub("", found[0]) if found else ""


def another_number(words: str, number: str) -> str:
    """Return a number of the same 代字 as ``number`` that stands in ``words`` (folded), "" if there is none."""
    mark = folded(number).partition("(")[0]
    found = re.search(re.escape(mark) + r"\((?:19|20)\d{2}\)第?\d+号", folded(words)) if mark else None
    return found[0] if found else ""


def folded(text: str) -> str:
    """Return a text without blanks, in one width and case, for finding names in it."""
    return fold_name(text)


def plain(text: str) -> str:
    """Return a text without blanks and in half width, its signs kept."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()


@dataclass(frozen=True)
class NearName:
    """A name as it stands in a text (folded) that is nearly ``meant``."""

    written: str
    meant: str


def near_names(text: str, names: Collection[str], known: Collection[str]) -> tuple[NearName, ...]:
    """Return what stands in ``text`` for one of ``names`` and is not quite it.

    ``known`` are other names that may stand there (of other companies, former names). One or two characters
    differ, are missing or too many; a name that is too short for that is passed over.
    """
    words = folded(text)
    for known_name in sorted({folded(n) for n in (*names, *known)}, key=len, reverse=True):
        if known_name:
            words = words.replace(known_name, "\n" * len(known_name))  # no window goes across it
    found: dict[NearName, None] = {}
    for name in names:
        meant = folded(name)
        ending = next((e for e in _ENDINGS if meant.endswith(e)), "")
        if len(meant) < _SHORTEST or not ending:
            continue
        tail, allowed = ending[-2:], 2 if len(meant) >= 8 else 1
        for place in _places(words, tail):
            window = words[max(0, place - len(meant) - allowed + len(tail)) : place + len(tail)]
            window = window.rpartition("\n")[2]
            written, distance = _nearest_ending(window, meant)
            if 0 < distance <= allowed and _shares_core(written, meant, ending):
                found[NearName(written, name)] = None
    return tuple(found)


def _places(words: str, tail: str) -> Iterator[int]:
    place = words.find(tail)
    while place >= 0:
        yield place
        place = words.find(tail, place + 1)


def _nearest_ending(window: str, meant: str) -> tuple[str, int]:
    """Return the stretch at the end of ``window`` that is nearest to ``meant``, and in how many characters it differs."""
    previous = list(range(len(meant) + 1))  # meant read backwards against the window read backwards
    best, length = len(meant), 0
    for n, character in enumerate(reversed(window), 1):
        current = [n]
        for m in range(1, len(meant) + 1):
            same = character == meant[-m]
            current.append(min(previous[m] + 1, current[m - 1] + 1, previous[m - 1] + (not same)))
        previous = current
        if current[-1] < best or (current[-1] == best and abs(n - len(meant)) < abs(length - len(meant))):
            best, length = current[-1], n
    return window[len(window) - length :], best


def _shares_core(written: str, meant: str, ending: str) -> bool:
    """Whether more than the ending is the same: 某某有限公司 shares only that with every company."""
    core = meant[: -len(ending)]
    return bool(core) and sum(c in written for c in core) * 2 >= len(core)


@dataclass(frozen=True)
class CodeInText:
    """A code in a text: where (in the upper-case text), whether a label says that it is a 统一社会信用代码."""

    code: str
    place: int
    labelled: bool


def codes_in(text: str) -> Iterator[CodeInText]:
    """Yield what stands in ``text`` as a 统一社会信用代码, right or wrong; 公民身份号码 are passed over."""
    plain = unicodedata.normalize("NFKC", text)
    for match in _RUN.finditer(plain):
        code = match[0].upper()
        labelled = bool(
            _LABEL.search(re.sub(r"\s", "", plain[max(0, match.start() - 30) : match.start()])[-16:])
        )
        if not labelled and (len(code) != 18 or not _LEGAL_PERSON.match(code)):
            continue
        if len(code) == 18 and code[:17].isdigit() and id_problem(code) is None:
            continue
        yield CodeInText(code, match.start(), labelled)


def code_meant(code: CodeInText, text: str, codes: Iterable[str], names: Iterable[str]) -> str:
    """Return for which of the case's ``codes`` a code in a text was meant, "" where it is another's.

    It is meant when only some places differ, or when one of the ``names`` stands closely before it.
    """
    for own in codes:
        if (
            len(own) == len(code.code)
            and sum(a != b for a, b in zip(own, code.code, strict=True)) <= _NEAR_CODE
        ):
            return own
    plain = unicodedata.normalize("NFKC", text)
    before = folded(plain[max(0, code.place - _BESIDE) : code.place])
    ours = {folded(name) for name in names if name}
    if any(
        before.rfind(name) >= 0 and not _another_body(before[before.rfind(name) + len(name) :])
        for name in ours
    ):
        return next(iter(codes), "")
    return ""


def _another_body(between: str) -> bool:
    return any(ending in between for ending in _ENDINGS if len(ending) > 1) or "局" in between


def code_problem(code: str) -> str:
    """Return what is wrong with a code (GB 32100-2015), "" if it is right."""
    problem = uscc_problem(code)
    return problem[0] if problem else ""
