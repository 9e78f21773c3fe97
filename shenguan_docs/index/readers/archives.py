"""ZIP: the files in it, one level deep."""

from __future__ import annotations

from shenguan_docs.index.readers.container import Container
from shenguan_docs.index.readers.reading import Reading, Unfit, Unread

_FILES, _BYTES = 100, 60 * 1024 * 1024


def read_zip(data: bytes) -> Reading:
    """Bring out the files of a ZIP; its own words are their names."""
    file = Container(data)
    reading, size = Reading(), 0
    names = [name for name in file.members if not name.startswith("__MACOSX/")]
    for name in names:
        if len(reading.inside) >= _FILES or size + file.members[name].file_size > _BYTES:
            reading.unread.append(f"压缩包里文件太多或太大，只读了其中 {len(reading.inside)} 个")
            break
        try:
            content = file.read(name)
        except Unfit as error:
            if "密码" in error.problem:
                raise Unread("压缩包加了密码，没有打开") from error
            raise
        size += len(content)
        if content:
            reading.inside.append((name.replace("\\", "/").rstrip("/").rpartition("/")[2] or name, content))
    reading.pages = ["\n".join(names)]
    return reading
