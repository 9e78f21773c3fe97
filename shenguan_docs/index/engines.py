"""The engines that there are, by name; each is imported when it is first used."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shenguan_docs.errors import OfficeUnusable, Refused

if TYPE_CHECKING:
    from shenguan_docs.index.layered import LayeredEngine

ENGINES = {"tantivy": ("tantivy", "zstandard"), "whoosh": ("whoosh",)}
"""The libraries that each engine needs, the preferred engine first."""
_PACKAGES = {"whoosh": "whoosh-reloaded"}
"""Packages of another name than what they bring; the package ``whoosh`` is an older one."""


class EngineMissing(OfficeUnusable):
    """A library of the chosen engine cannot be imported on this machine."""

    def __init__(self, name: str) -> None:
        other = next(engine for engine in reversed(ENGINES) if engine != name)
        needed = " ".join(_PACKAGES.get(library, library) for library in ENGINES[name])
        super().__init__(
            f"检索引擎 {name} 在这台机器上用不了：没有安装 {needed}，或者装的不合这台机器",
            remedy=f'运行 pip install {needed}；装不上就在 office.toml 里写 engine = "{other}"，再运行 shenguan index rebuild',
        )


def known(name: str) -> str:
    """Return the engine's name as it is kept. Raises ``Refused`` for one that there is not."""
    folded = name.strip().lower()
    if folded not in ENGINES:
        raise Refused(f"没有“{name}”这个检索引擎", remedy=f"可选 {'、'.join(ENGINES)}")
    return folded


def best() -> str:
    """Return the first engine that can be used on this machine."""
    return next(name for name in ENGINES if usable(name))


def usable(name: str) -> bool:
    """Whether the engine's libraries can be imported."""
    try:
        for library in ENGINES[name]:
            if find_spec(library) is None:
                return False
            import_module(library)
    except Exception:  # a wheel of another machine fails in many ways
        return False
    return True


def open_engine(name: str, folder: Path) -> LayeredEngine:
    """Open the index in ``folder``. Raises ``IndexUnusable``, ``EngineMissing``."""
    engine: LayeredEngine = _module(name).open_engine(folder)
    return engine


def create_engine(name: str, folder: Path) -> LayeredEngine:
    """Make an empty index in ``folder``. Raises ``EngineMissing``."""
    engine: LayeredEngine = _module(name).create_engine(folder)
    return engine


def _module(name: str) -> Any:
    try:
        return import_module(f"shenguan_docs.index.{name}_engine")
    except Exception as error:
        if usable(name):
            raise
        raise EngineMissing(name) from error
