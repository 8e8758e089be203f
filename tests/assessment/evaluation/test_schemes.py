"""The province drafts a scheme, changes it, publishes it; a published version never changes."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import DatabaseError

from tests import factories
from tests.assessment.evaluation.logic.making import leaf
from tests.assessment.evaluation.schemes import small
from wangyu.assessment.evaluation.access import schemes as access
from wangyu.assessment.evaluation.checks import check_schemes
from wangyu.assessment.evaluation.models import Scheme, Version
from wangyu.assessment.evaluation.ops import drafts
from wangyu.assessment.evaluation.ops import schemes as ops
from wangyu.assessment.evaluation.queries import schemes as queries
from wangyu.base.audit.models import Entry as Line
from wangyu.base.core.access import Actor, NotVisible, Refused
from wangyu.base.core.roles import Role
from wangyu.base.lib.canonical import sha256_of
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.lib.packs import PackError

pytestmark = pytest.mark.django_db


@pytest.fixture
def fresh(province, officer, now):
    return ops.create_scheme(
        owner=province, title="试拟", data=small(), note="第一稿", actor=officer, now=now
    )


def row(version, key):
    return next((one for one in version.data["indicator"] if one["key"] == key), None)


def put(version, new, actor, now, *, group="", is_new=False):
    return drafts.put_indicator(
        version=version, row=new, group=group, is_new=is_new, actor=actor, now=now
    )


def test_a_scheme_begins_as_a_draft_of_number_one(fresh):
    assert (fresh.number, fresh.state, fresh.scheme.title) == (1, "draft", "试拟")
    assert fresh.sha256 == sha256_of(fresh.data)
    assert fresh.data["scheme"]["title"] == "试拟"


def test_what_does_not_read_is_refused_with_every_fault(province, officer, now):
    data = small()
    data["indicator"][1]["clause"] = data["indicator"][2]["clause"] = "七"
    with pytest.raises(ops.SchemeError) as caught:
        ops.create_scheme(owner=province, title="坏", data=data, note="", actor=officer, now=now)
    assert len(caught.value.sentences) == 2
    assert not Scheme.objects.exists()


def test_a_published_version_changes_as_the_next_number(version, officer, now):
    made = ops.next_version(version=version, actor=officer, now=now)
    assert (made.number, made.state, made.data) == (2, "draft", version.data)
    with pytest.raises(ops.SchemeError, match="第 2 版还在拟定中"):
        ops.next_version(version=version, actor=officer, now=now)
    with pytest.raises(ops.SchemeError, match="已经发布的版本不能再改"):
        put(version, row(version, "plans"), officer, now)


def test_a_draft_is_discarded_and_with_the_last_the_scheme(fresh, version, officer, now):
    made = ops.next_version(version=version, actor=officer, now=now)
    ops.discard_version(version=made, actor=officer, now=now)
    assert Scheme.objects.filter(pk=version.scheme_id).exists()
    ops.discard_version(version=fresh, actor=officer, now=now)
    assert not Scheme.objects.filter(pk=fresh.scheme_id).exists()


def test_a_draft_a_round_goes_by_stays(draft, version, officer, now):
    Version.objects.filter(pk=version.pk).update(state="draft")
    with pytest.raises(ops.SchemeError, match="有评价正在用"):
        ops.discard_version(version=version, actor=officer, now=now)


def test_publishing_and_retiring(fresh, officer, now):
    found = ops.publish_version(version=fresh, actor=officer, now=now)
    assert (found.state, found.published_at) == ("published", now)
    with pytest.raises(IllegalMoveError, match="理由"):
        ops.retire_version(version=fresh, actor=officer, now=now)
    ops.retire_version(version=fresh, actor=officer, now=now, reason="有新版")
    assert Version.objects.get(pk=fresh.pk).state == "retired"
    assert Line.objects.filter(action="evaluation.scheme.retire").count() == 1


def test_what_no_app_offers_is_not_published(fresh, officer, now):
    put(fresh, leaf("strange", 5, measures=["nobody.knows"]), officer, now, is_new=True)
    with pytest.raises(ops.SchemeError, match=r"没有应用提供数据 nobody\.knows"):
        ops.publish_version(version=fresh, actor=officer, now=now)
    assert Version.objects.get(pk=fresh.pk).state == "draft"


def test_one_indicator_is_changed_and_the_others_stay(fresh, officer, now):
    stale = Version.objects.get(pk=fresh.pk)
    put(fresh, row(fresh, "plans") | {"points": 30}, officer, now)
    found = put(stale, row(stale, "meetings") | {"title": "改名"}, officer, now)
    assert (row(found, "plans")["points"], row(found, "meetings")["title"]) == (30, "改名")
    assert found.data["scheme"]["points"] == 110
    assert found.sha256 == sha256_of(found.data)


def test_an_indicator_that_cannot_be_is_told(fresh, officer, now):
    with pytest.raises(ops.SchemeError, match="编码 plans 已经有了"):
        put(fresh, row(fresh, "plans"), officer, now, is_new=True)
    with pytest.raises(ops.SchemeError, match="已被别人删去"):
        put(fresh, leaf("gone", 5), officer, now)
    with pytest.raises(ops.SchemeError, match="绕成一圈"):
        put(fresh, row(fresh, "support") | {"parent": "support"}, officer, now)
    with pytest.raises(ops.SchemeError, match="条款"):
        put(fresh, row(fresh, "plans") | {"clause": 0}, officer, now)


def test_moving_removing_and_going_back(fresh, officer, now):
    def keys():
        return [one["key"] for one in Version.objects.get(pk=fresh.pk).data["indicator"]]

    first = keys()
    drafts.shift_indicator(version=fresh, key="plans", way="up", actor=officer, now=now)
    assert keys()[1:3] == ["plans", "meetings"]
    drafts.shift_indicator(version=fresh, key="plans", way="remove", actor=officer, now=now)
    assert "plans" not in keys()
    drafts.undo_change(version=fresh, actor=officer, now=now)
    assert "plans" in keys()
    drafts.undo_change(version=fresh, actor=officer, now=now)
    assert "plans" not in keys()
    assert keys() != first
    with pytest.raises(ops.SchemeError, match="已被别人删去"):
        drafts.shift_indicator(version=fresh, key="plans", way="up", actor=officer, now=now)


def test_the_first_step_cannot_be_gone_back(fresh, officer, now):
    with pytest.raises(ops.SchemeError, match="没有可以撤销的修改"):
        drafts.undo_change(version=fresh, actor=officer, now=now)


def test_the_last_indicator_stays(fresh, officer, now):
    drafts.shift_indicator(version=fresh, key="support", way="remove", actor=officer, now=now)
    with pytest.raises(ops.SchemeError, match="至少要有一项指标"):
        drafts.shift_indicator(version=fresh, key="output", way="remove", actor=officer, now=now)


def test_the_name_follows_until_it_is_published(fresh, officer, now):
    drafts.change_head(version=fresh, head={"title": "新名"}, note="改", actor=officer, now=now)
    assert (str(Version.objects.get(pk=fresh.pk)), Version.objects.get().note) == (
        "新名 第 1 版",
        "改",
    )
    ops.publish_version(version=fresh, actor=officer, now=now)
    made = ops.next_version(version=fresh, actor=officer, now=now)
    drafts.change_head(version=made, head={"title": "再改"}, note="", actor=officer, now=now)
    assert Scheme.objects.get().title == "新名"
    assert Version.objects.get(pk=made.pk).data["scheme"]["title"] == "再改"


def test_importing_replaces_everything_and_can_be_undone(fresh, officer, now):
    data = small() | {"indicator": small()["indicator"][:4]}
    data["scheme"]["points"] = 60
    drafts.import_draft(version=fresh, data=data, actor=officer, now=now)
    found = Version.objects.get(pk=fresh.pk)
    assert len(found.data["indicator"]) == 4
    assert len(found.before["indicator"]) == 7


def test_schemes_are_the_provinces_own(fresh, officer, reporter, province):
    assert access.access_own_version(officer, fresh.pk) == fresh
    auditor = factories.actor(Role.AUDITOR, province)
    assert access.access_version(auditor, fresh.pk) == fresh
    with pytest.raises(Refused, match="省中心拟定"):
        access.access_own_version(auditor, fresh.pk)
    with pytest.raises(Refused, match="省中心拟定"):
        access.access_version(reporter, fresh.pk)
    other = factories.actor(Role.PROVINCE_OFFICER, factories.province("他省中心"))
    with pytest.raises(NotVisible):
        access.access_own_version(other, fresh.pk)
    assert not access.visible_versions(Actor.anonymous()).exists()


def test_a_version_is_read_as_lines(fresh, officer, now):
    put(fresh, leaf("view", 5, clause=3), officer, now, is_new=True)
    put(fresh, leaf("rated", 5, measures=[]) | {"rule": {"kind": "panel"}}, officer, now, is_new=True)  # fmt: skip
    from wangyu.assessment.evaluation.queries import scheme_of

    lines = {line.one.key: line for line in queries.lines_of(scheme_of(fresh_of(fresh)))}
    assert (lines["support"].level, lines["support"].reads) == (1, ())
    assert lines["meetings"].reads != ("fact.group_meetings",)
    assert lines["plans"].reads == ("高校自填：两年里印发了几份年度工作要点？",)
    assert lines["rated"].reads == ("专家评分",)
    assert lines["meetings"].css == "tree-2"
    assert queries.version_names([fresh.pk]) == {fresh.pk: "试拟 第 1 版"}


def fresh_of(version):
    return Version.objects.get(pk=version.pk)


def test_the_installation_check_names_what_nobody_offers(fresh, officer, now, monkeypatch):
    def found():
        return [(one.id, one.msg) for one in check_schemes(None)]

    before = found()
    put(fresh, leaf("strange", 5, measures=["nobody.knows"]), officer, now, is_new=True)
    Version.objects.filter(pk=fresh.pk).update(state="published")
    told = "试拟 第 1 版用到的数据 nobody.knows 没有应用提供，这一项一直缺数据"
    assert [one for one in found() if one not in before] == [("wangyu.W010", told)]
    kinds = SimpleNamespace(schemes=lambda: {"example": fresh_of(fresh).data})
    monkeypatch.setattr("wangyu.assessment.evaluation.checks.schemes", kinds.schemes)
    assert ("wangyu.E010", "规则包的方案 example用到的数据 nobody.knows 没有应用提供") in found()


def test_a_broken_scheme_of_the_pack_is_one_error(monkeypatch):
    def broken():
        raise PackError("schemes/a.toml 缺少 [scheme]")

    monkeypatch.setattr("wangyu.assessment.evaluation.checks.schemes", broken)
    assert [(one.id, one.msg) for one in check_schemes(None)] == [
        ("wangyu.E010", "schemes/a.toml 缺少 [scheme]")
    ]


def test_without_a_database_only_the_pack_is_looked_at(monkeypatch):
    def away(**_):
        raise DatabaseError

    monkeypatch.setattr(Version.objects, "filter", away)
    assert [one.id for one in check_schemes(None) if one.id == "wangyu.W010"] == []
