"""Item 3 (clause 7): a university sets up its tree, group, posts, rooms and money; invites and lends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from tests.journeys import accounts


@pytest.fixture
def officer(visit):
    officer = visit("officer-16").follows("组织机构")
    officer.page.locator(".card li a").first.click()
    return officer


def day(days: int = 0) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def register(officer, tab: str, what: str, fields: dict[str, str], **choices: str) -> None:
    officer.follows(tab, exact=True).follows(f"登记{what}", exact=True)
    for label, choice in choices.items():
        officer.page.get_by_label(label).select_option(label=choice)
    officer.fills(fields).presses("登记", exact=True).sees(f"已登记{what}")


def test_a_university_plants_its_tree(officer) -> None:
    school = officer.heading
    officer.follows("下级单位").follows("新建下级单位").fills({"名称": "网络思政研究院"})
    officer.presses("新建").sees(f"已在“{school}”下设立“网络思政研究院”")
    officer.follows("下级单位").follows("网络思政研究院").follows("下级单位")
    officer.follows("新建下级单位").fills({"名称": "网育2601班"}).presses("新建")
    officer.goes_to("/orgs/?view=list").fills({"名称、简称或文号": "网育2601"}).presses("查询")
    officer.sees("网育2601班").sees("班级工作站")


def test_a_university_registers_group_meeting_posts_rooms_and_money(officer, tmp_path) -> None:
    group = {"成立日期": day(-300), "成立文号": "校党发〔2026〕3号"}
    register(officer, "领导小组", "领导小组", group)
    head = {"姓名": "安若水", "任职日期": day(-300)}
    register(officer, "领导小组", "领导小组成员", head, 组内职务="组长")
    meeting = {"会议日期": day(-20), "议题": "年度网络育人重点"}
    register(officer, "会议", "专题研究会议", meeting)
    _attach_minutes(officer, tmp_path)
    office = {"名称": "网络思政科", "设立日期": day(-200)}
    register(officer, "机构与岗位", "专门机构或科室", office)
    post = {"岗位": "网络思政专员", "到岗日期": day(-100)}
    register(officer, "机构与岗位", "工作人员", post)
    room = {"名称": "网络思政工作室", "面积": "85.5", "启用日期": day(-90)}
    register(officer, "场地", "场地", room, 用途="办公")
    money = {"年度": day()[:4], "预算": "300000", "到账": "200000"}
    register(officer, "经费", "专项经费", money, 级别="校级经费")
    officer.follows("变更记录").sees("网络思政专员").sees("网络思政工作室")


def _attach_minutes(officer, tmp_path) -> None:
    minutes = tmp_path / "会议纪要.png"
    Image.new("RGB", (120, 160), "#eee").save(minutes)
    officer.page.locator("main td a").first.click()
    officer.page.get_by_label("上传新材料").set_input_files(minutes)
    officer.page.locator(".evidence-box").get_by_role("link", name="会议纪要").wait_for()
    officer.page.go_back()


def test_a_colleague_is_invited_by_link_accepts_and_acts_for_the_officer(visit, officer) -> None:
    school = officer.heading
    officer.follows("人员与权限").follows("邀请同事").fills({"姓名": "新来的闻知远"})
    officer.page.get_by_label("角色", exact=False).first.select_option(
        label="高校填报人（高校中心）"
    )
    officer.page.get_by_label("机构").first.fill(school)
    officer.presses("生成邀请链接").sees("链接只显示这一次")
    link = officer.page.locator("td code").inner_text()

    colleague = accounts.accept(visit(), link, "wen.zhiyuan").sees("请设置第二步验证")
    accounts.set_second_factor(colleague).sees("工作台").sees("高校填报人")
    late = visit()
    with late.expecting_trouble():
        late.goes_to(link).sees("用过")

    officer.follows("我的账号").follows("委托他人代行")
    officer.page.get_by_label("受托人").select_option(label="新来的闻知远")
    officer.fills({"自": day(), "至": day(7), "事由": "出差"}).presses("委托", exact=True)
    officer.sees("已委托")
    colleague.goes_to("/desk/").follows("确认代").presses("确认代行").sees("每一步都会记明是代行")
    colleague.goes_to("/desk/").sees("高校中心管理员（代")
    officer.page.reload()
    officer.presses("收回").agrees().sees("这次委托已结束")
    colleague.goes_to("/desk/")
    assert "(代" not in colleague.page.locator("main").inner_text()
