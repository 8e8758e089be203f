"""The pages of invitations."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests import factories
from tests.institutions.people.conftest import text, token_of
from wangyu.base.core.roles import Role, Tier
from wangyu.institutions.people import ops
from wangyu.institutions.people.models import Invitation


def invite_data(org, **changes):
    return {"name": "新人乙", "role": "university_reporter", "organisation": org.name} | changes


def test_an_invitation_shows_its_link_once(as_, head_user, university):
    client = as_(head_user)
    assert "7 天" in text(client.get("/people/invitations/new/"))
    page = client.post("/people/invitations/new/", invite_data(university))
    link = page.context["rows"][0][3]
    assert "只显示这一次" in text(page)
    made = Invitation.objects.get()
    for path in ("/people/invitations/", f"/people/invitations/{made.pk}/"):
        assert token_of(link) not in text(client.get(path))


def test_an_invitation_with_an_address_is_mailed(as_, head_user, university, mailoutbox):
    data = invite_data(university, email="b@example.cn")
    page = as_(head_user).post("/people/invitations/new/", data)
    assert page.context["rows"][0][3] in mailoutbox[0].body
    assert "1 个链接发到邮箱" in text(page)


def test_a_mail_server_that_is_down_does_not_lose_the_link(as_, head_user, university, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    data = invite_data(university, email="b@example.cn")
    assert "只显示这一次" in text(as_(head_user).post("/people/invitations/new/", data))


def test_a_second_invitation_of_the_same_person_is_said_on_the_form(
    as_, head_user, live, university
):
    page = as_(head_user).post("/people/invitations/new/", invite_data(university, name="新人甲"))
    assert "换新链接" in text(page)


def test_another_universitys_organisation_cannot_be_chosen(as_, head_user, other_university):
    page = as_(head_user).post("/people/invitations/new/", invite_data(other_university))
    assert page.status_code == 200
    assert not Invitation.objects.exists()
    form = page.context["form"]
    assert form.errors["organisation"] == ["您管理的范围内没有“云梦师范学院”。是不是：云梦大学？"]
    assert other_university.name not in str(form["organisation"]).partition("<datalist")[2]


def test_a_link_is_replaced_and_revoked_on_the_pages(as_, head_user, live):
    client, pk = as_(head_user), live.invitation.pk
    page = client.post(f"/people/invitations/{pk}/reissue/")
    assert page.context["rows"][0][3] != live.link
    assert "已撤销" in text(client.post(f"/people/invitations/{pk}/revoke/", follow=True))
    assert "已经撤销" in text(client.post(f"/people/invitations/{pk}/revoke/", follow=True))


def test_an_accepted_invitation_is_not_replaced(as_, head_user, live):
    Invitation.objects.update(used_at=timezone.now())
    page = as_(head_user).post(f"/people/invitations/{live.invitation.pk}/reissue/", follow=True)
    assert "不能再改动" in text(page)


@pytest.mark.parametrize("state", ["open", "used", "expired", "revoked"])
def test_invitations_are_found_by_their_state(as_, head_user, head, university, state):
    now = timezone.now()
    facts = {
        "open": {}, "used": {"used_at": now}, "revoked": {"revoked_at": now},
        "expired": {"expires_at": now - timedelta(days=1)},
    }  # fmt: skip
    for key, changes in facts.items():
        made = ops.invite(
            actor=head,
            now=now,
            wanted=ops.Wanted(f"人-{key}", Role.UNIVERSITY_REPORTER, university),
        )
        Invitation.objects.filter(pk=made.invitation.pk).update(**changes)
    page = text(as_(head_user).get("/people/invitations/", {"state": state}))
    assert [key for key in facts if f"人-{key}" in page] == [state]


@pytest.mark.parametrize("count", [1, 3])
def test_invitations_cost_the_same_for_one_and_three(
    as_, head_user, head, university, count, django_assert_num_queries
):
    for n in range(count):
        wanted = ops.Wanted(f"多人{n}", Role.UNIVERSITY_REPORTER, university)
        ops.invite(actor=head, now=timezone.now(), wanted=wanted)
    client = as_(head_user)
    client.get("/people/invitations/")
    with django_assert_num_queries(5):
        page = client.get("/people/invitations/")
    assert text(page).count("多人") == count


def test_anothers_invitation_is_not_found(as_, stranger, live):
    client, pk = as_(stranger), live.invitation.pk
    assert client.get(f"/people/invitations/{pk}/").status_code == 404
    assert client.post(f"/people/invitations/{pk}/revoke/").status_code == 404
    assert "新人甲" not in text(client.get("/people/invitations/"))
    export = client.get("/people/invitations/?export=xlsx").content
    assert openpyxl.load_workbook(BytesIO(export)).active.max_row == 1


def sheet(*rows, header=("姓名", "角色", "机构", "邮箱", "截止日期")):
    book = openpyxl.Workbook()
    for row in (header, *rows):
        book.active.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return SimpleUploadedFile("list.xlsx", buffer.getvalue())


GOOD, BAD = ("甲", "高校填报人", "云梦大学"), ("乙", "高校填报人", "别的大学")


def upload(client, *rows, **more):
    return client.post("/people/invitations/sheet/", {"sheet": sheet(*rows)} | more)


def test_a_good_sheet_gives_every_link_and_their_excel(as_, head_user, university):
    client = as_(head_user)
    page = upload(client, GOOD, ("丙", *GOOD[1:]))
    assert Invitation.objects.count() == 2
    export = client.post("/people/invitations/links/", {"signed": page.context["signed"]})
    cells = [row[3] for row in openpyxl.load_workbook(BytesIO(export.content)).active.values]
    assert cells[1:] == [row[3] for row in page.context["rows"]]


def test_one_bad_row_and_nobody_is_invited(as_, head_user, university):
    page = text(upload(as_(head_user), GOOD, BAD))
    assert "一个也没有邀请" in page
    assert "您管理的范围内没有“别的大学”" in page
    assert not Invitation.objects.exists()


def test_bad_rows_are_left_out_when_asked(as_, head_user, university):
    page = text(upload(as_(head_user), GOOD, BAD, partial="on"))
    assert "跳过的行" in page
    assert [i.name for i in Invitation.objects.all()] == ["甲"]


def test_a_strange_file_is_a_sentence(as_, head_user, university):
    client = as_(head_user)
    odd = SimpleUploadedFile("list.xlsx", b"\x00not a workbook")
    page = client.post("/people/invitations/sheet/", {"sheet": odd})
    assert "不是 Excel 工作簿" in text(page)
    unknown = client.post("/people/invitations/sheet/", {"sheet": sheet(header=("姓名", "工资"))})
    assert "不认识的列：工资" in text(unknown)


def test_links_cannot_be_forged(as_, head_user, university):
    answer = as_(head_user).post("/people/invitations/links/", {"signed": "x:y:z"})
    assert answer.status_code == 403


def template(client):
    book = openpyxl.load_workbook(BytesIO(client.get("/people/invitations/template/").content))
    return [row[:3] for row in book.active.values]


def test_the_template_names_what_is_vacant_and_only_names_are_missing(
    as_, head_user, reporter, department, other_university
):
    assert template(as_(head_user)) == [
        ("姓名", "角色", "机构"),
        (None, "高校分管领导", "云梦大学"),
        (None, "院系工作室负责人", "云梦大学文学院"),
    ]


def test_a_province_is_given_its_universities_without_an_officer(
    as_, boss_user, boss, university, other_university, now
):
    wanted = ops.Wanted("受邀人", Role.UNIVERSITY_OFFICER, university)
    ops.invite(actor=boss, now=timezone.now(), wanted=wanted)
    assert template(as_(boss_user))[1:] == [(None, "高校中心管理员", "云梦师范学院")]


def test_with_nothing_vacant_the_template_shows_one_line_a_role(as_, guard, province):
    auditor = factories.officer(Role.SECURITY_ADMIN, province)
    roles = [row[1] for row in template(as_(auditor))[1:]]
    assert roles == ["系统管理员", "安全管理员", "审计员"]


def test_the_template_uploaded_with_some_names_invites_those(as_, head_user, department):
    client = as_(head_user)
    _, *lines = template(client)
    filled = [("甲" if line[1] == "高校分管领导" else None, *line[1:]) for line in lines]
    page = upload(client, *filled)
    assert "只显示这一次" in text(page)
    assert [(i.name, i.role) for i in Invitation.objects.all()] == [("甲", "university_leader")]


def test_two_units_of_one_name_are_told_apart_by_the_one_above(
    as_, head_user, university, other_university
):
    """Somebody who looks after two universities, each with its 文学院."""
    factories.grant(head_user, Role.UNIVERSITY_OFFICER, other_university)
    for one in (university, other_university):
        factories.organisation(one, Tier.DEPARTMENT, "文学院")
    client = as_(head_user)
    page = text(upload(client, ("甲", "院系工作室负责人", "文学院")))
    assert "是不是：云梦大学 / 文学院、云梦师范学院 / 文学院？" in page
    data = {"name": "乙", "role": "department_officer", "organisation": "云梦师范学院 / 文学院"}
    assert client.post("/people/invitations/new/", data).context["rows"]
    assert Invitation.objects.get().organisation.parent == other_university
