"""Names by their sound: ``hnjs``, ``hunanjunshan`` or ``hunanjs`` for 湖南君山…, and words that sound alike.

Every reading of a character counts, without tones. The readings are those of pypinyin; its table alone is
loaded (25 ms), and only when something is asked by its sound.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, cached_property
from heapq import heappop, heappush
from importlib.util import find_spec
from pathlib import Path
from unicodedata import category, normalize

LONGEST = 60  # letters; a company's full name in pinyin is rarely longer
MOST_SPLITS = 12  # ways to cut what was typed into syllables
MOST_STEPS = 2_000
_LONG_INITIALS = frozenset({"zh", "ch", "sh"})
_IDLE = str.maketrans({"'": None, " ": None, "-": None, "ü": "v"})


@cache
def _table() -> dict[str, str]:
    spec = find_spec("pypinyin")
    if spec is None or not spec.submodule_search_locations:
        return {}
    path = Path(spec.submodule_search_locations[0]) / "pinyin_dict.json"
    if path.is_file():  # the package itself would load its phrases too, ten times as much
        table: dict[str, str] = json.loads(path.read_bytes())
        return table
    from pypinyin.pinyin_dict import pinyin_dict

    return {str(code): readings for code, readings in pinyin_dict.items()}


@cache
def readings(char: str) -> tuple[str, ...]:
    """Return the readings of a character without tones, the commonest first; a letter is its own reading."""
    if char.isascii():
        return (char.casefold(),)
    said = _table().get(str(ord(char)), "")
    return tuple(dict.fromkeys(_plain(said).split(","))) if said else ()


def _plain(said: str) -> str:
    """Without tones; ü is typed v, as on every keyboard."""
    decomposed = normalize("NFD", said).replace("u\u0308", "v")
    return "".join(c for c in decomposed if category(c) != "Mn")


_SYLLABLES = frozenset(
    re.findall(
        r"[a-z]+",
        """
    ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce
    cen ceng cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui
    chun chuo ci cong cou cu cuan cui cun cuo da dai dan dang dao de dei den deng di dia dian diao die
    ding diu dong dou du duan dui dun duo ei en eng er fa fan fang fei fen feng fiao fo fou fu ga gai
    gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui gun guo ha hai han hang hao he hei
    hen heng hong hou hu hua huai huan huang hui hun huo ji jia jian jiang jiao jie jin jing jiong jiu
    ju juan jue jun ka kai kan kang kao ke kei ken keng kong kou ku kua kuai kuan kuang kui kun kuo la
    lai lan lang lao le lei len leng li lia lian liang liao lie lin ling liu lo long lou lu luan lun luo
    lv lve ma mai man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu na nai nan nang
    nao ne nei nen neng ni nian niang niao nie nin ning niu nong nou nu nuan nun nuo nv nve ou pa pai
    pan pang pao pei pen peng pi pian piao pie pin ping po pou pu qi qia qian qiang qiao qie qin qing
    qiong qiu qu quan que qun ran rang rao re ren reng ri rong rou ru rua ruan rui run ruo sa sai san
    sang sao se sen seng sha shai shan shang shao she shei shen sheng shi shou shu shua shuai shuan
    shuang shui shun shuo si song sou su suan sui sun suo ta tai tan tang tao te tei teng ti tian tiao
    tie ting tong tou tu tuan tui tun tuo wa wai wan wang wei wen weng wo wu xi xia xian xiang xiao xie
    xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yo yong you yu yuan yue yun za zai
    zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhei zhen zheng zhi zhong zhou zhu zhua
    zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo
    """,
    )
)
"""Every syllable of two letters and more, without tones; ü is typed v."""


Spelled = tuple[tuple[str, ...], ...]


class SoundIndex:
    """Names that can be found by initials, by full pinyin and by both mixed."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = list(dict.fromkeys(names))
        self._last: tuple[str, list[str]] = "", []  # a query asks for the same word a few times

    def find(self, typed: str) -> list[str]:
        """Return the names in which ``typed`` (letters) is the sound of a stretch, in their order.

        Two initials have to begin the name; three or more may stand anywhere in it.
        """
        typed = typed.casefold().translate(_IDLE)
        if not 2 <= len(typed) <= LONGEST or not typed.isascii() or not typed.isalpha():
            return []
        if self._last[0] != typed:
            self._last = typed, self._sought(typed)
        return self._last[1]

    def _sought(self, typed: str) -> list[str]:
        spelled, places = self._spelled
        found: set[int] = set()
        for split in _splits(typed):
            short = len(split) < 3 and all(piece not in _SYLLABLES for piece in split)
            for n, at in places.get((split[0][0], split[1][0] if len(split) > 1 else ""), ()):
                if n not in found and not (short and at) and _sounds(spelled[n], at, split):
                    found.add(n)
        return [self.names[n] for n in sorted(found)]

    @cached_property
    def _spelled(self) -> tuple[list[Spelled], dict[tuple[str, str], list[tuple[int, int]]]]:
        """The readings of each name's characters, and where two initials follow each other (one, then "", too)."""
        spelled = [tuple(said for c in name if (said := readings(c))) for name in self.names]
        places: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        for n, name in enumerate(spelled):
            initials = [{reading[0] for reading in options} for options in name]
            for at, firsts in enumerate(initials):
                following = initials[at + 1] if at + 1 < len(initials) else set()
                for first in firsts:
                    for second in ("", *following):
                        places[first, second].append((n, at))
        return spelled, dict(places)


def _sounds(said: Spelled, at: int, split: tuple[str, ...]) -> bool:
    """Whether the characters from ``at`` on sound like the pieces: a syllable in full, or its beginning."""
    if at + len(split) > len(said):
        return False
    for n, piece in enumerate(split, at):
        options = said[n]
        if piece in options:
            continue
        if piece in _SYLLABLES:
            return False
        if not any(reading.startswith(piece) for reading in options):
            return False
    return True


def _splits(typed: str) -> list[tuple[str, ...]]:
    """Return the ways to cut ``typed`` into syllables and initials, those of few pieces first."""
    count = len(typed)
    fewest = [0] * (count + 1)
    for at in range(count - 1, -1, -1):
        fewest[at] = 1 + min((fewest[at + len(piece)] for piece in _pieces(typed, at)), default=count)
    waiting: list[tuple[int, int, tuple[str, ...]]] = [(fewest[0], 0, ())]
    found: list[tuple[str, ...]] = []
    for _ in range(MOST_STEPS):
        if not waiting or len(found) == MOST_SPLITS:
            break
        _, at, split = heappop(waiting)
        if at == count:
            found.append(split)
        else:
            for piece in _pieces(typed, at):
                end = at + len(piece)
                heappush(waiting, (len(split) + 1 + fewest[end], end, (*split, piece)))
    initials = tuple(typed)
    return found if initials in found or not typed else [*found, initials]


def _pieces(typed: str, at: int) -> list[str]:
    """Return the pieces that may begin at ``typed[at]``: its letter, zh ch sh, every syllable."""
    pieces = [typed[at]]
    for length in range(2, 7):
        piece = typed[at : at + length]
        if len(piece) == length and (piece in _SYLLABLES or piece in _LONG_INITIALS):
            pieces.append(piece)
    return pieces


def alike_in_sound(text: str, names: Iterable[str]) -> list[str]:
    """Return the names that sound exactly like ``text``."""
    own = [set(readings(c)) for c in text]
    return [
        name
        for name in names
        if len(name) == len(text)
        and all(s & set(readings(c)) or c == d for s, c, d in zip(own, name, text, strict=True))
    ]
