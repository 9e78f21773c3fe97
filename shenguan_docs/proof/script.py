"""The script that goes into bundles as verify.py, joined from the files of ``alone``."""

from __future__ import annotations

import re
from importlib.resources import files

SCRIPT_NAME = "verify.py"
_PARTS = ("tree", "ed25519", "notes", "proven", "bags", "command")
_OWN_IMPORT = re.compile(r"^from shenguan_docs\..*\n", re.MULTILINE)
_IMPORT = re.compile(r"^(?:import \w+|from typing import Any)\n", re.MULTILINE)
_DOCSTRING = re.compile(r'\A(#![^\n]*\n)?""".*?"""\n', re.DOTALL)


def verify_script() -> str:
    """Return the text of verify.py: Python 3.6 and its standard library, nothing of the program."""
    texts = {name: (files("shenguan_docs.proof.alone") / f"{name}.py").read_text("utf-8") for name in _PARTS}
    imports = sorted({line for text in texts.values() for line in _IMPORT.findall(text)})
    head = _DOCSTRING.match(texts["command"])
    assert head is not None
    bodies = [_body(name, text) for name, text in texts.items()]
    return "\n".join([head.group(), "".join(imports), *bodies])


def _body(name: str, text: str) -> str:
    """Return a part without its imports; its docstring becomes a comment."""
    doc = _DOCSTRING.match(text)
    words = "" if doc is None or name == "command" else doc.group().strip().strip('"')
    text = _IMPORT.sub("", _OWN_IMPORT.sub("", _DOCSTRING.sub("", text))).strip("\n")
    return (f"# {words}\n\n" if words else "") + text + "\n"
