"""People at the desk as they are: they look, search, write, review, sign, issue, send, scan, receive, and think in between.

What the desk has acknowledged is written down in a ledger; at the end it is asked whether all of it is there.
"""

from __future__ import annotations

import hashlib
import http.client
import io
import json
import random
import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pikepdf

from benchmarks.desk_client import Answer, Desk, token_of
from benchmarks.desk_office import PASSWORD, Person

WORDS = (
    "临时使用林地", "林木采伐", "示例第77有限公司", "上个月社会局的处罚", "征求意见", "检疫证书", "示例事项", "2026年的函",
    "复函 林地", "行政处罚",
)  # fmt: skip
_NUMBER = re.compile(r"益高[经社产][函纪要]*〔\d{4}〕\d+号")
_BASE = re.compile('name="base" value="([0-9]+)"')
_HIT = re.compile(r'href="/letters/([\w-]+)"')
STEPS = ("review", "sign", "issue", "send", "scan")


class Gone(Exception):
    """The desk did not answer: nobody knows whether it was done."""


@dataclass
class Ledger:
    """What was acknowledged, what waits for whom, how long everything took, what went wrong."""

    drafts: dict[str, str] = field(default_factory=dict)  # id: the words that were saved last
    sheets: dict[str, str] = field(default_factory=dict)
    done: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # step: ids
    numbers: dict[str, str] = field(default_factory=dict)
    scans: dict[str, str] = field(default_factory=dict)  # letter: SHA-256 of its scan
    received: dict[str, str] = field(default_factory=dict)  # id: title
    waiting: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    unsure: set[tuple[str, str]] = field(default_factory=set)
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: Counter[str] = field(default_factory=Counter)
    gone: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def took(self, what: str, answer: Answer) -> Answer:
        """Note how long an answer took, and what is no good answer."""
        with self.lock:
            self.times[what].append(answer.seconds)
            if answer.status >= 500 or answer.status in (400, 401, 403):
                self.wrong[f"{what}: {answer.status}"] += 1
        return answer

    def take(self, step: str, department: str) -> str:
        """Take what waits for a step, "" for nothing."""
        with self.lock:
            waiting = self.waiting[step, department]
            return waiting.pop(0) if waiting else ""

    def put(self, step: str, department: str, id: str) -> None:
        """Let something wait for a step."""
        with self.lock:
            self.waiting[step, department].append(id)


