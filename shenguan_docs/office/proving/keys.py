"""The office's key: the secret half in ``keys/`` of the office, the public half and its changes in the journal."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection

from shenguan_docs.durable import sync, write_durably
from shenguan_docs.errors import OfficeUnusable, Refused, system_reason
from shenguan_docs.office.opening import Office
from shenguan_docs.proof.alone.ed25519 import fingerprint
from shenguan_docs.proof.signing import ALGORITHM, SCHEMES, SEED_SIZE, signed_text
from shenguan_docs.register import heads
from shenguan_docs.register.heads import Key

FOLDER = "keys"
CHANGE_TITLE = "审管联动文书 换用钥匙"
_WORDS = (
    "# 本单位签树头的钥匙（私钥）。谁有它，谁就能以本单位的名义签。不要给人看，不要用邮件传；\n"
    "# 另存一份在保险柜里。丢失、泄露了，执行 shenguan heads key --lost --reason 原因。\n"
)
_LOST = "从备份把 keys 文件夹拷回来；找不回来的，执行 shenguan heads key --lost --reason 原因"


def key_file(office: Office, key: str) -> Path:
    """Return where the secret half of a key lies."""
    return office.root / FOLDER / f"{key}.key"


def present_key(conn: Connection) -> Key | None:
    """Return the key that signs now; None before the first one, or where it was lost and none came after it."""
    known = heads.keys(conn)
    return known[-1] if known and not known[-1].lost else None


def secret(office: Office, key: Key) -> bytes:
    """Return the secret half. Raises OfficeUnusable when its file is missing, unreadable, or of another key."""
    place = key_file(office, key.fingerprint)
    try:
        text = place.read_text("utf-8")
        if os.name == "posix" and place.stat().st_mode & 0o077:
            with suppress(OSError):  # a copy may have opened it to others
                place.chmod(0o600)
    except FileNotFoundError:
        raise OfficeUnusable("签名的钥匙不在了", where=str(place), remedy=_LOST) from None
    except (OSError, ValueError) as error:
        reason = system_reason(error) if isinstance(error, OSError) else "不是文字"
        raise OfficeUnusable(
            f"签名的钥匙读不出来（{reason}）", where=str(place), remedy="用保管钥匙的账户执行，或者请管理人员"
        ) from error
    line = text.splitlines()[-1:] or [""]
    algorithm, _, digits = line[0].partition(" ")
    try:
        seed = bytes.fromhex(digits)
        if algorithm in SCHEMES and SCHEMES[algorithm].public(seed).hex() == key.public.partition(" ")[2]:
            return seed
    except ValueError:
        pass
    raise OfficeUnusable("签名的钥匙文件损坏，或者是别的钥匙", where=str(place), remedy=_LOST)


def has_secret(office: Office, key: Key) -> bool:
    """Whether this machine and account can sign with a key."""
    try:
        return bool(secret(office, key))
    except OfficeUnusable:
        return False


def first_key(office: Office, conn: Connection) -> Key:
    """Return the key that signs now; an office without any gets its first one, and is told."""
    if known := present_key(conn):
        return known
    if heads.keys(conn):
        raise OfficeUnusable("登记的钥匙已经作废，还没有新的", remedy="执行 shenguan heads key --reason 原因")
    key = _new(office, conn, reason="首次签树头", before=None, lost=False)
    office.notify(
        f"已为本单位生成签名的钥匙，公钥指纹 {key.fingerprint}；"
        f"私钥在 {FOLDER}/{key.fingerprint}.key，请另存一份在保险柜里（见管理手册）。"
    )
    return key


def renew(office: Office, *, reason: str, lost: bool) -> Key:
    """Put a new key in the place of the present one; a ``lost`` one is not used or believed any more.

    Raises Refused without a reason, or where the present secret is gone and that is not said.
    """
    if not reason.strip():
        raise Refused("换钥匙要说明原因", remedy="用 --reason 写明")
    with office.writing() as conn:
        known = heads.keys(conn)
        before = known[-1] if known else None
        if before is not None and not before.lost and not lost and not has_secret(office, before):
            raise Refused(
                "现在的钥匙不在这台机器上，新钥匙没有旧钥匙来证明",
                remedy="先找回 keys 文件夹；找不回来的加上 --lost",
            )
        return _new(office, conn, reason=reason.strip(), before=before, lost=lost and before is not None)


def _new(office: Office, conn: Connection, *, reason: str, before: Key | None, lost: bool) -> Key:
    seed = office.new_seed()
    public = SCHEMES[ALGORITHM].public(seed)
    name = fingerprint(public)
    _keep(key_file(office, name), seed)
    statement = ""
    if before is not None and not lost and not before.lost:
        pairs = [
            ("单位", " ".join(office.settings.name.split())),
            ("新公钥", f"{ALGORITHM} {public.hex()}"),
            ("原因", " ".join(reason.split())),
            ("时间", office.now().isoformat(timespec="seconds")),
        ]
        statement = signed_text(CHANGE_TITLE, pairs, secret(office, before))
    heads.enter_key(
        conn,
        at=office.now(),
        by=office.actor,
        fingerprint=name,
        public=f"{ALGORITHM} {public.hex()}",
        reason=reason,
        before=before.fingerprint if before else "",
        statement=statement,
        before_lost=lost,
    )
    return heads.keys(conn)[-1]


def _keep(place: Path, seed: bytes) -> None:
    assert len(seed) == SEED_SIZE
    try:
        place.parent.mkdir(mode=0o700, exist_ok=True)
        write_durably(place, f"{_WORDS}{ALGORITHM} {seed.hex()}\n".encode(), 0o600)
        sync(place.parent.parent)
    except OSError as error:
        raise OfficeUnusable(
            f"签名的钥匙存不下（{system_reason(error)}）", where=str(place), remedy="检查文件夹的权限和磁盘"
        ) from error
