"""Names of files in a bundle, as Windows, a ZIP and a reader need them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shenguan_docs.bundle.names import LONGEST, Names, clean_name


@pytest.mark.parametrize(
    ("given_name", "stored"),
    [
        ("益高社函〔2026〕7号.docx", "益高社函〔2026〕7号.docx"),
        ('a/b\\c:d*e?f"g<h>i|j.pdf', "a／b＼c：d＊e？f＂g＜h＞i｜j.pdf"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("COM1.pdf", "_COM1.pdf"),
        ("CONTRACT.pdf", "CONTRACT.pdf"),
        ("末尾有点. . ", "末尾有点"),
        ("../../etc/passwd", "／..／etc／passwd"),
        ("名\u202efdp.exe", "名fdp.exe"),  # a right-to-left mark would show it as 名exe.pdf
        ("换\n行\x00.pdf", "换 行.pdf"),
        ("照片👨‍👩‍👧.jpg", "照片👨‍👩‍👧.jpg"),
        ("  ", "未命名"),
        (".pdf", "pdf"),
        ("e\u0301.pdf", "é.pdf"),
    ],
)
def test_what_a_name_becomes(given_name: str, stored: str) -> None:
    assert clean_name(given_name) == stored


def test_a_long_name_keeps_its_ending() -> None:
    name = clean_name("关于" * 150 + ".pdf")
    assert name.endswith("关于.pdf") or name.endswith("关.pdf")
    assert len(name.encode()) <= LONGEST


def test_doubles_are_numbered_and_case_does_not_tell_them_apart() -> None:
    names = Names()
    assert [names.take(n) for n in ("照片.jpg", "照片.JPG", "照片.jpg")] == [
        "照片.jpg",
        "照片(2).JPG",
        "照片(3).jpg",
    ]


def test_long_doubles_stay_short() -> None:
    names = Names()
    long = "长" * 100 + ".docx"
    taken = [names.take(long) for _ in range(12)]
    assert len(set(taken)) == 12
    assert all(len(name.encode()) <= LONGEST and name.endswith(".docx") for name in taken)


@given(st.text(max_size=200))
def test_any_name_becomes_one_that_every_system_takes(name: str) -> None:
    stored = clean_name(name)
    assert 0 < len(stored.encode()) <= LONGEST
    assert not set(stored) & set('/\\:*?"<>|\n\t\x00')
    assert stored == stored.strip(" .")
    assert clean_name(stored) == stored


def test_a_name_needs_no_escaping_in_the_manifests_of_a_bag() -> None:
    assert clean_name("完成 100%.pdf") == "完成 100％.pdf"
