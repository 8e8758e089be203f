"""Run at a place: migrate, put the house's world in, and leave its names and sessions as JSON."""

from __future__ import annotations

import json
import os
from pathlib import Path

import django
from django.conf import settings

from wangyu.base.core.keys import ensure_keys


def main() -> None:
    ensure_keys(
        Path(os.environ["WANGYU_HOME"])
    )  # first: the settings read them, sessions hold by them
    django.setup()
    from django.core.management import call_command

    from tests.house.world import build

    call_command("migrate", verbosity=0)
    world = build()
    cookies = {
        persona: {name: morsel.value for name, morsel in jar.items()}
        for persona, jar in world.cookies.items()
    }
    Path(settings.HOME, "world.json").write_text(
        json.dumps({"at": world.at, "cookies": cookies}), "utf-8"
    )


if __name__ == "__main__":
    main()
