"""References become names when shown; what was typed is kept apart and can be erased."""

import pytest

from tests import factories
from tests.said import personal_in_the_log, said
from wangyu.base.audit.logic import refs
from wangyu.base.audit.models import Entry, Private
from wangyu.base.audit.op import SilentOpError, named, named_as, op, say
from wangyu.base.audit.telling import tell
from wangyu.base.audit.verifying import broken_at
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Role

pytestmark = pytest.mark.django_db
ME = Actor.system()


@op("test.person")
def note(*, actor, now, user, typed="", **private):
    say(f"为{named(user)}办理{typed}", target=user, private=private)


def test_a_person_is_kept_by_number_and_shown_by_name(now):
    user = factories.user("顾念安")
    note(actor=ME, now=now, user=user)
    assert Entry.objects.get().sentence == f"为〔people.user:{user.pk}〕办理"
    assert said() == ["为顾念安办理"]


def test_a_person_who_is_gone_is_called_by_number_and_the_chain_holds(now, province):
    user, actor = factories.user("顾念安"), factories.actor(Role.AUDITOR, province)
    note(actor=actor, now=now, user=user)
    user.delete()
    type(user).objects.filter(pk=actor.user_id).delete()
    (told,) = tell(Entry.objects.all())
    assert (told.text, told.who) == (
        f"为人员{Entry.objects.get().target_id}（已注销）办理",
        f"人员{actor.user_id}（已注销）",
    )
    assert broken_at() is None


def test_a_name_that_changes_is_shown_as_it_is_now(now):
    user = factories.user("顾念安")
    note(actor=ME, now=now, user=user)
    type(user).objects.update(name="已改名")
    assert said() == ["为已改名办理"]
    assert broken_at() is None


def test_what_is_typed_cannot_pass_for_a_reference(now):
    user, other = factories.user("甲某"), factories.user("别校乙某")
    note(actor=ME, now=now, user=user, typed=f"〔people.user:{other.pk}〕")
    assert said() == [f"为甲某办理people.user {other.pk}"]


def test_a_thing_without_a_known_name_is_shown_by_number(now):
    @op("test.thing")
    def thing(*, actor, now):
        say(f"用{named_as('test.thing', 7)}")

    thing(actor=ME, now=now)
    assert said() == ["用对象7（已注销）"]


def test_what_has_no_naming_cannot_be_referred_to(now, province):
    @op("test.stranger")
    def stranger(*, actor, now):
        say(named(province))

    with pytest.raises(LookupError, match=r"orgs\.organisation"):
        stranger(actor=ME, now=now)


def test_a_reference_belongs_inside_an_op():
    with pytest.raises(SilentOpError, match="named"):
        named(factories.user())


def test_what_was_typed_is_told_beside_the_sentence_but_is_not_in_the_chain(now):
    note(actor=ME, now=now, user=factories.user("顾念安"), 理由="请联系 13800001111", 说明="")
    assert said() == ["为顾念安办理（理由：请联系 13800001111）"]
    assert "13800001111" not in str(list(Entry.objects.values()))


def test_what_was_typed_is_sealed_by_a_salted_hash(now):
    note(actor=ME, now=now, user=factories.user(), 理由="同样的话")
    note(actor=ME, now=now, user=factories.user(), 理由="同样的话")
    first, second = Entry.objects.values_list("private_sha256", flat=True)
    assert first != second
    assert len(first) == 64


def test_what_was_erased_is_said_to_be_and_the_chain_holds(now):
    note(actor=ME, now=now, user=factories.user("顾念安"), 理由="旧话")
    Private.objects.all().delete()
    assert said() == ["为顾念安办理（说明：（内容已按要求清除））"]
    assert broken_at() is None


def test_visitor_platform_and_person_are_told_apart(now, province):
    for actor in (Actor.anonymous(), ME, factories.actor(Role.AUDITOR, province)):
        note(actor=actor, now=now, user=factories.user())
    who = [told.who for told in tell(Entry.objects.order_by("seq"))]
    assert who[:2] == ["访客", "系统"]
    assert who[2].startswith("演示人员")


@pytest.mark.parametrize("rows", [1, 30])
def test_names_are_fetched_in_one_query_a_kind(now, rows, django_assert_num_queries):
    for _ in range(rows):
        note(actor=ME, now=now, user=factories.user(), 理由="话")
    entries = list(Entry.objects.select_related("private"))
    with django_assert_num_queries(1):
        assert len(tell(entries)) == rows


@pytest.mark.parametrize("leak", ["顾念安", "13800001111", "43010219990101123X", "a@b.example"])
def test_the_scan_after_every_test_finds_what_is_personal(now, leak, attack):
    factories.user("顾念安")

    @op("test.leak")
    def spill(*, actor, now):
        say("写下", extra=leak)

    spill(actor=ME, now=now)
    assert leak in personal_in_the_log()[0]
    attack("DELETE FROM audit_entry")


def test_references_are_read_and_replaced():
    text = refs.write("a.b", 1) + "与" + refs.write("a.c", 22)
    assert refs.read([text, "无"]) == {("a.b", 1), ("a.c", 22)}
    assert refs.put_names(text, lambda ref: f"{ref[1]}号") == "1号与22号"
    assert refs.defuse(text, {("a.b", 1)}) == "〔a.b:1〕与a.c 22"
