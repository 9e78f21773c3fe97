"""What ``archive = "s3://…"`` of office.toml says: which bucket, by which endpoints, how long nobody may remove."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from shenguan_docs.errors import Refused

SCHEME = "s3"
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", re.ASCII)
_PREFIX = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*", re.ASCII)
_LOCK = re.compile(r"([1-9][0-9]{0,3})([dy])", re.ASCII)
_KNOWN = {"endpoint": "服务器的地址，几个用逗号隔开", "region": "区域", "lock": "锁定多久，如 10y、30d"}
_EXAMPLE = "s3://桶/前缀?endpoint=http://主机一:8333,http://主机二:8333；钥匙写在环境变量里"
_SECRETS = "钥匙写在环境变量 AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY 或者 ~/.aws/credentials"


@dataclass(frozen=True)
class Address:
    """A bucket and where in it (``prefix`` is "" or ends with ``/``); no ``endpoints``: AWS itself."""

    bucket: str
    prefix: str = ""
    endpoints: tuple[str, ...] = ()
    region: str = "us-east-1"
    lock: str = ""

    def shown(self, key: str = "") -> str:
        """Return a key as an address."""
        return f"{SCHEME}://{self.bucket}/{self.prefix}{key}"

    def locked_until(self, now: datetime) -> datetime | None:
        """Return until when what is written ``now`` may not be removed."""
        found = _LOCK.fullmatch(self.lock)
        if found is None:
            return None
        count = int(found[1])
        return now + timedelta(days=count if found[2] == "d" else count * 366)


def is_s3(archive: str) -> bool:
    """Whether the archive is in a bucket, not in a folder of the office."""
    return archive.partition(":")[0] == SCHEME


def parse(url: str) -> Address:
    """Read the address. Raises Refused in Chinese, which never repeats a password."""
    try:
        parts = urlsplit(url)
        given = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError:
        raise _wrong("读不懂") from None
    if "@" in parts.netloc or any(
        "@" in urlsplit(end).netloc for _, ends in given for end in ends.split(",")
    ):
        raise Refused("archive 的地址里不许写钥匙", where="archive", remedy=_SECRETS)
    if parts.scheme != SCHEME or parts.fragment:
        raise _wrong("读不懂")
    unknown = [name for name, _ in given if name not in _KNOWN]
    if unknown:
        listed = "，".join(f"{name}（{words}）" for name, words in _KNOWN.items())
        if any(word in unknown[0].lower() for word in ("key", "secret", "password", "token")):
            raise Refused("archive 的地址里不许写钥匙", where="archive", remedy=_SECRETS)
        raise Refused(f"archive 的地址里不认识“{unknown[0]}”", where="archive", remedy=f"可以写 {listed}")
    told = dict(given)
    if len(told) < len(given):
        raise _wrong("同一项写了两次")
    if not _BUCKET.fullmatch(parts.netloc):
        raise _wrong(f"桶的名称“{parts.netloc}”不能用")
    prefix = parts.path.strip("/")
    if prefix and not _PREFIX.fullmatch(prefix):
        raise _wrong(f"前缀“{prefix}”不能用，由字母、数字和 . _ - 组成")
    ends = tuple(end.rstrip("/") for end in told.get("endpoint", "").split(",") if end)
    for end in ends:
        try:
            host = urlsplit(end)
            sound = host.scheme in ("http", "https") and host.hostname and host.port != 0 and not host.path
        except ValueError:
            sound = False
        if not sound or host.query:
            raise _wrong(f"endpoint“{end}”不能用，写成 http://主机:端口")
    region, lock = told.get("region", "us-east-1"), told.get("lock", "")
    if not re.fullmatch(r"[a-z0-9-]{1,40}", region, re.ASCII):
        raise _wrong(f"region“{region}”不能用")
    if lock and not _LOCK.fullmatch(lock):
        raise _wrong(f"lock“{lock}”不能用，写成 10y（年）或者 30d（日）")
    return Address(parts.netloc, f"{prefix}/" if prefix else "", ends, region, lock)


def _wrong(what: str) -> Refused:
    return Refused(f"archive 的地址不能用：{what}", where="archive", remedy=f"写成 {_EXAMPLE}")
