"""Read one kind's folder and say what is wrong with it, by file and line."""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from shenguan_docs.document import Layout, Seal
from shenguan_docs.errors import Refused, system_reason
from shenguan_docs.nearest import nearest
from shenguan_docs.notices.kind import (
    DEFAULT_NOTE,
    FIELD_TYPES,
    RELATIONS,
    RETENTIONS,
    URGENCIES,
    Field,
    Kind,
    Rule,
)
from shenguan_docs.notices.shapes import require_shape
from shenguan_docs.notices.texts import file_label
from shenguan_docs.notices.toml_text import parse_toml

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
ORIGIN = re.compile(r"(?P<slug>[a-z][a-z0-9]*(?:-[a-z0-9]+)*)@(?P<version>[0-9a-f]{12})")
_KEYS = set(
    [
        "name",
        "genre",
        "layout",
        "direction",
        "clause",
        "clause_text",
        "series",
        "retention",
        "urgency",
        "sender",
        "receivers",
    ]
    + [
        "copies_to",
        "title",
        "issuer",
        "note",
        "seal",
        "fields",
        "rules",
        "deadlines",
        "example",
        "origin",
        "period",
    ]
)
_LARGEST = 1_000_000  # bytes
_MOST_ANNEXES = 99
_FIELD_KEYS = {
    *("id", "label", "type", "required", "many", "help", "choices", "columns", "relation", "kinds", "reckon")
}
_NEEDED = ("name", "genre", "layout", "series", "sender", "title", "fields")


def is_slug(text: str) -> bool:
    """Say whether ``text`` can be the name of a kind's folder: small letters, figures, single dashes."""
    return len(text) <= 60 and _SLUG.fullmatch(text) is not None


def load_kind(folder: Path) -> Kind:
    """Read one kind's folder; raises Refused with file and line for what is wrong in it."""
    path = folder / "kind.toml"
    where = file_label(path)
    text = _read(path)
    raw = parse_toml(text, where)
    _check_head(raw, folder.name, text, where)
    body = _read(folder / "body.txt")
    annexes: list[str] = []
    while (annex := folder / f"annex-{len(annexes) + 1}.txt").is_file():
        if len(annexes) >= _MOST_ANNEXES:
            raise Refused(f"附件超过了 {_MOST_ANNEXES} 个", where=file_label(annex), remedy="合并成几个")
        annexes.append(_read(annex))
    kind = Kind(
        slug=folder.name,
        name=raw["name"],
        genre=raw["genre"],
        layout=raw["layout"],
        direction=raw.get("direction", ""),
        clause=raw.get("clause", ""),
        clause_text=raw.get("clause_text", ""),
        series=raw["series"],
        retention=raw.get("retention", "10年"),
        urgency=raw.get("urgency", ""),
        sender=raw["sender"],
        receivers=tuple(raw.get("receivers", ())),
        copies_to=tuple(raw.get("copies_to", ())),
        title=raw["title"],
        issuer=raw.get("issuer", ""),
        note=raw.get("note", "" if raw["layout"] in ("minutes", "form") else DEFAULT_NOTE),
        seal=raw.get("seal", "seal"),
        fields=tuple(_field(entry, text, where) for entry in raw["fields"]),
        rules=tuple(_rule(entry, text, where) for entry in raw.get("rules", ())),
        deadlines=tuple(raw.get("deadlines", ())),
        example=raw.get("example", {}),
        body=body,
        annexes=tuple(annexes),
        folder=folder,
        version=version_of(folder),
        period=tuple(raw.get("period", ())),
        origin=raw.get("origin", ""),
    )
    _check_fields(kind, where)
    return kind


def _read(path: Path) -> str:
    try:
        require_plain(path)
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise Refused(
            "缺这个文件", where=file_label(path), remedy="参照 templates/notices/README.md 补上"
        ) from None
    except UnicodeDecodeError as error:
        raise Refused("不是 UTF-8 编码", where=file_label(path), remedy="在编辑器里另存为 UTF-8") from error
    except OSError as error:
        raise Refused(f"读不出来（{system_reason(error)}）", where=file_label(path)) from error


