"""The lock file fits pyproject.toml, the licences and the SBOM fit the lock file."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from packaging.utils import canonicalize_name

from tools.supply import LICENCES, LOCK, ROOT, components, direct, locked, sbom


def test_what_pyproject_asks_for_is_locked_in_its_range_with_hashes() -> None:
    found = locked(LOCK.read_text("utf-8"))
    for requirement in direct():
        version, _, digests = found[canonicalize_name(requirement.name)]
        assert version in requirement.specifier, f"{requirement}: script/supply lock"
        assert digests


def test_no_place_of_this_machine_stands_in_the_lock() -> None:
    text = LOCK.read_text("utf-8")
    assert not re.search(r"https?:|file:|--index|--find-links", text)


def test_the_licences_are_those_of_the_lock() -> None:
    rows = re.findall(r"^\| (\S+) \| (\S+) \| (.+?) \|", LICENCES.read_text("utf-8"), re.MULTILINE)
    listed = {name: version for name, version, _ in rows if version[0].isdigit()}
    assert listed == {c.name: c.version for c in components()}, "script/supply licences"
    only_gpl = [name for name, _, words in rows if re.search(r"(?<!L)GPL(?!.*(LGPL|MPL))", words)]
    assert [name for name in only_gpl if name in listed] == []


def test_the_sbom_names_every_component_once_and_is_the_same_again() -> None:
    body = json.loads(sbom())
    assert (body["bomFormat"], body["specVersion"]) == ("CycloneDX", "1.6")
    assert [c["name"] for c in body["components"]] == sorted({c.name for c in components()})
    refs = {c["bom-ref"] for c in body["components"]}
    assert all(set(d["dependsOn"]) <= refs for d in body["dependencies"])
    assert sbom() == sbom()


def test_the_program_tells_nobody_anything() -> None:
    """No module of ours opens a connection; what the commands import opens none either."""
    words = re.compile(r"^\s*(import|from) (urllib\.request|http\.client|requests|httpx|ftplib|smtplib)\b")
    sources = sorted((ROOT / "shenguan_docs").rglob("*.py"))
    assert sources
    told = [
        f"{p.relative_to(ROOT)}: {line}"
        for p in sources
        for line in p.read_text("utf-8").splitlines()
        if words.match(line)
    ]
    assert told == []


def test_an_unknown_word_is_told_how_it_is_used() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tools.supply", "?"], cwd=ROOT, capture_output=True, check=False
    )
    assert run.returncode == 2 and "script/supply lock" in run.stderr.decode()
    assert Path(ROOT / "script" / "supply").stat().st_mode & 0o111
