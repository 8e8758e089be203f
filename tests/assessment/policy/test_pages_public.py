"""The policy for everybody: clauses, requirements, standards, and packs compared."""

from __future__ import annotations

import pytest

from tests.assessment.policy.conftest import text
from tests.assessment.policy.kinds.conftest import NAME, copy, packs_folder  # noqa: F401 -- fixtures
from tests.assessment.policy.test_pages_university import table


def test_everybody_reads_the_clauses_by_part_with_the_errata(client, db, rules):
    seen = text(client.get("/policy/clauses/"))
    assert seen.index("主要任务") < seen.index("第6条 加强科学研究") < seen.index("保障机制")
    assert "受省委教育工委、省教育厅委托，2021年12月31日印发，自2021年12月31日起施行" in seen
    assert "接续文件未读到" in seen
    assert "多一“中”字。照存不改" in seen


@pytest.mark.parametrize("number", range(1, 13))
def test_a_clause_shows_its_whole_text_and_every_requirement(client, db, rules, number):
    page = client.get(f"/policy/clauses/{number}/")
    seen = text(page)
    assert rules.clauses[number].text in seen
    rows = table(page, "要求")
    assert len(rows) == len(rules.of_clause(number))
    for row, one in zip(rows, rules.of_clause(number), strict=True):
        assert row[0].startswith(one.title)
        assert row[1:4] == [one.modality_label, one.frequency, one.tier_label]
        assert ("示例·非官方" in row[0]) == one.unofficial
        assert all(row[4:6])


def test_what_a_requirement_is_judged_by_is_named_or_marked_as_to_come(client, db):
    rows = {
        row[0].partition(" ")[0]: row for row in table(client.get("/policy/clauses/5/"), "要求")
    }
    assert rows["建设校级思政类公众号"][4] == "校级思政类公众号（个）"
    assert rows["参与公众号考评"][4] == "待建"
    eight = table(client.get("/policy/clauses/8/"), "要求")[0]
    assert eight[4] == "校级专职工作人员（人）、在校生总数（人）、教职工总数（人）"


def test_the_standards_of_a_clause_are_written_as_the_policy_writes_them(client, db):
    nine = text(client.get("/policy/clauses/9/"))
    assert "80 ㎡ / 10,000 名师生 ，自2021年12月31日起" in nine
    assert "30 元 / 名在校生每年" in nine
    eight = text(client.get("/policy/clauses/8/"))
    assert "1 人 / 8,000 名师生" in eight
    assert "语气为建议，只显示差距，不判未达到" in eight
    assert "10000–20000 元/项" in text(client.get("/policy/clauses/10/"))


def test_one_walks_from_clause_to_clause(client, db):
    first, last = client.get("/policy/clauses/1/"), client.get("/policy/clauses/12/")
    assert "上一条" not in text(first)
    assert 'href="/policy/clauses/2/"' in first.content.decode()
    assert "下一条" not in text(last)
    assert 'href="/policy/clauses/11/"' in last.content.decode()


@pytest.mark.parametrize("number", [0, 13, 10**30])
def test_a_clause_there_is_not_is_a_404(client, db, number):
    assert client.get(f"/policy/clauses/{number}/").status_code == 404


def test_one_pack_alone_says_how_to_compare(client, db):
    assert "只装了一个规则包" in text(client.get("/policy/packs/"))
    assert "比较规则包" not in text(client.get("/policy/clauses/"))


@pytest.fixture
def edited(copy):  # noqa: F811 -- the fixture
    """A second pack: one requirement gone, one weaker, a new sum of money, a word in the text."""
    import shutil

    place = copy.place.with_name("hunan-next")
    shutil.copytree(copy.place, place)
    copy.place = place
    copy.set("pack.toml", f'id = "{NAME}"', 'id = "hunan-next"')
    copy.set("pack.toml", "〔2021〕07号", "〔2027〕01号")
    copy.set("standards.toml", 'value = "30"', 'value = "40"')
    copy.set("requirements.toml", 'modality = "must"', 'modality = "encouraged"')
    copy.set("policy.txt", "防范网络安全风险", "防范网络风险")
    whole = (place / "requirements.toml").read_text("utf-8")
    start = whole.index('[[requirement]]\nkey = "seminars"')
    end = whole.index('[[requirement]]\nkey = "conference"')
    (place / "requirements.toml").write_text(whole[:start] + whole[end:], "utf-8")
    return copy


def test_two_packs_are_compared_in_words(client, db, edited):
    page = client.get("/policy/packs/")
    rows = table(page, "差异")
    assert [row[:3] for row in rows] == [
        ["条款", "第04条", "修改"], ["要求", "制定三微一端及二级网站管理办法（media_rules）", "修改"],
        ["要求", "参加研讨与调研（seminars）", "删去"],
        ["标准", "专项经费（fund），2021年起", "修改"],
    ]  # fmt: skip
    assert rows[1][3] == "语气 must → encouraged"
    assert rows[3][3] == "数值 30 → 40"
    assert "共 4 处不同" in text(page)
    assert "省思政中心发〔2027〕01号（hunan-next）" in text(page)


def test_the_other_way_round_what_is_gone_is_new(client, db, edited):
    page = client.get("/policy/packs/", {"before": "hunan-next", "after": NAME})
    assert ["要求", "参加研讨与调研（seminars）", "新增"] in [
        row[:3] for row in table(page, "差异")
    ]
    same = client.get("/policy/packs/", {"before": NAME, "after": NAME})
    assert "两个规则包没有差异" in text(same)


def test_a_name_that_is_no_pack_is_the_first_or_last(client, db, edited):
    page = client.get("/policy/packs/", {"before": "../../etc", "after": "x"})
    assert len(table(page, "差异")) == 4


def test_a_broken_pack_is_a_page_with_its_sentence_and_not_an_error(client, db, edited):
    edited.set("standards.toml", 'per = "8000"', "per = 8000")
    page = client.get("/policy/packs/")
    assert page.status_code == 503
    assert "hunan-next 的 standards.toml：[[standard]] staff_ratio 的 per 写作 8000，应为带引号的正数" in text(page)  # fmt: skip
    assert client.get("/policy/clauses/1/").status_code == 200
