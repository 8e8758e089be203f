"""``wangyu check`` on a pack."""

from __future__ import annotations

import shutil

import pytest
from django.conf import settings as real

from wangyu.assessment.policy.checks import check_pack

NAME = "hunan-2021-07"
SOURCE = real.PACKS_DIR


@pytest.fixture
def requirements(tmp_path, settings):
    """Where a copy of the pack keeps its requirements."""
    settings.PACKS_DIR = tmp_path / "packs"
    shutil.copytree(SOURCE / NAME, settings.PACKS_DIR / NAME)
    return settings.PACKS_DIR / NAME / "requirements.toml"


def found():
    return [(one.id, one.msg) for one in check_pack(None)]


def test_measures_still_to_come_are_named_and_are_no_error(db):
    assert found() == [
        ("wangyu.W003", "规则包里标为待建的指标 channels.key_account_assessed 还没有应用提供，看板显示“待建”"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('"fact.months_submitted"', '"fact.month_submitted"', "fact.month_submitted"),
        ('applies_if = "fact.masters_selected"', 'applies_if = "orgs.masters"', "orgs.masters"),
        ('"channels.key_account_assessed"]', '"a.b"]', "a.b"),
    ],
)
def test_a_measure_key_no_app_offers_is_named(requirements, old, new, key):
    whole = requirements.read_text("utf-8").replace(old, new)
    requirements.write_text(whole.replace('planned = true\nnote = "考评', 'note = "考评'), "utf-8")
    assert ("wangyu.E007", f"规则包用到的指标 {key} 没有应用提供") in found()


def test_a_broken_pack_is_one_error_with_its_sentence(requirements):
    requirements.write_text("a = = 1", "utf-8")
    [(number, sentence)] = found()
    assert number == "wangyu.E006"
    assert "requirements.toml 不是合法的 TOML" in sentence


def test_every_finding_says_what_to_do(requirements):
    requirements.write_text("", "utf-8")
    assert all("docs/checks.md" in one.hint for one in check_pack(None))
