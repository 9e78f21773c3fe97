"""The pictures of the manual (docs/图), taken from the real desk over the sample office: what ``script/pictures`` runs.

Clock and ids are fixed, so that the same program gives the same pictures.
"""

from __future__ import annotations

import io
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from shenguan_docs.office.founding import init_office
from shenguan_docs.office.opening import open_office
from shenguan_docs.office.people.first_start import make_link
from shenguan_docs.web.app import make_app
from tools.sample_desk import NOW, PASSWORD, ids_in_order, incoming, make

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "图"
CHROMIUM = "/usr/bin/chromium"
WIDTH, HEIGHT = 1366, 768
_DRAWN = "Array.from(document.images).every((i) => i.complete || i.getBoundingClientRect().top > innerHeight)"
COLOURS = 96  # of a palette: enough for a page of text, and a third of the size


@dataclass(frozen=True)
class Shot:
    """One picture: whose window, which address (``{name}`` is an id of the sample office), what is done first."""

    name: str
    who: str
    path: str
    before: Callable[[Any], None] | None = None
    height: int = HEIGHT


def _typed(text: str) -> Callable[[Any], None]:
    def act(page: Any) -> None:
        page.fill("#q", text)
        page.wait_for_selector("mark")
        page.keyboard.press("ArrowDown")
        page.wait_for_selector("#preview img")

    return act


def _begun(page: Any) -> None:
    """The form of a letter that the event calls for, a while after it was begun."""
    page.get_by_role("button", name="起草：行政处罚决定通报函").click()
    page.wait_for_selector("#pages img")
    page.evaluate("window.scrollTo(0, 0)")


def _received(page: Any) -> None:
    """Hand in a letter from outside, and wait for its proposed fields beside its page."""
    with tempfile.TemporaryDirectory(prefix="pictures-") as folder:
        page.set_input_files("input[type=file]", incoming(Path(folder)))
        page.get_by_role("button", name="收进来").click()
        page.wait_for_selector("h1:has-text('登记收文')")


def _exported(page: Any) -> None:
    """Begin the export and wait until it is done."""
    page.get_by_role("button", name="导出案卷", exact=True).click()
    page.wait_for_selector("text=扣分", timeout=240_000)


SHOTS = (
    Shot("第一次启动", "", "{start}"),
    Shot("登录", "", "/login"),
    Shot("首页", "示例文书", "/"),
    Shot("写文书", "示例文书", "/write"),
    Shot("事件", "示例文书", "/events/{penalty-effective}"),
    Shot("填写", "示例文书", "/events/{penalty-effective}", _begun),
    Shot("草稿", "示例签发", "/letters/{draft-penalty}"),
    Shot("文书", "示例文书", "/letters/{penalty}"),
    Shot("登记收文", "示例文书", "/receive", _received),
    Shot("送达回证", "示例文书", "/service?which=all"),
    Shot("查找", "示例文书", "/search", _typed("处罚")),
    Shot("行政相对人", "示例优办", "/companies/C00001"),
    Shot("事项", "示例文书", "/matters"),
    Shot("义务", "示例优办", "/duties"),
    Shot("登记簿", "示例优办", "/registers/out?year=2026"),
    Shot("成批", "示例优办", "/batch"),
    Shot("案卷", "示例优办", "/bundles/choose?company=示例木业有限公司"),
    Shot("评查", "示例优办", "/bundles/choose?company=示例木业有限公司", _exported),
    Shot("工作", "示例优办", "/jobs"),
    Shot("统计", "示例优办", "/figures"),
    Shot("归档", "示例档案", "/filing?year=2026&which=lacking"),
    Shot("管理", "示例管理", "/keeping/departments"),
    Shot("用户", "示例管理", "/users"),
)


@contextmanager
def served(root: Path, new_id: Callable[[date], str]) -> Iterator[str]:
    """Serve the desk of ``root`` at the fixed time; gives its address."""
    from waitress.server import create_server

    server = create_server(
        make_app(root, now=lambda: NOW, new_id=new_id), host="127.0.0.1", port=0, threads=4
    )
    threading.Thread(target=server.run, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()


def take(folder: Path, wanted: frozenset[str] = frozenset()) -> list[Path]:
    """Take all pictures, or those that are ``wanted``, into ``folder``; return their files."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory(prefix="pictures-") as temporary:
        root, empty = Path(temporary) / "office", Path(temporary) / "empty"
        new_id = ids_in_order()
        ids = make(root, new_id)
        init_office(empty, "新单位", actor="示例", now=lambda: NOW)
        opened = open_office(empty, actor="示例", now=lambda: NOW)
        ids["start"] = f"/start/{make_link(opened)}"
        opened.close()
        chosen = [shot for shot in SHOTS if not wanted or shot.name in wanted]
        with served(root, new_id) as desk, served(empty, new_id) as fresh, sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            try:
                for shot in chosen:
                    _taken(browser, shot, desk, fresh, ids, folder)
                    print(shot.name, flush=True)
                return [folder / f"{shot.name}.png" for shot in chosen]
            finally:
                browser.close()


def _taken(browser: Any, shot: Shot, desk: str, fresh: str, ids: Mapping[str, str], folder: Path) -> Path:
    context = browser.new_context(
        base_url=fresh if shot.path == "{start}" else desk, locale="zh-CN",
        viewport={"width": WIDTH, "height": shot.height},
    )  # fmt: skip
    context.set_default_timeout(120_000)  # milliseconds; for slow machines
    try:
        page = context.new_page()
        if shot.who:
            page.goto("/login")
            page.fill("[name=name]", shot.who)
            page.fill("[name=password]", PASSWORD)
            page.get_by_role("button", name="登录").click()
            page.wait_for_selector(".top")
        page.goto(shot.path.format(**ids))
        if shot.before is not None:
            shot.before(page)
        page.wait_for_load_state("networkidle")
        page.wait_for_function(_DRAWN)
        page.evaluate("document.activeElement && document.activeElement.blur()")  # no blinking cursor
        return _kept(page.screenshot(), folder / f"{shot.name}.png")
    finally:
        context.close()


def _kept(picture: bytes, place: Path) -> Path:
    from PIL import Image

    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(place, optimize=True)
    return place


def main(argv: list[str]) -> int:
    """Take the pictures that are named, or all of them; what is no longer taken goes."""
    FOLDER.mkdir(exist_ok=True)
    unknown = set(argv) - {shot.name for shot in SHOTS}
    if unknown:
        print(f"没有这张图：{'、'.join(sorted(unknown))}。有：{'、'.join(shot.name for shot in SHOTS)}")
        return 2
    taken = take(FOLDER, frozenset(argv))
    if not argv:
        for old in set(FOLDER.glob("*.png")) - set(taken):
            old.unlink()
    size = sum(file.stat().st_size for file in FOLDER.glob("*.png"))
    print(f"拍了 {len(taken)} 张；{FOLDER.relative_to(ROOT)} 里一共 {size // 1024} KB。")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
