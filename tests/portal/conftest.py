"""The province set up from the real roster, in the test's own throw-away database."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

ROSTER = Path(__file__).parents[1] / "institutions/orgs/data/hunan_universities.csv"


def rows():
    with ROSTER.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def wangyu(*words, **options):
    """What a command prints."""
    out = StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def installed(db):
    """``wangyu setup --pack hunan-2021-07 --roster FILE``; what it printed."""
    return wangyu("setup", pack="hunan-2021-07", roster=ROSTER)
