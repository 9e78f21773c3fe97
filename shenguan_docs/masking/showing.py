"""What stands in the place of hidden words: 张某某 for a name, stars for the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shenguan_docs.masking.finding import Hit, Known, Secret, find
from shenguan_docs.masking.rules import Rules

_LONGEST = 18
_NAME = "name"


@dataclass(frozen=True)
class Hidden:
    """One stretch that was hidden: its characters (indices, ascending) and the secrets in it, the longest first."""

    indices: tuple[int, ...]
    secrets: tuple[Secret, ...]

    @property
    def secret(self) -> Secret:
        """What it is listed as."""
        return self.secrets[0]


def stretches(hits: Sequence[Hit]) -> list[Hidden]:
    """Put together what overlaps, so that nothing is hidden or counted twice."""
    found: list[tuple[set[int], list[Secret]]] = []
    for hit in sorted(hits, key=lambda h: (h.indices, h.secret.key)):
        own, secrets = set(hit.indices), [hit.secret]
        apart = []
        for indices, others in found:
            if indices & own:
                own |= indices
                secrets += others
            else:
                apart.append((indices, others))
        found = [*apart, (own, secrets)]
    ordered = sorted(found, key=lambda pair: min(pair[0]))
    return [
        Hidden(tuple(sorted(indices)), tuple(dict.fromkeys(sorted(secrets, key=_order))))
        for indices, secrets in ordered
    ]


def _order(secret: Secret) -> tuple[int, str, str]:
    return -len(secret.normal), secret.key, secret.words


def shown(hidden: Hidden, compound: frozenset[str]) -> str:
    """Return what is printed instead; it never equals the words."""
    words = hidden.secret.words
    if all(secret.key == _NAME for secret in hidden.secrets):
        family = words[:2] if words[:2] in compound else words[:1]
        others = max(len(words) - len(family), 1)
        name = family + "某" * min(others, 2)
        return name if name != words else family + "*" * min(others, 2)
    return "*" * min(max(len(words), 2), _LONGEST)


def put(chars: str, hidden: Sequence[Hidden], compound: frozenset[str]) -> list[str]:
    """Return for each of ``chars`` what is printed in its place: itself, nothing, or what stands for the stretch."""
    printed = list(chars)
    for stretch in hidden:
        for index in stretch.indices:
            printed[index] = ""
        printed[stretch.indices[0]] = shown(stretch, compound)
    return printed


def masked(text: str, rules: Rules, known: Known) -> str:
    """Return a line of words (a title, a file's name) with what must be hidden replaced."""
    hits = find(text, [range(len(text))], rules, known)
    return "".join(put(text, stretches(hits), rules.names.compound))


def counted(hidden: Sequence[Hidden]) -> Mapping[tuple[str, str, str], int]:
    """Count what was hidden by key, name and ground."""
    counts: dict[tuple[str, str, str], int] = {}
    for stretch in hidden:
        kind = (stretch.secret.key, stretch.secret.name, stretch.secret.why)
        counts[kind] = counts.get(kind, 0) + 1
    return counts
