"""One writer at a time among all the machines whose records are on one server.

A turn is a lock on the server (``pg_advisory_lock``) that belongs to a connection, and the transaction of whoever has
the turn runs on that very connection. So the two live and die together:

- A holder that dies, or a machine that loses its power, loses its connection; the server undoes what was open and only
  then gives the turn to the next (a machine without power is noticed within a minute: TCP keepalive).
- A holder whose connection breaks while it goes on working cannot commit any more. Whoever has the turn next finds its
  transaction either done or undone, never open, also on a standby that was promoted.
- What a holder does beside the database (moving objects into the archive, writing the journal there) can be done twice
  by two without harm. What cannot, clearing away what was staged and is not in the records, is asked about on the
  turn's own connection first, so that one who has lost the turn is told so instead of clearing away the next one's.
- A commit whose answer never came is looked for on a new connection; before the rest is done the turn is taken again
  (``keep``).
- What a server shows of a transaction that nobody was told of may be on it alone: a primary that crashed, or that was
  cut off while its standby took its place. Before that goes into the archive the standby has it (``confirm``).

Numbers and journal do not rest on turns alone: each writing transaction locks a table of its own (on_postgresql.py).
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, Engine

from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.register.complaints import in_words
from shenguan_docs.register.database import Told, module_of

SOON = 1.0  # seconds after which one who waits is told so


class Turn:
    """This process's turn to write to the records at ``url``, had or not; ``patience`` as for open_database.

    With ``of`` it is the turn at something else, which that names.
    """

    def __init__(self, url: str, patience: float, told: Told, *, of: str = "") -> None:
        self._of = of
        self._kind = module_of(url)
        self._engine: Engine = self._kind.engine(url, patience, told)
        self._conn: Connection | None = None

    def take(self, most: float, waits: Callable[[], None] = lambda: None) -> bool:
        """Wait up to ``most`` seconds for the turn, ``waits`` is called when it takes long; whether it was had.

        Raises OfficeUnusable where the server cannot be reached.
        """
        with in_words(self._kind):
            had, conn = self._asked(min(SOON, most))
            try:
                if not had and most > SOON:
                    waits()
                    had = self._kind.take_turn(conn, most - SOON, self._of)
            except BaseException:
                conn.invalidate()
                conn.close()
                raise
        if had:
            self._conn = conn
        else:
            conn.close()
        return had

    def _asked(self, most: float, *, again: bool = True) -> tuple[bool, Connection]:
        """Ask for the turn; a connection that broke while nobody used it is replaced by another."""
        conn = self._engine.connect()
        try:
            return self._kind.take_turn(conn, most, self._of), conn
        except BaseException as error:
            conn.invalidate()
            conn.close()
            if not again or not self._kind.lost(error):
                raise
        self._engine.dispose()
        return self._asked(most, again=False)

    @property
    def conn(self) -> Connection:
        """The connection on which whoever has the turn reads and writes. Raises OfficeUnusable once it broke."""
        if self._conn is None or self._conn.invalidated:
            raise self._broken()
        return self._conn

    def keep(self, most: float) -> bool:
        """Take the turn again where its connection broke at the commit; whether it had to be. Raises OfficeUnusable."""
        if self._conn is None or not self._conn.invalidated:
            return False
        self.end()
        if not self.take(most):
            raise self._broken()
        return True

    def _broken(self) -> OfficeUnusable:
        message, remedy = self._kind.BROKEN
        return OfficeUnusable(message, remedy=remedy)

    def end(self) -> None:
        """Let the next one have it; a connection that broke has let go of it already."""
        conn, self._conn = self._conn, None
        if conn is None:
            return
        try:
            if not conn.invalidated:
                self._kind.end_turn(conn)
        except Exception:  # noqa: BLE001  whatever it was: without its connection there is no turn
            conn.invalidate()
        finally:
            conn.close()

    def close(self) -> None:
        """Give back the connections."""
        self._engine.dispose()
