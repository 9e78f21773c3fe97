"""The parsers that are fuzzed, each with sound texts to begin with: query, number, code, kind, date, import, proof."""

from __future__ import annotations

import atexit
import json
import random
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

from shenguan_docs.resources import shipped_templates

TODAY = date(2026, 11, 24)
NUMBERS = (
    "益高社函〔2026〕7号", "益高社函[2026]07 号", "示林发(2019)7-1号", "2026-7", "益高社函7号", "湘政发〔2020〕十二号", "益高(审)字第000123号", "〔2026〕第7期",
    "第二〇二六号", "【2026】1号", "ＹＧ２０２６－００７", "送〔2026〕1、2、5—8号",
)  # fmt: skip
DAYS = (
    "2026-03-05", "2026/3/5", "2026.3.5", "2026年3月5日", "二○二六年三月五日", "二〇二六年十二月三十一日", "20260305", "3月5日", "2026-03-05 10:20:30", "上个月", "去年3月",
    "最近三个月", "2026年第一季度", "3-5月", "2025年12月至2026年2月", "2026-03..2026-05", "本周三", "前天", "2026年上半年", "3月上旬", "今年以来", "五天前", "2024年2月29日", "春节以前",
    "请于3月10日前书面答复我局", "收到本函之日起5个工作日内反馈", "二十个工作日内", "于2026年1月底以前报送", "明年1月10日前",
)  # fmt: skip
CODES = (
    "91430900MA4L12345X", "9143 0900 MA4L 1234 5X", "430102199003074514", "110105491231002", "0737-4200000", "13800138000", "+86 138-0013-8000",
    "示例公司(91430900MA4L12345X)", "430900-XK-0012,430900-XK-0013", "000164010000", "SGSD000100007AA", "SGSD-0001-0000-7AA", "姓名:示例甲;身份证号:430102199003074514",
)  # fmt: skip
QUERIES = (
    "上个月发给社会事务局的处罚函", "公司:恒能 -作废", '"林木采伐许可证" 或 采伐', "字号:益高社函〔2026〕7号", "日期:2026年3月至5月 收:社会事务局", "(处罚 或 罚款) 恒能 2026", "hnjs 复函",
    "最近的三件告知函", "編碼:000164010000", "未取得采伐许可 逾期 -(变更 或 注销)", "标题:“关于”", "類別:告知函 處罰", "益高社函2026-7", "恒能建设 3-5月 的 处罚", "9143090",
)  # fmt: skip
LETTER = """益阳高新区社会事务局
益高社函〔2026〕7号
关于商请协助核查林木采伐许可情况的函
区行政审批局:
  你局3月2日《关于某事的函》(益高审函〔2026〕3号)收悉。请于2026年3月10日前书面答复我局,逾期视为无意见;或者自收到本函之日起5个工作日内反馈。
  附件:1.名单
     2.照片
                     益阳高新区社会事务局
                       2026年3月5日
(联系人:示例甲,电话:0737-4200000)
"""


@dataclass(frozen=True)
class Parser:
    """Sound texts, and what is done with a spoilt one; it may raise errors of ours, nothing else."""

    seeds: tuple[str, ...]
    parse: Callable[[str, random.Random], object]


def _query() -> Parser:
    from shenguan_docs.asking.query import Query, question_of, reading_of
    from shenguan_docs.asking.suggesting import near_texts
    from tests.asking.asking_office import ground

    known = ground(TODAY)

    def parse(text: str, chance: random.Random) -> None:
        query = Query(text[:200], variants=chance.random() < 0.3, literal=chance.random() < 0.05, limit=20)
        question_of(query, reading_of(query, known), known)
        next(iter(near_texts(text[:200])), None)

    return Parser((*QUERIES, *NUMBERS, *DAYS), parse)


def _number() -> Parser:
    from shenguan_docs.asking.numbers import find_numbers
    from shenguan_docs.notices.pasted import tidy_number
    from shenguan_docs.office.received.letter_text import is_letter, read_letter
    from shenguan_docs.register import spelling as s
    from shenguan_docs.text import half_width

    marks = ("益高社函", "益高审函", "益高社纪要")
    formats = ("{mark}函〔{year}〕{n}号", "{mark}{group}{year}{n:04}")

    def parse(text: str, chance: random.Random) -> None:
        find_numbers(half_width(text), marks)
        key = s.number_key(text)
        assert s.number_key(key) == key, "a key has another key"
        s.loose_key(text), s.of_years(text, (2025, 2026)), s.year_and_ordinal(text), s.place_of(text, 2026)
        tidy_number(text)
        is_letter(read_letter(text))
        s.format_number(chance.choice((text, *formats)), mark=text, group="", year=2026, n=7)

    return Parser((*NUMBERS, LETTER, *formats), parse)


