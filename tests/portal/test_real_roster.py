"""The real roster, one window, one workbook for all 139 rows — and the board reckoned by hand.

The figures are invented here from a seed and live in the test's throw-away database only.
"""

from __future__ import annotations

import re
from datetime import timedelta
from fractions import Fraction
from html import unescape
from io import BytesIO
from random import Random

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.assessment.policy.test_pages_university import table
from tests.portal import reckoning
from tests.portal.conftest import rows
from wangyu.base.core.access import Actor, Held
from wangyu.base.core.roles import Role, Tier
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.queries import actor_for
from wangyu.records.ledger import ops
from wangyu.records.ledger.models import Current, Fact, Sheet, Window

pytestmark = pytest.mark.thorough

YEAR = "Y2025"
REASON = "本年度确无此项数据"


def invent(random):
    """A school's year: item key -> number, None for a blank. The checks of the pack hold."""
    said = {}
    for key, item in reckoning.items().items():
        most = min(int(item.get("maximum", 9)), 9)
        said[key] = random.randint(0, 1) if item["kind"] == "yesno" else random.randint(0, most)
    heads = random.choice([0, 7_999, 8_000, 8_001, random.randint(3_000, 45_000)])
    said |= {"students": heads, "staff": heads // 17, "full_time_staff": random.randint(0, 6)}
    said |= {"space_office_m2": Fraction(random.randint(0, 2_000), 10), "space_activity_m2": random.randint(0, 200)}  # fmt: skip
    said["fund_received"] = heads * 30 + random.choice([0, 1, -1, 5_000, -heads * 30])
    said["fund_received"] = max(said["fund_received"], 0)
    said["fund_spent"] = said["fund_received"] // 2
    for part, whole in (("articles_adopted", "articles_submitted"), ("accounts_inspected", "accounts_registered"),
                        ("department_studios", "departments_total"), ("studios_independent", "department_studios"),
                        ("projects_approved", "projects_applied"), ("works_recommended", "works_entries")):  # fmt: skip
        said[part] = min(said[part], said[whole])
    for key in random.sample(sorted(said), random.choice([0, 0, 1, 4])):
        said[key] = None
    return said


def typed(number, item, random):
    """A figure as somebody would type it: plain, with commas, in full-width digits, or 是 and 否."""
    if number is None:
        return random.choice([None, "—", " "])
    if item["kind"] == "yesno":
        return "是" if number else "否"
    if isinstance(number, Fraction):
        return float(number)
    wide = str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    return random.choice([number, f"{number:,}", wide, f" {number} "])


def workbook(year, random):
    """All schools in one sheet, in no order, found by code or, without one, by name."""
    items, book = reckoning.items(), openpyxl.Workbook()
    sheet = book.active
    sheet.append(["学校标识码", "学校名称", *(item["label"] for item in items.values()), "备注"])
    for row in random.sample(rows(), len(rows())):
        said = year[row["name"]]
        cells = [typed(said[key], item, random) for key, item in items.items()]
        sheet.append([row["school_code"] or None, row["name"], *cells, "多出来的一列"])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


class Season:
    """The province's year: opened, imported, signed by each university, verified."""

    def __init__(self, client, random):
        self.client, self.now = client, timezone.now()
        self.root = Organisation.objects.get(tier=Tier.PROVINCE)
        officer = factories.officer(Role.PROVINCE_OFFICER, self.root)
        factories.sign_in(client, officer)
        self.officer = actor_for(officer, on=timezone.localdate())
        self.said = {row["name"]: invent(random) for row in rows()}
        self.book = workbook(self.said, random)

    def open(self):
        facts = ops.WindowFacts("年度填报", YEAR, self.now, self.now + timedelta(days=20))
        self.window = ops.create_window(
            owner=self.root, pack="hunan-2021-07", facts=facts, actor=self.officer, now=self.now,
            items=dict.fromkeys(reckoning.items(), "ask"),
        )  # fmt: skip
        self.client.post(f"/ledger/windows/{self.window.pk}/open/")
        assert Window.objects.get(pk=self.window.pk).state == "open"

    def bring_the_workbook(self):
        """Upload, look at what was understood, accept."""
        url = f"/ledger/windows/{self.window.pk}/import/"
        page = self.client.post(url, {"file": SimpleUploadedFile("全省.xlsx", self.book)})
        assert page.context["left_out"] == 0, page.context["troubles"][:3]
        assert page.context["schools"] == 139
        answer = self.client.post(url, {"held": page.context["held"], "accept": "1"})
        assert answer.status_code == 302

    def sign_everywhere(self):
        """Each university says why a figure is blank, submits, and its leader signs."""
        for sheet in Sheet.objects.filter(window=self.window).select_related("organisation"):
            org = sheet.organisation
            reporter, leader = (
                Actor(None, "经办", (Held(role, org.pk, org.path),))
                for role in (Role.UNIVERSITY_REPORTER, Role.UNIVERSITY_LEADER)
            )
            blanks = [key for key, value in self.said[org.name].items() if value is None]
            cells = [ops.CellInput(key, "", REASON) for key in blanks]
            if cells:
                ops.save_entries(sheet=sheet, cells=cells, actor=reporter, now=self.now)
            ops.submit(sheet=sheet, actor=reporter, now=self.now)
            ops.sign(sheet=sheet, actor=leader, now=self.now)

    def verify_all(self):
        """Figures whose evidence is still owed are doubtful: the officer opens each such sheet."""
        self.client.post(f"/ledger/windows/{self.window.pk}/verify/")
        for sheet in Sheet.objects.filter(window=self.window, state="signed"):
            self.client.post(reverse("ledger:move", args=[sheet.pk, "verify"]))
        states = set(Sheet.objects.filter(window=self.window).values_list("state", flat=True))
        assert states == {"verified"}


def board(client):
    """(university, clause) -> word, over all pages of the board."""
    found = {}
    for page in (1, 2):
        html = client.get("/policy/board/", {"period": YEAR, "page": page}).content.decode()
        names = dict(re.findall(r'board-name"><a href="/policy/board/(\d+)/[^"]*">([^<]+)', html))
        for pk, number, label in re.findall(r'href="/policy/board/(\d+)/(\d+)/[^>]*aria-label="([^"]*)"', html):  # fmt: skip
            name = unescape(names[pk])
            found[name, int(number)] = unescape(label).removeprefix(f"{name}第{number}条")
    return found


def compare_standard(client, said, key, basis, heads):
    """The province's sums and every school's line against the reckoning."""
    asked = {"period": YEAR, "standard": key, "basis": basis}
    page = client.get("/policy/standards/", asked)
    where = {row["name"]: row for row in rows()}

    def group(keep):
        chosen = [figures for name, figures in said.items() if keep(where[name])]
        return reckoning.totals(chosen, key, heads)

    assert {row[0]: row[1:7] for row in table(page, "合计")} == {
        "合计": group(bool),
        "本科": group(lambda row: row["level"] == "本科"),
        "高职（专科）": group(lambda row: row["level"] == "专科"),
        "公办": group(lambda row: row["ownership"] == "公办"),
        "民办": group(lambda row: row["ownership"] == "民办"),
        "未载明": group(lambda row: row["ownership"] == ""),
    }
    cities = {row[0]: row[2:] for row in table(page, "按市州")}
    assert cities["长沙市"] == group(lambda row: row["city"] == "长沙市")[2:]
    lines = {row[0]: row[3:6] for row in table(page, "各校")}
    assert lines == {name: reckoning.line(figures, key, heads) for name, figures in said.items()}


@pytest.fixture
def season(installed, client):
    made = Season(client, Random(2025))
    made.open()
    made.bring_the_workbook()
    made.sign_everywhere()
    made.verify_all()
    return made


def test_one_workbook_of_139_universities_gives_the_board_reckoned_by_hand(season, client):
    assert Fact.objects.count() == Current.objects.count() == 139 * len(reckoning.items())
    for fact in Current.objects.select_related("organisation").filter(key__in=["students", "space_office_m2"]):  # fmt: skip
        said = season.said[fact.organisation.name][fact.key]
        assert (fact.value is None) == (said is None)
        assert said is None or Fraction(fact.value) == said
    seen = board(client)
    expected = {
        (name, number): reckoning.clause(number, figures)
        for name, figures in season.said.items()
        for number in range(1, 13)
    }
    assert {
        place: (seen[place], word) for place, word in expected.items() if seen[place] != word
    } == {}
    assert len(seen) == 139 * 12
    assert set(expected.values()) == {"达到", "部分达到", "未达到", "不适用", "未填报"}
    for key in ("staff_ratio", "space", "fund"):
        compare_standard(client, season.said, key, "", lambda f: reckoning.added(f["students"], f["staff"]))  # fmt: skip
    compare_standard(client, season.said, "staff_ratio", "students", lambda f: f["students"])
    by_school = sum(filter(None, (reckoning.posts_needed(f["students"]) for f in season.said.values())))  # fmt: skip
    at_once = reckoning.posts_needed(sum(f["students"] or 0 for f in season.said.values()))
    assert by_school > at_once
