"""Districts in one installation: a person of one finds nothing of what is another's, by any address of the desk."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from desk_helpers import KEPT, browser
from flask import Flask
from test_objects import OBJECTS, _path

from shenguan_docs.asking.query import Query
from shenguan_docs.errors import NotFound
from shenguan_docs.notices.examples import example_data
from shenguan_docs.office.companies.showing import list_warnings
from shenguan_docs.office.companies.showing import show as show_company
from shenguan_docs.office.duties.figures import figures
from shenguan_docs.office.duties.listing import Asked, duties
from shenguan_docs.office.events.entering import add as add_event
from shenguan_docs.office.events.entering import list_events
from shenguan_docs.office.events.forms import find_type, form_of
from shenguan_docs.office.filing.arranging import standings
from shenguan_docs.office.finding.searching import search
from shenguan_docs.office.keeping.districts import add_district
from shenguan_docs.office.keeping.plan_keeping import add_department, change_department
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.office.people import users
from shenguan_docs.office.people.rights import Forbidden, reach
from shenguan_docs.office.people.safe import safe
from shenguan_docs.office.received.receiving import receive
from shenguan_docs.office.registers.books import book
from shenguan_docs.office.service.making import make
from shenguan_docs.register.users import find
from shenguan_docs.resources import shipped_templates
from shenguan_docs.web.app import make_app
from tests.office.office_helpers import MORNING, TODAY, fixed_ids

EAST = "区社会事务局"  # the letters of the desk's office are between it and 区经济合作局, which is the city's
WEST = "示例西区住房局"
PEOPLE = {
    "东区档案": (("档案",), EAST),
    "东区优办": (("区优办",), EAST),
    "西区文书": (("文书", "审核", "签发"), WEST),
    "西区档案": (("档案",), WEST),
    "西区评查": (("评查",), WEST),
    "西区优办": (("区优办",), WEST),
    "西区管理": (("管理",), WEST),
    "市级档案": (("档案",), ""),
    "全市领导": (("全市",), ""),
}
OF_WEST = [name for name in PEOPLE if name.startswith("西区")]


@dataclass(frozen=True)
class City:
    """The office with two districts, and what there is of the eastern one."""

    root: Path
    app: Flask
    ids: dict[str, str]
    words: tuple[str, ...]


@pytest.fixture(scope="module")
def city(furnished: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> City:
    root, ids = tmp_path_factory.mktemp("city") / "office", furnished[1]
    shutil.copytree(furnished[0], root)
    office = open_office(root, actor="示例", now=lambda: MORNING, new_id=fixed_ids(5))
    kind = form_of(find_type(office, "penalty-effective"))
    event = add_event(office, "penalty-effective", example_data(kind, TODAY), shipped_templates())
    office = _as(office, "示例文书")
    file = root.parent / "来文.txt"
    file.write_text("示例市生态环境局关于示例事项的函\n", "utf-8")
    got = receive(office, [file], {"title": "关于示例来文的函", "sender": "示例市生态环境局"})
    made = make(office, [ids["penalty"]])
    office.who, office.actor = None, "示例"
    for name, code in (("示例东区", "east"), ("示例西区", "west")):
        add_district(office, name, code=code)
    change_department(office, EAST, district="示例东区")
    add_department(office, WEST, short_name="西区住房局", mark="示西住", district="示例西区")
    for name, (roles, department) in PEOPLE.items():
        users.add(office, name, roles=roles, department=department)
    with safe(office) as secret:
        secret.executemany("INSERT INTO passwords VALUES (?, ?)", [(name, KEPT) for name in PEOPLE])
    letters = [show(office, ids[slug]) for slug in ("penalty", "consultation", "training")]
    numbers = [one["number"] for one in letters]
    office.close()
    found = {
        "letter": ids["penalty"], "draft": ids["draft"], "event": event.id, "received": got.id, "company": "C00001",
        "service": made.new[0].id, "department": "shehui", "sheet": "20260320-zzzzz9", "drop": "20260320-zzzzz9",
        "job": "20260320-zzzzz9", "case": "20260320-zzzzz9", "scan": "20260320-zzzzz9",
    }  # fmt: skip
    words = (*numbers, *(ids[slug] for slug in ("penalty", "consultation", "training", "draft")), event.id, got.id,
             "示例木业", "关于示例来文的函", made.new[0].id)  # fmt: skip
    return City(root, make_app(root, now=lambda: MORNING, new_id=fixed_ids(8)), found, words)


@pytest.fixture
def office(city: City) -> Iterator[Office]:
    opened = open_office(city.root, actor="示例", now=lambda: MORNING, new_id=fixed_ids(9))
    yield opened
    opened.close()


def _as(office: Office, name: str) -> Office:
    with office.reading() as conn:
        office.who = find(conn, name)
    assert office.who is not None
    office.actor = name
    return office


# -- below the desk ----------------------------------------------------------------------------


def test_how_far_each_sees(office: Office) -> None:
    far = {name: reach(_as(office, name)) for name in PEOPLE}
    assert far["全市领导"] is None
    assert {name: one.district for name, one in far.items() if one} == {
        "东区档案": "east", "东区优办": "east", "西区文书": None, "西区档案": "west", "西区评查": "west",
        "西区优办": "west", "西区管理": None, "市级档案": "",
    }  # fmt: skip


@pytest.mark.parametrize("name", [*PEOPLE, "示例文书", "示例邻局"])
def test_search_and_show_agree(office: Office, city: City, name: str) -> None:
    _as(office, name)
    found = {hit.id for hit in search(office, Query("", limit=50)).hits}
    total = search(office, Query("", limit=0)).total
    assert total == len(found)
    with office.reading() as conn:
        everything = (
            conn.exec_driver_sql("SELECT id FROM documents UNION SELECT id FROM received").scalars().all()
        )
    for id in everything:
        try:
            show(office, id)
            assert id in found, (name, id)
        except NotFound:
            assert id not in found, (name, id)
    assert bool(found) is (name not in OF_WEST)


def test_a_district_sees_all_that_is_its_own(office: Office, city: City) -> None:
    for name in ("东区档案", "东区优办", "全市领导"):
        _as(office, name)
        assert show(office, city.ids["letter"])["id"] == city.ids["letter"]
        assert show_company(office, "C00001")["letters"]
    assert list_events(_as(office, "东区优办"))
    assert duties(office, Asked(), TODAY)
    assert book(office, "out", 2026).rows
    assert figures(office, "kind", TODAY.replace(month=1, day=1), TODAY, TODAY)


@pytest.mark.parametrize("name", OF_WEST)
def test_nothing_of_the_other_district(office: Office, city: City, name: str) -> None:
    _as(office, name)
    for typed in ("C00001", "示例木业有限公司", "示例木业"):
        with pytest.raises(NotFound) as missing:
            show_company(office, typed)
        assert "示例木业有限公司" not in (missing.value.remedy or "")
    assert list_warnings(office, everything=True) == []
    assert duties(office, Asked(), TODAY) == []
    for typed in ("示例木业", "木业", "示例木业有限公司"):
        answer = search(office, Query(typed))
        assert (answer.total, answer.suggestions) == (0, ())
        assert "示例木业有限公司" not in str(answer.understood) or typed == "示例木业有限公司"
    if name == "西区档案":
        with office.reading() as conn:
            assert standings(office, conn, 2026) == []


def test_what_passes_between_the_city_and_a_district_is_seen_by_both(office: Office, city: City) -> None:
    for name in ("市级档案", "东区档案"):
        assert show(_as(office, name), city.ids["letter"])["id"] == city.ids["letter"]
    with pytest.raises(NotFound):  # it came to the district only
        show(_as(office, "市级档案"), city.ids["received"])


def test_a_department_that_changes_its_district_takes_its_letters_along(city: City, tmp_path: Path) -> None:
    shutil.copytree(city.root, tmp_path / "office")
    office = open_office(tmp_path / "office", actor="示例", now=lambda: MORNING, new_id=fixed_ids(4))
    number = show(office, city.ids["letter"])["number"]

    def seen(name: str) -> bool:
        _as(office, name)
        found = city.ids["letter"] in {hit.id for hit in search(office, Query(number)).hits}
        office.who = None
        return found

    assert (seen("东区档案"), seen("西区档案")) == (True, False)
    change_department(office, EAST, district="示例西区")
    assert (seen("西区档案"), seen("市级档案")) == (True, True)
    assert search(office, Query(number)).total == 1
    change_department(office, EAST, district="市级")
    assert seen("西区档案") is False
    office.close()


def test_who_keeps_a_district_keeps_no_other(office: Office) -> None:
    _as(office, "西区管理")
    assert {row["department"] for row in users.listed(office)} == {"西区住房局"}
    with pytest.raises(Forbidden, match="能看全市"):
        users.change(office, "东区档案", disabled=True)
    with pytest.raises(Forbidden, match="能看全市"):
        users.change(office, "西区档案", roles=["全市"])
    with pytest.raises(Forbidden, match="能看全市"):
        users.add(office, "示例新人", roles=["全市"], department=WEST)
    with pytest.raises(Forbidden, match="不是本区县的"):
        change_department(office, EAST, phone="0737-0000000")
    with pytest.raises(Forbidden, match="整个单位"):
        add_district(office, "示例南区")


# -- every address of the desk -------------------------------------------------------------------

_PLAIN = {"static", "htmx", "help.contents", "help.chapter", "help.whole", "help.picture", "entering.leave"}
"""What shows the same to everybody."""
_ASKED = ("", "?q=示例木业", "?q=木业&text=木业", "?company=示例木业", "?company=C00001", "?name=示例木业", "?numbers=益高社函〔2026〕1号",
          "?matter=林木采伐许可证核发", "?year=2026&all=1", "?department=区社会事务局")  # fmt: skip


@pytest.mark.parametrize("name", OF_WEST)
def test_every_address_of_an_object(city: City, name: str) -> None:
    someone, wrong = browser(city.app, name), []
    for rule in city.app.url_map.iter_rules():
        for sort in OBJECTS.get(rule.endpoint, ()):
            if sort == "department" or "GET" not in (rule.methods or ()):
                continue
            there, nowhere = _path(rule, sort, city.ids[sort]), _path(rule, sort, "20260320-zzzzzz")
            status = someone.get(there).status_code
            if status not in (403, 404) or status != someone.get(nowhere).status_code:
                wrong.append((rule.endpoint, sort, status))
    assert wrong == []


@pytest.mark.parametrize("name", OF_WEST)
def test_every_list_of_the_desk(city: City, name: str) -> None:
    someone, wrong = browser(city.app, name), []
    for rule in city.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in _PLAIN:
            continue
        if rule.arguments - {"direction", "ending", "key"} or rule.endpoint in OBJECTS:
            continue
        for given in ({"direction": "out"}, {"direction": "in"}) if rule.arguments else ({},):
            built = rule.build({"ending": "xlsx", "key": "catalogue", **given})
            for asked in _ASKED:
                address = f"{built[1]}{asked}"  # type: ignore[index]
                answer = someone.get(address)
                if answer.status_code >= 500:
                    wrong.append((address, str(answer.status_code)))
                text = _text(answer.data, answer.mimetype)
                said = {word for word in city.words if word in text} - {
                    word for word in city.words if word in asked
                }
                if "木业" in asked or "C00001" in asked:
                    said.discard("示例木业")
                wrong += [(address, word) for word in said]
    assert wrong == []


def _text(data: bytes, mimetype: str) -> str:
    if "spreadsheet" in mimetype:
        import openpyxl

        book = openpyxl.load_workbook(io.BytesIO(data))
        return "\n".join(str(c.value) for sheet in book for row in sheet.iter_rows() for c in row)
    return data.decode("utf-8", "replace")


# -- the sight of the city, narrowed ---------------------------------------------------------------


def test_the_city_is_counted_by_district_and_narrowed_to_one(city: City, office: Office) -> None:
    whole = search(_as(office, "全市领导"), Query(""))
    counts = whole.facets["district"]
    for name, user in (("示例东区", "东区档案"), ("示例西区", "西区档案"), ("市级", "市级档案")):
        assert counts.get(name, 0) == search(_as(office, user), Query("")).total, name
    for user in ("东区档案", "西区档案"):
        assert "district" not in search(_as(office, user), Query("")).facets
    someone = browser(city.app, "全市领导")
    for address in ("/search?q=", "/registers/out?year=2026", "/duties", "/figures", "/companies"):
        page = someone.get(address).get_data(as_text=True)
        assert 'value="east">示例东区' in page, address
    assert "示例木业" in someone.get("/search?q=木业").get_data(as_text=True)
    found = someone.get("/search?q=木业&district=west").get_data(as_text=True)
    assert "没有找到" in found and 'value="west" selected' in found
    assert "没有找到" in someone.get("/search?q=木业").get_data(as_text=True)  # the choice stays
    assert "2026 年没有发文" in someone.get("/registers/out?year=2026").get_data(as_text=True)
    assert someone.get(f"/letters/{city.ids['letter']}").status_code == 200
    assert "共" in someone.get("/search?q=木业&district=").get_data(as_text=True)
    assert "示例木业" in someone.get("/registers/out?year=2026&district=east").get_data(as_text=True)


def test_whoever_sees_one_district_has_nothing_to_choose(city: City) -> None:
    for name in ("东区档案", "西区文书", "市级档案"):
        assert 'name="district"' not in browser(city.app, name).get("/search?q=&district=east").get_data(
            as_text=True
        )


def test_commands_list_one_district(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    import json

    from shenguan_docs.cli.main import main

    def total(*words: str) -> int:
        status = main(["-C", str(city.root), *words, "--json"])
        said = capsys.readouterr()
        assert status == 0, said.err
        answer = json.loads(said.out)
        return int(answer["total"]) if isinstance(answer, dict) else len(answer)

    today = ("--today", str(TODAY))
    for words in (
        ("search", "木业"),
        ("duties", *today),
        ("numbers",),
        ("company", "list"),
        ("event", "list"),
    ):
        assert total(*words, "--district", "示例东区") > 0, words
        assert total(*words, "--district", "示例西区") == 0, words
    assert main(["-C", str(city.root), "search", "木业", "--district", "示例南区"]) == 2
