"""Programs of the machine: as the setting says, as they are found, or not at all."""

import pytest

from wangyu.base.core import programs


@pytest.fixture(autouse=True)
def there(monkeypatch):
    monkeypatch.setattr(programs.shutil, "which", {"known": "/usr/bin/known"}.get)


@pytest.mark.parametrize(
    ("given", "name", "found"),
    [
        ("", "known", "/usr/bin/known"), ("", "unknown", ""), ("no", "known", ""),
        ("/opt/known", "known", "/opt/known"), ("/opt/unknown", "unknown", "/opt/unknown"),
    ],
)  # fmt: skip
def test_where_a_program_is(given, name, found):
    assert programs.program(given, name) == found
