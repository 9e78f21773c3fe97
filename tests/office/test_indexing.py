"""The index of an office: which engine, made again beside the old one, another process in between."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from shenguan_docs.asking.query import Query
from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.index import engines
from shenguan_docs.office import doctor as fitness
from shenguan_docs.office.doctor import doctor
from shenguan_docs.office.finding.indexing import rebuild_index
from shenguan_docs.office.finding.searching import search
from shenguan_docs.office.opening import Office, open_office
from tests.office.office_helpers import MORNING, issued


def found(office: Office) -> int:
    return search(office, Query(text="示例木业")).total


def test_a_new_office_names_its_engine(office: Office) -> None:
    assert office.settings.engine == engines.best()
    assert f'engine = "{engines.best()}"' in (office.root / "office.toml").read_text("utf-8")


@pytest.mark.parametrize("engine", engines.ENGINES)
def test_another_engine_for_one_command_is_made_first(opened: Callable[[], Office], engine: str) -> None:
    office = opened()
    issued(office, "penalty")
    said: list[str] = []
    for _ in range(2):
        other = open_office(
            office.root, actor="示例文书", now=lambda: MORNING, engine=engine, notify=said.append
        )
        assert (other.engine, found(other)) == (engine, 1)
    assert len(said) == (0 if engine == office.engine else 1)
    issued(office, "penalty")
    again = open_office(office.root, actor="示例文书", now=lambda: MORNING, engine=engine)
    assert found(again) == 2
    assert office.settings.engine == engines.best()


def test_an_engine_that_there_is_not_is_refused(office: Office) -> None:
    with pytest.raises(Refused, match="没有“solr”这个检索引擎.*可选 tantivy、whoosh"):
        open_office(office.root, actor="示例文书", now=lambda: MORNING, engine="solr")
    settings = office.root / "office.toml"
    settings.write_text(settings.read_text("utf-8").replace(f'"{engines.best()}"', '"solr"'), "utf-8")
    with pytest.raises(OfficeUnusable, match="engine 要写检索引擎的名称"):
        open_office(office.root, actor="示例文书", now=lambda: MORNING)


_WITHOUT_TANTIVY = """
import sys
from datetime import datetime
from pathlib import Path
sys.modules["tantivy"] = None
from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.index.engines import best
from shenguan_docs.office.opening import open_office
from shenguan_docs.office.doctor import doctor
root = Path(sys.argv[1])
look = lambda: open_office(root, actor="a", now=lambda: datetime(2026, 3, 5))
print(best())
print(*[check.mend for check in doctor(root, look) if check.what == "检索引擎"])
try:
    look()
except OfficeUnusable as error:
    print(error)
"""


@pytest.mark.skipif(engines.best() != "tantivy", reason="needs tantivy")
def test_a_configured_engine_that_is_not_there_is_said_and_never_replaced(office: Office) -> None:
    command = [sys.executable, "-c", _WITHOUT_TANTIVY, str(office.root)]
    best, mend, opening = subprocess.run(
        command, check=True, capture_output=True, encoding="utf-8"
    ).stdout.splitlines()
    assert best == "whoosh"
    assert "pip install tantivy" in mend and 'engine = "whoosh"' in mend
    assert "检索引擎 tantivy 在这台机器上用不了" in opening


def test_the_old_index_answers_while_a_new_one_is_built(opened: Callable[[], Office]) -> None:
    office, reader = opened(), opened()
    for _ in range(2):
        issued(office, "penalty")
    assert found(reader) == 2
    seen: list[int] = []

    def meanwhile(_done: int) -> None:
        seen.append(found(reader))
        if len(seen) == 1:
            issued(reader, "penalty")  # letters go on being issued

    assert rebuild_index(office, meanwhile) == 2
    assert seen == [2]
    assert found(reader) == found(office) == 3
    assert len([place for place in office.index_place.iterdir() if place.is_dir()]) == 1


def test_a_build_that_fails_leaves_the_old_index(opened: Callable[[], Office]) -> None:
    office = opened()
    issued(office, "penalty")

    def fail(_done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild_index(office, fail)
    assert found(office) == found(opened()) == 1


@pytest.mark.parametrize("harm", ["older", "noise", "pointer"])
def test_an_index_that_cannot_be_used_is_said_and_made_again(opened: Callable[[], Office], harm: str) -> None:
    office = opened()
    issued(office, "penalty")
    place = office.index_place
    generation = place / (place / "current").read_text()
    if harm == "older":
        (generation / "form").write_text("tantivy 0\n")
    elif harm == "noise":
        for file in (generation / "letters").iterdir():
            if file.is_file():
                file.write_bytes(b"\xff" * 10)
    else:
        (place / "current").write_bytes(b"\xff")
    said: list[str] = []
    later = open_office(office.root, actor="示例文书", now=lambda: MORNING, notify=said.append)
    assert found(later) == 1
    assert "正在由档案重建" in said[0]


def test_doctor_names_the_engine(office: Office) -> None:
    checks = {check.what: check for check in doctor(office.root, lambda: office)}
    assert checks["检索引擎"].found == engines.best()
    assert checks["检索索引"].fit and engines.best() in checks["检索索引"].found


def test_doctor_advises_tantivy_when_whoosh_has_many_letters(
    opened: Callable[[], Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    issued(opened(), "penalty")
    office = open_office(opened().root, actor="示例文书", now=lambda: MORNING, engine="whoosh")
    monkeypatch.setattr(fitness, "WHOOSH_ENOUGH", 1)
    assert all(check.fit for check in doctor(office.root, lambda: office) if check.what == "检索索引")
    issued(office, "penalty")
    (check,) = [check for check in doctor(office.root, lambda: office) if check.what == "检索索引"]
    assert not check.fit
    assert "shenguan index rebuild --engine tantivy" in check.mend