class User(threading.Thread):
    """One person until ``ends``; ``think`` is how many seconds lie between two things on the average."""

    def __init__(
        self, person: Person, port: int, ledger: Ledger, ends: float, think: float, seed: int, companies: int
    ) -> None:
        super().__init__(name=person.name, daemon=True)
        self.person, self.ledger, self.ends, self.think = person, ledger, ends, think
        self.lot, self.companies = random.Random(seed), companies
        self.desk, self.seen, self.token = Desk(port), list[str](), ""
        self.without: set[str] = set()  # what this desk has no pages for

    def run(self) -> None:
        """Work until the end; a desk that does not answer is asked again a little later."""
        time.sleep(self.lot.random() * self.think)
        while time.monotonic() < self.ends:
            try:
                if not self.token:
                    self.come_in()
                self._something()()
            except (OSError, http.client.HTTPException, Gone):
                with self.ledger.lock:
                    self.ledger.gone += 1
                self.desk.close()
                self.token = ""
                time.sleep(1 + self.lot.random())
            except RuntimeError as error:
                with self.ledger.lock:
                    self.ledger.wrong[f"{self.name} {error}"[:80]] += 1
                self.token = ""
            time.sleep(min(self.lot.expovariate(1 / self.think), 4 * self.think))
        self.desk.close()

    def come_in(self) -> None:
        """Come in, unless the session still holds."""
        home = self.desk.get("/")
        if home.status == 302:
            self.desk.come_in(self.person.name, PASSWORD)
            home = self.desk.get("/")
        self.token = token_of(home)

    def _something(self) -> Callable[[], None]:
        looks: list[tuple[Callable[[], None], int]] = [(self._home, 4)]
        roles = set(self.person.roles)
        looks += [
            (self._search, 4),
            (self._open, 3),
            (self._duties, 1),
            (self._company, 1),
            (self._books, 1),
            (self._plan, 1),
        ]
        if roles & {"文书"}:
            looks += [
                (self._write, 2),
                (self._issue, 3),
                (self._send, 2),
                (self._scan, 1),
                (self._receive, 1),
            ]
        if "审核" in roles:
            looks += [(self._review, 5)]
        if "签发" in roles:
            looks += [(self._sign, 5)]
        acts, weights = zip(*looks, strict=True)
        found: Callable[[], None] = self.lot.choices(acts, weights)[0]
        return found

    # -- looking -----------------------------------------------------------------------------

    def _get(self, what: str, path: str, **headers: str) -> Answer:
        answer = self.ledger.took(what, self.desk.get(path, **headers))
        if answer.status == 302 and "/login" in answer.place:
            self.token = ""
            raise Gone
        return answer

    def _home(self) -> None:
        self._get("首页", "/")

    def _search(self) -> None:
        words = self.lot.choice(WORDS)
        half = words[: max(2, len(words) // 2)]
        self._get("检索(输入中)", f"/search?q={half}", **{"HX-Request": "true"})
        found = self._get("检索", f"/search?q={words}")
        self.seen = _HIT.findall(found.text)[:20] or self.seen

    def _open(self) -> None:
        if not self.seen:
            self._search()
        if self.seen:
            id = self.lot.choice(self.seen)
            if self._get("文书", f"/letters/{id}").status == 200:
                self._get("页面图", f"/letters/{id}/pages/pdf/1")

    def _duties(self) -> None:
        self._get(*self.lot.choice((("义务", "/duties"), ("义务日历", "/duties/calendar"))))

    def _company(self) -> None:
        if self.companies:
            self._get("行政相对人", f"/companies/C{self.lot.randrange(self.companies) + 1:05}")
        else:
            self._get("警示信息库", "/companies")

    def _books(self) -> None:
        self._get(
            *self.lot.choice(
                (
                    ("收文登记簿", "/registers/in"),
                    *(
                        (("登记簿", "/registers/out"), ("号段账", "/numbers"))
                        if self.person.department
                        else ()
                    ),
                )
            )
        )

    def _plan(self) -> None:
        pages = (
            ("部门", "/departments/shehui"),
            ("事项", "/matter?name=林木采伐许可证核发"),
            ("事项清单", "/matters"),
        )
        self._get(*self.lot.choice(pages))

    # -- writing -----------------------------------------------------------------------------

    def _post(self, what: str, path: str, form: dict[str, Any]) -> Answer:
        answer = self.ledger.took(what, self.desk.post(path, form, self.token))
        if answer.status in (404, 405):
            self.without.add(what)
        return answer

    def _write(self) -> None:
        """A letter from an empty form: saved as it grows, at last a draft that is sent for review."""
        if "动笔" in self.without or self.person.department != "区经济合作局":
            return
        begun = self._post("动笔", "/write/new", {"kind": "consultation"})
        if begun.status != 302:
            return
        sheet = begun.place.partition("?")[0].rpartition("/")[2]
        words = f"{self.name}写的第{self.lot.randrange(10**9)}件示例申请"
        day = date.today()
        parts: Sequence[dict[str, str]] = (
            {"matter.0": "林木采伐许可证核发"},
            {"applicant.0.name": "示例木业有限公司", "applicant.0.uscc": "91430900MA00YL0018"},
            {
                "applicant.0.address": "示例路1号",
                "applicant.0.phone": "0737-0000003",
                "applicant.0.representative": "示例三",
            },
            {"accepted_on": str(day - timedelta(1)), "reply_by": str(day + timedelta(9))},
            {"application": words[: len(words) // 2]},
            {"application": words, "questions": "示例问题是否可行\n示例记录有没有"},
        )
        revision = found[1] if (found := _BASE.search(self._get("表单", f"/write/{sheet}").text)) else "0"
        for part in parts:
            answer = self._post("自动保存", f"/write/{sheet}/save", {**part, "base": revision})
            if answer.status != 200:
                return
            revision = str(json.loads(answer.body).get("revision", revision))
            if "application" in part:
                with self.ledger.lock:
                    self.ledger.sheets[sheet] = part["application"]
            time.sleep(self.lot.random() * self.think / 3)
        made = self._post("存为草稿", f"/write/{sheet}", {"do": "draft", "base": revision})
        if made.status == 302 and "/letters/" in made.place:
            id = made.place.partition("?")[0].rpartition("/")[2]
            with self.ledger.lock:
                self.ledger.drafts[id] = words
                self.ledger.sheets.pop(sheet, None)
            self._step("submit", "送审", id, "review")

    # -- the way of a draft --------------------------------------------------------------------

    def _step(
        self, step: str, what: str, id: str, following: str, form: dict[str, str] | None = None
    ) -> bool:
        """Do one step with a draft; what was not acknowledged may have been done all the same, and is tried again."""
        department = self.person.department
        action = {"review": "approve", "send": "dispatch"}.get(step, step)
        try:
            answer = self._post(what, f"/letters/{id}/{action}", form or {})
        except (OSError, http.client.HTTPException):
            with self.ledger.lock:
                self.ledger.unsure.add((step, id))
            self.ledger.put(step, department, id)
            raise
        if answer.status == 302 and "/login" not in answer.place:
            with self.ledger.lock:
                self.ledger.done[step].add(id)
        elif answer.status == 302:
            self.ledger.put(step, department, id)
            self.token = ""
            raise Gone
        elif answer.status != 422 or (step, id) not in self.ledger.unsure:
            with self.ledger.lock:
                self.ledger.wrong[f"{what}: {answer.status} {_said(answer)}"] += 1
            return False
        if following:
            self.ledger.put(following, department, id)
        return True

    def _look(self, step: str, id: str) -> bool:
        """Look at a draft and its pages before one decides; a desk that goes away meanwhile leaves it waiting."""
        try:
            self._get("草稿", f"/letters/{id}")
            self._get("样稿", f"/letters/{id}/sheets")
        except (OSError, http.client.HTTPException, Gone):
            self.ledger.put(step, self.person.department, id)
            raise
        return True

    def _review(self) -> None:
        if id := self.ledger.take("submit", self.person.department):
            self._step("submit", "送审", id, "review")
        elif (id := self.ledger.take("review", self.person.department)) and self._look("review", id):
            self._step("review", "审核", id, "sign")

    def _sign(self) -> None:
        if (id := self.ledger.take("sign", self.person.department)) and self._look("sign", id):
            self._step("sign", "签发", id, "issue")

    def _issue(self) -> None:
        id = self.ledger.take("issue", self.person.department)
        if id and self._step("issue", "编号印发", id, "send"):
            number = _NUMBER.search(self._get("文书", f"/letters/{id}").text)
            if number and id in self.ledger.done["issue"]:
                with self.ledger.lock:
                    self.ledger.numbers[id] = number[0]

    def _send(self) -> None:
        if id := self.ledger.take("send", self.person.department):
            self._step("send", "发出", id, "scan", {"channel": "paper"})

    def _scan(self) -> None:
        if id := self.ledger.take("scan", self.person.department):
            content = _scan(f"{id} {self.lot.random()}")
            answer = self.ledger.took(
                "盖章件",
                self.desk.hand_in(f"/letters/{id}/scan", {}, self.token, "file", "scan.pdf", content),
            )
            if answer.status == 302 and "/login" not in answer.place:
                with self.ledger.lock:
                    self.ledger.scans[id] = hashlib.sha256(content).hexdigest()

    def _receive(self) -> None:
        """A text file is dropped, what is proposed is confirmed."""
        if "收文" in self.without:
            return
        title = f"关于{self.name}{self.lot.randrange(10**9)}号示例事项的函"
        content = f"示例市生态环境局{title}\n区社会事务局:\n请研究。\n".encode()
        taken = self.ledger.took(
            "收文", self.desk.hand_in("/receive", {}, self.token, "file", "来文.txt", content)
        )
        if taken.status in (404, 405):
            self.without.add("收文")
            return
        place = taken.place.partition("?")[0]
        if taken.status != 302 or not place.startswith("/receive/"):
            return
        form = {"title": title, "sender": "示例市生态环境局"}
        kept = self._post("收文登记", f"{place}/register", form)
        if kept.status == 302 and "/letters/" in kept.place:
            with self.ledger.lock:
                self.ledger.received[kept.place.partition("?")[0].rpartition("/")[2]] = title


def _scan(words: str) -> bytes:
    """A PDF of a page that bears these words where nobody sees them."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Subject"] = words
        made = io.BytesIO()
        pdf.save(made)
    return made.getvalue()


def _said(answer: Answer) -> str:
    found = re.search(r'class="summary".*?<li>(.*?)</li>', answer.text, re.S)
    return re.sub(r"<[^>]+>|\d{8}-\w+", "", found[1]).strip()[:60] if found else ""


def crew(
    people: Sequence[Person], port: int, ledger: Ledger, seconds: float, think: float, companies: int = 0
) -> list[User]:
    """Let people come in, one after another, and then begin all at once; the caller joins them."""
    users = [User(person, port, ledger, 0.0, think, seed, companies) for seed, person in enumerate(people, 1)]
    for user in users:
        user.come_in()
    ends = time.monotonic() + seconds
    for user in users:
        user.ends = ends
        user.start()
    return users
