"""Run the desk: waitress, threads in one process."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from shenguan_docs.errors import OfficeUnusable, system_reason
from shenguan_docs.office.letters.printing_pool import cores
from shenguan_docs.web.app import LARGEST, make_app

THREADS = 12
CONNECTIONS = 1000  # a browser holds up to six


def serve(
    root: Path,
    host: str,
    port: int,
    *,
    now: Callable[[], datetime],
    ready: Callable[[int], None],
    proxy: str = "",
) -> None:
    """Answer requests until the program is ended; ``ready`` hears the port once it listens.

    ``proxy`` is the address of a TLS proxy whose word about the scheme is taken. Raises OfficeUnusable.
    """
    from waitress import create_server

    app = make_app(root, now=now, workers=cores())
    trusted = {
        "trusted_proxy": proxy, "trusted_proxy_headers": {"x-forwarded-proto", "x-forwarded-for"},
        "clear_untrusted_proxy_headers": True,
    }  # fmt: skip
    try:
        # Twice: what is too large is told in words by the application.
        server = create_server(
            app, host=host, port=port, threads=THREADS, ident=None, max_request_body_size=2 * LARGEST,
            connection_limit=CONNECTIONS, channel_timeout=75, asyncore_use_poll=True,
            **(trusted if proxy else {}),
        )  # fmt: skip
    except OSError as error:
        raise OfficeUnusable(
            f"不能在 {host}：{port} 提供服务（{system_reason(error)}）",
            remedy="用 --port 换一个端口，或者看是不是已经在运行",
        ) from error
    except ValueError as error:
        raise OfficeUnusable(f"地址“{host}”不能用", remedy="用 --host 写本机的一个地址") from error
    app.extensions["places"].warm_up()
    ready(int(server.effective_port) if hasattr(server, "effective_port") else port)
    try:
        server.run()
    finally:
        app.extensions["places"].close()
