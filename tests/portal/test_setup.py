"""``wangyu setup``: an empty province with the pack and the real roster, and no invented figure."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from django.apps import apps
from django.conf import settings as real
from django.core.management.base import CommandError

from tests import factories
from tests.assessment.policy.conftest import text
from tests.portal.conftest import ROSTER, rows, wangyu
from wangyu.base.audit.models import Entry as LogEntry
from wangyu.base.core.roles import Role, Tier
from wangyu.institutions.orgs.models import Organisation, University
from wangyu.institutions.people.models import Invitation, User
from wangyu.portal import demo

pytestmark = pytest.mark.thorough

WITHOUT_FIGURES = ("ledger", "evidence", "policy", "notify")
OF_ORGS = {"Organisation", "University", "FormerName"}


def test_every_row_of_the_roster_is_there_as_the_roster_says_it(installed):
    """Codes that are missing stay missing, and remarks on doubtful ones are kept word for word."""
    said = {row["name"]: row for row in rows()}
    kept = {u.organisation.name: u for u in University.objects.select_related("organisation")}
    assert len(said) == len(kept) == 139
    assert set(said) == set(kept)
    for name, row in said.items():
        for field in ("former_name", "authority", "city", "level", "ownership", "check_note"):
            assert getattr(kept[name], field) == row[field], (name, field)
        assert kept[name].code == (row["school_code"] or None), name
    assert Counter(u.code is None for u in kept.values()) == {False: 127, True: 12}
    assert "新建 139 所高校" in installed


def test_the_province_of_the_pack_stands_above_them_and_is_no_demo(installed):
    root = Organisation.objects.get(tier=Tier.PROVINCE)
    assert root.name == "湖南省高校网络思想政治工作中心"
    assert not Organisation.objects.filter(demo=True).exists()
    assert Organisation.objects.filter(parent=root).count() == 139
    assert "规则包 hunan-2021-07" in installed
    assert "12 条" in installed


def test_there_is_no_figure_no_paper_no_person_and_no_notice(installed):
    found = {
        model.__name__: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.app_label in WITHOUT_FIGURES
        or (model._meta.app_label == "orgs" and model.__name__ not in OF_ORGS)
    }
    assert len(found) > 20
    assert {name: count for name, count in found.items() if count} == {}
    assert not User.objects.exists()
    assert LogEntry.objects.exists()


def test_two_links_are_printed_once_for_the_first_two_people(installed, client):
    links = re.findall(r"第一位(\S+)请打开（只能用一次）：(\S+)", installed)
    assert [who for who, _ in links] == ["省中心工作人员", "安全管理员"]
    assert Invitation.objects.count() == 2
    page = client.get("/" + links[0][1].split("/", 3)[3])
    assert page.status_code == 200
    assert "湖南省高校网络思想政治工作中心" in text(page)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("湖南化工职业技术学院", "B maps 湖南化工职业技术学院 to 4143012235; conflict"),
        ("湘中幼儿师范高等专科学校", "package gives provisional code 3643000496"),
        ("湖南理工大学", "renamed/upgraded per B"),
    ],
)
def test_doubts_about_a_code_are_shown_to_the_province(installed, client, name, shown):
    root = Organisation.objects.get(tier=Tier.PROVINCE)
    factories.sign_in(client, factories.officer(Role.PROVINCE_OFFICER, root))
    org = Organisation.objects.get(name=name)
    assert shown in text(client.get(f"/orgs/{org.pk}/"))


def test_a_missing_code_reads_as_to_be_checked(installed, client):
    root = Organisation.objects.get(tier=Tier.PROVINCE)
    factories.sign_in(client, factories.officer(Role.PROVINCE_OFFICER, root))
    org = University.objects.filter(code=None).first().organisation
    assert "学校标识码 待核对" in text(client.get(f"/orgs/{org.pk}/"))


def edited(tmp_path, *changes):
    """The roster after some words were changed."""
    whole = ROSTER.read_text("utf-8")
    for old, new in changes:
        assert whole.count(old) == 1, old
        whole = whole.replace(old, new)
    file = tmp_path / "名录.csv"
    file.write_text(whole, "utf-8")
    return file


def line(*cells):
    return ",".join(cells)


RENAMED = (
    line("4143010530", "湘潭大学", "", ""),
    line("4143010530", "湘潭综合大学", "湘潭大学", ""),
)
MOVED = (
    line("4143010531", "吉首大学", "", "湖南省", "湘西土家族苗族自治州"),
    line("4143010531", "吉首大学", "", "湖南省", "张家界市"),
)


def test_after_renames_the_roster_is_compared_and_nothing_is_overwritten(installed, tmp_path):
    again = wangyu("setup", pack="hunan-2021-07", roster=edited(tmp_path, RENAMED, MOVED))
    assert "名录与现有高校有 2 处不同，没有改动" in again
    assert Organisation.objects.filter(name="湘潭大学").exists()
    assert University.objects.get(code="4143010531").city == "湘西土家族苗族自治州"


def test_the_difference_is_confirmed_line_by_line_on_the_page(installed, client, tmp_path):
    root = Organisation.objects.get(tier=Tier.PROVINCE)
    factories.sign_in(client, factories.officer(Role.PROVINCE_OFFICER, root))
    with edited(tmp_path, RENAMED, MOVED).open("rb") as file:
        page = client.post("/orgs/roster/", {"file": file})
    assert "湘潭综合大学" in text(page)
    packed = page.context["packed"]
    [line] = [one["line"] for one in page.context["lines"] if one["line"].kind == "renamed"]
    client.post("/orgs/roster/confirm/", {"packed": packed, "line": [line.key]})
    org = University.objects.get(code="4143010530").organisation
    assert (org.name, org.former_names.get().name) == ("湘潭综合大学", "湘潭大学")
    assert University.objects.get(code="4143010531").city == "湘西土家族苗族自治州"


def test_setting_up_again_changes_nothing(installed):
    before = list(Organisation.objects.order_by("pk").values())
    again = wangyu("setup", pack="hunan-2021-07", roster=ROSTER)
    assert list(Organisation.objects.order_by("pk").values()) == before
    assert "新建 0 所高校" in again
    assert "处不同" not in again


def test_without_a_roster_the_province_is_empty(db):
    printed = wangyu("setup")
    assert Organisation.objects.get().tier == Tier.PROVINCE
    assert "所高校" not in printed


def refused(**options):
    with pytest.raises(CommandError) as caught:
        wangyu("setup", **options)
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


def test_another_pack_than_the_setting_is_refused(db):
    assert "请先把设置改为 other，再运行" in refused(pack="other")
    assert not Organisation.objects.exists()


def test_a_broken_pack_is_refused_with_file_and_key(db, settings, tmp_path):
    settings.PACKS_DIR = tmp_path / "none"
    assert "没有名为 hunan-2021-07 的规则包；已有：无" in refused()
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "读不出来"),
        (b"", "空"),
        (b"PK\x03\x04 not a workbook", "Excel"),
        ("学校,层次\n甲大学,本科\n".encode(), "学校名称"),
        ("name,level\n甲大学,硕士\n".encode(), "第 2 行"),
    ],
)
def test_a_roster_that_cannot_be_read_is_one_sentence_and_no_university(
    db, tmp_path, content, words
):
    file = tmp_path / "名录.csv"
    if content is not None:
        file.write_bytes(content)
    try:
        told = wangyu("setup", roster=file)
    except CommandError as error:
        told = str(error)
    assert words in told
    assert not University.objects.exists()


def test_a_demo_is_never_turned_into_a_province(db, settings):
    factories.province()
    Organisation.objects.update(demo=True)
    assert "正式启用请用 WANGYU_HOME 指定另一个目录" in refused(roster=ROSTER)
    assert not University.objects.exists()


def test_a_province_is_never_turned_into_a_demo(installed, settings, now):
    settings.DEMO = True
    with pytest.raises(demo.NotEmptyError, match="演示不能放进来"):
        demo.build(now)
    with pytest.raises(CommandError, match="演示不能放进来"):
        wangyu("demo")
    assert University.objects.count() == 139


def test_a_demo_is_made_in_a_demo_only(db):
    with pytest.raises(CommandError, match="请设置 WANGYU_DEMO=yes"):
        wangyu("demo")
    assert real.DEMO is False
