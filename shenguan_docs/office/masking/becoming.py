"""Any file as pages, for masking: what is no PDF becomes one as in every bundle."""

from __future__ import annotations

from functools import partial

from shenguan_docs.bundle.contents import Content
from shenguan_docs.bundle.pages import Unreadable
from shenguan_docs.bundle.sheets import print_text
from shenguan_docs.bundle.turning import is_pdf, turned
from shenguan_docs.masking.copies import Original
from shenguan_docs.office.opening import Office

_BESIDE = "，脱敏副本里不带原文件"


def original_of(office: Office, name: str, content: Content) -> Original:
    """Return the file with its pages, or with the reason why it has none; the file itself never goes along."""
    write_text = partial(print_text, printer=office.pdf.html_pdf, layouts=office.layouts)
    try:
        if is_pdf(content):
            return Original(pdf=content if isinstance(content, bytes) else content.read_bytes())
        return Original(pdf=turned(content, name, write_text))
    except Unreadable as error:
        return Original(refused=f"{error}{_BESIDE}")
    except OSError:
        return Original(refused="找不到这个文件")
