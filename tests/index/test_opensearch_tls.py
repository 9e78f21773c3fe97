"""An index on a server is asked over TLS by a user with a password: who is not whom he should be is said in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from shenguan_docs.index.engine import IndexAway, IndexRefused
from shenguan_docs.index.opensearch_client import Client
from shenguan_docs.index.opensearch_place import PASSWORD as PASSWORD_IN
from shenguan_docs.index.opensearch_place import PASSWORD_FILE, place_of
from shenguan_docs.index.opensearch_place import USER as USER_IN
from tests.index.tls_front import PASSWORD, USER, Authority, front


def client_at(port: int, ca: Path | str = "", host: str = "localhost", patience: float = 60.0) -> Client:
    waited: list[str] = []
    options = f"?ca={ca}" if ca else ""
    return Client(place_of(f"opensearch+https://{host}:{port}/gaoxin{options}"), patience, waited.append)


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (USER_IN, PASSWORD_IN, PASSWORD_FILE, "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(USER_IN, USER)
    monkeypatch.setenv(PASSWORD_IN, PASSWORD)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def test_the_file_of_certificates_and_the_password_let_us_in(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with front(authority.issue("localhost")) as port:
        assert client_at(port, authority.ca).ask("GET", "/").status == 200
        monkeypatch.delenv(PASSWORD_IN)
        with pytest.raises(IndexRefused, match="不认这个用户或者口令"):
            client_at(port, authority.ca).ask("GET", "/")
        file = tmp_path / "password"
        monkeypatch.setenv(PASSWORD_FILE, str(file))
        with pytest.raises(IndexRefused, match="口令文件读不出来"):
            client_at(port, authority.ca)
        file.write_text(f"{PASSWORD}\n", "utf-8")
        assert client_at(port, authority.ca).ask("GET", "/").status == 200
        file.write_text("另一个\n", "utf-8")
        with pytest.raises(IndexRefused, match="不认这个用户或者口令") as refused:
            client_at(port, authority.ca).ask("GET", "/")
        assert "另一个" not in str(refused.value)
        monkeypatch.delenv(PASSWORD_FILE)
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.ca))  # what the machine knows
        monkeypatch.setenv(PASSWORD_IN, PASSWORD)
        assert client_at(port).ask("GET", "/").status == 200


def test_a_certificate_that_is_not_the_servers_is_said_at_once(authority: Authority, tmp_path: Path) -> None:
    other = Authority(tmp_path, "other")
    with front(authority.issue("localhost")) as port:
        for client in (
            client_at(port, other.ca),
            client_at(port),
            client_at(port, authority.ca, "127.0.0.1"),
        ):
            with pytest.raises(IndexRefused, match="证书通不过核对"):  # without the minute of patience
                client.ask("GET", "/")
    with (
        front(authority.issue("localhost", days=-1)) as port,
        pytest.raises(IndexRefused, match="证书通不过核对.*expired"),
    ):
        client_at(port, authority.ca).ask("GET", "/")


def test_of_two_hosts_the_one_that_can_be_trusted_answers(authority: Authority, tmp_path: Path) -> None:
    other = Authority(tmp_path, "other")
    with front(other.issue("localhost")) as wrong, front(authority.issue("localhost", days=2)) as right:
        url = f"opensearch+https://localhost:{wrong},localhost:{right}/gaoxin?ca={authority.ca}"
        client = Client(place_of(url), 60.0, lambda _words: None)
        assert client.ask("GET", "/").status == 200


def test_a_file_that_holds_no_certificates_is_said(tmp_path: Path) -> None:
    with pytest.raises(IndexRefused, match="证书文件不能用.*没有"):
        client_at(1, tmp_path / "none.pem")
    (tmp_path / "empty.pem").write_text("不是证书", "utf-8")
    with pytest.raises(IndexRefused, match="证书文件不能用.*不是证书"):
        client_at(1, tmp_path / "empty.pem")


def test_a_server_without_tls_is_one_that_is_away(authority: Authority) -> None:
    with front(authority.issue("localhost")) as port:
        plain = Client(place_of(f"opensearch://localhost:{port}/gaoxin"), 0.0, lambda _words: None)
        with pytest.raises(IndexAway):
            plain.ask("GET", "/")
