"""Say on one page what is fit and what is not, with this installation and this office, and how it is mended."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import Connection

from shenguan_docs.archive.s3_address import is_s3
from shenguan_docs.confined import network_is_left
from shenguan_docs.errors import OfficeUnusable, ShenguanError, system_reason
from shenguan_docs.index.engine import IndexAway
from shenguan_docs.index.engines import EngineMissing, usable
from shenguan_docs.index.extract import NO_LIBREOFFICE, NO_OCR, components
from shenguan_docs.index.opensearch_place import is_server as is_search_server
from shenguan_docs.index.opensearch_place import place_of
from shenguan_docs.index.question import Question
from shenguan_docs.office.backups.last import backup_state
from shenguan_docs.office.finding.rereading import unread_files
from shenguan_docs.office.limits import clock_behind
from shenguan_docs.office.machine import drive_of
from shenguan_docs.office.moving.finishing import is_unfinished
from shenguan_docs.office.opening import SETTINGS_NAME, Office
from shenguan_docs.office.people.safe import fault_of
from shenguan_docs.office.proving.keys import secret
from shenguan_docs.office.settings import ARCHIVE, is_server, read_settings
from shenguan_docs.register import journal, numbers, services
from shenguan_docs.register.database import missing_tables, version
from shenguan_docs.register.heads import keys
from shenguan_docs.register.users import all_users

_SCARCE = 1 << 30  # bytes free, below which an IT person should know
_UNREAD_SHOWN = 50
_IN_FOLDER = "密码、会话在 desk.db，只有运行程序的账户能读"
_ON_SERVER = "密码、会话在登记的服务器上，几台机器的办公桌通用"
_PROGRAMS = {NO_OCR: "安装 shenguan-docs[ocr]", NO_LIBREOFFICE: "安装 LibreOffice"}


@dataclass(frozen=True)
class Check:
    """One line of ``doctor``: what was looked at, whether it is fit, what was found, how to mend it."""

    what: str
    fit: bool
    found: str
    mend: str = ""


def doctor(root: Path, office: Callable[[], Office]) -> list[Check]:
    """Say what is fit and what is not with this installation and this office."""
    checks = [_python(), *_machine()]
    looks: list[tuple[str, Callable[[], Iterable[Check]]]] = [("字体和排版库", lambda: _fonts(root))]
    if (root / SETTINGS_NAME).is_file():
        looks.append(("检索引擎", lambda: [_engine(root)]))
    looks.append(("单位文件夹", lambda: _office(root, office)))
    for what, look in looks:
        try:
            checks.extend(look())
        except ShenguanError as error:
            checks.append(Check(what, False, error.message, error.remedy))
        except OSError as error:
            found = f"{error.filename or root}：{system_reason(error)}"
            checks.append(Check(what, False, found, "请管理人员核对权限和磁盘"))
    return checks


def _office(root: Path, office: Callable[[], Office]) -> Iterator[Check]:
    opened = office()
    yield Check("单位文件夹", True, f"{opened.settings.name}（{root}）")
    writable = os.access(root, os.W_OK) and os.access(root / SETTINGS_NAME, os.R_OK)
    yield Check(
        "写入权限",
        writable,
        "可以写入" if writable else "不能写入",
        "" if writable else "请管理人员开放文件夹的写入权限",
    )
    with opened.reading() as conn:
        seq, _ = journal.last(conn)
        gaps = numbers.gaps(conn)
        lost, engine = missing_tables(conn), version(opened.records, conn)
    found = f"缺表：{'、'.join(lost)}" if lost else f"{seq} 条流水账，{engine}"
    yield Check("记录库", not lost, found, "运行 shenguan rebuild 由档案重新生成" if lost else "")
    archived = opened.journal_files.last()[0]
    yield Check(
        "档案中的流水账",
        archived == seq,
        f"{archived} 条",
        "" if archived == seq else "运行 shenguan verify 查明",
    )
    yield _index(opened, seq)
    with opened.reading() as conn:
        yield from _unread(conn)
        yield from _scanning(conn)
    yield Check(
        "号段账",
        not gaps,
        "连续" if not gaps else gaps[0].problem,
        "" if not gaps else "运行 shenguan numbers 查看",
    )
    yield _key(opened)
    yield _desk(opened)
    yield from _place(opened)
    yield from _store(opened)
    state = backup_state(opened)
    yield Check("备份", state.fit, state.words, state.mend)


def _place(office: Office) -> Iterator[Check]:
    """The disk, the clock, what kind of drive, who else may read, copies that lie about."""
    free = shutil.disk_usage(office.root).free
    scarce = free < _SCARCE
    mend = "清理或扩大磁盘；少于 64 MB 就不给号" if scarce else ""
    yield Check("磁盘空间", not scarce, f"还有 {free >> 20} MB", mend)
    with office.reading() as conn:
        late = clock_behind(office, conn)
    yield Check(
        "时钟", not late, late or f"{office.now():%Y-%m-%d %H:%M}", "校准时钟（timedatectl）" if late else ""
    )
    if drive := drive_of(office.root):
        yield Check("所在的盘", False, f"网络盘（{drive}）", "移到本机的磁盘上；在网络盘上只许一台机器写")
    if office.root.stat().st_mode & 0o007:
        yield Check("别的用户", True, f"能进单位文件夹；只许自己人看的，chmod o-rwx {office.root}")
    copies = [path for path in office.root.iterdir() if ".before-" in path.name and path.is_file()]
    if copies:
        size = sum(path.stat().st_size for path in copies) >> 20
        yield Check("旧的登记数据库", True, f"{len(copies)} 个，{size} MB；核验无误、备份以后可以删去")
    if earlier := sorted(path.name for path in office.root.glob(f"{ARCHIVE}.before-*")):
        yield Check("旧的档案", True, f"{'、'.join(earlier)}；核验无误、备份以后可以删去")
    if is_unfinished(office.root):
        yield Check("搬动", False, "上一次搬到最后断了，原来的还没有改名", "把 shenguan move 再执行一次")


def _store(office: Office) -> Iterator[Check]:
    """Whether the bucket of the archive answers, writes a key once only, and locks what is written."""
    if not is_s3(office.settings.archive):
        return
    from shenguan_docs.archive.s3_state import state_of

    state = state_of(office.settings.archive, office.new_id(office.today), office.patience, office.notify)
    yield Check("档案的对象存储", True, state.where)
    yield Check(
        "对象存储只写一次",
        state.once,
        "同一个键写不了第二次" if state.once else "同一个键写得了第二次（不认 If-None-Match）",
        "" if state.once else "换一个认 If-None-Match 的版本；现在只有一个单位写时不会出错",
    )
    if state.lock:
        fit, found = (
            state.offered,
            f"写下的 {state.lock} 以内删不掉" if state.offered else "桶没有开启 Object Lock",
        )
        yield Check(
            "对象存储的锁定", fit, found, "" if fit else "另建一个开启 Object Lock 的桶，再 move --archive"
        )
    else:
        found = "桶能锁定" if state.offered else "桶没有开启 Object Lock"
        yield Check("对象存储的锁定", True, f"没有锁定，有钥匙的人能删去；{found}")


def _key(office: Office) -> Check:
    """Whether this machine and account can sign heads; an office that never signed needs no key."""
    with office.reading() as conn:
        known = keys(conn)
    if not known:
        return Check("签名的钥匙", True, "还没有，第一次签树头时生成")
    try:
        secret(office, known[-1])
    except OfficeUnusable as error:
        return Check("签名的钥匙", False, error.message, error.remedy)
    return Check("签名的钥匙", True, f"公钥指纹 {known[-1].fingerprint}")


WHOOSH_ENOUGH = 10_000
"""Letters up to which Whoosh answers fast enough for a person (``script/bench search``)."""


def _index(office: Office, seq: int) -> Check:
    try:
        count = office.index.search(Question(limit=0, facets=())).total
        done = office.index.checkpoint()
    except IndexAway as away:
        found = f"{away.message}（{away.problem}）" if away.problem else away.message
        return Check("检索索引", False, found, away.remedy)
    found = f"{office.engine}，{count} 件，已到第 {done} 条"
    if done != seq:
        return Check("检索索引", False, found, "运行 shenguan index rebuild")
    if office.engine == "whoosh" and count > WHOOSH_ENOUGH:
        switch = '运行 shenguan index rebuild --engine tantivy，再在 office.toml 里写 engine = "tantivy"'
        install = (
            "" if usable("tantivy") else "pip install tantivy zstandard（要 x86_64 或 ARM64 的机器），然后"
        )
        return Check("检索索引", False, found, f"超过 {WHOOSH_ENOUGH} 件 Whoosh 就慢了：{install}{switch}")
    return Check("检索索引", True, found)


def _engine(root: Path) -> Check:
    """The configured engine, looked at before the office is opened: without it the office does not open."""
    settings = read_settings(root / SETTINGS_NAME)
    if is_search_server(settings.index):
        return _search_server(settings.index)
    name = settings.engine
    if usable(name):
        return Check("检索引擎", True, name)
    missing = EngineMissing(name)
    return Check("检索引擎", False, missing.message, missing.remedy)


def _search_server(index: str) -> Check:
    from shenguan_docs.index.opensearch_client import Client, state_of

    client = Client(place_of(index), 0.0, lambda _words: None)
    try:
        fit, found = state_of(client)
    finally:
        client.close()
    mend = "查看服务器的日志；分片没有齐的，等它恢复，或者加节点" if not fit else ""
    return Check("检索引擎", fit, found, mend)


def _unread(conn: Connection) -> Iterator[Check]:
    """Name each file whose words are not all there; which of them can be read now or with what."""
    present, found = components(), unread_files(conn)
    if not found:
        yield Check("没有读出文字的文件", True, "没有")
    open_ones = [file for file in found if not file.accepted]
    if accepted := len(found) - len(open_ones):
        yield Check("没有读出文字的文件", True, f"已说明的 {accepted} 个（用 shenguan index unread 查看）")
    for file in open_ones[:_UNREAD_SHOWN]:
        again = "运行 shenguan index rebuild --read-again"
        if file.waits_for and not present[file.waits_for]:
            mend = f"{_PROGRAMS[file.waits_for]}，然后{again}"
        else:
            mend = again if file.waits_for else "只能按名称检索；需要检索内容的，另存为 DOCX 或 PDF 再登记"
        mend += f"；就这样的，运行 shenguan index accept {file.number or file.id} --reason 理由"
        yield Check("没有读出文字的文件", False, f"{file.number}“{file.name}”：{file.reason}", mend)
    if len(open_ones) > _UNREAD_SHOWN:
        yield Check("没有读出文字的文件", False, f"另有 {len(open_ones) - _UNREAD_SHOWN} 个")


def _scanning(conn: Connection) -> Iterator[Check]:
    """Whether scans of 送达回证 are matched by themselves; of no matter where there are no receipts."""
    lacking = [name for name in ("zxingcpp", "pypdfium2") if find_spec(name) is None]
    if services.any_code(conn) and lacking:
        found = "这台机器不能读二维码，扫描件都要由人指定归入哪一份"
        yield Check("送达回证的扫描件", False, found, "安装 zxing-cpp、pypdfium2（要有轮子的机器）")


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    return Check(
        "Python",
        sys.version_info >= (3, 11),
        version,
        "" if sys.version_info >= (3, 11) else "请用 Python 3.11 以上",
    )


def _fonts(root: Path) -> list[Check]:
    from shenguan_docs.layout.fonts import described

    try:
        faces = described(root / "fonts")
    except ShenguanError as error:
        return [Check("字体和排版库", False, error.message, error.remedy)]
    return [Check(f"字体：{role}", True, words) for role, words in faces.items()]


def _machine() -> Iterator[Check]:
    """Whether children that read files from outside are bound, and which programs that one may do without are there."""
    left = network_is_left()
    if left is not None:
        found = "在断网的子进程里读" if left else "子进程有时间、内存的限制，但断不了网"
        mend = "" if left else "允许建立用户命名空间：sysctl -w kernel.unprivileged_userns_clone=1"
        mend += "" if left else "；服务单元里不要写 RestrictNamespaces"
        yield Check("外来文件", left, found, mend)
    if shutil.which("pdftoppm") is None:
        yield Check("办公桌上看页面", False, "没有 pdftoppm", "安装 poppler-utils")
    for missing, there in components().items():
        if not there:
            yield Check("可以不装的", True, f"{missing}；要用的，{_PROGRAMS[missing]}")


def _desk(office: Office) -> Check:
    """Whether the desk can be served, and what lies in desk.db is safe."""
    lacking = [name for name in ("flask", "waitress", "argon2") if find_spec(name) is None]
    if lacking:
        return Check("办公桌", False, f"没有组件 {'、'.join(lacking)}", "重新安装程序")
    if fault := fault_of(office):
        return Check("办公桌", False, fault.message, fault.remedy)
    with office.reading() as conn:
        users = len(all_users(conn))
    if not users:
        return Check("办公桌", True, "还没有用户；第一次执行 shenguan serve 时在浏览器里设立")
    return Check(
        "办公桌", True, f"{users} 个用户；{_ON_SERVER if is_server(office.settings.records) else _IN_FOLDER}"
    )
