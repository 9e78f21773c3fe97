"""All rules that a DOCX's settings tell, with findings of the same kind put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from shenguan_docs.ruler.docx.line_rules import check_lines
from shenguan_docs.ruler.docx.looks import check_looks
from shenguan_docs.ruler.docx.measuring import Reading
from shenguan_docs.ruler.docx.page_rules import check_page
from shenguan_docs.ruler.docx.place_rules import check_places
from shenguan_docs.ruler.finding import Finding


def check_settings(reading: Reading) -> list[Finding]:
    """Return what breaks a rule; the same fault in many paragraphs is one finding that says how many."""
    found = [*check_page(reading), *check_looks(reading.layout, reading.items)]
    return gathered([*found, *check_places(reading), *check_lines(reading)])


def gathered(findings: Iterable[Finding]) -> list[Finding]:
    """Put findings together that say the same of several places."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.rule.name, finding.expected, finding.found), []).append(finding)
    out = []
    for group in groups.values():
        places = list(dict.fromkeys(f.place for f in group if f.place))
        more = f"等 {len(places)} 处" if len(places) > 1 else ""
        out.append(replace(group[0], place=(places[0] if places else "") + more))
    return out
