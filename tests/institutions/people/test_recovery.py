"""A lost second factor comes back by two people, never by one, never by mail alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from tests import factories
from tests.institutions.people.test_reset import ask as ask_by_mail
from tests.said import said
from wangyu.base.core.access import NotVisible, Refused
from wangyu.base.core.roles import Role
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.notify.models import Notification
from wangyu.institutions.people import access, ops
from wangyu.institutions.people.models import Recovery, Session
from wangyu.institutions.people.queries import actor_for

TODAY = factories.TODAY


@pytest.fixture
def lost(reporter):
    """An officer with a second factor that is gone, a code of it and an open session."""
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=reporter, type=kind, data={})
    reporter.email = "reporter@example.cn"
    reporter.save()
    return reporter


@pytest.fixture
def guard_user(province):
    return factories.officer(Role.SECURITY_ADMIN, province, "安全丙")


@pytest.fixture
def asked(head, lost, guard, now):
    return ops.ask(actor=head, now=now, user=lost, reason="持工作证到办公室")


def test_one_asks_another_agrees_and_every_factor_and_session_is_gone(
    client, lost, head_user, province
):
    old, boss, guard = Client(), Client(), Client()
    factories.sign_in(old, lost)
    factories.sign_in(boss, head_user)
    factories.sign_in(guard, factories.officer(Role.SECURITY_ADMIN, province, "安全乙"))
    assert "申请恢复" in boss.get(f"/people/{lost.pk}/").content.decode()
    boss.post(f"/people/{lost.pk}/recover/", {"reason": "持工作证到办公室"})
    made = Recovery.objects.get()
    assert f'href="/people/recoveries/{made.pk}/"' in guard.get("/people/recoveries/").content.decode()  # fmt: skip
    page = guard.get(f"/people/recoveries/{made.pk}/").content.decode()
    assert "持工作证到办公室" in page
    assert "同意恢复" in page
    assert Authenticator.objects.filter(user=lost).count() == 2, (
        "nothing happens before it is agreed"
    )
    assert old.get("/people/me/").status_code == 200
    guard.post(f"/people/recoveries/{made.pk}/agree/")
    assert not Authenticator.objects.filter(user=lost).exists()
    assert not Session.objects.filter(user=lost).exists()
    assert old.get("/people/me/").status_code == 302
    assert said()[-3:] == [
        "申请为填报甲恢复第二步验证（怎样核实：持工作证到办公室）",
        "查看恢复第二步验证的申请：填报甲",
        "同意为填报甲恢复第二步验证，原有的验证方式和登录全部作废",
    ]
    assert Notification.objects.filter(recipient=lost).count() == 2


def test_those_who_decide_are_told_and_nobody_who_asked_or_whom_it_is_about(province, now):
    first, second, lost = (factories.officer(Role.SECURITY_ADMIN, province) for _ in range(3))
    made = ops.ask(actor=actor_for(first, on=TODAY), now=now, user=lost, reason="当面")
    told = Notification.objects.filter(title="有一件恢复第二步验证待您决定")
    assert list(told.values_list("recipient_id", "url")) == [
        (second.pk, f"/people/recoveries/{made.pk}/")
    ]


def test_nobody_elses_factors_and_sessions_go(asked, guard, guard_user, lost, now):
    Authenticator.objects.create(user=guard_user, type="totp", data={})
    for user in (lost, guard_user):
        Session.objects.create(session_key=str(user.pk), user=user, expire_date=now)
    ops.agree(actor=guard, now=now, recovery=asked)
    assert [one.user for one in Authenticator.objects.all()] == [guard_user]
    assert [one.user for one in Session.objects.all()] == [guard_user]


def test_the_one_who_asked_does_not_agree(province, now):
    """A security administrator may ask for a colleague, but then another has to agree."""
    first, second, lost = (factories.officer(Role.SECURITY_ADMIN, province) for _ in range(3))
    made = ops.ask(actor=actor_for(first, on=TODAY), now=now, user=lost, reason="当面")
    with pytest.raises(Refused, match="另一位安全管理员"):
        ops.agree(actor=actor_for(first, on=TODAY), now=now, recovery=made)
    with pytest.raises(Refused, match="另一位安全管理员"):
        ops.agree(actor=actor_for(lost, on=TODAY), now=now, recovery=made)
    assert ops.agree(actor=actor_for(second, on=TODAY), now=now, recovery=made).state == "agreed"


def test_nobody_asks_for_themself(head, head_user, now):
    with pytest.raises(Refused, match="不能给自己申请"):
        ops.ask(actor=head, now=now, user=head_user, reason="我")


def test_nobody_asks_for_whom_they_do_not_appoint(
    head, boss, stranger, reporter, other_university, now
):
    factories.grant(reporter, Role.UNIVERSITY_REPORTER, other_university)
    for user in (stranger, reporter, factories.user()):
        with pytest.raises(Refused, match="不归您授予"):
            ops.ask(actor=head, now=now, user=user, reason="某")


def test_an_officer_of_the_university_does_not_decide(head, asked, now):
    other = actor_for(factories.officer(Role.UNIVERSITY_OFFICER, head_org(head)), on=TODAY)
    with pytest.raises(IllegalMoveError):
        ops.agree(actor=other, now=now, recovery=asked)
    with pytest.raises(NotVisible):
        access.access_judged(other, asked.pk)
    with pytest.raises(Refused, match="只有安全管理员"):
        access.access_judged(head, asked.pk)


def head_org(head):
    from wangyu.institutions.orgs.models import Organisation

    return Organisation.objects.get(pk=head.held[0].org_id)


def test_a_second_request_waits_for_the_first(head, asked, lost, now):
    with pytest.raises(ops.RecoveryError, match="已有一件"):
        ops.ask(actor=head, now=now, user=lost, reason="再来")


def test_somebody_who_left_is_not_restored(head, lost, now):
    lost.is_active = False
    lost.save()
    with pytest.raises(ops.RecoveryError, match="已办理离任"):
        ops.ask(actor=head, now=now, user=lost, reason="某")


def test_a_refusal_tells_who_asked_the_reason_and_changes_nothing(
    client, asked, lost, head_user, province
):
    """Whose factor it is hears that it was refused; the reason may be that it was not them."""
    factories.sign_in(client, factories.officer(Role.SECURITY_ADMIN, province))
    url = f"/people/recoveries/{asked.pk}/refuse/"
    assert "请写明理由" in client.post(url, follow=True).content.decode()
    client.post(url, {"reason": "视频里不是本人"})
    assert Recovery.objects.get().state == "refused"
    assert Authenticator.objects.filter(user=lost).count() == 2
    told = Notification.objects.filter(title="恢复第二步验证的申请未获同意")
    assert dict(told.values_list("recipient_id", "body")) == {
        head_user.pk: "视频里不是本人",
        lost.pk: "理由已告诉为您申请的管理员，请与其联系。",
    }


def test_who_asked_may_withdraw_and_nobody_else(client, head_user, asked, guard, now):
    with pytest.raises(Refused, match="只有申请人"):
        ops.withdraw(actor=guard, now=now, recovery=asked)
    factories.sign_in(client, head_user)
    client.post(f"/people/recoveries/{asked.pk}/withdraw/")
    assert Recovery.objects.get().state == "withdrawn"


def test_what_is_decided_is_not_decided_again(asked, guard, now):
    ops.agree(actor=guard, now=now, recovery=asked)
    with pytest.raises(IllegalMoveError):
        ops.agree(actor=guard, now=now, recovery=asked)


def test_a_second_ask_by_pages_is_a_sentence(client, head_user, asked, lost):
    factories.sign_in(client, head_user)
    answer = client.post(f"/people/{lost.pk}/recover/", {"reason": "再来"})
    assert "已有一件" in answer.content.decode()
    page = client.get(f"/people/{lost.pk}/recover/").content.decode()
    assert "已有一件" in page
    assert "<textarea" not in page


def test_a_reporter_sees_no_requests(reporter, client):
    with pytest.raises(Refused, match="请联系本单位管理员"):
        access.access_recoveries(actor_for(reporter, on=TODAY))


def test_a_mail_gives_no_link_to_an_officer_without_a_second_factor(client, lost, mailoutbox):
    ask_by_mail(client, lost.email)
    assert "/account/password/reset/key/" in mailoutbox[0].body, "the factor is still asked for"
    Authenticator.objects.filter(user=lost).delete()
    ask_by_mail(Client(), lost.email)
    assert "/account/password/reset/key/" not in mailoutbox[1].body
    assert "安全管理员同意后" in mailoutbox[1].body
    assert mailoutbox[1].subject == mailoutbox[0].subject


def test_after_two_people_agreed_a_mail_gives_the_link(client, lost, head, guard, mailoutbox):
    now = timezone.now()
    made = ops.ask(actor=head, now=now, user=lost, reason="当面")
    ops.agree(actor=guard, now=now, recovery=made)
    ask_by_mail(client, lost.email)
    assert "/account/password/reset/key/" in mailoutbox[0].body


def test_somebody_whose_role_asks_for_none_resets_by_mail(client, db, mailoutbox):
    student = factories.user(email="student@example.cn")
    ask_by_mail(client, student.email)
    assert "/account/password/reset/key/" in mailoutbox[0].body


def test_whoever_may_not_vouch_is_refused_before_they_see_the_form(
    client, lost, head_user, province
):
    """The provincial officer sees the person and appoints others there, but not this one."""
    boss = factories.officer(Role.PROVINCE_OFFICER, province, "省甲")
    factories.sign_in(client, boss)
    assert client.get(f"/people/{lost.pk}/").status_code == 200
    assert "申请恢复" not in client.get(f"/people/{lost.pk}/").content.decode()
    for answer in (
        client.get(f"/people/{lost.pk}/recover/"),
        client.post(f"/people/{lost.pk}/recover/", {"reason": "某"}),
    ):
        assert answer.status_code == 403
        assert "不归您授予" in answer.content.decode()
    factories.sign_in(client, head_user)
    assert client.get(f"/people/{head_user.pk}/recover/").status_code == 403
    assert not Recovery.objects.exists()


def test_who_has_left_is_offered_no_recovery(client, lost, head_user):
    factories.sign_in(client, head_user)
    assert "申请恢复" in client.get(f"/people/{lost.pk}/").content.decode()
    lost.is_active = False
    lost.save()
    assert "申请恢复" not in client.get(f"/people/{lost.pk}/").content.decode()
    assert "已办理离任" in client.get(f"/people/{lost.pk}/recover/").content.decode()


@pytest.fixture
def many(head_user, university, now):
    """More than a page, the oldest of which waits."""
    for number in range(60):
        user = factories.officer(Role.UNIVERSITY_REPORTER, university, f"同事{number:02}")
        Recovery.objects.create(
            user=user, asked_by=head_user, asked_at=now + timedelta(minutes=number),
            reason="当面", state="agreed" if number else "asked",
        )  # fmt: skip
    return head_user


def test_the_list_is_searched_narrowed_and_paged_and_those_that_wait_come_first(
    client, many, guard_user
):
    factories.sign_in(client, guard_user)
    page = client.get("/people/recoveries/").content.decode()
    assert page.index("同事00") < page.index("同事59")
    assert "同事05" not in page
    assert "同事05" in client.get("/people/recoveries/?page=2").content.decode()
    found = client.get("/people/recoveries/?q=同事05").content.decode()
    assert "同事05" in found
    assert "同事59" not in found
    waiting = client.get("/people/recoveries/?state=asked").content.decode()
    assert "同事00" in waiting
    assert "同事59" not in waiting


def test_the_list_taken_away_is_in_the_log(client, many, guard_user):
    factories.sign_in(client, guard_user)
    answer = client.get("/people/recoveries/?export=xlsx")
    assert answer["Content-Type"].endswith("sheet")
    assert said()[-1] == "导出“恢复第二步验证”"


def test_the_desk_of_who_decides_says_that_somebody_waits(client, asked, guard_user, head_user):
    factories.sign_in(client, guard_user)
    assert "1 件恢复第二步验证待您决定" in client.get("/desk/").content.decode()
    factories.sign_in(client, head_user)
    assert "恢复第二步验证待您决定" not in client.get("/desk/").content.decode()


def test_who_asked_sees_no_buttons_to_decide(client, asked, head_user):
    factories.sign_in(client, head_user)
    page = client.get(f"/people/recoveries/{asked.pk}/").content.decode()
    assert "撤回" in page
    assert "同意恢复" not in page
