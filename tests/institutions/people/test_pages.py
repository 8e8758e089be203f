"""The pages of people."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from tests import factories
from tests.institutions.people.conftest import text, token_of
from tests.said import said
from wangyu.base.core.roles import Role
from wangyu.institutions.people import ops
from wangyu.institutions.people.models import Delegation, Grant, Invitation, Session, User
from wangyu.institutions.people.queries import actor_for

PHRASE = "a long enough phrase"


def account(**changes):
    return {"name": "新人甲", "username": "newcomer", "password": PHRASE, "again": PHRASE} | changes


def test_a_link_shows_the_offer_and_makes_the_account(client, live):
    path = f"/people/invitation/{token_of(live.link)}/"
    page = client.get(path)
    assert "云梦大学" in text(page)
    assert "no-store" in page.headers["Cache-Control"]
    assert client.post(path, account()).url == "/desk/"
    assert client.get("/people/me/").context["actor"].name == "新人甲"
    assert "用过" in text(client.get(path))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"again": "something else"}, "两次输入的密码不一样"),
        ({"password": "short", "again": "short"}, "密码"),
        ({"username": "有 空格"}, "3 到 30 个字母"),
        ({"username": ""}, "登录名"),
    ],
)
def test_what_was_typed_stays_when_something_is_wrong(client, live, changes, words):
    page = client.post(f"/people/invitation/{token_of(live.link)}/", account(**changes))
    assert words in text(page)
    assert 'value="新人甲"' in text(page)
    assert not User.objects.filter(username="newcomer").exists()


def test_no_role_is_chosen_beforehand(as_, head_user, university):
    client = as_(head_user)
    page = client.post("/people/invitations/new/", {"name": "甲", "organisation": university.name})
    assert "请填写这一项" in text(page)
    assert not Invitation.objects.exists()


def test_someone_signed_in_accepts_with_one_click(as_, live):
    user = factories.user("旧人")
    client = as_(user)
    path = f"/people/invitation/{token_of(live.link)}/"
    assert "您现在以“旧人”登录" in text(client.get(path))
    assert client.post(path).url == "/people/me/"
    assert user.grants.get().role == Role.UNIVERSITY_REPORTER


def test_someone_who_has_the_role_already_reads_why_not(as_, live, reporter):
    page = as_(reporter).post(f"/people/invitation/{token_of(live.link)}/")
    assert "这段时间已是" in text(page)


def test_a_broken_link_is_a_sentence_not_an_error(client, db):
    page = client.get("/people/invitation/half/")
    assert page.status_code == 403
    assert "不完整" in text(page)


def test_the_list_shows_ones_own_university_only(as_, head_user, reporter, stranger):
    page = text(as_(head_user).get("/people/"))
    assert "填报甲" in page
    assert stranger.name not in page
    assert as_(head_user).get(f"/people/{stranger.pk}/").status_code == 404


def test_the_list_leaks_nothing_by_search_or_export(as_, head_user, reporter, stranger):
    client = as_(head_user)
    assert stranger.name not in text(client.get("/people/", {"q": stranger.username}))
    book = openpyxl.load_workbook(BytesIO(client.get("/people/?export=xlsx").content))
    cells = {cell for row in book.active.values for cell in row}
    assert "填报甲" in cells
    assert stranger.name not in cells


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    as_, boss_user, university, count, django_assert_num_queries
):
    for n in range(count):
        factories.officer(Role.UNIVERSITY_REPORTER, university, f"多人{n}")
    client = as_(boss_user)
    client.get("/people/")
    with django_assert_num_queries(6):
        page = client.get("/people/")
    assert text(page).count("多人") == count


def test_filters_by_role_and_state(as_, boss_user, reporter, head_user):
    page = text(as_(boss_user).get("/people/", {"role": "university_reporter", "state": "active"}))
    assert "填报甲" in page
    assert "校管甲" not in page
    assert "填报甲" not in text(as_(boss_user).get("/people/", {"state": "left"}))


def test_accounts_nobody_used_for_half_a_year_are_found(as_, boss_user, reporter, head_user):
    """Whoever came in lately, left, or was appointed lately is not among them."""
    half = timezone.now() - timedelta(days=184)
    for user, login in ((reporter, half), (head_user, half + timedelta(days=3))):
        user.last_login = login
        user.save()
    new = factories.officer(Role.UNIVERSITY_REPORTER, head_user.grants.get().organisation, "新来甲")
    Grant.objects.exclude(user=new).update(since=half.date())
    Grant.objects.filter(user=new).update(since=timezone.localdate() - timedelta(days=5))
    found = text(as_(boss_user).get("/people/?unused=long"))
    assert [name in found for name in ("填报甲", "校管甲", "新来甲")] == [True, False, False]
    User.objects.filter(pk=reporter.pk).update(is_active=False)
    assert "填报甲" not in text(as_(boss_user).get("/people/?unused=long"))


def test_a_role_elsewhere_does_not_show_through_the_filter(as_, head_user, reporter, university):
    other = factories.university(university.parent, "邻校")
    factories.grant(reporter, Role.UNIVERSITY_LEADER, other)
    client = as_(head_user)
    assert "填报甲" in text(client.get("/people/?role=university_reporter"))
    assert "填报甲" not in text(client.get("/people/?role=university_leader"))


def test_a_reporter_is_told_where_to_look_instead(as_, reporter):
    page = as_(reporter).get("/people/")
    assert page.status_code == 403
    assert "我的账号" in text(page)


def test_a_role_is_given_and_taken_back_on_the_pages(as_, head_user, reporter, university):
    client = as_(head_user)
    data = {
        "role": "university_leader",
        "organisation": university.name,
        "since": timezone.localdate(),
    }
    assert "云梦大学" in text(client.get(f"/people/{reporter.pk}/grant/"))
    assert client.post(f"/people/{reporter.pk}/grant/", data).status_code == 302
    given = reporter.grants.get(role="university_leader")
    assert "高校分管领导" in text(client.get(f"/people/{reporter.pk}/"))
    client.post(f"/people/grants/{given.pk}/end/")
    given.refresh_from_db()
    assert given.ended_at is not None
    assert "已经收回" in text(client.post(f"/people/grants/{given.pk}/end/", follow=True))


def test_a_wrong_role_is_said_on_the_form(as_, head_user, reporter, university, department):
    data = {"role": "university_leader", "organisation": department.name, "since": "2026-03-05"}
    assert "只能授在高校中心一级" in text(
        as_(head_user).post(f"/people/{reporter.pk}/grant/", data)
    )


@pytest.mark.parametrize("since", ["", "昨天", "9999-99-99", "1" * 400])
def test_an_odd_day_is_a_form_error(as_, head_user, reporter, university, since):
    data = {"role": "university_leader", "organisation": university.name, "since": since}
    page = as_(head_user).post(f"/people/{reporter.pk}/grant/", data)
    assert page.status_code == 200
    assert reporter.grants.count() == 1


def test_leaving_on_the_page(as_, head_user, reporter):
    client = as_(head_user)
    assert "已离任" in text(client.post(f"/people/{reporter.pk}/leave/", follow=True))
    assert "办理过离任" in text(client.post(f"/people/{reporter.pk}/leave/", follow=True))


def test_my_page_shows_my_roles_and_who_gave_them(as_, live, client, head_user):
    user = factories.user("旧人")
    ops.accept(
        actor=actor_for(user, on=factories.TODAY),
        now=timezone.now(),
        invitation=live.invitation,
        user=user,
    )
    page = text(as_(user).get("/people/me/"))
    assert "高校填报人" in page
    assert "校管甲" in page


def test_my_data_is_mine_only(as_, reporter, head_user):
    data = as_(reporter).get("/people/me/data/").json()
    assert data["姓名"] == "填报甲"
    assert data["角色"][0]["机构"] == "云梦大学"
    assert len(data["登录"]) == 1
    assert "校管甲" not in str(data)


def test_sessions_are_listed_and_ended(as_, reporter):
    other = Client()
    factories.sign_in(other, reporter)
    Session.objects.update(label="Firefox · Linux")
    client = as_(reporter)
    page = client.get("/people/me/sessions/")
    assert "Firefox · Linux" in text(page)
    handle = next(s.handle for s in page.context["sessions"] if s.label == "Firefox · Linux")
    client.post(f"/people/me/sessions/{handle}/end/")
    assert other.get("/people/me/").status_code == 302
    assert "已经结束" in text(client.post(f"/people/me/sessions/{handle}/end/", follow=True))
    assert "0 处" in text(client.post("/people/me/sessions/end-others/", follow=True))


def lend_data(delegate, **changes):
    today = timezone.localdate()
    return {"delegate": delegate.pk, "since": today, "until": today, "reason": "出差"} | changes


def test_a_role_is_lent_confirmed_shown_and_handed_back(as_, head_user, reporter):
    grant = head_user.grants.get()
    assert as_(head_user).get(f"/people/me/grants/{grant.pk}/lend/").status_code == 200
    as_(head_user).post(f"/people/me/grants/{grant.pk}/lend/", lend_data(reporter))
    pk = Delegation.objects.get().pk
    client = as_(reporter)
    assert "确认代行" in text(client.get("/people/me/"))
    client.post(f"/people/delegations/{pk}/confirm/")
    assert "您正在代 校管甲 行使其角色" in text(client.get("/people/me/"))
    assert "已经确认过" in text(client.post(f"/people/delegations/{pk}/confirm/", follow=True))
    client.post(f"/people/delegations/{pk}/take-back/")
    assert "您正在代" not in text(client.get("/people/me/"))
    assert "已经结束" in text(client.post(f"/people/delegations/{pk}/take-back/", follow=True))


def test_a_delegation_that_cannot_be_is_said_on_the_form(as_, head_user, reporter):
    grant = head_user.grants.get()
    data = lend_data(reporter, since="2020-01-01")
    page = as_(head_user).post(f"/people/me/grants/{grant.pk}/lend/", data)
    assert "已经过去" in text(page)


def test_nobody_lends_the_role_of_somebody_they_manage(as_, head_user, reporter):
    grant = reporter.grants.get()
    client = as_(head_user)
    assert client.get(f"/people/me/grants/{grant.pk}/lend/").status_code == 404
    client.post(f"/people/me/grants/{grant.pk}/lend/", lend_data(head_user))
    assert not Delegation.objects.exists()


def test_nobody_reads_in_a_list_of_colleagues_who_reviews(as_, boss_user, second_boss, province):
    reviewers = [factories.officer(Role.REVIEWER, province, f"评审绝密{n}") for n in "甲乙"]
    page = as_(boss_user).get(f"/people/me/grants/{boss_user.grants.get().pk}/lend/")
    assert "省员乙" in page.content.decode()
    assert "评审绝密" not in page.content.decode()
    own = as_(reviewers[0]).get(f"/people/me/grants/{reviewers[0].grants.get().pk}/lend/")
    assert own.status_code == 403
    assert "不能委托" in own.content.decode()
    assert "评审绝密乙" not in own.content.decode()


def test_anothers_role_is_not_found_when_lending(as_, stranger, head_user):
    grant = head_user.grants.get()
    assert as_(stranger).get(f"/people/me/grants/{grant.pk}/lend/").status_code == 404


PRIVATE = (
    "/people/", "/people/1/", "/people/1/grant/", "/people/invitations/", "/people/invitations/new/",
    "/people/invitations/sheet/", "/people/invitations/template/", "/people/me/", "/people/me/data/",
    "/people/me/sessions/", "/people/me/second-factor/", "/people/me/grants/1/lend/",
)  # fmt: skip


@pytest.mark.parametrize("path", PRIVATE)
def test_a_visitor_is_sent_to_sign_in(client, db, path):
    assert client.get(path).url.startswith("/account/login/?next=")


def test_people_are_found_by_their_organisation(as_, boss_user, head_user, stranger):
    page = as_(boss_user).get("/people/", {"q": "师范"})
    assert [row.name for row in page.context["table"].rows] == [stranger.name]


def test_who_serves_elsewhere_now_is_invited_and_accepts(
    as_, head_user, reporter, other_university
):
    university = head_user.grants.get().organisation
    reporter.email = "tianbao@example.cn"
    reporter.save()
    reporter.grants.update(ended_at=timezone.now())
    factories.grant(reporter, Role.UNIVERSITY_REPORTER, other_university)
    boss = as_(head_user)
    page = text(boss.get(f"/people/{reporter.pk}/"))
    assert "邀请任职" in page
    assert "授予角色" not in page
    assert f"/people/invitations/new/?person={reporter.pk}" in page
    data = {"role": "university_leader", "organisation": "云梦大学", "since": "2026-11-27"}
    refused = text(boss.post(f"/people/{reporter.pk}/grant/", data))
    assert "现在不在您这里任职" in refused
    assert other_university.name not in refused
    form = boss.get(f"/people/invitations/new/?person={reporter.pk}").context["form"]
    assert (form["name"].value(), form["email"].value()) == ("填报甲", "tianbao@example.cn")
    sent = boss.post("/people/invitations/new/", {"name": "填报甲"} | data)
    link = sent.context["rows"][0][3]
    own = Client()
    factories.sign_in(own, reporter)
    own.post(link.partition("8000")[2])
    assert reporter.grants.filter(role="university_leader", organisation=university).exists()


def test_who_is_named_in_an_invitation_was_looked_at(as_, head_user, reporter):
    as_(head_user).get(f"/people/invitations/new/?person={reporter.pk}")
    assert said()[-1] == "查看人员资料：填报甲"


def test_nobody_out_of_reach_is_named_in_an_invitation(as_, head_user, stranger):
    for asked in (stranger.pk, 99_999_999):
        assert as_(head_user).get(f"/people/invitations/new/?person={asked}").status_code == 404
    assert as_(head_user).get("/people/invitations/new/?person=甲").status_code == 200
