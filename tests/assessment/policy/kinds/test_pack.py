"""Reading a pack. A malformed one gets one sentence: which file, which key, what would be right."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal

import pytest

from tests.assessment.policy.kinds.conftest import NAME
from wangyu.assessment.policy.kinds import pack_names
from wangyu.base.lib.packs import PackError

META, CLAUSES, REQUIREMENTS, STANDARDS, TEXT = (
    "pack.toml", "clauses.toml", "requirements.toml", "standards.toml", "policy.txt",
)  # fmt: skip


def test_the_pack_says_what_it_is(copy):
    rules = copy.read()
    assert rules.document_no == "省思政中心发〔2021〕07号"
    assert (rules.issued_on, rules.valid_from, rules.valid_until) == (
        date(2021, 12, 31), date(2021, 12, 31), None,
    )  # fmt: skip
    assert rules.entrusted_by == "省委教育工委、省教育厅"
    assert list(rules.clauses) == list(range(1, 13))
    assert len(rules.errata) == 4
    assert {len(rules.of_clause(n)) > 0 for n in rules.clauses} == {True}


def test_the_pack_lists_every_measure_it_reads_once(copy):
    keys = copy.read().measure_keys
    assert len(keys) == len(set(keys))
    assert {"fact.students", "fact.staff", "fact.fund_received", "fact.masters_selected"} < set(
        keys
    )
    assert not [key for key in keys if key.startswith("standard.")]
    assert copy.read().planned_keys == {"channels.key_account_assessed"}


def test_packs_are_listed_by_their_folder(copy, packs_folder):
    (packs_folder / "no pack").mkdir()
    assert pack_names() == [NAME]


def test_a_pack_there_is_not_is_refused_with_those_there_are(copy, packs_folder):
    shutil.move(copy.place, packs_folder / "other")
    with pytest.raises(PackError, match=f"没有名为 {NAME} 的规则包；已有：other"):
        copy.read()
    shutil.rmtree(packs_folder / "other")
    with pytest.raises(PackError, match="已有：无"):
        copy.read()


@pytest.mark.parametrize("name", ["../packs", "..", "/etc", ""])
def test_a_name_never_leaves_the_folder(copy, settings, name):
    from wangyu.assessment.policy.kinds import pack

    settings.PACK = "nowhere"
    with pytest.raises(PackError, match="没有名为"):
        pack(name)


@pytest.mark.parametrize("file", [META, CLAUSES, REQUIREMENTS, STANDARDS, TEXT])
def test_a_missing_file_is_named(copy, file):
    (copy.place / file).unlink()
    words = "没有名为" if file == META else f"缺少文件 {file}"
    with pytest.raises(PackError, match=words):
        copy.read()


@pytest.mark.parametrize("file", [META, CLAUSES, REQUIREMENTS, STANDARDS, TEXT])
def test_a_file_in_another_encoding_is_named(copy, file):
    (copy.place / file).write_bytes("名称".encode("gbk"))
    with pytest.raises(PackError, match=f"{file} 应存为 UTF-8"):
        copy.read()


@pytest.mark.parametrize("file", [META, CLAUSES, REQUIREMENTS, STANDARDS])
def test_broken_toml_is_named_with_its_line(copy, file):
    (copy.place / file).write_text("a = 1\nb = = 2", "utf-8")
    with pytest.raises(PackError, match=f"{file} 不是合法的 TOML.*line 2"):
        copy.read()


MALFORMED = [
    (META, 'id = "hunan-2021-07"', 'id = "other"', "id 写作 other，应与文件夹名 hunan-2021-07 一致"),
    (META, "issued_on = 2021-12-31", 'issued_on = "2021年"', "issued_on 写作 2021年，应为日期"),
    (META, "title =", "titel =", "里没有 titel 这个键，可用的键是 id、title"),
    (META, 'province = "湖南省高校网络思想政治工作中心"\n', "", "缺少 province，应为一段文字"),
    (META, 'note = "夹有', 'nota = "夹有', "[[errata]] 里没有 nota 这个键"),
    (CLAUSES, "clauses = [1, 2", 'clauses = ["1", 2', "的 clauses 写作 ['1', 2"),
    (CLAUSES, "[1, 2, 3, 4, 5, 6]", "[1, 2, 3, 4, 5]", "第 6 条列了 0 次，应在某一部分里列一次"),
    (CLAUSES, "[7, 8", "[6, 7, 8", "第 6 条列了 2 次"),
    (CLAUSES, "12]", "12, 13]", "第 13 条不在 policy.txt 里，请删去或补上原文"),
    (TEXT, "2. 提高师生素养。", "1. 提高师生素养。", "policy.txt 有两处第 1 条，应只有一处"),
    (REQUIREMENTS, 'modality = "should"', 'modality = "shall"', "monthly_submission 的 modality 写作 shall，应为 must、should、encouraged 之一"),
    (REQUIREMENTS, 'tier = "university"', 'tier = "school"', "的 tier 写作 school，应为 province、university"),
    (REQUIREMENTS, 'frequency = "每月"', 'frequency = "常常"', "的 frequency 写作 常常，应为 一次、持续、每月"),
    (REQUIREMENTS, 'rule = "at_least"', 'rule = "at_most"', "的 rule 写作 at_most，应为 yes、at_least、ratio、standard 之一"),
    (REQUIREMENTS, "clause = 1\n", "clause = 0\n", "的 clause 写作 0，应为从 1 起的整数"),
    (REQUIREMENTS, "clause = 1\n", "clause = 99\n", "monthly_submission 的 quote 不在第 99 条原文里"),
    (REQUIREMENTS, 'quote = "每月定期向', 'quote = "每周定期向', "monthly_submission 的 quote 不在第 1 条原文里，应是该条里连续的一段"),
    (REQUIREMENTS, 'measures = ["fact.months_submitted"]', 'measures = "fact.months_submitted"', "的 measures 写作 fact.months_submitted，应为文字的列表"),
    (REQUIREMENTS, 'measures = ["fact.months_submitted"]', "measures = []", "monthly_submission 的 measures 应有 1 个键，rule 是 at_least"),
    (REQUIREMENTS, 'measures = ["fact.department_studios", "fact.departments_total"]', 'measures = ["fact.department_studios"]', "studios 的 measures 应有 2 个键，rule 是 ratio"),
    (REQUIREMENTS, 'value = "12"', "value = 12", "的 value 写作 12，应为带引号的正数"),
    (REQUIREMENTS, 'value = "12"', 'value = "十二"', "的 value 写作 十二，应为带引号的正数"),
    (REQUIREMENTS, 'value = "12"\n', "", "monthly_submission 的 value 没有写，rule 是 at_least 时应写至少多少"),
    (REQUIREMENTS, 'measures = ["fact.rules_for_media"]', 'measures = ["fact.rules_for_media"]\nvalue = "1"', "media_rules 的 value 应删去，rule 是 yes 时不用"),
    (REQUIREMENTS, 'evidence = ["供稿清单"]', 'evidence = "供稿清单"', "的 evidence 写作 供稿清单，应为文字的列表"),
    (REQUIREMENTS, "unofficial = true\nnote", "unofficial = 1\nnote", "的 unofficial 写作 1，应为true 或 false"),
    (REQUIREMENTS, 'key = "media_rules"', 'key = "monthly_submission"', "monthly_submission 写了两次，键应各不相同"),
    (REQUIREMENTS, "standard.space", "standard.spaces", "measures 写作 standard.spaces，应为 standard.staff_ratio、standard.space、standard.fund 之一"),
    (REQUIREMENTS, "standard.space", "fact.space", "measures 写作 fact.space，应为 standard.staff_ratio"),
    (REQUIREMENTS, 'title = "每月向省中心供稿"\n', "", "[[requirement]] monthly_submission 缺少 title"),
    (REQUIREMENTS, 'key = "monthly_submission"\n', "", "缺少 key，应为一段文字"),
    (STANDARDS, 'value = "80"', "value = 80.0", "[[standard]] space 的 value 写作 80.0，应为带引号的正数"),
    (STANDARDS, 'per = "8000"', 'per = "0"', "staff_ratio 的 per 写作 0，应为带引号的正数"),
    (STANDARDS, 'basis = "students"', 'basis = "teachers"', "fund 的 basis 写作 teachers，应为 students、students_and_staff 之一"),
    (STANDARDS, 'rounding = "none"', 'rounding = "up"', "的 rounding 写作 up，应为 ceil、none 之一"),
    (STANDARDS, "valid_from = 2021-12-31", "", "staff_ratio 缺少 valid_from，应为日期"),
    (STANDARDS, "weak = true\nvalid", "weak = false\nvalid", "full_time 的 clause 与 modality 应和 standards.toml 里 staff_ratio 的 clause 与 weak 一致"),
    (STANDARDS, "valid_from = 2021-12-31", "valid_from = 2021-12-31\nvalid_until = 2020-01-01", "staff_ratio 的 valid_until 早于 valid_from"),
    (STANDARDS, 'quote = "建议按', 'quote = "必须按', "staff_ratio 的 quote 不在第 8 条原文里"),
    (STANDARDS, 'quote = "重点建设一个', 'quote = "重点建设两个', "key_account_min 的 quote 不在第 5 条原文里"),
    (STANDARDS, 'key = "submit_frequency"', 'key = "key_account_min"', "key_account_min 写了两次"),
    (STANDARDS, 'value = "10000–20000"', "value = 1", "[[figure]] project_grant 的 value 写作 1，应为一段文字"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "words"), MALFORMED)
def test_a_malformed_pack_is_one_sentence_with_file_key_and_remedy(copy, file, old, new, words):
    copy.set(file, old, new)
    with pytest.raises(PackError) as caught:
        copy.read()
    sentence = str(caught.value)
    assert words in sentence
    assert file in sentence
    assert sentence.startswith(f"规则包 {NAME} 的 ")
    assert "\n" not in sentence


def test_a_text_without_clauses_is_told(copy):
    (copy.place / TEXT).write_text("一段话", "utf-8")
    with pytest.raises(PackError, match=r"policy\.txt 里没有“1\. 标题。”这样开头的条款"):
        copy.read()


def test_a_standard_without_any_other_is_told_so(copy):
    (copy.place / STANDARDS).write_text("", "utf-8")
    with pytest.raises(PackError, match=r"measures 写作 standard\.staff_ratio，应为 标准的键 之一"):
        copy.read()


NEXT = """
[[standard]]
key = "fund"
title = "专项经费"
clause = 9
quote = "按照在校生总数每生每年不低于 30 元标准设立网络思政工作专项经费"
value = "40"
unit = "元"
per = "1"
heads = "名在校生每年"
basis = "students"
basis_note = "设想的新标准"
rounding = "none"
actual = ["fact.fund_received"]
source = "测试"
valid_from = 2027-01-01
"""


def test_a_standard_that_changes_has_a_row_for_each_time(copy):
    ended = "valid_from = 2021-12-31\nvalid_until = 2026-12-31\n"
    whole = (copy.place / STANDARDS).read_text("utf-8").replace("valid_from = 2021-12-31\n", ended)
    (copy.place / STANDARDS).write_text(whole + NEXT, "utf-8")
    rules = copy.read()
    values = {day: rules.standards_on(day)["fund"].value for day in (date(2026, 12, 31), date(2027, 1, 1))}  # fmt: skip
    assert list(values.values()) == [Decimal(30), Decimal(40)]
    assert "space" not in rules.standards_on(date(2027, 1, 1))
    assert rules.standards_on(date(2021, 12, 30)) == {}
    assert {k: s.value for k, s in rules.newest_standards.items()} == {
        "staff_ratio": 1, "space": 80, "fund": 40,
    }  # fmt: skip


def test_two_rows_of_a_standard_may_not_overlap(copy):
    with (copy.place / STANDARDS).open("a", encoding="utf-8") as file:
        file.write(NEXT)
    with pytest.raises(PackError, match="fund 有两段施行时间重叠，应给 2021-12-31 起的一段写 valid_until"):  # fmt: skip
        copy.read()


def test_any_change_of_a_file_changes_the_fingerprint(copy):
    before = copy.read().sha256
    copy.set(STANDARDS, "政策第9条", "政策第 9 条")
    shutil.move(copy.place, copy.place.with_name("moved"))
    copy.place = copy.place.with_name("moved")
    copy.set(META, f'id = "{NAME}"', 'id = "moved"')
    assert copy.read().sha256 != before
