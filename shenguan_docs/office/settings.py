"""office.toml: the few things that an office sets itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shenguan_docs.archive.s3_address import is_s3, parse
from shenguan_docs.errors import OfficeUnusable, Refused, system_reason
from shenguan_docs.index.engines import ENGINES
from shenguan_docs.index.opensearch_place import place_of
from shenguan_docs.notices.toml_text import parse_toml

RECORDS = "records.db"
ARCHIVE = "archive"
INDEX = "index"  # the folder in the office
FORM = 1  # raised when an older program could no longer use an office

DEFAULT_FORMATS = {
    "函": "{mark}函〔{year}〕{n}号",
    "文": "{mark}〔{year}〕{n}号",
    "纪要": "{mark}纪要〔{year}〕第{n}期",
    "收文": "收〔{year}〕{n}号",
}
# A group that has no format of its own: department and group stand in the number, so it names one document.
FALLBACK_FORMAT = "{mark}{group}〔{year}〕{n}号"

SIGN = "签发"


@dataclass(frozen=True)
class StepRule:
    """Which steps lie between 起草 and 编号印制; ``department`` and ``kind`` "" mean any."""

    department: str
    kind: str
    order: tuple[str, ...]


DEFAULT_FILING_NUMBER = "{fonds}-{category}·{year}-{retention}-{unit}-{n:04}"
RETENTIONS = {"永久": "Y", "30年": "D30", "10年": "D10"}


@dataclass(frozen=True)
class FilingRule:
    """How 档号 are made (DA/T 22-2015): ``fonds`` 全宗号, ``category`` 门类代码, ``units`` the 机构(问题) codes.

    ``units`` maps a department's names to its code; ``received`` is the 保管期限 of 收文.
    """

    fonds: str = ""
    category: str = "WS"
    format: str = DEFAULT_FILING_NUMBER
    units: Mapping[str, str] = field(default_factory=dict)
    received: str = "10年"
    archive_name: str = ""


@dataclass(frozen=True)
class Settings:
    """What office.toml says. ``registers`` are the columns of 登记簿, ``filing`` how 档号 are made.

    ``formats`` maps a group of numbers (kind.toml ``series``) to its printed form; ``records`` is the
    database's place, a file name in the office or a URL; ``engine`` is the search engine; ``archive`` is where the
    archive lies, the folder of that name in the office or ``s3://…``; ``index`` is the folder of the office's own
    index, or the URL of one on a server, for which ``engine`` does not count.
    """

    name: str
    records: str = RECORDS
    formats: Mapping[str, str] = field(default_factory=lambda: DEFAULT_FORMATS)
    engine: str = "whoosh"
    steps: tuple[StepRule, ...] = ()
    registers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    filing: FilingRule = field(default_factory=lambda: FilingRule())
    archive: str = ARCHIVE
    index: str = INDEX

    def number_format(self, group: str) -> str:
        """Return the printed form of this group's numbers."""
        return self.formats.get(group, FALLBACK_FORMAT)

    def steps_for(self, department: Sequence[str], kinds: Sequence[str]) -> tuple[str, ...]:
        """Return the steps of a department (any of its names) and a kind (and what it was copied from).

        The rule that names both wins over one that names the department, that over one that names the kind.
        """
        fitting = [
            rule
            for rule in self.steps
            if (not rule.department or rule.department in department)
            and (not rule.kind or rule.kind in kinds)
        ]
        best = max(fitting, key=lambda rule: (bool(rule.department), bool(rule.kind)), default=None)
        return best.order if best else (SIGN,)


def read_settings(path: Path) -> Settings:
    """Read office.toml; raises OfficeUnusable in Chinese for a fault in it or a newer office."""
    try:
        raw = parse_toml(path.read_text("utf-8-sig"), path.name)
    except UnicodeDecodeError as error:
        raise OfficeUnusable("不是 UTF-8 编码", where=path.name, remedy="另存为 UTF-8") from error
    except OSError as error:
        raise OfficeUnusable(
            f"读不出来（{system_reason(error)}）", where=str(path), remedy="核对文件夹的权限"
        ) from error
    except Refused as error:
        raise OfficeUnusable(error.message, where=error.where, remedy=error.remedy) from error
    form = raw.get("form")
    if isinstance(form, bool) or not isinstance(form, int) or form < 1:
        raise OfficeUnusable(
            "缺 form 一项，或者它不是数字，这份设置不完整",
            where=path.name,
            remedy=f"从备份恢复，或照旧写 form = {FORM}",
        )
    if form > FORM:
        raise OfficeUnusable(
            f"这个单位文件夹由更新版本的软件建立（格式 {form}，本软件认得到 {FORM}）",
            remedy="请升级软件后再用",
        )
    own, records, name = raw.get("numbers", {}), raw.get("records", RECORDS), raw.get("name")
    if not isinstance(own, dict):
        raise OfficeUnusable("numbers 要写成一节", where=path.name, remedy="写成 [numbers]，下面每组一行")
    if not isinstance(records, str) or not records.strip():
        raise OfficeUnusable(
            "records 要写记录库的文件名", where=path.name, remedy='写成 records = "records.db"'
        )
    engine = raw.get("engine", "whoosh")  # what offices had before there was a choice
    if engine not in ENGINES:
        raise OfficeUnusable(
            f"engine 要写检索引擎的名称，没有“{engine}”",
            where=path.name,
            remedy="写成 " + " 或 ".join(f'engine = "{known}"' for known in ENGINES),
        )
    formats = {**DEFAULT_FORMATS, **own}
    for group, form_text in formats.items():
        _check_format(group, form_text, path.name)
    return Settings(
        str(name or path.parent.name),
        records.strip(),
        formats,
        engine,
        _steps(raw, path.name),
        _registers(raw, path.name),
        _filing(raw, path.name),
        _archive(raw.get("archive", ARCHIVE), path.name),
        _index(raw, path.name),
    )


