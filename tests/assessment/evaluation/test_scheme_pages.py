"""The pages on which a scheme is designed: what is typed comes back, and nothing faulty is kept."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.urls import reverse

from tests import factories
from tests.assessment.evaluation.logic.every_rule import RULES, every_rule
from tests.assessment.evaluation.schemes import small
from wangyu.assessment.evaluation.logic.toml import toml_of
from wangyu.assessment.evaluation.models import Frozen, Scheme, Version
from wangyu.assessment.evaluation.ops import schemes as ops
from wangyu.base.core.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def fresh(province, officer, now):
    return ops.create_scheme(
        owner=province, title="试拟", data=small(), note="", actor=officer, now=now
    )


@pytest.fixture
def page(client, officer_user):
    """Opens a page as the province's officer."""
    factories.sign_in(client, officer_user)
    return lambda name, *args, **query: client.get(reverse(f"evaluation:{name}", args=args), query)


@pytest.fixture
def send(client, page):
    def post(name, *args, follow=True, **typed):
        url = reverse(f"evaluation:{name}", args=args)
        return client.post(url, typed, follow=follow)

    return post


def text(answer):
    return answer.content.decode()


def stored(version):
    return Version.objects.get(pk=version.pk).data


def row(version, key):
    return next((one for one in stored(version)["indicator"] if one["key"] == key), None)


def shown(answer):
    """What the form of a page would send."""
    form = answer.context["form"]
    values = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in values.items() if value not in (None, "", [])}
    return sent | {"kind": getattr(form, "kind", ""), "seen": form.seen}


def test_the_list_and_a_version_show_what_there_is(page, fresh):
    assert "试拟" in text(page("schemes"))
    assert page("schemes", export="xlsx").headers["Content-Type"].endswith("sheet")
    body = text(page("version", fresh.pk))
    assert "每若干计一分：每多少计一次 1；每次计几分 10；取整 舍去零头；封顶 是" in body
    assert "新增指标" in body


def test_a_published_version_offers_no_change(page, send, version):
    body = text(page("version", version.pk))
    assert "新增指标" not in body
    assert "拟定下一版" in body
    for name, *args in (["version_head"], ["indicator_add"], ["indicator", "plans"], ["version_import"]):  # fmt: skip
        answer = page(name, version.pk, *args)
        assert answer.headers["Location"] == reverse("evaluation:version", args=[version.pk])
    assert "不能再改" in text(send("version_undo", version.pk))
    assert "不能再改" in text(send("indicator_shift", version.pk, "plans", "up"))
    assert "已拟定第 2 版" in text(send("version_next", version.pk))
    assert "第 2 版还在拟定中" in text(send("version_next", version.pk))


def test_a_scheme_is_begun_as_a_copy(page, send, version):
    answer = send("scheme_new", source=f"version:{version.pk}", title="")
    assert "已建立“小方案 第 1 版”" in text(answer)
    assert send("scheme_new", source="pack:none").context["form"].errors
    assert page("scheme_new").status_code == 200


def test_the_head_is_changed(page, send, fresh):
    typed = shown(page("version_head", fresh.pk)) | {"title": "新名", "groups": ["level"], "source": "甲"}  # fmt: skip
    send("version_head", fresh.pk, **typed)
    assert stored(fresh)["scheme"]["title"] == "新名"
    assert stored(fresh)["scheme"]["groups"] == ["level"]


@pytest.mark.parametrize("key", [*RULES, "veto", "deep", "group"])
def test_saving_a_form_as_it_is_shown_changes_nothing(page, send, province, officer, now, key):
    made = ops.create_scheme(
        owner=province, title="全", data=every_rule(), note="", actor=officer, now=now
    )
    before = stored(made)
    answer = send("indicator", made.pk, key, **shown(page("indicator", made.pk, key)))
    assert "已保存" in text(answer)
    assert stored(made) == before


