"""An office of samples, as the pictures of the manual show it: always the same, whatever the day it is made on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path

from shenguan_docs.notices.examples import example_data
from shenguan_docs.notices.kinds import find_kind
from shenguan_docs.office.backups.making import back_up
from shenguan_docs.office.events.entering import add as add_event
from shenguan_docs.office.events.forms import find_type, form_of
from shenguan_docs.office.founding import init_office
from shenguan_docs.office.keeping.plan_keeping import import_matters
from shenguan_docs.office.letters.delivering import claim, dispatch
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.letters.workflow import approve, sign, submit
from shenguan_docs.office.opening import SETTINGS_NAME, Office, open_office
from shenguan_docs.office.people import passwords
from shenguan_docs.office.people.safe import safe
from shenguan_docs.office.people.users import add as add_user
from shenguan_docs.office.received.receiving import receive
from shenguan_docs.office.service.making import make as make_receipts
from shenguan_docs.register import deliveries
from shenguan_docs.register.journal import CHINA
from shenguan_docs.resources import shipped_templates

NOW = datetime(2026, 3, 20, 9, 30, tzinfo=CHINA)
PASSWORD = "示例用的密码八个字"
SETTINGS = '\n[[steps]]\norder = ["审核", "签发"]\n\n[filing]\nfonds = "Z001"\n'

PEOPLE = {  # name: roles, department
    "示例文书": (("文书",), "区社会事务局"),
    "示例审核": (("审核",), "区社会事务局"),
    "示例签发": (("签发",), "区社会事务局"),
    "示例经合": (("文书", "审核", "签发"), "区经济合作局"),
    "示例档案": (("档案",), ""),
    "示例评查": (("评查",), ""),
    "示例管理": (("管理",), ""),
    "示例优办": (("区优办",), "区优办"),
}

_LETTERS = (  # kind, days before, how sent, how many days later claimed
    ("matter-list", 52, "paper", 2), ("liaison-change", 45, "paper", 1), ("law-change", 38, "paper", None),
    ("approval-result", 33, "paper", 2), ("penalty", 30, "paper", None), ("warning-listing", 27, "paper", 1),
    ("consultation", 21, "paper", 2), ("training", 15, "paper", None), ("superior-review", 9, "mail", None),
    ("supervision-feedback", 5, "paper", None), ("alert", 3, "", None), ("meeting", 2, "", None),
)  # fmt: skip

_RECEIVED = 10  # days before, a letter from outside


class Clock:
    """The clock of the sample office: set, never running."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """Return what it shows."""
        return self.now

    def back(self, days: float) -> None:
        """Set it some days before the day of the pictures."""
        self.now = NOW - timedelta(days=days)


def ids_in_order() -> Callable[[date], str]:
    """Return what gives the records of the office their ids, one after the other."""
    numbers = count(1)
    letters = "0123456789bcdfghjkmnpqrstvwxyz"

    def give(today: date) -> str:
        n, said = next(numbers) * 7919, ""
        for _ in range(6):
            n, at = divmod(n, len(letters))
            said = letters[at] + said
        return f"{today:%Y%m%d}-{said}"

    return give


def make(root: Path, new_id: Callable[[date], str]) -> dict[str, str]:
    """Make the office in ``root`` and return the ids of what the pictures show, by name."""
    clock = Clock()
    clock.back(60)
    init_office(root, "示例高新区", actor="示例管理", now=clock)
    settings = root / SETTINGS_NAME
    settings.write_text(settings.read_text("utf-8") + SETTINGS, "utf-8")
    office = open_office(root, actor="示例管理", now=clock, new_id=new_id)
    import_matters(office, shipped_templates() / "plan" / "事项清单(第一批).csv")
    kept = passwords.hashed(PASSWORD)
    for name, (roles, department) in PEOPLE.items():
        add_user(office, name, roles=roles, department=department)
    with safe(office) as secret:
        secret.executemany("INSERT INTO passwords VALUES (?, ?)", [(name, kept) for name in PEOPLE])
    office.actor = "示例文书"
    ids: dict[str, str] = {}
    for slug, days, channel, claimed in _LETTERS:
        if days < _RECEIVED and "received" not in ids:
            clock.back(_RECEIVED)
            ids["received"] = _received(office, root)
        clock.back(days)
        ids[slug] = _issued(office, slug)
        if channel:
            dispatch(office, ids[slug], channel=channel)
        if claimed:
            clock.back(days - claimed)
            with office.reading() as conn:
                sent = deliveries.of_document(conn, ids[slug])
            for one in sent:
                claim(office, ids[slug], by="示例联络员", to=one.name)
    clock.back(2)
    make_receipts(office, [ids["penalty"]])
    clock.back(1.1)
    for type in ("penalty-effective", "application-accepted"):
        form = form_of(find_type(office, type))
        ids[type] = add_event(office, type, example_data(form, office.today), shipped_templates()).id
    clock.back(1)
    for slug in ("penalty", "warning-removal", "training"):
        ids[f"draft-{slug}"] = _drafted(office, slug)
    for slug in ("penalty", "warning-removal"):
        _passed(office, ids[f"draft-{slug}"], "同意，请签发。")
    submit(office, ids["draft-training"], by="示例文书")
    back_up(office, root.parent / "备份")
    office.close()
    return ids


def incoming(folder: Path) -> Path:
    """Write a letter from outside, as it comes in, into ``folder``; return the file."""
    from weasyprint import HTML

    place = folder / "示例市林业局来函.pdf"
    lines = "".join(f"<p>{line}</p>" for line in _INCOMING)
    style = "font: 16pt/1.9 'FandolFang', 'Noto Serif CJK SC', serif; margin: 3cm 1.5cm"
    head = "color: #c00; font-size: 30pt; text-align: center; border-bottom: 2pt solid; margin: 0 0 1cm"
    HTML(string=f'<body style="{style}"><h1 style="{head}">示例市林业局</h1>{lines}').write_pdf(place)
    return place


_INCOMING = (
    "示林函〔2026〕9号", "关于征求示例林场经营方案意见的函", "益阳高新区社会事务局：",
    "现将《示例林场森林经营方案（征求意见稿）》送你局征求意见，请于2026年3月27日前函复我局。",
    "示例市林业局", "2026年3月18日",
)  # fmt: skip


def _drafted(office: Office, slug: str) -> str:
    kind = find_kind(office.kind_places, slug)
    return draft(office, slug, example_data(kind, office.today), kind.folder).id


def _issued(office: Office, slug: str) -> str:
    id = _drafted(office, slug)
    _passed(office, id, "同意。")
    office.actor = "示例签发"
    sign(office, id, signed_by="示例签发")
    office.actor = "示例文书"
    return issue(office, [id])[0].id


def _passed(office: Office, id: str, note: str) -> None:
    submit(office, id, by="示例文书")
    office.actor = "示例审核"
    approve(office, id, by="示例审核", note=note)
    office.actor = "示例文书"


def _received(office: Office, root: Path) -> str:
    place = root.parent / "关于加强林业监管的函.txt"
    place.write_text(
        "示例市林业局\n示林函〔2026〕5号\n关于加强林木采伐事中事后监管的函\n区社会事务局：\n"
        "请将本季度林木采伐许可的监管情况于2026年3月31日前函复我局。\n示例市林业局\n2026年3月6日\n",
        "utf-8",
    )
    data = {
        "sender": "示例市林业局", "number": "示林函〔2026〕5号", "title": "关于加强林木采伐事中事后监管的函",
        "date": "2026-03-06",
    }  # fmt: skip
    return receive(office, [place], data).id