def _archive(place: object, where: str) -> str:
    if isinstance(place, str) and is_s3(place.strip()):
        try:
            parse(place.strip())
        except Refused as error:
            raise OfficeUnusable(error.message, where=where, remedy=error.remedy) from None
        return place.strip()
    if place != ARCHIVE:
        raise OfficeUnusable(
            "archive 要写档案放在哪里",
            where=where,
            remedy=f'写成 archive = "{ARCHIVE}"，或者 archive = "s3://桶/前缀?endpoint=http://主机:8333"',
        )
    return ARCHIVE


def _index(raw: Mapping[str, Any], where: str) -> str:
    given = raw.get("index", INDEX)
    if given == INDEX:
        return INDEX
    try:
        place_of(given if isinstance(given, str) else "")
    except Refused as refused:
        remedy = f'{refused.remedy}；不用服务器的，写 index = "{INDEX}" 或者不写这一行'
        raise OfficeUnusable(
            f"{where} 的 index：{refused.message}", where=refused.where, remedy=remedy
        ) from None
    return str(given).strip()


def _steps(raw: Mapping[str, Any], where: str) -> tuple[StepRule, ...]:
    listed = raw.get("steps", [])
    rules = []
    for one in listed if isinstance(listed, list) else [None]:
        order = one.get("order") if isinstance(one, dict) else None
        if (
            not isinstance(one, dict)
            or not isinstance(order, list)
            or not all(isinstance(step, str) and step.strip() for step in order)
            or order[-1:] != [SIGN]
            or len(set(order)) < len(order)
        ):
            raise OfficeUnusable(
                "[[steps]] 的 order 不对",
                where=where,
                remedy=f'写成 order = ["审核", "会签", "{SIGN}"]：每步写一次，最后一步是{SIGN}',
            )
        rules.append(StepRule(str(one.get("department", "")), str(one.get("kind", "")), tuple(order)))
    return tuple(rules)


def _registers(raw: Mapping[str, Any], where: str) -> dict[str, tuple[str, ...]]:
    given = raw.get("registers", {})
    fits = isinstance(given, dict) and all(
        name in ("out", "in") and isinstance(columns, list) and all(isinstance(c, str) for c in columns)
        for name, columns in given.items()
    )
    if not fits:
        raise OfficeUnusable(
            "[registers] 写得不对",
            where=where,
            remedy='写成 out = ["序号", "发文字号", …]、in = ["收文号", …]',
        )
    return {name: tuple(columns) for name, columns in given.items()}


_FILING_PARTS = {
    "fonds": "全宗号",
    "category": "门类代码",
    "year": "年度",
    "retention": "保管期限",
    "unit": "机构（问题）",
    "n": "件号",
}


def _filing(raw: Mapping[str, Any], where: str) -> FilingRule:
    given = raw.get("filing", {})
    known = {"fonds", "category", "format", "units", "received", "archive_name"}
    if not isinstance(given, dict) or given.keys() - known:
        odd = "、".join(sorted(given.keys() - known)) if isinstance(given, dict) else ""
        listed = "、".join(sorted(known))
        raise OfficeUnusable(f"[filing] 里不认识的项：{odd}", where=where, remedy=f"可以写 {listed}")
    units = given.get("units", {})
    words = [value for name, value in given.items() if name != "units"]
    if not isinstance(units, dict) or not all(isinstance(v, str) for v in (*units.values(), *words)):
        raise OfficeUnusable("[filing] 的各项要写文字", where=where, remedy='如 fonds = "Z109"')
    rule = FilingRule(**{**given, "units": {k: v.strip() for k, v in units.items()}})
    if rule.received not in RETENTIONS:
        raise OfficeUnusable(
            f"[filing] 的 received 没有“{rule.received}”这种保管期限",
            where=where,
            remedy=f"写 {'、'.join(RETENTIONS)} 之一",
        )
    for code in (rule.fonds, rule.category, *rule.units.values()):
        if code and not re.fullmatch(r"[A-Za-z0-9]{1,12}", code):
            raise OfficeUnusable(
                f"[filing] 的代码“{code}”不对", where=where, remedy="代码由字母、数字组成，如 Z109、WS、BGS"
            )
    parts = re.findall(r"\{([^}:]*)(?::0\d)?\}", rule.format)
    for part in parts:
        if part not in _FILING_PARTS:
            listed = "、".join(f"{{{name}}} {words}" for name, words in _FILING_PARTS.items())
            raise OfficeUnusable(
                f"[filing] 的 format 里没有 {{{part}}}", where=where, remedy=f"可用 {listed}"
            )
    for part in ("year", "retention", "n"):
        if part not in parts:
            raise OfficeUnusable(
                f"[filing] 的 format 里缺 {{{part}}}（{_FILING_PARTS[part]}）", where=where, remedy="会重号"
            )
    return rule


