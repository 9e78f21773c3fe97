"""How a bucket is reached: one endpoint after another, waiting while none answers, troubles in Chinese."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any, NamedTuple, TypeVar

from shenguan_docs.archive.s3_address import Address
from shenguan_docs.errors import OfficeUnusable

T = TypeVar("T")
CONNECT, ANSWER = 3, 20  # seconds for one attempt
_PAUSE = 2.0
_AT_ONCE = 1000  # keys of one removal


class Taken(Exception):
    """There is something under the key already."""


class Listed(NamedTuple):
    """One key of a listing; ``written`` in seconds."""

    key: str
    size: int
    written: float


class Bucket:
    """One bucket; keys are below the address's prefix. A key that is not there raises FileNotFoundError.

    Where no endpoint answers each call waits ``wait`` seconds, says so by ``told``, and raises OfficeUnusable.
    """

    def __init__(self, address: Address, *, wait: float, told: Callable[[str], None]) -> None:
        self.address, self._wait, self._told = address, wait, told
        self._clients: list[Any] = _clients(address)
        self._now = 0  # the endpoint that answered last

    def get(self, key: str, part: str = "") -> bytes:
        """Return the content of a key, or the ``part`` of it that a Range names."""
        more = {"Range": f"bytes={part}"} if part else {}
        content: bytes = self._try(key, lambda s3: s3.get_object(**self._named(key), **more)["Body"].read())
        return content

    def size(self, key: str) -> int:
        """Return how long the content of a key is."""
        return int(self._try(key, lambda s3: s3.head_object(**self._named(key)))["ContentLength"])

    def put(self, key: str, content: bytes) -> None:
        """Write a key, whatever was there."""
        self._try(key, lambda s3: s3.put_object(**self._named(key), Body=content))

    def create(self, key: str, content: bytes, *, locked: bool = True) -> None:
        """Write a key that is not there; if it is there with this content, so much the better. Raises Taken."""
        more: dict[str, Any] = {}
        if locked and (until := self.address.locked_until(datetime.now(UTC))):
            more = {"ObjectLockMode": "COMPLIANCE", "ObjectLockRetainUntilDate": until}
        try:
            self._try(
                key, lambda s3: s3.put_object(**self._named(key), Body=content, IfNoneMatch="*", **more)
            )
        except Taken:  # by an attempt of ours whose answer did not come, or by somebody else
            if self.get(key) != content:
                raise

    def remove(self, keys: Sequence[str]) -> None:
        """Remove keys; those that are gone are no fault."""
        for n in range(0, len(keys), _AT_ONCE):
            some = [{"Key": f"{self.address.prefix}{key}"} for key in keys[n : n + _AT_ONCE]]
            given = {"Bucket": self.address.bucket, "Delete": {"Objects": some, "Quiet": True}}
            left = self._try(keys[n], partial(_remove, given)).get("Errors", [])
            if left:
                raise _refused(str(left[0].get("Code", "")), self.address.shown(keys[n]))

    def keys(self, prefix: str, *, after: str = "") -> Iterator[Listed]:
        """Yield the keys that begin with ``prefix``, in order, those behind ``after``.

        Folders are never asked for: a store may go on listing one in which nothing is left.
        """
        for answer in self._pages(prefix, after):
            for one in answer.get("Contents", ()):
                written = one["LastModified"].timestamp()
                yield Listed(one["Key"][len(self.address.prefix) :], int(one["Size"]), written)

    def has(self, prefix: str) -> bool:
        """Tell whether any key begins with ``prefix``."""
        given = {"Bucket": self.address.bucket, "Prefix": f"{self.address.prefix}{prefix}", "MaxKeys": 1}
        return bool(self._try(prefix, lambda s3: s3.list_objects_v2(**given)).get("Contents"))

    def lock_offered(self) -> bool:
        """Tell whether the bucket can lock what is in it."""
        try:
            found = self._try("", lambda s3: s3.get_object_lock_configuration(Bucket=self.address.bucket))
        except (FileNotFoundError, OfficeUnusable):
            return False
        return bool(found.get("ObjectLockConfiguration", {}).get("ObjectLockEnabled") == "Enabled")

    # -- inside ----------------------------------------------------------------------------------------

    def _named(self, key: str) -> dict[str, str]:
        return {"Bucket": self.address.bucket, "Key": f"{self.address.prefix}{key}"}

    def _pages(self, prefix: str, after: str) -> Iterable[dict[str, Any]]:
        given = {"Bucket": self.address.bucket, "Prefix": f"{self.address.prefix}{prefix}"}
        given |= {"StartAfter": f"{self.address.prefix}{after}"} if after else {}
        while True:
            answer = self._try(prefix, partial(_page, given))
            yield answer
            if not answer.get("IsTruncated"):
                return
            given = {**given, "ContinuationToken": answer["NextContinuationToken"]}

    def _try(self, key: str, work: Callable[[Any], T]) -> T:
        from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError
        from urllib3.exceptions import HTTPError

        until, failed = 0.0, 0
        while True:
            number = self._now
            try:
                return work(self._clients[number])
            except NoCredentialsError:
                raise OfficeUnusable(
                    "没有对象存储的钥匙",
                    where=self.address.shown(),
                    remedy="写在环境变量 AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY 或者 ~/.aws/credentials",
                ) from None
            except ClientError as error:
                problem = _problem(error, self.address.shown(key))
                if problem is not None:
                    raise problem from None
            except (BotoCoreError, HTTPError):
                pass
            failed += 1
            self._now = (number + 1) % len(self._clients)
            until = until or time.monotonic() + self._wait
            if failed % len(self._clients):
                continue  # the next endpoint at once
            if failed == len(self._clients):
                self._told("档案的对象存储连接不上，正在等它恢复……")
            if time.monotonic() + _PAUSE / 4 > until:
                raise OfficeUnusable(
                    "档案的对象存储连接不上",
                    where=self.address.shown(),
                    remedy="核对存储服务器是否在运行、网络是否通；恢复以后自然接着用，不必重新启动",
                )
            time.sleep(min(_PAUSE, 0.1 * failed))


def _remove(given: dict[str, Any], s3: Any) -> Any:
    return s3.delete_objects(**given)


def _page(given: dict[str, Any], s3: Any) -> Any:
    return s3.list_objects_v2(**given)


@cache
def _clients(address: Address) -> list[Any]:
    """One for each endpoint; any number of threads may use them, and making them takes a while."""
    try:
        from botocore.config import Config
        from botocore.session import Session
    except ImportError as error:
        raise OfficeUnusable(
            "档案在对象存储上，这台机器没有装连接它的组件", remedy="pip install 'shenguan-docs[s3]'"
        ) from error
    settings = Config(
        connect_timeout=CONNECT,
        read_timeout=ANSWER,
        retries={"total_max_attempts": 1},  # we try again ourselves, and elsewhere
        max_pool_connections=32,
        s3={"addressing_style": "path" if address.endpoints else "auto"},
    )
    session = Session()
    return [
        session.create_client("s3", region_name=address.region, endpoint_url=end, config=settings)
        for end in (address.endpoints or (None,))
    ]


def _problem(error: Any, where: str) -> Exception | None:
    """Return what to raise; None where another attempt may succeed."""
    code = str(error.response.get("Error", {}).get("Code", ""))
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    if code in ("NoSuchKey", "404", "NotFound"):
        return FileNotFoundError(errno.ENOENT, "no such key", where)
    if status == 412 or code == "PreconditionFailed":
        return Taken(where)
    if status >= 500 or status in (0, 408, 409, 429) or code in ("SlowDown", "RequestTimeout"):
        return None
    return _refused(code, where)


_WORDS = {
    "NoSuchBucket": ("没有这个桶", "请管理员建立桶，或者核对 office.toml 里的 archive"),
    "InvalidAccessKeyId": ("对象存储不认这把钥匙", "核对环境变量 AWS_ACCESS_KEY_ID"),
    "SignatureDoesNotMatch": ("对象存储不认这把钥匙", "核对环境变量 AWS_SECRET_ACCESS_KEY"),
    "AccessDenied": ("没有读写这个桶的权限", "请管理员给这把钥匙读、写、列出、删除的权限"),
    "403": ("没有读写这个桶的权限", "请管理员给这把钥匙读、写、列出、删除的权限"),
    "RequestTimeTooSkewed": ("这台机器和对象存储的时钟差得太多", "校准时钟（timedatectl）"),
    "EntityTooLarge": ("文件太大，对象存储不收", "缩小文件再试"),
    "InvalidRequest": ("对象存储不接受这样写", "office.toml 里写了 lock 的，桶要在建立时开启 Object Lock"),
}  # fmt: skip


def _refused(code: str, where: str) -> OfficeUnusable:
    message, remedy = _WORDS.get(
        code, (f"对象存储不接受（{code or '未知'}）", "请管理员查看存储服务器的日志")
    )
    return OfficeUnusable(message, where=where, remedy=remedy)
