"""The commands about 业务事件 as a script calls them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from shenguan_docs.cli.main import main

MATTER = "林木采伐许可证核发"
EVENT = {
    "company": {"name": "示例木业有限公司", "uscc": "91430900MA00YL0018"},
    "matter": MATTER,
    "date": "2026-03-10",
    "decision_number": "益高社林罚决字〔2026〕第3号",
    "source": "市一体化平台",
    "serial": "CF0001",
}
HEAD = "当事人,统一社会信用代码,事项,生效日期,处罚决定文号,流水号\n"
GOOD = f"示例木业有限公司,91430900MA00YL0018,{MATTER},2026-03-10,益高社林罚决字〔2026〕第3号,CF0001\n"
BAD = f"示例木业有限公司,91430900MA00YL0019,{MATTER},2026-03-10,益高社林罚决字〔2026〕第4号,CF0002\n"


class Said(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from shenguan_docs.resources import shipped_templates

    root = tmp_path_factory.mktemp("events") / "office"
    assert main(["init", str(root)]) == 0
    plan = shipped_templates() / "plan" / "事项清单(第一批).csv"
    assert main(["-C", str(root), "matters", "import", str(plan)]) == 0
    return root


@pytest.fixture
def run(
    pristine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Said]:
    import shutil

    shutil.copytree(pristine, tmp_path / "office")
    monkeypatch.chdir(tmp_path)
    capsys.readouterr()

    def call(*arguments: str, stdin: str = "") -> Said:
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(stdin.encode()), "utf-8"))
        status = main(["-C", str(tmp_path / "office"), *arguments])
        return Said(status, *capsys.readouterr())

    return call


def test_an_event_is_added_listed_and_becomes_a_draft(run: Callable[..., Said], tmp_path: Path) -> None:
    added = run("event", "add", "penalty-effective", "--data", "-", "--json", stdin=json.dumps(EVENT))
    assert added.status == 0, added.err
    assert set(added.json) >= {"id", "type", "kinds"}
    assert (added.json["type"], added.json["kinds"]) == ("penalty-effective", ["penalty"])
    id = added.json["id"]

    again = run("event", "add", "处罚决定生效", "--data", "-", stdin=json.dumps(EVENT))
    assert (again.status, id in again.out, "没有再登记" in again.out) == (0, True, True)

    (listed,) = run("event", "list", "--open", "--company", "木业", "--from", "2026-03-01", "--json").json
    assert (listed["id"], listed["open"], listed["serial"]) == (id, ["penalty"], "CF0001")
    assert run("event", "list", "--type", "受理", "--json").json == []

    refused = run("draft", "penalty", "--event", id)
    assert (refused.status, refused.out) == (2, "")
    assert "“违法事实”没有填" in refused.err
    assert "处罚决定文号" not in refused.err  # the event says it

    (tmp_path / "补充.toml").write_text(
        """
