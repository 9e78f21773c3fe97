"""Files as they come from other machines: names in other encodings, names too long, invisible characters."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from office_helpers import example

from shenguan_docs.errors import DataFaults, Refused
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import issue, void
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.opening import Office
from shenguan_docs.office.received.receiving import receive
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.text import readable_name


@pytest.fixture
def from_windows(tmp_path: Path) -> Path:
    """A file whose name a Chinese Windows wrote in GBK bytes."""
    path = tmp_path / os.fsdecode("深圳来文.txt".encode("gbk"))
    path.write_text("林木采伐", "utf-8")
    return path


def test_a_name_in_gbk_is_read_as_it_was_meant(office: Office, from_windows: Path) -> None:
    got = receive(office, [from_windows])
    assert got.title == "深圳来文"
    assert show(office, got.number)["files"][0]["name"] == "深圳来文.txt"
    assert verify_office(office).findings == ()


def test_an_attachment_with_a_name_in_gbk_is_issued(office: Office, from_windows: Path) -> None:
    data = example(office, "penalty", decision=[{"path": str(from_windows)}])
    issue(office, [draft(office, "penalty", data, None).id])
    assert verify_office(office).findings == ()


def test_bytes_that_are_no_name_at_all_still_give_one() -> None:
    assert readable_name(os.fsdecode(b"\xff\xff.pdf")).endswith(".pdf")
    assert readable_name("附件.pdf") == "附件.pdf"


def test_a_path_too_long_to_be_one_is_a_fault_among_all(office: Office) -> None:
    data = example(office, "penalty", decision=[{"path": "长" * 400}], decided_on="2026-02-30")
    with pytest.raises(DataFaults) as caught:
        draft(office, "penalty", data, None)
    assert len(caught.value.faults) == 2


def test_the_same_file_twice_is_warned_of_once(office: Office, from_windows: Path) -> None:
    receive(office, [from_windows])
    warnings = receive(office, [from_windows, from_windows]).warnings
    assert len(warnings) == len(set(warnings)) == 1


def test_what_was_received_is_not_made_void(office: Office, from_windows: Path) -> None:
    got = receive(office, [from_windows])
    with pytest.raises(Refused, match="是收文"):
        void(office, got.number, reason="登记错了")
