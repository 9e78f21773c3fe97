"""What the program is made of: the lock file, the licences (docs/许可.md), the SBOM (CycloneDX 1.6)."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
import uuid
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
LICENCES = ROOT / "docs" / "许可.md"
PYTHON = "3.11"  # the oldest that we run on; the lock holds for all later ones and every platform


@dataclass(frozen=True)
class Component:
    """One package that the program uses. ``digests`` are the SHA-256 of its files, of every platform."""

    name: str
    version: str
    licence: str
    marker: str
    digests: tuple[str, ...]


def locked(text: str) -> dict[str, tuple[str, str, tuple[str, ...]]]:
    """Read a lock file: package to version, marker, SHA-256 of its files."""
    found = {}
    for block in re.findall(r"^\S+==.*(?:\n    .*)*", text, re.MULTILINE):
        requirement = Requirement(re.split(r"\s*\\?\n", block)[0])
        version = next(iter(requirement.specifier)).version
        digests = tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", block))
        found[canonicalize_name(requirement.name)] = (version, str(requirement.marker or ""), digests)
    return found


def direct() -> list[Requirement]:
    """Return what pyproject.toml asks for."""
    with (ROOT / "pyproject.toml").open("rb") as stream:
        return [Requirement(line) for line in tomllib.load(stream)["project"]["dependencies"]]


def components() -> list[Component]:
    """Return the locked packages with the licences that the installed ones state."""
    found = []
    for name, (version, marker, digests) in sorted(locked(LOCK.read_text("utf-8")).items()):
        try:
            licence = _SEEN.get(name) or _licence(distribution(name))
        except PackageNotFoundError:  # for another platform only
            licence = ""
        found.append(Component(name, version, licence, marker, digests))
    return found


_SEEN = {"pyrage": "MIT", "brotlicffi": "MIT"}  # stated in the licence file only; looked up by hand


def _licence(package: Distribution) -> str:
    meta = package.metadata
    if expression := meta.get("License-Expression"):
        return str(expression)
    classes = [
        c.rpartition(" :: ")[2] for c in meta.get_all("Classifier") or () if c.startswith("License ::")
    ]
    named = [c for c in classes if c != "OSI Approved"]
    stated = str(meta.get("License") or "").strip().partition("\n")[0]
    return " / ".join(named) or stated[:60]


def lock() -> None:
    """Resolve the ranges of pyproject.toml anew and write requirements.lock, every file pinned by its SHA-256."""
    command = [
        sys.executable, "-m", "uv", "pip", "compile", "--quiet", "pyproject.toml", "--universal", "--upgrade",
        "--python-version", PYTHON, "--generate-hashes", "--no-emit-find-links", "-o", str(LOCK),
    ]  # fmt: skip
    subprocess.run(
        command, cwd=ROOT, check=True, env={**os.environ, "UV_CUSTOM_COMPILE_COMMAND": "script/supply lock"}
    )


_HEAD = """# 许可

由 `script/supply licences` 生成，不要手工改。程序本身是 Apache-2.0。下面是随它安装的 Python 组件（`requirements.lock`），
只在某些机器上装的写着条件。没有一个只有 GPL:
LGPL、MPL 的作为单独的库使用，没有改动；Pyphen 有三种许可可选，按 MPL 使用。

| 组件 | 版本 | 许可 | 条件 |
|---|---|---|---|
"""
_TAIL = """
## 系统组件（由 Debian 安装，另外的进程或者动态库）

| 组件 | 许可 | 用处 |
|---|---|---|
| Pango、HarfBuzz、GLib、fontconfig | LGPL-2.1+、MIT | 排版用的库 |
| Poppler(`pdftotext`、`pdftoppm`) | GPL-2+ | 单独的进程：读坏掉的 PDF、画页面 |
| LibreOffice（可选） | MPL-2.0 | 单独的进程：读旧版文件 |
| 霞鹜文楷、思源宋体黑体、Fandol 字体 | OFL-1.1、OFL-1.1、GPL 加字体例外 | 没有公文字体时代替；嵌入 PDF 不影响公文 |
"""


def licences() -> None:
    """Write docs/许可.md. A package without a stated licence stops it."""
    rows = components()
    silent = [c.name for c in rows if not c.licence and not c.marker]
    if silent:
        raise SystemExit(f"没有写明许可：{'、'.join(silent)}")
    lines = [f"| {c.name} | {c.version} | {c.licence or '见其项目'} | {_condition(c.marker)} |" for c in rows]
    LICENCES.write_text(_HEAD + "\n".join(lines) + "\n" + _TAIL, "utf-8")


def _condition(marker: str) -> str:
    return f"`{marker}`".replace("|", "\\|") if marker else ""


def sbom() -> str:
    """Return the SBOM as JSON of CycloneDX 1.6; equal inputs give equal bytes."""
    with (ROOT / "pyproject.toml").open("rb") as stream:
        project = tomllib.load(stream)["project"]
    rows = components()
    listed = [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{c.name}@{c.version}",
            "name": c.name,
            "version": c.version,
            "purl": f"pkg:pypi/{c.name}@{c.version}",
            "licenses": [{"license": {"name": c.licence or "unknown"}}],
            "hashes": [{"alg": "SHA-256", "content": digest} for digest in c.digests],
            "scope": "optional" if c.marker else "required",
        }
        for c in rows
    ]
    own = f"pkg:pypi/{project['name']}@{project['version']}"
    body = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, own + LOCK.read_text('utf-8'))}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": project["name"],
                "version": project["version"],
                "purl": own,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": listed,
        "dependencies": _dependencies(own, rows),
    }
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def _dependencies(own: str, rows: list[Component]) -> list[dict[str, object]]:
    refs = {c.name: f"pkg:pypi/{c.name}@{c.version}" for c in rows}
    graph = {own: sorted({refs[n] for r in direct() if (n := canonicalize_name(r.name)) in refs})}
    for component in rows:
        try:
            wanted = [Requirement(line) for line in distribution(component.name).requires or ()]
        except PackageNotFoundError:
            wanted = []
        names = {
            canonicalize_name(r.name) for r in wanted if not r.marker or r.marker.evaluate({"extra": ""})
        }
        graph[refs[component.name]] = sorted(refs[name] for name in names if name in refs)
    return [{"ref": ref, "dependsOn": on} for ref, on in graph.items()]


def main(words: list[str]) -> int:
    """Do what is asked: ``lock``, ``licences``, ``sbom`` (to standard output)."""
    if words == ["lock"]:
        lock()
    elif words == ["licences"]:
        licences()
    elif words == ["sbom"]:
        sys.stdout.write(sbom())
    else:
        print(
            "用法：script/supply lock（重做 requirements.lock）、licences（重写 docs/许可.md）、sbom（印出 CycloneDX）",
            file=sys.stderr,
        )
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
