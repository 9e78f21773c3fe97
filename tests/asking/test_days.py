"""Days and spans as they are typed, on 24 November 2026."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shenguan_docs.asking.days import days_at, whole_span

TODAY = date(2026, 11, 24)
SPANS = """
上个月 2026-10-01/2026-10-31
上月份 2026-10-01/2026-10-31
上上个月 2026-09-01/2026-09-30
这个月 2026-11-01/2026-11-30
三月 2026-03-01/2026-03-31
十二月份 2025-12-01/2025-12-31
三月五号 2026-03-05/2026-03-05
12月25日 2025-12-25/2025-12-25
二〇二六年三月 2026-03-01/2026-03-31
26年3月 2026-03-01/2026-03-31
去年的3月 2025-03-01/2025-03-31
前年 2024-01-01/2024-12-31
今年以来 2026-01-01/2026-11-24
3月以来 2026-03-01/2026-11-24
3个月以来 2026-08-24/2026-11-24
上个礼拜三 2026-11-18/2026-11-18
周一 2026-11-23/2026-11-23
大前天 2026-11-21/2026-11-21
近半年 2026-05-24/2026-11-24
三天内 2026-11-21/2026-11-24
2025年四季度 2025-10-01/2025-12-31
今年前三季度 2026-01-01/2026-09-30
去年下半年 2025-07-01/2025-12-31
2025年10月到2026年2月 2025-10-01/2026-02-28
11月到2月 2025-11-01/2026-02-28
3-5月 2026-03-01/2026-05-31
3月1日至15日 2026-03-01/2026-03-15
3月和4月 2026-03-01/2026-04-30
上月15日至本月5日 2026-10-15/2026-11-05
截止到2026年3月31日 ../2026-03-31
3月以前 ../2026-02-28
2026/03/05 2026-03-05/2026-03-05
2026-03-01..2026-03-31 2026-03-01/2026-03-31
上月底 2026-10-21/2026-10-31
去年底 2025-10-01/2025-12-31
年初以来 2026-01-01/2026-11-24
上季度 2026-07-01/2026-09-30
去年同期 2025-01-01/2025-11-24
２０２６年３月 2026-03-01/2026-03-31
"""


@pytest.mark.parametrize(("typed", "span"), [line.split() for line in SPANS.split("\n") if line])
def test_spans(typed: str, span: str) -> None:
    found = whole_span(typed, TODAY)
    assert found and found.value == span


@pytest.mark.parametrize(
    "typed", ["2月30日", "13月", "2026-13-01", "2026年7号", "12.5", "近", "年", "第五季度", ""]
)
def test_what_is_no_day(typed: str) -> None:
    assert whole_span(typed, TODAY) is None


@given(
    st.text(st.sampled_from("0123456789年月日号上下去今个周季度第一二三十至到-—.最近以来前半 "), max_size=20)
)
def test_any_text_gives_a_span_in_order_or_none(typed: str) -> None:
    for at in range(len(typed)):
        found = days_at(typed, at, TODAY)
        if found:
            assert at < found.end <= len(typed)
            assert found.first is None or found.last is None or found.first <= found.last
