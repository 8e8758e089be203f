"""People who go on until the platform has confirmed what they did, whatever happens to its processes."""

from __future__ import annotations

import hashlib
import re
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from contextlib import suppress
from http.client import HTTPException
from itertools import count

from tests.drills.reader import Reader

PATIENCE = 900


class Patient(threading.Thread, ABC):
    """Asks until it is answered, as a person does who presses again."""

    def __init__(self, base: str, persona: str) -> None:
        super().__init__()
        self.reader, self.persona, self.over, self.repeated = Reader(base), persona, False, 0

    def run(self) -> None:
        self.until(lambda: self.reader.enter(self.persona))
        for number, work in enumerate(self.works(), start=1):
            if self.over:
                return
            work(number)

    @abstractmethod
    def works(self) -> Iterable[Callable[[int], None]]:
        """What is done again and again."""

    def until(self, ask):
        until = time.monotonic() + PATIENCE
        while True:
            assert time.monotonic() < until
            with suppress(OSError, HTTPException):
                answer = ask()
                if answer is None or answer[0] in {200, 204}:
                    return answer
            self.repeated += 1
            time.sleep(0.01)


class Clerk(Patient):
    """Registers offices and uploads files."""

    def __init__(self, base: str, persona: str) -> None:
        super().__init__(base, persona)
        self.offices: list[str] = []
        self.files: list[str] = []

    def works(self) -> Iterable[Callable[[int], None]]:
        page = self.until(lambda: self.reader.get("/orgs/"))[1]
        form = f"/orgs/{re.findall(r'/orgs/([0-9]+)/', page)[0]}/facts/office/new/"
        for _ in count():
            yield lambda number: self.register(form, f"演练{self.persona}-{number}")
            yield lambda number: self.upload(f"演练 {self.persona} {number}\n".encode() * 40)

    def register(self, form: str, name: str) -> None:
        page = self.until(lambda: self.reader.get(form))[1]
        key = re.findall(r'name="once" value="([^"]+)"', page)
        assert key, f"{form} 没有给出表单：{page[:2000]}"
        self.until(lambda: self.reader.post(form, name=name, since="2026-03-05", once=key[0]))
        self.offices.append(name)

    def upload(self, data: bytes) -> None:
        self.until(lambda: self.reader.upload("/evidence/upload/", "a.txt", data))
        self.files.append(hashlib.sha256(data).hexdigest())


class Typist(Patient):
    """Types one figure of a sheet, larger each time; it is saved without a button."""

    def __init__(self, base: str, persona: str) -> None:
        super().__init__(base, persona)
        self.confirmed, self.page, self.key = 0, "", ""

    def works(self) -> Iterable[Callable[[int], None]]:
        sheets = self.until(lambda: self.reader.get("/ledger/sheets/"))[1]
        for page in dict.fromkeys(re.findall(r"/ledger/sheets/\d+/", sheets)):
            text = self.until(lambda page=page: self.reader.get(page))[1]
            if 'data-editable="yes"' in text:
                self.page, self.key = page, re.findall(r'name="version-([a-z_]+)"', text)[0]
        assert self.page, "没有一张可以填的表"
        for _ in count():
            yield self.type

    def type(self, number: int) -> None:
        version = self.shown("version")
        cell = {f"value-{self.key}": str(number), f"version-{self.key}": version}
        self.until(lambda: self.reader.post(f"{self.page}save/", script="1", key=self.key, **cell))
        self.confirmed = number

    def shown(self, what: str) -> str:
        text = self.until(lambda: self.reader.get(self.page))[1]
        tag = re.search(rf'<input[^>]*name="{what}-{self.key}"[^>]*>', text)
        assert tag, text[:2000]
        return re.findall(r'value="([^"]*)"', tag[0])[0]
