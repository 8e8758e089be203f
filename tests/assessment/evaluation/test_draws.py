"""A draw: witnesses, published, committed to, revealed, drawn, repeated by anybody, begun anew."""

from __future__ import annotations

import json
import shlex
from argparse import ArgumentParser
from decimal import Decimal

import pytest
from django.urls import reverse

from tests import factories
from tests.assessment.evaluation import checking
from wangyu.assessment.evaluation.access import draws as access
from wangyu.assessment.evaluation.logic.drawing.witnesses import commitment_of
from wangyu.assessment.evaluation.models import Check, CheckMark, Cycle, Draw, Visit, Witness
from wangyu.assessment.evaluation.ops import draws as ops
from wangyu.assessment.evaluation.ops import visits
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.ports.draws import to_draw
from wangyu.assessment.evaluation.queries import draws as queries
from wangyu.base.core.access import Actor, NotVisible, Refused
from wangyu.base.core.roles import Role
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.portal.compute import draw as engine

pytestmark = pytest.mark.django_db
VALUES = {
    "代表甲": "一句别人怎么也猜不到的话，写得足够长",
    "代表乙": "an other value of nobody else",
}
NOBODY = Actor.anonymous()


@pytest.fixture
def witnesses(mutual, officer, now):
    facts = {"cycle": mutual, "actor": officer, "now": now}
    return [ops.name_witness(name=name, **facts)[0] for name in VALUES]


@pytest.fixture
def draw(witnesses, officer, now):
    """Published."""
    found = Draw.objects.get()
    return ops.publish_draw(draw=found, size=2, actor=officer, now=now)


def commit_all(draw, now):
    for one in draw.witnesses.all():
        ops.commit(witness=one, commitment=commitment_of(VALUES[one.name]), actor=NOBODY, now=now)


def to_the_end(draw, officer, now):
    commit_all(draw, now)
    ops.begin_reveal(draw=draw, actor=officer, now=now)
    for one in draw.witnesses.all():
        ops.reveal(witness=one, value=VALUES[one.name], actor=NOBODY, now=now)
    return ops.draw_now(draw=draw, actor=officer, now=now)


def again(row):
    return type(row).objects.get(pk=row.pk)


def test_a_draw_goes_its_way_and_is_repeated_by_its_command(draw, officer, now, tmp_path):
    drawn = to_the_end(draw, officer, now)
    assert len(drawn.result["drawn"]) == 2
    file = tmp_path / queries.FRAME_FILE
    file.write_text(queries.frame_csv(drawn), "utf-8")
    words = shlex.split(queries.command_of(drawn))
    assert words[:4] == ["wangyu", "compute", "draw", "frame.csv"]
    answer = replayed([str(file), *words[4:]])
    assert answer == drawn.result


def replayed(words):

    parser = ArgumentParser()
    engine.arguments(parser)
    return json.loads(json.dumps(engine.run(vars(parser.parse_args(words))).document))


def test_strata_stand_in_the_frame_and_in_the_command(mutual, officer, now, tmp_path):
    cycle = checking.with_charter(mutual, weighted=False)
    cycle.charter["strata"] = ["level", "city"]
    cycle.save()
    cycle.members.filter(organisation__name="第0大学").update(level="")
    for name in VALUES:
        ops.name_witness(cycle=cycle, name=name, actor=officer, now=now)
    draw = ops.publish_draw(draw=Draw.objects.get(), size=8, actor=officer, now=now)
    assert queries.columns_of(draw) == ["unit", "level", "city"]
    rows = [line.split(",") for line in queries.frame_csv(draw).splitlines()]
    assert rows[1] == ["第0大学", "未填", "0市"]
    drawn = to_the_end(draw, officer, now)
    assert "--strata level,city" in queries.command_of(drawn)
    assert "--weights" not in queries.command_of(drawn)
    assert len(queries.drawn_members(drawn)) == 8
    assert queries.draw_names([drawn.pk]) == {drawn.pk: f"{cycle}的抽签"}


def test_a_name_with_a_comma_is_one_cell(draw):
    draw.frame = [{"unit": 'A,"B"', "weight": 2}]
    assert queries.frame_csv(draw).splitlines()[1] == '"A,""B""",2'


