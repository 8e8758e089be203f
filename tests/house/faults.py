"""Makes one SQL statement of a piece of work fail, and looks what is there afterwards."""

from __future__ import annotations

import functools
import hashlib
import os
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any
from unittest import mock

from django.conf import settings
from django.db import OperationalError, connection, transaction

WRITING = re.compile(
    r'(?:^\s*|AS \(|\) )(?:INSERT(?: OR IGNORE)? INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)"?',
    re.IGNORECASE,
)
"""Several may stand in one statement."""
OF_ITS_OWN = {"people_session", "core_shared"}
"""A session notes what is shown next, the memory of all processes who tried how often: they are no
part of what was done."""
FOLDER = 2
"""Letters of a file's name that name its folder."""


class Statements:
    """Notes them; the one numbered ``fails`` fails, as when the database is lost for a moment."""

    def __init__(self, fails: int = 0) -> None:
        self.fails, self.asked, self.written = fails, [], set()

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.asked.append(sql)
        if len(self.asked) == self.fails:
            raise OperationalError("演练：这一句没有执行")
        self.written.update(table.lower() for table in WRITING.findall(sql))
        return execute(sql, params, many, context)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside, the database and the files are afterwards as before."""
    kept, coming = files(), parts()
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)
            _clear(files() - kept)
            _put_back(coming)


def run(act: Callable[[], Any], fails: int = 0) -> tuple[Any, Statements]:
    """What ``act`` gives, or the error it raises, and the statements it took."""
    statements = Statements(fails)
    with connection.execute_wrapper(statements), _as_without_a_transaction():
        try:
            result = act()
        except Exception as error:  # noqa: BLE001 -- whatever it is, it is looked at
            result = error
    return result, statements


@contextmanager
def _as_without_a_transaction() -> Iterator[None]:
    """Only the test has one open here: a statement that fails outside of any spoils no other."""
    depth, real = len(connection.savepoint_ids), transaction.mark_for_rollback_on_error

    def mark(using: Any = None) -> Any:
        return real(using) if len(connection.savepoint_ids) > depth else nullcontext()

    with mock.patch.object(transaction, "mark_for_rollback_on_error", mark):
        yield
    connection.set_rollback(False)


@functools.cache
def tables() -> list[str]:
    return [name for name in connection.introspection.table_names() if name not in OF_ITS_OWN]


def contents(names: Collection[str]) -> dict[str, str]:
    """Table -> a fingerprint of everything in it."""
    return {name: _fingerprint(name) for name in names if name not in OF_ITS_OWN}


def _fingerprint(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        rows = sorted(map(repr, cursor.fetchall()))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def counts(names: Collection[str]) -> dict[str, int]:
    """Table -> rows, of all tables at once."""
    each = [
        f"SELECT '{name}', count(*) FROM \"{name}\"" for name in sorted(set(names) - OF_ITS_OWN)
    ]
    if not each:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each))
        return dict(cursor.fetchall())


def files() -> set[str]:
    """What is kept on disk; what is being written has an ending."""
    return {
        f"{folder.name}/{name}"
        for folder in _folders()
        for name in os.listdir(folder)  # noqa: PTH208 -- asked ten thousand times
        if "." not in name
    }


def parts() -> dict[str, bytes]:
    """What has come of files that come in pieces."""
    folder = Path(settings.MEDIA_ROOT) / "parts"
    return {one.name: one.read_bytes() for one in folder.glob("*")}


def _put_back(coming: dict[str, bytes]) -> None:
    folder = Path(settings.MEDIA_ROOT) / "parts"
    for name, data in parts().items():
        if coming.get(name) != data:
            (folder / name).unlink()
    for name in coming.keys() - parts().keys():
        (folder / name).write_bytes(coming[name])


def _folders() -> list[os.DirEntry[str]]:
    try:
        with os.scandir(settings.MEDIA_ROOT) as found:
            return [one for one in found if len(one.name) == FOLDER and one.is_dir()]
    except FileNotFoundError:
        return []


def _clear(names: set[str]) -> None:
    """Without these files, and without the folders they leave empty."""
    top = Path(settings.MEDIA_ROOT)
    for name in names:
        (top / name).unlink()
    for folder in _folders():
        if not os.listdir(folder):  # noqa: PTH208 -- as above
            Path(folder).rmdir()