def _code() -> Parser:
    from shenguan_docs.parties.codes import fold_phone, id_problem, masked_id, phone_problem, uscc_problem
    from shenguan_docs.parties.party import parse_party
    from shenguan_docs.plan.matter_import import split_codes, split_items
    from shenguan_docs.serving import codes
    from shenguan_docs.text import fold_code

    def parse(text: str, chance: random.Random) -> None:
        folded = fold_code(text)
        uscc_problem(folded), id_problem(folded), uscc_problem(text), id_problem(text)
        phone_problem(fold_phone(text)), phone_problem(text), masked_id(text)
        parse_party(text, "当事人")
        parse_party({"name": text, "uscc": folded, "id_number": text, "电话": text, text[:9]: text}, "当事人")
        codes.is_ours(text), codes.read(text), codes.shown(text)
        split_items(text, len(split_codes(text)))

    return Parser(CODES, parse)


def _date() -> Parser:
    from shenguan_docs.asking.days import days_at, whole_span
    from shenguan_docs.notices.field_values import parse_date
    from shenguan_docs.office.events.cells import day_words
    from shenguan_docs.office.received.letter_limits import limits_of
    from shenguan_docs.office.registers.columns import columns_of
    from shenguan_docs.office.registers.past_rows import Table, read_row, year_in
    from shenguan_docs.plan.tables import Row

    columns = columns_of("in", ("标题", "来文单位", "收文日期", "成文日期", "办理期限"), {})
    table = Table("in", columns, "簿", 2026, lambda _number: "")

    def parse(text: str, chance: random.Random) -> None:
        today = date(chance.choice((1, 2024, 2026, 9999)), chance.choice((1, 2, 12)), chance.choice((1, 28)))
        whole_span(text, today)
        for at in range(min(len(text), 40)):
            days_at(text, at, today)
        day_words(text, numeric=True), year_in(text)
        limits_of(text.splitlines(), chance.choice((None, today)))
        read_row(Row(2, ("题", "局", text, text, text), frozenset({2})), table)
        parse_date(text)

    return Parser(DAYS, parse)


def _import() -> Parser:
    from shenguan_docs.office.events.cells import put_together
    from shenguan_docs.office.events.columns import columns_of, targets_of
    from shenguan_docs.office.events.fault_copy import copy_with_faults
    from shenguan_docs.office.events.sheets import cells_of, find_sheet, is_no_thing, require_columns
    from shenguan_docs.office.registers.columns import columns_of as register_columns
    from shenguan_docs.office.registers.past_rows import Table, read_row
    from shenguan_docs.office.registers.reading import _csv
    from shenguan_docs.plan.events import event_types
    from shenguan_docs.plan.matter_import import read_matter_list
    from shenguan_docs.plan.seed import load_seed
    from shenguan_docs.plan.tables import read_sheets

    plan = shipped_templates() / "plan"
    directory = load_seed(plan / "departments.toml")
    types = event_types([plan / "events.toml"])
    known = {type.key: targets_of(type) for type in types}
    matters = (plan / "事项清单(第一批).csv").read_text("utf-8-sig")
    heads = [
        ",".join(f.label for f in type.fields) + "\n" + ",".join(["2026-03-05"] * len(type.fields)) + "\n"
        for type in types
    ]
    register = "标题,文号,成文日期,主送,备注\n关于某事的函,益高社函〔2019〕7号,2019-3-5,区局,\n合计,,,,\n"

    def events(data: bytes, chance: random.Random) -> None:
        type = chance.choice(types)
        sheets = read_sheets(data, "表.csv")
        sheet = find_sheet(sheets, "表.csv", known[type.key], "看看")
        columns = columns_of(type, sheet.heading.cells)
        words = {}
        for row in sheet.rows:
            if not is_no_thing(row, columns):
                given, faults = cells_of(row, columns, type)
                _, more, _ = put_together(type, given, cells=True)
                words[row.line] = ";".join(map(str, (*faults, *more)))
        copy_with_faults(data, sheet.place, sheet.heading.line, words)
        require_columns(type, columns)

    def registers(text: str) -> None:
        rows = list(_csv(text, "簿.csv"))
        columns = register_columns("out", rows[0].cells if rows else (), {})
        table = Table("out", columns, "簿", 2019, lambda _number: "")
        for row in rows[1:]:
            read_row(row, table)

    def parse(text: str, chance: random.Random) -> None:
        data = text.encode("utf-8", "surrogatepass")
        which = chance.randrange(3)
        if which == 0:
            events(data, chance)
        elif which == 1:
            registers(text)
        else:
            read_matter_list(data, "清单.csv", directory)

    return Parser((*heads, register, register, "\n".join(matters.splitlines()[:4]) + "\n"), parse)


