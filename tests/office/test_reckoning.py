"""A report reckons what its form leaves open from the records, says how, and says what it cannot reckon."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from office_helpers import MORNING, TODAY, drafted, example, issued

from shenguan_docs.document import Document, Paragraph, Table, plain
from shenguan_docs.notices.kinds import find_kind
from shenguan_docs.office.events import entering
from shenguan_docs.office.keeping.plan_keeping import import_matters
from shenguan_docs.office.letters.delivering import dispatch
from shenguan_docs.office.letters.drafting import Drafted, draft
from shenguan_docs.office.letters.issuing import issue, void
from shenguan_docs.office.letters.lookup import OfficeLookup
from shenguan_docs.office.letters.preparing import prepare
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.register import drafts
from shenguan_docs.resources import shipped_templates

REPORT = {"period": "2026年3月", "period_from": "2026-03-01", "period_to": "2026-03-31"}
TIMBER = {"name": "示例木业有限公司", "uscc": "91430900MA00YL0018"}


def demand_credit_checks(path: Path) -> None:
    """The plan's list with a column that demands a credit check for 林木采伐."""
    source = shipped_templates() / "plan" / "事项清单(第一批).csv"
    rows = list(csv.reader(source.read_text("utf-8-sig").splitlines(keepends=True)))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [*row, "信用查询" if n == 0 else "必须" if "林木采伐许可证核发" in row else ""]
            for n, row in enumerate(rows)
        )


