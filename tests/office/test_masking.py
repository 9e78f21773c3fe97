"""脱敏 copies of an office's case bundles: nothing told, the office's own things whole, a list of what was hidden."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from office_helpers import drafted

from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.masking.finding import Secret
from shenguan_docs.masking.searching import Searcher, search_folder
from shenguan_docs.office.bundling.choosing import Choice
from shenguan_docs.office.bundling.exporting import bundle
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.masking.exporting import office_list
from shenguan_docs.office.masking.given import read_given
from shenguan_docs.office.opening import Office
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.resources import shipped_templates

PERSON = {
    "name": "王建国", "id_number": "430903199001010016", "address": "湖南省益阳市赫山区示例路12号3栋501室",
    "phone": "13812345678",
}  # fmt: skip
SECRETS = [*PERSON.values(), "李小红", "zhang3@example.cn", "6222021900001234567"]
FACTS = (
    "经查，当事人王建国于2026年1月5日收购滥伐的杉木12立方米，价款9600元。"
    "举报人：李小红，邮箱zhang3@example.cn。货款汇入账号6222 0219 0000 1234 567。"
)
DAY = date(2026, 3, 20)


@pytest.fixture
def office(opened: Callable[[], Office]) -> Office:
    office = opened()
    issue(office, [drafted(office, "penalty", {"party": [PERSON], "facts": FACTS, "contents": None})])
    return office


def left_in(folder: Path) -> list[str]:
    searcher = Searcher(Secret(words, "planted", "", "") for words in SECRETS)
    return [f"{one.path} {one.place} {one.secret.words}" for one in search_folder(folder, searcher)]


def test_a_masked_bundle_tells_nothing_and_lists_what_was_hidden(office: Office, tmp_path: Path) -> None:
    before = verify_office(office).checked_files
    place = tmp_path / "给申请人"
    plain = bundle(office, Choice(matter="林木采伐许可证核发"), tmp_path / "原卷", made_on=DAY)
    assert left_in(plain.folder)
    result = bundle(
        office, Choice(matter="林木采伐许可证核发"), place, made_on=DAY, masking=read_given(["滥伐"], [])
    )
    assert left_in(place) == []
    with zipfile.ZipFile(result.zip_path) as packed:
        packed.extractall(tmp_path / "解开")
    assert left_in(tmp_path / "解开") == []
    assert not list(place.rglob("*.docx"))
    assert "脱敏清单" in [line.item.title for volume in result.volumes for line in volume.lines]
    for path in place.rglob("脱敏清单.json"):
        rows = json.loads(path.read_bytes())["各处"]
        assert {"姓名", "公民身份号码", "住址"} <= {row["隐去的内容"] for row in rows}
        assert all(row["理由"] for row in rows)
    kept = office_list(place)
    with zipfile.ZipFile(kept) as book:
        words = b"".join(book.read(name) for name in book.namelist()).decode("utf-8", "replace")
    assert all(secret in words for secret in ("王建国", "李小红", "滥伐"))
    report = verify_office(office)
    assert (report.checked_files, report.findings) == (before, ())


def test_the_same_case_masked_again_is_the_same_bytes(office: Office, tmp_path: Path) -> None:
    made = []
    for name in ("一", "二"):
        place = tmp_path / name / "卷"
        bundle(office, Choice(matter="林木采伐许可证核发"), place, made_on=DAY, masking=read_given([], []))
        made.append({p.relative_to(place): p.read_bytes() for p in place.rglob("*") if p.is_file()})
    assert made[0] == made[1]


def test_a_person_who_acts_in_office_is_kept(office: Office, tmp_path: Path) -> None:
    result = bundle(
        office, Choice(matter="林木采伐许可证核发"), tmp_path / "卷", made_on=DAY,
        masking=read_given([], ["李小红"]),
    )  # fmt: skip
    assert {words.split()[-1] for words in left_in(result.folder)} == {"李小红"}


def test_a_folder_named_after_a_person_is_refused(office: Office, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="名称里有要隐去的内容") as refused:
        bundle(office, Choice(matter="林木采伐许可证核发"), tmp_path / "王建国案", masking=read_given([], []))
    assert list(tmp_path.glob("*王建国*")) == [] and "林木" not in str(refused.value)


def test_what_is_still_found_stops_the_export(office: Office, tmp_path: Path) -> None:
    own = office.root / "templates" / "bundle" / "cover.html"  # the office has written a name into its cover
    own.parent.mkdir(parents=True, exist_ok=True)
    shipped = (shipped_templates() / "bundle" / "cover.html").read_text("utf-8")
    own.write_text(shipped.replace("本卷共", "王建国案卷，本卷共"), "utf-8")
    place = tmp_path / "卷"
    with pytest.raises(OfficeUnusable, match="仍查到") as stopped:
        bundle(office, Choice(matter="林木采伐许可证核发"), place, masking=read_given([], []))
    assert "王建国" not in str(stopped.value)
    assert [path.name for path in tmp_path.iterdir()] == ["office"]


def test_a_file_of_words_and_regions_is_read_and_its_faults_are_named(tmp_path: Path) -> None:
    words = tmp_path / "要隐去.txt"
    words.write_text("松针\n\n 代号甲 \n", "utf-8-sig")
    assert read_given(["松针"], [], words).hide == ("松针", "代号甲")
    table = tmp_path / "脱敏.toml"
    table.write_text(
        'keep = ["李某"]\n[[regions]]\ndocument = "1"\npage = 2\nboxes = [[10, 20, 25.4, 5]]\n', "utf-8"
    )
    given = read_given([], [], table)
    [box] = given.places(["1", "题名"], "")[2]
    assert given.keep == ("李某",) and round(box[2] - box[0], 3) == 72.0
    assert given.places(["2"], "") == {}
    for wrong, said in (
        ("hide = 3", "hide 应写成"),
        ("[[regions]]\ndocument = '1'\npage = 0", "第几页"),
        ("[[regions]]\ndocument = '1'\npage = 1\nboxes = [[1, 2, 3]]", "毫米"),
        ("hidden = []", "不认识的项"),
    ):
        table.write_text(wrong, "utf-8")
        with pytest.raises(Refused, match=said):
            read_given([], [], table)
