"""Play an office's day on sample companies: what ``script/demo`` runs. Everything it prints is Chinese."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from shlex import quote
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from shenguan_docs.asking.query import Query  # noqa: E402
from shenguan_docs.bundle.contents import BundleResult  # noqa: E402
from shenguan_docs.cli.context import china_now  # noqa: E402
from shenguan_docs.cli.failures import report  # noqa: E402
from shenguan_docs.errors import ShenguanError  # noqa: E402
from shenguan_docs.notices.examples import example_data  # noqa: E402
from shenguan_docs.notices.kind import Kind  # noqa: E402
from shenguan_docs.notices.kinds import load_kinds  # noqa: E402
from shenguan_docs.office.bundling.choosing import Choice  # noqa: E402
from shenguan_docs.office.bundling.exporting import bundle  # noqa: E402
from shenguan_docs.office.finding.searching import search  # noqa: E402
from shenguan_docs.office.founding import init_office  # noqa: E402
from shenguan_docs.office.keeping.plan_keeping import import_matters  # noqa: E402
from shenguan_docs.office.letters.drafting import draft  # noqa: E402
from shenguan_docs.office.letters.issuing import Issued, issue  # noqa: E402
from shenguan_docs.office.letters.numbering import account  # noqa: E402
from shenguan_docs.office.opening import SETTINGS_NAME, Office, open_office  # noqa: E402
from shenguan_docs.office.received.receiving import receive  # noqa: E402
from shenguan_docs.office.verifying import verify_office  # noqa: E402

ACTOR = "演示"
COMPANY = "示例木业有限公司"


@contextmanager
def step(title: str) -> Iterator[None]:
    """Print a heading, then how long the step took."""
    print(f"\n■ {title}", flush=True)
    start = perf_counter()
    yield
    print(f"  用时 {perf_counter() - start:.2f} 秒", flush=True)


def main(argv: list[str]) -> int:
    """Make the demonstration office and say what was done; returns the exit status."""
    target = Path(argv[0]).absolute() if argv else ROOT / "demo"
    try:
        _clear(target)
        play(target)
    except BaseException as error:
        return report(error)
    return 0


def _clear(target: Path) -> None:
    """Remove an earlier demonstration, and nothing else."""
    if not target.exists():
        return
    settings = target / SETTINGS_NAME
    unfinished = not settings.exists() and target == ROOT / "demo"
    if unfinished or (settings.exists() and '"演示单位"' in settings.read_text("utf-8")):
        shutil.rmtree(target)
        shutil.rmtree(_bundle_folder(target), ignore_errors=True)
        _bundle_folder(target).with_suffix(".zip").unlink(missing_ok=True)
    else:
        raise ShenguanError("这个文件夹不是上一次演示留下的", where=str(target), remedy="换一个文件夹名")


def _bundle_folder(target: Path) -> Path:
    return target / "案卷" / COMPANY


def play(target: Path) -> None:
    """The day, step by step."""
    today = china_now().date()
    with step(f"新建单位文件夹 {shown(target)}"):
        init_office(target, "演示单位", actor=ACTOR, now=china_now)
        office = open_office(target, actor=ACTOR, now=china_now, notify=lambda text: print(f"  {text}"))
        print("  带有方案里七个部门的示例资料（名称真实，人员、电话、代字都是示例）")
    plan = ROOT / "templates" / "plan"
    with step("导入审管联动事项清单"):
        matters = import_matters(office, plan / "事项清单(第一批).csv")
        open_rows = "、".join(m.name for m in matters.matters if m.supervisor is None)
        print(f"  《{matters.name}》{len(matters.matters)} 个事项；主管部门待补：{open_rows}")
    with step("收文登记：实施方案"):
        got = receive(
            office,
            [plan / "益阳高新区审管联动实施方案.txt"],
            {
                "sender": "益阳高新区推进政府职能转变和“放管服”改革协调领导小组办公室",
                "title": "益阳高新区审管联动实施方案",
                "date": "2023-10-16",
            },
        )
        print(f"  {got.number} 《{got.title}》")
        print(f"  原件 {shown(office.archive.path(got.id, 'files/01.txt'))}")
    for kind in load_kinds(office.kind_places).values():
        with step(f"{kind.name}（{kind.slug}）：起草、编号、印发、归档"):
            tell_issued(office, write(office, kind, today))
    for text in ("林木采伐", COMPANY, "审管联动 认领"):
        with step(f"检索“{text}”"):
            results = search(office, Query(text=text))
            print(f"  共 {results.total} 件：" + "、".join(hit.number for hit in results.hits[:6]))
    with step(f"导出案卷：{COMPANY}"):
        tell_bundle(office, bundle(office, Choice(company=COMPANY), _bundle_folder(target)))
    with step("号段账"):
        rows = account(office)
        series = {(r["department"], r["series"], r["year"]) for r in rows}
        print(f"  {len(rows)} 个号，{len(series)} 组，每组连续，没有缺号")
    with step("核验"):
        report = verify_office(office)
        print(
            f"  {report.checked_objects} 件、{report.checked_files} 个文件、{report.checked_entries} 条流水账，"
            f"发现问题 {len(report.findings)} 处"
        )
        for finding in report.findings:
            print(f"  {finding.where}:{finding.message}")
    office.close()
    program = f"{quote(shown(ROOT / '.venv/bin/shenguan'))} -C {quote(shown(target))}"
    print(f"\n演示单位在 {shown(target)}，接着可以试：")
    print(f"  {program} search 示例木业")
    print(f"  {program} kinds")


def write(office: Office, kind: Kind, today: date) -> Issued:
    """Draft a kind's own example and issue it."""
    kept = draft(office, kind.slug, example_data(kind, today), kind.folder)
    return issue(office, [kept.id])[0]


def tell_issued(office: Office, issued: Issued) -> None:
    """Say the number and where the files lie."""
    print(f"  {issued.number} 《{issued.title}》")
    print(f"  DOCX {shown(office.root / issued.docx)}")
    print(f"  PDF  {shown(office.root / issued.pdf)}")


def tell_bundle(office: Office, result: BundleResult) -> None:
    """Say what the bundle holds."""
    print(f"  {result.documents} 件，{result.pages} 页；案卷 {shown(result.folder / result.volumes[0].pdf)}")
    print(f"  压缩包 {shown(result.zip_path)}")
    for finding in result.findings:
        print(f"  注意：{finding.message}")


def shown(path: Path) -> str:
    """A path as short as it can be said from here."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