party = { address = "益阳高新区示例路1号", representative = "示例一" }
facts = "当事人收购没有合法来源证明的杉木12立方米。"
violated = "《中华人民共和国森林法》（2019年修订）第六十五条"
basis = "《中华人民共和国森林法》（2019年修订）第七十八条"
penalty_kinds = ["警告"]
decided_on = "2026-03-05"
served_on = "2026-03-10"
performance = "无需另行履行"
review = "未申请行政复议，也未提起行政诉讼"
effect = "申请林木采伐许可时需要重点核查。"
decision = "示例-行政处罚决定书.pdf"
""",
        "utf-8",
    )
    drafted = run("draft", "penalty", "--event", id, "--data", "补充.toml", "--json")
    assert drafted.status == 0, drafted.err
    issued = run("issue", drafted.json["id"], "--json")
    assert issued.status == 0, issued.err
    shown = run("show", issued.json["number"], "--json").json
    assert (shown["event"]["id"], shown["event"]["serial"]) == (id, "CF0001")
    assert f"编号 {id}" in run("show", issued.json["number"]).out
    assert issued.json["number"] in run("event", "list").out
    assert issued.json["number"] in run("event", "show", id).out
    assert run("event", "list", "--open", "--json").json == []


def test_a_draft_needs_data_or_an_event(run: Callable[..., Said]) -> None:
    said = run("draft", "penalty")
    assert said.status == 2
    assert "用 --data 文件，或者用 --event 事件编号" in said.err
    assert "没有编号为“20260101-xxxxxx”的事件" in run("draft", "penalty", "--event", "20260101-xxxxxx").err


def test_a_table_with_a_fault_is_not_entered_and_comes_back(run: Callable[..., Said], tmp_path: Path) -> None:
    (tmp_path / "月报.csv").write_text(HEAD + GOOD + BAD, "utf-8-sig")
    said = run("event", "import", "月报.csv", "--type", "penalty-effective", "--json")
    assert (said.status, said.out) == (2, "")
    assert "第 3 行" in said.err
    assert "当事人 → 当事人·名称" in said.err
    assert "什么也没有登记" in said.err
    assert "校验码不符" in (tmp_path / "月报-问题.csv").read_text("utf-8-sig")
    assert run("event", "list", "--json").json == []

    dry = run("event", "import", "月报.csv", "--type", "penalty-effective", "--dry-run", "--json")
    assert dry.status == 1
    assert [(row["row"], row["state"], row["id"]) for row in dry.json] == [
        (2, "good", None),
        (3, "fault", None),
    ]

    good = run(
        "event",
        "import",
        "月报.csv",
        "--type",
        "penalty-effective",
        "--good-rows",
        "-o",
        "退回.csv",
        "--json",
    )
    assert good.status == 0
    assert [row["state"] for row in good.json] == ["entered", "fault"]
    assert good.json[0]["kinds"] == ["penalty"]
    assert (tmp_path / "退回.csv").is_file()
    assert len(run("event", "list", "--json").json) == 1


def test_a_heading_is_mapped_by_hand_and_the_input_may_be_a_pipe(run: Callable[..., Said]) -> None:
    table = (HEAD + GOOD).replace("处罚决定文号", "甲")
    said = run("event", "import", "-", "--type", "处罚生效", stdin=table)
    assert said.status == 2
    assert "没有“处罚决定文号”一列" in said.err
    said = run(
        "event", "import", "-", "--type", "处罚生效", "--map", "甲=处罚决定文号", "--json", stdin=table
    )
    assert [row["state"] for row in said.json] == ["entered"]
    assert run("event", "import", "-", "--type", "处罚生效", "--map", "甲", stdin=table).status == 2


def test_kinds_of_an_event_say_who_whom_when_and_why(run: Callable[..., Said]) -> None:
    said = run("kinds", "--event", "penalty-effective", "--json")
    first = said.json[0]
    assert {"slug", "name", "genre", "layout", "direction", "clause", "fields"} <= set(first)
    assert (first["slug"], first["by"], first["to"], first["clause"], first["workdays"]) == (
        "penalty",
        "主管部门",
        "审批部门",
        "4.3-b",
        5,
    )
    text = run("kinds", "--event", "处罚决定生效").out
    assert "自生效日期起 5 个工作日内" in text
    assert "第四部分第（三）项" in text
    wrong = run("kinds", "--event", "处罚生校")
    assert (wrong.status, "最接近的是：处罚决定生效" in wrong.err) == (2, True)
    assert len(run("kinds", "--json").json) >= 25


def test_the_example_of_each_type_can_be_added_and_imported(run: Callable[..., Said]) -> None:
    types = run("event", "types", "--json").json
    for type in types:
        example = run("event", "example", type["type"]).out
        added = run("event", "add", type["type"], "--data", "-", "--json", stdin=example)
        assert added.status == 0, added.err
        table = run("event", "example", type["type"], "--csv").out
        again = run("event", "import", "-", "--type", type["type"], "--json", stdin=table)
        assert [(row["state"], row["id"]) for row in again.json] == [("double", added.json["id"])]
    assert len(run("event", "list", "--json").json) == len(types)


def test_what_is_wrong_with_a_row_is_said_once(run: Callable[..., Said], tmp_path: Path) -> None:
    (tmp_path / "事件.csv").write_text(HEAD + GOOD + BAD, "utf-8")
    for more in ("--dry-run", "--good-rows"):
        asked = ("event", "import", "事件.csv", "--type", "penalty-effective", more)
        said = run(*asked)
        assert (said.out + said.err).count("校验码不符") == 1, said
        assert "有问题" in said.out
        row = run(*asked, "--json").json[-1]
        assert "校验码不符" in row["problem"] and row["title"] == ""


def test_a_letter_that_an_event_does_not_call_for_is_said_and_why(run: Callable[..., Said]) -> None:
    effective = run(
        "event", "add", "penalty-effective", "--data", "-", "--json", stdin=json.dumps(EVENT)
    ).json["id"]
    said = run("draft", "correction", "--event", effective)
    assert said.status == 2
    assert "“处罚决定生效”不要求“更正函”，要求它的事件是“处罚变更”" in said.err
    changed = {**EVENT, "change": "撤销", "serial": "CF0009"}
    never_told = run(
        "event", "add", "penalty-changed", "--data", "-", "--json", stdin=json.dumps(changed)
    ).json["id"]
    said = run("draft", "correction", "--event", never_told, "--unfinished")
    assert said.status == 0 and "没有发过 penalty，“原函”没有填：从来没有发过的，不要求“更正函”" in said.err
