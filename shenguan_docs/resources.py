"""Where the files that come with the program lie: in the wheel, or in the checkout that is run in place."""

from __future__ import annotations

from pathlib import Path

from shenguan_docs.errors import MissingComponent

_PACKAGE = Path(__file__).resolve().parent


def checkout_root() -> Path | None:
    """Return the folder of the checkout that this program runs from, or None for an installed wheel."""
    root = _PACKAGE.parent
    return root if (root / "pyproject.toml").is_file() and (root / "templates").is_dir() else None


def shipped_templates() -> Path:
    """Return the folder of the shipped kinds, layouts and plan: the wheel's own, else the checkout's.

    Raises MissingComponent when neither is there (a damaged installation).
    """
    packed = _PACKAGE / "templates"
    if packed.is_dir():
        return packed
    root = checkout_root()
    if root is None:
        raise MissingComponent(
            "安装不完整,找不到随软件带来的模板", where=str(packed), remedy="重新安装 shenguan-docs"
        )
    return root / "templates"


def shipped_manual() -> Path:
    """Return the folder of the manual and its pictures: the wheel's own, else the checkout's.

    Raises MissingComponent.
    """
    packed = _PACKAGE / "manual"
    if packed.is_dir():
        return packed
    root = checkout_root()
    if root is None:
        raise MissingComponent(
            "安装不完整,找不到使用手册", where=str(packed), remedy="重新安装 shenguan-docs"
        )
    return root / "docs"
