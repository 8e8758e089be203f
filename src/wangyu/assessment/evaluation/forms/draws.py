"""What is typed about a draw."""

from __future__ import annotations

from django import forms

from wangyu.assessment.evaluation.forms.cycles import whole_field

LONGEST = 1000


class WitnessForm(forms.Form):
    name = forms.CharField(
        label="见证人", max_length=60, help_text="姓名或代号，会公开，例如“高校代表甲”。"
    )


class SizeForm(forms.Form):
    size = whole_field("抽几所", 500, least=1)


class CommitForm(forms.Form):
    commitment = forms.CharField(
        label="指纹", max_length=80, help_text="64 个十六进制数字；原值不会发出去。"
    )


class RevealForm(forms.Form):
    value = forms.CharField(
        label="原值", max_length=LONGEST, strip=False, help_text="与提交指纹时一字不差。"
    )
