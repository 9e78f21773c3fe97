"""核验.html in Chromium without a network: the same answers as verify.py, whole folders and single files."""

from __future__ import annotations
