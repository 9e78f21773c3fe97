"""What a person adds to the rules: words to hide, words to keep, places on pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from shenguan_docs.errors import NotFound, Refused, system_reason
from shenguan_docs.masking.page_text import Box
from shenguan_docs.notices.toml_text import parse_toml
from shenguan_docs.text import clean

_POINTS = 72 / 25.4  # of a millimetre
_KEYS = {"hide", "keep", "regions"}
_REGION_KEYS = {"document", "file", "page", "boxes"}


@dataclass(frozen=True)
class Region:
    """Places on one page that a person looked at; without ``boxes`` nothing on it is to be hidden.

    ``document`` is a number, a title or an ID, ``file`` the name of an attachment, "" for the document's own pages;
    ``page`` counts from 1.
    """

    document: str
    file: str
    page: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Given:
    """Words to ``hide`` and to ``keep``, and the regions."""

    hide: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    regions: tuple[Region, ...] = ()

    def places(self, names: Iterable[str], file: str) -> Mapping[int, tuple[Box, ...]]:
        """Return the places (points) by page on a file of the document that goes by one of ``names``."""
        called = {name.strip() for name in names if name.strip()}
        found: dict[int, tuple[Box, ...]] = {}
        for region in self.regions:
            if region.document in called and region.file in ("", file) and bool(region.file) == bool(file):
                found[region.page] = (*found.get(region.page, ()), *region.boxes)
        return found


def read_given(hide: Iterable[str], keep: Iterable[str], file: Path | None = None) -> Given:
    """Put together what was typed and what a file says: words to hide, one a line, or a TOML table.

    Raises Refused naming file and entry, NotFound.
    """
    given = Given(_words(hide), _words(keep))
    if file is None:
        return given
    try:
        text = file.read_text("utf-8-sig")
    except FileNotFoundError:
        raise NotFound("没有这个文件", where=str(file)) from None
    except UnicodeDecodeError:
        raise Refused("不是 UTF-8 编码的文本", where=str(file), remedy="另存为 UTF-8 编码") from None
    except OSError as error:
        raise Refused(f"读不出来（{system_reason(error)}）", where=str(file)) from error
    if file.suffix.lower() != ".toml":
        return replace(given, hide=_words((*given.hide, *text.splitlines())))
    data = parse_toml(text, str(file))
    if strange := set(data) - _KEYS:
        raise Refused(
            f"有不认识的项：{'、'.join(sorted(strange))}",
            where=str(file),
            remedy="可以写 hide、keep、[[regions]]",
        )
    lists = {key: data.get(key, []) for key in ("hide", "keep")}
    for key, value in lists.items():
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise Refused(f'{key} 应写成 ["…", "…"]', where=str(file))
    regions = tuple(_region(n, one, str(file)) for n, one in enumerate(_regions(data, str(file)), 1))
    return Given(_words((*given.hide, *lists["hide"])), _words((*given.keep, *lists["keep"])), regions)


def _words(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for given in words if (word := clean(given).strip())))


def _regions(data: Mapping[str, Any], where: str) -> list[Any]:
    regions = data.get("regions", [])
    if not isinstance(regions, list):
        raise Refused("区域应写成一段段 [[regions]]", where=where)
    return regions


def _region(number: int, one: Any, where: str) -> Region:
    place = f"{where} 第 {number} 个区域"
    if not isinstance(one, dict) or set(one) - _REGION_KEYS:
        raise Refused("一个区域可以写 document、file、page、boxes", where=place)
    document, file, page, boxes = (
        one.get("document"),
        one.get("file", ""),
        one.get("page"),
        one.get("boxes", []),
    )
    if not isinstance(document, str) or not isinstance(file, str) or not document.strip():
        raise Refused("要写 document（文号、题名或者编号）；附件再写 file（文件名）", where=place)
    if not isinstance(page, int) or isinstance(page, bool) or page < 1:
        raise Refused("要写 page（第几页，从 1 数起）", where=place)
    if not isinstance(boxes, list):
        raise Refused("boxes 应写成 [[左, 上, 宽, 高], …]，毫米", where=place)
    return Region(document.strip(), file.strip(), page, tuple(_box(box, place) for box in boxes))


def _box(box: Any, place: str) -> Box:
    sound = isinstance(box, list) and len(box) == 4 and all(isinstance(x, int | float) for x in box)
    if not sound or box[2] <= 0 or box[3] <= 0:
        raise Refused("boxes 应写成 [[左, 上, 宽, 高], …]，毫米", where=place)
    left, top, wide, high = (float(x) * _POINTS for x in box)
    return left, top, left + wide, top + high