def test_an_indicator_is_added_under_a_new_one(page, send, fresh):
    assert page("indicator_add", fresh.pk, parent="output").context["form"]["parent"].value() == "output"  # fmt: skip
    offer = page("indicator_add", fresh.pk).context["offers"][0]
    typed = {
        "title": "新指标", "points": "5", "clause": "3", "measures": f"{offer.label}\n",
        "span": "last", "evidence": "none", "group": "新上级", "kind": "step",
        "rule_steps": "≥3 = 5\n≥1, <3 = 2",
    }  # fmt: skip
    assert "已保存“新指标”" in text(send("indicator_add", fresh.pk, **typed))
    made = row(fresh, "item_1")
    assert (made["measures"], made["rule"]["steps"][1]["points"]) == ([offer.key], 2)
    assert stored(fresh)["scheme"]["points"] == 105


def test_a_faulty_one_comes_back_with_its_sentence_and_all_that_was_typed(page, send, fresh):
    typed = {
        "title": "新指标", "points": "五", "clause": "3", "measures": "fact.group_meetings",
        "span": "last", "evidence": "none", "kind": "step", "rule_steps": "3 以上 5 分",
    }  # fmt: skip
    body = text(send("indicator_add", fresh.pk, **typed))
    assert "写作“五”，应为数" in body
    assert "应写作“≥20, &lt;30 = 5”" in body
    assert "3 以上 5 分" in body
    body = text(send("indicator_add", fresh.pk, **typed | {"points": "5", "rule_steps": "≥3 = 4"}))
    assert "第 1 个得 4 分，应与满分 5 相同。" in body
    assert len(stored(fresh)["indicator"]) == 7


def test_another_kind_of_rule_is_chosen_first(page, send, fresh):
    answer = page("indicator", fresh.pk, "meetings", kind="panel")
    assert answer.context["form"].kind == "panel"
    send("indicator", fresh.pk, "meetings", **shown(answer) | {"kind_stored": "per_n_capped"})
    assert row(fresh, "meetings")["rule"] == {"kind": "panel", "scale": 100}
    body = text(send("indicator", fresh.pk, "meetings", **shown(answer) | {"kind_stored": "per_n_capped"}))  # fmt: skip
    assert "别人把计分规则换成了“专家评分”" in body
    assert page("indicator", fresh.pk, "meetings", kind="none").context["form"].kind == "panel"


def test_two_people_keep_what_each_of_them_wrote(page, send, fresh):
    first = shown(page("indicator", fresh.pk, "meetings"))
    second = dict(first)
    send("indicator", fresh.pk, "meetings", **first | {"title": "甲改名"})
    send("indicator", fresh.pk, "meetings", **second | {"reason": "乙说明"})
    assert (row(fresh, "meetings")["title"], row(fresh, "meetings")["reason"]) == (
        "甲改名",
        "乙说明",
    )
    body = text(send("indicator", fresh.pk, "meetings", **second | {"title": "乙改名"}))
    assert "别人把它改成了“甲改名”" in body


def test_what_somebody_took_out_is_told(page, send, fresh):
    assert "已删去" in text(send("indicator_shift", fresh.pk, "plans", "remove"))
    assert "已被别人删去" in text(send("indicator_shift", fresh.pk, "plans", "up"))
    answer = page("indicator", fresh.pk, "plans")
    assert answer.headers["Location"] == reverse("evaluation:version", args=[fresh.pk])
    assert send("indicator_shift", fresh.pk, "plans", "sideways").status_code == 404
    assert "已回到上一步" in text(send("version_undo", fresh.pk))


def test_moves_and_their_refusals(send, fresh):
    assert "现在是“已发布”" in text(send("version_move", fresh.pk, "publish"))
    assert "必须写明理由" in text(send("version_move", fresh.pk, "retire"))
    assert "现在是“已停用”" in text(send("version_move", fresh.pk, "retire", reason="有新版"))
    assert send("version_move", fresh.pk, "burn").status_code == 404
    assert "不能再改" in text(send("version_discard", fresh.pk))


