"""Carry an office's index over to a server, and back: made there from the archive, compared, then used from there."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from shenguan_docs.archive.files import in_words
from shenguan_docs.durable import write_durably
from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.index.engine import Engine, IndexAway
from shenguan_docs.index.generations import building
from shenguan_docs.index.opensearch_place import is_server, place_of
from shenguan_docs.index.question import FACETS, All, Holds, Question
from shenguan_docs.office.finding.indexing import catch_up, document_count, fill
from shenguan_docs.office.moving.finishing import AlreadyThere, finish, note
from shenguan_docs.office.opening import INDEX_PLACE, SETTINGS_NAME, Office
from shenguan_docs.office.settings import INDEX, with_index
from shenguan_docs.office.settling import settle

SAMPLE = 50
"""Letters whose titles are asked for in both."""


@dataclass(frozen=True)
class MovedIndex:
    """What was carried over: letters, where to, how many questions were answered alike; ``note`` what is left."""

    letters: int
    place: str
    questions: int
    note: str = ""


def move_index(office: Office, to: str) -> MovedIndex:
    """Put the office's index at ``to``, ``INDEX`` or the URL of a server, and search there from now on.

    Until it is made and answers like the one before, that one is used. Raises Refused, OfficeUnusable.
    """
    require_place(to)
    if to == office.settings.index:
        if to == INDEX:
            raise AlreadyThere("索引已经在那里", where=INDEX)
        return _taken_over(office)
    with office.locked():
        finish(office)
    with office.progress("建索引", document_count(office)) as done, _lent(office, to) as fresh:
        letters = fill(office, fresh, done)
        with office.locked():
            settle(office)
            catch_up(office, fresh)
            letters = document_count(office)
            questions = _compared(office, fresh, letters)
    with office.locked():
        note(office, "index", f"{office.now():%Y%m%d%H%M%S}")
        settings = office.root / SETTINGS_NAME
        with in_words(settings):
            write_durably(settings, with_index(settings.read_text("utf-8-sig"), to).encode())
        left = finish(office)
    office.settings = replace(office.settings, index=to)
    for room in ("index", "index_client"):
        office.__dict__.pop(room, None)
    return MovedIndex(letters, to, questions, left.kept if left else "")


def require_place(to: str) -> None:
    """Raise Refused for what is no place of an index."""
    if to != INDEX and not is_server(to):
        raise Refused("索引不能搬到那里", where=to, remedy=f"写 {INDEX}，或者 opensearch://主机/索引名")
    if to != INDEX:
        place_of(to)


def _lent(office: Office, to: str) -> AbstractContextManager[Engine]:
    if to == INDEX:
        engine = office.settings.engine
        return building(office.root / INDEX_PLACE / engine, engine)
    from shenguan_docs.index.opensearch_client import Client
    from shenguan_docs.index.opensearch_generations import building as building_on_server

    return building_on_server(Client(place_of(to), office.patience, office.notify), office.home)


def _compared(office: Office, fresh: Engine, letters: int) -> int:
    """Ask both the same; return how many questions. One that is away is not asked: the archive has it all."""
    newest = fresh.search(Question(All(), "date", SAMPLE, most=None))
    if newest.total != letters:
        raise OfficeUnusable(
            f"新的索引有 {newest.total} 件，应有 {letters} 件，仍用原来的", remedy="再执行一次"
        )
    questions = [Question(All(), "date", SAMPLE, facets=FACETS, most=None)]
    questions += [Question(Holds(hit.title), "date") for hit in newest.hits]
    try:
        for question in questions:
            if office.index.search(question) != fresh.search(question):
                raise OfficeUnusable(
                    "新的索引和原来的答得不一样，仍用原来的", remedy="运行 shenguan index rebuild，再执行一次"
                )
    except IndexAway:
        return 1
    return len(questions)


def _taken_over(office: Office) -> MovedIndex:
    """The index is there already, and from now on this folder is the one that works with it."""
    from shenguan_docs.index.opensearch_generations import taken_over

    taken_over(office.index_client, office.home)
    return MovedIndex(document_count(office), office.settings.index, 0)
