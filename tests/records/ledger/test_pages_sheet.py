"""The sheet: what reporter, leader and province see and do on it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests import factories
from wangyu.base.core import once
from wangyu.base.core.roles import Role
from wangyu.institutions.orgs.models import LeadingGroup
from wangyu.records.evidence.models import Use
from wangyu.records.ledger import ops
from wangyu.records.ledger.enums import SheetState, Source, WindowState
from wangyu.records.ledger.models import Decision, Entry, Sheet, Window


def text(answer):
    return answer.content.decode()


def figure(page: str, key: str) -> str:
    """The part of a sheet's page that is about one figure."""
    return page.partition(f'id="row-{key}"')[2].partition('id="row-')[0]


@pytest.fixture
def now():
    """Pages look at the clock."""
    return timezone.now()


@pytest.fixture
def url(sheet):
    return f"/ledger/sheets/{sheet.pk}/"


@pytest.fixture
def type_in(url):
    """Save one figure as the page's script does."""

    def run(visit, key, value, *, note="", version="0"):
        form = {
            "script": "1", "key": key, f"value-{key}": value, f"note-{key}": note,
            f"version-{key}": version,
        }  # fmt: skip
        return visit.post(f"{url}save/", form)

    return run


@pytest.mark.parametrize("count", [1, 3])
def test_my_list_costs_the_same_for_one_and_three(
    as_, reporter_user, make_window, university, officer, now, count, django_assert_num_queries
):
    for number in range(count):
        window = make_window(title=f"第{number}号窗口")
        ops.open_window(window=window, actor=officer, now=now)
    visit = as_(reporter_user)
    visit.get("/ledger/sheets/")
    with django_assert_num_queries(5):
        page = visit.get("/ledger/sheets/")
    assert text(page).count("号窗口</a>") == count


@pytest.mark.parametrize("keys", [["students"], ["students", "staff", "trainings"]])
def test_the_sheet_costs_the_same_for_one_and_three_figures(
    as_, reporter_user, make_window, university, officer, reporter, now, keys,
    django_assert_num_queries,
):  # fmt: skip
    window = make_window(dict.fromkeys(keys, "ask"))
    ops.open_window(window=window, actor=officer, now=now)
    sheet = Sheet.objects.get()
    cells = [ops.CellInput(key, "7") for key in keys]
    ops.save_entries(sheet=sheet, cells=cells, actor=reporter, now=now)
    visit, url = as_(reporter_user), f"/ledger/sheets/{sheet.pk}/"
    visit.get(url)
    with django_assert_num_queries(20):
        page = visit.get(url)
    assert text(page).count('value="7"') == len(keys)


def test_a_reporter_sees_what_is_asked_known_and_still_open(as_, reporter_user, url, sheet):
    Entry.objects.create(
        sheet=sheet, key="leading_group", value=1, source=Source.PREFILLED,
        source_text="期末在任的领导小组", updated_at=timezone.now(),
    )  # fmt: skip
    page = text(as_(reporter_user).get(url))
    assert 'name="value-students"' in figure(page, "students")
    assert "年末全日制" in figure(page, "students")
    assert "来源：期末在任的领导小组（引用，不需填写）" in figure(page, "leading_group")
    assert 'name="value-leading_group"' not in page
    assert "提交前还有 <span data-count>7</span> 处要处理" in page
    assert "已填 <strong data-filled>1</strong> / 9 项" in page
    assert "提交校内签批" in page
    assert "单独延期" not in page


def test_last_years_figures_stand_beside_and_are_confirmed(as_, reporter_user, url, sheet, now):
    Entry.objects.create(
        sheet=sheet, key="students", value=38000, confirmed=False, source=Source.PREVIOUS,
        source_text="2024年填报", updated_at=now,
    )  # fmt: skip
    visit = as_(reporter_user)
    page = text(visit.get(url))
    assert "有 1 项带出了上期填报" in page
    assert "来源：2024年填报" in figure(page, "students")
    assert "已确认 1 项沿用上期" in text(
        visit.post(f"{url}confirm/", {"key": ["students"]}, follow=True)
    )
    assert "带出了上期填报" not in text(visit.get(url))