def test_the_doubtful_hold_more_tickets_and_why_is_said(mutual, now):
    for check in Check.objects.filter(checked__organisation__name="第7大学"):
        mark(check, now, plans="1", exchange="0")
    for check in Check.objects.exclude(checked__organisation__name="第7大学"):
        mark(check, now, plans="20", exchange="6")
    doubts = {
        one.organisation.name: queries.doubts_of(mutual)[one.pk] for one in mutual.members.all()
    }
    assert doubts["第7大学"].weight == 3
    assert "自查高 25.00 分" in doubts["第7大学"].why
    assert doubts["第1大学"].weight == queries.UNPROVED
    assert "1 项应附的佐证没有附" in doubts["第1大学"].why
    assert "自查不高于互查" in doubts["第1大学"].why


def mark(check, now, **points):
    Check.objects.filter(pk=check.pk).update(state="submitted")
    for key, value in points.items():
        CheckMark.objects.create(
            check_of=check, indicator=key, points=Decimal(value), updated_at=now
        )


def test_who_has_no_marks_yet_is_said_so(mutual):
    found = queries.doubts_of(mutual)
    assert {one.weight for one in found.values()} == {2}
    assert all("还没有互查的分数" in one.why for one in found.values())


def test_two_witnesses_are_needed_and_a_size_that_can_be_drawn(mutual, officer, now):
    facts = {"actor": officer, "now": now}
    ops.name_witness(cycle=mutual, name="代表甲", **facts)
    draw = Draw.objects.get()
    with pytest.raises(EvaluationError, match="至少要有 2 名"):
        ops.publish_draw(draw=draw, size=2, **facts)
    ops.name_witness(cycle=mutual, name="代表乙", **facts)
    with pytest.raises(EvaluationError, match="应为 1 到 8"):
        ops.publish_draw(draw=draw, size=9, **facts)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [(" ", "姓名或代号"), ("a=b", "等号"), ("代表甲", "已经在名单里")],
)
def test_a_witness_has_a_name_of_its_own(mutual, witnesses, officer, now, name, sentence):
    with pytest.raises(EvaluationError, match=sentence):
        ops.name_witness(cycle=mutual, name=name, actor=officer, now=now)


def test_a_draw_is_prepared_during_the_mutual_check(cycle, mutual, officer, now):
    with pytest.raises(EvaluationError, match="互查期间"):
        ops.name_witness(cycle=cycle, name="代表甲", actor=officer, now=now)
    without = checking.with_charter(mutual, spot_share=0, mutual_share=80)
    without.charter.pop("spot_size")
    without.save()
    with pytest.raises(EvaluationError, match="要有抽查"):
        ops.name_witness(cycle=without, name="代表甲", actor=officer, now=now)


def test_what_is_published_is_fixed(mutual, draw, witnesses, officer, now):
    facts = {"actor": officer, "now": now}
    with pytest.raises(EvaluationError, match="不能再增减"):
        ops.name_witness(cycle=mutual, name="代表丙", **facts)
    with pytest.raises(EvaluationError, match="不能再增减"):
        ops.remove_witness(witness=witnesses[0], **facts)
    with pytest.raises(IllegalMoveError):
        ops.publish_draw(draw=draw, size=3, **facts)
    assert draw.frame_sha256 == queries.frame_of(draw.frame, draw.strata).digest().hex()


def test_a_witness_may_be_taken_off_before(witnesses, officer, now):
    ops.remove_witness(witness=witnesses[0], actor=officer, now=now)
    assert Witness.objects.count() == 1


def test_a_link_is_renewed_until_it_is_drawn(draw, witnesses, officer, now):
    token = ops.renew_witness(witness=witnesses[0], actor=officer, now=now)
    assert access.access_witness(token) == witnesses[0]
    to_the_end(draw, officer, now)
    with pytest.raises(EvaluationError, match="不再需要"):
        ops.renew_witness(witness=witnesses[0], actor=officer, now=now)


