"""What is asked in the measurements of search."""

from __future__ import annotations

import random
from datetime import date

from benchmarks.corpus import fragments, letters, material
from shenguan_docs.index.question import All, Between, Holds, Question

QUESTIONS = 100
FRAGMENT, SEVERAL, COMMON, FACETS = (
    "4–6 字片段",
    "两个片段+企业+日期",
    "每件都有的字,最新 20 件",
    "全部的分面",
)
YEARS = Between(date(2018, 1, 1), date(2024, 12, 31))


def questions() -> dict[str, list[Question]]:
    """Return the questions of every sort, always the same ones."""
    lot, docs = random.Random(5), list(letters(5_000))
    some, short = fragments(docs, QUESTIONS, 4, 6), fragments(docs, QUESTIONS * 2, 2, 3)
    companies = [lot.choice(material().companies)[0] for _ in range(QUESTIONS)]
    return {
        FRAGMENT: [Question(Holds(text)) for text in some],
        SEVERAL: [
            Question(All((Holds(a), Holds(b), Holds(company, "company"), YEARS)))
            for a, b, company in zip(short[::2], short[1::2], companies, strict=True)
        ],
        COMMON: [Question(Holds("年"), "date", facets=())] * 20,
        FACETS: [Question(limit=0)] * 20,
    }