def test_a_saved_figure_survives_the_end_of_the_session(as_, reporter_user, url, type_in):
    visit = as_(reporter_user)
    answer = type_in(visit, "students", "38,200", note="含研究生").json()
    assert answer["cells"][0]["shown"] == "38,200"
    assert answer["cells"][0]["version"] == 1
    assert (answer["filled"], len(answer["problems"])) == (1, 6)
    visit.logout()
    factories.sign_in(visit, reporter_user)
    page = figure(text(visit.get(url)), "students")
    assert 'value="38200"' in page
    assert 'value="含研究生"' in page


def test_who_is_no_longer_signed_in_is_sent_to_sign_in_and_back(client, url, sheet, type_in):
    answer = type_in(client, "students", "38200")
    assert answer.status_code == 302
    assert answer.url.startswith("/account/login/")
    answer = client.get(url)
    assert answer.url.endswith(f"next={url}")
    assert not Entry.objects.exists()


def test_the_page_tells_its_script_whose_it_is_and_where_to_sign_in(as_, reporter_user, url):
    """What is typed stays in the browser under the person's own name."""
    page = text(as_(reporter_user).get(url))
    assert f'data-user="{reporter_user.pk}"' in page
    assert f'data-login="/account/login/?next={url}"' in page
    assert 'data-editable="yes"' in page
    assert "ledger/sheet.js" in page


def test_the_second_of_two_at_one_figure_sees_the_difference(
    as_, reporter_user, university, url, type_in
):
    colleague = factories.officer(Role.UNIVERSITY_OFFICER, university)
    first, second = as_(reporter_user), Client()
    factories.sign_in(second, colleague)
    for visit in (first, second):
        assert 'name="version-students" value="0"' in text(visit.get(url))
    type_in(first, "students", "38000")
    cell = type_in(second, "students", "39000").json()["cells"][0]
    assert cell["conflict"].startswith("填报甲刚把“在校生总数”改为 38,000。")
    assert (cell["stands"], cell["version"]) == ("38000", 1)
    assert Entry.objects.get().value == 38000
    cell = type_in(second, "students", "39000", version="1").json()["cells"][0]
    assert cell["conflict"] == ""
    assert Entry.objects.get().value == 39000


def test_what_is_not_understood_stays_in_its_place_with_the_sentence(
    as_, reporter_user, url, type_in
):
    visit = as_(reporter_user)
    cell = type_in(visit, "students", "约三万").json()["cells"][0]
    assert cell["error"] == "“在校生总数”填的是“约三万”，应填数字（单位 人）。"
    page = figure(text(visit.get(url)), "students")
    assert 'value="约三万"' in page
    assert 'aria-invalid="true"' in page
    assert "应填数字（单位 人）" in page


def test_without_a_script_the_whole_page_is_saved(as_, reporter_user, url, type_in):
    visit = as_(reporter_user)
    form = {
        "key": ["students", "staff"], "value-students": "约三万", "version-students": "0",
        "value-staff": "2600", "version-staff": "0",
    }  # fmt: skip
    page = text(visit.post(f"{url}save/", form, follow=True))
    assert "已保存。有 1 处需要改正" in page
    assert Entry.objects.get(key="staff").value == 2600
    type_in(visit, "staff", "2601", version="1")
    page = text(visit.post(f"{url}save/", form | {"value-staff": "2700"}, follow=True))
    assert "改为 2,601。" in page
    assert "您输入的是“2700”" in page
    page = text(visit.post(f"{url}save/", {"key": "staff", "value-staff": "2601"}, follow=True))
    assert "已保存。" in page


def test_a_version_that_is_no_number_is_no_version(as_, reporter_user, type_in):
    visit = as_(reporter_user)
    for version in ("x", "", "٣"):
        assert type_in(visit, "students", "7", version=version).json()["cells"][0]["shown"] == "7"


