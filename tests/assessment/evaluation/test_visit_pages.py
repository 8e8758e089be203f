"""The pages of visits: planned, on the spot, at the university, and what they say of the province."""

from __future__ import annotations

import json
import re
import time

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from tests import factories
from wangyu.assessment.evaluation.models import Check, CheckMark, Cycle, Visit
from wangyu.assessment.evaluation.queries.points import leaves_of
from wangyu.base.audit.models import Entry

pytestmark = pytest.mark.django_db
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63680000"
    "0082008177cd72b60000000049454e44ae426082"
)


def at(name, *args):
    return reverse(f"evaluation:{name}", args=args)


def text(answer):
    return answer.content.decode()


def test_the_province_plans_follows_and_estimates(client, officer_user, spot, visit, reviewer_user):
    factories.sign_in(client, officer_user)
    url = at("visits", spot.pk)
    page = text(client.get(url))
    assert "还没有抽查的结果" in page
    assert client.get(url, {"export": "xlsx"}).status_code == 200
    form = {"planned_on": "2026-04-01", "inspectors": [reviewer_user.pk]}
    seen = (
        client.get(at("plan_visit", visit.pk))
        .content.decode()
        .split('name="seen" value="')[1]
        .split('"')[0]
    )
    told = client.post(at("plan_visit", visit.pk), form | {"seen": seen}, follow=True)
    assert "已安排" in text(told)
    member = spot.members.get(organisation__name="第1大学")
    assert "加查哪所" in text(client.get(at("add_visit", spot.pk)))
    sent = {"member": member.pk, "reason": "相差大"}
    assert "请安排抽查人员" in text(client.post(at("add_visit", spot.pk), sent, follow=True))
    Cycle.objects.update(state="concluding")
    other = spot.members.get(organisation__name="第2大学")
    sent["member"] = other.pk
    assert "抽查期间" in text(client.post(at("add_visit", spot.pk), sent))
    assert "不是抽查阶段" in text(client.post(at("plan_visit", visit.pk), form | {"seen": seen}))
    assert "互查宽严" in text(client.get(at("severity", spot.pk)))
    assert at("visits", spot.pk) in text(client.get(at("cycle", spot.pk)))


def test_before_the_draw_nothing_is_estimated(client, officer_user, mutual):
    factories.sign_in(client, officer_user)
    assert "还没有抽定" in text(client.get(at("visits", mutual.pk)))


@pytest.mark.usefixtures("inspector")
def test_an_inspector_fills_it_in_and_the_leader_confirms(
    client, visit, reviewer_user, visited, officer_user, spot
):
    factories.sign_in(client, reviewer_user)
    assert "第3大学" in text(client.get(at("my_visits")))
    assert client.get(at("my_visits"), {"export": "xlsx"}).status_code == 200
    page = text(client.get(at("visit", visit.pk)))
    assert "data-photos" in page
    told = client.post(at("visit_photo", visit.pk, "plans"), {"file": ContentFile(PNG, "墙.png")})
    use = json.loads(told.content)["use"]
    assert client.get(at("visit_file", visit.pk, use), {"inline": ""}).status_code == 200
    assert client.get(at("visit_preview", visit.pk, use)).status_code == 200
    assert client.post(at("visit_photo", visit.pk, "plans")).status_code == 409
    assert (
        client.post(
            at("visit_photo", visit.pk, "none"), {"file": ContentFile(PNG, "墙.png")}
        ).status_code
        == 409
    )
    assert "已取下" in text(client.post(at("remove_photo", visit.pk, use), follow=True))
    assert "还有 5 处" in text(client.post(at("submit_visit", visit.pk), follow=True))
    sent = {f"points-{leaf.key}": "5" for leaf in leaves_of(spot)}
    sent |= {f"words-{leaf.key}": "看过现场" for leaf in leaves_of(spot)}
    assert "已保存" in text(client.post(at("save_visit", visit.pk), sent, follow=True))
    told = json.loads(
        client.post(at("save_visit", visit.pk), {"script": "1", "points-plans": "6"}).content
    )
    assert told["missing"] == []
    assert "已提交" in text(client.post(at("submit_visit", visit.pk), follow=True))
    assert client.post(at("save_visit", visit.pk), {"script": "1"}).status_code == 409
    factories.sign_in(client, officer_user)
    back = client.post(at("return_visit", visit.pk), {"reason": "补一张照片"}, follow=True)
    assert "已退回" in text(back)
    Visit.objects.filter(pk=visit.pk).update(state="submitted")
    factories.sign_in(client, visited)
    page = text(client.get(at("visit", visit.pk)))
    assert "看过现场" in page
    assert "互查 " not in page
    told = client.post(at("confirm_visit", visit.pk), {"reply": "有一项看法不同"}, follow=True)
    assert "已确认" in text(told)
    assert "有一项看法不同" in text(told)


@pytest.mark.usefixtures("inspector")
def test_a_script_that_lost_the_answer_gets_it_again(client, visit, reviewer_user):
    factories.sign_in(client, reviewer_user)
    sent = {"script": "1", "key": "a1", "points-plans": "5", "words-plans": "看过"}
    one, two = (json.loads(client.post(at("save_visit", visit.pk), sent).content) for _ in range(2))
    assert one["filled"] == two["filled"] == 1
    assert one["seen"] == two["seen"]
    assert Entry.objects.filter(action="evaluation.visit.save").count() == 1


@pytest.mark.usefixtures("inspector")
def test_a_page_says_what_opens_it_without_a_network(client, visit, reviewer_user, visited):
    factories.sign_in(client, reviewer_user)
    page = text(client.get(at("visit", visit.pk)))
    assert f'data-worker="{at("visit_worker")}"' in page
    made, seconds = (int(re.search(rf'data-{one}="(\d+)"', page)[1]) for one in ("made", "seconds"))
    assert abs(made / 1000 - time.time()) < 3600
    assert seconds == 12 * 3600
    Visit.objects.update(state="submitted")
    for user in (reviewer_user, visited):
        factories.sign_in(client, user)
        assert "data-worker" not in text(client.get(at("visit", visit.pk)))


def test_the_worker_may_have_the_pages_of_visits_and_none_above(client, visit):
    script = client.get(at("visit_worker"))
    assert script.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "Service-Worker-Allowed" not in script.headers
    assert at("visit", visit.pk).startswith(at("visit_worker").rpartition("/")[0] + "/")
    assert at("visit_worker") != at("my_visits")


@pytest.mark.usefixtures("inspector")
def test_the_university_waits_for_it(client, visit, visited):
    factories.sign_in(client, visited)
    page = text(client.get(at("visit", visit.pk)))
    assert "提交以后" in page
    assert at("visit", visit.pk) in text(client.get(at("cycle", visit.member.cycle_id)))
    assert client.get(at("my_visits")).status_code == 403


def test_strictness_is_drawn(client, officer_user, mutual, now):
    for check in Check.objects.all():
        for leaf in leaves_of(mutual):
            points = check.pk % 7
            CheckMark.objects.create(
                check_of=check, indicator=leaf.key, points=points, updated_at=now
            )
    Check.objects.update(state="submitted")
    factories.sign_in(client, officer_user)
    page = text(client.get(at("severity", mutual.pk)))
    assert "90% 区间" in page
    assert "哪些指标看法不一" in page
