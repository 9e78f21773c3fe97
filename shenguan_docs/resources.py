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
    """Return the folder of the shipped kinds, layouts and plan.

    Raises MissingComponent when it is not there (a damaged installation).
    """
    return _shipped("templates", "templates", "随软件带来的模板")


def shipped_manual() -> Path:
    """Return the folder of the manual and its pictures. Raises MissingComponent."""
    return _shipped("manual", "docs", "使用手册")


def _shipped(packed: str, in_checkout: str, words: str) -> Path:
    """The wheel's own folder, else the checkout's."""
    place = _PACKAGE / packed
    if place.is_dir():
        return place
    root = checkout_root()
    if root is None:
        raise MissingComponent(
            f"安装不完整，找不到{words}", where=str(place), remedy="重新安装 shenguan-docs"
        )
    return root / in_checkout
