"""Somebody is taken off a visit while what they found is on its way."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile

from tests.assessment.evaluation import checking
from tests.assessment.evaluation.test_visits import PNG, plan
from tests.meanwhile import meanwhile
from wangyu.assessment.evaluation.access.visits import INSPECTORS_ONLY
from wangyu.assessment.evaluation.models import Visit
from wangyu.assessment.evaluation.ops import visits as ops
from wangyu.base.core.access import Refused
from wangyu.records.evidence.models import File

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def filled(visit, inspector, now):
    """Everything is found, and one photograph is there."""
    facts = {"visit": visit, "actor": inspector, "now": now}
    ops.save_findings(typed=checking.every_mark(visit.member.cycle), **facts)
    photo = ops.add_photo(indicator="plans", upload=ContentFile(PNG, "墙报.png"), **facts)
    return facts | {"photo": photo}


def save(facts):
    typed = checking.every_mark(facts["visit"].member.cycle, points="1")
    ops.save_findings(typed=typed, **facts)


def bring(facts):
    ops.add_photo(indicator="exchange", upload=ContentFile(b"\xef\xbb\xbf1", "1.txt"), **facts)


WRITES = {
    "save": save,
    "photo": bring,
    "unphoto": lambda facts: ops.remove_photo(use=facts["visit"].photo, **facts),
    "submit": lambda facts: ops.submit_visit(**facts),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_whoever_is_taken_off_a_visit_meanwhile_writes_nothing_more(
    filled, officer, officer_user, now, settings, write
):
    visit = filled["visit"]
    visit.photo = filled.pop("photo")
    before = there(visit, settings)
    with pytest.raises(Refused, match=INSPECTORS_ONLY):
        meanwhile(lambda: plan(visit, officer, now, officer_user), lambda: write(filled))
    assert there(visit, settings) == before


def there(visit, settings):
    """What was found, what is attached, which files are kept."""
    found = Visit.objects.get(pk=visit.pk)
    photos = list(ops.queries.photos_of(found).values_list("pk", flat=True))
    files = {one.name for one in settings.MEDIA_ROOT.glob("??/*") if one.is_file()}
    marks = sorted(found.marks.values_list("indicator", "points"))
    return found.state, marks, photos, File.objects.count(), files
