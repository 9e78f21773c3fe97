#!/usr/bin/env python3
"""核验一个案卷：文件有没有改动、缺少、多出，每件文书是不是在单位的流水账里。

用法：python verify.py [案卷文件夹] [--all] [--key 公钥指纹] [--head 树头文件]
只要 Python 3.6 以上，不用安装别的，不联网。退出码：0 没有问题，1 有问题，2 不能核验。
"""

import io
import os
import sys

from shenguan_docs.proof.alone.bags import PROOF_NAME, SIGNATURE_NAME, WRONG, Bag
from shenguan_docs.proof.alone.ed25519 import fingerprint
from shenguan_docs.proof.alone.notes import Head


def _checked(words: "list[str]") -> int:
    options, places, names = {"--key": "", "--head": ""}, [], list(words)
    everything = "--all" in names
    names = [name for name in names if name != "--all"]
    while names:
        name = names.pop(0)
        if name in options and names:
            options[name] = names.pop(0)
        elif name.startswith("-"):
            print(__doc__)
            return 0 if name in ("-h", "--help") else 2
        else:
            places.append(name)
    folder = places[0] if places else os.path.dirname(os.path.abspath(__file__))
    bag = Bag(folder)
    try:
        bag.check()
    except OSError as error:
        print(f"不能核验：读不到“{error.filename or folder}”。")
        return 2
    except ValueError:
        print(f"不能核验：“{folder}”不是案卷文件夹（没有 bagit.txt）。")
        return 2
    wanted = options["--key"].lower()
    if wanted and (not bag.signed or wanted not in [fingerprint(key) for key in bag.keys]):
        bag.results.append((WRONG, SIGNATURE_NAME, f"不是用指纹为 {wanted} 的钥匙签的"))
    if options["--head"]:
        _compare_head(bag, options["--head"])
    for state, path, reason in bag.results if everything else bag.problems():
        print(_shown(f"{state}  {path}" + (f"（{reason}）" if reason else "")))
    for sentence in bag.notes:
        print(_shown(sentence))
    problems = bag.problems()
    if problems:
        print(f"有 {len(problems)} 处问题。")
        return 1
    print(f"一致：{len(bag.results)} 个文件都没有改动，没有缺少，没有多出。")
    return 0


def _shown(words: str) -> str:
    """What may be printed: a name with a line break or an escape in it shall not look like an answer of ours."""
    return "".join(c if c.isprintable() else "\ufffd" for c in words)


def _compare_head(bag: Bag, place: str) -> None:
    try:
        with open(place, "rb") as reader:
            kept = Head(reader.read().decode("utf-8"))
    except (OSError, ValueError):
        bag.results.append((WRONG, place, "树头文件读不出来"))
        return
    if kept.fault():
        bag.results.append((WRONG, place, kept.fault()))
    elif bag.head is None or bag.head.public != kept.public:
        bag.results.append((WRONG, place, "案卷的树头不是同一把钥匙签的"))
    elif bag.head.size != kept.size:
        bag.notes.append(f"给的树头是 {kept.size} 条的，案卷的是 {bag.head.size} 条的，不能直接比较。")
    elif bag.head.root != kept.root:
        bag.results.append((WRONG, PROOF_NAME, "与给的树头不一致：单位的流水账有过两种内容"))


def main(words: "list[str]") -> int:
    """Check the bag that ``words`` name and say in Chinese what was found; return the exit status."""
    for name in ("stdout", "stderr"):  # a console that lacks a character must not end the check
        stream = getattr(sys, name)
        if hasattr(stream, "buffer"):
            encoding = stream.encoding or "utf-8"
            setattr(
                sys, name, io.TextIOWrapper(stream.buffer, encoding, "backslashreplace", line_buffering=True)
            )
    status = _checked(words)
    if os.name == "nt" and "PROMPT" not in os.environ and sys.stdin is not None and sys.stdin.isatty():
        input("按回车键关闭。")  # started by a double click, the window would be gone
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
