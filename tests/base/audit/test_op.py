from dataclasses import replace
from decimal import Decimal

import pytest

from wangyu.base.audit.models import Entry, Head
from wangyu.base.audit.op import SilentOpError, op, say
from wangyu.base.audit.verifying import broken_at
from wangyu.base.core.access import Actor, Held, Refused
from wangyu.base.core.models import Stamp
from wangyu.base.core.roles import Role

pytestmark = pytest.mark.django_db
ME = Actor.system()


@op("test.inner")
def inner(*, actor, now):
    Stamp.objects.create(name="inner")
    say("做了里面一步", depth=2)


@op("test.outer")
def outer(*, actor, now, target=None):
    say("做了外面一步", target=target, org_path="00000001", depth=1)
    inner(actor=actor, now=now)
    return "结果"


@op("test.silent")
def silent(*, actor, now):
    Stamp.objects.create(name="silent")


@op("test.refused")
def refused(*, actor, now):
    say("差一点做了")
    Stamp.objects.create(name="refused")
    raise Refused("不行，请先填写理由")


def test_an_op_leaves_exactly_one_row_with_what_it_said(now):
    assert outer(actor=ME, now=now) == "结果"
    entry = Entry.objects.get()
    assert (entry.seq, entry.action, entry.sentence) == (1, "test.outer", "做了外面一步")
    assert (entry.org_path, entry.by, entry.at) == ("00000001", "system", now)
    assert entry.details == {"depth": 1, "also": ["做了里面一步"]}


def test_an_op_called_alone_leaves_its_own_row(now):
    inner(actor=ME, now=now)
    inner_row = Entry.objects.get()
    assert (inner_row.action, inner_row.details) == ("test.inner", {"depth": 2})


def test_the_row_names_its_target(now, university):
    outer(actor=ME, now=now, target=university)
    entry = Entry.objects.get()
    assert (entry.target_kind, entry.target_id) == ("orgs.organisation", university.pk)


def test_a_refused_op_leaves_neither_row_nor_effect(now):
    with pytest.raises(Refused):
        refused(actor=ME, now=now)
    assert not Entry.objects.exists()
    assert not Stamp.objects.exists()
    inner(actor=ME, now=now)
    assert Entry.objects.get().sentence == "做了里面一步"


def test_an_op_that_says_nothing_is_a_mistake_and_has_no_effect(now):
    with pytest.raises(SilentOpError, match=r"test\.silent"):
        silent(actor=ME, now=now)
    assert not Stamp.objects.exists()
    assert not Entry.objects.exists()


def test_saying_outside_an_op_is_a_mistake():
    with pytest.raises(SilentOpError, match="inside an op"):
        say("无处可说")


@pytest.mark.parametrize("wrong", [{"actor": "系统"}, {"now": "今天"}])
def test_an_op_wants_an_actor_and_a_time(now, wrong):
    with pytest.raises(TypeError, match=r"test\.inner"):
        inner(**{"actor": ME, "now": now} | wrong)


def test_acting_for_another_is_written_down(now):
    lent = (Held(Role.AUDITOR, 1, "1", "李四", 4), Held(Role.AUDITOR, 2, "2", "李四", 4))
    inner(actor=replace(ME, held=lent), now=now)
    assert Entry.objects.get().details["on_behalf_of"] == [4]


def test_a_very_long_sentence_is_cut_not_refused(now):
    @op("test.long")
    def long(*, actor, now):
        say("长" * 600)

    long(actor=ME, now=now)
    assert len(Entry.objects.get().sentence) == 500
    assert broken_at() is None


def test_each_row_is_chained_to_the_one_before(now):
    for _ in range(3):
        outer_without_effect(actor=ME, now=now)
    first, second, third = Entry.objects.order_by("seq")
    assert (second.previous_hash, third.previous_hash) == (first.hash, second.hash)
    assert Head.objects.get().hash == third.hash


@op("test.facts")
def outer_without_effect(*, actor, now):
    say("记下事实", amount=str(Decimal("1.50")), share=0.25, whole=1e20, names=["甲", None, True])


def test_what_the_database_gives_back_has_the_same_hash(now):
    outer_without_effect(actor=ME, now=now.replace(microsecond=123456))
    assert broken_at() is None
