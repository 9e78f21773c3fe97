"""Page figures of GB/T 9704-2012, each with its clause; both outputs and the tests take them from here.

Lengths end in ``_MM`` (millimetres) or ``_PT`` (points); DOCX figures end in ``_TWIPS`` (1/20 pt).
"""

from __future__ import annotations

MM_PER_PT = 25.4 / 72
TWIPS_PER_MM = 1440 / 25.4

# 5.1 paper, 5.2.1 margins and text area (版心)
PAPER_WIDTH_MM, PAPER_HEIGHT_MM = 210.0, 297.0
TOP_MM, LEFT_MM = 37.0, 28.0
TEXT_WIDTH_MM, TEXT_HEIGHT_MM = 156.0, 225.0
RIGHT_MM = PAPER_WIDTH_MM - LEFT_MM - TEXT_WIDTH_MM
BOTTOM_MM = PAPER_HEIGHT_MM - TOP_MM - TEXT_HEIGHT_MM

# 5.2.2–5.2.3 body text: 3号仿宋, 22 lines of 28 characters that fill the text area
LINES, CHARACTERS = 22, 28
LINE_MM = TEXT_HEIGHT_MM / LINES
CHARACTER_MM = TEXT_WIDTH_MM / CHARACTERS
BODY_PT = 16.0  # 3号
LETTER_SPACING_PT = -0.21  # measured: −0.2 pt gives 27 characters in a line
INDENT_MM = 2 * CHARACTER_MM  # 7.3.3 two characters

TITLE_PT = 22.0  # 7.3.1 2号
IMPRINT_PT = 14.0  # 7.4.2, 7.4.3 4号
FOLIO_PT = 14.0  # 7.5 4号

# Head (版头)
MARK_TOP_MM = 35.0  # 7.2.4, 10.3 from the text area's upper edge to the 标志's
MARK_PT = 44.0  # the standard only says clear and dignified; 7.2.4
MARK_LEAST_SCALE = 0.55  # long names are set narrower down to this share, then smaller
RULE_GAP_MM = 4.0  # 7.2.7 below the number; 10.1 below the 标志
RULE_MM = 0.53  # 7.2.7 (thickness not given) 1.5 pt

# Letter (信函格式) 10.1
LETTER_MARK_TOP_MM = 30.0  # from the paper's upper edge
LETTER_MARK_PT = 36.0
LETTER_RULE_WIDTH_MM = 170.0
LETTER_FOOT_RULE_MM = 20.0  # from the paper's lower edge
LETTER_THICK_MM, LETTER_THIN_MM = 1.06, 0.26  # 3 pt and 0.75 pt: Word's thickThinSmallGap at 3 pt
LETTER_NUMBER_GAP_MM = BODY_PT * 7 / 8 * MM_PER_PT  # 7/8 of a 3号 character below the rule

# Imprint (版记) 7.4.1
IMPRINT_THICK_MM, IMPRINT_THIN_MM = 0.35, 0.25

FOLIO_GAP_MM = 7.0  # 7.5 the dash lies 7 mm below the text area

# Signature 7.3.5
DATE_RIGHT = 4.0  # characters right of the date (sealed, 签名章)
PLAIN_RIGHT = 2.0  # characters right of the organ (unsealed)
SEAL_LINES = 2  # blank lines over the organ: a seal of 42 mm then tops within one line of the text
PLAIN_LINES = 1
STAMP_LINES = 2
SEAL_ROW_LINES = 4  # blank lines between two rows of joint organs: seals of 42 mm do not touch
STAMP_WIDTH = 6.0  # characters kept free for the 签名章

RED = "#FF0000"

# Fandol's Chinese glyphs fill this much of the em over and under the baseline (measured; its font box
# is 0.88 and 0.12, so that glyphs hang low in it).
INK_OVER, INK_UNDER = 0.77, 0.17
BOX_OVER, BOX_UNDER = 0.88, 0.12

# Where the baseline lies in a body line of the PDF: the font's box stands in the line's middle.
BASELINE_MM = LINE_MM / 2 + (BOX_OVER - BOX_UNDER) / 2 * BODY_PT * MM_PER_PT
OVER_INK_MM = BASELINE_MM - INK_OVER * BODY_PT * MM_PER_PT  # white over and under the glyphs in a line
UNDER_INK_MM = LINE_MM - BASELINE_MM - INK_UNDER * BODY_PT * MM_PER_PT

# DOCX (measured in LibreOffice, reckoned for Word; see page-figures): exact line pitch and spacing
PAPER_WIDTH_TWIPS, PAPER_HEIGHT_TWIPS = 11906, 16838
# Left and right each a hair less than 28 and 26 mm: LibreOffice spreads a line by whole twips between characters,
# and three more twips make it spread 27 characters to the edge (Word shows 2.8 and 2.6 cm either way).
TOP_TWIPS, BOTTOM_TWIPS, LEFT_TWIPS, RIGHT_TWIPS = 2098, 1984, 1587, 1472
TEXT_WIDTH_TWIPS = PAPER_WIDTH_TWIPS - LEFT_TWIPS - RIGHT_TWIPS
TEXT_HEIGHT_TWIPS = PAPER_HEIGHT_TWIPS - TOP_TWIPS - BOTTOM_TWIPS
LINE_TWIPS = 579
SPACING_TWIPS = -5  # -4 gives 27 characters
CHARACTER_TWIPS = 315  # 16 pt − 0.25 pt


def twips(mm: float) -> int:
    """Millimetres as twips (1/20 pt)."""
    return round(mm * TWIPS_PER_MM)
