"""Points a university does not give itself say who gives them, or who is still to."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from tests import factories
from tests.assessment.evaluation.schemes import SMALL, with_panel
from wangyu.assessment.evaluation.exports.selfcheck import rows_of
from wangyu.assessment.evaluation.kinds import charters
from wangyu.assessment.evaluation.logic.charter import plain as plain_charter
from wangyu.assessment.evaluation.logic.rating import is_rated, raters, to_come
from wangyu.assessment.evaluation.logic.scheme import plain, read_scheme
from wangyu.assessment.evaluation.models import Cycle, Member, Scheme, Version
from wangyu.assessment.evaluation.queries.lines import sections_of
from wangyu.assessment.evaluation.queries.rated import rated_of
from wangyu.assessment.evaluation.queries.sheet import sheet_of
from wangyu.base.core.roles import Role

TWO_YEARS = charters()["two_years"]


@pytest.mark.parametrize(
    ("state", "given", "words"),
    [
        ("self_check", 0, "由互查的 2 所高校和抽到时的抽查人员评分，自查时没有分数，也不用填。"),
        ("mutual", 0, "由互查的 2 所高校和抽到时的抽查人员评分，分数、理由和日期在公示以后写在这里。"),
        ("concluding", 1, "由互查的 2 所高校和抽到时的抽查人员评分，分数、理由和日期在公示以后写在这里。"),
        ("noticed", 2, ""),
        ("released", 0, "没有人给这一项评分，按缺项计，不当 0 分。"),
    ],
)  # fmt: skip
def test_who_is_still_to_give_points_is_said_as_far_as_the_round_has_come(state, given, words):
    assert to_come(TWO_YEARS, state, given) == words


def test_a_round_without_checks_says_that_nobody_gives_any():
    alone = replace(TWO_YEARS, checks_each=0, spot_size=0)
    assert raters(alone) == ""
    assert to_come(alone, "self_check", 0).startswith("这一轮的办法没有互查和抽查，没有人")
    assert raters(replace(TWO_YEARS, spot_size=0)) == "互查的 2 所高校"


def test_only_what_reads_no_figure_is_rated():
    tree = read_scheme(with_panel(), "小方案")
    assert [leaf.key for leaf in tree.leaves if is_rated(leaf)] == ["impact"]


@pytest.fixture
def version(province, now):
    scheme = Scheme.objects.create(owner=province, title="七项综合评价", created_at=now)
    return Version.objects.create(
        scheme=scheme, number=1, data=with_panel(), sha256="0" * 64, made_at=now,
        state="published", changed_at=now, published_at=now,
    )  # fmt: skip


def found(member):
    return rated_of(Member.objects.select_related("cycle__version").get(pk=member.pk))["impact"]


@pytest.mark.django_db
def test_ratings_are_told_once_they_may_be(noticed, now):
    member = noticed.members.filter(visit__isnull=False).get()
    given = found(member).given
    assert [one.who for one in given] == ["互查 1", "互查 2", "抽查"]
    assert given[0].points == Decimal(3)
    assert given[0].words == "互查：育人实效"
    assert {one.at for one in given} == {now}
    Cycle.objects.filter(pk=noticed.pk).update(state="concluding")
    assert [one.who for one in found(member).given] == ["抽查"]
    assert "公示以后" in found(member).to_come


@pytest.mark.django_db
def test_the_self_check_and_its_workbook_say_so(client, cycle, member, reporter_user):
    factories.sign_in(client, reporter_user)
    for name in ("member", "fill"):
        page = client.get(reverse(f"evaluation:{name}", args=[member.pk])).content.decode()
        assert "由他人评分" in page
        assert "由互查的 2 所高校和抽到时的抽查人员评分" in page
    assert (
        "由他人评分的指标"
        in client.get(reverse("evaluation:member", args=[member.pk])).content.decode()
    )
    rows = list(rows_of(sections_of(sheet_of(member), lambda _: "", rated_of(member))))
    (row,) = [one for one in rows if one[1] == "育人实效"]
    assert row[3:7] == ["他人评分", "", "还没有", found(member).to_come]
    assert row[7] == "他人评分"


@pytest.mark.django_db
def test_a_checker_is_told_that_the_points_are_theirs(client, mutual):
    check = mutual.members.first().checks_made.first()
    factories.sign_in(
        client, factories.officer(Role.UNIVERSITY_REPORTER, check.checker.organisation)
    )
    page = client.get(reverse("evaluation:check", args=[check.pk])).content.decode()
    assert "由互查和抽查评分，没有自查分" in page
    assert "缺 专家评分" not in page


@pytest.mark.django_db
def test_a_scheme_without_such_an_indicator_asks_nothing(noticed, django_assert_num_queries):
    member = noticed.members.first()
    data = plain(read_scheme(SMALL, "小方案"))
    type(noticed.version).objects.filter(pk=noticed.version_id).update(data=data)
    member = Member.objects.select_related("cycle__version").get(pk=member.pk)
    with django_assert_num_queries(0):
        assert rated_of(member) == {}


@pytest.mark.django_db
def test_an_interim_says_that_nobody_gives_points(cycle, member):
    alone = plain_charter(charters()["interim"])
    Cycle.objects.filter(pk=cycle.pk).update(charter=alone)
    assert "没有互查和抽查" in found(member).to_come
