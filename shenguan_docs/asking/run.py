"""A run of bare words cut into what an office knows and the rest: the best cover, found by one table.

上个月|发给社会事务局|的|林木采伐|函 — the cut that covers most characters with the fewest, clearest pieces wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cached_property

from shenguan_docs.asking.days import Days, days_at
from shenguan_docs.asking.numbers import Found, find_numbers
from shenguan_docs.asking.pieces import GLUE, Piece, Run
from shenguan_docs.asking.vocabulary import Name, Vocabulary

TO = (
    "发送给|反馈给|反馈至|通报至|移送给|移送至|移送|报送至|报送|回给|发给|发往|发至|发到|送给|送至|送到|送交|送往|寄给|推送给|推送至|推送到|转给|转送|报给|报送给"
    "|抄送给?|主送|抄给|抄报|回复给?|答复给?|通报给|函告|函复|致|给|送|报|对"
)
_BETWEEN = TO + "|发|向|写给|出给|交给|→|-{1,2}|—{1,2}|到|至"
FROM = "来自于?|收到了?|出自|源自|由|从|自"
_AFTER = (
    "(?:发来|发出|发过来|发起|送来|寄来|转来|报来|推送过?来|推送|印发|出具|发送|抄送过?来|抄送|转送|转发|移送|反馈|通报"
    "|报送|上报|提出|起草|制发|拟|写来|回复|答复|来|写|发|出)(?:了)?的"
    "|的?(?:来函|来文|来信|发函|去函)"
    "|发过来的?|发来|送来|寄来|转来|推送过来|来的|发文|发出|印发|制发|出具"
)
_RECEIVED = "(?:收到|收|接到|签收|认领)了?的"
_TO, _BETWEEN_RE, _FROM = re.compile(TO), re.compile(_BETWEEN), re.compile(FROM)
_AFTER_RE, _RECEIVED_RE = re.compile(_AFTER), re.compile(_RECEIVED)
_AND = re.compile(r"\s?(?:和|与|及|跟|、|,|，|以及|或者?)\s?")
_ORGAN = re.compile(
    r"[\u4e00-\u9fff]{2,16}?(?:管委会|委员会|局|厅|委(?![员会])|办公室|办|法院|检察院|政府|大队|支队|总队|中心|街道|镇|乡|所|站|处|会)"
)
_USCC = re.compile("[0-9a-hj-np-rtuw-y]{18}")
_YEAR = re.compile(r"(?:19|20)[0-9][0-9](?![0-9])")
_HARD = re.compile("关于|有关|相关|涉及|的|[,，。、;；:：!！?？…~～·/／()（）《》<>]+")


class Cutter:
    """Cuts one run; ``closed`` words (by their place in the run) are taken as they stand."""

    def __init__(
        self, run: Run, vocabulary: Vocabulary, today: date, closed: frozenset[int] = frozenset()
    ) -> None:
        self.run, self.vocabulary, self.today, self.text = run, vocabulary, today, run.text
        self.shut = [run.spans[n] for n in sorted(closed)]

    def pieces(self) -> list[Piece]:
        """Return the best cut, in order; stretches that nothing is known of are pieces ``word``."""
        count = len(self.text)
        best: list[tuple[int, Piece | None]] = [(0, None)] * (count + 1)
        shut = dict(self.shut)
        inside = {n for start, end in self.shut for n in range(start, end)}
        for at in range(count - 1, -1, -1):
            if at in shut:
                best[at] = best[shut[at]][0], Piece(at, shut[at], "word")
                continue
            if at in inside:
                best[at] = best[at + 1]
                continue
            if self.text[at] == " ":
                best[at] = best[at + 1][0], Piece(at, at + 1, "blank")
                continue
            after = best[at + 1]
            cost = 0 if after[1] and after[1].what == "word" and at + 1 not in shut else 3
            choice: tuple[int, Piece | None] = (after[0] - cost, Piece(at, at + 1, "word"))
            for piece in self._at(at):
                if any(n in inside for n in range(piece.start, piece.end)):
                    continue
                score = best[piece.end][0] + piece.score
                if score > choice[0]:
                    choice = score, piece
            best[at] = choice
        return self._tidied(best)

    def _tidied(self, best: list[tuple[int, Piece | None]]) -> list[Piece]:
        pieces: list[Piece] = []
        at = 0
        shut = dict(self.shut)
        while at < len(self.text):
            piece = best[at][1]
            assert piece is not None
            last = pieces[-1] if pieces else None
            if (
                piece.what == "word"
                and last
                and last.what == "word"
                and last.end == at
                and last.start not in shut
                and at not in shut
            ):
                pieces[-1] = replace(last, end=piece.end)
            elif piece.what != "blank":
                pieces.append(piece)
            at = piece.end
        return self._senders(self._unglued(pieces))

    def _senders(self, pieces: list[Piece]) -> list[Piece]:
        """社会局上个月给经合局的: a department before the day and the receiver is the sender."""
        for n, piece in enumerate(pieces):
            after = [p.what for p in pieces[n + 1 : n + 3]]
            if piece.what == "department" and piece.name and after == ["days", "receiver"]:
                pieces[n] = replace(piece, what="sender", name=None, names=(piece.name,))
        return pieces

    def _unglued(self, pieces: list[Piece]) -> list[Piece]:
        """A little word beside an unknown stretch belongs to it: 和田 is no 和 and 田."""
        starts = {start for start, _ in self.run.spans}
        shut = dict(self.shut)
        n = 0
        while n < len(pieces) - 1:
            a, b = pieces[n], pieces[n + 1]
            glued = a.end == b.start and b.start not in starts and a.start not in shut and b.start not in shut
            if glued and {a.what, b.what} in ({"glue", "word"}, {"word"}):
                pieces[n : n + 2] = [Piece(a.start, b.end, "word")]
                n = max(n - 1, 0)
            else:
                n += 1
        return pieces

    # -- what may stand at a place ---------------------------------------------------------

    @cached_property
    def _numbers(self) -> dict[int, Found]:
        return {found.start: found for found in find_numbers(self.text, self.vocabulary.marks)}

    def _at(self, at: int) -> Iterator[Piece]:
        if found := self._numbers.get(at):
            yield Piece(at, found.end, "number", number=found, score=12 * (found.end - at))
        if days := days_at(self.text, at, self.today):
            yield Piece(at, days.end, "days", days=days, score=10 * (days.end - at) - 1)
        if (year := _YEAR.match(self.text, at)) and any(span == year.span() for span in self.run.spans):
            whole = Days(at, year.end(), date(int(year.group()), 1, 1), date(int(year.group()), 12, 31))
            yield Piece(at, year.end(), "days", days=whole, score=20, year_only=True)
        yield from self._directions(at)
        for name in self._names(at):
            length = len(name.spelling)
            score = 10 * length - (3 if name.weak else 1)
            if name.what == "genre" and not self._ends_word(at + length):
                continue
            yield Piece(at, at + length, name.what, name=name, score=score)
        for folded, name_ in self.vocabulary.companies_by_first.get(self.text[at : at + 2], ()):
            if self.text.startswith(folded, at):
                yield Piece(at, at + len(folded), "company", text=name_, score=11 * len(folded))
                break
        if (code := _USCC.match(self.text, at)) and self._apart(at, code.end()):
            yield Piece(at, code.end(), "uscc", text=code.group().upper(), score=12 * (code.end() - at))
        if found_ := _HARD.match(self.text, at):
            yield Piece(at, found_.end(), "hard", score=5 * (found_.end() - at) - 1)
        if found_ := GLUE.match(self.text, at):
            yield Piece(at, found_.end(), "glue", score=4 * (found_.end() - at) - 2)

    def _names(self, at: int) -> Iterator[Name]:
        for name in self.vocabulary.by_first.get(self.text[at : at + 1], ()):
            if self.text.startswith(name.spelling, at):
                if name.spelling.isascii() and not self._apart(at, at + len(name.spelling)):
                    continue
                yield name

    def _apart(self, start: int, end: int) -> bool:
        before, after = self.text[start - 1 : start], self.text[end : end + 1]
        return not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum())

    def _ends_word(self, at: int) -> bool:
        rest = self.text[at : at + 1]
        return not rest or not ("\u4e00" <= rest <= "\u9fff") or rest in "的和与及给有那吗呢"

    def _department(self, at: int) -> tuple[Name, int] | None:
        for name in self._names(at):
            if name.what == "department":
                return name, at + len(name.spelling)
        return None

    def _departments(self, at: int) -> tuple[list[Name], int] | None:
        """社会局、产业局和建设局."""
        first = self._department(at)
        if first is None:
            return None
        names, end = [first[0]], first[1]
        while (and_ := _AND.match(self.text, end)) and (more := self._department(and_.end())):
            if _BETWEEN_RE.match(self.text, self._skip(more[1])):
                break  # 经合局和社会局发给…: a sender follows
            names.append(more[0])
            end = more[1]
        return names, end

    def _skip(self, at: int) -> int:
        return at + (self.text[at : at + 1] == " ")

    def _directions(self, at: int) -> Iterator[Piece]:
        if (to := _BETWEEN_RE.match(self.text, at)) and (
            _TO.match(self.text, at) or self._after_department(at)
        ):
            start = self._skip(to.end())
            if several := self._departments(start):
                yield self._sided(at, several[1], "receiver", several[0])
            elif len(to.group()) > 1 and (organ := _ORGAN.match(self.text, start)):
                yield Piece(at, organ.end(), "organ-to", text=organ.group(), score=6 * (organ.end() - at))
        if from_ := _FROM.match(self.text, at):
            start = self._skip(from_.end())
            if several := self._departments(start):
                after = _AFTER_RE.match(self.text, self._skip(several[1]))
                end = after.end() if after else several[1]
                if after or len(from_.group()) > 1 or not self._to_follows(several[1]):
                    yield self._sided(at, end, "sender", several[0])
                else:
                    yield self._sided(at, several[1], "sender", several[0])
            elif len(from_.group()) > 1 and (organ := _ORGAN.match(self.text, start)):
                after = _AFTER_RE.match(self.text, self._skip(organ.end()))
                end = after.end() if after else organ.end()
                yield Piece(at, end, "organ-from", text=organ.group(), score=6 * (end - at))
        if several := self._departments(at):
            names, end = several
            start = self._skip(end)
            if after := _AFTER_RE.match(self.text, start):
                yield self._sided(at, after.end(), "sender", names)
            if received := _RECEIVED_RE.match(self.text, start):
                yield self._sided(at, received.end(), "receiver", names)
            if self._to_follows(end):
                yield self._sided(at, end, "sender", names)
            return
        organ = _ORGAN.match(self.text, at)
        if organ and (after := _AFTER_RE.match(self.text, self._skip(organ.end()))):
            yield Piece(at, after.end(), "organ-from", text=organ.group(), score=6 * (after.end() - at))

    def _after_department(self, at: int) -> bool:
        before = self.text[:at].rstrip()
        return any(before.endswith(spelling) for spelling in self.vocabulary.department_by_spelling)

    def _to_follows(self, end: int) -> bool:
        """Whether 发给 and another department come next."""
        start = self._skip(end)
        if to := _BETWEEN_RE.match(self.text, start):
            return self._department(self._skip(to.end())) is not None
        return False

    def _sided(self, start: int, end: int, what: str, names: list[Name]) -> Piece:
        return Piece(start, end, what, names=tuple(names), score=10 * (end - start))
