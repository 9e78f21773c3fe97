"""How a PostgreSQL server is reached: its address, what libpq is told, waiting while no server takes writes."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from shenguan_docs.errors import OfficeUnusable

if TYPE_CHECKING:
    import psycopg

OLDEST = 14  # major version of the server


def parameters(url: str, wait: float) -> dict[str, Any]:
    """Return what libpq is told: the office's URL, and what the program relies on."""
    try:
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict
    except ImportError as error:
        raise OfficeUnusable(
            "登记数据库在 PostgreSQL 上，这台机器没有装连接它的组件",
            remedy="pip install 'shenguan-docs[postgresql]'",
        ) from error
    try:
        told = conninfo_to_dict(plain(url))
    except ProgrammingError as error:
        raise OfficeUnusable(
            f"登记数据库的地址“{place(url)}”不能用", remedy="写成 postgresql://用户@主机一,主机二/数据库"
        ) from error
    settings = {
        "datestyle": "ISO", "timezone": "Asia/Shanghai", "synchronous_commit": "on", "jit": "off",
        "lock_timeout": int(wait * 1000), "tcp_keepalives_idle": 30, "tcp_keepalives_interval": 10,
        "tcp_keepalives_count": 3, "client_min_messages": "warning",
    }  # fmt: skip
    own = " ".join(f"-c {name}={value}" for name, value in settings.items())
    return {
        "target_session_attrs": "read-write", "connect_timeout": 5, "application_name": "shenguan",
        "tcp_user_timeout": 30_000, "client_encoding": "UTF8", **told,
        "options": f"{told.get('options', '')} {own}".strip(),
    }  # fmt: skip


def connect(given: dict[str, Any], wait: float, told: Callable[[str], None]) -> psycopg.Connection:
    """Return a connection; while no server takes writes, try again for ``wait`` seconds. Raises OfficeUnusable."""
    import psycopg

    until, pause = time.monotonic() + wait, 0.1
    while True:
        try:
            made = psycopg.connect(**given, autocommit=True)  # transactions are begun by us
            break
        except psycopg.OperationalError as error:
            problem = _why_not(error)
            if problem or time.monotonic() + pause > until:
                message, remedy = problem or _AWAY
                raise OfficeUnusable(message, remedy=remedy) from None  # what libpq says may hold too much
        if pause == 0.1:
            told("登记数据库连接不上，正在等它恢复……")
        time.sleep(pause)
        pause = min(pause * 2, 2.0)
    made.adapters.register_dumper(str, _words())
    info = made.info
    if info.server_version < OLDEST * 10_000:
        made.close()
        raise OfficeUnusable(
            f"PostgreSQL 的版本太旧（{info.server_version // 10_000}）", remedy=f"要 {OLDEST} 以上"
        )
    if info.parameter_status("server_encoding") != "UTF8":
        made.close()
        raise OfficeUnusable("这个数据库不是 UTF-8 编码", remedy="用 createdb -T template0 -E UTF8 另建一个")
    return made


@cache
def _words() -> type:
    from psycopg.adapt import Dumper

    class Words(Dumper):
        """Text as it is sent. A NUL, which no text of PostgreSQL can hold, is sought as a character that is nowhere."""

        def dump(self, obj: str) -> bytes:
            return obj.replace("\0", "\N{REPLACEMENT CHARACTER}").encode()

    return Words


_AWAY = ("登记数据库连接不上", "核对数据库服务器是否在运行、网络是否通；恢复以后自然接着用，不必重新启动")
_WHY_NOT = (  # libpq gives no codes when it connects: what the server says, in English or Chinese
    (r"password|authentication|pg_hba|role .* does not exist|口令|密码|认证|角色.*不存在", "登记数据库不认这个用户或者口令",
     "核对 records 里的用户名；口令写在 ~/.pgpass 或者环境变量 PGPASSWORD"),
    (r"database .* does not exist|数据库.*不存在", "服务器上没有 records 里写的数据库", "请管理员建立：createdb -T template0 -E UTF8 名称"),
    (r"could not translate host name|Name or service not known", "records 里的主机名找不到", "核对主机名和域名服务"),
    (r"unrecognized configuration parameter|invalid (connection option|URI query parameter)|certificate|SSL",
     "登记数据库的地址里有不能用的参数", "核对 office.toml 里的 records 一项"),
)  # fmt: skip


def _why_not(error: psycopg.OperationalError) -> tuple[str, str] | None:
    """Return why trying again is of no use, None where the server may only be away."""
    words = str(error)
    if re.search(r"refused|timeout|timed out|starting up|shutting down|read-only|recovery|closed", words):
        return None  # of several hosts one may still come back
    return next((found for pattern, *found in _WHY_NOT if re.search(pattern, words)), None)  # type: ignore[return-value]


def plain(url: str) -> str:
    """Return the URL as libpq knows it; of ours it holds the schema, behind ``#``."""
    return re.sub(r"^postgres(ql)?(\+\w+)?:", "postgresql:", url).partition("#")[0]


def named(url: str) -> str:
    """Return the schema that our own URL names, "" for the usual one."""
    return url.partition("#")[2]


def place(url: str) -> str:
    """Return where the records lie, for people: without a password."""
    return re.sub(
        r"(?<=[?&])password=[^&#]*", "password=***", re.sub(r"//([^:@/]*):[^@/]*@", r"//\1:***@", url)
    )
