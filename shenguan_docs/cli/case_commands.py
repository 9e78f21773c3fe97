"""Saved cases (案件) and the profiles of case files (案卷类型)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from shenguan_docs.cli.choosing import choice_of, choosing
from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, Group, example
from shenguan_docs.cli.output import answers, pairs, table

if TYPE_CHECKING:
    from shenguan_docs.register.cases import Case

_WORDS = {
    "company": "行政相对人",
    "uscc": "统一社会信用代码",
    "code": "监管事项编码",
    "matter": "事项",
    "numbers": "指定的文书",
    "day_from": "自",
    "day_to": "至",
    "added": "另加",
    "without": "不要",
}


def _shown(case: Case) -> dict[str, Any]:
    return {
        "id": case.id,
        "name": case.name,
        "profile": case.profile,
        "choice": dict(case.choice),
        "cover": dict(case.cover),
        "note": case.note,
    }


def _chosen(choice: dict[str, Any]) -> str:
    return "；".join(
        f"{_WORDS.get(k, k)} {'、'.join(v) if isinstance(v, list) else v}" for k, v in choice.items()
    )


def _one(a: dict[str, Any]) -> str:
    cover = "；".join(f"{name}={value}" for name, value in a["cover"].items())
    rows = [
        ("案件", a["name"]),
        ("编号", a["id"]),
        ("案卷类型", a["profile"]),
        ("选择", _chosen(a["choice"])),
    ]
    return pairs([*rows, ("封面", cover), ("说明", a["note"])])


@click.group("case", cls=Group, epilog=example("shenguan case list"))
def case() -> None:
    """案件：把一次选择存下来，以后用名称导出案卷。

    存的是怎样选，不是选出来的文书；以后新登记的、符合条件的也在内。
    """


@case.command(
    "save",
    cls=Command,
    epilog=example(
        "shenguan case save 示例木业处罚案 --company 示例木业有限公司 --profile penalty --set 承办人=示例甲"
    ),
)
@answers(
    lambda a: f"已存下案件“{a['name']}”（{a['id']}）。\n导出：shenguan bundle --case {a['name']} -o 文件夹"
)
@click.argument("name", metavar="名称")
@choosing
@click.option("--profile", metavar="类型", default="", help="案卷类型，默认 exchange。")
@click.option("--set", "values", metavar="项=值", multiple=True, help="封面的一项，可写多次。")
@click.option("--add", metavar="文号", multiple=True, help="另外加进来的文书、收文、事件，可写多次。")
@click.option("--without", metavar="文号", multiple=True, help="不要的，可写多次。")
@click.option("--note", metavar="说明", default="", help="说明。")
@pass_context
def case_save(
    ctx: CliContext, name: str, profile: str, values: tuple[str, ...], add: tuple[str, ...],
    without: tuple[str, ...], note: str, **chosen: Any,
) -> dict[str, Any]:  # fmt: skip
    """存下一个案件。"""
    from shenguan_docs.cli.table_words import settings
    from shenguan_docs.office.bundling.cases import Changes, save_case

    changes = Changes(profile=profile, values=settings(values), note=note, add=add, without=without)
    return _shown(save_case(ctx.office(), name, choice_of(chosen), changes))


@case.command("list", cls=Command, epilog=example("shenguan case list"))
@answers(
    lambda rows: table(
        [(r["name"], r["profile"], _chosen(r["choice"])) for r in rows], ("案件", "类型", "选择")
    )
)
@pass_context
def case_list(ctx: CliContext) -> list[dict[str, Any]]:
    """存下的案件。"""
    from shenguan_docs.register.cases import all_cases

    with ctx.office().reading() as conn:
        return [_shown(one) for one in all_cases(conn)]


def _case_shown(a: dict[str, Any]) -> str:
    rows = [(d["volume"], d["place"], d["number"], d["title"], d["date"] or "") for d in a["documents"]]
    lacks = f"\n还缺：{'、'.join(a['lacking'])}" if a["lacking"] else ""
    return f"{_one(a)}\n\n{table(rows, ('卷', '位置', '文号', '题名', '日期'))}{lacks}"


@case.command("show", cls=Command, epilog=example("shenguan case show 示例木业处罚案"))
@answers(_case_shown)
@click.argument("name", metavar="名称")
@pass_context
def case_show(ctx: CliContext, name: str) -> dict[str, Any]:
    """看一个案件：怎样选的，现在有哪些材料，各在什么位置，还缺什么。"""
    from shenguan_docs.office.bundling.cases import assemble_case
    from shenguan_docs.register.cases import find

    office = ctx.office()
    with office.reading() as conn:
        found = _shown(find(conn, name))
        made = assemble_case(office, conn, name)
    places = {slot.key: slot.name for slot in made.profile.slots}
    documents = [
        {
            "id": item.id, "volume": item.volume, "slot": item.slot, "place": places[item.slot],
            "number": item.number, "title": item.title, "date": item.day.isoformat() if item.day else None,
        }
        for item in made.items
    ]  # fmt: skip
    return found | {"documents": documents, "lacking": [slot.name for slot in made.lacking]}


@case.command(
    "change", cls=Command, epilog=example("shenguan case change 示例木业处罚案 --without 益高社函〔2026〕1号")
)
@answers(lambda a: f"已改：\n{_one(a)}")
@click.argument("name", metavar="名称")
@choosing
@click.option("--name", "new_name", metavar="名称", default="", help="改名。")
@click.option("--profile", metavar="类型", default="", help="案卷类型。")
@click.option("--set", "values", metavar="项=值", multiple=True, help="封面的一项；“项=”是取消。")
@click.option("--add", metavar="文号", multiple=True, help="另外加进来。")
@click.option("--without", metavar="文号", multiple=True, help="不要。")
@click.option("--back", metavar="文号", multiple=True, help="撤销先前的 --add 或者 --without。")
@click.option("--note", metavar="说明", default=None, help="说明。")
@pass_context
def case_change(
    ctx: CliContext, name: str, new_name: str, profile: str, values: tuple[str, ...], add: tuple[str, ...],
    without: tuple[str, ...], back: tuple[str, ...], note: str | None, **chosen: Any,
) -> dict[str, Any]:  # fmt: skip
    """改一个案件。选择写了任何一项的，整个换成新的选择。"""
    from shenguan_docs.cli.table_words import settings
    from shenguan_docs.office.bundling.cases import Changes, change_case

    choice = choice_of(chosen)
    given = None if choice.is_empty() and choice.day_from is None and choice.day_to is None else choice
    changes = Changes(given, new_name, profile, settings(values) or None, note, add, without, back)
    return _shown(change_case(ctx.office(), name, changes))


@case.command("drop", cls=Command, epilog=example("shenguan case drop 示例木业处罚案"))
@answers(lambda a: f"案件“{a['name']}”不再列出；它的文书不变。")
@click.argument("name", metavar="名称")
@pass_context
def case_drop(ctx: CliContext, name: str) -> dict[str, Any]:
    """不再列出一个案件。"""
    from shenguan_docs.office.bundling.cases import drop_case

    return _shown(drop_case(ctx.office(), name))


# -- profiles --------------------------------------------------------------------------------


def _profiles(rows: list[dict[str, Any]]) -> str:
    return table(
        [(r["profile"], r["name"], "本单位" if r["own"] else "随软件", r["file"]) for r in rows],
        ("类型", "名称", "来源", "文件"),
    )


@click.group("profiles", cls=Group, invoke_without_command=True, epilog=example("shenguan profiles"))
@answers(_profiles)
@pass_context
def profiles(ctx: CliContext) -> list[dict[str, Any]]:
    """案卷类型：案卷里有什么、什么次序、正卷副卷、封面各项。

    类型是数据文件；用 new 复制一种，照文件里的说明改，不动程序。
    """
    from shenguan_docs.office.bundling.profiles import listed

    return listed(ctx.office())


@profiles.command("new", cls=Command, epilog=example("shenguan profiles new forest-penalty --like penalty"))
@answers(
    lambda a: (
        f"已复制到 {a['file']}，照文件里的说明改；改好后用 shenguan profiles check {a['profile']} 检查。"
    )
)
@click.argument("slug", metavar="代号")
@click.option("--like", metavar="类型", required=True, help="照哪一种。")
@click.option("--name", metavar="名称", default="", help="中文名称。")
@pass_context
def profiles_new(ctx: CliContext, slug: str, like: str, name: str) -> dict[str, Any]:
    """复制一种案卷类型到本单位，再改。"""
    from shenguan_docs.office.bundling.profiles import new_profile

    return new_profile(ctx.office(), slug, like, name)


def _checked(a: dict[str, Any]) -> str:
    rows = [(s["volume"], s["name"], s["required"]) for s in a["slots"]]
    return f"{a['file']}没有问题。\n{table(rows, ('卷', '材料', '必须'))}\n封面：{'、'.join(a['cover'])}"


@profiles.command("check", cls=Command, epilog=example("shenguan profiles check penalty"))
@answers(_checked)
@click.argument("slug", metavar="类型")
@pass_context
def profiles_check(ctx: CliContext, slug: str) -> dict[str, Any]:
    """检查一种案卷类型，列出材料的次序；写错的说明哪个文件、第几行、怎样改。"""
    from shenguan_docs.office.bundling.profiles import checked

    return checked(ctx.office(), slug)
