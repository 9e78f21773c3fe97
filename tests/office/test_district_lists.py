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
from shenguan_docs.office.keeping.list_proposing import change_matter, propose_list
from shenguan_docs.office.keeping.plan_keeping import (
    add_department,
    change_department,
    fill_matter,
    import_matters,
    matter_list,
    matter_versions,
    show_matters,
)
from shenguan_docs.office.letters.delivering import claim, dispatch
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
SUPPLEMENT = {"previous": [{"sender": "示例东区", "number": "示东协〔2025〕2号",
              "title": "关于印发清单的通知", "date": "2025-02-01"}]}  # fmt: skip


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


def test_a_district_changes_its_own_list_and_nobody_elses(city: Office, tmp_path: Path) -> None:
    for district in ("示例东区", "示例西区"):
        import_matters(city, _list(tmp_path, district), district=district)
    made = change_matter(city, MATTER, {"legal_basis": "《森林法》"}, district="示例东区")
    assert (made.district, len(made.matters)) == ("east", 1)
    code = ("东区林业局", "430264034W1Y", "林木采伐验收")
    made = fill_matter(city, MATTER, *code, district="示例东区")
    assert [c.code for c in made.matters[0].codes] == ["430264034W0Y", "430264034W1Y"]
    bases = {}
    for district in ("市级", "示例东区", "示例西区"):
        look_within(city, district)
        (matter,) = show_matters(city, MATTER)
        bases[district] = (matter.legal_basis, len(matter.codes))
    city.within = None
    assert bases["示例东区"] == ("《森林法》", 2) and bases["示例西区"] == ("", 1)
    assert bases["市级"] != bases["示例东区"] and len(matter_list(city).matters) == 13
    other = next(m.name for m in matter_list(city).all if m.name != MATTER)
    with pytest.raises(NotFound, match="没有名为"):  # the city's, which the city changes
        change_matter(city, other, {"legal_basis": "《森林法》"}, district="示例东区")
    with pytest.raises(NotFound, match="没有自己的事项清单"):
        add_district(city, "示例南区")
        change_matter(city, MATTER, {"legal_basis": "《森林法》"}, district="示例南区")
    assert verify_office(city).sound


def test_a_districts_list_is_proposed_from_its_own_letters(city: Office, tmp_path: Path) -> None:
    import_matters(city, _list(tmp_path, "示例东区"), district="示例东区")
    of_the_city, early = _adjustment(city, "区社会事务局"), _adjustment(city, "东区林业局")
    look_within(city, "示例东区")
    with pytest.raises(Refused, match="不是这个区县的部门"):
        propose_list(city, [early], {}, None)
    city.within = None
    change_department(city, "区协调小组办公室", short_name="市协调小组办公室")
    add_department(
        city, "示例东区协调小组办公室", mark="示东协", district="示例东区", signatory="示例甲",
        aliases=("区协调小组办公室",),
    )  # fmt: skip
    own = _adjustment(city, "东区林业局")
    with pytest.raises(Refused, match="--district"):
        propose_list(city, [own], {}, None)
    look_within(city, "示例东区")
    with pytest.raises(Refused, match="是市级的部门提出的"):
        propose_list(city, [of_the_city], {}, None)
    look_within(city, "示例西区")
    with pytest.raises(Refused, match="是示例东区的部门提出的"):
        propose_list(city, [own], {}, None)
    look_within(city, "示例东区")
    made = propose_list(city, [own], SUPPLEMENT, None)
    assert issue(city, [made.id])[0].number == "示东协〔2026〕1号"
    city.within = None
    assert [v.district for v in matter_versions(city)] == ["", "east", "east"]
    assert verify_office(city).sound


def _adjustment(city: Office, sender: str) -> str:
    """The number of a claimed letter in which a department asks for a new matter in its list."""
    data = example_data(find_kind(city.kind_places, "matter-update"), TODAY)
    data = {k: v for k, v in data.items() if k not in ("changes", "removals", "people")} | {
        "proposer": sender
    }
    letter = issue(city, [draft(city, "matter-update", data, shipped_templates()).id])[0]
    dispatch(city, letter.number, channel="paper")
    claim(city, letter.number, by="示例未")
    return letter.number
