"""Signed heads of the journal: made, found, written as files that are kept outside."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from sqlalchemy import Connection

from shenguan_docs.durable import make_folder, write_durably
from shenguan_docs.errors import OfficeUnusable, Refused, system_reason
from shenguan_docs.office.opening import Office
from shenguan_docs.office.proving.keys import first_key, secret
from shenguan_docs.proof.alone.notes import Head
from shenguan_docs.proof.alone.tree import leaf_hash
from shenguan_docs.proof.details import details_digest, details_text
from shenguan_docs.proof.heads import file_name, file_text, head_text
from shenguan_docs.proof.merkle import Frontier
from shenguan_docs.register import heads, journal
from shenguan_docs.register.heads import SignedHead

FOLDER = "heads"
"""Every head lies here as a file too: what a person copies elsewhere, and what ``verify`` compares with."""


def make_head(office: Office) -> SignedHead:
    """Sign a head of all entries; where nothing was entered since the last one, return that.

    Raises OfficeUnusable when the office's key cannot be used.
    """
    with office.writing() as conn:
        last = heads.last_head(conn)
        if last is not None and journal.last(conn)[0] == last.seq:
            return last
        key = first_key(office, conn)
        seed = secret(office, key)
        tree, before = _grown(conn, last)
        details = details_text(islice(journal.lines(conn, before), tree.size - before))
        text = head_text(tree, office=office.settings.name, at=office.now(), details=details, seed=seed)
        heads.enter_head(
            conn,
            at=office.now(),
            by=office.actor,
            size=tree.size,
            root=tree.root().hex(),
            key=key.fingerprint,
            text=text,
            nodes=[node.hex() for node in tree.nodes],
        )
        made = heads.last_head(conn)
    assert made is not None
    _keep_file(office, made, details)
    return made


def head_covering(office: Office, seq: int) -> SignedHead:
    """Return the first head that covers entry ``seq``, making one if there is none. Raises OfficeUnusable."""
    with office.reading() as conn:
        found = heads.covering(conn, seq)
    return found or make_head(office)


def _grown(conn: Connection, last: SignedHead | None) -> tuple[Frontier, int]:
    """Return the tree of all entries, from the last head's frontier on, and how many that one had."""
    tree = Frontier(last.size, [bytes.fromhex(node) for node in last.nodes]) if last else Frontier()
    if last is not None and tree.root().hex() != last.root:
        raise OfficeUnusable(
            "登记里上一个树头的内容前后不符", where=f"第 {last.seq} 条", remedy="运行 shenguan verify 查明"
        )
    before = tree.size
    for line in journal.lines(conn, before):
        tree.add(leaf_hash(line.encode()))
    return tree, before


def export_heads(office: Office, folder: Path) -> tuple[Path, ...]:
    """Write every head as a file into ``folder``; those that lie there already, equal, stay. Raises Refused."""
    written = []
    try:
        make_folder(folder)
        with office.reading() as conn:
            known = heads.heads(conn)
            if not known:
                raise Refused("还没有树头", remedy="先运行 shenguan heads make")
            for before, head in zip((None, *known[:-1]), known, strict=True):
                place = folder / file_name(Head(head.text))
                text = _whole_text(conn, head, before.size if before else 0)
                if place.exists():
                    if place.read_text("utf-8") != text:
                        raise Refused(
                            "这里有同名而内容不同的树头", where=str(place),
                            remedy="不要覆盖它；用 shenguan verify --heads 这个文件夹 查明",
                        )  # fmt: skip
                    continue
                write_durably(place, text.encode())
                written.append(place)
    except (OSError, UnicodeDecodeError) as error:
        reason = system_reason(error) if isinstance(error, OSError) else "有不是文字的文件"
        raise Refused(f"树头写不出来（{reason}）", where=str(folder), remedy="换一个文件夹") from error
    return tuple(written)


def _whole_text(conn: Connection, head: SignedHead, before: int) -> str:
    """Return a head's file; without the list where the journal no longer gives what was signed."""
    details = details_text(islice(journal.lines(conn, before), head.size - before))
    return file_text(head.text, details) if details_digest(details) == Head(head.text).details else head.text


def _keep_file(office: Office, head: SignedHead, details: str) -> None:
    """Put the head into ``heads/``; it stands in the journal already, so a full disk loses only this copy."""
    folder = office.root / FOLDER
    try:
        make_folder(folder)
        place = folder / file_name(Head(head.text))
        if not place.exists():
            write_durably(place, file_text(head.text, details).encode(), 0o444)
    except OSError as error:
        office.notify(f"树头已签好，但没有存到 {FOLDER} 文件夹（{system_reason(error)}）。")