def test_a_commitment_binds(draw, witnesses, now):
    one, other = witnesses
    good = commitment_of(VALUES["代表甲"])
    with pytest.raises(EvaluationError, match="64 个十六进制"):
        ops.commit(witness=one, commitment="abc", actor=NOBODY, now=now)
    ops.commit(witness=one, commitment=good.upper(), actor=NOBODY, now=now)
    with pytest.raises(EvaluationError, match="不能再改"):
        ops.commit(witness=one, commitment=good, actor=NOBODY, now=now)
    with pytest.raises(EvaluationError, match="别人已经提交"):
        ops.commit(witness=other, commitment=good, actor=NOBODY, now=now)
    with pytest.raises(EvaluationError, match="不是公开原值的时候"):
        ops.reveal(witness=one, value=VALUES["代表甲"], actor=NOBODY, now=now)


def test_nobody_reveals_before_all_have_committed(draw, witnesses, officer, now):
    with pytest.raises(EvaluationError, match="还有 2 名见证人没有提交"):
        ops.begin_reveal(draw=draw, actor=officer, now=now)
    assert again(draw).state == "committing"


@pytest.mark.parametrize(
    ("value", "sentence"),
    [("短", "至少 16 个字"), ("另一句写得也足够长的话，不是那一句", "与您提交的指纹不符")],
)
def test_only_the_committed_value_is_taken(draw, officer, now, value, sentence):
    commit_all(draw, now)
    ops.begin_reveal(draw=draw, actor=officer, now=now)
    one = draw.witnesses.first()
    with pytest.raises(EvaluationError, match=sentence):
        ops.reveal(witness=one, value=value, actor=NOBODY, now=now)
    with pytest.raises(EvaluationError, match="还有 2 名见证人没有公开"):
        ops.draw_now(draw=draw, actor=officer, now=now)
    ops.reveal(witness=one, value=VALUES[one.name], actor=NOBODY, now=now)
    with pytest.raises(EvaluationError, match="已经公开过"):
        ops.reveal(witness=one, value=VALUES[one.name], actor=NOBODY, now=now)
    with pytest.raises(EvaluationError, match="不是提交指纹"):
        ops.commit(witness=one, commitment="0" * 64, actor=NOBODY, now=now)


def test_what_is_thrown_away_stays_to_be_seen(draw, officer, now):
    commit_all(draw, now)
    ops.begin_reveal(draw=draw, actor=officer, now=now)
    one = draw.witnesses.first()
    ops.reveal(witness=one, value=VALUES[one.name], actor=NOBODY, now=now)
    with pytest.raises(IllegalMoveError, match="理由"):
        ops.redo_draw(draw=draw, reason="", actor=officer, now=now)
    before = again(draw).frame_sha256
    ops.redo_draw(draw=draw, reason="代表乙失联", actor=officer, now=now)
    found = again(draw)
    assert (found.state, found.frame, found.published_at) == ("framing", [], None)
    told = queries.history_of(found)[-1]["text"]
    assert all(word in told for word in ("代表乙失联", before, VALUES["代表甲"]))
    assert VALUES["代表乙"] not in told
    assert access.access_public_draw(found.pk) == found


def test_nobody_sees_a_draw_that_was_never_published(witnesses, officer, stranger):
    draw = Draw.objects.get()
    with pytest.raises(NotVisible):
        access.access_public_draw(draw.pk)
    assert access.access_own_draw(officer, draw.pk) == draw
    for who in (stranger, NOBODY):
        with pytest.raises(NotVisible):
            access.access_own_draw(who, draw.pk)
        with pytest.raises(NotVisible):
            access.access_own_witness(who, witnesses[0].pk)
    with pytest.raises(NotVisible):
        access.access_witness("wrong")


def test_an_auditor_looks_and_does_not_move(witnesses, province):
    from wangyu.base.core.roles import Role

    auditor = factories.actor(Role.AUDITOR, province)
    with pytest.raises(Refused, match="省中心"):
        access.access_own_draw(auditor, Draw.objects.get().pk)


