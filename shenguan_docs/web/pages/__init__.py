"""The pages of the desk, each a blueprint; ``BLUEPRINTS`` is what the application registers."""

from __future__ import annotations

from shenguan_docs.web.pages import (
    acting,
    batching,
    books,
    bundling,
    commenting,
    companies,
    duties,
    entering,
    events,
    figures,
    filing,
    handling,
    help,
    home,
    keeping,
    letters,
    people,
    plan,
    receiving,
    searching,
    service,
    signing,
    starting,
    working,
    writing,
)

BLUEPRINTS = tuple(
    module.pages
    for module in (
        acting,
        batching,
        books,
        commenting,
        bundling,
        companies,
        duties,
        entering,
        handling,
        figures,
        filing,
        help,
        events,
        home,
        keeping,
        letters,
        people,
        plan,
        receiving,
        searching,
        service,
        signing,
        starting,
        working,
        writing,
    )
)
