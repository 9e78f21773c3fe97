"""The example at the end of each command's help works as it is typed."""

from __future__ import annotations

import io
import shlex
import shutil
from datetime import date, datetime
from pathlib import Path

import pytest

from shenguan_docs.cli.lazy import examples
from shenguan_docs.cli.main import main, shenguan
from shenguan_docs.notices.examples import example_data, example_toml
from shenguan_docs.notices.kinds import find_kind
from shenguan_docs.office.events.entering import add as add_event
from shenguan_docs.office.events.examples import event_csv, event_toml
from shenguan_docs.office.events.forms import find_type, form_of
from shenguan_docs.office.founding import init_office
from shenguan_docs.office.keeping.plan_keeping import import_matters
from shenguan_docs.office.letters.delivering import dispatch
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.opening import open_office
from shenguan_docs.office.received.receiving import receive
from shenguan_docs.office.service.making import make as make_receipts
from shenguan_docs.office.service.scanning import scan
from shenguan_docs.register.journal import CHINA
from shenguan_docs.resources import shipped_templates

MORNING = datetime(2026, 3, 5, 9, 0, tzinfo=CHINA)
# serve goes on until it is stopped: tests/web starts it; move wants a server: tests/scaled has one.
EXAMPLES = sorted(
    {line for _, line in examples(shenguan)}
    - {"shenguan serve --port 8000", "shenguan move --records postgresql://db1,db2/shenguan"}
)

