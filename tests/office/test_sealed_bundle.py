"""A bundle is a bag that proves itself: other tools accept it, verify.py finds every change, the bytes are always the same."""

from __future__ import annotations

import csv
import io
import json
import random
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from office_helpers import MORNING, fixed_ids, issued

from shenguan_docs.office.bundling.choosing import Choice
from shenguan_docs.office.bundling.exporting import bundle
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.office.proving.checking import check_proof
from shenguan_docs.office.proving.keys import key_file, renew
from shenguan_docs.office.proving.signing import make_head
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.proof.alone.ed25519 import fingerprint
from shenguan_docs.proof.alone.notes import Head
from shenguan_docs.register import heads

DAY = date(2026, 3, 31)
NUMBERS = ("益高社函〔2026〕1号", "益高社函〔2026〕2号")


@pytest.fixture(scope="module")
def made(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An office with two letters, and a bundle of them."""
    place = tmp_path_factory.mktemp("sealed")
    shutil.copytree(pristine, place / "office")
    office = open_office(place / "office", actor="示例文书", now=lambda: MORNING, new_id=fixed_ids(8))
    issued(office, "penalty")
    issued(office, "training")
    bundle(office, Choice(numbers=NUMBERS), place / "案卷", made_on=DAY)
    office.close()
    return place / "office", place / "案卷"


@pytest.fixture
def office(made: tuple[Path, Path], tmp_path: Path) -> Office:
    shutil.copytree(made[0], tmp_path / "office", dirs_exist_ok=True)
    return open_office(tmp_path / "office", actor="示例文书", now=lambda: MORNING, new_id=fixed_ids(9))


@pytest.fixture
def bag(made: tuple[Path, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(made[1], tmp_path / "案卷"))


def checked(folder: Path, *words: str) -> tuple[int, str]:
    """Run the bundle's own verify.py as a stranger would, by Python alone."""
    command = [sys.executable, "-I", "-S", str(folder / "verify.py"), *words]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def accepted_by_bagit(folder: Path) -> bool:
    import bagit

    try:
        return bool(bagit.Bag(str(folder)).validate())
    except bagit.BagError:
        return False


def test_the_library_of_congress_accepts_the_bag(bag: Path) -> None:
    assert accepted_by_bagit(bag)
    info = (bag / "bag-info.txt").read_text("utf-8")
    assert "Source-Organization: 示例区\n" in info
    assert "Bagging-Date: 2026-03-31\n" in info


def test_its_own_script_says_that_all_is_well_and_who_signed(bag: Path, office: Office) -> None:
    status, words = checked(bag)
    with office.reading() as conn:
        (key,) = heads.keys(conn)
    assert (status, words.splitlines()[-1][:3]) == (0, "一致：")
    assert f"案卷由“示例区”签名，公钥指纹 {key.fingerprint}。" in words
    assert "流水账的 2 条" in words and "树头证明" in words
    assert checked(bag, "--key", key.fingerprint)[0] == 0
    assert checked(bag, "--key", fingerprint(b"other"))[0] == 1
    assert "一致  data/案卷.pdf" in checked(bag, "--all")[1]
    assert checked(bag, "/不在的文件夹")[0] == 2


@pytest.mark.parametrize("seed", range(4))
def test_one_flipped_bit_anywhere_is_found(bag: Path, seed: int) -> None:
    chance = random.Random(seed)
    names = sorted(files(bag))
    for name in chance.sample(names, 4):
        place = bag / name
        good = place.read_bytes()
        spoilt = bytearray(good)
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        place.write_bytes(spoilt)
        if name != "verify.py":
            status, words = checked(bag)
            assert status == 1, name
            assert name.startswith("tagmanifest") or name in words, name
        assert not accepted_by_bagit(bag), name
        place.write_bytes(good)
    assert checked(bag)[0] == 0


def test_missing_strange_and_replaced_files_are_named(bag: Path) -> None:
    (bag / "data" / "多.txt").write_text("多", "utf-8")
    (bag / "多.txt").write_text("多", "utf-8")
    letter = next((bag / "data" / "文书").iterdir())
    letter.unlink()
    status, words = checked(bag)
    assert status == 1
    assert "不在卷内  data/多.txt" in words and "不在卷内  多.txt" in words
    assert f"缺失  data/文书/{letter.name}" in words


def test_whoever_mends_the_manifests_too_is_found_by_signature_and_proof(bag: Path) -> None:
    letter = next(path for path in (bag / "data" / "文书").iterdir() if path.suffix == ".docx")
    letter.write_bytes(b"other words")
    import bagit

    again = bagit.Bag(str(bag))
    again.save(manifests=True)  # all digests are right again
    assert accepted_by_bagit(bag)
    status, words = checked(bag)
    assert status == 1
    assert "与签了名的清单不一致" in words
    assert f"已改动  data/文书/{letter.name}（与流水账里登记的不一致）" in words


def test_the_same_letters_on_the_same_day_are_the_same_bytes_whatever_happened_since(
    made: tuple[Path, Path], office: Office, tmp_path: Path
) -> None:
    first = (office.root / "heads").iterdir()
    assert len(list(first)) == 1
    issued(office, "penalty")
    make_head(office)
    renew(office, reason="人员变动", lost=False)
    issued(office, "training")
    make_head(office)
    again = bundle(office, Choice(numbers=NUMBERS), tmp_path / "again" / "案卷", made_on=DAY)
    assert files(again.folder) == files(made[1])
    assert again.zip_path.read_bytes() == made[1].with_name("案卷.zip").read_bytes()


def test_a_head_made_before_does_for_the_bundle(office: Office, tmp_path: Path) -> None:
    number = issued(office, "penalty").number
    head = make_head(office)
    issued(office, "training")
    done = bundle(office, Choice(numbers=(number,)), tmp_path / "b", made_on=DAY)
    told = Head(json.loads((done.folder / "证明.json").read_text("utf-8"))["head"])
    assert (told.size, told.root.hex()) == (head.size, head.root)
    with office.reading() as conn:
        assert len(heads.heads(conn)) == 2  # no other was made
    assert check_proof(office, done.folder / "证明.json") == []
    assert verify_office(office).findings == ()


def test_provenance_says_which_entry_each_file_came_by(bag: Path, office: Office) -> None:
    told = json.loads((bag / "来历.json").read_text("utf-8"))["文件"]
    rows = list(csv.DictReader(io.StringIO((bag / "来历.csv").read_text("utf-8-sig"))))
    assert [row["路径"] for row in rows] == [row["路径"] for row in told]
    assert {row["路径"] for row in rows} == {name for name in files(bag) if name.startswith("data/")}
    letters = [row for row in rows if row["路径"].endswith(".docx")]
    assert [(row["文号"], row["登记事项"], row["登记人"]) for row in letters] == [
        (number, "印发", "示例文书") for number in NUMBERS
    ]
    assert all(
        row["来源"] == "本案卷生成" for row in rows if row["路径"] in ("data/案卷.pdf", "data/manifest.json")
    )


def test_without_the_key_the_bundle_says_that_it_proves_nothing(office: Office, tmp_path: Path) -> None:
    number = issued(office, "penalty").number
    with office.reading() as conn:
        (key,) = heads.keys(conn)
    key_file(office, key.fingerprint).unlink()
    done = bundle(office, Choice(numbers=(number,)), tmp_path / "b", made_on=DAY)
    assert [f.rule for f in done.findings] == ["proof.missing"]
    assert "keys" in done.findings[0].message
    status, words = checked(done.folder)
    assert (status, "没有签名" in words, "没有附流水账的证明" in words) == (0, True, True)


def test_the_zip_is_read_by_info_zip_and_7_zip(made: tuple[Path, Path], tmp_path: Path) -> None:
    packed = made[1].with_name("案卷.zip")
    with zipfile.ZipFile(packed) as opened:
        assert all(info.flag_bits & 0x800 or info.filename.isascii() for info in opened.infolist())
    for command in (["unzip", "-q", packed, "-d", "out1"], ["7z", "x", "-bd", "-y", "-oout2", packed]):
        if shutil.which(str(command[0])) is None:
            pytest.skip(f"{command[0]} is not installed")
        subprocess.run(
            list(map(str, command)),
            cwd=tmp_path,
            check=True,
            capture_output=True,
            env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
        )
    assert files(tmp_path / "out1" / "案卷") == files(tmp_path / "out2" / "案卷") == files(made[1])
