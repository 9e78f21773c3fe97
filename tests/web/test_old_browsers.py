"""What the desk gives a browser is known to Chromium 80 (360, 奇安信), but for what may be missing without harm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
import tinycss2

STATIC = Path(__file__).parents[2] / "shenguan_docs" / "web" / "static"
STYLES, SCRIPTS = sorted(STATIC.glob("*.css")), sorted(STATIC.glob("*.js"))

# Selectors, properties and values that are newer; what an older browser drops takes its whole rule with it.
NEW_SELECTORS = re.compile(
    r":(has|is|where|focus-visible|modal|user-invalid|user-valid|popover-open|dir)\b|::(marker|backdrop|file-selector)|&"
)
NEW_PROPERTIES = re.compile(
    r"^(inset(-.+)?|aspect-ratio|appearance|(margin|padding)-(inline|block)|translate|rotate|scale|container.*|view-.*|anchor-.*)$"
)
NEW_VALUES = re.compile(
    r"\d(dvh|svh|lvh|cqw|cqh|lh|cap|ic)\b|\b(color-mix|oklch|oklab|lab|lch|subgrid|light-dark)\b|\b(round|sin|cos)\("
)
NEW_RULES = {"layer", "container", "property", "scope", "starting-style", "view-transition"}
NEW_SCRIPT = re.compile(
    r"\?\?=|\|\|=|&&=|\.replaceAll\(|\.at\(|structuredClone|\.findLast|randomUUID|hasOwn\(|\.replaceChildren|Promise\.any|"
    r"\.toSorted|\.toReversed|\.toSpliced|\.with\(|AbortSignal\.(any|timeout)|showPicker|checkVisibility|WeakRef|"
    r"\bstatic \{|\bawait import|\d_\d|groupBy|withResolvers|\.inert\b|showPopover|\.isWellFormed"
)  # fmt: skip


def _rules(nodes: list[tinycss2.ast.Node]) -> Iterator[tinycss2.ast.Node]:
    for node in nodes:
        yield node
        if node.type == "at-rule" and node.lower_at_keyword in ("media", "supports") and node.content:
            yield from _rules(
                tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            )


def newer(style: str) -> list[str]:
    """Return what Chromium 80 does not know of a style sheet, except what makes no difference to it."""
    found = []
    for rule in _rules(tinycss2.parse_stylesheet(style, skip_comments=True, skip_whitespace=True)):
        if rule.type == "error":
            found.append(rule.message)
        elif rule.type == "at-rule" and rule.lower_at_keyword in NEW_RULES:
            found.append(f"@{rule.lower_at_keyword}")
        elif rule.type == "qualified-rule":
            selector = tinycss2.serialize(rule.prelude).strip()
            # A rule that takes a mouse's focus ring away may be dropped: then the ring is shown always.
            if NEW_SELECTORS.search(selector) and ":focus:not(:focus-visible)" not in selector:
                found.append(selector)
            every = tinycss2.parse_declaration_list(rule.content, skip_comments=True, skip_whitespace=True)
            given = [d for d in every if d.type == "declaration"]
            found += [f"{selector}: {d.type}" for d in every if d.type != "declaration"]  # a rule in a rule
            values = {d.lower_name: tinycss2.serialize(d.value).strip() for d in given}
            if "grid" not in values.get("display", "") and {"gap", "row-gap", "column-gap"} & set(values):
                found.append(f"{selector} gap")
            found += [
                f"{selector} {name}: {value}"
                for name, value in values.items()
                if NEW_PROPERTIES.match(name) or NEW_VALUES.search(value)
            ]
    return found


def newer_in_script(script: str) -> list[str]:
    """Return what Chromium 80 does not know of a script."""
    return [script[max(0, hit.start() - 30) : hit.end() + 10] for hit in NEW_SCRIPT.finditer(script)]


@pytest.mark.parametrize("place", STYLES, ids=lambda place: place.name)
def test_styles(place: Path) -> None:
    assert newer(place.read_text("utf-8")) == []


@pytest.mark.parametrize("place", SCRIPTS, ids=lambda place: place.name)
def test_scripts(place: Path) -> None:
    assert newer_in_script(place.read_text("utf-8")) == []


def test_htmx() -> None:
    assert newer_in_script((files("js_lib_htmx") / "static/htmx/htmx.min.js").read_text("utf-8")) == []


@pytest.mark.parametrize(
    "style",
    ["a:has(b) { color: red }", "@media print { a { inset: 0 } }", "a { display: flex; gap: 1rem }",
     ".a { & b { color: red } }", "@layer x { a { color: red } }", "a { height: 100dvh }", ":focus-visible { color: red }"],
)  # fmt: skip
def test_what_is_newer_is_seen(style: str) -> None:
    assert newer(style)


def test_what_is_newer_in_a_script_is_seen() -> None:
    for script in ("a ??= b", "a.replaceAll(b, c)", "a.at(-1)", "crypto.randomUUID()", "structuredClone(a)"):
        assert newer_in_script(script)
    assert newer_in_script("const b = a?.c ?? d; form.requestSubmit(); list.flatMap(f)") == []
