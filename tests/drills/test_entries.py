"""The bench of a call's last minutes, small: handed in by everybody, the server killed in between."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.places import free_port

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.drill


@pytest.fixture
def bench(tmp_path):
    """Runs a file of the bench in a home of its own."""
    settings = {
        "WANGYU_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "wangyu.config.settings",
        "PORT": str(free_port()),
    }  # fmt: skip

    def run(name: str, *args: str) -> str:
        done = subprocess.run(
            [sys.executable, f"bench/{name}.py", *args], cwd=ROOT, env=os.environ | settings,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_no_work_is_lost_or_entered_twice_when_the_server_is_killed(bench):
    bench("entries_crowd", "4", "5")
    row = json.loads(bench("entries", "演练", "--seconds", "4", "--kill", "0.2"))
    assert (row["count"], row["kills"], row["receipts"]) == (20, 1, 20)
    assert (row["lost"], row["twice"], row["unanswered"]) == (0, 0, 0)
