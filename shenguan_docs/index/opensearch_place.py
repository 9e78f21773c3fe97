"""Where an index on OpenSearch is: ``opensearch://host1:9200,host2:9200/name``, as office.toml has it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl

from shenguan_docs.errors import Refused

USER, PASSWORD = "SHENGUAN_OPENSEARCH_USER", "SHENGUAN_OPENSEARCH_PASSWORD"
PASSWORD_FILE = "SHENGUAN_OPENSEARCH_PASSWORD_FILE"
"""Where the user and the password, or the file that it is in, are read from: they never stand in office.toml."""
ENGINE = "opensearch"
MOST_SHARDS = 64
_PORT = 9200
_PLAIN, _SAFE = "opensearch", "opensearch+https"
_REMEDY = "写成 opensearch://主机一:9200,主机二:9200/索引名；加密的写 opensearch+https://"
_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")
_GENERATION = re.compile(r"-\d{6}$")


@dataclass(frozen=True)
class Place:
    """Hosts as ``host:port``, the index's name; ``shards`` is into how many parts it is laid.

    ``ca`` is the file with the certificates that hosts are checked against, "" for those the machine knows.
    """

    hosts: tuple[str, ...]
    name: str
    https: bool = False
    shards: int = 1
    ca: str = ""

    def __str__(self) -> str:
        return f"{_SAFE if self.https else _PLAIN}://{','.join(self.hosts)}/{self.name}"

    def generation(self, index: str) -> int:
        """Return the number of a generation by the name of its index, 0 for what is none of this one's."""
        number = index.removeprefix(f"{self.name}-")
        return int(number) if number != index and re.fullmatch(r"\d{6}", number) else 0


def is_server(index: str) -> bool:
    """Whether ``index`` of office.toml means a server."""
    return index.partition("://")[0] in (_PLAIN, _SAFE) and "://" in index


def place_of(index: str) -> Place:
    """Read what office.toml says. Raises Refused."""
    scheme, _, rest = index.strip().partition("://")
    if not is_server(f"{scheme}://"):
        raise Refused("索引的地址不对", where=_hidden(index), remedy=_REMEDY)
    rest, _, options = rest.partition("?")
    hosts, _, name = rest.partition("/")
    if "@" in hosts:
        raise Refused(
            "索引的地址里不写用户和口令", where=_hidden(index), remedy=f"放在环境变量 {USER}、{PASSWORD} 里"
        )
    listed = tuple(host.strip() for host in hosts.split(","))
    if not all(_HOST.fullmatch(host) for host in listed):
        raise Refused("索引的地址里主机写得不对", where=_hidden(index), remedy=_REMEDY)
    if not _NAME.fullmatch(name) or _GENERATION.search(name) or name.endswith("-building"):
        raise Refused(
            f"索引名“{name}”不能用",
            where=_hidden(index),
            remedy="用小写字母、数字、- 组成，不以六位数字结尾，如 shenguan-gaoxin",
        )
    given = dict(parse_qsl(options, keep_blank_values=True))
    shards, https, ca = given.pop("shards", "1"), given.pop("https", "0"), given.pop("ca", "")
    if given or https not in ("0", "1") or not re.fullmatch(r"[1-9]\d?", shards) or int(shards) > MOST_SHARDS:
        raise Refused(
            "索引地址问号后面的项不对",
            where=_hidden(index),
            remedy=f"可以写 https=1、ca=证书文件、shards=1 到 {MOST_SHARDS}",
        )
    safe = scheme == _SAFE or https == "1"
    if ca and not (safe and Path(ca).is_absolute()):
        raise Refused(
            "索引地址里的 ca 不对",
            where=_hidden(index),
            remedy="写证书文件的完整路径，地址用 opensearch+https://",
        )
    return Place(tuple(map(_with_port, listed)), name, safe, int(shards), ca)


def _with_port(host: str) -> str:
    return host if re.search(r":\d+$", host) else f"{host}:{_PORT}"


def _hidden(index: str) -> str:
    """Return the address without what may be a password."""
    return re.sub(r"//.*@", "//…@", index)