def test_a_draft_is_discarded(send, fresh):
    assert "已删除拟定的" in text(send("version_discard", fresh.pk))
    assert not Scheme.objects.exists()
    assert "没有可以" not in text(send("schemes"))


def upload(content, name):
    file = BytesIO(content)
    file.name = name
    return file


def test_a_workbook_goes_home_and_comes_back(page, send, fresh):
    book = page("version_workbook", fresh.pk).content
    assert "完全相同" in text(send("version_import", fresh.pk, file=upload(book, "a.xlsx")))
    text_of = page("version_toml", fresh.pk).content
    assert "完全相同" in text(send("version_import", fresh.pk, file=upload(text_of, "a.toml")))


def test_differences_are_shown_before_they_are_taken(send, fresh):
    data = stored(fresh)
    data["indicator"][1]["title"] = "另一个名称"
    answer = send("version_import", fresh.pk, file=upload(toml_of(data).encode(), "a.toml"))
    assert "另一个名称" in text(answer)
    assert row(fresh, "meetings")["title"] == "专题研究"
    send("version_import", fresh.pk, held=answer.context["held"])
    assert row(fresh, "meetings")["title"] == "另一个名称"


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        ("不是".encode("gbk"), "a.toml", "UTF-8"),
        (b"= 3", "a.toml", "不是合法的 TOML"),
        (b"[scheme]", "a.toml", "缺少 指标"),
        ("编码\nx".encode(), "a.csv", "没有“方案”工作表"),
        (toml_of(small() | {"scheme": small()["scheme"] | {"points": 90}}).encode(), "a.toml", "一级指标合计 100"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_taken_says_why(send, fresh, content, name, sentence):
    assert sentence in text(send("version_import", fresh.pk, file=upload(content, name)))
    assert sentence in text(send("scheme_import", file=upload(content, name)))


def test_a_scheme_is_begun_from_a_file(send, fresh):
    answer = send("scheme_import", file=upload(toml_of(every_rule()).encode(), "a.toml"))
    assert "测试方案" in text(answer)
    body = text(send("scheme_import", held=answer.context["held"]))
    assert "已从文件建立“测试方案 第 1 版”" in body
    assert "请重新选择文件" in text(send("scheme_import", held=answer.context["held"] + "x"))
    assert "请重新选择文件" in text(send("version_import", fresh.pk, held="x"))
    assert send("scheme_import").context["form"].errors


def test_what_was_read_before_a_publication_is_refused_after(send, fresh):
    data = stored(fresh)
    data["indicator"][1]["title"] = "另一个名称"
    held = send("version_import", fresh.pk, file=upload(toml_of(data).encode(), "a.toml")).context["held"]  # fmt: skip
    send("version_move", fresh.pk, "publish")
    assert "不能再改" in text(send("version_import", fresh.pk, held=held))


def test_two_versions_side_by_side(page, send, version):
    assert "还没有另一版" in text(page("version_compare", version.pk))
    send("version_next", version.pk)
    second = Version.objects.get(number=2)
    assert "完全相同" in text(page("version_compare", version.pk, **{"with": second.pk}))
    send("indicator_shift", second.pk, "plans", "remove")
    body = text(page("version_compare", second.pk, **{"with": version.pk}))
    assert "删去" in body
    assert body.index("第 1 版</th>") < body.index("第 2 版</th>")
    assert page("version_compare", second.pk, **{"with": "x"}).context["other"] is None


def test_a_scheme_is_tried_on_what_is_known(page, fresh, member, cycle):
    Frozen.objects.create(
        member=member, revision=1, measure="self.plans", period_key="", value=2, state="answered"
    )
    answer = page("version_try", fresh.pk, first=2024, last=2025)
    rows = {one.name: one for one in answer.context["rows"]}
    own = rows[member.organisation.name]
    assert (own.before, own.missing, rows["云梦师范学院"].before) == (100, 4, None)
    assert answer.context["facts"]["rates"][own.number] == [1, None]
    assert "按类别和校名，不排名" in text(answer)


def test_other_points_and_another_version_are_tried(page, send, fresh, member, version):
    for key, value in (("self.plans", 1), ("self.exchange.1", 0), ("self.exchange.2", 1)):
        Frozen.objects.create(
            member=member, revision=1, measure=key, period_key="", value=value, state="answered"
        )
    typed = {"first": 2025, "last": 2025, "w_support": 100, "w_output": 0}
    row_of = {one.name: one for one in page("version_try", fresh.pk, **typed).context["rows"]}
    own = row_of[member.organisation.name]
    assert (own.before, own.after, own.change) == (34, 50, 16)
    again = {"with": version.pk}
    assert "同类里的位次都不变" in text(page("version_try", fresh.pk, **typed | again))
    send("indicator_shift", fresh.pk, "exchange", "remove")
    typed = {"first": 2025, "last": 2025, "w_support": 0, "w_output": 100}
    answer = page("version_try", fresh.pk, **typed | again)
    assert {row.name: row.after for row in answer.context["rows"]}[member.organisation.name] is None
    assert "同类里的位次都不变" in text(answer)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"first": 2025, "last": 2024}, "应不早于 2025 年"),
        ({"first": 2015, "last": 2024}, "最多试算 5 年"),
        ({"w_support": "0", "w_output": "0"}, "不能都是 0"),
        ({"w_support": "-1"}, "大于或等于"),
    ],
)
def test_what_cannot_be_tried_is_told(page, fresh, typed, sentence):
    body = text(page("version_try", fresh.pk, **{"first": 2025, "last": 2025} | typed))
    assert sentence in body


