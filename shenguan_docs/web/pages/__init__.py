"""The pages of the desk, each a blueprint; ``BLUEPRINTS`` is what the application registers."""

from __future__ import annotations

from shenguan_docs.web.pages import (
    books,
    companies,
    duties,
    entering,
    home,
    letters,
    plan,
    searching,
    starting,
)

BLUEPRINTS = tuple(
    module.pages for module in (books, companies, duties, entering, home, letters, plan, searching, starting)
)
