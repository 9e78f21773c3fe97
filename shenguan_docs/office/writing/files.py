"""A file that is put on a sheet: checked and read at once, so that nothing has to be waited for at the end."""

from __future__ import annotations

import hashlib
from pathlib import Path

from shenguan_docs.errors import Refused
from shenguan_docs.index.extract import extract_text, file_kind
from shenguan_docs.office.letters.lookup import refuse_secret
from shenguan_docs.office.letters.preparing import words_json
from shenguan_docs.office.opening import Office
from shenguan_docs.office.writing.kinds import kind_of
from shenguan_docs.office.writing.sheets import add_file, load, require_open
from shenguan_docs.text import readable_name

LARGEST = 100 * 2**20  # bytes of the files of one sheet together


def put_file(office: Office, id: str, field_id: str, path: Path) -> int:
    """Check a file, read its words and keep it on the sheet; return its number. Raises NotFound, Refused."""
    sheet = load(office, id)
    require_open(sheet)
    f = next(
        (f for f in kind_of(office, sheet).all_fields if f.id == field_id and f.type == "attachment"), None
    )
    if f is None:
        raise Refused("这里不附文件", remedy="在“附件”一类的项里附")
    if not f.many and any(file.field == field_id for file in sheet.files):
        raise Refused(f"“{f.label}”只附一个文件", remedy="先去掉原来的")
    name, content = readable_name(path.name), path.read_bytes()
    if sum(file.size for file in sheet.files) + len(content) > LARGEST:
        raise Refused(
            f"一件文书的附件一共不超过 {LARGEST // 2**20} MB", remedy="去掉不需要的，或者压缩扫描件"
        )
    file_kind(path, name)
    extracted = extract_text(path, name)
    refuse_secret(extracted, name)
    return add_file(
        office, id, field_id, name, hashlib.sha256(content).hexdigest(), words_json(extracted), content
    )