def test_a_province_without_universities_is_told(page, fresh):
    assert "本省还没有高校" in text(page("version_try", fresh.pk))


def test_the_auditor_reads_and_changes_nothing(client, fresh, province):
    factories.sign_in(client, factories.officer(Role.AUDITOR, province, "审计甲"))
    body = text(client.get(reverse("evaluation:version", args=[fresh.pk])))
    assert "新增指标" not in body
    assert client.get(reverse("evaluation:version_head", args=[fresh.pk])).status_code == 403


@pytest.mark.parametrize(
    ("name", "args", "typed"),
    [
        ("version_head", [], {"title": "新名", "use": "evaluation", "missing": "open"}),
        ("version_import", [], {}),
    ],
)
def test_what_was_published_meanwhile_is_told_and_nothing_is_lost(
    send, fresh, monkeypatch, name, args, typed
):
    if name == "version_import":
        data = stored(fresh)
        data["indicator"][1]["title"] = "另一个名称"
        file = upload(toml_of(data).encode(), "a.toml")
        typed = {"held": send(name, fresh.pk, file=file).context["held"]}

    def published(_):
        raise ops.SchemeError("已经发布的版本不能再改。")

    monkeypatch.setattr("wangyu.assessment.evaluation.ops.drafts.locked_draft", published)
    body = text(send(name, fresh.pk, *args, **typed))
    assert "已经发布的版本不能再改。" in body
    assert typed.get("title", "") in body


def test_each_wrong_cell_of_a_workbook_is_told(page, send, fresh):
    data = stored(fresh)
    data["indicator"][1] |= {"clause": "一", "span": "每年"}
    Version.objects.filter(pk=fresh.pk).update(data=data)
    book = page("version_workbook", fresh.pk).content
    body = text(send("scheme_import", file=upload(book, "a.xlsx")))
    assert "“指标”表第 3 行的“条款”写作“一”，应为整数" in body
    assert "“指标”表第 3 行的“多年怎样算”写作“每年”，应为取末一年" in body