def require_plain(path: Path) -> None:
    """Refuse what would be read without end or from elsewhere: a pipe, a huge file, a link that leads out."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise Refused("不是普通的文件", where=file_label(path), remedy="换成文本文件")
    if path.is_symlink() and not path.resolve().is_relative_to(path.parent.resolve()):
        raise Refused("是指到别处的链接", where=file_label(path), remedy="换成文本文件")
    if found.st_size > _LARGEST:
        raise Refused("文件太大", where=file_label(path), remedy="文书类别的一个文件不应超过 1 MB")


def _check_head(raw: Mapping[str, Any], slug: str, text: str, where: str) -> None:
    if not is_slug(slug):
        raise Refused(f"文件夹名“{slug}”只能用小写英文字母、数字和短横", where=where)
    if "origin" in raw and not ORIGIN.fullmatch(str(raw["origin"])):
        raise Refused(
            f"origin“{raw['origin']}”写法不对",
            where=_at(text, "origin", where),
            remedy="由 shenguan kinds new 写入，写作 代号@版本；不是复制来的，删去这一行",
        )
    for key in raw:
        if key not in _KEYS:
            near = nearest(key, _KEYS)
            raise Refused(
                f"不认识的项 {key}",
                where=_at(text, key, where),
                remedy=f"是不是 {near[0]}" if near else "删去",
            )
    require_shape(raw, text, where)
    if not str(raw.get("series", "")).isalnum() and raw.get("series"):
        raise Refused(
            f"series“{raw['series']}”里只能有字",
            where=_at(text, "series", where),
            remedy="它印在文号里，如“函”",
        )
    missing = [key for key in _NEEDED if not raw.get(key)]
    if missing:
        raise Refused(f"缺 {'、'.join(missing)}", where=where)
    allowed = {
        "layout": get_args(Layout),
        "retention": RETENTIONS,
        "urgency": URGENCIES,
        "seal": get_args(Seal),
    }
    for key, choices in allowed.items():
        if key in raw and raw[key] not in choices:
            raise Refused(
                f"{key} 不能是“{raw[key]}”", where=_at(text, key, where), remedy=f"可用：{'、'.join(choices)}"
            )


def _field(raw: Mapping[str, Any], text: str, where: str) -> Field:
    label = str(raw.get("label", ""))
    spot = _at(text, f'"{label}"', where)
    if not label or not raw.get("id"):
        raise Refused("[[fields]] 要有 id 和 label", where=spot)
    if not label.isidentifier():
        raise Refused(f"项名“{label}”里不能有空格和标点", where=spot, remedy="只用汉字、字母和数字")
    if raw.get("type") not in FIELD_TYPES:
        raise Refused(
            f"“{label}”的类型“{raw.get('type')}”不对", where=spot, remedy=f"可用：{'、'.join(FIELD_TYPES)}"
        )
    extra = set(raw) - _FIELD_KEYS
    if extra:
        raise Refused(f"“{label}”有不认识的设置 {'、'.join(sorted(extra))}", where=spot)
    if (raw["type"] == "choice") != bool(raw.get("choices")) or (raw["type"] == "table") != bool(
        raw.get("columns")
    ):
        raise Refused(f"“{label}”：choice 要写 choices,table 要写 columns", where=spot)
    if ("relation" in raw or "kinds" in raw) and raw["type"] != "reference":
        raise Refused(f"“{label}”：relation 和 kinds 只用于 reference 类型", where=spot)
    if raw.get("relation", "") not in ("", *RELATIONS):
        raise Refused(
            f"“{label}”的 relation“{raw['relation']}”不对", where=spot, remedy=f"可用：{'、'.join(RELATIONS)}"
        )
    if not all(is_slug(str(slug)) for slug in _several(raw.get("kinds", ()))):
        raise Refused(f"“{label}”的 kinds 要写文书类别的代号", where=spot, remedy='如 kinds = ["training"]')
    return Field(
        id=raw["id"],
        label=label,
        type=raw["type"],
        required=bool(raw.get("required", False)),
        many=bool(raw.get("many", False)),
        help=str(raw.get("help", "")),
        choices=tuple(raw.get("choices", ())),
        columns=tuple(raw.get("columns", ())),
        relation=str(raw.get("relation", "")),
        kinds=tuple(map(str, _several(raw.get("kinds", ())))),
        reckon=str(raw.get("reckon", "")),
        bare=re.search("句末都?不加标点", str(raw.get("help", ""))) is not None,
    )


def _several(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _rule(raw: Mapping[str, Any], text: str, where: str) -> Rule:
    if not all(raw.get(key) for key in ("check", "field", "message")):
        raise Refused(
            "[[rules]] 要有 check、field、message", where=_at(text, str(raw.get("check", "[[rules]]")), where)
        )
    return Rule(raw["check"], raw["field"], raw["message"], raw.get("remedy", ""))


def _check_fields(kind: Kind, where: str) -> None:
    for names in ([f.id for f in kind.all_fields], [f.label for f in kind.all_fields]):
        doubled = {n for n in names if names.count(n) > 1}
        if doubled:
            raise Refused(f"有重名的项：{'、'.join(sorted(doubled))}", where=where)
    labels = {f.label for f in kind.all_fields}
    if kind.period and (len(kind.period) != 2 or not set(kind.period) <= labels):
        raise Refused("period 要写两项的名称：起始日期的和截止日期的", where=where)
    for rule in kind.rules:
        if rule.field not in labels:
            raise Refused(f"规则“{rule.check}”的 field“{rule.field}”不是这类文书的项", where=where)


def _at(text: str, needle: str, where: str) -> str:
    for number, line in enumerate(text.splitlines(), 1):
        if needle in line:
            return f"{where} 第 {number} 行"
    return where


def version_of(folder: Path) -> str:
    """Return the version of a kind: a digest of all its files. Raises Refused for what no kind holds."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.iterdir() if p.is_file()):
        require_plain(path)
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
