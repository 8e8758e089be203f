"""The demo province is the same wherever it is made.

A module of its own: beside a province that is there already, none would be made at all.
"""

import hashlib
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from wangyu.base.core.keys import ensure_keys
from wangyu.portal import demo
from wangyu.records.ledger.models import Fact

pytestmark = pytest.mark.thorough

NOW = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
DIFFERENT = {
    "people.User": {"password", "joined_at"},
    "evidence.File": {"stored_name", "preview_name", "sha256"},
    "ledger.Receipt": {"number", "signature"},
    "calls.Piece": {"stored_name", "preview_name", "sha256"},
    "calls.BlindCopy": {"code"},
    "calls.BlindPiece": {"stored_name", "preview_name", "sha256"},
    "calls.Slip": {"number", "signature", "content_sha256"},
    "audit.Private": {"salt"},
    "audit.Entry": {"details", "private_sha256", "previous_hash", "hash"},
    "audit.Head": {"hash"},
}
"""Keys, names nobody can guess, the moment it was made (files hold it too), and hashes of these."""


def rewind():
    """Ids begin at 1 again, as in a new database."""
    with connection.cursor() as cursor:
        tables = connection.introspection.sequence_list()
        for line in connection.ops.sequence_reset_by_name_sql(no_style(), tables):
            cursor.execute(line)


def contents():
    """Table -> a hash over all its rows, without what must be different."""
    found = {}
    for model in apps.get_models():
        if not model.__module__.startswith("wangyu."):
            continue
        names = [f.attname for f in model._meta.concrete_fields]
        kept = [n for n in names if n not in DIFFERENT.get(model._meta.label, ())]
        rows = model._default_manager.order_by("pk").values_list(*kept)
        found[model._meta.label] = hashlib.sha256(repr(list(rows)).encode()).hexdigest()
    return found


def made():
    with transaction.atomic():
        rewind()
        assert demo.build(NOW) is True
        assert Fact.objects.count() > 1_000
        found = contents()
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
def test_the_same_seed_makes_the_same_province(settings):
    ensure_keys(settings.HOME)
    first, second = made(), made()
    assert {name for name in first if first[name] != second[name]} == set()
    assert len(first) > 20
