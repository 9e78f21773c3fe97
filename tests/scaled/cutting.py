"""Between the program and its server: passes on what is sent, until it is told to cut."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Literal

Cut = Literal["", "before commit", "after commit"]


class Wire:
    """Listens on ``port`` and passes on to the server's. ``cut`` breaks the connection at the next COMMIT.

    Either before the server hears of it, or after it has done it and before its answer comes back.
    """

    def __init__(self, to: int) -> None:
        self.cut: Cut = ""
        self.refuse = False
        self._to = to
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                if self.refuse:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._to))
                threading.Thread(target=self._pass_on, args=(near, far), daemon=True).start()
                threading.Thread(target=self._pass_back, args=(far, near), daemon=True).start()

    def _pass_on(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError):
            while data := near.recv(65536):
                commits = b"COMMIT" in data
                if commits and self.cut == "before commit":
                    self.cut = ""
                    break
                if commits and self.cut == "after commit":
                    # What is answered is not passed back; the server is given up only when it has answered.
                    self.cut = ""
                    near.shutdown(socket.SHUT_RDWR)
                far.sendall(data)
        self._close(near, far)

    def _pass_back(self, far: socket.socket, near: socket.socket) -> None:
        with suppress(OSError):
            while data := far.recv(65536):
                near.sendall(data)
        self._close(near, far)

    def _close(self, *ends: socket.socket) -> None:
        for one in ends:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Listen no longer."""
        self._listener.close()