def test_the_spot_check_begins_for_those_that_were_drawn(mutual, draw, officer, now):
    with pytest.raises(EvaluationError, match="还没有抽定"):
        visits.begin_spot(cycle=mutual, actor=officer, now=now)
    drawn = to_the_end(draw, officer, now)
    visits.begin_spot(cycle=mutual, actor=officer, now=now)
    names = set(Visit.objects.values_list("member__organisation__name", flat=True))
    assert names == set(drawn.result["drawn"])
    assert again(mutual).state == "spot"


def test_the_desk_asks_for_the_draw_once_every_check_is_in(mutual, officer, reporter, now):
    assert list(to_draw(officer, now)) == list(to_draw(reporter, now)) == []
    Check.objects.update(state="submitted")
    assert [one.title for one in to_draw(officer, now)] == ["公开抽取要抽查的高校"]


class TestPages:
    @pytest.fixture
    def as_province(self, client, officer_user):
        factories.sign_in(client, officer_user)
        return client

    def test_the_whole_way_on_pages(self, as_province, mutual, client):
        def at(name, *args):
            return reverse(f"evaluation:{name}", args=args)

        def text(answer):
            return answer.content.decode()

        url = at("draw", mutual.pk)
        assert "还有 16 对互查没有提交" in text(as_province.get(url))
        links = []
        for name in VALUES:
            page = as_province.post(at("name_witness", mutual.pk), {"name": name})
            links.append(page.context["link"])
        assert "姓名或代号" in text(as_province.post(at("name_witness", mutual.pk), follow=True))
        told = as_province.post(at("name_witness", mutual.pk), {"name": "代表甲"}, follow=True)
        assert "已经在名单里" in text(told)
        draw, one = Draw.objects.get(), Witness.objects.first()
        assert "名单还没有公布" in text(as_province.get(links[0]))
        links[0] = as_province.post(at("renew_witness", one.pk)).context["link"]
        assert "请填写抽几所" in text(as_province.post(at("publish_draw", draw.pk), follow=True))
        assert "已公布" in text(
            as_province.post(at("publish_draw", draw.pk), {"size": 2}, follow=True)
        )
        for link, value in zip(links, VALUES.values(), strict=True):
            assert "64 个十六进制" in text(as_province.post(link, {"commitment": "x"}))
            sent = {"commitment": commitment_of(value)}
            assert "已收到" in text(as_province.post(link, sent, follow=True))
        assert as_province.post(at("move_draw", draw.pk, "nothing")).status_code == 404
        assert "已办理" in text(as_province.post(at("move_draw", draw.pk, "reveal"), follow=True))
        for link, value in zip(links, VALUES.values(), strict=True):
            assert "公开原值" in text(as_province.get(link))
            assert "已公开" in text(as_province.post(link, {"value": value}, follow=True))
        assert "见证人公开原值" in text(as_province.get(at("public_draw", draw.pk)))
        assert "已抽定" in text(as_province.post(at("move_draw", draw.pk, "draw"), follow=True))
        assert "不再需要" in text(as_province.post(at("renew_witness", one.pk), follow=True))
        client.logout()
        page = text(client.get(at("public_draw", draw.pk)))
        assert "wangyu compute draw frame.csv" in page
        assert "应附的佐证没有附；" not in page
        assert text(client.get(at("draw_frame", draw.pk))).startswith("unit,weight\n")
        assert "您提交的指纹" in text(client.get(links[0]))

    def test_it_is_begun_anew_on_a_page(self, as_province, draw, witnesses, mutual):
        url = reverse("evaluation:redo_draw", args=[draw.pk])
        told = as_province.post(url, {"reason": "见证人有变"}, follow=True).content.decode()
        assert "已作废" in told
        page = as_province.get(reverse("evaluation:public_draw", args=[draw.pk])).content.decode()
        assert "见证人有变" in page
        assert "正在重新拟定" in page
        remove = reverse("evaluation:remove_witness", args=[witnesses[0].pk])
        assert "已移除" in as_province.post(remove, follow=True).content.decode()
        org = mutual.members.first().organisation
        factories.sign_in(as_province, factories.officer(Role.UNIVERSITY_REPORTER, org))
        Cycle.objects.filter(pk=mutual.pk).update(state="spot")
        page = as_province.get(reverse("evaluation:cycle", args=[mutual.pk])).content.decode()
        assert "公开抽签" in page
