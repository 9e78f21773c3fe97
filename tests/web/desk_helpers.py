"""What the tests of the desk share: an office with letters and people of two departments, and browsers of theirs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PASSWORD = "示例用的密码八个字"
KEPT = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""As an office keeps it, but checked in no time: people of the tests come in hundreds of times."""
AGENT = {"REMOTE_ADDR": "127.0.0.1"}

PEOPLE = {  # name: roles, department
    "示例文书": (("文书",), "区社会事务局"),
    "示例审核": (("审核",), "区社会事务局"),
    "示例签发": (("签发",), "区社会事务局"),
    "示例邻局": (("文书", "审核", "签发"), "区经济合作局"),
    "示例外局": (("文书", "审核", "签发"), "区产业发展局"),
    "示例档案": (("档案",), ""),
    "示例评查": (("评查",), ""),
    "示例管理": (("管理",), ""),
    "示例优办": (("区优办",), "区优办"),
}


@dataclass
class Browser:
    """A browser that keeps cookies and knows the token of its forms."""

    client: FlaskClient

    def get(self, path: str, **options: object) -> TestResponse:
        return self.client.get(path, **options)  # type: ignore[arg-type]

    def token(self, path: str = "/password") -> str:
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.get(path).get_data(as_text=True))
        assert found, path
        return found[1]

    def post(
        self, path: str, data: dict[str, object] | None = None, *, form: str = "/password"
    ) -> TestResponse:
        return self.client.post(path, data={**(data or {}), "csrf": self.token(form)})

    def come_in(self, name: str, password: str = PASSWORD) -> TestResponse:
        return self.post("/login", {"name": name, "password": password}, form="/login")


def browser(app: Flask, name: str = "") -> Browser:
    """Return a browser, in which ``name`` came in."""
    found = Browser(app.test_client())
    if name:
        assert found.come_in(name).status_code == 302
    return found
