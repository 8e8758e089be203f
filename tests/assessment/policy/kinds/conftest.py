"""A folder with a copy of the province's pack, to be spoilt in one place."""

from __future__ import annotations

import shutil

import pytest
from django.conf import settings as real

from wangyu.assessment.policy.kinds import pack

NAME = "hunan-2021-07"
SOURCE = real.PACKS_DIR


class Copy:
    """``set`` replaces a piece of one file; reading afterwards sees it."""

    def __init__(self, place):
        self.place = place

    def set(self, file, old, new):
        whole = (self.place / file).read_text("utf-8")
        assert whole.count(old) >= 1, f"{old} is not in {file}"
        (self.place / file).write_text(whole.replace(old, new, 1), "utf-8")

    def read(self):
        return pack(self.place.name)


@pytest.fixture
def packs_folder(tmp_path, settings):
    settings.PACKS_DIR = tmp_path / "packs"
    return settings.PACKS_DIR


@pytest.fixture
def copy(packs_folder):
    place = packs_folder / NAME
    shutil.copytree(SOURCE / NAME, place)
    return Copy(place)
