"""The main tasks of everybody, by keyboard alone: at a desk, enlarged twice, and without script."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import StorageState

from tests.journeys import reporting as step
from tests.journeys.accounts import PHRASE, code_of
from tests.journeys.hands import WAYS, Hands
from tests.journeys.visitor import Visitor

Arrive = Callable[..., Hands]
NUMBERS = dict(zip(WAYS, ("17", "18", "19"), strict=True))
OTHERS = dict(zip(WAYS, ("20", "21", "22"), strict=True))
"""Each way has universities of its own."""


@pytest.fixture(scope="module")
def window(browser, demo) -> str:
    return step.open_window(browser, demo)


@pytest.fixture(params=WAYS)
def way(request) -> str:
    return request.param


@pytest.fixture
def number(way) -> str:
    return NUMBERS[way]


@pytest.fixture
def other(way) -> str:
    """A university whose sheet nobody has begun."""
    return OTHERS[way]


@pytest.fixture(scope="module")
def signed_in() -> dict[str, StorageState]:
    """Who has come in by the front door already, and what their browsers kept."""
    return {}


@pytest.fixture
def arrive(visit, way, signed_in) -> Arrive:
    """Somebody of the demo, who then uses the hands; or a stranger."""

    def come(persona: str = "") -> Hands:
        visitor = visit(**WAYS[way], storage_state=signed_in.get(persona))
        hands = Hands(visitor, script=way != "scriptless")
        if not persona:
            return hands
        if "/login/" in visitor.goes_to("/desk/").page.url:
            signed_in[persona] = visitor.enters_as(persona).context.storage_state()
        return hands.looks_around()

    return come


@pytest.fixture
def paper(request, tmp_path) -> Path:
    """One of its own for each task: what is in the room already is not kept twice."""
    path = tmp_path / "到账凭证.png"
    Image.new("RGB", (200 + sum(request.node.name.encode()) % 500, 120), "#dde").save(path)
    return path


def day(days: int = 0) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def moment(days: int) -> str:
    return (timezone.localtime() + timedelta(days=days)).strftime("%Y-%m-%dT17:00")


def school_of(hands: Hands) -> str:
    return hands.page.locator(".page-head p").first.inner_text()


def test_a_newcomer_accepts_sets_a_second_factor_and_signs_in(arrive, visit, number) -> None:
    guest = arrive().goes_to(_invited(visit(f"officer-{number}")))
    name = f"keyboard.{number}"
    guest.fills({"登录名": name, "密码": PHRASE, "再输一次密码": PHRASE}).presses("建立账号并接受")
    guest.follows("启用验证器应用").opens(guest.page.locator("summary", has_text="扫不了码"))
    secret = guest.page.locator(".help-body code").inner_text()
    guest.fills({"验证码": code_of(secret)}).presses("启用").sees("请抄下或打印")
    spare = guest.page.locator("main li, main code").first.inner_text().split()[0]
    guest.follows("我已保存，进入工作台").presses("退出登录")
    guest.goes_to("/account/login/").fills({"登录名": name, "密码": PHRASE}).presses("登录")
    guest.fills({"验证码": spare}).presses("登录").sees("工作台")


def _invited(officer: Visitor) -> str:
    officer.follows("人员与权限").follows("邀请同事").fills({"姓名": "新来的"})
    officer.page.get_by_label("角色", exact=False).first.select_option(
        label="高校填报人（高校中心）"
    )
    officer.presses("生成邀请链接").sees("链接只显示这一次")
    return officer.page.locator("td code").inner_text()


def test_a_sheet_is_filled_in_proved_submitted_signed_and_verified(
    arrive, window, number, paper, tmp_path
) -> None:
    reporter, leader = arrive(f"reporter-{number}"), arrive(f"leader-{number}")
    school = _fills_and_submits(reporter, window, paper)
    leader.goes_to("/desk/").follows(window)
    leader.presses("签批上报").sees("已签批上报")
    leader.follows(re.compile("^WY-")).takes("下载回执", tmp_path / "receipt.json")
    assert json.loads((tmp_path / "receipt.json").read_text("utf-8"))
    officer = arrive("province-officer").goes_by_menu("填报窗口").follows(window)
    officer.fills({"按学校搜索": school}).presses("查询").follows(school)
    officer.fills({"退回理由": "培训期数与台账不一致"}).presses("退回补正").sees("已退回")
    reporter.goes_to("/desk/").follows(window).sees("培训期数与台账不一致")
    _types(reporter, {"trainings": "5"}).presses("补正后提交").sees("待校内签批")
    leader.goes_to("/desk/").follows(window).presses("签批上报").sees("已签批上报")
    officer.goes_to(officer.page.url.partition("#")[0]).presses("核实通过").sees("已核实")


def _fills_and_submits(reporter: Hands, window: str, paper: Path) -> str:
    school = school_of(reporter.follows(window))
    changed = ("在校生总数", "教职工总数", "校级专职工作人员")
    notes = {f"{label}的说明": "学院划出，独立设校" for label in changed}
    _types(reporter, step.ITEMS, notes)
    for key in step.PROVED:
        _proves(reporter, reporter.page.locator(f"#row-{key}"), paper)
    reporter.presses("提交校内签批").sees("已提交，等待校领导签批")
    return school


def _types(reporter: Hands, figures: dict[str, str], notes: dict[str, str] | None = None) -> Hands:
    for key, text in figures.items():
        reporter.types(reporter.page.locator(f"#value-{key}"), text)
    reporter.fills(notes or {})
    if reporter.script:
        step.is_saved(reporter.visitor)
        return reporter
    return reporter.presses("保存", exact=True).sees("已保存")


def _proves(reporter: Hands, row, paper: Path) -> None:
    if not reporter.script:
        reporter.opens(row.locator("summary")).follows("打开佐证材料", within=row)
        reporter.brings(reporter.page.get_by_label("选择材料"), paper).presses("上传并引用")
        reporter.sees(paper.stem).follows("返回")
        return
    reporter.opens(row.locator("details.evidence > summary, button[hx-post]"))
    row.locator(".evidence-box").wait_for()
    reporter.brings(row.get_by_label("上传新材料"), paper)
    row.get_by_role("link", name=paper.stem).wait_for()
    reporter.opens(row.locator(".evidence-box summary"))  # the focus has stayed near


def test_a_window_is_opened_and_its_deadline_moved(arrive, number) -> None:
    officer, title = arrive("province-officer").goes_by_menu("填报窗口"), f"键盘填报{number}"
    officer.follows("拟定新窗口")
    year = str(timezone.localdate().year - 4)
    officer.fills({"名称": title, "年份": year, "截止时间": moment(20)})
    officer.presses("下一步：选择填报项")
    if officer.script:
        officer.opens(officer.page.get_by_role("button", name="不要"))
        officer.opens(
            officer.page.locator("[data-choices] [data-choices]").get_by_role("button", name="填写")
        )
        officer.presses("保存填报项，重新估计")
    officer.presses_and_agrees("开启窗口").sees("窗口已开启")
    officer.fills({"截止时间": moment(30), "理由": "台风停课"}).presses("调整")
    officer.sees("截止时间已调整")


def test_evidence_is_brought_a_colleague_invited_and_a_role_lent(arrive, number, paper) -> None:
    officer = arrive(f"officer-{number}").goes_by_menu("佐证材料")
    officer.brings(officer.page.get_by_label("选择材料"), paper).presses("上传", exact=True)
    officer.sees("已上传")
    officer.goes_by_menu("人员与权限").follows("邀请同事")
    officer.fills({"姓名": f"新来的{number}"}).picks("角色", "高校填报人（高校中心）")
    officer.presses("生成邀请链接").sees("链接只显示这一次")
    officer.goes_to("/people/me/").follows("委托他人代行")
    colleague = officer.page.get_by_label("受托人").locator("option").nth(1).inner_text()
    officer.picks("受托人", colleague.strip())
    officer.fills({"自": day(), "至": day(7), "事由": "出差"}).presses("委托", exact=True)
    officer.sees("已委托").presses_and_agrees("收回").sees("这次委托已结束")


def test_two_steps_lead_from_the_board_to_the_fact_and_its_evidence(arrive) -> None:
    officer = arrive("province-officer").goes_by_menu("落实看板")
    officer.picks("周期", f"{timezone.localdate().year - 2}年").presses("查询")
    row = officer.page.locator(".board tbody tr", has=officer.page.locator("td.tone-ok")).first
    officer.follows(re.compile("第9条"), within=row).sees("条款原文")
    line = officer.page.locator("tr", has_text="专项经费到账")
    officer.follows(re.compile(r"^[\d,]+$"), within=line).sees("谁签批、谁核实")
    if not officer.script:
        officer.follows("查看佐证")
    officer.page.locator("main a[href*='/evidence/']").first.wait_for()


def test_a_lost_second_factor_is_asked_for_and_agreed_to(arrive, number) -> None:
    officer = arrive(f"officer-{number}").goes_by_menu("人员与权限")
    reporter = officer.page.locator("tr", has_text="高校填报人").locator("a").first.inner_text()
    officer.follows(reporter).follows("申请恢复")
    officer.fills({"怎样核实了身份": "持工作证到办公室"}).presses("申请恢复")
    guard = arrive("security-admin").follows(re.compile("恢复第二步验证待您决定"))
    guard.follows(reporter).presses_and_agrees("同意恢复").sees("已恢复")


def test_anything_is_found_and_the_log_is_searched(arrive) -> None:
    officer = arrive("province-officer")
    officer.types(officer.page.get_by_label("检索", exact=True), "网络思政").sends()
    officer.sees(re.compile("找到"))
    auditor = arrive("auditor").goes_by_menu("审计日志")
    auditor.picks("时间", "最近一年").presses("查询").sees(re.compile("登录|查看|邀请"))


def test_a_workbook_is_taken_home_and_brought_back(arrive, window, other, tmp_path) -> None:
    file = tmp_path / "带回家.xlsx"
    reporter = arrive(f"reporter-{other}").follows(window).takes("下载工作簿", file)
    step.type_at_home(file, step.ITEMS | {"staff": "八百多"})
    _brings_back(reporter, file).sees("不能导入").presses_and_agrees("只导入没有问题的")
    assert step.figure(reporter.visitor, "students") == "12000"
    step.type_at_home(file, {"staff": "800"})
    _brings_back(reporter, file).presses("全部导入")
    assert {key: step.figure(reporter.visitor, key) for key in step.ITEMS} == step.ITEMS


def _brings_back(reporter: Hands, file: Path) -> Hands:
    reporter.follows("导入工作簿").brings(reporter.page.get_by_label("工作簿"), file)
    return reporter.presses("读取")


def test_a_figure_is_corrected_and_the_province_decides(arrive, number) -> None:
    reporter = arrive(f"reporter-{number}").goes_by_menu("本校落实情况")
    reporter.picks("周期", f"{timezone.localdate().year - 2}年").presses("查看")
    line = reporter.follows(re.compile("^第9条")).page.locator("tr", has_text="专项经费到账")
    reporter.follows(re.compile(r"^[\d,]+$"), within=line).follows("申请更正")
    reporter.fills({"更正为": f"2500{number}", "理由": f"拨款退回财政{number}"})
    reporter.presses("提交申请").sees("更正申请已提交省中心")
    officer = arrive("province-officer").follows(re.compile("份更正申请"))
    officer.follows(re.compile("专项经费到账")).sees(f"拨款退回财政{number}")
    officer.fills({"答复": "已核对拨款文件"}).presses("采纳", exact=True).sees(f"250,0{number}")


def test_a_university_is_kept_up_to_date_and_a_leaver_is_out_at_once(arrive, other) -> None:
    officer, leader = arrive(f"officer-{other}"), arrive(f"leader-{other}")
    officer.goes_by_menu("组织机构")
    officer.follows(officer.page.locator(".card li a").first.inner_text())
    officer.follows("场地", exact=True).follows("登记场地").picks("用途", "办公")
    officer.fills({"名称": "思政工作室", "面积": "85", "启用日期": day(-9)}).presses(
        "登记", exact=True
    )
    officer.sees("已登记场地").follows(re.compile("思政工作室")).follows("修改")
    officer.fills({"面积": "95"}).presses("保存").sees("95")
    officer.goes_by_menu("人员与权限")
    row = officer.page.locator("tr", has_text="高校分管领导")
    officer.follows(row.locator("a").first.inner_text()).presses_and_agrees("办理离任")
    officer.sees("已离任")
    leader.goes_to("/desk/")
    assert "/account/login/" in leader.page.url
