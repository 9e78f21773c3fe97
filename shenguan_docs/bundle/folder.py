"""The bundle's folder and ZIP: built beside the target, put in place whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock, Timeout

from shenguan_docs.bundle.contents import Content
from shenguan_docs.bundle.names import clean_name
from shenguan_docs.durable import make_folder, sync, sync_tree
from shenguan_docs.errors import OfficeUnusable, Refused, system_reason

PAYLOAD = "data"
_UNFINISHED, _HELD = ".案卷-", "held"
_BLOCK = 1 << 20
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


@dataclass(frozen=True)
class Stored:
    """A file in the bundle: its path (of the payload: below ``data/``), digests in hex, size in bytes.

    ``source`` is the file that it was copied from, None for what was made for the bundle.
    """

    path: str
    sha256: str
    sha512: str
    size: int
    source: Path | None = None


class Building:
    """A bundle's folder while it is written: the payload in ``data/``, what describes it (tags) beside."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.payload = folder, folder / PAYLOAD
        self.payload.mkdir(parents=True)
        self.stored: list[Stored] = []
        self.tags: list[Stored] = []

    def put(self, path: str, source: Content) -> Stored:
        """Write one file of the payload."""
        place = self.payload / path
        place.parent.mkdir(parents=True, exist_ok=True)
        with _opened(source) as reader, place.open("xb") as writer:
            return self._note(path, _copy(reader, writer), source if isinstance(source, Path) else None)

    def note(self, path: str) -> Stored:
        """Take in a file of the payload that was already written to ``payload / path``."""
        with (self.payload / path).open("rb") as reader:
            return self._note(path, _copy(reader, None), None)

    def tag(self, name: str, content: bytes) -> Stored:
        """Write one file beside the payload."""
        with (self.folder / name).open("xb") as writer:
            self.tags.append(Stored(name, *_copy(io.BytesIO(content), writer)))
        return self.tags[-1]

    def _note(self, path: str, digest: tuple[str, str, int], source: Path | None) -> Stored:
        self.stored.append(Stored(path, *digest, source))
        return self.stored[-1]


@contextmanager
def building(target: Path, made_at: datetime) -> Iterator[Building]:
    """Give a new folder that becomes ``target``, with its ZIP beside it, when the block ends well.

    Raises Refused when either is there already, OfficeUnusable when it cannot be written; then nothing stays.
    """
    target = target.absolute()
    archive = zip_beside(target)
    try:
        _refuse_taken(target, archive)
        new_parents = [folder for folder in target.parents if not folder.exists()]
        make_folder(target.parent)
        _clear_away(target.parent)
        work = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=target.parent))
        held = FileLock(work / _HELD)
        try:
            held.acquire()
            bundle = Building(work / "folder")
            yield bundle
            _pack(bundle, work / "zip", clean_name(target.name), made_at)
            sync_tree(work)
            if target.exists():
                target.rmdir()
            bundle.folder.rename(target)
            try:
                (work / "zip").rename(archive)
            except OSError:
                shutil.rmtree(target, ignore_errors=True)
                raise
        except BaseException:
            held.release()
            shutil.rmtree(work, ignore_errors=True)
            for folder in new_parents:
                with suppress(OSError):
                    folder.rmdir()
            raise
        held.release()
        shutil.rmtree(work, ignore_errors=True)
        sync(target.parent)
    except OSError as error:
        raise _unusable(error, target) from error
    except UnicodeEncodeError as error:
        raise OfficeUnusable("这个地方存不下中文文件名", where=str(target), remedy="换一个文件夹") from error


def _clear_away(parent: Path) -> None:
    """Remove what exports that were killed left: it holds letters, and nobody would find it. One at work holds his."""
    for left in parent.glob(f"{_UNFINISHED}*"):
        with suppress(OSError, Timeout):
            if (left / _HELD).exists():
                with FileLock(left / _HELD, timeout=0):
                    shutil.rmtree(left)


def zip_beside(target: Path) -> Path:
    """Return the path of the ZIP of the bundle at ``target``."""
    return target.with_name(target.name + ".zip")


def _refuse_taken(target: Path, archive: Path) -> None:
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise Refused("这里已有同名的文件", where=str(target), remedy="换一个名称")
    if target.is_dir() and any(target.iterdir()):
        raise Refused("文件夹里已有内容", where=str(target), remedy="换一个空的或新的文件夹")
    if archive.exists() or archive.is_symlink():
        raise Refused("这个压缩包已经存在", where=str(archive), remedy="移走它，或换一个名称")


def _unusable(error: OSError, target: Path) -> OfficeUnusable:
    if error.errno in _FULL:
        return OfficeUnusable("磁盘空间不够，案卷没有导出", where=str(target), remedy="腾出空间或换一个盘")
    if error.errno in _FORBIDDEN:
        return OfficeUnusable("没有权限写入", where=str(target), remedy="换一个可以写入的文件夹")
    if error.errno == errno.ENAMETOOLONG:
        return OfficeUnusable("路径太长", where=str(target), remedy="换一个短一些的文件夹")
    problem = f"写不进去（{system_reason(error)}）"
    return OfficeUnusable(problem, where=str(target), remedy="检查磁盘或换一个文件夹")


def _opened(source: Content) -> BinaryIO:
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


def _copy(reader: BinaryIO, writer: BinaryIO | None) -> tuple[str, str, int]:
    short, long, size = hashlib.sha256(), hashlib.sha512(), 0
    while block := reader.read(_BLOCK):
        short.update(block)
        long.update(block)
        size += len(block)
        if writer is not None:
            writer.write(block)
    return short.hexdigest(), long.hexdigest(), size


def _pack(bundle: Building, archive: Path, top: str, made_at: datetime) -> None:
    """Write the ZIP. Python marks Chinese names as UTF-8, which Windows has understood since 8.

    Nothing is compressed: most of it is already, and another zlib would give other bytes.
    """
    stamp = max(made_at.timetuple()[:6], (1980, 1, 1, 0, 0, 0))
    paths = {f"{PAYLOAD}/{one.path}": one.size for one in bundle.stored}
    paths |= {one.path: one.size for one in bundle.tags}
    with zipfile.ZipFile(archive, "x") as packed:
        for path in sorted(paths):
            info = zipfile.ZipInfo(f"{top}/{path}", stamp)
            info.create_system = 3  # the same bytes on every system
            info.external_attr = 0o100644 << 16
            info.file_size = paths[path]
            with (bundle.folder / path).open("rb") as reader, packed.open(info, "w") as writer:
                shutil.copyfileobj(reader, writer, _BLOCK)
