"""Issue 4, item 9: a work goes back to be mended and is judged again; the public objects and reads the answer."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.places import PATIENCE, ROOT, Place, copied, once, served
from tests.journeys.test_calls import JUDGED, opens
from tests.journeys.visitor import PHONE, Visitor

Visit = Callable[..., Visitor]
WORK = "操场上的红旗"
WISH = "请补上字幕，改好后再交。"
OBJECTION = "其中一件作品的画面取自他人的短片。"
ANSWER = "已请作者提供原片，画面为本人拍摄。"


@pytest.fixture
def demo(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A province of each walk's own: both take the same call to where no other walk could use it."""
    played = once(shared_folder, "demo", lambda place: place.do("demo"))
    place = copied(played, tmp_path_factory.mktemp("settling") / "demo")
    with served(place), working(place):
        yield place


@contextmanager
def working(place: Place) -> Iterator[None]:
    """The worker beside the server, which makes blind copies."""
    command = place.python("-c", "from wangyu.config.cli import main; main()", "worker")
    with (place.home / "worker.log").open("w") as log:
        worker = subprocess.Popen(command, cwd=ROOT, env=place.environment(), stdout=log, stderr=log)  # fmt: skip
        try:
            yield
        finally:
            worker.terminate()
            worker.wait(PATIENCE)


def test_a_work_is_sent_back_mended_and_judged_again(visit: Visit) -> None:
    officer = opens(visit("province-officer"), JUDGED).follows("定级").follows("网图新视界")
    officer.page.locator("tr", has_text=WORK).locator('a[href$="/sheet/"]').first.click()
    officer.sees("评审一").fills({"要修改什么": WISH})
    due = datetime.now().astimezone() + timedelta(days=7)
    officer.page.get_by_label("交修改稿的期限").fill(f"{due:%Y-%m-%dT17:00}")
    officer.presses("请申报人修改后再审").sees("已请申报人修改")
    sheet = officer.page.url

    student = visit("student").follows(f"修改作品“{WORK}”")
    student.page.get_by_label("作品简介").fill("补了字幕的一稿。")
    student.presses("保存", exact=True).sees("已保存")
    student.presses("提交", exact=True).agrees().sees("已提交，回执号")

    reviewer = visit("reviewer-08").goes_to("/calls/reviews/?state=scoring").sees(WORK)
    opens(officer, JUDGED).follows("匿名副本").presses("生成匿名副本")
    officer.page.get_by_text("生成了 1 件作品的匿名副本").wait_for()
    opens(officer, JUDGED).follows("匿名副本")
    officer.page.locator("tr", has_text=WORK).filter(has_not_text="已冻结").get_by_role(
        "link"
    ).first.click()
    if officer.page.get_by_role("button", name="待处理的全部遮盖").count():
        officer.presses("待处理的全部遮盖")
    officer.presses("冻结", exact=True).sees("已冻结")

    reviewer.follows(WORK).sees("修改稿已交，请再看一遍").sees("补了字幕的一稿。")
    body = reviewer.page.locator("main").inner_text()
    assert not re.search(r"云梦(农林|理工|科技)?大学|学生", body)
    reviewer.fills({"总体意见": "字幕补上了，节奏更清楚。"})
    reviewer.presses("提交评审").agrees().sees("已提交")
    officer.page.goto(sheet)
    officer.sees("字幕补上了，节奏更清楚。")


def settles(officer: Visitor) -> None:
    """The meeting proposes a prize for the first of each track and none for the rest."""
    opens(officer, JUDGED).presses("结束评审，进入定级").sees("现在是“会评定级”")
    for track in ("网图新视界", "网语青年说", "优秀新媒体作品"):
        for first, last, award in (("1", "1", "一等奖"), ("2", "6", "不入选")):
            opens(officer, JUDGED).follows("定级").follows(track)
            officer.fills({"从第几位": first, "到第几位": last, "理由": "会议讨论"})
            officer.page.locator("main form #id_award").select_option(label=award)
            officer.presses("拟定", exact=True).sees("拟定结果。")
    opens(officer, JUDGED).presses("公示", exact=True).sees("现在是“公示中”")


def test_the_public_objects_and_reads_the_answer_by_a_code(visit: Visit) -> None:
    officer = visit("province-officer")
    settles(officer)
    anybody = opens(visit(viewport=PHONE), JUDGED).follows("看公示名单").follows("提出异议")
    anybody.sees("不记录提出人").fills({"异议内容": OBJECTION})
    anybody.presses("提交异议").sees("异议已收到")
    code = anybody.page.get_by_label("查询码").input_value()
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", code)
    anybody.follows("异议答复").fills({"查询码": code}).presses("查看").sees("还没有答复")

    opens(officer, JUDGED).follows("异议", exact=True)
    officer.page.get_by_role("link", name=re.compile(OBJECTION[:8])).click()
    officer.sees(OBJECTION).fills({"答复": ANSWER})
    officer.page.get_by_label("结论").select_option(label="不成立")
    officer.presses("答复", exact=True).agrees().sees("已答复")

    anybody.goes_to("/calls/answers/").fills({"查询码": code}).presses("查看")
    anybody.sees(ANSWER).sees("不成立")
