"""What a company is called now and was called, from the days on which its names were used."""

from __future__ import annotations

from datetime import date

from shenguan_docs.parties.naming import FormerName, NameUse, names_of

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)


def test_a_later_name_makes_the_earlier_one_a_former_name() -> None:
    uses = [NameUse("示例林木公司", APRIL), NameUse("示例木业公司", MARCH)]
    assert names_of(uses) == ("示例林木公司", (FormerName("示例木业公司", APRIL),))


def test_blanks_and_brackets_are_no_new_name() -> None:
    assert names_of([NameUse("示例(益阳)公司", MARCH), NameUse("示例（益阳） 公司", APRIL)])[1] == ()


def test_a_name_taken_back_is_the_present_one_again() -> None:
    uses = [NameUse("甲公司", MARCH), NameUse("乙公司", APRIL), NameUse("甲公司", MAY)]
    assert names_of(uses) == ("甲公司", (FormerName("乙公司", MAY),))


def test_after_a_proved_change_the_old_name_used_by_mistake_changes_nothing() -> None:
    uses = [NameUse("甲公司", MARCH), NameUse("乙公司", APRIL, decided=True), NameUse("甲公司", MAY)]
    assert names_of(uses) == ("乙公司", (FormerName("甲公司", APRIL),))


def test_a_letter_of_the_day_of_the_change_bears_the_old_name() -> None:
    uses = [NameUse("甲公司", APRIL), NameUse("乙公司", APRIL, decided=True)]
    assert names_of(uses) == ("乙公司", (FormerName("甲公司", APRIL),))


def test_nothing_used_is_no_name() -> None:
    assert names_of([]) == ("", ())
