"""What a province holds, counted by the test itself and not by the backup's own code.

Usage: python -m tests.drills.holdings — prints JSON.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import django

django.setup()

from django.apps import apps  # noqa: E402 -- after setup
from django.conf import settings  # noqa: E402 -- after setup

from wangyu.records.evidence.models import File  # noqa: E402 -- after setup

EXCEPT = {"people.session", "backup.copy", "core.pulse"}
"""What a restore itself ends or adds to; so is the log, which has its own verifier."""


def main() -> None:
    media = Path(settings.MEDIA_ROOT)
    rows = {
        model._meta.label_lower: [[str(v) for v in row] for row in model.objects.order_by("pk").values_list()]
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label_lower not in EXCEPT and model._meta.app_label != "audit"
    }  # fmt: skip
    digests = {
        label: hashlib.sha256(repr(held).encode()).hexdigest() for label, held in rows.items()
    }
    wrong = [
        name
        for name, sha256 in File.objects.values_list("stored_name", "sha256")
        if hashlib.sha256((media / name[:2] / name).read_bytes()).hexdigest() != sha256
    ]
    sys.stdout.write(
        json.dumps(
            {
                "tables": digests,
                "counts": {label: len(held) for label, held in rows.items()},
                "wrong files": wrong,
                "files": sorted(File.objects.values_list("sha256", flat=True)),
            }
        )
    )


main()
