"""Fill a throw-away WANGYU_HOME with an invented 云梦省: 140 universities and ``FACTS`` facts.

Usage: build.py FACTS. Organisations and people go in through the ops; facts are written in bulk,
because a hundred thousand of them by hand of 420 people is not what is measured here.
Prints the session cookie of a provincial officer.
"""

import os
import sys
from datetime import datetime
from decimal import Decimal
from itertools import product
from pathlib import Path
from random import Random

import django

from wangyu.base.core.keys import ensure_keys

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
ensure_keys(Path(os.environ["WANGYU_HOME"]))  # before the settings read them
django.setup()

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone
from tests.factories import officer, sign_in

from wangyu.base.core.access import Actor
from wangyu.base.core.ready import prepare
from wangyu.base.core.roles import Role
from wangyu.institutions.orgs import ops as orgs
from wangyu.institutions.orgs.models import Organisation
from wangyu.portal.demo.figures import Strength, figures
from wangyu.portal.demo.names import School
from wangyu.records.ledger.enums import FactState, Source
from wangyu.records.ledger.kinds import catalogue
from wangyu.records.ledger.models import Fact
from wangyu.records.ledger.ops.facts import project

UNIVERSITIES = 140
SYSTEM = Actor.system()
_FIRST = "泽兰鹿青沅白望云竹松梅石泉岚霁明荷舒"
_KINDS = ("大学", "师范大学", "理工大学", "医学院", "财经学院", "职业技术学院", "商贸职业学院", "卫生职业学院")  # fmt: skip


def universities(random: Random, now: datetime) -> list[tuple[School, Organisation]]:
    province = orgs.found_province(name="云梦省（测速）", actor=SYSTEM, now=now, demo=True)
    found = []
    for letter, kind in list(product(_FIRST, _KINDS))[:UNIVERSITIES]:
        level = "专科" if "职业" in kind else "本科"
        school = School(f"云梦{letter}溪{kind}", f"{letter}溪市", level, "公办", random.randrange(4000, 38000), 900)  # fmt: skip
        roster = {"city": school.city, "level": level, "ownership": "公办", "source": "测速"}
        org = orgs.create(parent=province, name=school.name, actor=SYSTEM, now=now, roster=roster)
        found.append((school, org))
    return found


def facts_of_year(
    pairs: list[tuple[School, Organisation]], year: int, keys: list[str], random: Random, now: datetime
) -> None:  # fmt: skip
    rows = []
    for school, org in pairs:
        told = figures(school, Strength(random.uniform(0.3, 1), 0.05), 0, random)
        rows += [
            Fact(
                organisation=org, key=key, period_key=f"Y{year}", version=1, source=Source.IMPORTED,
                value=told.get(key, Decimal(1)), source_text="测速", at=now,
            )
            for key in keys
        ]  # fmt: skip
    project(Fact.objects.bulk_create(rows, batch_size=500), FactState.VERIFIED)


def build(wanted: int) -> str:
    prepare()
    random, now = Random(7), timezone.now()
    with transaction.atomic():
        pairs = universities(random, now)
        keys = list(catalogue(settings.PACK).items)
        left, year = round(wanted / UNIVERSITIES), now.year - 1
        while left > 0:
            facts_of_year(pairs, year, keys[:left], random, now)
            left, year = left - len(keys), year - 1
        who = officer(Role.PROVINCE_OFFICER, Organisation.objects.get(parent=None), "测速员")
    client = Client(headers={"host": "127.0.0.1"})
    sign_in(client, who)
    (settings.HOME / "user").write_text(str(who.pk))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


if __name__ == "__main__":
    print(build(int(sys.argv[1])))
