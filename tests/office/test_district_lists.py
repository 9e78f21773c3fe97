"""Matter lists of districts: the same matter under other departments; a district's list comes before the city's."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from office_helpers import MORNING, TODAY, fixed_ids

from shenguan_docs.errors import DataFaults, NotFound, Refused
from shenguan_docs.notices.examples import example_data
from shenguan_docs.notices.kinds import find_kind
from shenguan_docs.office.duties.ground import Ground
from shenguan_docs.office.duties.listing import Asked, duties
from shenguan_docs.office.duties.scope import Scope
from shenguan_docs.office.events.entering import add as add_event
from shenguan_docs.office.events.entering import list_events
from shenguan_docs.office.events.forms import find_type, form_of
from shenguan_docs.office.founding import init_office
from shenguan_docs.office.keeping.districts import add_district, look_within
from shenguan_docs.office.keeping.plan_keeping import (
    add_department,
    import_matters,
    matter_list,
    matter_versions,
    show_matters,
)
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.office.people import users
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.plan.departments import find_department
from shenguan_docs.register import plan_records
from shenguan_docs.register.users import find
from shenguan_docs.resources import shipped_templates

CITY_LIST = shipped_templates() / "plan" / "事项清单(第一批).csv"
MATTER = "林木采伐许可证核发"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("made") / "city"
    init_office(root, "示例市", actor="示例", now=lambda: MORNING)
    office = open_office(root, actor="示例", now=lambda: MORNING, new_id=fixed_ids(3))
    import_matters(office, CITY_LIST)
    for name, code in (("示例东区", "east"), ("示例西区", "west")):
        add_district(office, name, code=code)
        short = name[2:]
        for title, mark in (("审批局", "审"), ("林业局", "林")):
            add_department(
                office, f"{name}{title}", short_name=f"{short}{title}", mark=f"示{short[0]}{mark}", district=name,
                signatory="示例甲",
            )  # fmt: skip
    office.close()
    return root


@pytest.fixture
def city(made: Path, tmp_path: Path) -> Iterator[Office]:
    shutil.copytree(made, tmp_path / "city")
    office = open_office(tmp_path / "city", actor="示例", now=lambda: MORNING, new_id=fixed_ids(4))
    yield office
    office.close()


def _list(folder: Path, district: str, matter: str = MATTER) -> Path:
    file = folder / f"{district}清单.csv"
    short = district[2:]
    file.write_text(
        "序号,行政审批部门,审批事项名称,行业主管部门,监管事项编码,监管事项名称\n"
        f"1,{short}审批局,{matter},{short}林业局,430264034W0Y,林木采伐监管\n",
        "utf-8",
    )
    return file


def _approver(office: Office, typed: str) -> str:
    return show_matters(office, typed)[0].approver


def test_the_same_matter_is_of_each_district(city: Office, tmp_path: Path) -> None:
    whole = _approver(city, MATTER)
    for district in ("示例东区", "示例西区"):
        import_matters(city, _list(tmp_path, district), district=district)
    assert [v.district for v in matter_versions(city)] == ["", "east", "west"]
    assert _approver(city, MATTER) == whole  # of the whole office the city's list holds
    seen = {}
    for district in ("示例东区", "示例西区"):
        look_within(city, district)
        seen[district] = _approver(city, MATTER)
        assert _approver(city, "430264034W0Y") == seen[district]
        assert len(matter_list(city).all) > 1  # what a district does not name is the city's
        other = matter_list(city).all[-1].name
        assert _approver(city, other)
    assert len({whole, *seen.values()}) == 3
    city.within = None
    assert verify_office(city).sound


def test_a_list_names_no_department_of_another_district(city: Office, tmp_path: Path) -> None:
    with pytest.raises(DataFaults, match="另一个区县"):
        import_matters(city, _list(tmp_path, "示例西区"), district="示例东区")
    with pytest.raises(NotFound, match="示例南区"):
        import_matters(city, _list(tmp_path, "示例西区"), district="示例南区")


def test_events_duties_and_letters_go_by_the_list_of_their_district(city: Office, tmp_path: Path) -> None:
    for district in ("示例东区", "示例西区"):
        import_matters(city, _list(tmp_path, district), district=district)
    for name, department in (("示例东", "东区林业局"), ("示例西", "西区林业局")):
        users.add(city, name, roles=["文书"], department=department)

    def as_(name: str) -> Office:
        with city.reading() as conn:
            city.who = find(conn, name)
        city.actor = name
        return city

    kind = form_of(find_type(city, "penalty-effective"))
    data = {**example_data(kind, TODAY), "matter": MATTER}
    entered = add_event(as_("示例东"), "penalty-effective", data, shipped_templates())
    assert [row["id"] for row in list_events(as_("示例东"))] == [entered.id]
    assert list_events(as_("示例西")) == []
    owed = duties(as_("示例东"), Asked(), TODAY)
    assert {(row["from"], row["to"]) for row in owed if row["event"] == entered.id} == {
        ("东区林业局", "东区审批局")
    }
    assert duties(as_("示例西"), Asked(), TODAY) == []
    city.who = None  # at the command line the draft itself says where it is written
    letter = find_kind(city.kind_places, "penalty")
    example = example_data(letter, TODAY)
    files = {f.id: example[f.id] for f in letter.all_fields if f.type == "attachment" and f.id in example}
    made = draft(city, "penalty", files, letter.folder, event=entered.id)
    number = issue(city, [made.id])[0].number
    told = show(city, number)
    assert (told["sender"], told["receivers"]) == ("示例东区林业局", ["示例东区审批局"])
    assert told["matter_list_version"] == 2


def test_an_everyday_name_is_that_of_ones_own_district(city: Office) -> None:
    for district in ("示例东区", "示例西区"):
        add_department(
            city,
            f"{district}优化营商环境办公室",
            short_name=f"{district[2:]}优办",
            aliases=("园林办",),
            district=district,
        )
    with city.reading() as conn:
        directory = plan_records.directory(conn)
        ground = Ground(city, conn, TODAY, Scope())
        keys = {d.short_name: d.key for d in directory.departments}
        for short in ("东区", "西区"):
            code = {"东区": "east", "西区": "west"}[short]
            assert find_department(directory, "园林办", code).short_name == f"{short}优办"
            assert ground.key_of("园林办", keys[f"{short}林业局"]) == keys[f"{short}优办"]
        assert ground.by_district("园林办") == {"east": keys["东区优办"], "west": keys["西区优办"]}
        assert ground.by_district("东区优办") == {}
        with pytest.raises(Refused, match="几个部门共有"):
            find_department(directory, "园林办")
    with pytest.raises(Refused, match="已有叫“园林办”的部门"):
        add_department(
            city, "示例东区另一办公室", short_name="东区另办", aliases=("园林办",), district="示例东区"
        )
