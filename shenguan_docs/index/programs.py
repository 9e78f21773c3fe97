"""Which optional programs for reading files this machine has."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec


def recogniser() -> str:
    """Return the name of the OCR program, "" where there is none or ``SHENGUAN_OCR=off`` says not to use it."""
    if os.environ.get("SHENGUAN_OCR") == "off":
        return ""
    return "RapidOCR" if all(map(find_spec, ("rapidocr", "onnxruntime", "pypdfium2"))) else ""


def libreoffice() -> str:
    """Return the path of LibreOffice, "" where there is none."""
    return shutil.which("soffice") or shutil.which("libreoffice") or ""
