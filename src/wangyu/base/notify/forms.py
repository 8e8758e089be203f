from django import forms

from wangyu.base.notify.models import Preference


class PreferenceForm(forms.ModelForm[Preference]):
    class Meta:
        model = Preference
        fields = ["mail"]
        widgets = {"mail": forms.RadioSelect}
        help_texts = {"mail": "每天汇总只含未读的新通知；同一件事不会通知两次。"}
