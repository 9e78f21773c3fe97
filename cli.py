#!/usr/bin/env python3
"""``python cli.py …`` in a checkout: the same program as ``shenguan …``."""

import os
import sys


def start() -> int:
    """Run the command line, by the checkout's own environment when this Python lacks the packages."""
    try:
        if sys.version_info < (3, 11):  # noqa: UP036 - whatever Python the machine calls python3
            raise ImportError("Python 3.11 or later")
        from shenguan_docs.cli.main import main
    except ImportError:
        from pathlib import Path

        here = Path(__file__).resolve()
        own = here.parent / ".venv" / "bin" / "python"
        if own.exists() and not os.environ.get("_SHENGUAN_HANDED_OVER"):
            os.environ["_SHENGUAN_HANDED_OVER"] = "1"
            os.execv(own, [str(own), str(here), *sys.argv[1:]])
        if os.environ.get("SHENGUAN_DEBUG") == "1":
            raise
        sys.stderr.write("错误:运行环境还没有准备好。请先执行 script/setup。\n")
        return 3
    os.environ.pop("_SHENGUAN_HANDED_OVER", None)
    return main()


if __name__ == "__main__":
    sys.exit(start())
