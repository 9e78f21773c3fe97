"""WeasyPrint is loaded here, without what it costs to look for its libraries under the names of other systems.

WeasyPrint 70 asks for each of seven libraries by up to six names, the one of Linux fourth. For a name that is not
here cffi has ctypes look further, which starts ldconfig, gcc and ld: eighty processes, a quarter of a second of every
command that prints.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import sys
from threading import Lock

_NEEDED = (
    "libgobject-2.0.so.0", "libpango-1.0.so.0", "libharfbuzz.so.0", "libfontconfig.so.1", "libpangoft2-1.0.so.0",
)  # fmt: skip
_NAMES = ("gobject", "pango", "harfbuzz", "fontconfig")
_loading = Lock()


def load() -> None:
    """Import WeasyPrint; where its libraries are not there under their usual names, as it does it by itself."""
    with _loading:
        if "weasyprint" in sys.modules:
            return
        look, simple = ctypes.util.find_library, _all_there()
        if simple:
            vars(ctypes.util)["find_library"] = lambda name: (
                None if any(n in name for n in _NAMES) else look(name)
            )
        try:
            import weasyprint  # noqa: F401
        finally:
            vars(ctypes.util)["find_library"] = look
        from PIL import EpsImagePlugin

        EpsImagePlugin.gs_binary = False  # a picture in PostScript is a program: none is asked to run it


def _all_there() -> bool:
    try:
        for name in _NEEDED:
            ctypes.CDLL(name)
    except OSError:
        return False
    return True
