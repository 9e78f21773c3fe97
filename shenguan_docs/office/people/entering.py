"""Coming in and going out: password, slowing down after failures, sessions that end.

Nothing tells whether a name exists: an unknown one is checked against a password that nobody has, waits as long,
and gets the same answer. Failures slow down (1 s, 2 s, 4 s … 5 minutes) and are forgotten after a quarter of an
hour, so nobody is shut out for good; where a person came in before, only what is typed there counts, so nobody can
keep a person from the own desk by typing wrong passwords elsewhere.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from threading import BoundedSemaphore

from shenguan_docs.errors import Refused
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import passwords
from shenguan_docs.office.people.desk_tables import Desk
from shenguan_docs.office.people.safe import digest, safe
from shenguan_docs.register import users
from shenguan_docs.register.users import User

IDLE, LONGEST = 2 * 3600, 12 * 3600  # seconds without a sign of life, and at most
_FREE, _SLOWEST, _FORGOTTEN = 4, 300, 900
_FREE_FROM_ONE_PLACE = 20
_SEEN_EVERY = 60
_REMEMBERED = 90 * 86400
_LONGEST_NAME = 80
_WRONG = "姓名或者密码不对"
_hashing = BoundedSemaphore(2)  # each takes 64 MiB


class TooOften(Refused):
    """Too many failures: ``seconds`` to wait."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__("输错的次数多了", remedy=f"请过 {seconds} 秒再试")


@dataclass(frozen=True)
class Session:
    """Somebody who came in; ``token`` is what the browser holds."""

    token: str
    user: User


def enter(office: Office, name: str, password: str, place: str) -> Session:
    """Let a person in from ``place`` (an address). Raises Refused, the same for whatever was wrong, TooOften."""
    name, now = "".join(name[:_LONGEST_NAME].split()), int(office.now().timestamp())
    with safe(office) as secret:
        known = secret.execute(
            'SELECT 1 FROM came_from WHERE "user" = ? AND place = ?', (name, place)
        ).fetchone()
        own = f"user:{name}@{place}" if known else f"user:{name}"
        keys = {own: _FREE, f"place:{place}": _FREE_FROM_ONE_PLACE}
        wait = max(_wait(secret, key, free, now) for key, free in keys.items())
        row = secret.execute('SELECT hash FROM passwords WHERE "user" = ?', (name,)).fetchone()
    if wait > 0:
        raise TooOften(wait)
    with _hashing:
        right = passwords.fits(row[0] if row else passwords.nobodys(), password[: passwords.LONGEST])
    with office.reading() as conn:
        user = users.find(conn, name)
    if not (right and row and user and not user.disabled):
        with safe(office) as secret:
            secret.execute("DELETE FROM failures WHERE last < ?", (now - _FORGOTTEN,))
            for key in keys:
                secret.execute(
                    "INSERT INTO failures VALUES (?, 1, ?) ON CONFLICT (key) DO UPDATE SET last = excluded.last, "
                    "times = CASE WHEN failures.last < ? THEN 1 ELSE failures.times + 1 END",
                    (key, now, now - _FORGOTTEN),
                )
        raise Refused(_WRONG, remedy="核对以后再试；忘了密码的，请管理人员另设一个")
    token = secrets.token_urlsafe(32)
    with safe(office) as secret:
        secret.execute("DELETE FROM failures WHERE key = ? OR last < ?", (own, now - _FORGOTTEN))
        secret.execute("DELETE FROM came_from WHERE last < ?", (now - _REMEMBERED,))
        secret.execute(
            'INSERT INTO came_from VALUES (?, ?, ?) ON CONFLICT ("user", place) DO UPDATE SET last = excluded.last',
            (name, place, now),
        )
        secret.execute("DELETE FROM sessions WHERE begun < ? OR seen < ?", (now - LONGEST, now - IDLE))
        secret.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", (digest(token), name, now, now))
    return Session(token, user)


def _wait(secret: Desk, key: str, free: int, now: int) -> int:
    row = secret.execute("SELECT times, last FROM failures WHERE key = ?", (key,)).fetchone()
    if row is None or row[1] < now - _FORGOTTEN or row[0] < free:
        return 0
    return int(row[1] + min(2 ** (row[0] - free), _SLOWEST) - now)


def who_is(office: Office, token: str) -> User | None:
    """Return who holds this token and is still in, None if nobody; the time of the last sign of life is kept."""
    now = int(office.now().timestamp())
    with safe(office, reading=True) as secret:
        query = 'SELECT "user", begun, seen FROM sessions WHERE token = ?'
        row = secret.execute(query, (digest(token),)).fetchone()
    if row is None:
        return None
    name, begun, seen = row
    if begun < now - LONGEST or seen < now - IDLE:
        leave(office, token)
        return None
    if seen < now - _SEEN_EVERY:
        with safe(office) as secret:
            secret.execute("UPDATE sessions SET seen = ? WHERE token = ?", (now, digest(token)))
    with office.reading() as conn:
        user = users.find(conn, name)
    return user if user and not user.disabled else None


def leave(office: Office, token: str) -> None:
    """End a session."""
    with safe(office) as secret:
        secret.execute("DELETE FROM sessions WHERE token = ?", (digest(token),))
