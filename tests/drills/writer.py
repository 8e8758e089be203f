"""Uploads and uploads through the ops, and prints what the platform has confirmed.

Usage: python -m tests.drills.writer NAME [HOW MANY]
"""

from __future__ import annotations

import sys
from itertools import count, islice

import django

django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402 -- after setup
from django.utils import timezone  # noqa: E402 -- after setup

from wangyu.base.core.access import Actor  # noqa: E402 -- after setup
from wangyu.institutions.orgs.models import Organisation  # noqa: E402 -- after setup
from wangyu.records.evidence.ops import add_file  # noqa: E402 -- after setup


def main(name: str, many: int | None) -> None:
    organisation = Organisation.objects.filter(university__isnull=False).first()
    for number in islice(count(), many):
        upload = SimpleUploadedFile(f"{name}-{number}.txt", f"演示 {name} {number}\n".encode() * 50)
        made, _ = add_file(
            organisation=organisation, upload=upload, actor=Actor.system(), now=timezone.now()
        )
        sys.stdout.write(f"{made.sha256}\n")
        sys.stdout.flush()


main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else None)
