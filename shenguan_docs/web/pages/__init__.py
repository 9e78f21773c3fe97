"""The pages of the desk, each a blueprint; ``BLUEPRINTS`` is what the application registers."""

from __future__ import annotations

from shenguan_docs.web.pages import entering, home, letters, searching, starting

BLUEPRINTS = (entering.pages, starting.pages, home.pages, letters.pages, searching.pages)
