"""Finding the programs of PostgreSQL, and faults of a database that does not answer."""

import pytest

from wangyu.base.backup.engines import engine_for, postgres
from wangyu.base.backup.errors import BackupError

NOWHERE = {
    "ENGINE": "django.db.backends.postgresql", "NAME": "none", "HOST": "/nonexistent", "PORT": "",
    "USER": "", "PASSWORD": "",
}  # fmt: skip


class _Connection:
    class info:  # noqa: N801 -- psycopg's own name
        server_version = 160004


def program(folder, name, version):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}'\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def alone(tmp_path, monkeypatch):
    """A machine whose only programs are those of this test."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(postgres, "DEBIAN", tmp_path / "debian")
    return tmp_path


def find(tools=""):
    return engine_for(NOWHERE, tools)._tool("pg_dump", _Connection)


def test_the_program_named_by_the_setting_comes_first(alone):
    program(alone / "bin", "pg_dump", "17.1")
    mine = program(alone / "mine", "pg_dump", "16.0")
    assert find(str(alone / "mine")) == mine


def test_a_program_older_than_the_server_is_passed_over(alone):
    program(alone / "bin", "pg_dump", "15.18 (Debian 15.18-0)")
    newer = program(alone / "debian/16/bin", "pg_dump", "16.4")
    assert find() == newer


def test_a_program_on_the_path_is_found(alone):
    mine = program(alone / "bin", "pg_dump", "18beta1")
    assert find() == mine


def test_without_a_program_the_sentence_says_what_to_install(alone):
    program(alone / "bin", "pg_dump", "15.0")
    with pytest.raises(BackupError, match="请安装 postgresql-client-16"):
        find(str(alone / "missing"))


def test_a_program_that_is_something_else_is_passed_over(alone):
    path = program(alone / "bin", "pg_dump", "")
    with pytest.raises(BackupError, match="没有找到 PostgreSQL 16 的 pg_dump"):
        find()
    assert postgres._major(path) == 0


def test_a_server_that_does_not_answer_has_its_sentence():
    with pytest.raises(BackupError, match="连不上 PostgreSQL 的 none"), engine_for(NOWHERE).live():
        raise AssertionError


def test_a_program_that_fails_says_why(tmp_path):
    path = tmp_path / "pg_restore"
    path.write_text("#!/bin/sh\necho 'server says no' >&2\nexit 1\n")
    path.chmod(0o755)
    with pytest.raises(BackupError, match="pg_restore 没有完成：server says no"):
        engine_for(NOWHERE)._run([str(path)])
    path.write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(BackupError, match="没有说明原因"):
        engine_for(NOWHERE)._run([str(path)])
