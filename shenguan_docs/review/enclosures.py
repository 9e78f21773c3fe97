"""附件说明 of a letter from outside, read out of its words."""

from __future__ import annotations

import re

_BEGIN = re.compile(r"^\s*附\s*件\s*[:\uff1a]\s*(\S.*)$")
_NUMBERED = re.compile(r"^\s*(\d{1,2})\s*[..\uff0e、]\s*(\S.*)$")
_LONGEST = 120


def listed_in(words: str) -> tuple[str, ...]:
    """Return the titles that 附件说明 lists, () where a text has none (GB/T 9704 7.3.4)."""
    lines = words.splitlines()
    for n, line in enumerate(lines):
        begin = _BEGIN.match(line)
        if begin is None:
            continue
        first = _NUMBERED.match(begin[1])
        if first is None:
            return (begin[1].strip()[:_LONGEST],)
        titles = [first[2].strip()]
        for after in lines[n + 1 :]:
            numbered = _NUMBERED.match(after)
            if numbered is None or int(numbered[1]) != len(titles) + 1:
                break
            titles.append(numbered[2].strip())
        return tuple(title[:_LONGEST] for title in titles)
    return ()
