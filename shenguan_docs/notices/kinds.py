"""A kind of notice is a folder: this module reads it and says what is wrong with it, by file and line."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from shenguan_docs.document import Layout, Seal
from shenguan_docs.errors import NotFound, Refused, system_reason
from shenguan_docs.nearest import nearest
from shenguan_docs.notices.shapes import require_shape
from shenguan_docs.notices.texts import file_label
from shenguan_docs.notices.toml_text import parse_toml

FIELD_TYPES = tuple(
    [
        "text",
        "longtext",
        "date",
        "task_date",
        "number",
        "amount",
        "choice",
        "person",
        "party",
        "matter",
        "department",
    ]
    + ["reference", "attachment", "table"]
)
RELATIONS = ("answers", "urges", "supervises", "corrects", "records", "forwards", "claims", "lifts", "adopts")
RETENTIONS = ("永久", "30年", "10年")
URGENCIES = ("", "加急", "特急")


@dataclass(frozen=True)
class Field:
    """One thing to fill in; ``label`` is its Chinese name, which the texts use."""

    id: str
    label: str
    type: str
    required: bool = False
    many: bool = False
    help: str = ""
    choices: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    relation: str = ""  # one of RELATIONS: how this letter stands to the one that it cites
    kinds: tuple[str, ...] = ()  # what kinds the cited letter may be of; empty: any
    reckon: str = ""  # what figure of the records fills it when it is left open
    bare: bool = False  # an item that stands without a stop at its end; its help says 句末不加标点


@dataclass(frozen=True)
class Rule:
    """A condition between fields; when it does not hold, the fault is told under ``field``."""

    check: str
    field: str
    message: str
    remedy: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of notice as its folder describes it; ``version`` is a digest of all its files."""

    slug: str
    name: str
    genre: str
    layout: Layout
    direction: str
    clause: str
    clause_text: str
    series: str
    retention: str
    urgency: str
    sender: str
    receivers: tuple[str, ...]
    copies_to: tuple[str, ...]
    title: str
    issuer: str
    note: str
    seal: Seal
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...]
    deadlines: tuple[Mapping[str, Any], ...]
    example: Mapping[str, Any]
    body: str
    annexes: tuple[str, ...]
    folder: Path
    version: str
    period: tuple[str, ...] = ()  # the two fields between which figures are reckoned, first and last day
    origin: str = ""  # "penalty@4f…": the kind and the version that an office's own kind was copied from

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """The kind's own fields and the common ones that it does not define itself."""
        own = {f.label for f in self.fields} | {f.id for f in self.fields}
        return self.fields + tuple(f for f in COMMON_FIELDS if f.label not in own and f.id not in own)


COMMON_FIELDS = (
    Field("contact", "联系人", "person", help="本件的联系人和电话;不填用双方约定的推送联络员"),
    Field("copies_to", "抄送", "department", many=True, help="需要抄送的部门"),
    Field("urgency", "紧急程度", "choice", help="不填按这类文书的设置", choices=("加急", "特急")),
)

DEFAULT_NOTE = "联系人：{{ 联系人.姓名 }}{% if 联系人.电话 %}，联系电话：{{ 联系人.电话 }}{% endif %}"

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
_FIELD_KEYS = {
    *("id", "label", "type", "required", "many", "help", "choices", "columns", "relation", "kinds", "reckon")
}
_NEEDED = ("name", "genre", "layout", "series", "sender", "title", "fields")


def load_kinds(folders: Sequence[Path]) -> dict[str, Kind]:
    """Read all kinds; a folder of an earlier place in ``folders`` wins over the same slug later on."""
    paths = kind_folders(folders)
    return {slug: load_kind(paths[slug]) for slug in sorted(paths)}


def kind_folders(folders: Sequence[Path]) -> dict[str, Path]:
    """Return the folder of each slug without reading it."""
    found: dict[str, Path] = {}
    for place in folders:
        if place.is_dir():
            for folder in sorted(place.iterdir()):
                if (folder / "kind.toml").is_file():
                    found.setdefault(folder.name, folder)
    return found


