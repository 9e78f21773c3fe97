from __future__ import annotations

import pytest

from shenguan_docs.index.numbers import NumberForm, number_form, number_forms

LETTER = NumberForm("益高社函", 2026, 7)


@pytest.mark.parametrize(
    "typed",
    [
        "益高社函〔2026〕7号",
        "〔2026〕7号",
        "[2026]7号",
        "（2026）7",
        "(2026)7",
        "2026-7",
        "2026—7",
        "益高社函2026年7号",
        "益高社函2026年第7号",
        "益高社函[2026]第007号",
        "益高社函［２０２６］７号",
        "【2026】7号",
        " 益高社函〔 2026 〕 第 7 号 ",
        "社函〔2026〕7号",
        "2026年7号",
    ],
)
def test_the_number_in_any_typed_form(typed: str) -> None:
    form = number_form(typed)
    assert form is not None
    assert form.names(LETTER)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-7-1",
        "2026年7月",
        "2026年",
        "7号",
        "1826-7",
        "(2026)",
        "0737-1234567",
        "〔2026〕0号",
        "x" * 1000,
        "",
    ],
)
def test_what_is_no_number(typed: str) -> None:
    assert number_form(typed) is None


def test_another_department_year_or_ordinal_is_another_number() -> None:
    for typed in ("益高经函〔2026〕7号", "〔2025〕7号", "〔2026〕70号"):
        form = number_form(typed)
        assert form is not None
        assert not form.names(LETTER)


def test_numbers_among_words() -> None:
    assert [str(f) for f in number_forms("处罚 〔2026〕 7 号 林木 益高经函[2025]第003号")] == [
        "〔2026〕7号",
        "益高经函〔2025〕3号",
    ]
