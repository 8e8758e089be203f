"""Rows that are held are asked for to be changed by nobody else."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from wangyu.base.core.holding import hold
from wangyu.institutions.orgs.models import Organisation

pytestmark = pytest.mark.django_db


def test_all_of_them_are_locked_at_once(province, university, other_university):
    rows = Organisation.objects.filter(parent=province)
    with transaction.atomic(), CaptureQueriesContext(connection) as seen:
        hold(rows)
    (query,) = seen.captured_queries
    assert query["sql"].endswith("FOR UPDATE") is connection.features.has_select_for_update