def _check_format(group: str, form: object, where: str) -> None:
    spots = re.findall(r"\{[^}]*\}", form) if isinstance(form, str) else []
    known = re.compile(r"\{(mark|group|year|n|n:0\d)\}")
    marked = group == "收文" or "{mark}" in spots
    if not spots or not all(known.fullmatch(s) for s in spots) or "{year}" not in spots or not marked:
        raise OfficeUnusable(
            f"[numbers] 里“{group}”的格式“{form}”不对",
            where=where,
            remedy="用 {mark} 机关代字、{year} 年份、{n} 序号组成，如 {mark}函〔{year}〕{n}号",
        )
    if not any(s == "{n}" or s.startswith("{n:") for s in spots):
        raise OfficeUnusable(f"[numbers] 里“{group}”的格式缺序号 {{n}}", where=where)


def _quoted(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def is_server(records: str) -> bool:
    """Whether records are on a server, not in a file of the office."""
    return records.partition(":")[0].partition("+")[0] in ("postgresql", "postgres")


def with_records(text: str, records: str) -> str:
    """Return the text of office.toml with its records elsewhere, the rest as it was."""
    return _with_line(text, "records", records)


def with_archive(text: str, archive: str) -> str:
    """Return the text of office.toml with its archive elsewhere, the rest as it was."""
    return _with_line(text, "archive", archive)


def with_index(text: str, index: str) -> str:
    """Return the text of office.toml with its index elsewhere, the rest as it was."""
    return _with_line(text, "index", index)


def _with_line(text: str, name: str, value: str) -> str:
    line, known = f"{name} = {_quoted(value)}", re.compile(rf"^{name}[ \t]*=.*$", re.MULTILINE)
    if known.search(text):
        return known.sub(lambda _found: line, text, count=1)
    return f"{line}\n{text}"


def settings_text(
    name: str, engine: str, records: str = RECORDS, archive: str = ARCHIVE, index: str = INDEX
) -> str:
    """Return a new office's office.toml."""
    lines = [
        "# 本单位的设置。改动后下一条命令起生效。",
        f"name = {_quoted(name)}",
        f"form = {FORM}",
        f"records = {_quoted(records)}   # 记录库：单位文件夹里的文件，或者 postgresql://主机/数据库",
        f"archive = {_quoted(archive)}   # 档案：单位文件夹里的 archive，或者 s3://桶/前缀?endpoint=…",
        f'engine = "{engine}"   # 检索引擎：{"、".join(ENGINES)}；改了以后索引自动重建',
        *(
            [f"index = {_quoted(index)}   # 检索索引所在的 OpenSearch；写 index 就在单位文件夹里"]
            if index != INDEX
            else []
        ),
        "",
        "[numbers]",
        "# 每组文号的写法：{mark} 机关代字，{year} 成文日期的年份，{n} 序号（{n:04} 补足四位）。",
        *(f'"{group}" = "{form}"' for group, form in DEFAULT_FORMATS.items()),
        "",
        "# 起草以后、编号以前的步骤。不写的，只有签发一步。department、kind 不写就是所有部门、所有类别。",
        "# [[steps]]",
        '# department = "区社会事务局"',
        '# kind = "penalty"',
        '# order = ["审核", "会签", "签发"]',
        "",
        "# 发文登记簿、收文登记簿的列和次序；不写的用通常的列。",
        "# [registers]",
        '# out = ["序号", "发文字号", "标题", "成文日期", "主送", "发出日期", "认领", "备注"]',
        "",
        "# 归档的档号（DA/T 22）：全宗号由档案馆给；units 是各部门的机构（问题）代码。",
        "# [filing]",
        '# fonds = "Z109"',
        '# units = { "区社会事务局" = "SHJ" }',
    ]
    return "\n".join(lines) + "\n"
