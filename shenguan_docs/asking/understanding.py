"""From the tree of a query to a reading: departments, kinds, matters, days, directions, companies, numbers.

Deterministic: the same words in the same office on the same day are always read the same way. A bare word
that is not wholly made of known things stays exact where any letter holds it as it was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from shenguan_docs.asking import parts as made
from shenguan_docs.asking.fields import in_field
from shenguan_docs.asking.pieces import CONTENT, Piece, Run
from shenguan_docs.asking.reading import Part, Reading, Text, merged
from shenguan_docs.asking.run import Cutter
from shenguan_docs.asking.tree import Both, Either, InField, Read, Tree, Without, Word
from shenguan_docs.asking.vocabulary import Vocabulary
from shenguan_docs.index import question as q
from shenguan_docs.index.normal import normalise
from shenguan_docs.nearest import fold_name

LONGEST_UNDERSTOOD, MOST_UNDERSTOOD = 150, 24
"""Characters, and words, of neighbouring bare words that are still a question and no pasted stretch."""


@dataclass
class Ground:
    """What understanding rests on. ``holds`` tells whether any letter holds a stretch as it was typed.

    ``closed`` are places of what was typed (start, end) that must stay words.
    """

    vocabulary: Vocabulary
    today: date
    holds: Callable[[str], bool]
    closed: Sequence[tuple[int, int]] = ()
    _known: dict[str, bool] = field(default_factory=dict)

    def literal(self, text: str) -> bool:
        """Whether any letter holds ``text``; asked once."""
        key = normalise(text)
        if key not in self._known:
            self._known[key] = bool(key) and self.holds(text)
        return self._known[key]

    def is_closed(self, start: int, end: int) -> bool:
        """Whether this place must stay a word."""
        return any(a < end and start < b for a, b in self.closed)


def words_only(read: Read) -> Reading:
    """Return the reading that understands nothing."""
    plain = q.All(tuple(_plain(tree) for tree in read.parts))
    return Reading(others=(plain,), plain=plain, notes=read.notes)


def understand(read: Read, ground: Ground) -> Reading:
    """Return what ``read`` means in an office. Raises ``Refused`` for a field whose value cannot be read."""
    readings: list[Reading] = []
    runs: list[Run] = []
    waiting: list[Word] = []
    for tree in (*read.parts, None):
        if isinstance(tree, Word) and not tree.exact:
            waiting.append(tree)
            continue
        if waiting and _is_pasted(waiting):
            readings.append(Reading(texts=tuple(Text(w.text, q.Holds(w.text)) for w in waiting)))
        elif waiting:
            runs.append(Run.of(waiting))
        waiting = []
        if tree is not None:
            readings.append(_tree(tree, ground))
    clear = any(not part.weak for r in readings for part in r.parts)
    readings += _read_runs(runs, ground, clear)
    reading = merged([*readings, Reading(notes=read.notes)])
    return Reading(
        reading.parts,
        tuple(dict.fromkeys(reading.texts)),
        reading.others,
        q.All(tuple(_plain(tree) for tree in read.parts)),
        (*reading.notes, *dict.fromkeys(p.note for p in reading.parts if p.note)),
        reading.newest,
    )


def _is_pasted(words: Sequence[Word]) -> bool:
    """Whether this is more than anybody types: a stretch out of a letter, sought as it is."""
    return len(words) > MOST_UNDERSTOOD or sum(len(word.text) for word in words) > LONGEST_UNDERSTOOD


def _read_runs(runs: Sequence[Run], ground: Ground, clear: bool) -> list[Reading]:
    """Cut the runs, then close words until every word is either understood or left as it is."""
    closed: list[set[int]] = [
        {n for n, w in enumerate(run.words) if ground.is_closed(w.start, w.end)} for run in runs
    ]
    while True:
        cuts = [
            Cutter(run, ground.vocabulary, ground.today, frozenset(shut)).pieces()
            for run, shut in zip(runs, closed, strict=True)
        ]
        more = [_torn(run, cut, shut, ground) for run, cut, shut in zip(runs, cuts, closed, strict=True)]
        if not any(more):
            more = _unsupported(runs, cuts, closed, ground, clear)
        if not any(more):
            break
        for shut, add in zip(closed, more, strict=True):
            shut |= add
    return [_reading(run, cut, ground) for run, cut in zip(runs, cuts, strict=True)]


def _inside(run: Run, cut: Sequence[Piece], n: int) -> list[Piece]:
    start, end = run.spans[n]
    return [piece for piece in cut if piece.start < end and start < piece.end]


def _torn(run: Run, cut: Sequence[Piece], shut: set[int], ground: Ground) -> set[int]:
    """Return the words of which only a piece is known and that a letter holds as they are, or that fall to bits."""
    torn = set()
    for n, word in enumerate(run.words):
        if n in shut:
            continue
        pieces = _inside(run, cut, n)
        unknown = [p for p in pieces if p.what == "word"]
        if unknown and len(pieces) > 1 and any(p.known for p in pieces):
            if ground.literal(word.text):
                torn.add(n)
        elif unknown and len(pieces) > 1 and (ground.literal(word.text) or not _loosely_cut(pieces)):
            torn.add(n)
    return torn


def _loosely_cut(pieces: Sequence[Piece]) -> bool:
    """Whether 的 or a comma parts the unknown stretches of a word: 恒能的罚款."""
    return any(p.what == "hard" for p in pieces) and all(
        p.end - p.start > 1 for p in pieces if p.what == "word"
    )


def _unsupported(
    runs: Sequence[Run],
    cuts: Sequence[Sequence[Piece]],
    closed: Sequence[set[int]],
    ground: Ground,
    clear: bool,
) -> list[set[int]]:
    """Return the words whose everyday meaning nothing else in the query supports."""
    known = [p for cut in cuts for p in cut if p.known]
    weak = [p for p in known if p.weak]
    whats = {"kind" if p.what == "genre" else p.what for p in weak}
    clear = clear or len(weak) < len(known) or len(whats) > 1
    named = any(
        _names_a_company(run, cut, shut, ground) for run, cut, shut in zip(runs, cuts, closed, strict=True)
    )
    clear = clear or named
    unsupported = []
    for run, cut, shut in zip(runs, cuts, closed, strict=True):
        add = set()
        for n in range(len(run.words)):
            pieces = _inside(run, cut, n)
            said = any(p.year_only for p in pieces) or ground.literal(run.words[n].text)
            lone_weak = any(p.weak for p in pieces) and not clear and said
            only_little = (
                not any(p.known for p in pieces)
                and len(pieces) > 0
                and not any(p.what == "word" for p in pieces)
            )
            meant = not (known or named) or fold_name(run.words[n].text) in CONTENT
            if n not in shut and (lone_weak or only_little and meant):
                add.add(n)
        unsupported.append(add)
    return unsupported


def _names_a_company(run: Run, cut: Sequence[Piece], shut: set[int], ground: Ground) -> bool:
    places = {run.spans[n] for n in shut}
    words = (p for p in cut if p.what == "word" and (p.start, p.end) not in places)
    return any(_residue(run, piece, ground)[0] for piece in words)


def _residue(run: Run, piece: Piece, ground: Ground) -> tuple[Part | None, str]:
    """Return what an unknown stretch turns out to be, or the words that it stays."""
    typed, start, end = _typed(run, piece)
    if ground.is_closed(start, end):
        return None, typed
    if part := made.residue(typed, start, end, ground):
        return part, typed
    if not ground.literal(typed) and (bare := run.stripped(piece)) != piece:
        inner, start, end = _typed(run, bare)
        if part := made.residue(inner, start, end, ground):
            return part, inner
        if ground.literal(inner):
            return None, inner
    return None, typed


def _reading(run: Run, cut: Sequence[Piece], ground: Ground) -> Reading:
    parts: list[Part] = []
    texts: list[Text] = []
    newest = listing = False
    for piece in cut:
        typed, start, end = _typed(run, piece)
        if piece.what in ("glue", "hard"):
            listing = typed == "、" and bool(parts) and parts[-1].end == start
            continue
        if piece.what == "word":
            part, words = _residue(run, piece, ground)
            if part and listing and part.field == parts[-1].field == "company":  # 恒能、恒大
                before = parts.pop()
                whole = f"{before.text}、{part.text}"
                parts.append(made.either((before, part), whole, before.start, part.end))
            elif part:
                parts.append(part)
            elif normalise(words):
                texts.append(Text(words, q.Holds(words)))
        elif piece.what == "sort":
            newest = True
            parts.append(made.sort_part(typed, start, end))
        else:
            parts.append(made.part_of(piece, typed, start, end, ground))
        listing = False
    return Reading(tuple(parts), tuple(texts), newest=newest)


def _typed(run: Run, piece: Piece) -> tuple[str, int, int]:
    """Return the piece as it was typed, and where."""
    start, end = run.at[piece.start], run.at[piece.end - 1] + 1
    for word, (a, b) in zip(run.words, run.spans, strict=True):
        if a == piece.start:
            start = word.start
        if b == piece.end:
            end = word.start + len(word.text)
    text = "".join(
        word.text[max(start - word.start, 0) : max(end - word.start, 0)] + " "
        for word in run.words
        if word.start < end and start < word.start + len(word.text)
    )
    return text.strip(), start, end


# -- the other trees -----------------------------------------------------------------------------


def _tree(tree: Tree, ground: Ground) -> Reading:
    if isinstance(tree, InField):
        return Reading(parts=(in_field(tree, ground),))
    if isinstance(tree, Both):
        return merged([_tree(part, ground) for part in tree.parts])
    told: list[Part] = []
    node = _node(tree, ground, told)
    return Reading(parts=tuple(replace(part, node=q.All(), loose=None) for part in told), others=(node,))


def _node(tree: Tree, ground: Ground, told: list[Part], beside: Iterable[str] = ()) -> q.Node:
    """Return the condition of a tree inside 或 or after a minus; a word there is understood only as a whole.

    ``told`` collects what was understood; an everyday word counts beside a clear one of the same field.
    """
    match tree:
        case Word():
            part = _single(tree, ground)
            if part is None or part.weak and part.field not in beside:
                return q.Holds(tree.text)
            told.append(part)
            return part.node
        case InField():
            told.append(in_field(tree, ground))
            return told[-1].node
        case Both(parts):
            return q.All(tuple(_node(part, ground, told) for part in parts))
        case Either(parts):
            singles = [_single(part, ground) for part in parts if isinstance(part, Word)]
            clear = {single.field for single in singles if single and not single.weak}
            return q.Any(tuple(_node(part, ground, told, clear) for part in parts))
        case Without(part):
            inner: list[Part] = []
            node = q.Not(_node(part, ground, inner))
            told += [replace(one, label=f"不含 {one.label}", weak=True) for one in inner]
            return node


def _single(word: Word, ground: Ground) -> Part | None:
    """Return the one thing that all of ``word`` names."""
    if word.exact or _is_pasted([word]) or ground.is_closed(word.start, word.end):
        return None
    run = Run.of([word])
    cut = Cutter(run, ground.vocabulary, ground.today).pieces()
    known = [piece for piece in cut if piece.known]
    if len(known) != 1 or any(piece.what == "word" for piece in cut) or known[0].what == "sort":
        return None
    return made.part_of(known[0], word.text, word.start, word.end, ground)


def _plain(tree: Tree) -> q.Node:
    match tree:
        case Word():
            return q.Holds(tree.text)
        case InField():
            return _plain(tree.part)
        case Both(parts):
            return q.All(tuple(map(_plain, parts)))
        case Either(parts):
            return q.Any(tuple(map(_plain, parts)))
        case Without(part):
            return q.Not(_plain(part))
