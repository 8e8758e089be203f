"""What stands in for parts of the platform wherever a test does not ask about them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.staticfiles.storage import StaticFilesStorage


class StaticFiles(StaticFilesStorage):
    """Files under their plain names; each address is put together once, not ten times a page."""

    _urls: ClassVar[dict[str, str]] = {}

    def url(self, name: str | None) -> str:
        name = str(name)
        if name not in self._urls:
            self._urls[name] = super().url(name)
        return self._urls[name]
