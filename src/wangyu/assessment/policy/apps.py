from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "wangyu.assessment.policy"
    verbose_name = "政策落实"
