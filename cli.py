#!/usr/bin/env python3
"""``python cli.py …`` in a checkout: the same program as ``shenguan …``."""

import os
import sys


def start() -> int:
    """Run the command line; what script/setup made runs it, whichever Python was called."""
    own = os.path.join(os.path.dirname(os.path.realpath(__file__)), ".venv")  # noqa: PTH118, PTH120
    ready = os.path.exists(os.path.join(own, ".shenguan-setup"))  # noqa: PTH110, PTH118
    if ready and os.path.realpath(sys.prefix) != os.path.realpath(own):  # it may be a link
        python = os.path.join(own, "bin", "python")  # noqa: PTH118
        os.execv(python, [python, __file__, *sys.argv[1:]])
    try:
        from shenguan_docs.cli.main import main
    except ImportError:
        if os.environ.get("SHENGUAN_DEBUG") == "1":
            raise
        sys.stderr.write("错误：运行环境还没有准备好。请先执行 script/setup。\n")
        return 3
    return main()


if __name__ == "__main__":
    sys.exit(start())