STEPS = '\n[[steps]]\nkind = "penalty"\norder = ["审核", "会签", "签发"]\n'
DRAFT, LETTER = "20260305-abcdef", "益高社函〔2026〕1号"
SUBMITTED = f"submit {DRAFT} --by 示例戊"
USER = "users add 示例戊 --role 文书 --department 区社会事务局"
ARRANGED = "filing arrange 2026 --with 未发出 --with 未认领 --with 无盖章件 --with 未答复 --with 未办结 --reason 示例"
# What goes before an example.
BEFORE = {
    "district show": ["district add 示例东区"],
    "district change": ["district add 示例东区"],
    "approve": [SUBMITTED],
    "return": [SUBMITTED],
    "compare": [f"revise {DRAFT} --data 数据.toml"],
    "handle": ["receive 来文.pdf"],
    "correct": ["receive 来文.pdf"],
    "restore": ["backup ../备份"],
    **{f"backup {what}": ["backup ../备份"] for what in ("list", "check", "drill")},
    "doctor": ["backup ../备份", "index accept 收〔2026〕1号 --reason 示例"],
    "claim": [f"dispatch {LETTER} --channel paper"],
    **{
        f"filing {what}": [ARRANGED]
        for what in ("list", "catalogue", "endnote", "export", "undo", "handed-over")
    },
    **{f"users {what}": [USER] for what in ("change", "disable", "enable", "password")},
    "users enable": [USER, "users disable 示例戊"],
    "heads export": ["heads make"],
    **{
        f"case {what}": ["case save 示例木业处罚案 --company 示例木业有限公司"]
        for what in ("show", "change", "drop")
    },
    "company link": ["receive 来文.pdf"],
    "company separate": ["company merge C00002 C00001 --reason 同一企业"],
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with a list, an issued letter, a draft, and the files that the examples name."""
    root = tmp_path_factory.mktemp("examples") / "office"
    init_office(root, "示例区", actor="示例文书", now=lambda: MORNING)
    ids = iter(
        [
            "20260305-aaaaaa",
            "20260305-abcdef",
            "20260305-event2",
            "20260305-cccccc",
            "20260305-event3",
            "20260305-paper4",
            "20260305-s2d3h4",
            "20260305-t2r3a4",
        ]
    )
    office = open_office(root, actor="示例文书", now=lambda: MORNING, new_id=lambda _day: next(ids))
    plan = shipped_templates() / "plan"
    import_matters(office, plan / "事项清单(第一批).csv")
    penalty = find_kind(office.kind_places, "penalty")
    first = draft(office, "penalty", example_data(penalty, MORNING.date()), None)
    issue(office, [first.id])
    draft(office, "penalty", example_data(penalty, MORNING.date()), None)
    hazard = find_type(office, "hazard-found")
    company = example_data(penalty, MORNING.date())["party"]
    # what 区社会事务局 owes to 区经济合作局, for remind
    found = {
        **example_data(form_of(hazard), MORNING.date()),
        "company": company,
        "matter": ["林木采伐许可证核发"],
    }
    add_event(office, "hazard-found", found)
    update = find_kind(office.kind_places, "matter-update")
    asked = draft(office, "matter-update", example_data(update, MORNING.date()), None)
    dispatch(office, issue(office, [asked.id])[0].number, channel="online")
    earlier = '{ sender = "区协调小组办公室", number = "益高协办〔2025〕2号", title = "旧清单", date = "2025-02-01" }'
    (root / "印发.toml").write_text(f"previous = [{earlier}]\n", "utf-8")
    another = {"name": "示例商贸有限公司", "uscc": "91430900MA00YL006P"}
    add_event(office, "hazard-found", {**found, "company": another, "serial": "YHPT000002"})
    (root / "更正.toml").write_text('source = "示例巡查记录"\n', "utf-8")
    effective = find_type(office, "penalty-effective")
    (root / "事件.toml").write_text(event_toml(effective, date.today()), "utf-8")
    (root / "事件.csv").write_text(event_csv(effective, date.today()), "utf-8")
    paper = penalty.folder / "示例-行政处罚决定书.pdf"
    (root / "现场资料.rar").write_bytes(b"Rar!\x1a\x07" + bytes(99))
    receive(office, [paper, root / "现场资料.rar"], {"sender": "示例市林业局", "title": "示例来文"})
    make_receipts(office, [LETTER])
    scan(office, [paper])
    office.close()
    (root / "旧发文登记簿.csv").write_text(
        "文号,标题,成文日期\n益高社函〔2020〕1号,关于示例的函,2020-01-06\n", "utf-8"
    )
    shutil.copy(plan / "事项清单(第一批).csv", root / "清单.csv")
    shutil.copy(penalty.folder / "示例-行政处罚决定书.pdf", root / "来文.pdf")
    for name in ("盖章件.pdf", "扫描件.pdf"):
        shutil.copy(penalty.folder / "示例-行政处罚决定书.pdf", root / name)
    (root / "放假安排.csv").write_text("日期,安排\n2027-01-01,休\n2027-01-03,班\n", "utf-8")
    (root / "数据.toml").write_text(example_toml(penalty, date.today()), "utf-8")
    return root


@pytest.mark.parametrize("line", EXAMPLES)
def test_an_example_works(
    prepared: Path,
    tmp_path: Path,
    line: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(prepared, tmp_path / "office")
    monkeypatch.chdir(tmp_path / "office")
    monkeypatch.delenv("SHENGUAN_OFFICE", raising=False)
    program, *arguments = shlex.split(line)
    assert program == "shenguan"
    before = BEFORE.get(" ".join(arguments[:2]), BEFORE.get(arguments[0], []))
    if arguments[0] in ("submit", "approve", "return"):
        with Path("office.toml").open("a", encoding="utf-8") as file:
            file.write(STEPS)
    if arguments[0] == "filing":
        with Path("office.toml").open("a", encoding="utf-8") as file:
            file.write('\n[filing]\nfonds = "Z109"\n')
    for earlier in filter(None, before):
        assert main(shlex.split(earlier)) == 0, capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.StringIO("示例用的密码八个字\n"))
    status = main(arguments)
    said = capsys.readouterr()
    # A check that found something says so by its exit status 1.
    assert status == 0 or (status == 1 and arguments[0] in ("check", "review")), said.err
    assert said.out


def test_an_example_printed_as_json_drafts_too(
    prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(prepared, tmp_path / "office")
    monkeypatch.chdir(tmp_path / "office")
    assert main(["kinds", "example", "penalty", "--json"]) == 0
    Path("示例.json").write_text(capsys.readouterr().out, "utf-8")
    assert main(["draft", "penalty", "--data", "示例.json"]) == 0


def test_one_faulty_kind_does_not_hide_the_others(
    prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(prepared, tmp_path / "office")
    monkeypatch.chdir(tmp_path / "office")
    faulty = Path("templates/notices/own")
    faulty.mkdir()
    (faulty / "kind.toml").write_text("name = ", "utf-8")
    assert main(["kinds"]) == 0
    said = capsys.readouterr()
    assert "penalty" in said.out and "own" in said.err
