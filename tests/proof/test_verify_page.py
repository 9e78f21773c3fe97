"""核验.html in Chromium, opened from the disk, without a network: folders, single files, whatever was changed."""

from __future__ import annotations

import random
import re
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from one_letter import AT, OneLetterSeal

from shenguan_docs.bundle.bag import finish_bag
from shenguan_docs.bundle.contents import Cover
from shenguan_docs.bundle.folder import building
from shenguan_docs.proof.page import verify_page
from shenguan_docs.proof.script import verify_script

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
COVER = Cover("示例木业 <案卷> 100%", "示例区", "", "", "", None, None, "10年", date(2026, 3, 31), "示例文书")
NAMES = {
    "案卷.pdf": b"%PDF-1.7 whole",
    "文书/01-〔2026〕1号.docx": b"PK letter",
    "附件/100%\u00e9图.jpg": b"\xff\xd8",
}


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("page") / "案卷"
    with building(target, AT) as work:
        for name, content in NAMES.items():
            work.put(name, content)
        finish_bag(work, COVER, [], [], AT, OneLetterSeal())
    return target


@pytest.fixture
def bag(sealed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sealed, tmp_path / "案卷"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Any, sealed: Path) -> Iterator[Any]:
    context = browser.new_context(offline=True)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on(
        "request",
        lambda request: None if request.url.startswith(("file:", "blob:")) else faults.append(request.url),
    )
    opened.goto((sealed / "核验.html").as_uri())
    yield opened
    context.close()
    assert faults == []


def answer(page: Any) -> tuple[str, list[list[str]]]:
    """What the page says when it is done: its sentence, and the rows of what is not 一致."""
    page.locator("#summary").filter(has_not_text=re.compile("正在|还没有")).wait_for()
    rows = page.eval_on_selector_all(
        "#tables > table tbody tr", "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    return page.inner_text("#summary"), rows


def of_folder(page: Any, folder: Path) -> tuple[str, list[list[str]]]:
    page.set_input_files("#folder", folder)
    return answer(page)


def of_files(page: Any, *paths: Path) -> tuple[str, list[list[str]]]:
    page.set_input_files("#files", list(paths))
    return answer(page)


def test_a_whole_folder_is_as_it_was(page: Any, bag: Path) -> None:
    assert page.title() == "核验：示例木业 <案卷> 100%"
    assert of_folder(page, bag) == ("一致：13 个文件都没有改动。", [])
    notes = page.inner_text("#notes")
    assert "案卷由“示例区”签名" in notes and "流水账的 1 条" in notes


def test_single_files_are_the_same_changed_or_not_of_the_bundle(page: Any, bag: Path, tmp_path: Path) -> None:
    assert of_files(page, bag / "data" / "案卷.pdf") == ("一致：1 个文件都没有改动。", [])
    renamed = tmp_path / "另外的名称.docx"
    renamed.write_bytes(NAMES["文书/01-〔2026〕1号.docx"])
    assert of_files(page, renamed)[0].startswith("一致")
    assert "流水账可证" in page.inner_text("#tables")
    other = tmp_path / "别的.pdf"
    other.write_bytes(b"%PDF other")
    changed = tmp_path / "案卷.pdf"
    changed.write_bytes(b"%PDF-1.7 whola")
    words, rows = of_files(page, other, changed)
    assert (words, [row[:2] for row in rows]) == (
        "有 2 处问题。",
        [["不在卷内", "别的.pdf"], ["已改动", "案卷.pdf"]],
    )


def test_a_flipped_bit_in_any_file_is_found(page: Any, bag: Path) -> None:
    chance = random.Random(1)
    for place in sorted(path for path in bag.rglob("*") if path.is_file()):
        good = place.read_bytes()
        spoilt = bytearray(good)
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        place.write_bytes(spoilt)
        words, rows = of_folder(page, bag)
        name = place.relative_to(bag).as_posix()
        assert words.startswith("有 ") and (name.startswith("tagmanifest") or name in str(rows)), name
        place.write_bytes(good)
        page.reload()
    (bag / "data" / "多.txt").write_text("多", "utf-8")
    (bag / "data" / "案卷.pdf").unlink()
    rows = [row[:2] for row in of_folder(page, bag)[1]]
    assert ["缺失", "data/案卷.pdf"] in rows and ["不在卷内", "data/多.txt"] in rows


@pytest.fixture
def on_disk(bag: Path) -> Iterator[Path]:
    """The bundle in a place that the browser gives to a page: it gives nothing below /dev, where memory may be."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        yield Path(shutil.copytree(bag, Path(folder) / "案卷"))


def test_a_folder_that_is_dropped_is_read(page: Any, on_disk: Path) -> None:
    session = page.context.new_cdp_session(page)
    box = page.locator("#drop").bounding_box()
    place = {"x": box["x"] + 20, "y": box["y"] + 20}
    data = {"items": [], "files": [str(on_disk)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, **place, "data": data})
    words, rows = answer(page)
    assert words == "一致：13 个文件都没有改动。" or "请点“选案卷文件夹”" in words, (words, rows)


def test_a_large_file_is_hashed_while_the_page_goes_on(page: Any, tmp_path: Path) -> None:
    large = tmp_path / "案卷.pdf"
    with large.open("wb") as file:
        file.truncate(40 << 20)
    page.evaluate("window.turns = 0; setInterval(() => window.turns++, 20)")
    words, rows = of_files(page, large)
    assert rows[0][0] == "已改动"
    assert page.evaluate("window.turns") > 3


def test_what_is_put_into_the_page_stays_text() -> None:
    made = verify_page("</script><b>", {"data/</script><!--.pdf": "0" * 64}, None)
    assert made.count("</script>") == 2 and "&lt;b&gt;" in made
    assert len(verify_page("题", {}, None)) < 60_000
    assert "http" not in made.replace("http-equiv", "")


def test_verify_py_is_python_3_6() -> None:
    import ast

    text = verify_script()
    tree = ast.parse(text, feature_version=(3, 6))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert imported == {"hashlib", "io", "json", "os", "re", "sys", "unicodedata"}
    assert {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)} == {"typing"}
    newer = {
        "removeprefix",
        "removesuffix",
        "reconfigure",
        "bit_count",
        "isascii",
        "fromisoformat",
        "cache",
        "walk",
    }
    assert not newer & {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not any(isinstance(node, ast.NamedExpr | ast.Match) for node in ast.walk(tree))
    generics = [
        node.annotation
        for node in ast.walk(tree)
        if isinstance(node, ast.arg) and node.annotation is not None
    ]
    assert not any(isinstance(one, ast.Subscript | ast.BinOp) for one in generics)  # only as strings
