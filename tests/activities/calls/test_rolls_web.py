"""Pages on which works are chosen, shown, signed and examined."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import factories
from tests.activities.calls.conftest import again
from tests.activities.calls.rolling import plant, roll_of, states
from tests.base.ui.sheets import cells_of
from wangyu.activities.calls.models import Check, Entry, Roll
from wangyu.activities.calls.ops.screening import write_checks
from wangyu.base.core.roles import Role, Tier

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


@pytest.fixture
def base(call):
    return f"/calls/{call.pk}/"


@pytest.fixture
def home(base, university):
    return f"{base}rolls/{university.pk}/"


class TestLooking:
    def test_a_department_sees_its_own_and_passes_what_it_ticks(
        self, as_, base, call, university, department, dean_user
    ):
        sister = factories.organisation(university, Tier.DEPARTMENT, "理学院")
        mine = [plant(call, university, "submitted", unit=department) for _ in range(2)]
        hidden = plant(call, university, "submitted", unit=sister, title="别的院系的作品")
        client = as_(dean_user)
        page = text(client.get(f"{base}looking/"))
        assert str(mine[0]) in page
        assert str(hidden) not in page
        picks = {"pick": [one.pk for one in mine], "verb": "pass"}
        done = client.post(f"{base}decide/", picks, follow=True)
        assert "初审通过：" in text(done)
        assert states(*mine, hidden) == ["dept_passed", "dept_passed", "submitted"]

    def test_what_cannot_be_done_is_said_and_nothing_moves(
        self, as_, base, call, university, dean_user, department
    ):
        work = plant(call, university, "submitted", unit=department)
        sent = {"pick": [work.pk, "x"], "verb": "decline"}
        assert "必须写明理由" in text(as_(dean_user).post(f"{base}decide/", sent, follow=True))
        assert states(work) == ["submitted"]

    def test_an_unknown_verb_does_nothing(self, as_, base, campus_user):
        sent = {"verb": "award"}
        assert "用页面上的按钮" in text(as_(campus_user).post(f"{base}decide/", sent, follow=True))

    def test_a_student_is_told_whose_work_this_is(self, as_, base, student_user):
        assert "院系工作室和学校高校中心" in text(as_(student_user).get(f"{base}looking/"))

    def test_the_list_is_exported_without_its_boxes(self, as_, base, call, university, campus_user):
        work = plant(call, university, "submitted")
        rows = cells_of(as_(campus_user).get(f"{base}looking/?export=xlsx&unit=0"))
        assert rows[0][0] == "作品"
        assert rows[1][0] == str(work)

    def test_works_of_a_department_are_filtered(
        self, as_, base, call, university, department, campus_user
    ):
        there = plant(call, university, "submitted", unit=department)
        straight = plant(call, university, "submitted")
        page = text(as_(campus_user).get(f"{base}looking/?unit={department.pk}"))
        assert str(there) in page
        assert str(straight) not in page

    @pytest.mark.parametrize("count", [1, 3])
    def test_costs_the_same_for_one_and_for_three(
        self, as_, base, call, university, campus_user, count, django_assert_max_num_queries
    ):
        for _ in range(count):
            plant(call, university, "submitted", title="同名")
        client = as_(campus_user)
        client.get(f"{base}looking/")
        with django_assert_max_num_queries(16):
            assert text(client.get(f"{base}looking/")).count("同名") >= count

    def test_a_decision_leads_back_to_where_it_was_made_and_nowhere_else(
        self, as_, base, call, university, campus_user
    ):
        work = plant(call, university, "submitted")
        client = as_(campus_user)
        for back, where in (("https://evil.example/", f"{base}looking/"), (f"/calls/entries/{work.pk}/", f"/calls/entries/{work.pk}/")):  # fmt: skip
            sent = {"pick": [work.pk], "verb": "pass", "back": back}
            assert client.post(f"{base}decide/", sent).headers["Location"] == where

    def test_one_works_page_offers_what_may_be_decided(self, as_, call, university, campus_user):
        work = plant(call, university, "submitted")
        page = text(as_(campus_user).get(f"/calls/entries/{work.pk}/"))
        assert 'value="pass"' in page
        assert "<dt>公开展播</dt><dd>不同意</dd>" in page
        assert 'value="recommend"' not in page


class TestRoll:
    def test_an_officer_recommends_orders_and_drops_without_script(
        self, as_, base, home, call, university, campus_user
    ):
        first, second = (plant(call, university) for _ in range(2))
        client = as_(campus_user)
        assert "还可列入 2 件" in text(client.get(f"{home}?track=pictures"))
        sent = {"pick": [first.pk, second.pk], "verb": "recommend", "back": home}
        assert "列入推荐：" in text(client.post(f"{base}decide/", sent, follow=True))
        client.post(f"/calls/entries/{first.pk}/order/", {"way": "down", "back": home})
        assert list(Entry.objects.order_by("pk").values_list("rank", flat=True)) == [2, 1]
        client.post(f"/calls/entries/{first.pk}/order/", {"way": "up", "back": home})
        client.post(f"{base}decide/", {"pick": [first.pk], "verb": "drop", "back": home})
        assert states(first, second) == ["dept_passed", "recommended"]
        gone = client.post(f"/calls/entries/{first.pk}/order/", {"way": "up"}, follow=True)
        assert "不在推荐名单" in text(gone)

    def test_the_page_warns_of_the_same_work_elsewhere(
        self, as_, home, call, university, other_university, campus_user
    ):
        work = plant(call, university, "recommended", rank=1)
        twin = plant(call, other_university, "submitted")
        twin.pieces.update(sha256=work.pieces.get().sha256)
        declined = plant(call, university, "declined")
        page = text(as_(campus_user).get(f"{home}?track=pictures"))
        assert "同一作品" in page
        assert other_university.name in page
        assert f"重新考虑{declined}" in page

    def test_candidates_are_exported(self, as_, home, call, university, campus_user):
        plant(call, university)
        response = as_(campus_user).get(f"{home}?export=xlsx")
        assert response.headers["Content-Type"].startswith("application/vnd")

    def test_from_choice_to_signature(
        self, as_, home, call, university, campus_user, leader_user, student_user, officer_user
    ):
        plant(call, university, "recommended", rank=1, title="家乡的桥")
        client = as_(campus_user)
        assert "应是 5 至 60" in text(
            client.post(f"{home}move/notice/", {"days": "1"}, follow=True)
        )
        assert "校内公示中" in text(client.post(f"{home}move/notice/", {"days": "5"}, follow=True))
        assert "家乡的桥" in text(as_(student_user).get(f"{home}notice/"))
        client = as_(leader_user)
        assert "为止，期满后再签发" in text(client.post(f"{home}move/sign/", follow=True))
        Roll.objects.update(notice_until=timezone.now() - timedelta(days=1))
        assert "已推荐" in text(client.post(f"{home}move/sign/", follow=True))
        client = as_(officer_user)
        assert university.name in text(client.get(f"/calls/{call.pk}/rolls/"))
        assert "家乡的桥" in text(client.get(f"{home}?track=pictures"))
        back = client.post(f"{home}move/return/", {"reason": "重报"}, follow=True)
        assert "遴选中" in text(back)

    def test_a_notice_is_taken_back_by_its_button(self, as_, home, call, university, campus_user):
        roll_of(call, university, "noticed")
        done = as_(campus_user).post(f"{home}move/take_back/", {"reason": "有异议"}, follow=True)
        assert "遴选中" in text(done)

    def test_what_was_never_begun_is_not_signed(self, as_, home, leader_user):
        assert "还没有推荐名单" in text(as_(leader_user).post(f"{home}move/sign/", follow=True))

    def test_an_unknown_step_is_nowhere(self, as_, home, campus_user):
        assert as_(campus_user).post(f"{home}move/fly/").status_code == 404

    def test_once_the_call_is_under_review_nothing_is_offered(
        self, as_, home, call, university, campus_user
    ):
        call.state = "review"
        call.save()
        plant(call, university)
        page = text(as_(campus_user).get(home))
        assert "开始校内公示" not in page
        assert "列入推荐</button>" not in page

    def test_the_provinces_list_is_filtered_and_exported(
        self, as_, base, call, university, other_university, officer_user
    ):
        roll_of(call, university, "signed")
        client = as_(officer_user)
        unbegun = text(client.get(f"{base}rolls/?state=none"))
        assert other_university.name in unbegun
        assert university.name not in unbegun
        assert client.get(f"{base}rolls/?export=xlsx").status_code == 200


class TestScreen:
    @pytest.fixture
    def work(self, call, university):
        roll_of(call, university, "signed", signed_at=call.opens_at)
        made = plant(call, university, "recommended", title="家乡的桥", rank=1)
        write_checks([again(made)])
        return again(made)

    def test_doubts_are_answered_once_and_the_rest_passes_in_one_press(
        self, as_, base, work, officer_user
    ):
        client = as_(officer_user)
        page = text(client.get(f"{base}screen/"))
        assert "文件规格没有读到，请人工核对。" in page
        assert "家乡的桥" in page
        found = work.checks.get(tone="doubt")
        url = f"/calls/checks/{found.pk}/rule/"
        sent = {"ruling": "ok", "reason": "看过", "alike": "1", "back": f"{base}screen/"}
        assert "已认定 1 处" in text(client.post(url, sent, follow=True))
        assert "全部通过" in text(client.get(f"{base}screen/"))
        done = client.post(
            f"{base}screen/decide/", {"all": "1", "verb": "format_pass"}, follow=True
        )
        assert "形式审查通过：“家乡的桥”" in text(done)
        assert states(work) == ["format_ok"]

    def test_one_work_stands_beside_its_checks(self, as_, work, call, university, officer_user):
        other = plant(call, university, "recommended", rank=2)
        Check.objects.create(entry=other, key="rules-1", tone="doubt", sentence="看")
        client = as_(officer_user)
        page = text(client.get(f"/calls/entries/{work.pk}/screen/"))
        assert "没有发现同一作品" in page
        assert f"/calls/entries/{other.pk}/screen/" in page
        url = f"/calls/checks/{work.checks.get(tone='doubt').pk}/rule/"
        assert "写明认定的理由" in text(client.post(url, {"ruling": "ok"}, follow=True))

    def test_a_return_asks_for_its_date(self, as_, base, work, officer_user):
        client = as_(officer_user)
        sent = {"pick": [work.pk], "verb": "complete", "reason": "缺字幕"}
        assert "补齐期限" in text(client.post(f"{base}screen/decide/", sent, follow=True))
        by = timezone.localtime() + timedelta(days=5)
        sent["complete_by"] = f"{by:%Y-%m-%dT%H:%M}"
        assert "退回补齐：“家乡的桥”" in text(
            client.post(f"{base}screen/decide/", sent, follow=True)
        )
        Entry.objects.update(complete_by=timezone.now() - timedelta(days=1))
        assert "补齐已逾期" in text(client.get(f"/calls/entries/{work.pk}/screen/"))
        page = text(client.get(f"{base}screen/?stage=overdue"))
        assert "其中逾期 1 件" in page
        assert "家乡的桥" in page

    def test_checks_are_made_again_by_a_button(self, as_, base, work, officer_user):
        Check.objects.all().delete()
        done = as_(officer_user).post(f"{base}screen/check/", follow=True)
        assert "已重新检查 1 件" in text(done)
        assert work.checks.exists()

    def test_once_the_call_is_under_review_nothing_is_offered(
        self, as_, base, work, call, officer_user
    ):
        call.state = "review"
        call.save()
        client = as_(officer_user)
        assert 'name="verb"' not in text(client.get(f"{base}screen/"))
        assert 'name="verb"' not in text(client.get(f"/calls/entries/{work.pk}/screen/"))

    @pytest.mark.usefixtures("work")
    def test_the_list_is_filtered_and_exported(self, as_, base, call, university, officer_user):
        other = plant(call, university, "recommended", track="articles", title="另一篇文章")
        client = as_(officer_user)
        page = text(client.get(f"{base}screen/?track=articles&school={university.pk}"))
        assert str(other) in page
        assert "家乡的桥" not in page
        assert client.get(f"{base}screen/?export=xlsx").status_code == 200

    def test_nobody_of_a_university_screens(self, as_, base, work, campus_user):
        client = as_(campus_user)
        assert client.get(f"{base}screen/").status_code == 403
        assert client.get(f"/calls/entries/{work.pk}/screen/").status_code == 404

    def test_an_unknown_decision_does_nothing(self, as_, base, officer_user):
        done = as_(officer_user).post(f"{base}screen/decide/", {"verb": "award"}, follow=True)
        assert "用页面上的按钮" in text(done)

    @pytest.mark.usefixtures("work")
    @pytest.mark.parametrize("count", [1, 3])
    def test_costs_the_same_for_one_and_for_three(
        self, as_, base, call, university, officer_user, count, django_assert_max_num_queries
    ):
        for _ in range(count):
            plant(call, university, "recommended", title="同名")
        client = as_(officer_user)
        client.get(f"{base}screen/")
        with django_assert_max_num_queries(20):
            assert text(client.get(f"{base}screen/")).count("同名") >= count


def test_the_calls_page_leads_each_to_their_work(
    as_, call, university, dean_user, campus_user, student_user, officer_user
):
    roll_of(call, university, "noticed")
    offers = {
        user: {word for word in ("待初审的作品", "本校推荐", "校内公示</a>", "各校推荐", "形式审查</a>") if word in text(as_(user).get(f"/calls/{call.pk}/"))}
        for user in (dean_user, campus_user, student_user, officer_user)
    }  # fmt: skip
    assert offers == {
        dean_user: {"待初审的作品", "校内公示</a>"},
        campus_user: {"待初审的作品", "本校推荐", "校内公示</a>"},
        student_user: {"校内公示</a>"}, officer_user: {"各校推荐", "形式审查</a>"},
    }  # fmt: skip


def test_the_province_reads_how_far_the_examination_is(as_, call, university, officer_user):
    roll_of(call, university, "signed")
    plant(call, university, "format_ok")
    page = text(as_(officer_user).get(f"/calls/{call.pk}/"))
    assert "审查完 1 / 1 件" in page


def test_a_second_role_is_no_way_in(as_, call, university, home_of, province):
    reviewer = factories.officer(Role.REVIEWER, province)
    roll_of(call, university, "signed")
    assert as_(reviewer).get(home_of).status_code == 404


@pytest.fixture
def home_of(call, university):
    return f"/calls/{call.pk}/rolls/{university.pk}/"
