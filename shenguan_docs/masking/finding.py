"""Find what must be hidden in a text that may be read in several orders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from shenguan_docs.index.normal import normalise
from shenguan_docs.masking.checks import id_like, passes
from shenguan_docs.masking.names import names_alone, names_in
from shenguan_docs.masking.rules import Rules
from shenguan_docs.masking.seen import Seen
from shenguan_docs.parties.codes import uscc_problem

_USCC = re.compile(r"(?<![0-9a-z])[0-9a-z]{2}[0-9]{6}[0-9a-z]{10}(?![0-9a-z])")
_DIGITS = re.compile(r"[0-9][0-9a-z]{0,3}(?:[ -]?[0-9olibsz]){9,}[xX]?|(?m:^[0-9]{4,}[xX]?$)")
"""On a recognised page: long enough for a telephone or an identity number, a letter misread for a digit among them; or a
line of digits, the rest of a number."""
_JOINTS = re.compile(r"[ \n·.()+-]")
_NUMBERS = ("id-number", "bank-account")
_SHORTEST = {"name": 2, "plate": 6, "address": 6}


@dataclass(frozen=True)
class Secret:
    """Words that are to be hidden wherever they stand. ``key`` and ``name`` say what they are, ``why`` the ground."""

    words: str
    key: str
    name: str
    why: str

    @cached_property
    def normal(self) -> str:
        """Its normal form, without blanks."""
        return compact(self.words)


@dataclass(frozen=True)
class Hit:
    """A place: the indices of its characters, what stands there, and the secret's kind."""

    indices: tuple[int, ...]
    secret: Secret
    known: bool  # its words teach nothing: they were known, or are hidden here alone


def compact(text: str) -> str:
    """Return the normal form without any blanks and joints: how two spellings of one number are compared."""
    normal = normalise(text)
    return re.sub(r"[ \n·.()+-]", "", normal) if re.search("[0-9]", normal) else re.sub(r"\s", "", normal)


class Known:
    """Words that are known to be secret, and words that stay (``keep``)."""

    def __init__(self, secrets: Iterable[Secret], keep: Iterable[str] = ()) -> None:
        self.keep = frozenset(filter(None, map(compact, keep)))
        found: dict[str, Secret] = {}
        for secret in secrets:
            if self.wanted(secret):
                found.setdefault(secret.normal, secret)
        self.secrets: Mapping[str, Secret] = found

    def wanted(self, secret: Secret) -> bool:
        """Whether the words are long enough to be looked for, and not kept."""
        if secret.key == "by-hand":
            return bool(secret.normal)
        if secret.key == "address" and not re.search("[0-9]", secret.normal):
            return False  # a town is no secret
        return len(secret.normal) >= _SHORTEST.get(secret.key, 7) and secret.normal not in self.keep

    def __contains__(self, secret: Secret) -> bool:
        return secret.normal in self.secrets

    def joined(self, more: Iterable[Secret]) -> Known:
        """Return these and ``more``."""
        grown = Known((), ())
        grown.keep = self.keep
        grown.secrets = dict(self.secrets)
        for secret in more:
            if grown.wanted(secret):
                grown.secrets.setdefault(secret.normal, secret)
        return grown

    @cached_property
    def _tight(self) -> dict[str, str]:
        return {_JOINTS.sub("", normal): normal for normal in self.secrets}

    def within(self, text: str) -> Iterator[tuple[int, int, Secret]]:
        """Yield where they stand in a normal text, blanks and joints between digits allowed."""
        tight = _JOINTS.sub("", text)
        for words, normal in self._tight.items():
            if words in tight:  # most are not, and this is quick
                for match in re.finditer(_spelt(normal), text):
                    yield *match.span(), self.secrets[normal]


def _spelt(words: str) -> str:
    joint = r"[ \n·.()+-]{0,2}" if re.search("[0-9]", words) else r"[ \n]?"
    parts = [re.escape(words[0]), *(joint + re.escape(c) for c in words[1:])]
    left = r"(?<![0-9])" if words[0].isdigit() else ""
    right = r"(?![0-9])" if words[-1].isdigit() else ""
    return left + "".join(parts) + right


def find(
    chars: str, views: Sequence[Sequence[int]], rules: Rules, known: Known, *, recognised: bool = False
) -> list[Hit]:
    """Return every place in ``chars`` that must be hidden, read in each of the orders ``views``.

    Of ``recognised`` characters rather too much is hidden: a line that may be a name is one.
    """
    hits: dict[tuple[tuple[int, ...], str], Hit] = {}
    for view in views:
        seen = Seen(chars, view)
        kept = [match.span() for words in known.keep for match in re.finditer(_spelt(words), seen.text)]
        codes = [m.span() for m in _USCC.finditer(seen.text) if _is_uscc(m[0].upper())]
        spans = list(_spans(seen, rules, known, recognised))
        numbers = [(start, end) for start, end, secret, _ in spans if secret.key in _NUMBERS]
        for start, end, secret, sure in spans:
            if secret.key == "telephone" and any(a <= start and end <= b for a, b in numbers):
                continue  # digits from the middle of a longer number
            by_hand = secret.key == "by-hand"
            if not by_hand and any(a <= start and end <= b for a, b in (*kept, *codes)):
                continue
            if not by_hand and secret.normal in known.keep:
                continue
            indices = seen.indices(start, end)
            hits.setdefault((indices, secret.key), Hit(indices, secret, sure))
    return list(hits.values())


def _is_uscc(code: str) -> bool:
    return uscc_problem(code) is None and not id_like(code)


def _spans(
    seen: Seen, rules: Rules, known: Known, recognised: bool
) -> Iterator[tuple[int, int, Secret, bool]]:
    text = seen.text
    for rule in rules.rules:
        for match in rule.pattern.finditer(text):
            group = "v" if "v" in rule.pattern.groupindex else 0
            span = passes(rule.check, seen, match.span(group), rule.labelled, rules)
            if span is not None:
                words = seen.words(*span)
                yield *span, Secret(words, rule.key, rule.name, rule.why), not rule.whole
    name_rule = rules.names
    alone = names_alone(seen, name_rule) if recognised else ()
    for name in (*names_in(seen, name_rule), *alone):
        words = seen.words(name.start, name.end)
        if "某" in words or "*" in words:
            continue
        yield name.start, name.end, Secret(words, name_rule.key, name_rule.name, name_rule.why), not name.sure
    for start, end, secret in known.within(text):
        yield start, end, secret, True
    for match in _DIGITS.finditer(text) if recognised else ():
        words = seen.words(*match.span())
        yield (
            *match.span(),
            Secret(words, "id-number", "号码", "识别出来的长号码，可能认错了字，一律遮盖"),
            False,
        )


def new_secrets(hits: Iterable[Hit], known: Known) -> list[Secret]:
    """Return what the rules found that is to be hidden everywhere and was not known."""
    found: dict[str, Secret] = {}
    for hit in hits:
        if not hit.known and hit.secret not in known and known.wanted(hit.secret):
            found.setdefault(hit.secret.normal, hit.secret)
    return list(found.values())