def find_kind(folders: Sequence[Path], typed: str) -> Kind:
    """Find a kind by slug or Chinese name; raises NotFound with the nearest names."""
    paths = kind_folders(folders)
    if typed in paths:
        return load_kind(paths[typed])
    names: dict[str, str] = {}
    for slug, path in paths.items():
        name = name_in(path)
        names.setdefault(name, slug)
    if typed in names:
        return load_kind(paths[names[typed]])
    near = nearest(typed, [*paths, *names])
    listed = "、".join(f"{n}({names[n]})" if n in names else n for n in near)
    raise NotFound(
        f"没有“{typed}”这类文书",
        remedy=(f"最接近的是:{listed}。" if near else "") + "运行 shenguan kinds 看全部类别",
    )


def family(folders: Sequence[Path], slug: str) -> tuple[str, ...]:
    """Return a kind and what it was copied from, and so on: an office's own penalty is a penalty too."""
    paths, found = kind_folders(folders), [slug]
    while (path := paths.get(found[-1])) is not None:
        try:
            origin = ORIGIN.fullmatch(
                str(tomllib.loads((path / "kind.toml").read_text("utf-8-sig"))["origin"])
            )
        except (OSError, ValueError, KeyError, RecursionError):
            break
        if origin is None or origin["slug"] in found:
            break
        found.append(origin["slug"])
    return tuple(found)


def is_slug(text: str) -> bool:
    """Say whether ``text`` can be the name of a kind's folder: small letters, figures, single dashes."""
    return len(text) <= 60 and _SLUG.fullmatch(text) is not None


def name_in(folder: Path) -> str:
    """Return the Chinese name of the kind in ``folder``, its slug where the file cannot be read."""
    try:
        return str(tomllib.loads((folder / "kind.toml").read_text("utf-8-sig")).get("name", folder.name))
    except (OSError, ValueError, RecursionError):
        return folder.name


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
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise Refused(
            "缺这个文件", where=file_label(path), remedy="参照 templates/notices/README.md 补上"
        ) from None
    except UnicodeDecodeError as error:
        raise Refused("不是 UTF-8 编码", where=file_label(path), remedy="在编辑器里另存为 UTF-8") from error
    except OSError as error:
        raise Refused(f"读不出来({system_reason(error)})", where=file_label(path)) from error


def _check_head(raw: Mapping[str, Any], slug: str, text: str, where: str) -> None:
    if not is_slug(slug):
        raise Refused(f"文件夹名“{slug}”只能用小写英文字母、数字和短横", where=where)
    if "origin" in raw and not ORIGIN.fullmatch(str(raw["origin"])):
        raise Refused(
            f"origin“{raw['origin']}”写法不对",
            where=_at(text, "origin", where),
            remedy="由 shenguan kinds new 写入,写作 代号@版本;不是复制来的,删去这一行",
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
                f"{key} 不能是“{raw[key]}”", where=_at(text, key, where), remedy=f"可用:{'、'.join(choices)}"
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
            f"“{label}”的类型“{raw.get('type')}”不对", where=spot, remedy=f"可用:{'、'.join(FIELD_TYPES)}"
        )
    extra = set(raw) - _FIELD_KEYS
    if extra:
        raise Refused(f"“{label}”有不认识的设置 {'、'.join(sorted(extra))}", where=spot)
    if (raw["type"] == "choice") != bool(raw.get("choices")) or (raw["type"] == "table") != bool(
        raw.get("columns")
    ):
        raise Refused(f"“{label}”:choice 要写 choices,table 要写 columns", where=spot)
    if ("relation" in raw or "kinds" in raw) and raw["type"] != "reference":
        raise Refused(f"“{label}”:relation 和 kinds 只用于 reference 类型", where=spot)
    if raw.get("relation", "") not in ("", *RELATIONS):
        raise Refused(
            f"“{label}”的 relation“{raw['relation']}”不对", where=spot, remedy=f"可用:{'、'.join(RELATIONS)}"
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
            raise Refused(f"有重名的项:{'、'.join(sorted(doubled))}", where=where)
    labels = {f.label for f in kind.all_fields}
    if kind.period and (len(kind.period) != 2 or not set(kind.period) <= labels):
        raise Refused("period 要写两项的名称:起始日期的和截止日期的", where=where)
    for rule in kind.rules:
        if rule.field not in labels:
            raise Refused(f"规则“{rule.check}”的 field“{rule.field}”不是这类文书的项", where=where)


def _at(text: str, needle: str, where: str) -> str:
    for number, line in enumerate(text.splitlines(), 1):
        if needle in line:
            return f"{where} 第 {number} 行"
    return where


def version_of(folder: Path) -> str:
    """Return the version of a kind: a digest of all its files."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.iterdir() if p.is_file()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
