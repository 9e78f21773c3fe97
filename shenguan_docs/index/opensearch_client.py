"""How OpenSearch is asked: over HTTP, one host after another, with patience while none of them answers."""

from __future__ import annotations

import json
import os
import ssl
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shenguan_docs.errors import OfficeUnusable, Refused, system_reason
from shenguan_docs.index.engine import IndexAway, IndexRefused
from shenguan_docs.index.opensearch_place import PASSWORD, PASSWORD_FILE, USER, Place

if TYPE_CHECKING:
    import urllib3

CONNECTING, ANSWERING = 3.0, 30.0
"""Seconds until a host counts as away, and until an answer does."""
_TOO_MANY = "axClauseCount"  # how the server says that a question has too many words
_SOON, _LATER = 0.1, 1.0


@dataclass(frozen=True)
class Reply:
    """What was answered: the status of HTTP, and the JSON."""

    status: int
    said: Any

    @property
    def is_missing(self) -> bool:
        """Whether what was asked for is not there."""
        return self.status == 404

    @property
    def is_busy(self) -> bool:
        """Whether another host may do it, or the same one a little later: it is full, or a node of it just died."""
        return self.status == 429 or self.status >= 500 and _TOO_MANY not in self.reason

    @property
    def reason(self) -> str:
        """What the server complains of, in its own words."""
        error = self.said.get("error") if isinstance(self.said, dict) else self.said
        if isinstance(error, dict):
            causes = error.get("root_cause") or [error]
            return f"{causes[0].get('type', '')}: {causes[0].get('reason', '')}"[:300]
        return str(error)[:300]


class Client:
    """Asks the hosts of one place; the one that answered last is asked first.

    What is asked may be asked twice: a host can do it and die before it says so.
    """

    def __init__(self, place: Place, patience: float, told: Callable[[str], None]) -> None:
        self.place = place
        self._patience, self._told = patience, told
        self._first = 0
        self._pool = _pool(place)
        self._headers = _headers()

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        fine: tuple[int, ...] = (),
        patient: bool = True,
        whole: Callable[[Any], bool] = lambda _said: True,
    ) -> Reply:
        """Return the answer to a request whose ``body`` is JSON, or lines of it as bytes.

        Statuses beside 2xx that are ``fine`` come back, others raise OfficeUnusable, Refused. An answer that is not ``whole``
        counts as none. While nobody answers, ``patient`` waits with a word, and at last IndexAway is raised.
        """
        data = body if isinstance(body, bytes) or body is None else _json(body)
        kind = "application/x-ndjson" if isinstance(body, bytes) else "application/json"
        until, pause, said = time.monotonic() + (self._patience if patient else 0), _SOON, False
        while True:
            problem, refused = "", None
            for turn in range(len(self.place.hosts)):
                at = (self._first + turn) % len(self.place.hosts)
                reply = self._one(self.place.hosts[at], method, path, data, kind)
                if isinstance(reply, IndexRefused):
                    refused = reply
                elif isinstance(reply, str):
                    problem = reply
                elif reply.is_busy and reply.status not in fine:
                    problem = reply.reason
                elif reply.status < 300 and not whole(reply.said):
                    problem = "只答了一部分"
                else:
                    self._first = at
                    return self._judged(reply, fine)
            if refused is not None:  # none of the others answered
                raise refused
            if time.monotonic() + pause > until:
                raise IndexAway(str(self.place), problem)
            if not said and pause > _SOON:
                self._told("检索服务器没有回答，正在等它恢复……")
                said = True
            time.sleep(pause)
            pause = min(pause * 2, _LATER)

    def _one(
        self, host: str, method: str, path: str, data: bytes | None, kind: str
    ) -> Reply | str | IndexRefused:
        """Return what one host answers, or in its own words why it does not."""
        from urllib3.exceptions import HTTPError, SSLError

        scheme = "https" if self.place.https else "http"
        try:
            got = self._pool.request(
                method, f"{scheme}://{host}{path}", body=data, headers={**self._headers, "content-type": kind}
            )
            return Reply(got.status, json.loads(got.data) if got.data else {})
        except SSLError as error:
            if not isinstance(why := error.args[0], ssl.SSLCertVerificationError):
                return f"SSLError: {str(why)[:200]}"
            return IndexRefused(
                f"检索服务器的证书通不过核对（{why.verify_message}）",
                f"{self.place.name},{host}",
                "核对主机名和证书；自己签的，在 office.toml 的 index 后面写 ?ca=证书文件",
            )
        except (HTTPError, OSError, ValueError) as error:
            return f"{type(error).__name__}: {str(error)[:200]}"

    def _judged(self, reply: Reply, fine: tuple[int, ...]) -> Reply:
        if reply.status < 300 or reply.status in fine:
            return reply
        if _TOO_MANY in reply.reason:
            raise Refused("检索词太多，检索服务器一次查不了", remedy="少写几个词")
        if reply.status == 401 or reply.status == 403 and "block" not in reply.reason:
            raise IndexRefused(
                "检索服务器不认这个用户或者口令",
                str(self.place),
                f"核对环境变量 {USER}、{PASSWORD}（或者 {PASSWORD_FILE}），和它在服务器上的权限",
            )
        raise OfficeUnusable(
            f"检索服务器拒绝了（{reply.status} {reply.reason}）",
            where=str(self.place),
            remedy="核对 office.toml 里的 index 一项和服务器的版本；索引坏了的运行 shenguan index rebuild",
        )

    def say(self, words: str) -> None:
        """Tell the person something while the work goes on."""
        self._told(words)

    def close(self) -> None:
        """Give the connections back."""
        self._pool.clear()


