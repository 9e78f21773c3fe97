"""What an engine of the records complains of, as a Chinese sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from shenguan_docs.errors import OfficeUnusable


def cause(error: BaseException) -> Any:
    """Return the driver's own error behind one of SQLAlchemy."""
    return error.orig if isinstance(error, DBAPIError) else error


@contextmanager
def in_words(kind: ModuleType) -> Iterator[None]:
    """Whatever is raised within becomes an OfficeUnusable; ``kind`` is the module of the engine."""
    try:
        yield
    except IntegrityError as error:
        raise OfficeUnusable(
            "登记数据库拒绝了这次写入，因为它与已有的登记矛盾，没有写入任何内容",
            remedy="运行 shenguan verify 查明，必要时 shenguan rebuild 由档案重新生成",
        ) from error
    except (DBAPIError, sqlite3.Error) as error:
        raise _unusable(kind, error) from error
    except SQLAlchemyError as error:  # no connection to be had, a result that cannot be read
        raise OfficeUnusable("登记数据库不能用", remedy="运行 shenguan doctor 检查") from error
    except Exception as error:
        if found := kind.in_words(error):  # the driver's own, from where SQLAlchemy was not asked
            raise OfficeUnusable(found[0], remedy=found[1]) from error
        raise


def _unusable(kind: ModuleType, error: Exception) -> OfficeUnusable:
    if found := kind.in_words(cause(error)):
        message, remedy = found
        return OfficeUnusable(message, remedy=remedy)
    return OfficeUnusable(
        "登记数据库里的表不完整，或不能用",
        remedy="运行 shenguan doctor 检查，必要时 shenguan rebuild 由档案重新生成",
    )
