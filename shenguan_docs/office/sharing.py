"""Whether other machines work with the same office: its records on a server, its archive where all of them reach it."""

from __future__ import annotations

from shenguan_docs.office.settings import Settings, is_server


def shared_archive(settings: Settings) -> str:
    """Return where the archive lies that several folders may use, without how it is reached; "" for a folder."""
    place = str(getattr(settings, "archive", ""))
    return place.partition("?")[0].rstrip("/") if place.startswith("s3://") else ""


def is_shared(settings: Settings) -> bool:
    """Whether several folders, on several machines, may be one office."""
    return bool(shared_archive(settings)) and is_server(settings.records)
