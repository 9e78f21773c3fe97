"""Planted faults of place: paper, margins, lines, signature, tables, page numbers, 版记, the lines of a letter."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.page_fault import DATED, FILED, LETTERS, Fault
from shenguan_docs.document import Layout, Seal

_SIGNED = ".signature p:nth-last-of-type(2)"
_OFFICE = ".signature p:first-of-type"
_DATE = ".signature p:last-of-type"


def place_faults() -> list[Fault]:
    """All of them."""
    return [
        *_pages(), *_lines(), *_signatures(), *_head(), *_letter(), *_text(), *_annexes(), *_folios(), *_imprints(), *_words(),
    ]  # fmt: skip


def _each(
    rule: str,
    css: str,
    layouts: tuple[Layout, ...] = LETTERS,
    paragraphs: tuple[int, ...] = (5,),
    sign: Seal = "seal",
    beside: str = "",
) -> Iterator[Fault]:
    for layout in layouts:
        for count in paragraphs:
            name = f"{rule}-{layout}-{count}-{sign}-{css[:24]}"
            yield Fault(
                name, rule, layout, css, paragraphs=count, sign=sign, beside=frozenset(beside.split())
            )


def _said(
    rule: str, old: str, new: str, layouts: tuple[Layout, ...] = LETTERS, sign: Seal = "seal"
) -> Iterator[Fault]:
    for layout in layouts:
        yield Fault(f"{rule}-{layout}-{new[:16]}", rule, layout, words=(old, new), sign=sign)


def _pages() -> Iterator[Fault]:
    for off in (-3, -2, 2, 3):
        css = f"@page {{ margin-top: {37 + off}mm; margin-bottom: {35 - off}mm }}"
        yield from _each("margin-top", css, FILED, (12, 16))
        yield from _each("margin-top", css, ("letter",), (12, 16))
    for off in (-3, -2, 2, 3):
        yield from _each(
            "text-height", f"@page {{ margin-bottom: {35 + off}mm }}", FILED, beside="date-alone"
        )
        yield from _each("text-width", f"@page {{ margin-right: {26 + off}mm }}", LETTERS, (12,))
        css = f"@page {{ margin-left: {28 + off}mm; margin-right: {26 - off}mm }}"
        yield from _each("margin-left", css, ("letter", "upward"), (12,))
    for size in ("215.9mm 279.4mm", "215.9mm 355.6mm", "250mm 353mm"):
        css = f"@page {{ size: {size} }}"
        yield from _each("paper-size", css, FILED, (5,), beside="date-alone line-pitch")


def _lines() -> Iterator[Fault]:
    for lines in (20, 21, 23):
        css = f"p.正文 {{ line-height: {225 / lines:.4f}mm }}"
        yield from _each("line-pitch", css, LETTERS, (16,), beside="date-alone")
    # A page of text alone with one line fewer, at the right distance of lines.
    css = "@page :left { padding-bottom: 10.3mm }"
    yield from _each("lines-per-page", css, LETTERS, (12, 16), beside="imprint-bottom date-alone")
    for pitch in (-0.9, 0.7):
        css = f"p.正文 i {{ letter-spacing: {pitch}pt }}"
        yield from _each("characters-per-line", css, LETTERS, (16,), beside="character-pitch")
    css = "p.正文 { text-align: left } p.正文 i { letter-spacing: 0 }"
    yield from _each(
        "line-filled", css, ("letter", "general"), (12,), beside="characters-per-line character-pitch"
    )
    css = "p.正文:nth-of-type(6) { padding-left: 11mm }"
    yield from _each("body-hang", css, LETTERS, (5,), beside="body-indent date-alone")
    css = "p.正文:nth-of-type(6) { position: relative; left: -5mm }"
    yield from _each("outside-text-area", css, LETTERS, (5,), beside="body-indent body-hang")
    yield from _each(
        "overlap", "p.正文:nth-of-type(6) { margin-top: -6mm }", LETTERS, (5,), beside="line-pitch"
    )


def _signatures() -> Iterator[Fault]:
    for right in ("0mm", "11mm", "33mm"):
        yield from _each("date-place", f"{_DATE} {{ padding-right: {right} !important }}", DATED)
    for right in ("0mm", "32mm"):
        yield from _each("organ-place", f"{_SIGNED} {{ padding-right: {right} !important }}", DATED)
    for right in ("0mm", "33mm"):
        css = f"{_DATE} {{ padding-right: {right} !important }}"
        yield from _each("date-place", css, DATED, (5,), "plain")
    both = f"{_SIGNED} {{ padding-right: 33mm !important }} {_DATE} {{ padding-right: 41.4mm !important }}"
    yield from _each("date-place", both, DATED, (5,), "plain")
    yield from _each("date-place", f"{_DATE} {{ padding-right: 0 !important }}", DATED, (5,), "stamp")
    yield from _each("date-place", f"{_DATE} {{ margin-top: -10.2mm }}", DATED, (5,), "stamp")
    for right in ("0mm", "22mm"):
        css = f"{_OFFICE} {{ padding-right: {right} !important }}"
        yield from _each("organ-place", css, DATED, (5,), "stamp")
    yield from _each("signature-gap", ".signature .blank { height: 0 }", DATED, (5,))
    yield from _each("signature-gap", ".signature .blank { height: 0 }", DATED, (5,), "plain")
    yield from _each("note-place", ".note { margin-top: 10.2mm }", DATED, (5,), beside="date-alone")


def _head() -> Iterator[Fault]:
    for shift in (-4, 4):
        css = f".mark {{ top: {shift}mm }}"
        yield from _each("mark-top", css, FILED, (5,))
    yield from _each(
        "mark-size", ".mark { font-size: 20pt !important }", FILED, (5,), beside="mark-top number-gap"
    )
    yield from _each("number-gap", "p.number, .signers { margin-top: 10mm }", FILED, (5,))
    yield from _each("number-gap", ".letterline { margin-top: 9mm }", ("letter",), (5,))
    yield from _each(
        "urgency-place", ".first i, .letterline .hei { position: relative; left: 6mm }", LETTERS, (5,)
    )
    yield from _each("signer-place", ".signers td:last-child { padding-right: 0 }", ("upward",))
    yield from _each("signer-face", '.signers td.name i { font-family: "FandolFang" }', ("upward",))
    css = ".signers td:not(.number) i { position: relative; top: -6mm }"
    yield from _each("signer-row", css, ("upward",), beside="number-gap")
    yield from _each(
        "title-shape",
        "h1.title i:first-child { font-size: 22pt } h1.title { padding: 0 63mm }",
        ("general",),
        (5,),
    )


def _letter() -> Iterator[Fault]:
    only: tuple[Layout, ...] = ("letter",)
    yield from _each("letter-rule", ".letterhead .thin { background: none !important }", only)
    yield from _each(
        "letter-rule", ".letterhead .thin, .letterhead .thick { background: none !important }", only
    )
    for width in (150, 156, 180):
        css = f".letterhead .thin, .letterhead .thick {{ width: {width}mm; margin-left: {(170 - width) / 2}mm }}"
        yield from _each("letter-rule-width", css, only)
    yield from _each(
        "letter-rule-centred",
        ".letterhead div { position: relative } .letterhead .thin, .letterhead .thick { left: 5mm }",
        only,
    )
    yield from _each(
        "letter-rule-gap", ".letterhead .thick { margin-top: 2mm !important }", only, beside="number-gap"
    )
    for gap in (10, 19):
        yield from _each(
            "letter-foot-rule", f"@page letter:first {{ @bottom-center {{ padding-top: {gap}mm }} }}", only
        )
    yield from _each("letter-foot-rule", ".letterfoot .thin { background: none !important }", only)
    yield from _each(
        "letter-foot-rule", ".letterfoot .thin, .letterfoot .thick { background: none !important }", only
    )
    swapped = (
        ".letterfoot .thin { height: 1.06mm !important } .letterfoot .thick { height: 0.26mm !important }"
    )
    yield from _each("letter-foot-order", swapped, only)
    yield from _each("letter-rule-colour", ".letterfoot .thick { background: #000 !important }", only)
    css = '@page letter:first { @bottom-right { content: "— " counter(page) " —" } }'
    yield from _each("folio-letter", css, only)


def _text() -> Iterator[Fault]:
    yield from _each("level-3-face", '.三级标题 i { font-family: "FandolHei" }')
    yield from _each("level-4-face", '.四级标题 i { font-family: "FandolSong" }', LETTERS, (5,))
    yield from _each(
        "enclosure-hang",
        ".enclosure { padding-left: 27.86mm !important; text-indent: -16.71mm !important }",
        LETTERS,
        (5,),
        beside="enclosure-indent",
    )
    yield from _each("roster-hang", ".roster { padding-left: 11.14mm; text-indent: 0 }", ("minutes",))


def _annexes() -> Iterator[Fault]:
    yield from _each("annex-page", ".annex { break-before: auto }", LETTERS, (7,))
    for width in (165, 175):
        yield from _each("table-width", f"table.data {{ width: {width}mm }}", LETTERS, (5,))
    yield from _each("table-width", "table.data { position: relative; left: -10mm }", LETTERS, (5,))


def _folios() -> Iterator[Fault]:
    for gap in (1.8, 2.8, 6.8, 9):
        css = f"@page {{ @bottom-right {{ padding-top: {gap}mm }} @bottom-left {{ padding-top: {gap}mm }} }}"
        yield from _each("folio-gap", css, LETTERS, (5,))
    for side in ("0mm", "15mm"):
        css = f"@page :left {{ @bottom-left {{ padding-left: {side} }} }}"
        yield from _each("folio-side", css)
    swapped = '@page :left { @bottom-left { content: none } @bottom-right { content: "— " counter(page) " —"; padding-right: 14pt } }'
    yield from _each("folio-side", swapped)
    centred = (
        "@page :left { @bottom-left { content: none } @bottom-center { content: "
        '"— " counter(page) " —"; font: 14pt/14pt "FandolSong"; vertical-align: top; padding-top: 4.8mm; white-space: nowrap } }'
    )
    yield from _each("folio-side", centred)
    face = "@page {{ @bottom-right {{ font-family: {0} }} @bottom-left {{ font-family: {0} }} }}".format(
        '"FandolHei"'
    )
    yield from _each("folio-face", face, LETTERS, (5,))
    css = (
        '@page :left { @bottom-left { content: "— " counter(page, wide) " —" } } @counter-style wide '
        '{ system: numeric; symbols: "０" "１" "２" "３" "４" "５" "６" "７" "８" "９" }'
    )
    yield from _each("folio-width", css, LETTERS, (5,))
    yield from _each("folio-order", "@page { counter-increment: page 2 }", FILED, beside="folio-side")


def _imprints() -> Iterator[Fault]:
    yield from _each("imprint-bottom", ".imprint { float: none }", FILED, (5,))
    yield from _each("imprint-bottom", ".imprint { position: relative; top: -12mm }", FILED, (5,))
    for width in (140, 166):
        yield from _each("imprint-width", f".imprint .line {{ width: {width}mm }}", FILED, (5,))
    yield from _each("copies-indent", ".imprint .copies { position: relative; left: -4.9mm }", LETTERS, (5,))
    hang = ".imprint .copies { padding-left: 4.94mm !important; text-indent: 0 !important }"
    for layout in LETTERS:
        more = (
            "市场监督管理局。</i>",
            "市场监督管理局、益阳高新区自然资源局、益阳高新区应急管理局、益阳高新区消防大队。</i>",
        )
        yield Fault(f"copies-hang-{layout}", "copies-hang", layout, hang, more)
    yield from _each("printed-by-place", ".imprint .made .day { right: 0 }", FILED, (5,))
    yield from _each("printed-by-place", ".imprint .made { padding-left: 0 }", FILED, (5,))


def _words() -> Iterator[Fault]:
    yield from _said("title-genre", "的通知</i>", "有关事项</i>", ("general",))
    yield from _said(
        "copies-stop", '。</i></p><div class="line inner">', '；</i></p><div class="line inner">', FILED
    )
    yield from _said("urgency-word", "<i>特急</i>", "<i>急件</i>", ("general", "upward", "minutes"))
    yield from _said("pairs", "特此函告。", "特此函告（联系人张三。")
    yield from _said("ellipsis", "特此函告。", "特此函告等...")
    yield from _said("number-form", "〔2026〕12号", "〔2026〕12", ("general", "upward"))
    yield from _said(
        "note-width", "（联系人：李四，电话：0737-7654321）", "(联系人：李四，电话：0737-7654321)", DATED
    )
    yield from _said(
        "number-missing",
        '<p class="number"><i>益高审发〔2026〕12号</i></p>',
        '<p class="number"></p>',
        ("general",),
    )
