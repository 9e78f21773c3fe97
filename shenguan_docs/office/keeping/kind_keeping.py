"""Check kinds of notices against this office's departments and matters."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.notices.checking import KindFinding, check_kind
from shenguan_docs.notices.kinds import kind_folders
from shenguan_docs.office.letters.lookup import OfficeLookup
from shenguan_docs.office.opening import Office
from shenguan_docs.plan.matters import MatterList
from shenguan_docs.resources import shipped_templates


class _ExampleLookup(OfficeLookup):
    """The office, or the plan's own list of matters while the office has none yet."""

    def _no_list(self) -> MatterList:
        from shenguan_docs.plan.matter_import import read_matter_list

        source = shipped_templates() / "plan" / "事项清单(第一批).csv"
        matters = read_matter_list(source.read_bytes(), source.name, self.directory)
        return MatterList(0, source.stem, self.on, self.on, source.name, "", matters)


def check_kinds(office: Office, folder: Path | None, today: date) -> list[KindFinding]:
    """Check one kind, a folder of kinds, or all that the office has. Raises NotFound, Refused."""
    if folder is None:
        folders = [path for _, path in sorted(kind_folders(office.kind_places).items())]
    elif not folder.is_dir():
        raise NotFound("没有这个文件夹", where=str(folder), remedy="核对路径")
    elif (folder / "kind.toml").is_file() or (folder / "body.txt").is_file():
        folders = [folder]
    else:
        folders = sorted(p for p in folder.iterdir() if p.is_dir())
    if not folders:
        raise Refused(
            "里面没有文书类别", where=str(folder or office.root), remedy="一类文书是一个含 kind.toml 的文件夹"
        )
    with office.reading() as conn:
        return [
            finding
            for path in folders
            for finding in check_kind(path.absolute(), lambda: _ExampleLookup(conn, today, None), today)
        ]
