"""What is concluded on its pages and on the desk: the university its own, the province all of it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from tests import factories
from wangyu.assessment.evaluation.exports.bundle import stored
from wangyu.assessment.evaluation.logic import bundle
from wangyu.assessment.evaluation.models import (
    Cycle,
    Member,
    Objection,
    Verdict,
)
from wangyu.assessment.evaluation.ops import concluding as deciding
from wangyu.assessment.evaluation.ops import noticing as ops
from wangyu.assessment.evaluation.ops import objections
from wangyu.assessment.evaluation.ports import concluding as ports
from wangyu.assessment.evaluation.queries import conclusions as queries
from wangyu.assessment.evaluation.web import results
from wangyu.base.notify.models import Notification
from wangyu.base.ui.paper import PdfError

pytestmark = pytest.mark.django_db
LATER = timedelta(days=8)


def titles(user):
    return list(Notification.objects.filter(recipient=user).values_list("title", flat=True))


@pytest.fixture
def mine(noticed, university):
    return noticed.members.get(organisation=university)


@pytest.fixture
def objection(mine, reporter, now):
    return objections.object_to(
        member=mine, indicator="meetings", words="纪要少算一次", actor=reporter, now=now
    )


@pytest.fixture
def released(noticed, officer, now):
    return ops.release(cycle=noticed, actor=officer, now=now + LATER)


def answered(objection, officer, now, verb="uphold", words="纪要有三次", **more):
    answer = objections.Answer(verb, words, **more)
    return objections.answer_objection(objection=objection, answer=answer, actor=officer, now=now)


class TestPages:
    @pytest.fixture
    def campus(self, client, reporter_user):
        factories.sign_in(client, reporter_user)
        return client

    @pytest.fixture
    def page(self, client, officer_user):
        factories.sign_in(client, officer_user)
        return client

    def text(self, client, name, pk, status=200):
        response = client.get(reverse(f"evaluation:{name}", args=[pk]))
        assert response.status_code == status
        return response.content.decode()

    def test_a_university_reads_its_own_result_and_the_group_in_aggregate(self, campus, mine):
        text = self.text(campus, "result", mine.pk)
        for said in (
            "会议讨论",
            "本科·公办 7 所",
            "提出异议",
            "互查 1（2026年3月5日",
            "公示至 2026年3月10日",
        ):
            assert said in text
        for other in mine.cycle.members.exclude(pk=mine.pk):
            assert other.organisation.name not in text

    def test_before_the_notice_there_is_nothing(self, campus, concluding, university):
        member = concluding.members.get(organisation=university)
        assert "结论还没有公示" in self.text(campus, "result", member.pk, 403)

    def test_another_university_is_not_there(self, campus, mine):
        other = mine.cycle.members.exclude(pk=mine.pk).first()
        self.text(campus, "result", other.pk, 404)
        self.text(campus, "sheet", other.pk, 403)

    def test_in_a_small_group_nothing_of_it_is_shown(self, client, noticed, other_university):
        user = factories.officer("university_reporter", other_university, "填报乙")
        factories.sign_in(client, user)
        member = noticed.members.get(organisation=other_university)
        text = self.text(client, "result", member.pk)
        assert "同组不足 5 所" in text
        assert "名次区间" not in text.split("区间和概率怎样看")[0]

    def test_an_objection_is_typed_and_what_is_wrong_told(self, campus, mine):
        Cycle.objects.update(notice_until=timezone.now() + LATER)
        url = reverse("evaluation:object", args=[mine.pk])
        assert campus.post(url, {"indicator": "", "words": ""}).status_code == 200
        assert campus.post(url, {"indicator": "plans", "words": "有误"}).status_code == 302
        Cycle.objects.update(notice_until=None)
        late = campus.post(url, {"indicator": "", "words": "晚了"}).content.decode()
        assert "公示期间才能提出异议" in late
        assert "晚了" in late
        assert Objection.objects.get().indicator == "plans"

    def test_the_province_does_not_object(self, page, mine):
        url = reverse("evaluation:object", args=[mine.pk])
        assert page.post(url, {"indicator": "", "words": "替它"}).status_code == 403

    def test_the_province_answers(self, page, objection, noticed):
        assert "专题研究" in self.text(page, "objection", objection.pk)
        assert "待答复" in self.text(page, "objections", noticed.pk)
        url = reverse("evaluation:objection", args=[objection.pk])
        empty = page.post(url, {"verb": "uphold", "words": "有三次"}).content.decode()
        assert "请写明改变什么" in empty
        assert page.post(url, {"verb": "", "words": ""}).status_code == 200
        assert (
            page.post(url, {"verb": "uphold", "words": "有三次", "points": "30"}).status_code == 302
        )
        assert "改定为 30 分" in self.text(page, "objection", objection.pk)

    def test_an_objection_to_the_whole_asks_no_points(self, page, mine, reporter, now):
        made = objections.object_to(
            member=mine, indicator="", words="整体", actor=reporter, now=now
        )
        text = self.text(page, "objection", made.pk)
        assert "整个结论" in text
        assert "改定为多少分" not in text

    def test_lists_as_files(self, page, objection, noticed):
        for name, pk in (("objections", noticed.pk), ("conclusion", noticed.conclusions.get().pk)):
            response = page.get(reverse(f"evaluation:{name}", args=[pk]), {"export": "xlsx"})
            assert response.headers["Content-Type"].endswith("sheet")
        assert objection.pk

    def test_an_old_conclusion_stays_to_be_read(self, page, objection, noticed, officer, mine, now):
        answered(objection, officer, now, points=Decimal(30))
        first, second = noticed.conclusions.all()
        assert "这是以前的结论" in self.text(page, "conclusion", first.pk)
        assert "异议成立：纪要有三次" in self.text(page, "conclusion", second.pk)
        text = self.text(page, "result", mine.pk)
        assert "以前的结论" in text
        assert "改定为 30 分" in text

    def test_bundles_are_downloaded(self, page, noticed, mine):
        found = noticed.conclusions.get()
        response = page.get(reverse("evaluation:bundle", args=[found.pk]))
        assert b"".join(response.streaming_content) == stored(found)
        response = page.get(reverse("evaluation:own_bundle", args=[mine.pk]))
        assert bundle.recompute(response.content, "包").kind == "own"

    def test_a_letter_when_it_is_released(self, campus, mine, noticed, officer, now):
        assert "公布以后才有结论书" in self.text(campus, "letter", mine.pk, 403)
        ops.release(cycle=noticed, actor=officer, now=now + LATER)
        response = campus.get(reverse("evaluation:letter", args=[mine.pk]))
        assert response.content.startswith(b"%PDF")

    @pytest.mark.usefixtures("released")
    def test_each_score_of_a_letter_leads_to_its_part_of_the_result(self, page, mine):
        response = page.get(reverse("evaluation:letter", args=[mine.pk]))
        notes = [
            n.get_object()
            for one in PdfReader(BytesIO(response.content)).pages
            for n in one.get("/Annots", ())
        ]
        links = {note["/A"]["/URI"] for note in notes if "/A" in note}
        result = f"http://testserver{reverse('evaluation:result', args=[mine.pk])}"
        assert links == {f"{result}#support", f"{result}#output"}

    def test_a_letter_of_a_small_group_tells_no_place(self, page, released, other_university):
        alone = released.members.get(organisation=other_university)
        response = page.get(reverse("evaluation:letter", args=[alone.pk]))
        assert response.content.startswith(b"%PDF")

    def test_without_a_font_there_is_no_letter(self, page, released, mine, monkeypatch):
        def fail(*_, **__):
            raise PdfError("缺少中文字体")

        monkeypatch.setattr(results, "letter_pdf", fail)
        assert "缺少中文字体" in self.text(page, "letter", mine.pk, 403)
        assert released.state == "released"

    def test_everybody_reads_the_names_and_nothing_else(self, client, released):
        text = self.text(client, "models", released.pk)
        assert "云梦师范学院" in text
        assert "云梦第1大学" not in text
        assert "会议讨论" not in text

    def test_nobody_is_named_before_the_release_nor_after_an_interim(self, client, noticed):
        self.text(client, "models", noticed.pk, 404)
        Cycle.objects.filter(pk=noticed.pk).update(state="released", form="interim")
        self.text(client, "models", noticed.pk, 404)

    def test_nobody_chosen_is_said(self, client, released, officer, now):
        member = released.members.get(level="专科")
        ops.correct(
            cycle=released, member=member, grade="passed", reason="更正", actor=officer, now=now
        )
        assert "没有示范高校" in self.text(client, "models", released.pk)

    def test_a_commendation_commends(self, client, released):
        Cycle.objects.filter(pk=released.pk).update(form="commendation")
        assert "表彰" in self.text(client, "models", released.pk)

    def test_corrected_from_the_page(self, page, released, mine):
        url = reverse("evaluation:correct", args=[released.pk])
        half = page.post(url, {"member": mine.pk, "grade": "", "reason": "半"}).content.decode()
        assert "高校和等级应同时选择" in half
        assert (
            page.post(url, {"member": mine.pk, "grade": "mending", "reason": "不实"}).status_code
            == 302
        )
        Cycle.objects.filter(pk=released.pk).update(state="noticed")
        again = page.post(url, {"reason": "又"}).content.decode()
        assert "公布以后才需要更正" in again

    def test_an_interim_is_corrected_without_grades(self, page, released):
        Cycle.objects.filter(pk=released.pk).update(form="interim")
        assert "改变哪所高校" not in self.text(page, "correct", released.pk)

    def test_the_rounds_page_leads_there(self, page, campus_of, released, mine):
        assert "综合评定" in self.text(page, "cycle", released.pk)
        assert "公开的名单" in self.text(page, "cycle", released.pk)
        assert f"{mine.organisation.name}的结论" in self.text(campus_of, "cycle", released.pk)

    @pytest.fixture
    def campus_of(self, reporter_user):
        other = Client()
        factories.sign_in(other, reporter_user)
        return other

    def test_without_a_conclusion_there_is_no_result(self, page, concluding, university):
        Cycle.objects.filter(pk=concluding.pk).update(state="noticed")
        member = concluding.members.get(organisation=university)
        assert "还没有结论" in self.text(page, "result", member.pk, 403)
        assert member.pk


class TestDesk:
    def told(self, actor, now):
        return [item.title for item in (*ports.to_conclude(actor, now), *ports.to_read(actor, now))]

    def test_the_province_decides_publicizes_answers_releases(
        self, concluding, officer, reporter, university, now
    ):
        assert self.told(officer, now) == ["为 8 所高校拟定等级"]
        for member in concluding.members.all():
            deciding.decide(member=member, grade="passed", reason="议定", actor=officer, now=now)
        assert self.told(officer, now) == ["综合评定已拟定，可以公示"]
        noticed = ops.publicize(cycle=concluding, actor=officer, now=now)
        assert self.told(officer, now) == []
        assert self.told(reporter, now) == ["查看本校拟定结论"]
        member = noticed.members.get(organisation=university)
        made = objections.object_to(
            member=member, indicator="", words="有误", actor=reporter, now=now
        )
        assert self.told(officer, now) == ["答复 1 条对评价的异议"]
        answered(made, officer, now, verb="dismiss", words="无误")
        assert self.told(officer, now + LATER) == ["公布“2024—2025 年综合评价”的结论"]
        assert self.told(reporter, now + LATER) == []

    def test_an_interim_is_ready_at_once(self, concluding, officer, now):
        Cycle.objects.filter(pk=concluding.pk).update(form="interim")
        assert self.told(officer, now) == ["综合评定已拟定，可以公示"]

    def test_things_are_called_by_name(self, released, mine):
        found = released.conclusions.get()
        assert queries.conclusion_titles([found.pk]) == {
            found.pk: "2024—2025 年综合评价第 1 次结论"
        }
        made = Objection.objects.create(member=mine, words="", at=found.made_at)
        assert queries.objection_names([made.pk]) == {made.pk: mine.organisation.name}
        assert Verdict.objects.count() == Member.objects.count()