def _kind() -> Parser:
    from shenguan_docs.notices.checking import check_kind
    from shenguan_docs.notices.kind_file import load_kind
    from shenguan_docs.notices.texts import names_in
    from tests.kinds.kinds_office import WRITTEN_ON, plan_lookup

    # memory, not a disk, where there is such a folder
    shm = Path("/dev/shm")
    place = Path(tempfile.mkdtemp(dir=shm if shm.is_dir() else None))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    own = Path(shutil.copytree(shipped_templates() / "notices" / "penalty", place / "own"))
    sound = {name: (own / name).read_text("utf-8-sig") for name in ("kind.toml", "body.txt")}
    lookup = plan_lookup()
    # a part of each: what is long takes long, and breaks no more
    head = "[[fields]]".join(sound["kind.toml"].split("[[fields]]")[:4])
    body = tuple(part + "\n" for part in sound["body.txt"].split("\n") if part)

    def parse(text: str, chance: random.Random) -> None:
        name = "kind.toml" if "[[" in text[:3000] or "name" in text[:300] else "body.txt"
        (own / name).write_bytes(text.encode("utf-8", "surrogatepass"))
        other = "body.txt" if name == "kind.toml" else "kind.toml"
        (own / other).write_text(sound[other], "utf-8")
        if chance.random() < 0.05:  # drafting the example twenty times over takes long
            for finding in check_kind(own, lambda: lookup, WRITTEN_ON):
                assert finding.message, "a finding without words"
            return
        kind = load_kind(own)
        names_in(kind.body, "body.txt"), names_in(kind.title, "title")

    return Parser((head, head, head, sound["kind.toml"], sound["body.txt"], *body), parse)


def _proof() -> Parser:
    from shenguan_docs.proof.alone.bags import read_manifest
    from shenguan_docs.proof.alone.notes import Head, Note
    from shenguan_docs.proof.alone.proven import Proven
    from shenguan_docs.proof.details import read_details
    from shenguan_docs.proof.heads import read_kept

    def _or_value_error(read: Callable[[str], object], text: str) -> None:
        try:
            read(text)
        except ValueError:  # what they are documented to raise
            return

    def parse(text: str, chance: random.Random) -> None:
        if text.lstrip().startswith("{"):
            try:
                proof = json.loads(text)
            except (ValueError, RecursionError):
                return
            Proven(cast(Any, proof))
            if isinstance(proof, Mapping):
                Proven(cast(Any, _spoilt(proof, chance)))
            return
        for read in (Note, Head, read_manifest, read_details):
            _or_value_error(read, text)
        _or_value_error(lambda words: read_kept(words, "树头.txt"), text)

    return Parser(_sound_proof_texts(), parse)


def _sound_proof_texts() -> tuple[str, ...]:
    """A proof of one letter, a head with its list, a manifest, a signed list."""
    from types import SimpleNamespace

    from shenguan_docs.proof.details import details_digest, details_text
    from shenguan_docs.proof.heads import file_text, head_text
    from shenguan_docs.proof.merkle import Frontier
    from tests.proof.one_letter import AT, SEED, OneLetterSeal

    seal = OneLetterSeal()
    letter: Any = SimpleNamespace(path="文书/01.docx", sha256="ab" * 32)
    proof = json.dumps(seal.prove([letter], {}).proof, ensure_ascii=False)
    tree = Frontier()
    lines = [json.dumps({"seq": n, "data": {}, "kind": "document.issued", "at": str(AT)}) for n in (1, 2)]
    details = details_text(lines)
    tree.add(bytes(32))
    head = head_text(tree, office="示例区", at=AT, details=details_digest(details), seed=SEED)
    manifest = "".join(f"{n:064x}  data/文书/{n}%25.pdf\n" for n in range(5))
    signed = seal.sign([("data/文书/01.docx", "ab" * 32)], AT)
    return proof, proof, file_text(head, details), head, details, manifest, signed


def _spoilt(proof: Mapping[str, Any], chance: random.Random) -> Any:
    """A proof of which one value is of another kind."""
    made = json.loads(json.dumps(proof))
    spot = made
    while True:
        keys = list(spot) if isinstance(spot, dict) else list(range(len(spot)))
        if not keys:
            return made
        key = chance.choice(keys)
        if not isinstance(spot[key], dict | list) or chance.random() < 0.2:
            spot[key] = chance.choice((None, -1, 2**70, 1.5, "", "x", [], {}, [[]], True, {"a": []}))
            return made
        spot = spot[key]


PARSERS: Mapping[str, Callable[[], Parser]] = {
    "query": _query,
    "number": _number,
    "code": _code,
    "kind": _kind,
    "date": _date,
    "import": _import,
    "proof": _proof,
}