@pytest.fixture(scope="module")
def month(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """In March two opinions were asked for, one was given in time; a penalty was reported, one letter is void.

    One application that demands a credit check was checked, another was not.
    """
    root = tmp_path_factory.mktemp("month") / "office"
    shutil.copytree(pristine, root)
    clock = [MORNING]
    office = open_office(root, actor="示例文书", now=lambda: clock[0])
    demand_credit_checks(root / "清单.csv")
    import_matters(office, root / "清单.csv")
    asked = [issued(office, "consultation") for _ in range(2)]
    for letter in (*asked, issued(office, "penalty")):
        dispatch(office, letter.id, channel="online")
    void(office, issued(office, "penalty").number, reason="重复")
    accepted = [
        entering.add(
            office,
            "application-accepted",
            {"company": TIMBER, "matter": "林木采伐许可证核发", "date": str(TODAY), "case_number": f"SL{n}"},
        ).id
        for n in (1, 2)
    ]
    checked = example(office, "credit-check", accepted_on=str(TODAY), case_number=None)
    for key in ("matter", "applicant"):
        checked.pop(key)
    rows = [{**row, "查询对象": TIMBER["name"]} if "查询对象" in row else row for row in checked["results"]]
    checked |= {"results": rows, "queried_on": str(TODAY)}
    issue(office, [draft(office, "credit-check", checked, None, event=accepted[0]).id])
    clock[0] += timedelta(5)
    answer = {"incoming": asked[0].number, "received_on": str(TODAY), "parties": None}
    dispatch(office, issue(office, [drafted(office, "reply", answer)])[0].id, channel="online")
    clock[0] += timedelta(20)
    yield office
    office.close()


def report(office: Office, **data: Any) -> tuple[Drafted, dict[str, Any], Document]:
    kept = draft(office, "progress-report", {**REPORT, **data}, None)
    with office.reading() as conn:
        written = drafts.load(conn, kept.id).data
        lookup = OfficeLookup(conn, office.today, None, kind_places=office.kind_places)
        prepared = prepare(find_kind(office.kind_places, "progress-report"), written, lookup, office.today)
        return kept, dict(written), prepared.compose(office.today)


def method(document: Document, figure: str) -> tuple[str, str]:
    for block in document.annexes[0].blocks:
        for row in block.rows if isinstance(block, Table) else ():
            if plain(row[0].runs) == figure:
                return plain(row[1].runs), plain(row[2].runs)
    raise AssertionError(figure)


def test_the_figures_of_a_supervising_department(month: Office) -> None:
    late = [{"文书": "甲", "原因": "没有踏查"}]
    _, data, document = report(month, reporter="区社会事务局", late_letters=late)
    names = ("sent", "penalties", "received", "due", "answered", "answered_in_time")
    assert [data[name] for name in names] == [2, 1, 2, 2, 1, 1]
    assert data["counted_on"] == month.today.isoformat()
    assert data["late_letters"][0]["原因"] == "没有踏查"  # what is typed is left as it is
    assert method(document, "已复件数") == ("1", "登记数据：截至期末有发出的复函写明答复它的")
    assert method(document, "征求意见函")[:1] == ("0",)


def test_what_is_late_is_listed_for_its_reasons_to_be_added(month: Office) -> None:
    _, data, _ = report(month, reporter="区社会事务局")
    [late] = data["late_letters"]
    assert (late["来函单位"], late["应办结日期"], late["办理情况"]) == (
        "区经济合作局",
        "2026年3月27日",
        "没有登记发出的复函",
    )


def test_what_nobody_sent_is_not_counted_as_sent_or_claimed_and_that_is_said(office: Office) -> None:
    issued(office, "penalty")
    issued(office, "consultation")
    kept, data, document = report(
        office, reporter="区社会事务局", period="2026年3月上中旬", period_to=str(TODAY)
    )
    assert (data["sent"], data["received"], data["due"]) == (0, 0, 0) and "claimed" not in data
    for said in (
        "没有登记发出和认领，认领没有统计",
        "另有 1 件到期末没有登记发出，没有计入发出件数",
        "没有计入收到件数",
    ):
        assert any(said in warning for warning in kept.warnings)
    text = "".join(plain(b.runs) for b in document.blocks if isinstance(b, Paragraph))
    assert "没有收到审管联动文书" in text
    assert method(document, "认领件数") == ("没有统计", "没有登记发出和认领")


def test_claims_are_reckoned_from_what_was_sent(office: Office) -> None:
    online, paper = issued(office, "penalty"), issued(office, "penalty")
    dispatch(office, online.id, channel="online")
    dispatch(office, paper.id, channel="paper")
    unsent = issued(office, "penalty")
    month = {"period": "2026年3月上中旬", "period_to": str(TODAY)}
    _, data, document = report(office, reporter="区经济合作局", **month)
    assert (data["received"], data["claimed"], data["claimed_in_time"]) == (2, 1, 1)
    late = {row["文书"].rpartition("（")[2].rstrip("）"): row["办理情况"] for row in data["late_letters"]}
    assert late == {paper.number: "没有登记认领"} and unsent.number not in str(data)
    assert method(document, "按时认领") == ("1", "登记数据：发出以后在认领期限内认领的")


def test_a_figure_that_is_typed_is_not_reckoned(month: Office) -> None:
    _, data, document = report(month, reporter="区社会事务局", sent=9, claimed=2, claimed_in_time=2)
    assert (data["sent"], data["claimed"]) == (9, 2)
    assert method(document, "发出件数") == ("9", "期间内发出的，不含作废")
    assert method(document, "收到件数")[1].startswith("登记数据：")


def test_credit_checks_are_reckoned_from_the_applications(month: Office) -> None:
    _, data, document = report(month, reporter="区经济合作局")
    assert (data["checks_due"], data["checks_done"], data["due"]) == (2, 1, 0)
    assert method(document, "应查询次数")[0] == "2"


def test_a_period_without_anything(month: Office) -> None:
    kept, data, _ = report(month, reporter="区消防救援大队", period_from="2026-02-01", period_to="2026-02-28")
    assert [data[name] for name in ("sent", "received", "due", "answered")] == [0, 0, 0, 0]
    assert any("没有登记受理事件，信用查询没有统计" in warning for warning in kept.warnings)
