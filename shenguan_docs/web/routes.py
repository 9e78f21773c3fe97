"""The rights table: who may ask for which page. A route that is not in it is refused, and a test fails.

"open": everybody, without coming in. "any": whoever came in. Else the ability that a role must give
(office/people/rights.py). This is the outer door only: whose letter it is, is asked by the office's functions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from shenguan_docs.office.people.rights import Ability

Need = Ability | Literal["open", "any"]

RIGHTS: Mapping[str, Need] = {
    # coming in
    "static": "open",
    "htmx": "open",
    "entering.login": "open",
    "entering.come_in": "open",
    "entering.leave": "any",
    "entering.password": "any",
    "entering.set_password": "any",
    "starting.start": "open",  # with the one-time link, from this machine only
    "starting.answer": "open",
    "starting.example": "open",
    # home
    "home.home": "any",
    # the manual
    "help.contents": "any",
    "help.chapter": "any",
    "help.whole": "any",
    "help.picture": "any",
    # letters
    "letters.show": "any",  # a draft's writer need not be one who sees letters; whose it is, is asked below
    "letters.sheets": "any",
    "letters.page": "any",
    "letters.file": "any",
    # what one does with them
    "acting.submit": "write",
    "acting.approve": "review",
    "acting.send_back": "review",
    "acting.sign": "sign",
    "signing.several": "review",
    "signing.act_several": "review",
    "signing.done_several": "review",
    "acting.issue": "issue",
    "acting.compare": "any",
    "commenting.add": "any",  # by reviewers and by writers; whose draft it is, is asked below
    "commenting.answer": "any",
    "commenting.settle": "any",
    "acting.dispatch": "deliver",
    "acting.claim": "deliver",
    "acting.scan": "deliver",
    "acting.void": "issue",
    # writing, and what happened
    "writing.choose": "write",
    "writing.new": "write",
    "writing.edit": "write",
    "writing.sheet": "write",
    "writing.act": "write",
    "writing.save": "write",
    "writing.put": "write",
    "writing.find": "write",
    "writing.preview": "write",
    "writing.page": "write",
    "events.listed": "look",
    "events.show": "look",
    "events.file": "look",
    "events.withdraw": "write",
    "events.join": "write",
    # what comes in
    "receiving.listed": "receive",
    "receiving.take": "receive",
    "receiving.show": "receive",
    "receiving.page": "receive",
    "receiving.together": "receive",
    "receiving.register": "receive",
    "receiving.as_receipts": "receive",
    "receiving.take_off": "receive",
    "handling.step": "receive",
    "handling.correct": "receive",
    "handling.reply": "write",
    # 送达回证
    "service.listed": "look",
    "service.lacking": "look",
    "service.printed": "look",
    "service.show": "look",
    "service.page": "look",
    "service.file": "look",
    "service.done": "deliver",
    "service.void": "deliver",
    "service.of_letter": "look",
    "service.make": "deliver",
    "service.result": "deliver",
    "service.tray": "deliver",
    "service.tray_page": "deliver",
    "service.match": "deliver",
    "service.discard": "deliver",
    # long work
    "working.show": "any",
    "working.listed": "any",
    "working.stop": "any",
    "working.file": "any",  # whose it is, is asked below
    "batching.begin": "any",
    "batching.letters_table": "write",
    "batching.events_table": "write",
    "batching.letters": "write",
    "batching.events": "write",
    "batching.register": "any",  # receive or file: asked below
    "batching.matters": "keep",
    "batching.index": "keep",
    "batching.verify": "any",  # keep or file: asked below
    "batching.backup": "keep",
    # 管理
    "keeping.show": "keep",
    "keeping.departments": "keep",
    "keeping.department": "keep",
    "keeping.change_department": "keep",
    "keeping.set_person": "keep",
    "keeping.set_officer": "keep",
    "keeping.leave": "keep",
    "keeping.kinds": "keep",
    "keeping.kind": "keep",
    "keeping.settings": "keep",
    "keeping.save_settings": "keep",
    # 归档
    "filing.listed": "file",
    "filing.arrange_year": "file",
    "filing.undo": "file",
    "filing.retention": "file",
    "filing.hand_over": "file",
    "filing.sheet": "file",
    "filing.export_year": "file",
    # statistics
    "figures.show": "look",
    "figures.chart": "look",
    "figures.export": "look",
    # 案卷
    "bundling.listed": "bundle",
    "bundling.choose": "bundle",
    "bundling.change": "bundle",
    "bundling.review": "bundle",
    "bundling.export": "bundle",
    "bundling.mask": "bundle",
    "bundling.save": "bundle",
    "bundling.drop": "bundle",
    "bundling.judge_one": "judge",
    # search
    "searching.search": "look",
    "searching.preview": "look",
    "searching.export": "look",
    # 行政相对人, matters, departments
    "companies.listed": "look",
    "companies.show": "look",
    "companies.timeline": "look",
    "companies.write_missing": "write",
    "plan.matters": "any",
    "plan.matter": "look",
    "plan.matter_timeline": "look",
    "plan.write_for_matter": "write",
    "plan.departments": "any",
    "plan.department": "any",
    "plan.write_for_department": "write",
    # people
    "people.listed": "keep",
    "people.new": "keep",
    "people.add": "keep",
    "people.show": "keep",
    "people.change": "keep",
    # duties, registers, numbers
    "duties.listed": "look",
    "duties.month": "look",
    "duties.export": "look",
    "books.register": "look",
    "books.take": "look",
    "books.numbers": "look",
}