def test_a_locked_sheet_answers_the_script_and_the_person(as_, reporter_user, submitted, url):
    visit = as_(reporter_user)
    answer = visit.post(f"{url}save/", {"script": "1", "key": "staff", "value-staff": "1"})
    assert answer.status_code == 409
    assert "现在是“待校内签批”，不能修改" in answer.json()["refused"]
    for act in ("save", "confirm", "known"):
        page = visit.post(f"{url}{act}/", {"key": "staff"}, follow=True)
        assert "现在是“待校内签批”，不能修改" in text(page)
    page = text(visit.get(url))
    assert 'name="value-staff"' not in page
    assert "撤回修改" in page
    assert "2,600" in figure(page, "staff")


def test_what_the_platform_learnt_is_offered_and_taken_over(
    as_, reporter_user, url, university, sheet
):
    visit = as_(reporter_user)
    assert "平台登记的数字有变化" not in text(visit.get(url))
    LeadingGroup.objects.create(organisation=university, established_on=date(2024, 1, 1))
    assert "有 1 项变化" in text(visit.get(url))
    assert "已更新 1 项平台已有的数字" in text(visit.post(f"{url}known/", follow=True))
    assert "平台登记的数字有变化" not in text(visit.get(url))


def test_evidence_is_hung_on_a_figure(as_, reporter_user, leader_user, url, sheet):
    visit = as_(reporter_user)
    assert "添加佐证（应附）" in figure(text(visit.get(url)), "fund_received")
    answer = visit.post(f"{url}evidence/fund_received/")
    entry = Entry.objects.get(key="fund_received")
    assert answer.url == f"/evidence/for/ledger.entry/{entry.pk}/"
    page = text(visit.get(answer.url))
    assert "没有佐证" in page
    assert visit.post(f"{url}evidence/trainings/").status_code == 404
    factories.sign_in(visit, leader_user)
    assert visit.post(f"{url}evidence/students/").status_code == 404
    assert not Use.objects.exists()


def test_late_is_received_and_marked(as_, reporter_user, leader_user, filled, window, url):
    Window.objects.update(due_at=timezone.now() - timedelta(days=1))
    visit = as_(reporter_user)
    assert "已过截止时间，仍可提交，会标为“逾期”" in text(visit.get(url))
    visit.post(f"{url}move/submit/")
    factories.sign_in(visit, leader_user)
    page = text(visit.post(f"{url}move/sign/", follow=True))
    assert "云梦大学：已签批上报" in page
    assert "逾期" in page
    sheet = Sheet.objects.get(pk=filled.pk)
    assert (sheet.state, sheet.late) == (SheetState.SIGNED, True)


def test_what_died_right_after_a_step_leads_to_the_sheet_all_the_same(
    as_, leader_user, reporter_user, filled, url, monkeypatch
):
    """Where a step leads is kept with it: nothing is written between its commit and the answer."""
    monkeypatch.setattr(once, "remember", lambda *_: pytest.fail("written afterwards"))
    visit, sent = as_(reporter_user), {"once": once.new_key(reporter_user.pk)}
    assert visit.post(f"{url}move/submit/", sent).url == url
    assert visit.post(f"{url}move/submit/", sent).url == url
    assert Decision.objects.filter(sheet=filled).count() == 1


def test_within_the_grace_it_is_not_late(as_, reporter_user, filled, url):
    Window.objects.update(due_at=timezone.now() - timedelta(minutes=20), grace_minutes=30)
    page = text(as_(reporter_user).post(f"{url}move/submit/", follow=True))
    assert "逾期" not in page
    assert Sheet.objects.get(pk=filled.pk).late is False


def test_open_questions_hold_a_submission_back_and_are_listed(as_, reporter_user, sheet, url):
    page = text(as_(reporter_user).post(f"{url}move/submit/", follow=True))
    assert "还有 7 处需要处理，暂时不能提交" in page
    assert "“在校生总数”还没有填；确实没有数据的，请在说明里写明原因。" in page
    assert Sheet.objects.get(pk=sheet.pk).state == SheetState.FILLING


