"""What the killed processes left: counted apart from them. Usage: python -m tests.drills.tally."""

from __future__ import annotations

import json
import sys
from collections import Counter

import django

django.setup()

from wangyu.base.audit.models import Entry  # noqa: E402 -- after setup
from wangyu.base.core.models import Job  # noqa: E402 -- after setup
from wangyu.institutions.orgs.models import Office  # noqa: E402 -- after setup

rows = Office.objects.filter(name__startswith="演练")
logged = Entry.objects.filter(action="orgs.fact.add", target_kind="orgs.office", target_id__in=rows.values("pk"))  # fmt: skip
jobs = Job.objects.filter(kind="drill.office").values_list("state", flat=True)
sys.stdout.write(
    json.dumps(
        {
            "offices": Counter(rows.values_list("name", flat=True)),
            "log": Counter(map(str, logged.values_list("target_id", flat=True))),
            "jobs": Counter(jobs),
        }
    )
)
