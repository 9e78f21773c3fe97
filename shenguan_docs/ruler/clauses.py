"""Figures of GB/T 9704-2012 by which the ruler judges, in mm or pt; written down apart from our own layouts."""

from __future__ import annotations

PT = 25.4 / 72  # mm

PAPER = (210.0, 297.0)  # 5.1
TOP, LEFT, WIDTH, HEIGHT = 37.0, 28.0, 156.0, 225.0  # 5.2.1
LINES, CHARACTERS = 22, 28  # 5.2.3
PITCH, CHARACTER = HEIGHT / LINES, WIDTH / CHARACTERS
BODY, TITLE, IMPRINT, FOLIO = 16.0, 22.0, 14.0, 14.0  # 5.2.2 3号, 7.3.1 2号, 7.4.2 4号, 7.5 4号

MARK_TOP = 35.0  # 7.2.4 below the text area's upper edge
LETTER_MARK_TOP = 30.0  # 10.1 below the paper's upper edge
RULE_GAP = 4.0  # 7.2.7 below the number; 10.1 below the mark
LETTER_RULE = 170.0  # 10.1
LETTER_FOOT = 20.0  # 10.1 above the paper's lower edge
LETTER_NUMBER = 7 / 8 * BODY * PT  # 10.1 below the rule
IMPRINT_THICK, IMPRINT_THIN = 0.35, 0.25  # 7.4.1
FOLIO_GAP = 7.0  # 7.5 below the text area

# 7.3.5.3 characters right of the office: four, the stamp (2 to 8), two
STAMP_LEAST, STAMP_MOST = 7.6, 14.4

# How far Chinese characters reach over and under the baseline, in shares of their size.
OVER, UNDER = 0.78, 0.17