def test_a_leader_signs_or_sends_back_with_a_reason(as_, leader_user, submitted, url):
    visit = as_(leader_user)
    page = text(visit.get(url))
    assert 'href="#moves"' in page
    assert "签批上报" in page
    assert "退回填报人" in page
    assert "核实时会看的 2 处" in page
    answer = visit.post(f"{url}move/send_back/", {"reason": ""}, follow=True)
    assert "“退回填报人”必须写明理由。" in text(answer)
    answer = visit.post(f"{url}move/send_back/", {"reason": "请核对"}, follow=True)
    assert "已退回填报人" in text(answer)
    assert Sheet.objects.get(pk=submitted.pk).state == SheetState.FILLING


def test_a_step_that_is_not_ones_own_is_refused_in_a_sentence(as_, reporter_user, submitted, url):
    visit = as_(reporter_user)
    assert "您的角色不能“签批上报”" in text(visit.post(f"{url}move/sign/", follow=True))
    assert visit.post(f"{url}move/destroy/").status_code == 404
    assert Sheet.objects.get(pk=submitted.pk).state == SheetState.SUBMITTED


def test_the_province_returns_with_a_reason_for_each_figure(
    as_, officer_user, reporter_user, signed, url
):
    visit = as_(officer_user)
    page = text(visit.get(url))
    assert 'name="reason-students"' in page
    assert f'href="/ledger/windows/{signed.window_id}/"' in page
    form = {"reason": "请核对", "reason-students": "与年报不一致", "reason-staff": " "}
    assert "已退回补正" in text(visit.post(f"{url}move/return/", form, follow=True))
    assert Decision.objects.get(verb="return").item_reasons == {"students": "与年报不一致"}
    factories.sign_in(visit, reporter_user)
    page = text(visit.get(url))
    assert "省中心退回：与年报不一致" in figure(page, "students")
    assert "省中心退回" not in figure(page, "staff")
    assert "请核对" in page
    assert "补正后提交" in page


def test_after_one_the_next_is_opened_to_be_verified(
    as_, officer_user, signed, other_sheet, window, url
):
    Sheet.objects.filter(pk=other_sheet.pk).update(state=SheetState.SIGNED)
    visit = as_(officer_user)
    answer = visit.post(f"{url}move/verify/")
    assert answer.url == f"/ledger/sheets/{other_sheet.pk}/"
    page = text(visit.get(answer.url))
    assert "云梦大学：已核实通过。" in page
    assert "还有 1 所学校待核实，这是下一所。" in page
    answer = visit.post(f"/ledger/sheets/{other_sheet.pk}/move/verify/")
    assert answer.url == f"/ledger/windows/{window.pk}/"


def test_after_closing_the_sheet_says_so_and_offers_only_what_is_possible(
    as_, reporter_user, leader_user, submitted, url
):
    Window.objects.update(state=WindowState.CLOSED)
    visit = as_(reporter_user)
    page = text(visit.get(url))
    assert "已提交的仍可签批上报" in page
    assert "撤回修改" not in page
    factories.sign_in(visit, leader_user)
    page = text(visit.get(url))
    assert "签批上报" in page
    assert "退回填报人</button>" not in page
    Sheet.objects.update(state=SheetState.FILLING)
    page = text(visit.get(url))
    assert "不再接收填写和提交" in page


def test_anothers_sheet_is_missing(as_, stranger_user, filled, url):
    visit = as_(stranger_user)
    for method, path in (
        ("get", ""), ("get", "workbook/"), ("get", "import/"), ("post", "save/"),
        ("post", "confirm/"), ("post", "known/"), ("post", "move/submit/"),
        ("post", "evidence/students/"), ("post", "import/"),
    ):  # fmt: skip
        answer = getattr(visit, method)(f"{url}{path}")
        assert answer.status_code == 404
        missing = getattr(visit, method)(f"/ledger/sheets/{10**9}/{path}")
        assert text(answer).replace(url, "") == text(missing).replace(
            f"/ledger/sheets/{10**9}/", ""
        )
    page = text(visit.get("/ledger/sheets/"))
    assert "2025年度填报" in page
    assert f'"{url}"' not in page
    assert "云梦大学" not in page