def state_of(client: Client) -> tuple[bool, str]:
    """Say what holds the index and how it is, and whether every part of it answers. Raises OfficeUnusable."""
    version = client.ask("GET", "/").said["version"]["number"]
    name = client.place.name
    found = client.ask("GET", f"/_cluster/health/{name}?level=cluster&timeout=1s", fine=(404, 408)).said
    nodes = found.get("number_of_data_nodes", 0)
    colour = found.get("status", "")
    state = {"green": "正常", "yellow": "能用，副本没有齐", "red": "有一部分答不出"}.get(
        colour, "还没有这个索引"
    )
    words = f"OpenSearch {version}，{nodes} 个数据节点，{client.place}：{state}"
    return colour in ("green", "yellow"), words


def _pool(place: Place) -> urllib3.PoolManager:
    try:
        import urllib3
    except ImportError as error:
        raise OfficeUnusable(
            "检索索引在 OpenSearch 上，这台机器没有装连接它的组件",
            remedy="pip install 'shenguan-docs[opensearch]'",
        ) from error
    return urllib3.PoolManager(
        num_pools=len(place.hosts),
        maxsize=2,  # who builds an index has a thread beside that says so
        retries=False,
        timeout=urllib3.Timeout(connect=CONNECTING, read=ANSWERING),
        ssl_context=_certificates(place),
    )


def _certificates(place: Place) -> ssl.SSLContext | None:
    """What hosts are checked against, their names too; read once, so that a wrong file is said before anyone is asked."""
    if not place.https:
        return None
    try:
        return ssl.create_default_context(cafile=place.ca or None)
    except (OSError, ssl.SSLError) as error:
        reason = (
            system_reason(error) if isinstance(error, FileNotFoundError | PermissionError) else "不是证书"
        )
        raise IndexRefused(
            f"检索服务器的证书文件不能用（{reason}）", place.ca, "核对 office.toml 里 index 一项的 ca"
        ) from error


def _headers() -> dict[str, str]:
    user, password, file = (os.environ.get(name, "") for name in (USER, PASSWORD, PASSWORD_FILE))
    if user and file and not password:
        try:
            password = Path(file).read_text("utf-8").rstrip("\r\n")
        except (OSError, ValueError) as error:
            reason = system_reason(error) if isinstance(error, OSError) else "不是 UTF-8"
            raise IndexRefused(
                f"检索服务器的口令文件读不出来（{reason}）",
                file,
                f"核对环境变量 {PASSWORD_FILE} 和文件的权限",
            ) from error
    known = b64encode(f"{user}:{password}".encode()).decode()
    return {"authorization": f"Basic {known}"} if user else {}


def _json(body: object) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
