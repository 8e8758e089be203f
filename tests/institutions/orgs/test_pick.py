"""The field with which one organisation of many is chosen."""

from __future__ import annotations

import pytest
from django import forms

from wangyu.institutions.orgs.forms import OrganisationField
from wangyu.institutions.orgs.models import Organisation


class Form(forms.Form):
    place = OrganisationField(label="机构")
    other = OrganisationField(label="另一机构", required=False)


def form(rows, **data):
    made = Form(data or None)
    for field in made.fields.values():
        field.offer(rows)
    return made


def test_a_name_becomes_the_organisation(university, other_university):
    made = form(Organisation.objects.filter(tier=2), place=f" {university.name} ")
    assert made.is_valid()
    assert made.cleaned_data == {"place": university, "other": None}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "这个字段是必填项"),
        ("云梦", "是不是：云梦大学"),
        ("云\x00梦", "是不是：云梦大学"),
        ("x" * 300, "没有“"),
    ],
)
def test_a_name_nobody_has_is_answered_with_those_alike(university, typed, words):
    made = form(Organisation.objects.filter(tier=2), place=typed)
    assert words in made.errors["place"][0]


def test_what_lies_out_of_reach_is_neither_taken_nor_told(university, other_university):
    made = form(Organisation.objects.filter(pk=university.pk), place=other_university.name)
    assert not made.is_valid()
    assert other_university.name not in str(made["place"]).partition("<datalist")[2]


def test_every_choice_stands_in_the_page_with_its_tier(university, other_university):
    shown = str(form(Organisation.objects.filter(tier=2))["place"])
    assert 'list="id_place_options"' in shown
    assert '<datalist id="id_place_options">' in shown
    assert f'<option value="{university.name}">高校中心</option>' in shown


def test_the_only_choice_is_filled_in(university):
    shown = str(form(Organisation.objects.filter(pk=university.pk))["place"])
    assert f'value="{university.name}"' in shown.partition("<datalist")[0]
