"""Figures as pictures: bars in SVG, drawn by pygal; no script, no link, nothing from elsewhere in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from shenguan_docs.office.duties.figures import Line

_FONT = '"Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "WenQuanYi Micro Hei", sans-serif'
_WIDE, _HIGH, _ROW = 960, 340, 34
_DARK = ("#1f4e79", "#b3261e", "#1d6b3c")  # numbers on them are white
_SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Chart:
    """One picture: its key in addresses, its heading, the counts it shows (key, words, colour), bars upon another."""

    key: str
    heading: str
    counts: tuple[tuple[str, str, str], ...]
    stacked: bool = False


CHARTS = (
    Chart("letters", "印发和发出", (("issued", "印发", "#1f4e79"), ("sent", "发出", "#7fa8cc"), ("received", "发给（件次）", "#b9c4cd"))),
    Chart(
        "answers", "应答复的",
        (("in_time", "按时答复", "#1d6b3c"), ("answered_late", "逾期答复", "#c98a1b"), ("unanswered", "还没有答复", "#b3261e")),
        True,
    ),
    Chart("open", "没有了结的义务", (("on_time", "还没有到期", "#7fa8cc"), ("late", "已经逾期", "#b3261e")), True),
)  # fmt: skip


def with_sums(line: Line) -> dict[str, int]:
    """Return a line's counts, and what follows from them: not answered yet, open and not late."""
    counts = dict(line.counts)
    counts["unanswered"] = counts["asked"] - counts["answered"]
    counts["on_time"] = counts["open"] - counts["late"]
    return counts


def described(chart: Chart, lines: Sequence[Line]) -> str:
    """Return in words what a picture shows, for who cannot see it."""
    sums = [(words, sum(with_sums(line)[key] for line in lines)) for key, words, _ in chart.counts]
    return f"{chart.heading}：" + "，".join(f"{words} {number}" for words, number in sums)


def svg(chart: Chart, lines: Sequence[Line], *, lying: bool) -> bytes:
    """Return the picture of some lines; ``lying`` bars have room for long names beside them."""
    import pygal
    from pygal.style import Style

    style = Style(
        background="#ffffff", plot_background="#ffffff", foreground="#1c1c1c", foreground_strong="#1c1c1c",
        foreground_subtle="#c9ced3", opacity="1", opacity_hover="1", transition="0s", font_family=_FONT,
        label_font_size=13, major_label_font_size=13, legend_font_size=14, value_font_size=12,
        colors=tuple(colour for _, _, colour in chart.counts), guide_stroke_color="#c9ced3",
        major_guide_stroke_color="#c9ced3", guide_stroke_dasharray="2,4", major_guide_stroke_dasharray="2,4",
        value_colors=tuple("#ffffff" if colour in _DARK else "#1c1c1c" for _, _, colour in chart.counts),
    )  # fmt: skip
    made: dict[tuple[bool, bool], Any] = {
        (False, False): pygal.Bar, (False, True): pygal.StackedBar,
        (True, False): pygal.HorizontalBar, (True, True): pygal.HorizontalStackedBar,
    }  # fmt: skip
    bars = len(lines) * (1 if chart.stacked else len(chart.counts) * 0.7)
    longest = max((len(line.name or line.key) for line in lines), default=0)
    graph = made[lying, chart.stacked](
        js=[],
        style=style,
        width=_WIDE,
        height=int(110 + _ROW * bars) if lying else _HIGH,
        margin=8,
        margin_left=_beside(longest) if lying else 8,
        legend_at_bottom=True,
        legend_at_bottom_columns=len(chart.counts),
        show_legend=True,
        show_y_guides=not lying,
        show_x_guides=lying,
        print_values=True,
        print_zeroes=False,
        value_formatter=_whole,
        min_scale=1,
        max_scale=6,
        truncate_label=-1,
        truncate_legend=-1,
        disable_xml_declaration=True,
    )
    graph.uuid = chart.key  # else it is another one each time
    shown = list(reversed(lines)) if lying else list(lines)
    graph.x_labels = [line.name or line.key for line in shown]
    for key, words, _ in chart.counts:
        graph.add(words, [with_sums(line)[key] for line in shown])
    return _plain(graph.render())


def _beside(characters: int) -> int:
    """The room that names of so many Chinese characters need beside what pygal reckons for narrow ones."""
    return 12 + int(characters * 13 * 0.45)


def _whole(value: float) -> str:
    return str(int(value)) if value == int(value) else ""


def _plain(drawn: bytes) -> bytes:
    """The picture without remarks, scripts, titles that pop up, and links."""
    root = etree.fromstring(drawn, etree.XMLParser(resolve_entities=False, no_network=True))
    for node in list(root.iter()):
        parent = node.getparent()
        if parent is not None and (node.tag is etree.Comment or node.tag in (f"{_SVG}script", f"{_SVG}a")):
            parent.remove(node)
    return bytes(etree.tostring(root, encoding="utf-8"))
