from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories
from wangyu.base.audit import access
from wangyu.base.audit.models import Entry
from wangyu.base.audit.op import named, op, say
from wangyu.base.audit.tables import kinds
from wangyu.base.core.access import Actor, Held, Refused
from wangyu.base.core.roles import Role

LIST = reverse("audit:list")


@pytest.fixture
def log(writer, university, other_university):
    """One row at each of two universities and one of no organisation."""
    writer("云梦大学登记会议", target=university, org_path=university.path, now=timezone.now())
    writer("师范独有的一步", target=other_university, org_path=other_university.path)
    writer("平台自己的一步", now=timezone.now() - timedelta(days=10))


@pytest.fixture
def as_role(client, university):
    def enter(role, org):
        factories.sign_in(client, factories.officer(role, org))
        return client

    return enter


@pytest.fixture
def auditor(as_role, province, log):
    return as_role(Role.AUDITOR, province)


def shown(response):
    return [row[-1].value for row in response.context["table"].cells]


def test_who_audits_sees_every_row_newest_first(auditor):
    assert shown(auditor.get(LIST)) == ["平台自己的一步", "师范独有的一步", "云梦大学登记会议"]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.AUDITOR}))
def test_nobody_else_reads_the_log(client, role):
    held = (Held(Role(role), 1, ""),)
    assert not access.may_read(Actor(1, "某人", held))
    with pytest.raises(Refused, match="审计日志只由审计员查看"):
        access.access_entries(Actor(1, "某人", held))


@pytest.mark.parametrize("role", [Role.UNIVERSITY_REPORTER, Role.STUDENT])
def test_others_are_refused_with_the_reason(as_role, university, log, role):
    visitor = as_role(role, university)
    history = reverse("audit:history", args=["orgs.organisation", university.pk])
    for url, reason in ((LIST, "只由审计员查看"), (history, "不能查看操作记录")):
        response = visitor.get(url)
        assert response.status_code == 403
        assert reason in response.content.decode()


def test_a_visitor_is_led_to_sign_in(client, db):
    assert client.get(LIST).url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("query", "rows"),
    [("q=会议", 1), ("q=演示人员", 3), ("kind=orgs", 3), ("kind=ledger", 0), ("days=1", 1),
     ("days=30", 2), ("days=oops&kind=oops&person=oops", 3), ("person=999999999999999999999", 3)],
)  # fmt: skip
def test_the_list_is_narrowed(auditor, attack, query, rows):
    old = timezone.now() - timedelta(days=400)
    attack(lambda: Entry.objects.filter(seq=2).update(at=old))
    assert len(shown(auditor.get(f"{LIST}?{query}"))) == rows


def test_the_list_is_narrowed_to_one_person(auditor, writer, province):
    who = factories.actor(Role.AUDITOR, province)
    writer("另一人的一步", actor=who)
    assert shown(auditor.get(f"{LIST}?person={who.user_id}")) == ["另一人的一步"]


def test_somebody_chosen_stays_chosen_when_not_among_the_recent(auditor, officer, monkeypatch):
    monkeypatch.setattr("wangyu.base.audit.queries.RECENT", 0)
    assert len(shown(auditor.get(f"{LIST}?person={officer.user_id}"))) == 3


def test_the_list_turns_pages(auditor, writer):
    for number in range(50):
        writer(f"第{number}步")
    response = auditor.get(f"{LIST}?page=2")
    assert shown(response)[-1] == "云梦大学登记会议"
    assert len(shown(response)) == 3


def test_the_list_is_exported_as_seen_and_formulas_stay_text(auditor, writer):
    writer("=HYPERLINK(1)")
    response = auditor.get(f"{LIST}?q=HYPERLINK&export=xlsx")
    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[-1] for row in cells] == ["内容", "'=HYPERLINK(1)"]


@pytest.mark.parametrize("more", [0, 20])
def test_queries_do_not_grow_with_rows(auditor, writer, django_assert_max_num_queries, more):
    for number in range(more):
        writer(f"第{number}步")
    auditor.get(LIST)  # the day's first look is itself written down
    with django_assert_max_num_queries(10):
        assert len(shown(auditor.get(LIST))) == 4 + more


def test_acting_for_another_is_shown(auditor, attack):
    lent = {"on_behalf_of": [factories.user("李四").pk, factories.user("王五").pk]}
    attack(lambda: Entry.objects.filter(seq=3).update(details=lent))
    assert "（代李四、王五）" in auditor.get(LIST).content.decode()


def test_the_history_of_one_object_is_shown_and_exported(auditor, university):
    url = reverse("audit:history", args=["orgs.organisation", university.pk])
    assert url in auditor.get(LIST).content.decode()
    assert shown(auditor.get(url)) == ["云梦大学登记会议"]
    assert auditor.get(url + "?export=xlsx")["Content-Type"].endswith("sheet")


@pytest.mark.parametrize("pk", [0, 999_999_999, 10**30])
def test_a_history_that_is_missing_is_not_found(auditor, pk):
    assert auditor.get(f"{LIST}orgs.organisation/{pk}/").status_code == 404


def test_the_history_of_anothers_object_looks_missing(as_role, university, other_university, log):
    url = reverse("audit:history", args=["orgs.organisation", other_university.pk])
    assert as_role(Role.UNIVERSITY_OFFICER, university).get(url).status_code == 404


def test_the_list_finds_those_a_sentence_speaks_of(auditor, writer):
    @op("test.person")
    def note(*, actor, now, user):
        say(f"为{named(user)}办理")

    note(actor=Actor.system(), now=timezone.now(), user=factories.user("顾念安"))
    assert shown(auditor.get(f"{LIST}?q=念安")) == ["为顾念安办理"]


def test_an_officer_reads_what_was_done_to_the_own_university(as_role, university, log):
    url = reverse("audit:history", args=["orgs.organisation", university.pk])
    assert shown(as_role(Role.UNIVERSITY_OFFICER, university).get(url)) == ["云梦大学登记会议"]


def test_the_province_reads_what_was_done_in_its_subtree(as_role, province, university, log):
    url = reverse("audit:history", args=["orgs.organisation", university.pk])
    assert shown(as_role(Role.PROVINCE_OFFICER, province).get(url)) == ["云梦大学登记会议"]


def test_every_part_of_the_platform_has_a_name_for_people():
    named = kinds()
    assert {"calls", "evaluation"} <= set(named)
    assert [one for one in named.values() if one.isascii()] == []
